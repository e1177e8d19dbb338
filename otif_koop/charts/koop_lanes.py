"""The customer groups under the drawing of the chain: a line each, with the marker of its decoupling point.

A line is solid as far as the forecast drives the work and dashed from where the order does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from otif_koop.charts.bar_rows import pixels
from otif_koop.charts.house_style import SCALE, across, colour, outline, rows, tooltips, words
from otif_koop.charts.vega_lite import Channel, beside, column, touched
from otif_koop.language import Language
from otif_koop.message import message

PICKED = "picked"
"""Name of the selection; it holds the `group_id` of a marker that was touched."""

LANE = 46  # px a group


@dataclass(frozen=True)
class GroupLane:
    """A group with its decoupling point `at` (None: nowhere), decided or not; `promise` is None where not known."""

    group_id: str
    name: str
    at: float | None
    position: int | None
    promise: float | None
    decided: bool
    chosen: bool


def group_lanes(
    lanes: Sequence[GroupLane], x: Channel, first: int, total: float, period: str, language: Language
) -> list[Any]:
    """The layers of the lanes, the first of them `first` px from the top; `total` periods wide."""
    if not lanes:
        return []
    made = []
    for number, lane in enumerate(lanes):
        y = first + LANE * number + 28
        at = 0.0 if lane.at is None else lane.at
        decided = language.say(message("decided") if lane.decided else message("advice"))
        told = (
            language.say("no position reaches the target")
            if lane.position is None
            else language.say("position {position} · {how}", position=lane.position, how=decided)
        )
        made.append(
            {
                "group_id": lane.group_id,
                "x": at,
                "start": 0.0,
                "end": total,
                "wait": total if lane.promise is None else max(total - lane.promise, -0.03 * total),
                "y": y,
                "top": y - 7,
                "bottom": y + 7,
                "name_y": y - 11,
                "words": shortened(lane.name) if not lane.chosen else f"▸ {shortened(lane.name)}",
                "role": "choice" if lane.chosen else "main",
                "decided": lane.decided,
                "chosen": lane.chosen,
                "nowhere": lane.position is None,
                "group": lane.name,
                "fact_1": told,
                "fact_2": _promised(lane.promise, period, language),
            }
        )
    tip = tooltips(
        {
            "group": language.say("Customer group"),
            "fact_1": language.say("decoupling point"),
            "fact_2": language.say("promised lead time"),
        }
    )
    somewhere = [row for row in made if not row["nowhere"]]
    layers: list[Any] = [
        rows(made, "quiet")
        .drawn_as("rect", opacity=0.3, cornerRadius=3)
        .encode(
            x=beside("wait:Q", x),
            x2=column("end:Q"),
            y=pixels("top"),
            y2=column("bottom:Q"),
            color=colour(),
            tooltip=tip,
        )
    ]
    if somewhere:
        layers.append(
            rows(somewhere, "main")
            .drawn_as("rule", strokeWidth=4, tooltip=None)
            .encode(x=beside("start:Q", x), x2=column("x:Q"), y=pixels("y"), color=colour())
        )
        layers.append(
            rows(somewhere, "choice")
            .drawn_as("rule", strokeWidth=3, strokeDash=[6, 4], tooltip=None)
            .encode(x=x, x2=column("end:Q"), y=pixels("y"), color=colour())
        )
    for chosen in (False, True):
        part = [row for row in made if row["chosen"] is chosen]
        if part:
            layers.append(
                words(
                    part, x=across(4), y=pixels("name_y"), align="left", baseline="bottom", bold=chosen, role="ink"
                ).encode(tooltip=tip)
            )
    picked = touched(PICKED, "group_id")
    for filled in (True, False):
        part = [row for row in somewhere if row["decided"] is filled]
        if part:
            look = rows(part).drawn_as(
                "point", shape="circle", size=260, fillOpacity=1 if filled else 0.25, strokeWidth=3, cursor="pointer"
            )
            mark = look.encode(x=x, y=pixels("y"), fill=_fill(), color=colour(), stroke=outline(), tooltip=tip)
            layers.append(mark)
    # one layer for all of them carries the selection, transparent and larger: easy to hit with a finger
    touch = rows(made, "main").drawn_as("point", shape="circle", size=900, filled=True, opacity=0.001, cursor="pointer")
    layers.append(
        touch.encode(x=x, y=pixels("y"), color=colour(), tooltip=tip, detail=column("group_id:N")).selecting(picked)
    )
    return layers


def _promised(promise: float | None, period: str, language: Language) -> str:
    if promise is None:
        return language.say("not known yet")
    return language.say("{n} {period}", n=round(promise, 1), period=period)


def shortened(name: str, most: int = 24) -> str:
    """A name that fits."""
    return name if len(name) <= most else f"{name[: most - 1]}…"


def _fill() -> Any:
    return column("role:N", scale=SCALE, legend=None)

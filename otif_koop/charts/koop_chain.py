"""The client's own chain to scale: stages, the places where stock can lie, and where each group's order enters.

Left of the decoupling point the forecast drives the work, right of it the customer's order: the line of a group is
solid to its point and dashed from there on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from otif_koop.charts import koop_companies
from otif_koop.charts.bar_rows import pixels
from otif_koop.charts.house_style import LINE, colour, dressed, outline, rows, tooltips, words
from otif_koop.charts.koop_companies import CompanyPart
from otif_koop.charts.koop_lanes import LANE, GroupLane, group_lanes, shortened
from otif_koop.charts.vega_lite import Channel, Drawing, column, fixed
from otif_koop.language import Language
from otif_koop.message import Message, message

TITLE = message("The chain, lead times to scale")
BAR = 34  # px a stage is high
POINTS = 76  # px for the places below the stages
NARROWEST = 360  # px for which the names are laid out
LETTER = 8.2  # px
State = Literal["chosen", "possible", "closed"]

LOOK: dict[str, tuple[str, str, bool]] = {  # of a place by its state: role, shape, whether it is filled
    "chosen": ("choice", "triangle-down", True),
    "possible": ("main", "triangle-down", True),
    "closed": ("quiet", "cross", False),
}


@dataclass(frozen=True)
class StageBar:
    """A stage from `start` to `end` in mean periods from the start of the chain; `told` is its tooltip.

    `company`: whose it is, where several companies are on the chain.
    """

    name: str
    start: float
    end: float
    own: bool
    told: Message
    company: str = ""


_Named = TypeVar("_Named", StageBar, CompanyPart)


@dataclass(frozen=True)
class PlaceMark:
    """A place where stock can lie, with the position it is and why it is (not) possible for the chosen group."""

    at: float
    position: int
    state: State
    told: Message


def chart(
    stages: Sequence[StageBar], places: Sequence[PlaceMark], lanes: Sequence[GroupLane], period: str, language: Language
) -> Drawing:
    """The chain over the whole width; the markers of the lanes can be picked (`PICKED`)."""
    total = max(stages[-1].end, 1.0)
    flags = _flags(stages, total)
    owners = _flags(koop_companies.parts([(one.company, one.start, one.end) for one in stages]), total)
    top = koop_companies.height(owners) + LINE * (1 + max(row for _, row in flags)) + 6
    below = top + BAR
    first_lane = below + POINTS
    height = first_lane + LANE * len(lanes)
    x = column(
        "x:Q",
        scale={"domain": [-0.03 * total, 1.03 * total], "nice": False, "zero": False},
        axis={
            "title": language.say("lead time ({period})", period=period),
            "values": _ticks(total),
            "format": ",d",
            "grid": False,
        },
    )
    entry = next((place.at for place in places if place.state == "chosen"), None)
    layers = [
        *koop_companies.layers(owners, x, total),
        *_stages(stages, flags, entry, x, top, language),
        *_entry(entry, x, top, below, first_lane, height),
        *_places(places, x, below, total, language),
        *group_lanes(lanes, x, first_lane, total, period, language),
    ]
    return dressed(layers, language, TITLE, height)


def alt_text(
    stages: Sequence[StageBar], places: Sequence[PlaceMark], lanes: Sequence[GroupLane], language: Language
) -> str:
    """What the drawing shows, for who can't see it."""
    said = [
        language.say("Chain of {n} stages: {names}.", n=len(stages), names=[one.name for one in stages]),
        language.say(
            "Possible positions: {open}.", open=sorted({p.position for p in places if p.state != "closed"}) or [0]
        ),
    ]
    for lane in lanes:
        if lane.position is None:
            said.append(language.say("{group}: no position reaches the target.", group=lane.name))
        else:
            said.append(language.say("{group}: position {position}.", group=lane.name, position=lane.position))
    return " ".join(said)


def _flags(stages: Sequence[_Named], total: float) -> list[tuple[_Named, int]]:
    """Each stage or company with the row for its name, so that no two lie over each other on a narrow screen."""
    ends: list[float] = []
    placed = []
    for stage in stages:
        left = min((stage.start + stage.end) / 2 / total, 1.0) * NARROWEST
        half = LETTER * len(shortened(stage.name)) / 2
        left = min(max(left - half, 0.0), NARROWEST - 2 * half)
        row = next((number for number, end in enumerate(ends) if end + 6 < left), len(ends))
        if row == len(ends):
            ends.append(0.0)
        ends[row] = left + 2 * half
        placed.append((stage, row))
    return placed


def _stages(
    stages: Sequence[StageBar],
    flags: list[tuple[StageBar, int]],
    entry: float | None,
    x: Channel,
    top: int,
    language: Language,
) -> list[Any]:
    bars: list[dict[str, Any]] = []
    names: list[dict[str, Any]] = []
    sticks: list[dict[str, Any]] = []
    total = max(stages[-1].end, 1.0)
    for stage, row in flags:
        ordered = entry is not None and stage.start >= entry - 1e-9
        told = language.say(stage.told)
        bars.append(
            {"x": stage.start, "end": stage.end, "role": "choice" if ordered else "main", "ordered": ordered}
            | {"fact_0": told, "top": top, "bottom": top + BAR, "opacity": 0.85 if stage.own else 0.35}
        )
        middle = (stage.start + stage.end) / 2
        side = "left" if middle < 0.2 * total else "right" if middle > 0.8 * total else "center"
        at = stage.start if side == "left" else stage.end if side == "right" else middle
        words_at = top - 6 - LINE * row
        names.append({"words": shortened(stage.name), "x": at, "y": words_at, "side": side, "fact_0": told})
        if row:
            sticks.append({"x": middle, "top": words_at + 2, "bottom": top})
    tip = tooltips({"fact_0": language.say("stage")})
    layers: list[Any] = []
    for ordered in (False, True):
        part = [bar for bar in bars if bar["ordered"] is ordered]
        if part:
            look = rows(part).drawn_as("rect", strokeWidth=2, strokeDash=[5, 3] if ordered else [1, 0])
            layers.append(
                look.encode(
                    x=x,
                    x2=column("end:Q"),
                    y=pixels("top"),
                    y2=column("bottom:Q"),
                    color=colour(),
                    stroke=outline(),
                    fillOpacity=column("opacity:Q", scale=None) if not ordered else fixed(0.18),
                    tooltip=tip,
                )
            )
    if sticks:
        layers.append(
            rows(sticks, "quiet")
            .drawn_as("rule", strokeWidth=1, tooltip=None)
            .encode(x=x, y=pixels("top"), y2=column("bottom:Q"), color=colour())
        )
    for side in ("left", "center", "right"):
        part = [name for name in names if name["side"] == side]
        if part:
            layers.append(
                words(part, x=x, y=pixels("y"), align=side, baseline="alphabetic", bold=True).encode(tooltip=tip)
            )
    return layers


def _entry(entry: float | None, x: Channel, top: int, below: int, first_lane: int, height: int) -> list[Any]:
    """The upright line where the order enters; open where the numbers of the places stand."""
    if entry is None:
        return []
    rule = [{"x": entry, "top": top - 4, "bottom": below}, {"x": entry, "top": first_lane, "bottom": height}]
    return [
        rows(rule, "choice")
        .drawn_as("rule", strokeWidth=3, tooltip=None)
        .encode(x=x, y=pixels("top"), y2=column("bottom:Q"), color=colour())
    ]


def _places(places: Sequence[PlaceMark], x: Channel, below: int, total: float, language: Language) -> list[Any]:
    layers: list[Any] = []
    tip = tooltips({"fact_0": language.say("position"), "fact_1": language.say("why")})
    marks = [
        {
            "x": place.at,
            "y": below + 16,
            "under": below + 38,
            "role": LOOK[place.state][0],
            "state": place.state,
            "words": str(place.position),
            "fact_0": language.say("position {position}", position=place.position),
            "fact_1": language.say(place.told),
        }
        for place in places
    ]
    for state, (_, shape, filled) in LOOK.items():
        part = [mark for mark in marks if mark["state"] == state]
        if not part:
            continue
        look = rows(part).drawn_as(
            "point", shape=shape, size=420 if state == "chosen" else 260, filled=filled, strokeWidth=2, opacity=1
        )
        layers.append(look.encode(x=x, y=pixels("y"), color=colour(), tooltip=tip))
        layers.append(
            words(
                part, x=x, y=pixels("under"), bold=state == "chosen", role=None if state != "closed" else "ink"
            ).encode(tooltip=tip)
        )
    drives = [
        {"words": language.say("← driven by the forecast"), "y": below + POINTS - 8, "x": -0.03 * total},
        {"words": language.say("driven by the order →"), "y": below + POINTS - 8, "x": 1.03 * total},
    ]
    layers.append(words(drives[:1], x=x, y=pixels("y"), role="main", align="left", baseline="bottom"))
    layers.append(words(drives[1:], x=x, y=pixels("y"), role="choice", align="right", baseline="bottom"))
    return layers


def _ticks(total: float) -> list[int]:
    step = next((one for one in (1, 2, 5, 10, 20, 50, 100, 200, 500) if total / one <= 9), 1000)
    return list(range(0, int(total) + 1, step))

"""What each customer group scores under all definitions: the span, its middle half, the chosen one, the target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from otif_koop.charts.bar_rows import pixels
from otif_koop.charts.house_style import LINE, across, colour, dressed, nothing, rows, words, wrapped
from otif_koop.charts.vega_lite import Drawing, beside, column
from otif_koop.language import Language
from otif_koop.message import Message, message

TITLE = message("Each group under every definition")
EMPTY = message("There is no customer group to show.")
WITH_TARGET = message("{group}: target {target:percent} met by {share:percent} of them")
WITHOUT = message("{group}: from {low:percent} to {high:percent}")
STEP = 50  # px a group


@dataclass(frozen=True)
class GroupSpan:
    """A group's scores (0..1): lowest, middle half, highest, the chosen one; its target, and who meets it."""

    group: str
    low: float
    quarter: float
    three_quarters: float
    high: float
    chosen: float | None
    target: float | None = None
    met_by: float | None = None


def chart(groups: Sequence[GroupSpan], language: Language) -> Drawing:
    """A row a group: a thin line from lowest to highest, a thick one for the middle half, a dot, and the target."""
    if not groups:
        return nothing(language, TITLE, EMPTY)
    x = column(
        "start:Q", scale={"domain": [0, 1], "nice": False}, axis={"title": None, "format": ".0%", "tickCount": 5}
    )
    records = []
    for row, one in enumerate(groups):
        above = row * STEP
        records.append(
            {"start": one.low, "end": one.high, "from": one.quarter, "to": one.three_quarters, "above": above}
            | {"y": above + LINE + 11, "words": wrapped(language.say(_said(one)), 52, 1)}
        )
    y = pixels("y")
    layers = [
        rows(records, "quiet")
        .drawn_as("rule", strokeWidth=3, tooltip=None)
        .encode(x=x, x2=column("end:Q"), y=y, color=colour()),
        rows(records, "main")
        .drawn_as("rule", strokeWidth=9, opacity=0.6, tooltip=None)
        .encode(x=beside("from:Q", x), x2=column("to:Q"), y=y, color=colour()),
        words(records, x=across(0), y=pixels("above"), align="left", baseline="top"),
    ]
    aimed = [
        {"start": one.target, "top": row * STEP + LINE + 1, "bottom": row * STEP + LINE + 21}
        for row, one in enumerate(groups)
        if one.target is not None
    ]
    if aimed:
        line = rows(aimed, "ink").drawn_as("rule", strokeWidth=3, tooltip=None)
        layers.append(line.encode(x=x, y=pixels("top"), y2=column("bottom:Q"), color=colour()))
    placed = [
        {"start": one.chosen, "y": row * STEP + LINE + 11} for row, one in enumerate(groups) if one.chosen is not None
    ]
    if placed:
        dot = rows(placed, "choice").drawn_as("point", shape="diamond", size=190, filled=True, opacity=1, tooltip=None)
        layers.append(dot.encode(x=x, y=y, color=colour()))
    return dressed(layers, language, TITLE, STEP * len(groups))


def alt_text(groups: Sequence[GroupSpan], language: Language) -> str:
    """What the rows show, for who can't see them."""
    if not groups:
        return language.say(EMPTY)
    return language.say("One row a group. {rows}.", rows="; ".join(language.say(_said(one)) for one in groups))


def _said(one: GroupSpan) -> Message:
    values = {"group": one.group, "low": one.low, "high": one.high, "target": one.target, "share": one.met_by}
    return Message((WITHOUT if one.met_by is None else WITH_TARGET).text, values)

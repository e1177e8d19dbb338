"""Bars under each other, each with its words above it: readable on a phone and from the back of a room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from otif_koop.charts.house_style import LINE, WIDTH_OF_WORDS, across, colour, outline, rows, tooltips, words, wrapped
from otif_koop.charts.vega_lite import Channel, Marks, column, fixed, touched

BAR = 18  # px
SPACE = 14  # px between a bar and the words of the next


@dataclass(frozen=True)
class BarRow:
    """A bar from `start` to `end` on the chart's scale, with (said) `words` above it.

    `facts` go into its tooltip: (said) text by (said) title, the same titles on every row. A bar that is not `solid` is
    hollow.
    """

    words: str
    start: float
    end: float
    role: str = "main"
    solid: bool = True
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class BarRows:
    """The bars in place: `layers` to draw, and `height` px for them; `tops` is where each bar begins.

    `rows` is from where to where each stands with its words.
    """

    layers: list[Marks]
    height: int
    tops: list[int]
    rows: list[tuple[int, int]]


def bar_rows(bars: Sequence[BarRow], x: Channel) -> BarRows:
    """Lay out bars from the top down on the scale `x`, an encoding of the column `start`."""
    records: list[dict[str, Any]] = []
    y = 0
    for bar in bars:
        said = wrapped(bar.words, WIDTH_OF_WORDS)
        above, y = y, y + LINE * (1 + said.count("\n"))
        facts = {f"fact_{place}": text for place, text in enumerate(bar.facts.values())}
        records.append(
            {"words": said, "start": bar.start, "end": bar.end, "role": bar.role, "solid": bar.solid, **facts}
            | {"above": above, "top": y, "bottom": y + BAR}
        )
        y += BAR + SPACE
    titles = {f"fact_{place}": title for place, title in enumerate(bars[0].facts)}
    layers = []
    for solid in (True, False):
        part = [record for record in records if record["solid"] is solid]
        if part:
            look = rows(part).drawn_as("rect", fillOpacity=1.0 if solid else 0.25, strokeWidth=1.5)
            layers.append(
                look.encode(
                    x=x,
                    x2=column("end:Q"),
                    y=pixels("top"),
                    y2=column("bottom:Q"),
                    color=colour(),
                    stroke=outline(),
                    tooltip=tooltips(titles),
                )
            )
    layers.append(
        words(records, x=across(0), y=pixels("above"), align="left", baseline="top").encode(tooltip=tooltips(titles))
    )
    extents = [(record["above"], record["bottom"]) for record in records]
    return BarRows(layers, y - SPACE, [record["top"] for record in records], extents)


def touchable(placed: BarRows, name: str) -> Marks:
    """A layer that selects a row, words and bar and all: the selection `name` gives its `place` from the top."""
    records = [{"place": place, "above": above, "bottom": below} for place, (above, below) in enumerate(placed.rows)]
    touch: Marks = (
        rows(records, "ink")
        .drawn_as("rect", opacity=0.001, cursor="pointer", tooltip=None)
        .encode(
            x=across(0),
            x2=fixed({"expr": "width"}),
            y=pixels("above"),
            y2=column("bottom:Q"),
            detail=column("place:Q"),
        )
        .selecting(touched(name, "place"))
    )
    return touch


def pixels(name: str) -> Channel:
    """A column of pixels from the top."""
    return column(f"{name}:Q", scale=None, axis=None)

"""Whose stages these are: a bracket over each company's part of the chain (bedrijfskolom)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from otif_koop.charts.bar_rows import pixels
from otif_koop.charts.house_style import LINE, colour, rows, words
from otif_koop.charts.koop_lanes import shortened
from otif_koop.charts.vega_lite import Channel, column

ROOM = 14  # px under the names for the bracket


@dataclass(frozen=True)
class CompanyPart:
    """A company's stages that follow on each other, from `start` to `end` in periods from the start of the chain."""

    name: str
    start: float
    end: float


def parts(owned: Sequence[tuple[str, float, float]]) -> list[CompanyPart]:
    """The stages (whose, start, end) as parts; none where all are one company's."""
    found: list[CompanyPart] = []
    for name, start, end in owned:
        if found and found[-1].name == name:
            start = found.pop().start
        found.append(CompanyPart(name, start, end))
    return found if len(found) > 1 else []


def height(names: Sequence[tuple[CompanyPart, int]]) -> int:
    """px that the brackets take, with the row that each name stands in."""
    return LINE * (1 + max(row for _, row in names)) + ROOM if names else 0


def layers(names: Sequence[tuple[CompanyPart, int]], x: Channel, total: float) -> list[Any]:
    """The brackets with their names, from the top of the drawing down."""
    if not names:
        return []
    y = height(names) - ROOM + 4
    brackets, ends, said = [], [], []
    for one, row in names:
        gap = 0.004 * total
        brackets.append({"x": one.start + gap, "end": one.end - gap, "y": y})
        ends += [{"x": at, "top": y, "bottom": y + 6} for at in (one.start + gap, one.end - gap)]
        middle = (one.start + one.end) / 2
        side = "left" if middle < 0.2 * total else "right" if middle > 0.8 * total else "center"
        at = one.start if side == "left" else one.end if side == "right" else middle
        said.append({"words": shortened(one.name), "x": at, "y": y - 5 - LINE * row, "side": side})
    made: list[Any] = [
        rows(brackets, "ink")
        .drawn_as("rule", strokeWidth=1.5, tooltip=None)
        .encode(x=x, x2=column("end:Q"), y=pixels("y"), color=colour()),
        rows(ends, "ink")
        .drawn_as("rule", strokeWidth=1.5, tooltip=None)
        .encode(x=x, y=pixels("top"), y2=column("bottom:Q"), color=colour()),
    ]
    for side in ("left", "center", "right"):
        part = [one for one in said if one["side"] == side]
        if part:
            made.append(words(part, x=x, y=pixels("y"), align=side, baseline="alphabetic"))
    return made

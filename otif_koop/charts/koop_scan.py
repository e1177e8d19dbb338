"""The quick scan: chain against promise across, how wild demand is up, with the groups as points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2
from typing import Any

from otif_koop.charts.house_style import across, colour, dressed, nothing, rows, tooltips, words, wrapped
from otif_koop.charts.labels_apart import SEEN_AT, Place, apart
from otif_koop.charts.vega_lite import Channel, Drawing, Marks, column, fixed
from otif_koop.language import Language
from otif_koop.message import message

TITLE = message("Quick scan of the customer groups")
EMPTY = message("No group has demand and a promised lead time yet.")
HEIGHT = 380
FURTHEST = 16.0  # P/D beyond which a point stands at the edge


@dataclass(frozen=True)
class ScanPoint:
    """A group on the two axes; `chain_to_promise` None for a promise of 0."""

    name: str
    chain_to_promise: float | None
    variation: float
    positions: tuple[int, ...]
    chosen: bool


def chart(points: Sequence[ScanPoint], boundary: float, language: Language) -> Drawing:
    """P/D on a scale of doublings; the two boundaries drawn, each field with what it points to."""
    if not points:
        return nothing(language, TITLE, EMPTY)
    top = max([1.25 * boundary, 0.3, *(1.15 * one.variation for one in points)])
    x = column(
        "x:Q",
        scale={"type": "log", "base": 2, "domain": [1 / 8, FURTHEST], "nice": False},
        axis={
            "title": language.say("whole chain / promised lead time (P/D)"),
            "values": [0.125, 0.25, 0.5, 1, 2, 4, 8, 16],
            "format": "~g",
            "grid": False,
        },
    )
    y = column(
        "y:Q",
        scale={"domain": [0, top], "nice": False},
        axis={
            "title": language.say("variation of demand a week (sd / mean)"),
            "format": ".1f",
            "grid": False,
            "tickCount": 5,
        },
    )
    made = []
    for one in sorted(points, key=lambda point: point.name):
        ratio = FURTHEST if one.chain_to_promise is None else one.chain_to_promise
        made.append(
            {
                "x": min(max(ratio, 1 / 7.5), FURTHEST / 1.05),
                "y": one.variation,
                "words": one.name if len(one.name) < 19 else one.name[:18] + "…",
                "group": one.name,
                "figure": language.number(round(ratio, 2)),
                "period": language.number(round(one.variation, 2)),
                "fact_0": language.say("points to {positions}", positions=list(one.positions)),
                "role": "choice" if one.chosen else "main",
                "chosen": one.chosen,
            }
        )
    lines = [{"x": 1.0}], [{"y": boundary}]
    layers: list[Any] = [
        rows(lines[0], "quiet").drawn_as("rule", strokeWidth=2, tooltip=None).encode(x=x, color=colour()),
        rows(lines[1], "quiet")
        .drawn_as("rule", strokeWidth=2, strokeDash=[5, 4], tooltip=None)
        .encode(y=y, color=colour()),
    ]
    edge = {"expr": "width - 6"}
    for text, at, height, align in (
        (message("make or design to order (4–5)"), 6, 6, "left"),
        (message("to order, or in series (2, 4–5)"), 6, HEIGHT - 42, "left"),
        (message("assemble to order (3)"), edge, 6, "right"),
        (message("on stock (1–2)"), edge, HEIGHT - 42, "right"),
    ):
        layers.append(
            words(
                [{"words": wrapped(language.say(text), 19)}],
                x=across(at),
                y=fixed(height),
                align=align,
                baseline="top",
                opacity=0.75,
            )
        )
    tip = tooltips(
        {
            "group": language.say("Customer group"),
            "figure": language.say("P/D"),
            "period": language.say("variation a week"),
            "fact_0": language.say("quick scan"),
        }
    )
    for chosen in (False, True):
        part = [row for row in made if row["chosen"] is chosen]
        if part:
            look = rows(part).drawn_as(
                "point", size=260 if chosen else 170, filled=True, shape="diamond" if chosen else "circle"
            )
            layers.append(look.encode(x=x, y=y, color=colour(), tooltip=tip))
    for width, seen in SEEN_AT.items():
        for place, part in _named(made, top, boundary, width).items():
            layers.append(_names(part, place, seen, x, y).encode(tooltip=tip))
    return dressed(layers, language, TITLE, HEIGHT)


def _names(part: Sequence[dict[str, Any]], place: Place, seen: str, x: Channel, y: Channel) -> Marks:
    """Names beside their points, at the widths for which they were placed."""
    return words(
        part,
        x=x,
        y=y,
        align=place.align,
        dx=place.dx,
        dy=place.dy,
        baseline="middle",
        opacity={"expr": f"{seen} ? 1 : 0"},
    )


def _named(
    made: Sequence[dict[str, Any]], top: float, boundary: float, width: float
) -> dict[Place, list[dict[str, Any]]]:
    """The points by where their names stand, the chosen one's first; a name without room is told when touched."""
    first = sorted(made, key=lambda row: not row["chosen"])
    at = [
        (width * log2(row["x"] * 8) / log2(FURTHEST * 8), HEIGHT * (1 - row["y"] / top), row["words"]) for row in first
    ]
    line, one = HEIGHT * (1 - boundary / top), width * 3 / 7
    corners = [(left, left + 124, down, down + 40) for left in (0, width - 124) for down in (4, HEIGHT - 44)]
    taken = [(0, width, line - 1, line + 1), (one - 1, one + 1, 0, HEIGHT), *corners]
    found: dict[Place, list[dict[str, Any]]] = {}
    for row, place in zip(first, apart(at, width, HEIGHT, taken), strict=True):
        if place is not None:
            found.setdefault(place, []).append(row)
    return found


def alt_text(points: Sequence[ScanPoint], boundary: float, language: Language) -> str:
    """Where each group stands, for who can't see it."""
    if not points:
        return language.say(EMPTY)
    said = [language.say("Demand counts as wild from {boundary:number}.", boundary=boundary)]
    said += [
        language.say(
            "{group}: P/D {ratio:number}, variation {variation:number}.",
            group=one.name,
            ratio=FURTHEST if one.chain_to_promise is None else round(one.chain_to_promise, 2),
            variation=round(one.variation, 2),
        )
        for one in points
    ]
    return " ".join(said)

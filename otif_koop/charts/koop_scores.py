"""What the scores of the room are worth to each position."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from otif_koop.charts.bar_rows import BarRow, bar_rows
from otif_koop.charts.house_style import dressed
from otif_koop.charts.vega_lite import Drawing, column
from otif_koop.language import Language
from otif_koop.message import Message, message

TITLE = message("What the scores point to")


@dataclass(frozen=True)
class PositionValue:
    """A position with its value (0..1), None where a gate closes it, and how often it wins when weights are shaken."""

    position: int
    title: Message
    value: float | None
    wins: float | None
    is_best: bool


def chart(positions: Sequence[PositionValue], language: Language) -> Drawing:
    """A bar a position; the best in the accent colour, a closed one without a bar."""
    bars = [
        BarRow(
            language.say(_said(one)),
            0,
            one.value or 0.0,
            "choice" if one.is_best else "main",
            facts={language.say("value"): "" if one.value is None else language.number(round(one.value, 2))},
        )
        for one in positions
    ]
    x = column("start:Q", scale={"domain": [0, 1], "nice": False}, axis=None)
    placed = bar_rows(bars, x)
    return dressed(placed.layers, language, TITLE, placed.height + 4)


def alt_text(positions: Sequence[PositionValue], language: Language) -> str:
    """The bars for who can't see them."""
    return "; ".join(language.say(_said(one)) for one in positions) + "."


def _said(one: PositionValue) -> Message:
    if one.value is None:
        return message("{position} {title} · not possible", position=one.position, title=one.title)
    return message(
        "{position} {title} · {value:number}", position=one.position, title=one.title, value=round(one.value, 2)
    )

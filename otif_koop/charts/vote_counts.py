"""How often each answer was given: a bar an answer, the median in the accent."""

from __future__ import annotations

from typing import Any

from otif_koop.charts.bar_rows import BarRow, bar_rows
from otif_koop.charts.house_style import dressed
from otif_koop.charts.vega_lite import Drawing, column
from otif_koop.language import Language
from otif_koop.message import message
from otif_koop.workshop.ballot import Outcome

MOST_BARS = 12
"""Of more different answers only the most given are drawn, still in the order of the scale."""


def chart(outcome: Outcome, unit: str, language: Language) -> Drawing:
    """A bar an answer, as long as the number of people who gave it."""
    bars = [
        BarRow(
            f"{said(answer, unit, language)}  ·  {n}",
            0,
            n,
            "choice" if not isinstance(answer, bool | str) and answer == outcome.median else "main",
        )
        for answer, n in _drawn(outcome)
    ]
    x = column("start:Q", scale={"domain": [0, max(bar.end for bar in bars)], "nice": False}, axis=None)
    placed = bar_rows(bars, x)
    return dressed(placed.layers, language, message("How often each answer was given"), placed.height)


def alt_text(outcome: Outcome, unit: str, language: Language) -> str:
    """What the bars show, for who can't see them."""
    told = "; ".join(f"{said(answer, unit, language)}: {n}" for answer, n in _drawn(outcome))
    return language.say("Bars of how often each answer was given: {told}.", told=told)


def said(answer: Any, unit: str, language: Language) -> str:
    """An answer as it is written."""
    if isinstance(answer, bool):
        return language.say("yes") if answer else language.say("no")
    if isinstance(answer, str):
        return answer
    return f"{language.number(answer)} {unit}".strip()


def _drawn(outcome: Outcome) -> list[tuple[Any, int]]:
    kept = {answer for answer, _ in sorted(outcome.counts, key=lambda entry: -entry[1])[:MOST_BARS]}
    return [entry for entry in outcome.counts if entry[0] in kept]

"""How far each input must change before the advice turns: the shortest bar first."""

from __future__ import annotations

from collections.abc import Sequence

from otif_koop.charts.bar_rows import BAR, BarRow, bar_rows, pixels
from otif_koop.charts.house_style import colour, dressed, nothing, rows
from otif_koop.charts.vega_lite import Drawing, column
from otif_koop.language import Language
from otif_koop.message import Message, message

TITLE = message("What must change to turn the advice")
EMPTY = message("Nothing turns the advice.")

Turn = tuple[Message, float]
"""An input with its change in words, and that change as a share of its value."""


def chart(turns: Sequence[Turn], language: Language) -> Drawing:
    """A bar an input: to the right where it must grow, hollow to the left where it must shrink."""
    if not turns:
        return nothing(language, TITLE, EMPTY)
    bars = [
        BarRow(language.say(said), 0, change, "main" if change > 0 else "spare", change > 0) for said, change in turns
    ]
    furthest = max(max(abs(bar.end) for bar in bars), 0.01)
    falls, rises = (any(sign * bar.end > 0 for bar in bars) for sign in (-1, 1))
    domain = [-furthest if falls else 0, furthest if rises else 0]
    x = column("start:Q", scale={"domain": domain, "nice": False}, axis=None)
    placed = bar_rows(bars, x)
    zero = [{"start": 0, "from": top - 4, "to": top + BAR + 4} for top in placed.tops]
    line = rows(zero, "ink").drawn_as("rule", strokeWidth=2, tooltip=None)
    layers = [*placed.layers, line.encode(x=x, y=pixels("from"), y2=column("to:Q"), color=colour())]
    return dressed(layers, language, TITLE, placed.height + 4)


def alt_text(turns: Sequence[Turn], language: Language) -> str:
    """The nearest turns, for who can't see them."""
    if not turns:
        return language.say(EMPTY)
    return language.say("Nearest: {turns}.", turns="; ".join(language.say(said) for said, _ in turns[:5]))

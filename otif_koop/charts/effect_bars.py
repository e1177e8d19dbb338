"""What switching one choice does to the score: points up or down, largest first."""

from __future__ import annotations

from collections.abc import Sequence

from otif_koop.charts.bar_rows import BAR, BarRow, bar_rows, pixels, touchable
from otif_koop.charts.house_style import colour, dressed, nothing, rows
from otif_koop.charts.vega_lite import Drawing, column
from otif_koop.language import Language
from otif_koop.message import Message, message

TITLE = message("What another choice would do")
EMPTY = message("There is no other choice to compare with.")
NO_SCORE = message("no score · {choice}")
MOVED = message("{points:points} · {choice}")
SAME = message("no difference · {choice}")
PICKED = "effect"
SMALLEST = 0.0005  # of a share: written as 0.0 points

Effect = tuple[Message, float | None]
"""A choice, and what the score changes by (a difference of shares) when it is switched; None: no score then."""


def chart(effects: Sequence[Effect], language: Language, title: Message = TITLE) -> Drawing:
    """A bar an effect, from zero to the right where the score rises and to the left where it falls.

    The selection `PICKED` gives the place of a bar that was touched, from the top.
    """
    if not effects:
        return nothing(language, title, EMPTY)
    bars = []
    for choice, points in _sorted(effects):
        said = language.say(_said(choice, points))
        role, solid = ("late", False) if (points or 0) < 0 else ("gain", True)
        bars.append(BarRow(said, 0, points or 0, role, solid))
    furthest = max([abs(bar.end) for bar in bars] + [0.01])
    falls, rises = (any(sign * bar.end > 0 for bar in bars) for sign in (-1, 1))
    domain = [-furthest if falls or not rises else 0, furthest if rises or not falls else 0]
    x = column("start:Q", scale={"domain": domain, "nice": False}, axis=None)
    placed = bar_rows(bars, x)
    zero = [{"start": 0, "from": top - 4, "to": top + BAR + 4} for top in placed.tops]
    line = rows(zero, "ink").drawn_as("rule", strokeWidth=2, tooltip=None)
    layers = [
        *placed.layers,
        touchable(placed, PICKED),
        line.encode(x=x, y=pixels("from"), y2=column("to:Q"), color=colour()),
    ]
    return dressed(layers, language, title, placed.height + 4)


def alt_text(effects: Sequence[Effect], language: Language) -> str:
    """What the bars show, for who can't see them: the three largest effects."""
    if not effects:
        return language.say(EMPTY)
    largest = "; ".join(language.say(_said(choice, points)) for choice, points in _sorted(effects)[:3])
    return language.say(
        "Bars of what {n} other choices would change the score by. The largest: {largest}.",
        n=len(effects),
        largest=largest,
    )


def _sorted(effects: Sequence[Effect]) -> list[Effect]:
    return sorted(effects, key=lambda effect: -abs(effect[1] or 0))


def _said(choice: Message, points: float | None) -> Message:
    moved = SAME if abs(points or 0) < SMALLEST else MOVED
    text = NO_SCORE if points is None else moved
    return Message(text.text, {"points": points, "choice": choice})

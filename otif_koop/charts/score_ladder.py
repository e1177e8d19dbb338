"""The ladder from the basic ratio to the sharpest one: a bar a step, the chosen figure beside them as a line."""

from __future__ import annotations

from collections.abc import Sequence

from otif_koop.charts.bar_rows import BAR, BarRow, bar_rows, pixels, touchable
from otif_koop.charts.house_style import colour, dressed, nothing, rows
from otif_koop.charts.vega_lite import Drawing, column
from otif_koop.language import Language
from otif_koop.message import Message, message

TITLE = message("From the basic ratio to the sharpest one")
EMPTY = message("These data carry no step of the ladder.")
NO_SCORE = message("no data · {step}")
STEP = message("{share:percent} · {step}")
PICKED = "step"

Rung = tuple[Message, float | None]
"""A step, and what the definition with all steps up to it scores."""


def chart(steps: Sequence[Rung], chosen: float | None, language: Language) -> Drawing:
    """A bar a step from 0 to 100 %; the chosen definition's figure is an upright line in the accent colour."""
    if not steps:
        return nothing(language, TITLE, EMPTY)
    bars = [BarRow(language.say(_said(one)), 0, one[1] or 0) for one in steps]
    x = column(
        "start:Q", scale={"domain": [0, 1], "nice": False}, axis={"title": None, "format": ".0%", "tickCount": 5}
    )
    placed = bar_rows(bars, x)
    layers = [*placed.layers, touchable(placed, PICKED)]
    if chosen is not None:
        at_bars = [{"start": chosen, "from": top - 3, "to": top + BAR + 3} for top in placed.tops]
        line = rows(at_bars, "choice").drawn_as("rule", strokeWidth=4, tooltip=None)
        layers.append(line.encode(x=x, y=pixels("from"), y2=column("to:Q"), color=colour()))
    return dressed(layers, language, TITLE, placed.height + 4)


def alt_text(steps: Sequence[Rung], language: Language) -> str:
    """What the bars show, for who can't see them."""
    if not steps:
        return language.say(EMPTY)
    return language.say(
        "Bars of what each step scores: {steps}.", steps="; ".join(language.say(_said(one)) for one in steps)
    )


def _said(one: Rung) -> Message:
    step, share = one
    return Message((NO_SCORE if share is None else STEP).text, {"step": step, "share": share})

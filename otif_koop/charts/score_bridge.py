"""From one figure to another: what the definition, the mix of groups and the performance each did."""

from __future__ import annotations

from otif_koop.charts.bar_rows import BarRow, bar_rows
from otif_koop.charts.house_style import dressed
from otif_koop.charts.vega_lite import Drawing, column
from otif_koop.language import Language
from otif_koop.message import message

TITLE = message("From then to now")
BEFORE = message("{share:percent} · before")
AFTER = message("{share:percent} · after")
PARTS = {
    "definition": message("{points:points} · another definition"),
    "mix": message("{points:points} · other customers"),
    "performance": message("{points:points} · delivering itself"),
}


def chart(before: float, parts: dict[str, float], after: float, language: Language) -> Drawing:
    """A bar for before and after, and between them each part from where the one above it ended."""
    bars = [BarRow(language.say(BEFORE, share=before), 0, before, "quiet")]
    at = before
    for name, points in parts.items():
        role, solid = ("gain", True) if points >= 0 else ("late", False)
        bars.append(
            BarRow(language.say(PARTS[name], points=points), min(at, at + points), max(at, at + points), role, solid)
        )
        at += points
    bars.append(BarRow(language.say(AFTER, share=after), 0, after, "main"))
    x = column(
        "start:Q", scale={"domain": [0, 1], "nice": False}, axis={"title": None, "format": ".0%", "tickCount": 5}
    )
    placed = bar_rows(bars, x)
    return dressed(placed.layers, language, TITLE, placed.height + 4)


def alt_text(before: float, parts: dict[str, float], after: float, language: Language) -> str:
    """What the bars show, for who can't see them."""
    steps = [language.say(PARTS[name], points=points) for name, points in parts.items()]
    first, last = language.say(BEFORE, share=before), language.say(AFTER, share=after)
    return language.say("Bars: {steps}.", steps="; ".join([first, *steps, last]))

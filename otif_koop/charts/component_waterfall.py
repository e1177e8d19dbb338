"""From 100 % down to the share that passes every component: what each next component takes on top of the ones before.

The product of the components stands beside that share, as the score shows both.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from otif_koop.charts.bar_rows import BAR, BarRow, bar_rows, pixels
from otif_koop.charts.house_style import colour, dressed, nothing, rows
from otif_koop.charts.vega_lite import Drawing, column
from otif_koop.language import Language
from otif_koop.message import Message, message
from otif_koop.otif.definition import Level
from otif_koop.otif.score import COMPONENTS, Combined

TITLE = message("Where it is lost")
EMPTY = message("There is nothing to count, so nothing was lost.")
SMALLEST = 0.0005  # of a share: less can't be seen

EVERYTHING = {
    Level.ORDER: message("{share:percent} of {n} orders"),
    Level.LINE: message("{share:percent} of {n} order lines"),
    Level.ITEM: message("{share:percent} of {n} pieces"),
}
LOST = {
    "on_time": (message("{points:points} not on time"), "late"),
    "in_full": (message("{points:points} not in full"), "short"),
    "no_error": (message("{points:points} with an error"), "ink"),
    "no_complaint": (message("{points:points} with a complaint"), "ink"),
}
LOST_TOO = {
    "in_full": message("{points:points} more: on time, not in full"),
    "no_error": message("{points:points} more: only an error"),
    "no_complaint": message("{points:points} more: only a complaint"),
}
WEIGHED = message("{points:points} through weighting")
PASSED = message("{share:percent} without any fault")
PRODUCT = message("{share:percent} product of the components")


@dataclass(frozen=True)
class _Block:
    said: Message
    start: float
    end: float
    role: str


def chart(mix: pd.DataFrame, units: float, combined: Combined | None, level: Level, language: Language) -> Drawing:
    """The waterfall of one score.

    `mix` holds a true/false column a component (true: failed) and `lines`, the units that fail exactly those, as
    `causes.fault_mix` gives it for lines; `units` is all that was counted, in the same unit. Where units weigh
    unequally or score in part, the share differs from those counts, and a block of its own says by how much.
    """
    if combined is None or units <= 0:
        return nothing(language, TITLE, EMPTY)
    blocks = _blocks(mix, units, combined)
    bars = [
        BarRow(language.say(EVERYTHING[level], share=1.0, n=units), 0, 1),
        *(BarRow(language.say(block.said), block.start, block.end, block.role, solid=False) for block in blocks),
        BarRow(language.say(PASSED, share=combined.joint), 0, combined.joint),
        BarRow(language.say(PRODUCT, share=combined.product), combined.product, combined.product, "ink"),
    ]
    x = column(
        "start:Q",
        scale={"domain": [0, 1]},
        axis={"title": None, "format": ".0%", "values": [0, 0.25, 0.5, 0.75, 1], "grid": False},
    )
    placed = bar_rows(bars, x)
    ends = [1.0, *(block.end for block in blocks)]
    steps = [
        {"start": end, "from": top + BAR, "to": below}
        for end, (top, below) in zip(ends, pairwise(placed.tops[:-1]), strict=True)
    ]
    steps_down = rows(steps, "quiet").drawn_as("rule", strokeWidth=1, tooltip=None)
    at = placed.tops[-1] + BAR // 2
    product = [{"start": combined.product, "from": at - BAR // 2 - 2, "to": at + BAR // 2 + 2, "middle": at}]
    tick = rows(product, "ink").drawn_as("rule", strokeWidth=3, tooltip=None)
    diamond = rows(product, "ink").drawn_as("point", shape="diamond", filled=True, size=220, opacity=1, tooltip=None)
    layers = [
        steps_down.encode(x=x, y=pixels("from"), y2=column("to:Q"), color=colour()),
        *placed.layers,
        tick.encode(x=x, y=pixels("from"), y2=column("to:Q"), color=colour()),
        diamond.encode(x=x, y=pixels("middle"), color=colour()),
    ]
    return dressed(layers, language, TITLE, placed.height + 4)


def alt_text(mix: pd.DataFrame, units: float, combined: Combined | None, level: Level, language: Language) -> str:
    """What the waterfall shows, for who can't see it."""
    if combined is None or units <= 0:
        return language.say(EMPTY)
    return language.say(
        message("Waterfall from {everything} down: {steps}. What is left: {passed}; beside it: {product}."),
        everything=language.say(EVERYTHING[level], share=1.0, n=units),
        steps="; ".join(language.say(block.said) for block in _blocks(mix, units, combined)),
        passed=language.say(PASSED, share=combined.joint),
        product=language.say(PRODUCT, share=combined.product),
    )


def _blocks(mix: pd.DataFrame, units: float, combined: Combined) -> list[_Block]:
    measured = [name for name in COMPONENTS if name in combined.components] + (
        ["no_error", "no_complaint"] if "no_error_no_complaint" in combined.components else []
    )
    blocks: list[_Block] = []
    level, unseen = 1.0, pd.Series(data=True, index=mix.index)
    for name in measured:
        fails = unseen & mix[name].astype(bool)
        unseen &= ~fails
        lost = float(mix.loc[fails, "lines"].sum()) / units
        first, role = LOST[name]
        said = LOST_TOO[name] if blocks else first
        blocks.append(_Block(Message(said.text, {"points": -lost}), level, level - lost, role))
        level -= lost
    if abs(level - combined.joint) > SMALLEST:
        said = Message(WEIGHED.text, {"points": combined.joint - level})
        blocks.append(_Block(said, level, combined.joint, "quiet"))
    return blocks

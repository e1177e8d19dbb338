"""Which level is representative, and why: the article's own rule, held against the data."""

from __future__ import annotations

from dataclasses import dataclass

from otif_koop.message import Message, message
from otif_koop.otif.definition import Definition, Level
from otif_koop.otif.explorer.choices import changed
from otif_koop.otif.explorer.explorer import Explored

MANY_PARTIALS = 0.15
"""From this share of orders with agreed partial deliveries on, the order level is not representative."""

MANY_LINES = 8.0
WIDE = 0.10
"""A spread between two levels from which the choice between them matters."""


@dataclass(frozen=True)
class LevelAdvice:
    """The level that represents these orders, why, and what would change it.

    `partials`: the share of orders with an agreed partial delivery (None: not recorded); `lines`: mean lines an order;
    `figures`: what each level scores under the definition.
    """

    level: Level
    why: Message
    unless: Message
    partials: float | None
    lines: float
    figures: dict[Level, float | None]


def level_advice(explorer: Explored, definition: Definition, group: str | None) -> LevelAdvice | None:
    """The representative level for the orders of a group (None: all); None where their shape is not known."""
    shape = explorer.shape(group)
    if shape is None:
        return None
    lines, partials = shape.lines_an_order, None
    if "partial_agreed" in explorer.source.columns and shape.orders:
        partials = shape.agreed_orders / shape.orders
    levels = (Level.ORDER,) if explorer.source.order_grain else tuple(Level)
    figures = {
        level: explorer.figure(changed(definition, {"level": level.value, "combine": "joint"}), group)
        for level in levels
    }
    level, why, unless = _chosen(partials, lines, figures)
    return LevelAdvice(level, why, unless, partials, lines, figures)


def _chosen(partials: float | None, lines: float, figures: dict[Level, float | None]) -> tuple[Level, Message, Message]:
    unless = message("If the customer can only start once everything is there, orders stay the right level.")
    if Level.LINE not in figures:
        why = message("Every row of these data is a whole order.")
        return Level.ORDER, why, message("With order lines in the data the other levels can be measured too.")
    by_line, by_item = figures[Level.LINE], figures[Level.ITEM]
    if by_line is not None and by_item is not None and by_item - by_line >= WIDE:
        why = message(
            "A line that falls short still brings most of its pieces: pieces score {points:points} above lines.",
            points=by_item - by_line,
        )
        return Level.ITEM, why, unless
    if partials is not None and partials >= MANY_PARTIALS:
        why = message(
            "On {share:percent} of the orders partial deliveries are agreed. Then, says the article, the order level "
            "is not representative.",
            share=partials,
        )
        return Level.LINE, why, unless
    if lines >= MANY_LINES:
        why = message(
            "An order has {lines:number} lines on average: one late line then fails all the others.",
            lines=round(lines, 1),
        )
        return Level.LINE, why, unless
    why = message(
        "Few lines an order ({lines:number} on average) and hardly any agreed partial deliveries: an order is what the "
        "customer experiences.",
        lines=round(lines, 1),
    )
    return Level.ORDER, why, message("If partial deliveries become usual, lines represent the orders better.")

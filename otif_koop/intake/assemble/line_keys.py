"""What a row of the lines file is, and the key of each line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from otif_koop.intake.assemble.keys import Longs, codes, first_of, pairs, same
from otif_koop.intake.assemble.sheet import Sheet
from otif_koop.intake.mapping.mapping import Shape
from otif_koop.intake.values.distinct import Mask
from otif_koop.message import Message, message
from otif_koop.otif.order_tables import DELIVERY_DATES, LINE_DATES

OWN = ("quantity_ordered", "product_id", *LINE_DATES)
"""Columns of a line: where a line is repeated for each delivery they say the same."""

PARTS = ("quantity_delivered", *DELIVERY_DATES, "shipment_id")
"""Columns of a delivery."""

MOSTLY = 0.5
TOGETHER = 1.25


@dataclass(frozen=True)
class LineKeys:
    """The key of each row: order and line id as text, and the first row of the same line.

    shape: what a row is. said: how that was found, for people. order_grain: a row is a whole order, or a delivery
    of one.
    """

    order_id: pa.Array
    line_id: pa.Array
    first: Longs
    shape: Shape
    said: Message
    order_grain: bool = False


def line_keys(sheet: Sheet, chosen: Shape | None) -> LineKeys:
    """What the rows are: lines, deliveries of lines, or orders. `order_id` must be filled in every row.

    chosen: what someone said that a row is; "order" is only followed where there is no line number.
    """
    order_id = sheet.columns["order_id"]
    order, _ = codes(order_id)
    if sheet.has("line_id"):
        line_id = _numbered(sheet)
        line, names = codes(line_id)
        first = first_of(pairs(order, line, len(names)))
        shape = "line" if chosen == "line" else "delivery" if chosen == "delivery" else _repeats(sheet, first)
        said = _SAID["schedule" if shape == "line" and sheet.has("schedule_line_id") else shape]
        return LineKeys(order_id, line_id, first, shape, said)
    if sheet.has("product_id") and chosen != "order":
        product = pc.fill_null(sheet.columns["product_id"], "")
        product = pc.if_else(pc.equal(product, ""), "1", product)
        code, names = codes(product)
        first = first_of(pairs(order, code, len(names)))
        said = message("There is no line number: an order's line is known by its product.")
        return LineKeys(order_id, product, first, chosen or _repeats(sheet, first), said)
    return _without_line(sheet, order_id, first_of(order), chosen)


def _without_line(sheet: Sheet, order_id: pa.Array, by_order: Longs, chosen: Shape | None) -> LineKeys:
    """Rows that name neither line nor product: whole orders, deliveries of whole orders, or lines without a number."""
    alone = bool((by_order == np.arange(len(sheet))).all())
    shape = chosen or ("order" if alone else _repeats(sheet, by_order))
    if shape != "line":
        ones = pa.array(np.full(len(sheet), "1"))
        return LineKeys(order_id, ones, by_order, shape, _SAID_ORDER[shape], order_grain=True)
    by_first = np.argsort(by_order, kind="stable")
    starts = np.flatnonzero(np.r_[True, by_order[by_first][1:] != by_order[by_first][:-1]])
    numbers = np.empty(len(sheet), np.int64)
    numbers[by_first] = np.arange(len(sheet)) - np.repeat(starts, np.diff(np.r_[starts, len(sheet)])) + 1
    said = message("There is no line number: each row is taken for a line, numbered within its order.")
    return LineKeys(order_id, pa.array(numbers.astype(str)), np.arange(len(sheet)), "line", said)


_SAID: dict[str, Message] = {
    "line": message("One row is one order line."),
    "schedule": message("One row is one schedule line: a part of an order line with a date of its own."),
    "delivery": message("One row is one delivery: a line stands there again for each of its deliveries."),
}
_SAID_ORDER: dict[str, Message] = {
    "order": message("One row is one whole order, so only the order level means anything."),
    "delivery": message("One row is one delivery of a whole order, so only the order level means anything."),
}


def _numbered(sheet: Sheet) -> pa.Array:
    """The line number, with the schedule line behind it; a row without one is a line of its own."""
    own = pa.array([f"#{row}" for row in sheet.rows]) if sheet.columns["line_id"].null_count else None
    line = sheet.columns["line_id"] if own is None else pc.coalesce(sheet.columns["line_id"], own)
    if sheet.has("schedule_line_id"):
        schedule = pc.fill_null(sheet.columns["schedule_line_id"], "")
        line = pc.if_else(pc.equal(schedule, ""), line, pc.binary_join_element_wise(line, schedule, "/"))
    return line


def _repeats(sheet: Sheet, first: Longs) -> Shape:
    """Delivery grain where repeated lines mostly agree on what is theirs and differ in what is a delivery's."""
    again = np.flatnonzero(first != np.arange(len(first)))
    parts = [name for name in PARTS if sheet.has(name)]
    if not len(again) or not parts:
        return "line"
    agree = np.ones(len(again), bool)
    for name in OWN:
        if sheet.has(name):
            agree &= same(sheet.columns[name], again, first[again])
    differ = np.zeros(len(again), bool)
    for name in parts:
        differ |= ~same(sheet.columns[name], again, first[again])
    parted = agree & differ & _could_add_up(sheet, first)[again]
    return "delivery" if parted.mean() >= MOSTLY else "line"


def _could_add_up(sheet: Sheet, first: Longs) -> Mask:
    """Whether what the rows of a line delivered together isn't far more than was ordered: then each is a part of it."""
    if not (sheet.has("quantity_ordered") and sheet.has("quantity_delivered")):
        return np.ones(len(first), bool)
    delivered = np.nan_to_num(sheet.columns["quantity_delivered"])
    total = np.bincount(first, delivered, minlength=len(first))[first]
    ordered = sheet.columns["quantity_ordered"][first]
    return np.asarray((total <= TOGETHER * ordered) | np.isnan(ordered), bool)

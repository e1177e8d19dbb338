"""What some systems write in a way of their own, put as every other writes it, and said."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from otif_koop.intake.assemble.report import Report
from otif_koop.intake.assemble.sheet import Sheet
from otif_koop.intake.findings import Severity
from otif_koop.intake.reading.together import part_of
from otif_koop.message import message

NEARLY_ALL = 0.95
FEWEST_ROWS = 10
LEAST_BLANK = 0.2
_QUANTITIES = ("quantity_ordered", "quantity_delivered")


def turn_negative_sales(sheet: Sheet, report: Report) -> None:
    """Quantities that are nearly all below zero are sales of a system that books them so: their sign is turned."""
    for name in _QUANTITIES:
        if not sheet.has(name):
            continue
        quantity = sheet.columns[name]
        told = (quantity == quantity) & (quantity != 0)
        if told.sum() < FEWEST_ROWS or (quantity < 0).sum() < NEARLY_ALL * told.sum():
            continue
        report.rows(
            sheet,
            "negative_turned",
            Severity.LOOK,
            quantity < 0,
            message(
                "{n} quantities in “{column}” are negative, and hardly any is positive.", column=sheet.headers[name]
            ),
            message("The sign was turned: this system books sales as negative."),
            name,
        )
        sheet.columns[name] = -quantity


def fill_down_orders(sheet: Sheet, report: Report) -> None:
    """Order numbers that stand only on the first row of each order, as reports print them, are repeated below."""
    keys = sheet.columns["order_id"]
    blank = keys.is_null().to_numpy(zero_copy_only=False)
    telling = [name for name in ("line_id", "product_id", "quantity_ordered") if sheet.has(name)]
    if blank.mean() < LEAST_BLANK or blank[0] or len(blank) < FEWEST_ROWS or not telling:
        return
    for name in telling:
        values = sheet.columns[name]
        filled = values.is_valid().to_numpy(zero_copy_only=False) if isinstance(values, pa.Array) else values == values
        if not filled[blank].all():
            return
    above = np.maximum.accumulate(np.where(blank, 0, np.arange(len(blank))))
    part = part_of(sheet.rows, sheet.parts)
    elsewhere = part[above] != part  # above the first row of a sheet stands nothing
    report.rows(
        sheet,
        "order_number_repeated",
        Severity.LOOK,
        blank & ~elsewhere,
        message(
            "{n} rows have no order number; it stands only on the first row of each order, as in a printed report."
        ),
        message("The order number of the row above was taken."),
        "order_id",
    )
    sheet.columns["order_id"] = keys.take(pa.array(above, mask=elsewhere))

"""Rows to order lines: one row a line, whatever a row of the file was."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from otif_koop.intake.assemble.keys import codes as numbered
from otif_koop.intake.assemble.keys import first_of, pairs, same
from otif_koop.intake.assemble.line_keys import OWN, LineKeys
from otif_koop.intake.assemble.report import Report
from otif_koop.intake.assemble.sheet import Sheet
from otif_koop.intake.assemble.tidy import fill_down_orders
from otif_koop.intake.findings import Severity
from otif_koop.intake.reading.text_table import TextTable
from otif_koop.intake.refusals import NotAssembled
from otif_koop.message import message
from otif_koop.otif.order_tables import LINE_DATES, LINE_FLAGS, LINE_NUMBERS, LINE_TEXTS

_ATTRIBUTES = ("customer_id", "customer_group", "order_type", "region", "channel")


def with_keys(sheet: Sheet, report: Report) -> Sheet:
    """The rows that have an order number; the others are left out and reported. Raises `NotAssembled` where none
    has one.
    """
    if not sheet.has("order_id"):
        raise NotAssembled(
            message(
                "{file}: no column is mapped to {field}. Choose the column that holds the order number.",
                file=sheet.name,
                field="order_id",
            )
        )
    missing = sheet.columns["order_id"].is_null().to_numpy(zero_copy_only=False)
    if missing.all():
        raise NotAssembled(
            message(
                "{file}: the column “{column}” is blank in every row, so there are no orders. Choose another column.",
                file=sheet.name,
                column=sheet.headers["order_id"],
            )
        )
    fill_down_orders(sheet, report)
    missing = sheet.columns["order_id"].is_null().to_numpy(zero_copy_only=False)
    report.rows(
        sheet,
        "missing_order_id",
        Severity.WRONG,
        missing,
        message("{n} rows have no order number."),
        message("Left out."),
        "order_id",
    )
    return sheet.keep(np.flatnonzero(~missing)) if missing.any() else sheet


def without_copies(sheet: Sheet, table: TextTable, report: Report) -> Sheet:
    """Rows that equal an earlier one in every cell of the file count once."""
    key = np.zeros(len(sheet), np.int64)
    known = [name for name in ("order_id", "line_id", "product_id", "shipment_id", "customer_id") if sheet.has(name)]
    for name in known[:2]:  # copies have the same keys: only rows with equal ones are compared
        code, names = numbered(sheet.columns[name])
        key = pairs(key, code + 1, len(names) + 1)
    first = first_of(key)
    again = first != np.arange(len(first))
    if not again.any():
        return sheet
    involved = again.copy()
    involved[first[again]] = True
    positions = np.flatnonzero(involved)
    cells = table.cells.take(np.searchsorted(table.rows, sheet.rows[positions]))
    encoded = [column.dictionary_encode().combine_chunks().indices.to_numpy() for column in cells.columns]
    copies = positions[pd.DataFrame(dict(enumerate([key[positions], *encoded]))).duplicated().to_numpy()]
    report.rows(
        sheet,
        "exact_copies",
        Severity.LOOK,
        copies,
        message("{n} rows are exact copies of an earlier row."),
        message("Counted once."),
    )
    return sheet.keep(np.setdiff1d(np.arange(len(sheet)), copies)) if len(copies) else sheet


def report_repeats(sheet: Sheet, keys: LineKeys, report: Report, *, deliveries_apart: bool) -> None:
    """Rows of a line that stands there already: what they say otherwise about the line doesn't count.

    deliveries_apart: they have a file of their own, so that nothing of these rows counts.
    """
    again = np.flatnonzero(keys.first != np.arange(len(sheet)))
    if not len(again):
        return
    if keys.shape != "delivery" or deliveries_apart:
        report.rows(
            sheet,
            "repeated_line",
            Severity.LOOK if keys.shape == "delivery" else Severity.WRONG,
            again,
            message("{n} rows have the order and line number of an earlier row, with other values."),
            message("The first row holds; these were left out."),
            "order_id",
            "line_id",
        )
        return
    for name in (*OWN, *_ATTRIBUTES):
        if sheet.has(name):
            report.rows(
                sheet,
                "conflicting_repeat",
                Severity.LOOK,
                again[~same(sheet.columns[name], again, keys.first[again])],
                message("{n} rows repeat a line with another “{column}”.", column=sheet.headers[name]),
                message("The first row of the line holds; the delivery counts."),
                "order_id",
                "line_id",
                name,
            )


def order_lines(sheet: Sheet, keys: LineKeys, report: Report) -> pd.DataFrame:
    """The lines table of `OrderTables`, one row for each first row of a line.

    Raises `NotAssembled` where there is a delivered quantity and no ordered one to compare it with.
    """
    rows = np.flatnonzero(keys.first == np.arange(len(sheet)))
    columns: dict[str, Any] = {
        "order_id": text(keys.order_id.take(pa.array(rows))),
        "line_id": text(keys.line_id.take(pa.array(rows))),
    }
    for name in (*LINE_TEXTS, *LINE_DATES, *LINE_NUMBERS, *LINE_FLAGS):
        if sheet.has(name) and name not in columns:
            values = sheet.columns[name]
            columns[name] = text(values.take(pa.array(rows))) if isinstance(values, pa.Array) else values[rows]
    if "quantity_ordered" not in columns:
        if sheet.has("quantity_delivered"):
            raise NotAssembled(
                message(
                    "{file}: there is a delivered quantity and no column is mapped to {field}."
                    " Choose the column with the"
                    " ordered quantity, or leave the delivered one out.",
                    file=sheet.name,
                    field="quantity_ordered",
                )
            )
        columns["quantity_ordered"] = np.ones(len(rows))
        report.assumed.append(message("There is no ordered quantity: each line counts as one piece."))
    columns["source_row"] = sheet.rows[rows]
    return pd.DataFrame(columns)


def text(values: pa.Array | pa.ChunkedArray) -> pd.Series:
    """Arrow text as a pandas column of `str`."""
    return pd.Series(pd.array(values.cast(pa.large_string()), dtype="str"))

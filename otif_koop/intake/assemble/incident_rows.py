"""Errors and complaints: from yes/no columns on any file, and from a file of their own."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from otif_koop.intake.assemble.keys import Longs, codes, find
from otif_koop.intake.assemble.line_keys import LineKeys
from otif_koop.intake.assemble.line_of import line_of
from otif_koop.intake.assemble.order_lines import text
from otif_koop.intake.assemble.report import Report
from otif_koop.intake.assemble.sheet import Sheet, take
from otif_koop.intake.findings import Severity
from otif_koop.intake.mapping.header_text import compact, expanded, words
from otif_koop.message import message
from otif_koop.tables import table

UNSPECIFIED = "error_unspecified"


def from_columns(sheet: Sheet, order_id: pa.Array, line_id: pa.Array | None) -> pd.DataFrame:
    """The rows of a file that say yes in a column of a kind; line_id None: they concern the whole order."""
    parts = []
    for column in sheet.kinds:
        rows = np.flatnonzero(column.said & order_id.is_valid().to_numpy(zero_copy_only=False))
        lines = pa.nulls(len(rows), pa.string()) if line_id is None else line_id.take(pa.array(rows))
        parts.append(
            _rows(order_id.take(pa.array(rows)), lines, column.kind, column.quantity[rows], sheet.own_rows[rows])
        )
    if not parts:
        return _none()
    found = pd.concat(parts, ignore_index=True)
    return found.drop_duplicates(["order_id", "line_id", "kind", "quantity"], ignore_index=True)


def from_file(sheet: Sheet, lines: Sheet, keys: LineKeys, report: Report) -> pd.DataFrame:
    """The incidents of a file of their own; without a line they concern the whole order."""
    kind = _kinds(sheet, report)
    found = find(sheet.columns["order_id"], keys.order_id)
    report.rows(
        sheet,
        "incident_without_order",
        Severity.LOOK,
        found.positions < 0,
        message("{n} errors or complaints belong to no order in {file}.", file=lines.name),
        message("Not counted."),
        "order_id",
    )
    named = next((name for name in ("line_id", "product_id") if sheet.has(name) and lines.has(name)), None)
    place = line_of(sheet, lines, keys, report) if named else np.full(len(sheet), -1)
    blank = sheet.columns[named].is_null().to_numpy(zero_copy_only=False) if named else np.ones(len(sheet), bool)
    report.rows(
        sheet,
        "incident_without_line",
        Severity.LOOK,
        (place < 0) & ~blank & (found.positions >= 0),
        message("{n} errors or complaints name a line that isn't in {file}.", file=lines.name),
        message("Counted on the whole order."),
        "line_id",
    )
    rows = np.flatnonzero(found.positions >= 0)
    quantity = sheet.columns["quantity"][rows] if sheet.has("quantity") else np.full(len(rows), np.nan)
    frame = _rows(
        take(keys.order_id, found.positions[rows]),
        take(keys.line_id, place[rows]),
        UNSPECIFIED,
        quantity,
        sheet.own_rows[rows],
    )
    frame["kind"] = text(kind.take(pa.array(rows)))
    if sheet.has("occurred_at"):
        frame["occurred_at"] = sheet.columns["occurred_at"][rows]
    return frame


def _kinds(sheet: Sheet, report: Report) -> pa.Array:
    """The kind of each row, by the words in it; what isn't known is an unspecified error."""
    if not sheet.has("kind"):
        kind = "complaint" if sheet.has("complaint_id") else UNSPECIFIED
        report.assumed.append(
            message("{file} names no kind: every row is taken as {kind}.", file=sheet.name, kind=kind)
        )
        return pa.array(np.full(len(sheet), kind))
    encoded = sheet.columns["kind"].dictionary_encode()
    meant = [kind_of(value) for value in encoded.dictionary.to_pylist()]
    known = pa.array([one or UNSPECIFIED for one in meant] + [UNSPECIFIED])
    at = pc.fill_null(encoded.indices, len(meant))
    unknown = np.array([one is None for one in meant] + [True])[at.to_numpy(zero_copy_only=False)]
    report.rows(
        sheet,
        "unknown_kind",
        Severity.LOOK,
        unknown,
        message("{n} rows have a kind of error or complaint that isn't known."),
        message("Taken as {kind}.", kind=UNSPECIFIED),
        "kind",
    )
    return known.take(at)


def kind_of(value: str) -> str | None:
    """The kind that a text names; None where it names none."""
    names = {compact(name): kind for kind, names in table("fields")["kinds"].items() for name in (kind, *names)}
    whole = names.get(compact(value)) or names.get(compact(expanded(value)))
    if whole:
        return whole
    return next((names[word] for word in words(value) if word in names), None)


def _rows(order_id: pa.Array, line_id: pa.Array, kind: str, quantity: np.ndarray, source: Longs) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "order_id": text(order_id),
            "line_id": text(line_id),
            "kind": pd.Series(np.full(len(source), kind), dtype="str"),
            "quantity": quantity,
            "occurred_at": np.full(len(source), np.datetime64("NaT"), "datetime64[s]"),
            "source_row": source,
        }
    )


def _none() -> pd.DataFrame:
    nothing = pa.nulls(0, pa.string())
    return _rows(nothing, nothing, UNSPECIFIED, np.empty(0), np.empty(0, np.int64))


def on_lines(sheet: Sheet, lines: Sheet, keys: LineKeys, report: Report) -> pd.DataFrame:
    """The yes/no columns of a deliveries file, on the lines that the deliveries are of."""
    if not sheet.kinds:
        return _none()
    place = line_of(sheet, lines, keys, report)
    return from_columns(sheet, take(keys.order_id, place), take(keys.line_id, place))


def on_orders(orders: Sheet, lines: Sheet) -> pd.DataFrame:
    """The yes/no columns of order headers, on whole orders that have lines."""
    if not orders.kinds:
        return _none()
    found = find(orders.columns["order_id"], lines.columns["order_id"])
    number, _ = codes(orders.columns["order_id"])
    known = np.where(number >= 0, found.positions, -1)
    return from_columns(orders, take(lines.columns["order_id"], known), None)

"""Deliveries: on the rows of the lines themselves, or in a file of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from otif_koop.intake.assemble.allocate import allocate
from otif_koop.intake.assemble.keys import Longs, codes, pairs
from otif_koop.intake.assemble.line_keys import LineKeys
from otif_koop.intake.assemble.line_of import line_of, spread_over_schedule
from otif_koop.intake.assemble.order_lines import text
from otif_koop.intake.assemble.report import Report
from otif_koop.intake.assemble.sheet import Sheet, take
from otif_koop.intake.findings import Severity
from otif_koop.intake.mapping.questions import DUE_DATES
from otif_koop.intake.refusals import NotAssembled
from otif_koop.message import message
from otif_koop.otif.order_tables import DELIVERY_DATES


def _something_came(sheet: Sheet) -> np.ndarray[Any, Any]:
    """Rows that tell of a delivery: a quantity other than zero, or a date (zero pieces and a date close a line
    short).
    """
    told = np.zeros(len(sheet), bool)
    for name in DELIVERY_DATES:
        if sheet.has(name):
            told |= ~np.isnat(sheet.columns[name])
    if sheet.has("quantity_delivered"):
        quantity = sheet.columns["quantity_delivered"]
        told |= (quantity == quantity) & (quantity != 0)
    return told


def _frame(sheet: Sheet, rows: Longs, order_id: pa.Array, line_id: pa.Array) -> pd.DataFrame:
    columns: dict[str, Any] = {"order_id": text(order_id), "line_id": text(line_id)}
    for name in ("quantity_delivered", *DELIVERY_DATES):
        if sheet.has(name):
            columns[name] = sheet.columns[name][rows]
    columns["source_row"] = sheet.rows[rows]
    return pd.DataFrame(columns)


@dataclass(frozen=True)
class DeliveryRows:
    """The deliveries table, and for each row the place of its line among the order lines, -1 where it has none."""

    frame: pd.DataFrame
    line: Longs


def _line_places(keys: LineKeys, rows: Longs) -> Longs:
    """Rows of the lines file to places among the order lines; -1 stays -1."""
    firsts = np.flatnonzero(keys.first == np.arange(len(keys.first)))
    return np.where(rows < 0, -1, np.searchsorted(firsts, keys.first[rows])).astype(np.int64)


def _report_nothing(sheet: Sheet, rows: np.ndarray[Any, Any], report: Report) -> None:
    report.rows(
        sheet,
        "nothing_delivered",
        Severity.INFO,
        rows,
        message("{n} rows name no date, and no quantity or a quantity of 0."),
        message("Not counted: nothing was delivered by them."),
        "quantity_delivered",
        *DELIVERY_DATES,
    )


def from_lines(sheet: Sheet, keys: LineKeys, report: Report) -> DeliveryRows:
    """The deliveries that stand on the rows of the lines file: of every row, or of the first row of each line."""
    rows = _something_came(sheet)
    first = keys.first == np.arange(len(sheet))
    if keys.shape == "delivery":
        _report_nothing(sheet, ~rows & ~first, report)
    else:
        rows &= first
    places = np.flatnonzero(rows)
    frame = _frame(sheet, places, keys.order_id.take(pa.array(places)), keys.line_id.take(pa.array(places)))
    return DeliveryRows(frame, _line_places(keys, places))


def from_file(sheet: Sheet, lines: Sheet, keys: LineKeys, report: Report) -> DeliveryRows:
    """The deliveries of a file of their own, under the keys of their lines.

    Raises `NotAssembled` where the file names no order, or no line while orders have several.
    """
    if not sheet.has("order_id"):
        raise NotAssembled(
            message(
                "{file}: no column names the order that was delivered. Choose it, or bring the shipments that name it.",
                file=sheet.name,
            )
        )
    came = _something_came(sheet)
    _report_nothing(sheet, ~came, report)
    places = np.flatnonzero(came)
    place = line_of(sheet, lines, keys, report)[places]
    order_id = _keys(sheet.columns["order_id"], places, keys.order_id, place)
    own = sheet.columns.get("line_id", pa.nulls(len(sheet), pa.string()))
    line_id = _keys(own, places, keys.line_id, place)
    lost = place < 0
    report.rows(
        sheet,
        "delivery_without_line",
        Severity.WRONG,
        places[lost],
        message("{n} deliveries belong to no order line in {file}.", file=lines.name),
        message("Not counted."),
        "order_id",
        "line_id",
        "product_id",
    )
    frame = _frame(sheet, places, order_id, line_id)
    if spread_over_schedule(sheet, lines):
        frame, place = _spread(frame, place, lines, keys, report)
    keyed = frame["order_id"].notna().to_numpy() & frame["line_id"].notna().to_numpy()
    return DeliveryRows(frame[keyed].reset_index(drop=True), _line_places(keys, place)[keyed])


def _spread(
    frame: pd.DataFrame, place: Longs, lines: Sheet, keys: LineKeys, report: Report
) -> tuple[pd.DataFrame, Longs]:
    """Deliveries of a line over its schedule lines; without quantities they stay with the first one."""
    if "quantity_delivered" not in frame:
        return frame, place
    report.assumed.append(
        message("Deliveries name the line, not its schedule lines: what came first counts for what was due first.")
    )
    order, _ = codes(keys.order_id)
    raw, names = codes(lines.columns["line_id"])
    group = pairs(order, raw, len(names))
    rows = np.flatnonzero((keys.first == np.arange(len(group))) & (group >= 0))
    quantity = frame["quantity_delivered"].to_numpy(float)
    spread = (place >= 0) & (quantity > 0)
    from_rows = np.flatnonzero(spread)
    share = allocate(
        group[place[from_rows]],
        _first_known(frame, DELIVERY_DATES)[from_rows],
        quantity[from_rows],
        group[rows],
        _first_known(lines.columns, DUE_DATES)[rows],
        lines.columns["quantity_ordered"][rows] if lines.has("quantity_ordered") else np.ones(len(rows)),
    )
    kept = np.flatnonzero(~spread)
    taken = from_rows[share.delivery]
    result = frame.iloc[np.concatenate([kept, taken])].reset_index(drop=True)
    places = np.concatenate([place[kept], rows[share.schedule]])
    result["quantity_delivered"] = np.concatenate([quantity[kept], share.quantity])
    known = places >= 0
    line_id = keys.line_id.take(pa.array(np.where(known, places, 0)))
    result["line_id"] = text(line_id).where(known, result["line_id"])
    return result, places


def _first_known(columns: Any, names: Sequence[str]) -> np.ndarray[Any, Any]:
    """The first of these dates that each row has."""
    known = [np.asarray(columns[name]) for name in names if name in columns]
    if not known:
        return np.full(len(columns["order_id"]), np.datetime64("NaT"), "datetime64[s]")
    first = known[0]
    for other in known[1:]:
        first = np.where(np.isnat(first), other, first)
    return first


def _keys(own: pa.Array, places: Longs, lines: pa.Array, place: Longs) -> pa.Array:
    """The line's key where there is a line, else what the row itself says."""
    return pc.coalesce(take(lines, place), own.take(pa.array(places)))

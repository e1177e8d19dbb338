"""Which order line a row of another file is about."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from otif_koop.intake.assemble.keys import Longs, codes, find, pairs
from otif_koop.intake.assemble.line_keys import LineKeys
from otif_koop.intake.assemble.report import Report
from otif_koop.intake.assemble.sheet import Sheet
from otif_koop.intake.findings import Severity
from otif_koop.intake.refusals import NotAssembled
from otif_koop.message import message


def line_of(sheet: Sheet, lines: Sheet, keys: LineKeys, report: Report) -> Longs:
    """For each row of a file the row of its line in the lines file, -1 where there is none.

    By order and line number; by order and product where one of the two files has no line number; by order alone
    where every order has one line.
    """
    found = find(sheet.columns["order_id"], keys.order_id)
    if found.loosely:
        report.loose(sheet, "order_id", lines)
    order, _ = codes(keys.order_id)
    wanted_order = np.where(found.positions >= 0, order[found.positions], -1)
    if sheet.has("line_id") and lines.has("line_id"):
        own, theirs, name = keys.line_id, _with_schedule(sheet), "line_id"
        if spread_over_schedule(sheet, lines):
            own = lines.columns["line_id"]
    elif sheet.has("product_id") and lines.has("product_id"):
        own, theirs, name = lines.columns["product_id"], sheet.columns["product_id"], "product_id"
        _say_shared_products(order, own, lines, report)
    else:
        return _by_order(sheet, lines, keys, found.positions)
    line, names = codes(own)
    match = find(theirs, own)
    if match.loosely:
        report.loose(sheet, name, lines)
    wanted_line = np.where(match.positions >= 0, line[match.positions], -1)
    there = pairs(order, line, len(names))
    first_rows = np.flatnonzero((keys.first == np.arange(len(keys.first))) & (there >= 0))
    firsts = pd.Series(first_rows, index=pd.Index(there[first_rows]))
    firsts = firsts[~firsts.index.duplicated()]
    at = firsts.index.get_indexer(pd.Index(pairs(wanted_order, wanted_line, len(names))))
    place = np.where(at >= 0, firsts.to_numpy()[at], -1).astype(np.int64)
    return np.where((wanted_order < 0) | (wanted_line < 0), -1, place)


def spread_over_schedule(sheet: Sheet, lines: Sheet) -> bool:
    """Whether deliveries name only the line while lines have schedule lines."""
    return lines.has("schedule_line_id") and sheet.has("line_id") and not sheet.has("schedule_line_id")


def _with_schedule(sheet: Sheet) -> pa.Array:
    line = sheet.columns["line_id"]
    if not sheet.has("schedule_line_id"):
        return line
    return pc.coalesce(pc.binary_join_element_wise(line, sheet.columns["schedule_line_id"], "/"), line)


def _by_order(sheet: Sheet, lines: Sheet, keys: LineKeys, positions: Longs) -> Longs:
    order, _ = codes(keys.order_id)
    firsts = keys.first == np.arange(len(keys.first))
    several = np.bincount(order[firsts]) > 1
    if several.any():
        raise NotAssembled(
            message(
                "{file} names the order and neither the line nor the product, while orders in"
                " {lines} have several lines."
                " Bring the line number or the product as well.",
                file=sheet.name,
                lines=lines.name,
            )
        )
    return positions


def _say_shared_products(order: Longs, product: pa.Array, lines: Sheet, report: Report) -> None:
    number, names = codes(product)
    key = pairs(order, number, len(names))
    shared = pd.Index(key).duplicated(keep="first") & (key >= 0)
    report.rows(
        lines,
        "product_twice_in_order",
        Severity.LOOK,
        shared,
        message(
            "{n} lines have the product of an earlier line of the same order, and deliveries name only the product."
        ),
        message("Deliveries of that product count for the first of these lines."),
        "order_id",
        "product_id",
    )

"""Lines completed with what stands on the header of their order, of their shipment, and in a file of customer
groups.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from otif_koop.intake.assemble.keys import Longs, codes, find, first_of, pairs, same
from otif_koop.intake.assemble.report import Report
from otif_koop.intake.assemble.sheet import KindColumn, Sheet, take
from otif_koop.intake.findings import Severity
from otif_koop.message import message
from otif_koop.otif.order_tables import DELIVERY_DATES

_KEYS = {"order_id", "line_id", "schedule_line_id", "shipment_id", "product_id"}


def with_orders(lines: Sheet, orders: Sheet, report: Report) -> Longs:
    """Fill what the lines leave blank from the header of their order; for each line the place of that header, -1
    for none.
    """
    _report_repeats(orders, "order_id", report)
    found = find(lines.columns["order_id"], orders.columns["order_id"])
    if found.loosely:
        report.loose(lines, "order_id", orders)
    report.rows(
        lines,
        "no_header",
        Severity.LOOK,
        found.positions < 0,
        message("{n} rows belong to an order that isn't in {file}.", file=orders.name),
        message("Counted, without what stands on the order."),
        "order_id",
    )
    _fill(lines, orders, found.positions)
    unused = np.ones(len(orders), bool)
    unused[found.positions[found.positions >= 0]] = False
    unused &= first_of(codes(orders.columns["order_id"])[0]) == np.arange(len(orders))
    report.rows(
        orders,
        "order_without_lines",
        Severity.LOOK,
        unused,
        message("{n} orders have no line in {file}.", file=lines.name),
        message("Not counted: without lines there is no quantity."),
        "order_id",
    )
    return found.positions


def scheduled(schedules: Sheet, lines: Sheet, report: Report) -> Sheet:
    """The schedule lines, with what stands on their line; a line without one is left out and reported."""
    order, _ = codes(lines.columns["order_id"])
    found = find(schedules.columns["order_id"], lines.columns["order_id"])
    if found.loosely:
        report.loose(schedules, "order_id", lines)
    line, names = codes(lines.columns["line_id"])
    match = find(schedules.columns["line_id"], lines.columns["line_id"])
    if match.loosely:
        report.loose(schedules, "line_id", lines)
    there = pd.Index(pairs(order, line, len(names)))
    wanted = pairs(take(order, found.positions), take(line, match.positions), len(names))
    firsts = ~there.duplicated()
    at = there[firsts].get_indexer(pd.Index(wanted))
    positions = np.where((at < 0) | (wanted < 0), -1, np.flatnonzero(firsts)[at])
    report.rows(
        schedules,
        "schedule_without_line",
        Severity.LOOK,
        positions < 0,
        message("{n} schedule lines belong to no line in {file}.", file=lines.name),
        message("Counted, without what stands on the line."),
        "order_id",
        "line_id",
    )
    unused = np.ones(len(lines), bool)
    unused[positions[positions >= 0]] = False
    report.rows(
        lines,
        "line_without_schedule",
        Severity.WRONG,
        unused,
        message("{n} lines have no schedule line in {file}.", file=schedules.name),
        message("Left out."),
        "order_id",
        "line_id",
    )
    _fill(schedules, lines, positions)
    schedules.kinds = [
        KindColumn(one.kind, one.header, take(one.said.astype(float), positions) > 0, take(one.quantity, positions))
        for one in lines.kinds
    ]
    return schedules


def with_shipments(rows: Sheet, shipments: Sheet, report: Report) -> None:
    """Fill dates from the shipment that each row names, or from the latest shipment of its order."""
    key = "shipment_id" if rows.has("shipment_id") and shipments.has("shipment_id") else "order_id"
    if not (rows.has(key) and shipments.has(key)):
        report.assumed.append(
            message(
                "{file} can't be joined: it names neither the order nor the shipment of a row.", file=shipments.name
            )
        )
        return
    if key == "order_id":
        shipments = _latest(shipments, report)
    else:
        _report_repeats(shipments, key, report)
    found = find(rows.columns[key], shipments.columns[key])
    if found.loosely:
        report.loose(rows, key, shipments)
    _fill(rows, shipments, found.positions)


def with_groups(lines: Sheet, groups: Sheet, report: Report) -> None:
    """Fill the customer group (and region, channel) from the file of customers."""
    if not (lines.has("customer_id") and groups.has("customer_id")):
        report.assumed.append(message("{file} can't be joined: the lines name no customer.", file=groups.name))
        return
    _report_repeats(groups, "customer_id", report)
    found = find(lines.columns["customer_id"], groups.columns["customer_id"])
    if found.loosely:
        report.loose(lines, "customer_id", groups)
    report.rows(
        lines,
        "customer_without_group",
        Severity.LOOK,
        found.positions < 0,
        message("{n} rows are of a customer that isn't in {file}.", file=groups.name),
        message("Counted in the total, in no group."),
        "customer_id",
    )
    _fill(lines, groups, found.positions)


def _fill(rows: Sheet, header: Sheet, positions: Longs) -> None:
    for name, values in header.columns.items():
        if name in _KEYS and rows.has(name):
            continue
        there = take(values, positions)
        rows.columns[name] = _coalesce(rows.columns[name], there) if rows.has(name) else there
        rows.headers.setdefault(name, header.headers[name])


def _coalesce(own: object, other: object) -> object:
    if isinstance(own, pa.Array):
        return pc.coalesce(own, other)
    if isinstance(own, pd.arrays.BooleanArray):
        return pd.Series(own).where(pd.Series(own).notna(), pd.Series(other)).array
    return np.where(own == own, own, other)  # type: ignore[call-overload]


def _report_repeats(header: Sheet, key: str, report: Report) -> None:
    """Headers that stand there again and say something else: the first holds."""
    number, _ = codes(header.columns[key])
    first = first_of(number)
    again = np.flatnonzero((first != np.arange(len(first))) & (number >= 0))
    differ = np.zeros(len(again), bool)
    for values in header.columns.values():
        differ |= ~same(values, again, first[again])
    report.rows(
        header,
        "repeated_header",
        Severity.LOOK,
        again[differ],
        message("{n} rows repeat an earlier “{column}” with other values.", column=header.headers[key]),
        message("The first row holds."),
        key,
    )


def _latest(shipments: Sheet, report: Report) -> Sheet:
    """One row an order: its latest shipment."""
    number, _ = codes(shipments.columns["order_id"])
    if len(np.unique(number)) == len(number):
        return shipments
    dates = [shipments.columns[name] for name in DELIVERY_DATES if shipments.has(name)]
    when = np.full(len(shipments), -(2**62), np.int64)
    for values in dates:
        when = np.maximum(when, np.where(np.isnat(values), -(2**62), values.astype(np.int64)))
    last = np.lexsort((when, number))
    keep = np.sort(last[np.r_[number[last][1:] != number[last][:-1], True]])
    report.assumed.append(
        message(
            "{file} has several shipments of one order and no quantities: the latest one decides.", file=shipments.name
        )
    )
    return shipments.keep(keep)

"""From mapped files to the order tables: what is a line, what was delivered, what went wrong, and what to look at."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from otif_koop.intake.assemble import complete, delivery_rows, incident_rows
from otif_koop.intake.assemble.cancellations import cancel
from otif_koop.intake.assemble.delivery_rows import DeliveryRows
from otif_koop.intake.assemble.line_keys import LineKeys, line_keys
from otif_koop.intake.assemble.order_lines import order_lines, report_repeats, with_keys, without_copies
from otif_koop.intake.assemble.report import Report
from otif_koop.intake.assemble.sheet import Sheet, sheets
from otif_koop.intake.assemble.tidy import turn_negative_sales
from otif_koop.intake.checks.check import check
from otif_koop.intake.findings import Finding, worst_first
from otif_koop.intake.mapping.mapping import Mapping, Role, Shape
from otif_koop.intake.mapping.questions import DUE_DATES
from otif_koop.intake.mapping.roles import ROLE_NAMES
from otif_koop.intake.reading.text_table import TextTable
from otif_koop.intake.reading.together import at_its_place, own_rows
from otif_koop.intake.refusals import NotAssembled
from otif_koop.message import Message, Refused, message
from otif_koop.otif.order_tables import DELIVERY_DATES, OrderTables


@dataclass(frozen=True)
class Intake:
    """What became of a client's files.

    shape: what a row of the lines file is; said: that in words. findings: the severest first. assumed: what was
    taken for granted and no single row shows. files: the names of the files and sheets that it was made of.
    """

    tables: OrderTables
    shape: Shape
    said: Message
    findings: tuple[Finding, ...]
    assumed: tuple[Message, ...]
    files: tuple[str, ...] = ()


def to_order_tables(tables: MappingOf[Role, TextTable], mapping: Mapping, *, today: date | None = None) -> Intake:
    """The canonical tables of these files under this mapping, with every finding about them.

    today: dates after it are reported (never used to score). Raises `NotMapped` where it isn't certain how values are
    written, `NotAssembled` where there are no order lines, both naming file and column.
    """
    if "lines" not in tables:
        raise NotAssembled(message("There is no file with order lines. Bring one, or say which of the files it is."))
    files = sheets(tables, mapping)
    report = Report()
    for role, sheet in files.items():
        turn_negative_sales(sheet, report)
        if role not in {"lines", "schedules"}:
            files[role] = without_copies(sheet, tables[role], report)
    lines = without_copies(with_keys(files["lines"], report), tables["lines"], report)
    if "schedules" in files:
        for name in ("order_id", "line_id"):
            _needs_key(files["schedules"], name)
            _needs_key(lines, name)
        schedules = without_copies(with_keys(files["schedules"], report), tables["schedules"], report)
        lines = complete.scheduled(schedules, lines, report)
    _complete(lines, files, report)
    keys = line_keys(lines, mapping.shape)
    report_repeats(lines, keys, report, deliveries_apart="deliveries" in files)
    frame = order_lines(lines, keys, report)
    deliveries = _deliveries(lines, keys, files, report)
    cancel(frame, lines, keys, _came(len(frame), deliveries), mapping.cancelled_by, report)
    _say_missing_columns(frame, deliveries, lines, report)
    incidents, kinds = _incidents(lines, keys, files, report)
    result = OrderTables(frame, deliveries.frame, incidents, kinds, order_grain=keys.order_grain)
    report.findings += check(
        result,
        deliveries.line,
        lines,
        keys,
        files.get("deliveries", lines),
        today or date.today(),  # noqa: DTZ011 - the reader's own day
    )
    for frame_of, sheet in ((result.lines, lines), (result.deliveries, files.get("deliveries", lines))):
        frame_of["source_row"] = own_rows(frame_of["source_row"].to_numpy(np.int64), sheet.parts)  # checked by now
    found = [finding for sheet in files.values() for finding in sheet.findings] + report.findings
    found = [at_its_place(finding, tables.values()) for finding in found]
    names = tuple(part.name for table in tables.values() for part in table.parts or (table,))
    together = [_together(role, table) for role, table in tables.items() if table.parts]
    return Intake(result, keys.shape, keys.said, worst_first(found), (keys.said, *together, *report.assumed), names)


def _together(role: Role, table: TextTable) -> Message:
    return message(
        "{file}: {n} tables with the same columns, put together as one with {role}.",
        file=table.name,
        n=len(table.parts),
        role=ROLE_NAMES[role],
    )


def what_a_row_is(tables: MappingOf[Role, TextTable], mapping: Mapping) -> tuple[Shape, Message] | None:
    """What a row of the lines file is, and that in words, before the order tables are made; None where that can't be
    known yet.
    """
    if "lines" not in tables:
        return None
    try:
        lines = with_keys(sheets({"lines": tables["lines"]}, mapping)["lines"], Report())
    except Refused:
        return None
    keys = line_keys(without_copies(lines, tables["lines"], Report()), mapping.shape)
    return keys.shape, keys.said


def _complete(lines: Sheet, files: MappingOf[Role, Sheet], report: Report) -> None:
    if "orders" in files:
        _needs_key(files["orders"], "order_id")
        complete.with_orders(lines, files["orders"], report)
    if "shipments" in files:
        complete.with_shipments(files.get("deliveries", lines), files["shipments"], report)
    if "groups" in files:
        complete.with_groups(lines, files["groups"], report)


def _needs_key(sheet: Sheet, name: str) -> None:
    if not sheet.has(name):
        raise NotAssembled(
            message(
                "{file}: no column is mapped to {field}, so its rows can't be joined. Choose one.",
                file=sheet.name,
                field=name,
            )
        )


def _say_missing_columns(frame: pd.DataFrame, deliveries: DeliveryRows, lines: Sheet, report: Report) -> None:
    """What no file has a column for and a score needs."""
    if not {*DUE_DATES, "lead_time_days"} & set(frame.columns):
        report.lacking(
            lines,
            "no_due_date",
            message("No column is the requested, promised or revised date, so on time can't be measured."),
            message("Nothing: bring the date that was agreed with the customer."),
        )
    if not set(DELIVERY_DATES) & set(deliveries.frame.columns):
        report.lacking(
            lines,
            "no_delivery_date",
            message("No column is the date of shipping, delivery or receipt, so on time can't be measured."),
            message("Nothing: bring the shipments as well, with their dates."),
        )


def _deliveries(lines: Sheet, keys: LineKeys, files: MappingOf[Role, Sheet], report: Report) -> DeliveryRows:
    if "deliveries" not in files:
        return delivery_rows.from_lines(lines, keys, report)
    if lines.has("quantity_delivered"):
        report.assumed.append(
            message(
                "Deliveries come from {file}; “{column}” in {lines} isn't used.",
                file=files["deliveries"].name,
                column=lines.headers["quantity_delivered"],
                lines=lines.name,
            )
        )
    return delivery_rows.from_file(files["deliveries"], lines, keys, report)


def _came(lines: int, deliveries: DeliveryRows) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Lines of which something was delivered."""
    told = deliveries.line >= 0
    if "quantity_delivered" in deliveries.frame:
        told &= (deliveries.frame["quantity_delivered"] != 0).to_numpy()
    return np.bincount(deliveries.line[told], minlength=lines) > 0


def _incidents(
    lines: Sheet, keys: LineKeys, files: MappingOf[Role, Sheet], report: Report
) -> tuple[pd.DataFrame | None, frozenset[str]]:
    parts = [incident_rows.from_columns(lines, keys.order_id, keys.line_id)]
    kinds = {column.kind for column in lines.kinds}
    if "orders" in files:
        parts.append(incident_rows.on_orders(files["orders"], lines))
        kinds |= {column.kind for column in files["orders"].kinds}
    if "deliveries" in files:
        parts.append(incident_rows.on_lines(files["deliveries"], lines, keys, report))
        kinds |= {column.kind for column in files["deliveries"].kinds}
    if "incidents" in files:
        _needs_key(files["incidents"], "order_id")
        parts.append(incident_rows.on_orders(files["incidents"], lines))
        kinds |= {column.kind for column in files["incidents"].kinds}
        if files["incidents"].has("kind") or not files["incidents"].kinds:
            parts.append(incident_rows.from_file(files["incidents"], lines, keys, report))
    found = pd.concat(parts, ignore_index=True)
    kinds |= set(found["kind"])
    if not kinds and "incidents" not in files:
        return None, frozenset()
    return found, frozenset(kinds)

"""What turning text into values has to say: what can't be read, what says "no date", what was decided by other
columns.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from otif_koop.intake.findings import Finding, Severity
from otif_koop.intake.reading.text_table import TextTable
from otif_koop.intake.values.date_column import Dates
from otif_koop.intake.values.distinct import Distinct, Mask
from otif_koop.message import Message, message

_EXAMPLES = 3


def _finding(
    table: TextTable, header: str, code: str, severity: Severity, rows: Mask, what: Message, done: Message
) -> Iterable[Finding]:
    count = int(rows.sum())
    if count:
        what = message(what.text, **{**what.values, "n": count})
        yield Finding(code, severity, count, what, done, table.name, table.rows[rows], (header,))


def _examples(column: Distinct, marked: Mask) -> str:
    """A few of the marked filled values, between quotation marks."""
    some = column.filled.filter(pa.array(marked)).slice(0, _EXAMPLES).to_pylist()
    return ", ".join(f"“{value[:40]}”" for value in some)


def _rows(column: Distinct, marked: Mask) -> Mask:
    """Rows whose filled value is marked."""
    of_values = np.zeros(len(column.values), bool)
    of_values[~column.blank] = marked
    return column.rows_where(of_values)


def of_dates(
    table: TextTable, header: str, column: Distinct, read: Dates, *, assumed: bool, mixed: bool
) -> list[Finding]:
    """What a column of dates has to say."""
    found = [
        *_finding(
            table,
            header,
            "unreadable_date",
            Severity.LOOK,
            _rows(column, read.unread),
            message(
                "{n} values in “{column}” are no date: {examples}.",
                column=header,
                examples=_examples(column, read.unread),
            ),
            message("Taken as blank."),
        ),
        *_finding(
            table,
            header,
            "empty_date",
            Severity.INFO,
            _rows(column, read.empty),
            message(
                "{n} dates in “{column}” can't be real or stand for “no date”: {examples}.",
                column=header,
                examples=_examples(column, read.empty),
            ),
            message("Taken as blank."),
        ),
    ]
    every = np.ones(len(table), bool)
    if assumed:
        found += _finding(
            table,
            header,
            "date_order_assumed",
            Severity.LOOK,
            every,
            message(
                "Nothing in “{column}” itself shows whether the day or the month comes first.",
                column=header,
            ),
            message("Read like the other dates of this client."),
        )
    if mixed:
        found += _finding(
            table,
            header,
            "date_orders_mixed",
            Severity.WRONG,
            every,
            message("Some dates in “{column}” can only have the day first, others only the month.", column=header),
            message("Each that leaves no doubt was read by itself, the others as was chosen: look at them."),
        )
    if len(read.styles) > 1:
        found += _finding(
            table,
            header,
            "two_date_formats",
            Severity.INFO,
            every,
            message("“{column}” holds dates written in {formats} ways.", column=header, formats=len(read.styles)),
            message("Each was read in its own way."),
        )
    if "serial" in read.styles:
        found += _finding(
            table,
            header,
            "excel_day_numbers",
            Severity.INFO,
            every,
            message("“{column}” holds Excel day numbers (46023 is 1 January 2026).", column=header),
            message("Turned into dates."),
        )
    if read.shifted:
        found += _finding(
            table,
            header,
            "time_zone",
            Severity.INFO,
            every,
            message("“{column}” holds times with an offset from UTC.", column=header),
            message("Turned into local time ({zone}).", zone=table.choices.time_zone),
        )
    return found


def of_numbers(table: TextTable, header: str, column: Distinct, unread: Mask, *, assumed: bool) -> list[Finding]:
    """What a column of numbers has to say."""
    found = [
        *_finding(
            table,
            header,
            "unreadable_number",
            Severity.WRONG,
            _rows(column, unread),
            message(
                "{n} values in “{column}” are no number: {examples}.", column=header, examples=_examples(column, unread)
            ),
            message("Taken as blank."),
        )
    ]
    if assumed:
        found += _finding(
            table,
            header,
            "decimal_assumed",
            Severity.LOOK,
            np.ones(len(table), bool),
            message(
                "Nothing in “{column}” itself shows whether 1.200 is twelve hundred or one and a bit.", column=header
            ),
            message("Read like the other numbers of this client."),
        )
    return found


def of_flags(table: TextTable, header: str, column: Distinct, unread: Mask) -> list[Finding]:
    """What a yes/no column has to say; unread: by distinct value, blanks included."""
    marked = unread[~column.blank]
    return list(
        _finding(
            table,
            header,
            "unreadable_flag",
            Severity.LOOK,
            _rows(column, marked),
            message(
                "{n} values in “{column}” are neither yes nor no: {examples}.",
                column=header,
                examples=_examples(column, marked),
            ),
            message("Taken as blank."),
        )
    )

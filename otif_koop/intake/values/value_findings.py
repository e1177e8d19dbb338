"""What turning text into values has to say: what can't be read, what says "no date", what was decided by other
columns.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from otif_koop.intake.findings import Finding, Severity
from otif_koop.intake.reading.text_table import TextTable
from otif_koop.intake.values.date_column import Dates
from otif_koop.intake.values.distinct import FAULTS, Distinct, Mask
from otif_koop.intake.values.number_column import PIECES, units_of
from otif_koop.message import Message, message

_EXAMPLES = 3
_SHORTENED = r"(?i)^[0-9]([.,][0-9]+)?e\+[0-9]{1,2}$"


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


_BARE_NUMBERS = message("Read as bare numbers: a box counts as one, and so does a piece.")
_NO_YEAR = message("There is no year in them: export them with the year. Taken as blank.")
_DAY_AND_MONTH = r"(?i)^([a-z]{2,9}\.? )?[0-9]{1,2}[-/. ]([0-9]{1,2}|[a-z]{3,9})\.?$"


def _have_no_year(column: Distinct, marked: Mask) -> bool:
    """Whether most of the marked values are a day and a month."""
    values = column.filled.filter(pa.array(marked))
    return len(values) > 0 and 2 * pc.sum(pc.match_substring_regex(values, _DAY_AND_MONTH)).as_py() > len(values)


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
            _NO_YEAR if _have_no_year(column, read.unread) else message("Taken as blank."),
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
    if "week" in read.styles:
        found += _finding(
            table,
            header,
            "weeks",
            Severity.LOOK,
            every,
            message("“{column}” holds weeks, without a day.", column=header),
            message("The Friday of the week was taken. Where the window counts in weeks, the day doesn't matter."),
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


def of_numbers(
    table: TextTable, header: str, column: Distinct, unread: Mask, thousands: Mask, *, assumed: bool
) -> list[Finding]:
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
    found += _finding(
        table,
        header,
        "thousands_mixed",
        Severity.LOOK,
        _rows(column, thousands),
        message(
            "{n} values in “{column}” ({examples}) may be thousands: other rows write thousands with the other sign.",
            column=header,
            examples=_examples(column, thousands),
        ),
        message("Read as a fraction, by the decimal mark of the column. Export it with one way of writing."),
    )
    units = units_of(column.filled)
    if len(units) > 1:
        found += _finding(
            table,
            header,
            "different_units",
            Severity.LOOK,
            np.ones(len(table), bool),
            message(
                "“{column}” holds quantities in different units: {units}.",
                column=header,
                units=[unit or message("no unit") for unit in units][:6],
            ),
            _BARE_NUMBERS,
        )
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


def of_units(
    table: TextTable, header: str, column: Distinct, *, other: Distinct, other_header: str, other_file: str
) -> list[Finding]:
    """What a column of delivered quantities has to say where it has one unit, and the ordered ones have another."""
    here, there = units_of(column.filled), units_of(other.filled)
    if len(here) != 1 or len(there) != 1:  # several are said of the column itself
        return []
    (unit, one), (other_unit, another) = *here.items(), *there.items()
    return list(
        _finding(
            table,
            header,
            "different_units",
            Severity.LOOK,
            np.full(len(table), (unit or PIECES) != (other_unit or PIECES)),
            message(
                "“{column}” is in another unit than “{other}” in {file}: “{one}” and “{another}”.",
                column=header,
                other=other_header,
                file=other_file,
                one=one,
                another=another,
            ),
            _BARE_NUMBERS,
        )
    )


def of_keys(table: TextTable, header: str, column: Distinct) -> list[Finding]:
    """What a column of numbers that name something has to say: a spreadsheet may have shortened them."""
    marked = pc.match_substring_regex(column.filled, _SHORTENED).to_numpy(zero_copy_only=False)
    return list(
        _finding(
            table,
            header,
            "shortened_numbers",
            Severity.WRONG,
            _rows(column, marked),
            message(
                "{n} values in “{column}” were shortened by a spreadsheet, such as {examples}: the last"
                " digits are gone, so different ones look the same.",
                column=header,
                examples=_examples(column, marked),
            ),
            message("Kept as they stand. Export again, and don't open the file in Excel in between."),
        )
    )


def of_faults(table: TextTable, header: str, column: Distinct) -> list[Finding]:
    """What formulas without an answer (#N/A) left in a column."""
    marked = pc.is_in(pc.utf8_lower(column.values), pa.array(FAULTS)).to_numpy(zero_copy_only=False)
    values = column.values.filter(pa.array(marked)).slice(0, _EXAMPLES).to_pylist()
    return list(
        _finding(
            table,
            header,
            "formula_without_answer",
            Severity.LOOK,
            column.rows_where(marked),
            message(
                "{n} cells in “{column}” hold a formula without an answer: {examples}.", column=header, examples=values
            ),
            message("Taken as blank."),
        )
    )


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

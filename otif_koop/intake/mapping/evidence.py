"""What a column's values say it can be: the second opinion beside its name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from otif_koop.intake.mapping.fields import Field
from otif_koop.intake.reading.text_table import TextTable
from otif_koop.intake.values.date_column import DAY_OF_CENTURY, holds_weeks, take_apart
from otif_koop.intake.values.date_text import EMPTY
from otif_koop.intake.values.distinct import distinct
from otif_koop.intake.values.flag_column import denies, flag_words
from otif_koop.intake.values.number_column import in_either_way
from otif_koop.otif.kinds import KINDS

LOOK_AT = 1000
ENOUGH_DATES = 0.5
ENOUGH_NUMBERS = 0.8
ENOUGH_FLAGS = 0.9
KEY_AT_MOST_DATES = 0.9
AT_MOST_WRONG = 0.5
"""A column of texts or amounts in which more rows than this have something tells of no errors."""
SAMPLES = 3
WEAK_STYLES = ("serial", "compact, year last", "milliseconds", DAY_OF_CENTURY, "week")


@dataclass(frozen=True)
class Evidence:
    """Shares of the filled cells of a column (of at most `LOOK_AT` rows, evenly spread).

    filled: share of the rows with something. dates: that can be read as a date (serials only where the file has them
    as dates), serials: that can be an Excel day number, of_century: a day as JD Edwards writes it, or 0; weeks: a
    week of a year, or 0. numbers, flags: likewise; yes_no: that is a word for yes or no, or 1 or 0. codes: written
    without a space, as keys are and names aren't. said: the share of all rows that say something else than no.
    samples: the first three different values.
    """

    filled: float = 0.0
    dates: float = 0.0
    serials: float = 0.0
    of_century: float = 0.0
    weeks: float = 0.0
    numbers: float = 0.0
    flags: float = 0.0
    yes_no: float = 0.0
    codes: float = 0.0
    said: float = 0.0
    samples: tuple[str, ...] = ()

    def fits(self, field: Field) -> bool:
        """Whether the values can be this field; a column without values fits all."""
        if not self.filled:
            return True
        if field.type == "date":
            return self.dates >= ENOUGH_DATES or max(self.serials, self.of_century, self.weeks) >= ENOUGH_NUMBERS
        if field.type == "number":
            return self.numbers >= ENOUGH_NUMBERS
        if field.name in KINDS:
            return self.dates < ENOUGH_DATES and (self.yes_no >= ENOUGH_FLAGS or self.said <= AT_MOST_WRONG)
        if field.type == "flag":
            return self.flags >= ENOUGH_FLAGS
        if field.type == "id":
            return self.dates < KEY_AT_MOST_DATES or self.numbers >= ENOUGH_NUMBERS
        return True


def gather(table: TextTable) -> dict[str, Evidence]:
    """The evidence of every column."""
    rows = table.some_rows(LOOK_AT)
    return {
        header: table.once(("evidence", header), partial(_of, header, rows.column(header), table.native.get(header)))
        for header in table.headers
    }


def _of(header: str, cells: pa.ChunkedArray, native: str | None) -> Evidence:
    column = distinct(cells)
    filled = ~column.blank[column.codes]
    n = int(filled.sum())
    if not n:
        return Evidence()
    written = take_apart(column.values, of_weeks=holds_weeks(header, column.filled))
    meant = [None if reading is None else reading.style for reading in written.readings]
    dated = np.array([style is not None and style not in WEAK_STYLES and style != EMPTY.style for style in meant])
    serial = np.array([style == "serial" for style in meant])
    of_century = np.array([style == DAY_OF_CENTURY for style in meant])
    weeks = np.array([style == "week" for style in meant])
    nothing = np.array([style == EMPTY.style for style in meant])
    numbers = in_either_way(column.values)
    yes, no = flag_words(column.values)

    def share(of_values: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> float:
        return float((of_values[column.codes] & filled).sum()) / n

    return Evidence(
        filled=n / len(filled),
        dates=1.0 if native == "date" else share(dated[written.part]),
        serials=share(serial[written.part]),
        of_century=share((of_century | nothing)[written.part]) if of_century.any() else 0.0,
        weeks=share((weeks | nothing)[written.part]) if weeks.any() else 0.0,
        numbers=1.0 if native == "number" else share(~np.isnan(numbers)),
        flags=share(yes | no | ~np.isnan(numbers)),
        yes_no=share(yes | no),
        codes=share(pc.invert(pc.match_substring(column.values, " ")).to_numpy(zero_copy_only=False)),
        said=share(~no & ~denies(column.values) & ~(numbers <= 0)) * n / len(filled),
        samples=tuple(value for value in column.filled.slice(0, SAMPLES).to_pylist()),
    )


def is_unique(table: TextTable, header: str) -> bool:
    """Whether no filled value of a column occurs twice, over all rows."""
    column = table.once(("distinct", header), lambda: distinct(table.column(header)))
    return bool(np.bincount(column.codes, minlength=len(column.values))[~column.blank].max(initial=0) <= 1)

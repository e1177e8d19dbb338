"""A file as text: every cell as it stands there, and the row of the file that each row came from."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa

from otif_koop.intake.findings import Finding, Rows
from otif_koop.intake.reading.choices import ReadingChoices

Native = Literal["number", "date"]
Found = TypeVar("Found")


@dataclass(frozen=True)
class HowRead:
    """How a file was read: shown to whoever brought it, and changed by `ReadingChoices`.

    format: csv, xlsx, xls, xlsb, ods, parquet or database. header_row: the row with the names, 0 where there is none;
    name_rows: where they were taken from two rows, both. title_rows and total_rows: rows around the header (titles, a
    second row of names) and rows below it (totals, marks of pages, the names again) that are no data. blank_rows: how
    many rows are empty. source and asked: where it was fetched and which table or query was asked there, for what is no
    file that was brought.
    """

    format: str
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    header_row: int = 1
    name_rows: tuple[int, ...] = ()
    title_rows: tuple[int, ...] = ()
    total_rows: tuple[int, ...] = ()
    blank_rows: int = 0
    whole_rows_quoted: bool = False
    source: str | None = None
    asked: str | None = None


@dataclass(frozen=True)
class Part:
    """A sheet or file within a table that was put together from several: its row r is row before + r there."""

    name: str
    before: int


@dataclass(frozen=True)
class TextTable:
    """One table of text.

    cells: one string column a header, never null, blank is "". rows: each row's number in the file, counted from 1
    with the header. native: columns whose every filled cell was a number or a date in the file itself (Excel,
    Parquet), so that 1.234 is never a thousand there. choices: what was asked of the reading. findings: what
    reading left out. parts: what it was put together from, where that is more than one sheet or file.
    """

    name: str
    cells: pa.Table
    rows: Rows
    how: HowRead
    native: Mapping[str, Native] = field(default_factory=dict)
    choices: ReadingChoices = field(default_factory=ReadingChoices)
    findings: tuple[Finding, ...] = ()
    parts: tuple[Part, ...] = ()
    _worked_out: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, what: Hashable, work_out: Callable[[], Found]) -> Found:
        """Something about this table, worked out the first time that it is asked for."""
        if what not in self._worked_out:
            self._worked_out[what] = work_out()
        found: Found = self._worked_out[what]
        return found

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def headers(self) -> tuple[str, ...]:
        """The columns' names, each only once."""
        return tuple(self.cells.column_names)

    def column(self, header: str) -> pa.ChunkedArray:
        """One column's cells."""
        return self.cells.column(header)

    def some_rows(self, most: int) -> pa.Table:
        """At most `most` rows, evenly spread over the file."""
        if len(self) <= most:
            return self.cells
        return self.cells.take(np.linspace(0, len(self) - 1, most).astype(np.int64))

    def frame(self, most: int | None = None) -> pd.DataFrame:
        """The cells as a data frame of text, the first `most` rows; its index is the row in the file."""
        cells = self.cells if most is None else self.cells.slice(0, most)
        frame = cells.to_pandas(types_mapper={pa.string(): pd.StringDtype("pyarrow", na_value=np.nan)}.get)
        frame.index = pd.Index(self.rows[: len(frame)], name="row")
        return frame

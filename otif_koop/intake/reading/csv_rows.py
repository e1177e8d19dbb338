"""Text with delimiters read row by row, for files with blank, ragged or half quoted rows: each row keeps its number."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

import numpy as np
import pyarrow as pa

from otif_koop.intake.findings import Finding, Severity, row_list
from otif_koop.intake.reading.grid import Grid
from otif_koop.intake.refusals import NotRead
from otif_koop.message import message

MOST_MISSHAPEN = 0.05
"""Share of the rows that may have too many cells; above it the file was cut at the wrong sign."""

LINES_IN_A_CELL = 60
AT_A_TIME = 20_000


def unclosed_quote(name: str, row: int) -> NotRead:
    """The refusal for a quotation mark that is opened and never closed."""
    return NotRead(
        message(
            '{file}, row {row}: a quotation mark (") is opened here and never closed, so the rest of'
            " the file becomes one"
            " cell. Put a second one behind it, or take it out.",
            file=name,
            row=str(row),
        )
    )


@dataclass
class _Rows:
    """Rows that fit the header, and the numbers of those that didn't."""

    kept: list[list[str]] = field(default_factory=list)
    columns: list[list[pa.Array]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    short: list[int] = field(default_factory=list)
    long: list[int] = field(default_factory=list)
    at: int = 0

    def put_away(self) -> None:
        """The rows so far as columns: as lists of texts they take ten times the memory."""
        for column, cells in zip(self.columns, zip(*self.kept, strict=True), strict=False):
            column.append(pa.array(cells, pa.string()))
        self.kept.clear()


class _Unclosed(Exception):
    """A quotation mark is no quotation mark, in this row of the text."""


def read_rows(text: str, names: list[str], delimiter: str, body_line: int, first_row: int, name: str) -> Grid:
    """The rows below the header; rows with more cells than names are left out and reported.

    A row with fewer cells is filled up with blanks and reported; a row that is one quoted cell with the real row in
    it is opened. Where quotation marks don't pair they are taken as they stand (inches), if every row then fits.
    Raises `NotRead` where they neither pair nor fit, or where too many rows don't fit the header.
    """
    width = len(names)
    literal = False
    try:
        rows = _gather(text, width, delimiter, body_line, first_row, csv.QUOTE_MINIMAL)
    except _Unclosed as fault:
        literal = True
        rows = _gather(text, width, delimiter, body_line, first_row, csv.QUOTE_NONE)
        if rows.long or rows.short:
            raise unclosed_quote(name, int(str(fault))) from None
    if len(rows.long) > max(3, MOST_MISSHAPEN * len(rows.numbers)):
        raise NotRead(
            message(
                "{file}: {n} rows have more cells than the {width} names in the header (rows {rows}). Choose another"
                " delimiter or header row, or put text that holds the delimiter between quotation marks.",
                file=name,
                n=len(rows.long),
                width=width,
                rows=row_list(rows.long),
            )
        )
    columns = [pa.chunked_array(parts, pa.string()) for parts in rows.columns]
    findings = _misshapen(name, rows)
    if literal:
        findings.append(_literal_quotes(name))
    return Grid(names, columns, np.array(rows.numbers, np.int64), findings=tuple(findings))


def _gather(text: str, width: int, delimiter: str, body_line: int, first_row: int, quoting: Literal[0, 3]) -> _Rows:
    lines = islice(_lines(text), body_line, None)
    reader = csv.reader(lines, delimiter=delimiter, quoting=quoting, strict=True, skipinitialspace=delimiter != "\t")
    rows, before = _Rows(at=first_row - 1, columns=[[] for _ in range(width)]), 0
    try:
        for row in reader:
            rows.at += 1
            if reader.line_num - before > LINES_IN_A_CELL:
                raise _Unclosed(rows.at)
            before = reader.line_num
            _place(rows, row, width, delimiter)
            if len(rows.kept) == AT_A_TIME:
                rows.put_away()
    except csv.Error:
        raise _Unclosed(rows.at + 1) from None
    rows.put_away()
    return rows


def _lines(text: str) -> Iterator[str]:
    """The lines with their ends; `StringIO` would hold four bytes a character."""
    start = 0
    while end := text.find("\n", start) + 1:
        yield text[start:end]
        start = end
    if start < len(text):
        yield text[start:]


def _place(rows: _Rows, row: list[str], width: int, delimiter: str) -> None:
    if len(row) == 1 < width and delimiter in row[0]:
        row = next(csv.reader([row[0]], delimiter=delimiter))
    if len(row) > width and any(cell.strip() for cell in row[width:]):
        rows.long.append(rows.at)
        return
    if len(row) < width:
        if any(cell.strip() for cell in row):
            rows.short.append(rows.at)
        row = row + [""] * (width - len(row))
    rows.kept.append(row[:width])
    rows.numbers.append(rows.at)


def _literal_quotes(name: str) -> Finding:
    return Finding(
        code="quotes_as_text",
        severity=Severity.INFO,
        count=1,
        message=message("Quotation marks don't pair in this file; every row fits the header when they are plain text."),
        done=message("Read as they stand."),
        file=name,
    )


def _misshapen(name: str, rows: _Rows) -> list[Finding]:
    long, short = rows.long, rows.short
    found = []
    if long:
        found.append(
            Finding(
                code="too_many_cells",
                severity=Severity.WRONG,
                count=len(long),
                message=message(
                    "{n} rows have more cells than the header has names, so their cells can't be placed.", n=len(long)
                ),
                done=message("Left out."),
                file=name,
                rows=np.array(long, np.int64),
            )
        )
    if short:
        found.append(
            Finding(
                code="too_few_cells",
                severity=Severity.LOOK,
                count=len(short),
                message=message("{n} rows have fewer cells than the header has names.", n=len(short)),
                done=message("What is missing at their end is taken as blank."),
                file=name,
                rows=np.array(short, np.int64),
            )
        )
    return found

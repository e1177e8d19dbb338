"""Text with delimiters to named columns of text.

The clean case goes through pyarrow (0.1 x the time of pandas reading the same text); whatever pyarrow stumbles over is
read again row by row with Python's csv, which can name the row.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from otif_koop.intake.reading import layout
from otif_koop.intake.reading.choices import ReadingChoices
from otif_koop.intake.reading.csv_rows import LINES_IN_A_CELL, read_rows, unclosed_quote
from otif_koop.intake.reading.grid import Grid
from otif_koop.intake.refusals import NotRead
from otif_koop.message import message

SAMPLE_ROWS = 200
FIRST_CHARACTERS = 1_000_000
_LINE_FEED = 10


@dataclass(frozen=True)
class Cut:
    """The columns under the header; header_row 0: there is none. name_rows: the rows that the names were taken from."""

    grid: Grid
    header_row: int
    title_rows: tuple[int, ...]
    name_rows: tuple[int, ...] = ()


def cut(text: str, delimiter: str, name: str, choices: ReadingChoices, rows_before: int = 0) -> Cut:
    """The columns of a text whose lines end in a line feed.

    rows_before: rows of the file above this text, for the row numbers. Raises `NotRead`.
    """
    rows, ends = _first_rows(text, delimiter, name)
    if choices.header_row is None:
        header = layout.find_header(rows)
    else:
        header = choices.header_row - 1 - rows_before if choices.header_row else None
        if header is not None and not 0 <= header < len(rows):
            raise NotRead(
                message("{file} has no row {row} that can hold the names.", file=name, row=str(choices.header_row))
            )
    found = layout.Names([""] * max(map(len, rows)), (), -1) if header is None else layout.names_at(rows, header)
    names = layout.unique_names(found.cells)
    body_line = ends[found.last] if found.last >= 0 else 0
    first_row = found.last + 2 + rows_before
    grid = _fast(text, names, delimiter, body_line, first_row) or read_rows(
        text, names, delimiter, body_line, first_row, name
    )
    return Cut(
        replace(grid, name_cells=tuple(tuple(rows[row]) for row in found.rows)),
        header_row=0 if header is None else header + 1 + rows_before,
        title_rows=tuple(
            row + 1 + rows_before for row in range(found.last + 1) if row not in found.rows and layout.filled(rows[row])
        ),
        name_rows=tuple(row + 1 + rows_before for row in found.rows),
    )


def _first_rows(text: str, delimiter: str, name: str) -> tuple[list[list[str]], list[int]]:
    """The first rows, and the line on which each ends; raises `NotRead` where a cell never ends."""
    reader = csv.reader(io.StringIO(text[:FIRST_CHARACTERS], newline=""), delimiter=delimiter)
    rows: list[list[str]] = []
    ends: list[int] = []
    try:
        for row in reader:
            if reader.line_num - (ends[-1] if ends else 0) > LINES_IN_A_CELL:
                raise unclosed_quote(name, len(rows) + 1)
            rows.append(row)
            ends.append(reader.line_num)
            if len(rows) == SAMPLE_ROWS:
                break
    except csv.Error:
        raise unclosed_quote(name, len(rows) + 1) from None
    return rows, ends


def _fast(text: str, names: list[str], delimiter: str, body_line: int, first_row: int) -> Grid | None:
    """The rows below the header by pyarrow; None where a row is ragged or a cell holds a line end."""
    offset = 0
    for _ in range(body_line):
        offset = text.find("\n", offset) + 1
        if offset == 0:
            return Grid(names, [pa.array([], pa.string()) for _ in names], np.empty(0, np.int64))
    try:
        body = pa.py_buffer(text.encode())  # one copy, of which the rest are views
    except UnicodeEncodeError:
        return None
    view = memoryview(body)
    start, end = len(text[:offset].encode()), len(view)
    while end > start and view[end - 1] == _LINE_FEED:
        end -= 1
    if end == start:
        return Grid(names, [pa.array([], pa.string()) for _ in names], np.empty(0, np.int64))
    body = body.slice(start, end - start)
    places = [str(place) for place in range(len(names))]
    try:
        table = pacsv.read_csv(
            pa.BufferReader(body),
            read_options=pacsv.ReadOptions(column_names=places, block_size=8 << 20),
            parse_options=pacsv.ParseOptions(
                delimiter=delimiter, newlines_in_values=text.find('"', offset) >= 0, ignore_empty_lines=False
            ),
            convert_options=pacsv.ConvertOptions(column_types=dict.fromkeys(places, pa.string())),
        )
    except pa.ArrowInvalid:
        return None
    if table.num_rows != text.count("\n", offset, len(text) - (len(view) - end)) + 1:
        return None
    return Grid(names, table.columns, np.arange(first_row, first_row + table.num_rows, dtype=np.int64))

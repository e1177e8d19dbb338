"""Rows below a header, before totals, blank rows and empty columns are taken out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from otif_koop.intake.findings import Finding, Rows, Severity, without_rows
from otif_koop.intake.reading import layout
from otif_koop.intake.reading.choices import ReadingChoices
from otif_koop.intake.reading.text_table import HowRead, Native, TextTable
from otif_koop.intake.refusals import NotRead
from otif_koop.message import Message, message

LOOK_FOR_WORDS_IN = 2
"""Columns; that a row is a subtotal stands at its beginning."""

_CODES = ("names_again_left_out", "subtotals_left_out", "totals_left_out")
_SEVERITIES = (Severity.INFO, Severity.LOOK, Severity.INFO)
_SAID = (
    message("{n} rows hold the names of the columns again, as on every page of a printed list."),
    message("{n} rows between the others are subtotals or marks of pages."),
    message("{n} rows at the end of the file are totals or remarks."),
)


@dataclass(frozen=True)
class Grid:
    """Text columns under their names, and the row of the file of each row. name_cells: the row, or the two rows, that
    hold the names, as they stand there.
    """

    names: Sequence[str]
    columns: Sequence[pa.ChunkedArray | pa.Array]
    rows: Rows
    native: Mapping[str, Native] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    name_cells: tuple[tuple[str, ...], ...] = ()


def to_table(grid: Grid, name: str, how: HowRead, choices: ReadingChoices) -> TextTable:
    """The table of a file: without the blank rows, the totals at its end and the columns without name and cells.

    Raises `NotRead` where no row of data is left.
    """
    cells = pa.table(list(grid.columns), names=list(grid.names))
    rows = grid.rows
    blank = _blank_rows(cells)
    if blank.any():
        keep = np.flatnonzero(~blank)
        cells, rows = cells.take(keep), rows[keep]
    repeated: tuple[int, ...] = ()
    within: tuple[int, ...] = ()
    totals: tuple[int, ...] = ()
    if choices.totals == "leave_out" and cells.num_rows:
        cells, rows, repeated = _without(cells, rows, _names_again(cells, grid.name_cells))
        usual = _usual_width(cells) if cells.num_rows else 0.0
        cells, rows, totals = _without_totals(cells, rows, usual)
        cells, rows, within = _without(cells, rows, _subtotals(cells, usual))
    named = [header for header in cells.column_names if not header.startswith("#") or _any(cells.column(header))]
    cells = cells.select(named)
    if not cells.num_rows:
        raise NotRead(
            message(
                "{file} has names (row {row}) but no rows of data under them. Export it again, or"
                " choose another header row.",
                file=name,
                row=str(how.header_row),
            )
        )
    out = (*repeated, *within, *totals)
    findings = [left for finding in grid.findings if (left := without_rows(finding, out))]
    findings += [
        _left_out(code, severity, said, left, name)
        for code, severity, said, left in zip(_CODES, _SEVERITIES, _SAID, (repeated, within, totals), strict=True)
        if left
    ]
    return TextTable(
        name=name,
        cells=cells,
        rows=rows,
        how=replace(how, total_rows=tuple(sorted(out)), blank_rows=int(blank.sum())),
        native=grid.native,
        choices=choices,
        findings=tuple(findings),
    )


def _left_out(code: str, severity: Severity, said: Message, rows: tuple[int, ...], name: str) -> Finding:
    return Finding(
        code=code,
        severity=severity,
        count=len(rows),
        message=Message(said.text, {"n": len(rows)}),
        done=message("Left out."),
        file=name,
        rows=np.array(rows, np.int64),
    )


def _blank_rows(cells: pa.Table) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Rows without a filled cell; a column that is full ends the search."""
    maybe = np.arange(cells.num_rows)
    for column in cells.columns:
        if not len(maybe):
            break
        some = column if len(maybe) == cells.num_rows else column.take(maybe)
        empty = pc.equal(pc.utf8_trim_whitespace(some), "").to_numpy()
        maybe = maybe[empty]
    blank = np.zeros(cells.num_rows, bool)
    blank[maybe] = True
    return blank


def _usual_width(cells: pa.Table) -> float:
    """How many cells a row of the first ones fills, on average."""
    first = cells.slice(0, min(cells.num_rows, 500))
    filled = sum(pc.sum(pc.not_equal(pc.utf8_trim_whitespace(column), "")).as_py() for column in first.columns)
    return float(filled / first.num_rows)


def _names_again(cells: pa.Table, name_cells: tuple[tuple[str, ...], ...]) -> Rows:
    """The places of rows that hold the names again, as a printed list has them on every page."""
    found: list[int] = []
    for names in name_cells:
        wanted = [" ".join(name.split()) for name in (*names, *[""] * cells.num_columns)][: cells.num_columns]
        place = next((place for place, name in enumerate(wanted) if name), None)
        if place is None:
            continue
        maybe = np.flatnonzero(pc.equal(cells.column(place), names[place]).to_numpy())
        same = [[" ".join(cell.split()) for cell in row.values()] == wanted for row in _records(cells.take(maybe))]
        found += maybe[np.array(same, bool)].tolist() if len(maybe) else []
    return np.array(sorted(set(found)), np.int64)


def _subtotals(cells: pa.Table, usual: float) -> Rows:
    """The places of subtotals and marks of pages among the rows; their words stand in one of the first columns."""
    blank = np.zeros(cells.num_rows, np.int32)
    for column in cells.columns:
        blank += pc.equal(column, "").to_numpy()
    emptier = np.flatnonzero(
        cells.num_columns - blank < layout.EMPTIER * usual
    )  # few, and so the words are few as well
    some = cells.take(emptier) if len(emptier) < cells.num_rows else cells
    says = np.zeros(some.num_rows, bool)
    for column in some.columns[:LOOK_FOR_WORDS_IN]:
        says |= pc.match_substring_regex(column, layout.WITHIN, ignore_case=True).to_numpy()
    maybe = emptier[says]
    found = [tuple(row.values()) for row in _records(cells.take(maybe))]
    known = _known(cells, [layout.total_of(row) for row in found])
    are = [layout.is_within(row, usual, known) for row in found]
    return maybe[np.array(are, bool)] if len(maybe) else maybe


def _known(cells: pa.Table, texts: list[str]) -> set[str]:
    """Which of these stand by themselves in one of the first columns."""
    wanted = pa.array([text for text in texts if text], pa.string())
    if not len(wanted):
        return set()
    return {
        text
        for column in cells.columns[:LOOK_FOR_WORDS_IN]
        for text in column.filter(pc.is_in(column, value_set=wanted)).unique().to_pylist()
    }


def _without(cells: pa.Table, rows: Rows, out: Rows) -> tuple[pa.Table, Rows, tuple[int, ...]]:
    """The rows but for those at the places `out`, and the numbers of those."""
    if not len(out):
        return cells, rows, ()
    keep = np.delete(np.arange(cells.num_rows), out)
    return cells.take(keep), rows[keep], tuple(int(row) for row in rows[out])


def _without_totals(cells: pa.Table, rows: Rows, usual: float) -> tuple[pa.Table, Rows, tuple[int, ...]]:
    last = cells.slice(max(0, cells.num_rows - layout.LOOK_FOR_TOTALS_IN))
    found = layout.count_totals([tuple(row.values()) for row in _records(last)], usual)
    if not found or found >= cells.num_rows:
        return cells, rows, ()
    keep = cells.num_rows - found
    return cells.slice(0, keep), rows[:keep], tuple(int(row) for row in rows[keep:])


def _records(cells: pa.Table) -> list[dict[str, str]]:
    records: list[dict[str, str]] = cells.to_pylist()
    return records


def _any(column: pa.ChunkedArray) -> bool:
    return bool(pc.any(pc.not_equal(pc.utf8_trim_whitespace(column), "")).as_py())

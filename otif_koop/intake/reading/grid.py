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
from otif_koop.message import message


@dataclass(frozen=True)
class Grid:
    """Text columns under their names, and the row of the file of each row."""

    names: Sequence[str]
    columns: Sequence[pa.ChunkedArray | pa.Array]
    rows: Rows
    native: Mapping[str, Native] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


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
    totals: tuple[int, ...] = ()
    if choices.totals == "leave_out" and cells.num_rows:
        cells, rows, totals = _without_totals(cells, rows)
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
    findings = [left for finding in grid.findings if (left := without_rows(finding, totals))]
    if totals:
        findings.append(
            Finding(
                code="totals_left_out",
                severity=Severity.INFO,
                count=len(totals),
                message=message("{n} rows at the end of the file are totals or remarks.", n=len(totals)),
                done=message("Left out."),
                file=name,
                rows=np.array(totals, np.int64),
            )
        )
    return TextTable(
        name=name,
        cells=cells,
        rows=rows,
        how=replace(how, total_rows=totals, blank_rows=int(blank.sum())),
        native=grid.native,
        choices=choices,
        findings=tuple(findings),
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


def _without_totals(cells: pa.Table, rows: Rows) -> tuple[pa.Table, Rows, tuple[int, ...]]:
    last = cells.slice(max(0, cells.num_rows - layout.LOOK_FOR_TOTALS_IN))
    usual_rows = cells.slice(0, min(cells.num_rows, 500))
    usual = (
        sum(pc.sum(pc.not_equal(pc.utf8_trim_whitespace(column), "")).as_py() for column in usual_rows.columns)
        / usual_rows.num_rows
    )
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

"""Tables with the same columns (a sheet a month, a file a week) as one, in which every row keeps its own place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from otif_koop.intake.findings import Finding, Rows
from otif_koop.intake.reading.text_table import Native, Part, TextTable

_MOST_NAMED = 3
_BETWEEN_SHEETS = " · "


def put_together(tables: Iterable[TextTable]) -> list[TextTable]:
    """The tables, those with the same columns (in any order) as one, where the first of them stood."""
    alike: dict[tuple[str, ...], list[TextTable]] = {}
    for table in tables:
        alike.setdefault(tuple(sorted(table.headers)), []).append(table)
    return [same[0] if len(same) == 1 else _one_of(same) for same in alike.values()]


def _one_of(tables: Sequence[TextTable]) -> TextTable:
    """One table under the names of the first; its rows are numbered on, and `parts` tells where each stands."""
    first, befores = tables[0], [0]
    for table in tables[:-1]:
        befores.append(befores[-1] + int(table.rows.max(initial=0)))
    return TextTable(
        name=_name([table.name for table in tables]),
        cells=pa.concat_tables([table.cells.select(first.headers) for table in tables]),
        rows=np.concatenate([table.rows + before for table, before in zip(tables, befores, strict=True)]),
        how=first.how,
        native=_native(tables),
        choices=first.choices.model_copy(
            update={name: _said(tables, name) for name in ("decimal", "date_order")} | {"sheet": None}
        ),
        findings=tuple(finding for table in tables for finding in table.findings),
        parts=tuple(Part(table.name, before) for table, before in zip(tables, befores, strict=True)),
    )


def _said(tables: Sequence[TextTable], name: str) -> object:
    """What was chosen for one of the tables holds for all, as their values are read as one column."""
    return next((said for table in tables if (said := getattr(table.choices, name)) is not None), None)


def _native(tables: Sequence[TextTable]) -> dict[str, Native]:
    """The columns that are numbers, or dates, in every table that fills them."""
    native: dict[str, Native] = {}
    for header in tables[0].headers:
        kinds = {table.native.get(header) for table in tables if header in table.native or _fills(table, header)}
        if len(kinds) == 1 and (kind := kinds.pop()) is not None:
            native[header] = kind
    return native


def _fills(table: TextTable, header: str) -> bool:
    return bool(pc.any(pc.not_equal(table.column(header), "")).as_py())


def _name(names: Sequence[str]) -> str:
    """The names together, a file named once for its sheets: book.xlsx · jan, feb … dec."""
    files = {name.partition(_BETWEEN_SHEETS)[0] for name in names}
    if len(files) == 1:
        shown = [name.partition(_BETWEEN_SHEETS)[2] or name for name in names]
        return f"{files.pop()}{_BETWEEN_SHEETS}{_short(shown)}"
    return _short(names)


def _short(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) <= _MOST_NAMED else f"{names[0]}, {names[1]} … {names[-1]}"


def at_its_place(finding: Finding, tables: Iterable[TextTable]) -> Finding:
    """A finding about a table that was put together, with the rows as each sheet or file numbers them."""
    table = next((one for one in tables if one.parts and one.name == finding.file), None)
    if table is None or not len(finding.rows):
        return finding
    by_part: list[tuple[str, Rows]] = []
    ends = [*(part.before for part in table.parts), np.iinfo(np.int64).max]
    for part, (begin, end) in zip(table.parts, pairwise(ends), strict=True):
        rows = finding.rows[(finding.rows > begin) & (finding.rows <= end)] - begin
        if len(rows):
            by_part.append((part.name, rows))
    return replace(finding, rows=np.concatenate([rows for _, rows in by_part]), by_part=tuple(by_part))


def own_rows(rows: Rows, parts: Sequence[Part]) -> Rows:
    """Row numbers of a table put together from these, as the sheet or file that each row stands in numbers them."""
    if not parts:
        return rows
    return rows - np.array([part.before for part in parts], np.int64)[part_of(rows, parts)]


def part_of(rows: Rows, parts: Sequence[Part]) -> Rows:
    """In which of these sheets or files each row stands, counted from 0; all in one where there are none."""
    return np.maximum(np.searchsorted(np.array([part.before for part in parts], np.int64), rows, side="left") - 1, 0)

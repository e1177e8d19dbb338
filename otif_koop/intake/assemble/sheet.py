"""One mapped file with typed columns under the names of their fields."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from otif_koop.intake.findings import Finding, Rows
from otif_koop.intake.mapping.fields import SKIP, fields
from otif_koop.intake.mapping.header_text import expanded, words
from otif_koop.intake.mapping.mapping import FileMapping, Mapping, Role
from otif_koop.intake.mapping.written_questions import ask_of, typed
from otif_koop.intake.reading.text_table import Part, TextTable
from otif_koop.intake.reading.together import own_rows
from otif_koop.intake.refusals import NotMapped
from otif_koop.intake.values import value_findings
from otif_koop.intake.values.flag_column import BLANK, NO, UNREAD, denies, to_flags
from otif_koop.intake.values.number_column import decimal_evidence, to_numbers
from otif_koop.intake.values.typed_columns import TypedColumns
from otif_koop.message import message
from otif_koop.otif.kinds import KINDS

_ORDERED: tuple[Role, ...] = ("schedules", "lines")
_DELIVERED: tuple[Role, ...] = ("deliveries", "lines")
"""The files that give the quantities, the one that counts first."""
_QUANTITY_WORDS = {"quantity", "aantal", "menge", "pieces", "stuks"}


@dataclass(frozen=True)
class KindColumn:
    """A column that tells of one kind of incident. said: rows where it says yes; quantity: pieces, NaN where not
    given.
    """

    kind: str
    header: str
    said: np.ndarray[tuple[int], np.dtype[np.bool_]]
    quantity: np.ndarray[tuple[int], np.dtype[np.float64]]


@dataclass
class Sheet:
    """The used columns of one file.

    columns: by field: pyarrow strings (null where blank) for ids and texts, `datetime64[s]`, float64 or a boolean
    array. rows: the rows in the file. headers: by field, what the file calls it. parts: what it was put together from.
    """

    role: Role
    name: str
    rows: Rows
    columns: dict[str, Any]
    headers: dict[str, str]
    kinds: list[KindColumn]
    findings: list[Finding] = field(default_factory=list)
    parts: tuple[Part, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    def has(self, name: str) -> bool:
        """Whether some column is this field."""
        return name in self.columns

    @property
    def own_rows(self) -> Rows:
        """Each row's number in the very sheet or file that it stands in."""
        return own_rows(self.rows, self.parts)

    def keep(self, rows: np.ndarray[Any, Any]) -> Sheet:
        """The sheet with only these rows (positions)."""
        return Sheet(
            self.role,
            self.name,
            self.rows[rows],
            {name: take(values, rows) for name, values in self.columns.items()},
            self.headers,
            [KindColumn(one.kind, one.header, one.said[rows], one.quantity[rows]) for one in self.kinds],
            self.findings,
            self.parts,
        )


def take(values: Any, positions: np.ndarray[Any, Any]) -> Any:
    """Values at positions; blank where the position is -1."""
    missing = positions < 0
    if isinstance(values, pa.Array):
        return values.take(pa.array(positions, mask=missing))
    if not missing.any():
        return values[positions]
    if not len(values):
        return _blanks(values, len(positions))
    found = values[np.where(missing, 0, positions)].copy()
    found[missing] = pd.NA if isinstance(values, pd.arrays.BooleanArray) else _NONE[values.dtype.kind]
    return found


_NONE = {"M": np.datetime64("NaT"), "f": np.nan, "i": -1}


def _blanks(values: Any, n: int) -> Any:
    if isinstance(values, pd.arrays.BooleanArray):
        return pd.arrays.BooleanArray(np.zeros(n, bool), np.ones(n, bool))
    return np.full(n, _NONE[values.dtype.kind], values.dtype)


def sheets(tables: MappingOf[Role, TextTable], mapping: Mapping) -> dict[Role, Sheet]:
    """Every file typed as mapped.

    Raises `NotMapped` where nothing decides how dates or numbers are written, naming the answers that would.
    """
    files = typed(tables, mapping)
    undecided = ask_of(files)
    if undecided:
        raise NotMapped(
            *(
                message(
                    "{file}: {question} Answer with {options}.",
                    file=one.file,
                    question=one.text,
                    options=" / ".join(one.options),
                )
                for one in undecided
            )
        )
    made = {role: _sheet(role, columns, mapping.file(role)) for role, columns in files.items()}
    _compare_units(files, made)
    return made


def _compare_units(files: MappingOf[Role, TypedColumns], made: MappingOf[Role, Sheet]) -> None:
    """Say where ordered and delivered quantities are in different units."""
    ordered = next((role for role in _ORDERED if role in made and made[role].has("quantity_ordered")), None)
    delivered = next((role for role in _DELIVERED if role in made), None)
    if ordered is None or delivered is None or not made[delivered].has("quantity_delivered"):
        return
    header, other = made[delivered].headers["quantity_delivered"], made[ordered].headers["quantity_ordered"]
    made[delivered].findings += value_findings.of_units(
        files[delivered].table,
        header,
        files[delivered].distinct(header),
        other=files[ordered].distinct(other),
        other_header=other,
        other_file=made[ordered].name,
    )


def _sheet(role: Role, columns: TypedColumns, file: FileMapping) -> Sheet:
    table = columns.table
    values: dict[str, Any] = {}
    headers: dict[str, str] = {}
    kinds: list[KindColumn] = []
    for header, use in file.columns.items():
        if use.field == SKIP or header not in table.headers:
            continue
        columns.report_faults(header)
        if use.field in KINDS:
            kinds.append(_kind(columns, use.field, header))
            continue
        if use.field in headers:
            raise NotMapped(
                message(
                    "{file}: “{column}” and “{other}” are both mapped to {field}. Choose one.",
                    file=table.name,
                    column=headers[use.field],
                    other=header,
                    field=use.field,
                )
            )
        headers[use.field] = header
        values[use.field] = _read(columns, fields()[use.field].type, header, opposite=use.opposite)
    return Sheet(
        role, table.name, table.rows, values, headers, kinds, [*table.findings, *columns.findings], table.parts
    )


def _read(columns: TypedColumns, kind: str, header: str, *, opposite: bool) -> Any:
    if kind == "date":
        return columns.dates(header)
    if kind == "number":
        return columns.numbers(header)
    if kind == "flag":
        return columns.flags(header, opposite=opposite)
    return columns.keys(header) if kind == "id" else columns.texts(header)


def _kind(columns: TypedColumns, kind: str, header: str) -> KindColumn:
    """Yes/no, a number of pieces, or a text that stands only where something went wrong."""
    column = columns.distinct(header)
    flags = to_flags(column.values)
    said = (flags != NO) & (flags != BLANK) & ~denies(column.values)
    numbers = to_numbers(column.values, decimal_evidence(column.filled).proven)
    counts = bool(_QUANTITY_WORDS & set(words(expanded(header)))) and not (flags == UNREAD).any()
    quantity = np.where(said & counts, numbers, np.nan)
    return KindColumn(kind, header, said[column.codes], quantity[column.codes])

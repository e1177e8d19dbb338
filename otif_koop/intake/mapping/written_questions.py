"""What is asked about how values are written: which of day and month comes first, and what 1.200 is."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf

from otif_koop.intake.mapping.fields import fields
from otif_koop.intake.mapping.mapping import FileMapping, Mapping, Role
from otif_koop.intake.mapping.proposal import Question
from otif_koop.intake.reading.text_table import TextTable
from otif_koop.intake.values.number_column import doubtful
from otif_koop.intake.values.typed_columns import TypedColumns
from otif_koop.message import message


def typed(tables: MappingOf[Role, TextTable], mapping: Mapping) -> dict[Role, TypedColumns]:
    """The columns of each file as the mapping says that they are to be read."""
    files = {role: _typed(table, mapping.file(role)) for role, table in tables.items()}
    for role, columns in files.items():
        columns.others = tuple(other for one, other in files.items() if one != role)
    return files


def _typed(table: TextTable, file: FileMapping) -> TypedColumns:
    kinds = {header: fields()[use.field].type for header, use in file.columns.items() if use.field in fields()}
    there = set(table.headers)
    return TypedColumns(
        table,
        file.reading if "reading" in file.model_fields_set else table.choices,
        dated=tuple(header for header, kind in kinds.items() if kind == "date" and header in there),
        numbered=tuple(header for header, kind in kinds.items() if kind == "number" and header in there),
        date_orders={header: use.date_order for header, use in file.columns.items() if use.date_order},
        decimals={header: use.decimal for header, use in file.columns.items() if use.decimal},
    )


def ask_of(files: MappingOf[Role, TypedColumns]) -> list[Question]:
    """One question a file for its dates and one for its numbers, where nothing in the files decides."""
    found = []
    for role, columns in files.items():
        table = columns.table
        dates = [header for header in columns.dated if columns.date_decision(header).undecided]
        if dates:
            found.append(
                Question(
                    role=role,
                    file=table.name,
                    header=dates[0],
                    text=message(
                        "In “{column}” the day or the month can come first: nothing in the file"
                        " shows which. Which is it?",
                        column=dates[0],
                    ),
                    candidates=("day_first", "month_first"),
                    options=_options("date_order", role, files, ("day_first", "month_first")),
                    blocking=True,
                    samples=tuple(columns.distinct(dates[0]).filled.slice(0, 3).to_pylist()),
                )
            )
        numbers = [header for header in columns.numbered if columns.decimal_decision(header).undecided]
        if numbers:
            found.append(
                Question(
                    role=role,
                    file=table.name,
                    header=numbers[0],
                    text=message(
                        "In “{column}” nothing shows whether 1.200 is twelve hundred or one and a"
                        " bit. What is the decimal mark?",
                        column=numbers[0],
                    ),
                    candidates=("comma", "point"),
                    options=_options("decimal", role, files, ("comma", "point")),
                    blocking=True,
                    samples=_doubtful(columns, numbers[0]),
                )
            )
    return found


def _doubtful(columns: TypedColumns, header: str) -> tuple[str, ...]:
    """Some of the values that the question is about."""
    values = columns.distinct(header).filled
    return tuple(values.filter(doubtful(values)).slice(0, 3).to_pylist())


def _options(name: str, role: Role, files: MappingOf[Role, TypedColumns], values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{role + '.' if len(files) > 1 else ''}{name}={value}" for value in values)

"""The mapping of a client's files: saved, used again next month, and a changed layout is noticed."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from otif_koop import yaml_file
from otif_koop.intake.mapping.fields import SKIP, usable
from otif_koop.intake.reading.choices import DateOrder, Decimal, ReadingChoices
from otif_koop.intake.reading.text_table import TextTable
from otif_koop.message import Message, Refused, message

Role = Literal["lines", "schedules", "orders", "shipments", "deliveries", "incidents", "groups"]
Shape = Literal["line", "delivery", "order"]
CancelledBy = Literal["customer", "supplier"]

ROLES: tuple[Role, ...] = ("lines", "schedules", "orders", "shipments", "deliveries", "incidents", "groups")
"""What a file is.

lines: one row a line (or the one flat file); schedules: one row a schedule line of those; orders and shipments:
headers; groups: customer to group.
"""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ColumnUse(_Frozen):
    """What one column is, and how its values are written where they don't say so themselves.

    opposite: yes in the file is no in the field ("deliver complete only" is the opposite of an agreed partial
    delivery).
    """

    field: str
    date_order: DateOrder | None = None
    decimal: Decimal | None = None
    opposite: bool = False

    @model_validator(mode="after")
    def _field_exists(self) -> ColumnUse:
        if not usable(self.field):
            raise Refused(message("“{field}” is not a field that a column can be", field=self.field))
        return self


def _short(value: Any) -> Any:
    return {"field": value} if isinstance(value, str) else value


class FileMapping(_Frozen):
    """One file: what each of its columns is, which columns it had when it was mapped, and how it is read.

    source and asked: the named source that it is fetched from, and the table or query asked there; name: what the
    answer is called.
    """

    columns: dict[str, Annotated[ColumnUse, BeforeValidator(_short)]] = {}
    headers: tuple[str, ...] = ()
    reading: ReadingChoices = ReadingChoices()
    source: str | None = None
    asked: str | None = None
    name: str | None = None

    def field_columns(self, field: str) -> tuple[str, ...]:
        """The headers that are this field."""
        return tuple(header for header, use in self.columns.items() if use.field == field)


class Mapping(_Frozen):
    """Every file of a client.

    shape: what a row of the lines file is, where someone knows better than the values. cancelled_by: who cancelled
    what a status only calls cancelled, where someone knows. sheets: by their names, the sheets of a workbook that
    someone took in (true) or left out (false) against what is found.
    """

    version: Literal[1] = 1
    shape: Shape | None = None
    cancelled_by: CancelledBy | None = None
    files: dict[Role, FileMapping] = {}
    sheets: dict[str, bool] = {}

    def file(self, role: Role) -> FileMapping:
        """The mapping of one file; an empty one where nothing is known."""
        return self.files.get(role, FileMapping())

    def with_use(self, role: Role, header: str, use: ColumnUse) -> Mapping:
        """A copy in which one column is this."""
        file = self.file(role)
        changed = file.model_copy(update={"columns": {**file.columns, header: use}})
        return self.model_copy(update={"files": {**self.files, role: changed}})

    def with_reading(self, role: Role, **choices: Any) -> Mapping:
        """A copy in which one file is read otherwise."""
        file = self.file(role)
        changed = file.model_copy(update={"reading": file.reading.model_copy(update=choices)})
        return self.model_copy(update={"files": {**self.files, role: changed}})

    def to_yaml(self) -> str:
        """The mapping as text to keep; `Mapping.from_yaml` gives it back."""
        return yaml_file.write(self)

    @classmethod
    def from_yaml(cls, text: str) -> Mapping:
        """A kept mapping; raises `Refused` with the path to what is wrong."""
        return yaml_file.read(text, cls)


def layout_changes(mapping: Mapping, tables: MappingOf[Role, TextTable]) -> tuple[Message, ...]:
    """What differs between the files that were mapped and those that are here now."""
    changes: list[Message] = []
    for role, file in mapping.files.items():
        if role not in tables:
            if any(use.field != SKIP for use in file.columns.values()):
                changes.append(message("There was a file with {role} before; it isn't here now.", role=role))
            continue
        there = set(tables[role].headers)
        gone = [header for header, use in file.columns.items() if header not in there and use.field != SKIP]
        new = [header for header in tables[role].headers if file.headers and header not in file.headers]
        name = tables[role].name
        changes += [
            message(
                "{file}: the column “{column}” is gone; it was {field}.",
                file=name,
                column=header,
                field=file.columns[header].field,
            )
            for header in gone
        ]
        changes += [message("{file}: the column “{column}” is new.", file=name, column=header) for header in new]
    changes += [
        message("{file} is new: there was no file with {role} before.", file=tables[role].name, role=role)
        for role in tables
        if mapping.files and role not in mapping.files
    ]
    return tuple(changes)

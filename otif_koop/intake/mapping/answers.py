"""Answers as texts: field=header, as on the command line after --map."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as MappingOf
from typing import get_args

from otif_koop.intake.mapping.fields import SKIP, fields, usable
from otif_koop.intake.mapping.mapping import ROLES, CancelledBy, ColumnUse, Mapping, Role, Shape
from otif_koop.intake.mapping.roles import ROLE_FIELDS
from otif_koop.intake.reading.choices import DateOrder, Decimal
from otif_koop.intake.reading.text_table import TextTable
from otif_koop.intake.refusals import NotMapped
from otif_koop.message import message

OF_ALL_FILES: dict[str, tuple[str, ...]] = {"shape": get_args(Shape), "cancelled_by": get_args(CancelledBy)}
HOW_WRITTEN: dict[str, tuple[str, ...]] = {"date_order": get_args(DateOrder), "decimal": get_args(Decimal)}


def with_answers(mapping: Mapping | None, answers: Iterable[str], tables: MappingOf[Role, TextTable]) -> Mapping:
    """The mapping with these answers added, each `field=header`, `skip=header`, `date_order=day_first`, `decimal=comma`
    `shape=order` or `cancelled_by=customer`; `lines.field=header` names the file where a header stands in several.

    Raises `NotMapped` naming the answer that can't be followed and what is possible instead.
    """
    mapping = mapping or Mapping()
    for answer in answers:
        name, sign, value = answer.partition("=")
        role, name = _role(name.strip(), answer, tables)
        value = value.strip()
        if not sign or not value:
            raise NotMapped(
                message(
                    "“{answer}”: write a field, an equals sign and a column, as in {example}.",
                    answer=answer,
                    example="promised_date=Leverdatum",
                )
            )
        if name in OF_ALL_FILES and (name == "shape" or value in OF_ALL_FILES[name]):
            if value not in OF_ALL_FILES[name]:
                raise _not_one_of(answer, value, OF_ALL_FILES[name])
            mapping = mapping.model_copy(update={name: value})
        elif name in HOW_WRITTEN:
            if value not in HOW_WRITTEN[name]:
                raise _not_one_of(answer, value, HOW_WRITTEN[name])
            for one in [role] if role else tables:
                mapping = mapping.with_reading(one, **{name: value})
        else:
            mapping = _column(mapping, answer, role, name, value, tables)
    return mapping


def _role(name: str, answer: str, tables: MappingOf[Role, TextTable]) -> tuple[Role | None, str]:
    first, dot, rest = name.partition(".")
    role = next((role for role in ROLES if role == first), None)
    if not dot or role is None:
        return None, name
    if role not in tables:
        raise NotMapped(message("“{answer}”: there is no file with {role}.", answer=answer, role=role))
    return role, rest


def _not_one_of(answer: str, value: str, choices: Iterable[str]) -> NotMapped:
    return NotMapped(
        message(
            "“{answer}”: “{value}” is not one of {choices}.", answer=answer, value=value, choices=", ".join(choices)
        )
    )


def _column(
    mapping: Mapping, answer: str, role: Role | None, name: str, header: str, tables: MappingOf[Role, TextTable]
) -> Mapping:
    if not usable(name):
        known = ", ".join([*(field for field in fields() if usable(field)), SKIP])
        raise _not_one_of(answer, name, [known])
    places = [
        (one, found)
        for one in ([role] if role else tables)
        if (found := _header(header, tables[one])) and (name == SKIP or name in ROLE_FIELDS[one])
    ]
    if not places:
        headers = ", ".join(f"“{one}”" for table in tables.values() for one in table.headers)
        raise NotMapped(
            message(
                "“{answer}”: there is no column “{column}”. The columns are {columns}.",
                answer=answer,
                column=header,
                columns=headers,
            )
        )
    for one, found in places:
        for other in mapping.file(one).field_columns(name):
            if other != found and name != SKIP:
                mapping = mapping.with_use(one, other, ColumnUse(field=SKIP))
        mapping = mapping.with_use(one, found, ColumnUse(field=name))
    return mapping


def _header(wanted: str, table: TextTable) -> str | None:
    """The header as the file has it; case and blanks don't matter where that leaves one."""
    if wanted in table.headers:
        return wanted
    same = [header for header in table.headers if " ".join(header.lower().split()) == " ".join(wanted.lower().split())]
    return same[0] if len(same) == 1 else None

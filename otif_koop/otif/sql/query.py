"""A query as named steps, each with the plain rule it carries out as its comment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from textwrap import dedent, wrap

from otif_koop.message import Message
from otif_koop.otif.resolve import Resolved
from otif_koop.otif.sql.contract import Source, TableNames
from otif_koop.otif.sql.dialect import Dialect
from otif_koop.otif.trend import By


@dataclass(frozen=True)
class Step:
    """One common table expression; `why` says in plain words what it does."""

    name: str
    body: str
    why: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Place:
    """Where a query reads: tables, what is known of them, and the SQL that is spoken there."""

    source: Source
    dialect: Dialect
    tables: TableNames

    def column(self, table: str, alias: str, name: str, kind: str = "text") -> str:
        """A column, or a blank of its kind (text, date, number) where the table hasn't got it."""
        if name not in self.source.present.get(table, frozenset()):
            of_kind = {"text": self.dialect.text_type, "date": "DATE", "number": self.dialect.float_type}[kind]
            return f"CAST(NULL AS {of_kind})"
        if kind == "date":
            return f"CAST({alias}.{name} AS DATE)"
        if kind == "text":
            return self.dialect.binary.format(text=f"{alias}.{name}")
        return f"{alias}.{name}"

    def period_start(self, day: str, by: str) -> str:
        """The first day of the week or month of a date."""
        return (self.dialect.week_start if by == "week" else self.dialect.month_start).format(day=day)

    def whole(self, number: str) -> str:
        """A quantity as a whole number of 1/scale piece; blank and negative ones are 0."""
        scaled = number if self.source.scale == 1 else f"{number} * {self.source.scale}"
        return f"CASE WHEN {number} > 0 THEN {self.dialect.rounded.format(number=scaled)} ELSE 0 END"


@dataclass(frozen=True)
class Asked(Place):
    """What a query is written for."""

    resolved: Resolved
    groups: tuple[str, ...] | None = None
    """Only these customer groups."""
    without: tuple[str, ...] = ()
    """All customer groups but these."""
    period: By | None = None
    """By which period as well."""


def step(name: str, body: str, *why: Message) -> Step:
    """A step from an indented body; lines that hold only blanks go."""
    lines = [line for line in dedent(body).split("\n") if line.strip()]
    return Step(name, "\n".join(lines), why)


def comment(text: str, width: int = 112) -> str:
    """A text as comment lines. What people typed can't end the comment."""
    plain = re.sub(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text.replace("\u00a0", " ")).strip()
    return "\n".join(f"-- {line}" for line in wrap(plain, width) or [""])


def inside(text: str, by: int = 4) -> str:
    """Indent a text."""
    return "\n".join(" " * by + line for line in text.split("\n"))

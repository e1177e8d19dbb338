"""A look at tables before they are scored: which columns they fill, how fine quantities are, up to which day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import reduce
from math import lcm
from typing import Any, Protocol

from otif_koop.message import Refused, message
from otif_koop.otif.facts import MOST_SHARES
from otif_koop.otif.from_tables import LARGEST_QUANTITY, MOST_DECIMALS
from otif_koop.otif.kinds import KINDS
from otif_koop.otif.order_book import to_date, to_day
from otif_koop.otif.order_tables import DELIVERY_DATES, LINE_DATES
from otif_koop.otif.sql.contract import DELIVERY_COLUMNS, INCIDENT_COLUMNS, LINE_COLUMNS, Source, TableNames
from otif_koop.otif.sql.dialect import Dialect
from otif_koop.otif.sql.due import seen_days
from otif_koop.otif.sql.query import Asked, Place

_QUANTITIES = (
    ("lines", "quantity_ordered"),
    ("lines", "cancelled_quantity"),
    ("deliveries", "quantity_delivered"),
    ("incidents", "quantity"),
)
_KNOWN = {"lines": LINE_COLUMNS, "deliveries": DELIVERY_COLUMNS, "incidents": INCIDENT_COLUMNS}
_NEEDED = {"lines": ("order_id", "line_id", "quantity_ordered"), "deliveries": ("order_id", "line_id")}


class Engine(Protocol):
    """Somewhere a query can be run."""

    @property
    def dialect(self) -> Dialect:
        """The SQL it speaks."""

    def columns(self, table: str) -> frozenset[str] | None:
        """The columns of a table in lower case; None where there is no such table."""

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows that a query gives."""


@dataclass(frozen=True)
class Look:
    """What was seen: the source, and between which days everything lies."""

    source: Source
    first_day: int
    last_day: int
    longest_lead_time: int


def look(engine: Engine, tables: TableNames, *, as_of: date | None = None, kinds: frozenset[str] | None = None) -> Look:
    """Look at the tables once; `kinds` names incident kinds that the data could show beside those that occur.

    Raises `Refused` where a table or a column that nothing can be counted without is missing, where a line stands
    twice, or where a quantity is too large to be exact.
    """
    present = _present(engine, tables)
    filled = _filled(engine, tables, present)
    asked = Place(Source(columns=filled, present=present), engine.dialect, tables)
    seen_kinds: frozenset[str] = frozenset()
    if present["incidents"]:
        occurring = {row[0] for row in engine.rows(f"SELECT DISTINCT i.kind FROM {tables.incidents} i")}
        seen_kinds = frozenset(occurring & set(KINDS)) | (kinds or frozenset())
    _refuse_repeats(engine, tables)
    source = Source(
        columns=filled,
        kinds=seen_kinds,
        scale=_scale(engine, asked),
        present=present,
        as_of=as_of or _latest(engine, asked),
    )
    first, last = _span(engine, asked)
    longest = 0
    if "lead_time_days" in filled:
        longest = int(engine.rows(f"SELECT MAX(l.lead_time_days) FROM {tables.lines} l")[0][0] or 0)
    return Look(source, first, last, max(0, min(longest + 1, 36_500)))


def with_shares(engine: Engine, asked: Asked) -> Asked:
    """`asked` with the equal shares that a line's deliveries bring, where the data have no delivered quantity.

    Raises `Refused` where lines have so many deliveries that no whole share serves them all.
    """
    from otif_koop.otif.sql.arrivals import deliveries_a_line

    if "quantity_delivered" in asked.source.columns:
        return asked
    counts = tuple(sorted(int(row[0]) for row in engine.rows(deliveries_a_line(asked))))
    share = reduce(lcm, counts, 1)
    if share > MOST_SHARES:
        raise Refused(
            message(
                "Without a delivered quantity, lines with {count:number} deliveries can't be shared out exactly here.",
                count=counts[-1],
            )
        )
    return replace(asked, source=replace(asked.source, share=share, counts=counts))


def _present(engine: Engine, tables: TableNames) -> dict[str, frozenset[str]]:
    present = {}
    for table, known in _KNOWN.items():
        name = getattr(tables, table)
        there = engine.columns(name)
        needed = _NEEDED.get(table, ())
        if there is None:
            if needed:
                raise Refused(message("There is no table {table}.", table=name))
            present[table] = frozenset[str]()
            continue
        for column in needed:
            if column not in there:
                raise Refused(message("{table} has no column {column}.", table=name, column=column))
        present[table] = frozenset(known) & there
    return present


def _filled(engine: Engine, tables: TableNames, present: Mapping[str, frozenset[str]]) -> frozenset[str]:
    filled: set[str] = set()
    for table in ("lines", "deliveries"):
        names = sorted(present[table])
        counted = ", ".join(f"COUNT(x.{name})" for name in names)
        row = engine.rows(f"SELECT {counted} FROM {getattr(tables, table)} x")[0]
        filled |= {name for name, count in zip(names, row, strict=True) if count}
    if "order_id" not in filled:
        raise Refused(message("There are no order lines in this data."))
    return frozenset(filled)


def _refuse_repeats(engine: Engine, tables: TableNames) -> None:
    repeated = engine.rows(
        f"SELECT MIN(r.order_id), MIN(r.line_id) FROM (SELECT l.order_id, l.line_id FROM {tables.lines} l"
        " GROUP BY l.order_id, l.line_id HAVING COUNT(*) > 1) r"
    )[0]
    if repeated[0] is not None:
        raise Refused(
            message("Order {order}, line {line} stands twice in the lines.", order=repeated[0], line=repeated[1])
        )


def _scale(engine: Engine, asked: Place) -> int:
    """The power of ten that makes every quantity whole."""
    scale = 1
    real = asked.dialect.real
    largest = 0.0
    for table, name in _QUANTITIES:
        if name not in asked.source.present[table]:
            continue
        number = real(f"x.{name}")
        tests = ["MAX(ABS(" + number + "))"]
        for power in range(MOST_DECIMALS):
            scaled = real(f"x.{name} * {10**power}")
            allowed = f"CASE WHEN ABS({number}) > 1 THEN 0.000001 * ABS({number}) ELSE 0.000001 END"
            off = f"ABS({scaled} - {asked.dialect.rounded.format(number=scaled)})"
            tests.append(f"MAX(CASE WHEN {off} > {allowed} THEN 1 ELSE 0 END)")
        row = engine.rows(
            f"SELECT {', '.join(tests)} FROM {getattr(asked.tables, table)} x WHERE ABS({number}) < 1000000000000"
        )[0]
        beyond = engine.rows(f"SELECT MAX({number}) FROM {getattr(asked.tables, table)} x")[0][0]
        largest = max(largest, float(beyond or 0), float(row[0] or 0))
        finer = next((power for power, off in enumerate(row[1:]) if not off), MOST_DECIMALS)
        scale = max(scale, 10**finer)
    if not largest * scale <= LARGEST_QUANTITY:  # also what is not a number
        raise Refused(message("A quantity of {value:number} is too large to count exactly.", value=largest))
    return scale


def _latest(engine: Engine, asked: Place) -> date:
    seen = [day for query in seen_days(asked) for (day,) in engine.rows(query) if day is not None]
    if not seen:  # nothing happened yet: then every due date lies within the data
        names = [n for n in ("promised_date", "revised_date", "requested_date") if n in asked.source.present["lines"]]
        maxima = ", ".join(f"MAX({asked.column('lines', 'l', name, 'date')})" for name in names)
        rows = engine.rows(f"SELECT {maxima} FROM {asked.tables.lines} l") if names else [()]
        seen = [day for day in rows[0] if day is not None]
    return max((_plain(day) for day in seen), default=to_date(0))


def _span(engine: Engine, asked: Place) -> tuple[int, int]:
    days: list[int] = []
    for table, names in (("lines", LINE_DATES), ("deliveries", DELIVERY_DATES)):
        there = [name for name in names if name in asked.source.present[table]]
        if not there:
            continue
        columns = [asked.column(table, "x", name, "date") for name in there]
        both = ", ".join(f"MIN({column}), MAX({column})" for column in columns)
        row = engine.rows(f"SELECT {both} FROM {getattr(asked.tables, table)} x")[0]
        days += [to_day(_plain(day)) for day in row if day is not None]
    return (min(days), max(days)) if days else (0, 0)


def _plain(day: date | datetime) -> date:
    return day.date() if isinstance(day, datetime) else day

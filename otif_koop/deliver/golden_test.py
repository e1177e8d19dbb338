"""The golden test: the golden orders as SQL to load, what they score, and the query that names every difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import add
from typing import Any

import numpy as np
import pandas as pd

from otif_koop.otif.definition import Calendar, Definition, Level
from otif_koop.otif.from_tables import order_book
from otif_koop.otif.order_book import to_day
from otif_koop.otif.order_tables import DELIVERY_DATES, LINE_DATES, LINE_FLAGS, LINE_NUMBERS, OrderTables
from otif_koop.otif.score import Score, score, score_of
from otif_koop.otif.sql.calendar_rows import calendar_rows
from otif_koop.otif.sql.dialect import Dialect
from otif_koop.otif.sql.query import Asked
from otif_koop.otif.sql.script import rates_as

EVERYTHING_ELSE = "default"
UNITS = (
    "units",
    "excluded_scope",
    "excluded_no_quantity",
    "excluded_cancelled",
    "excluded_missing_due",
    "excluded_open",
)
_MEASURED = ("on_time", "in_full", "no_error", "no_complaint", "no_error_no_complaint", "otif_product", "otif_joint")
RATES = (*_MEASURED, "measured_product", "measured_joint", "measured_low", "measured_high")
_FIRST, _LAST = date(2026, 1, 1), date(2027, 12, 31)


@dataclass(frozen=True)
class Expected:
    """What one query must give for a group (None: its total) at a level."""

    query: str
    score: Score

    def values(self) -> dict[str, Any]:
        """By column of the query, in its order, after the definition that it goes by."""
        one = self.score
        excluded = {f"excluded_{reason}": number for reason, number in one.counts.excluded.items()}
        rates = {name: getattr(one, name) for name in RATES[:5]}
        for name in ("otif", "measured"):
            combined = getattr(one, name)
            for part in ("product", "joint", "low", "high"):
                rates[f"{name}_{part}"] = None if combined is None else getattr(combined, part)
        keys = {"definition_of": self.query, "customer_group": one.group, "counted_as": one.level.value}
        return {**keys, "units": one.counts.units, **excluded, **{name: rates[name] for name in RATES}}


def expected_scores(tables: OrderTables, definition: Definition, groups: Mapping[str, Definition]) -> list[Expected]:
    """The scores of the golden orders by the engine: per query its customer groups, and the total of those."""
    scored = score(order_book(tables), definition, groups=groups)
    names = [name for name in dict.fromkeys(one.group for one in scored.scores) if name is not None]
    queries = {EVERYTHING_ELSE: [name for name in names if name not in groups], **{name: [name] for name in groups}}
    found = []
    for query, mine in queries.items():
        for level in Level:
            parts = [scored.score(name, level) for name in mine]
            found += [Expected(query, part) for part in parts]
            total = reduce(add, (part.counts for part in parts))
            found.append(Expected(query, score_of(None, level, scored.resolved[mine[0]], total)))
    return found


def load_script(dialect: Dialect, tables: OrderTables, calendars: list[Calendar], expected: list[Expected]) -> str:
    """SQL that makes and fills the tables of the contract, the calendars, `expected`, and an empty `scored`."""
    frames = {"order_lines": tables.lines, "deliveries": tables.deliveries, "incidents": tables.incidents}
    written = [_table(dialect, name, frame) for name, frame in frames.items() if frame is not None]
    columns = {"calendar_date": "DATE", "is_working_day": "INTEGER"}
    columns |= {"working_days_before": "INTEGER", "week_number": "INTEGER"}
    for place, calendar in enumerate(calendars):
        rows = [list(vars(row).values()) for row in calendar_rows(calendar, to_day(_FIRST), to_day(_LAST))]
        written.append(_create(dialect, calendar_name(place), columns, rows))
    texts = dict.fromkeys(("definition_of", "customer_group", "counted_as"), dialect.text_type)
    outcome = texts | dict.fromkeys((*UNITS, *RATES), dialect.float_type)
    written.append(_create(dialect, "expected", outcome, [list(one.values().values()) for one in expected]))
    written.append(_create(dialect, "scored", outcome, []))
    return "\n\n".join(written) + "\n"


def calendar_name(place: int) -> str:
    """The table of the definitions' first calendar, second, and so on."""
    return "calendar" if place == 0 else f"calendar_{place + 1}"


def proof_query(asked: Asked, definition_of: str) -> str:
    """The query itself and the comparison in one: it names every difference, and no row is a pass."""
    name = asked.dialect.text(definition_of)
    return f"{rates_as(asked, 'found', f'{name} AS definition_of')}\n{compare_query('found', name)}"


def compare_query(table: str = "scored", only: str | None = None) -> str:
    """Names what differs between `expected` and `table`; no row is a pass. `only`: one definition, as a literal."""
    columns = (*UNITS, *RATES)
    same_key = (
        "s.definition_of = e.definition_of AND s.counted_as = e.counted_as"
        "\n    AND COALESCE(s.customer_group, '(total)') = COALESCE(e.customer_group, '(total)')"
    )
    off = "\n    OR ".join(
        f"ABS(COALESCE(s.{name}, -1) - COALESCE(e.{name}, -1)) > 0.000000001 * (1 + ABS(COALESCE(e.{name}, 0)))"
        for name in columns
    )
    these = "" if only is None else f"e.definition_of = {only} AND "
    return (
        "SELECT e.definition_of, e.customer_group, e.counted_as, 'differs or is missing' AS problem\n"
        f"FROM expected e\nLEFT JOIN {table} s\n    ON {same_key}\n"
        f"WHERE {these}(s.definition_of IS NULL\n    OR {off})\n"
        "UNION ALL\nSELECT s.definition_of, s.customer_group, s.counted_as, 'is not expected' AS problem\n"
        f"FROM {table} s\nLEFT JOIN expected e\n    ON {same_key}\nWHERE e.definition_of IS NULL;\n"
    )


def _table(dialect: Dialect, name: str, frame: pd.DataFrame) -> str:
    columns = {}
    for column in frame.columns:
        kind = dialect.text_type
        if column in {*LINE_DATES, *DELIVERY_DATES, "occurred_at"}:
            kind = "DATE"
        elif column in {*LINE_NUMBERS, "quantity_delivered", "quantity"}:
            kind = dialect.float_type
        columns[column] = "INTEGER" if column in LINE_FLAGS else kind
    rows = [[None if pd.isna(value) else value for value in row] for row in frame.itertuples(index=False)]
    return _create(dialect, name, columns, rows)


def _create(dialect: Dialect, name: str, columns: dict[str, str], rows: list[list[Any]]) -> str:
    declared = ", ".join(f"{column} {kind}" for column, kind in columns.items())
    made = f"CREATE TABLE {name} ({declared});"
    # SQL Server takes at most 1,000 rows at a time
    for start in range(0, len(rows), 500):
        values = ",\n".join(f"({', '.join(_value(dialect, one) for one in row)})" for row in rows[start : start + 500])
        made += f"\nINSERT INTO {name} VALUES\n{values};"
    return made


def _value(dialect: Dialect, value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool | np.bool_):
        return str(int(value))
    if isinstance(value, int | float):
        return repr(float(value)) if isinstance(value, float) else str(value)
    if isinstance(value, date):
        return dialect.day(value.date() if isinstance(value, pd.Timestamp) else value)
    return dialect.text(str(value))

"""Queries that check whether tables keep the contract; each gives no row where they do."""

from __future__ import annotations

from collections.abc import Callable

from otif_koop.message import Message, message
from otif_koop.otif.order_tables import DELIVERY_DATES, LINE_DATES
from otif_koop.otif.sql.contract import TableNames
from otif_koop.otif.sql.dialect import Dialect
from otif_koop.otif.sql.query import comment


def checks(dialect: Dialect, tables: TableNames) -> list[tuple[Message, str]]:
    """What each query looks for, and the query."""
    days = "\n    UNION ALL ".join(
        f"SELECT CAST(x.{name} AS DATE) AS day FROM {table} x"
        for table, names in ((tables.lines, LINE_DATES), (tables.deliveries, DELIVERY_DATES))
        for name in names
    )
    return [
        (
            message("Order lines that stand twice: each may stand once."),
            f"SELECT order_id, line_id, COUNT(*) AS times\nFROM {tables.lines}\nGROUP BY order_id, line_id\n"
            "HAVING COUNT(*) > 1",
        ),
        (
            message("Order lines without an order or a line number."),
            f"SELECT COUNT(*) AS order_lines\nFROM {tables.lines}\nWHERE order_id IS NULL OR line_id IS NULL\n"
            "HAVING COUNT(*) > 0",
        ),
        (
            message("Deliveries of a line that is not there: they are left out."),
            f"SELECT COUNT(*) AS deliveries\nFROM {tables.deliveries} d\nWHERE NOT EXISTS (\n"
            f"    SELECT 1 FROM {tables.lines} l WHERE l.order_id = d.order_id AND l.line_id = d.line_id\n)\n"
            "HAVING COUNT(*) > 0",
        ),
        (
            message("Deliveries without a quantity, or with a negative one: they are left out."),
            f"SELECT COUNT(*) AS deliveries\nFROM {tables.deliveries}\n"
            "WHERE quantity_delivered IS NULL OR quantity_delivered < 0\nHAVING COUNT(*) > 0",
        ),
        (
            message("Dates that the calendar misses: what is dated there would count as never delivered."),
            f"SELECT DISTINCT seen.day\nFROM (\n    {days}\n) seen\nLEFT JOIN {tables.calendar} c"
            " ON c.calendar_date = seen.day\nWHERE seen.day IS NOT NULL AND c.calendar_date IS NULL",
        ),
        (
            message("Days on which the calendar's count of working days doesn't follow from the day before."),
            f"SELECT later.calendar_date\nFROM {tables.calendar} earlier\nJOIN {tables.calendar} later"
            f" ON later.calendar_date = {dialect.days_after.format(day='earlier.calendar_date', count='1')}\n"
            "WHERE later.working_days_before <> earlier.working_days_before + earlier.is_working_day",
        ),
    ]


def checks_script(dialect: Dialect, say: Callable[[Message], str], tables: TableNames | None = None) -> str:
    """All checks as one file, each query under what it looks for."""
    found = checks(dialect, (tables or TableNames()).checked())
    return "\n".join(f"{comment(say(why))}\n{query};\n" for why, query in found)

"""Where the SQL engines differ: one `Dialect` each. All else is written in what they have in common.

What they have in common leaves out integer division, `%`, LEAST and GREATEST, booleans, FILTER and USING: each of those
means something else, or nothing, in one of them (a cast to a whole number rounds on Snowflake and cuts off on Spark).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from otif_koop.message import Refused, message


@dataclass(frozen=True)
class Dialect:
    """One engine's way of writing what has no common form; the texts hold {gaps} for the expressions."""

    name: str
    title: str
    float_type: str
    text_type: str
    days_between: str
    """From {earlier} to {later}, in days."""
    days_after: str
    """{count} days after {day}."""
    month_start: str = "CAST(DATE_TRUNC('month', {day}) AS DATE)"
    """The first day of the month of {day}."""
    week_start: str = "CAST(DATE_TRUNC('week', {day}) AS DATE)"
    """The Monday of the week of {day}."""
    rounded: str = "CAST(ROUND({number}) AS BIGINT)"
    """The nearest whole number."""
    rounded_up: str = "CAST(CEIL({number}) AS INTEGER)"
    binary: str = "{text}"
    """A text that is compared byte by byte, as Python does: "A" before "a", and not the same."""
    backslash_escapes: bool = False
    unicode: str = ""
    """What goes before a text that may hold any letter."""
    sign: str = "' || CHR({code}) || '"
    """A sign by its code, within a text."""

    def text(self, value: str) -> str:
        """A text as a literal."""
        if self.backslash_escapes:
            escaped = value.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\r", "\\r")
            return f"'{escaped}'"
        escaped = value.replace("'", "''")
        for sign in ("\n", "\r"):  # a raw one would not survive indenting
            escaped = escaped.replace(sign, self.sign.format(code=ord(sign)))
        return f"{self.unicode}'{escaped}'"

    def texts(self, values: tuple[str, ...]) -> str:
        """Texts as the list of an IN."""
        return ", ".join(self.text(value) for value in values)

    def day(self, day: date) -> str:
        """A date as a literal."""
        return f"CAST('{day.isoformat()}' AS DATE)"

    def real(self, expression: str) -> str:
        """An expression as a floating-point number."""
        return f"CAST({expression} AS {self.float_type})"


_DATEDIFF = "DATEDIFF(day, {earlier}, {later})"
_DATEADD = "DATEADD(day, {count}, {day})"
_SPARK = {
    "float_type": "DOUBLE",
    "text_type": "STRING",
    "days_between": "DATEDIFF({later}, {earlier})",
    "days_after": "DATE_ADD({day}, {count})",
    "month_start": "TRUNC({day}, 'MM')",
    "week_start": "TRUNC({day}, 'WEEK')",
    "backslash_escapes": True,
}

DIALECTS: dict[str, Dialect] = {
    one.name: one
    for one in (
        Dialect("duckdb", "DuckDB", "DOUBLE", "VARCHAR", "({later} - {earlier})", "({day} + {count})"),
        Dialect(
            "postgres",
            "PostgreSQL",
            "DOUBLE PRECISION",
            "TEXT",
            "({later} - {earlier})",
            "({day} + {count})",
            rounded="CAST(ROUND(CAST({number} AS NUMERIC)) AS BIGINT)",
            binary='{text} COLLATE "C"',
        ),
        Dialect("spark", "Apache Spark", **_SPARK),  # type: ignore[arg-type]
        Dialect("databricks", "Databricks", **_SPARK),  # type: ignore[arg-type]
        Dialect(
            "snowflake",
            "Snowflake",
            "DOUBLE",
            "VARCHAR",
            _DATEDIFF,
            _DATEADD,
            # what 'week' begins with hangs on a parameter of the session
            week_start="DATEADD(day, 1 - DAYOFWEEKISO({day}), {day})",
            backslash_escapes=True,
        ),
        Dialect(
            "bigquery",
            "BigQuery",
            "FLOAT64",
            "STRING",
            "DATE_DIFF({later}, {earlier}, DAY)",
            "DATE_ADD({day}, INTERVAL {count} DAY)",
            month_start="DATE_TRUNC({day}, MONTH)",
            week_start="DATE_TRUNC({day}, ISOWEEK)",
            backslash_escapes=True,
        ),
        Dialect(
            "tsql",
            "SQL Server",
            "FLOAT",
            "NVARCHAR(4000)",
            _DATEDIFF,
            _DATEADD,
            month_start="DATEFROMPARTS(YEAR({day}), MONTH({day}), 1)",
            # weeks between two days are counted from Sundays, whatever the server's first day is; day 0 was a Monday
            week_start="CAST(DATEADD(week, DATEDIFF(week, 0, DATEADD(day, -1, {day})), 0) AS DATE)",
            rounded="CAST(ROUND({number}, 0) AS BIGINT)",
            rounded_up="CAST(CEILING({number}) AS INTEGER)",
            binary="{text} COLLATE Latin1_General_BIN2",
            unicode="N",
            sign="' + NCHAR({code}) + N'",
        ),
    )
}


def dialect(name: str) -> Dialect:
    """The dialect of that name; raises `Refused` naming those there are."""
    if name not in DIALECTS:
        raise Refused(message("“{given}” is not one of {choices}", given=name, choices=", ".join(DIALECTS)))
    return DIALECTS[name]

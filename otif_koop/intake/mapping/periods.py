"""A table with a column for each week or month: sums, in which no order can be found."""

from __future__ import annotations

import re

from otif_koop.intake.reading.text_table import TextTable
from otif_koop.intake.values.date_text import MONTHS, read_date

MANY = 6
_PERIOD = re.compile(
    r"(?:week|wk|kw|w|q|kwartaal|periode|p|dag|day)[-. ]?\d{1,2}|20\d\d[-/. ]?\d{2}|20\d\d[-/ ]?q[1-4]", re.IGNORECASE
)
_YEAR = re.compile(r"[-/ .']*\d{2,4}$")


def columns_of_periods(table: TextTable) -> tuple[str, ...]:
    """The headers that name a week, a month or a day, where there are many and they are most of the columns."""
    found = tuple(header for header in table.headers if _is_period(header.strip()))
    return found if len(found) >= MANY and 2 * len(found) > len(table.headers) else ()


def _is_period(header: str) -> bool:
    month = _YEAR.sub("", header).lower().rstrip(".")
    return bool(_PERIOD.fullmatch(header)) or month in MONTHS or read_date(header) is not None

"""Public holidays to fill a calendar with. They are copied into the definition, which then stands on its own.

The library's list changes between versions (Good Friday and 5 May came and went), and which days are free depends on
the collective agreement: so it is a proposal to edit, with its source, and never looked at when scoring.
"""

from __future__ import annotations

from importlib.metadata import version

from otif_koop.message import Refused, message
from otif_koop.otif.definition import Calendar

COUNTRIES = ("NL", "BE", "DE", "FR", "GB", "LU", "AT", "CH", "ES", "IT", "PL", "DK", "SE", "US")

_NOT_FREE = {"NL": {"Good Friday"}}
"""In the library's list, but an ordinary working day for most firms."""


def country_calendar(country: str, first_year: int, last_year: int) -> Calendar:
    """The public holidays of a country from `first_year` up to and including `last_year`, with Saturday and Sunday off.

    Raises `Refused` for a country that is not in `COUNTRIES`.
    """
    if country not in COUNTRIES:
        raise Refused(message("There is no holiday list for “{country}”.", country=country))
    import holidays  # 0.4 s; only when a list is asked for

    days = holidays.country_holidays(country, years=range(first_year, last_year + 1), language="en_US")
    left_out = _NOT_FREE.get(country, set())
    return Calendar(
        name=country,
        weekend=("sat", "sun"),
        holidays=tuple(sorted(day for day, name in days.items() if name not in left_out)),
        source=f"holidays {version('holidays')}",
    )

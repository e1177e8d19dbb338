"""One date as people and systems write it, and what it can mean."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

FIRST_YEAR, LAST_YEAR = 1980, 2100
EPOCH = date(1970, 1, 1).toordinal()
WEEK_ENDS = 5
"""The day of a week that a week number stands for: Friday."""
PIVOT = 70
"""Two-digit years from here on are of the last century."""

EMPTY_DATES = frozenset(
    date(*day).toordinal() - EPOCH
    for day in ((1900, 1, 1), (1899, 12, 30), (1899, 12, 31), (9999, 12, 31), (1753, 1, 1), (1, 1, 1), (1970, 1, 1))
)
"""Days since 1970 that systems write for "no date"."""

MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "jan januari january januar jän jänner",
            "feb febr februari february februar",
            "mrt maart mar march mär märz maerz",
            "apr april avr",
            "mei may mai",
            "jun juni june",
            "jul juli july",
            "aug augustus august",
            "sep sept september",
            "okt oktober oct october",
            "nov november",
            "dec december dez dezember",
        ),
        start=1,
    )
    for name in names.split()
}


class DateReading(NamedTuple):
    """What a text can mean, in days since 1970-01-01; None where it can't.

    style: how it is written (the sign between the numbers, or iso, compact, name, serial, week). day_first and
    month_first are equal where the order of day and month is no question.
    """

    style: str
    day_first: int | None
    month_first: int | None


EMPTY = DateReading("empty", None, None)
"""A date that a system writes for "no date"."""


def _day(year: int, month: int, day: int) -> int | None:
    try:
        return date(year, month, day).toordinal() - EPOCH
    except ValueError:
        return None


def _year(text: str) -> int:
    year = int(text)
    if len(text) > 2:
        return year
    return year + (1900 if year >= PIVOT else 2000)


def _certain(style: str, day: int | None) -> DateReading | None:
    if day is None:
        return None
    return EMPTY if day in EMPTY_DATES else DateReading(style, day, day)


def _by_sign(found: re.Match[str]) -> DateReading | None:
    first, sign, second, year = found[1], found[2], found[3], _year(found[4])
    day_first, month_first = _day(year, int(second), int(first)), _day(year, int(first), int(second))
    if day_first in EMPTY_DATES or month_first in EMPTY_DATES:
        return EMPTY
    if day_first is None and month_first is None:
        return None
    return DateReading(sign, day_first, month_first)


def _year_first(found: re.Match[str]) -> DateReading | None:
    return _certain("iso", _day(int(found[1]), int(found[2]), int(found[3])))


def _compact(found: re.Match[str]) -> DateReading | None:
    text = found[0]
    year_first = _certain("compact", _day(int(text[:4]), int(text[4:6]), int(text[6:])))
    if year_first and (year_first is EMPTY or FIRST_YEAR <= int(text[:4]) <= LAST_YEAR):
        return year_first
    year = int(text[4:])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return year_first
    day_first, month_first = _day(year, int(text[2:4]), int(text[:2])), _day(year, int(text[:2]), int(text[2:4]))
    return DateReading("compact, year last", day_first, month_first) if day_first or month_first else None


def _named(day: str, month: str, year: str) -> DateReading | None:
    number = MONTHS.get(month.lower().rstrip("."))
    return _certain("name", _day(_year(year), number, int(day))) if number else None


def _serial(found: re.Match[str]) -> DateReading | None:
    days = int(float(found[0].replace(",", ".")))
    return _certain("serial", date(1899, 12, 30).toordinal() - EPOCH + days) if 20_000 <= days <= 80_000 else None


def _day_of_century(found: re.Match[str]) -> DateReading | None:
    """JD Edwards: 126061 is day 061 of 2026."""
    year, day = 2000 + int(found[1]), int(found[2])
    last = 366 if year % 4 == 0 else 365
    return _certain("day of century", date(year, 1, 1).toordinal() - EPOCH + day - 1) if 1 <= day <= last else None


def _milliseconds(found: re.Match[str]) -> DateReading | None:
    return _certain("milliseconds", int(found[1]) // 86_400_000)


def _week(year: str, week: str, day: int = WEEK_ENDS) -> DateReading | None:
    """A week as one day: its Friday, by which what was agreed for a week is to be there."""
    try:
        return _certain("week", date.fromisocalendar(_year(year), int(week), day).toordinal() - EPOCH)
    except ValueError:
        return None


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], DateReading | None]], ...] = (
    (re.compile(r"0+|0000[-/.]00[-/.]00|00[-/.]00[-/.](00)?00"), lambda _: EMPTY),
    (re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"), _year_first),
    (re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})"), _by_sign),
    (re.compile(r"\d{8}"), _compact),
    (
        re.compile(r"(\d{4})[-/. ]?(?:week|wk|kw|cw|w)[-/. ]?(\d{1,2})(?:-([1-7]))?", re.IGNORECASE),
        lambda found: _week(found[1], found[2], int(found[3] or WEEK_ENDS)),
    ),
    (
        re.compile(r"(?:week|wk|kw|cw|w)[-/. ]*(\d{1,2})(?:[-/. ,]+|\s*')(\d{4}|\d{2})", re.IGNORECASE),
        lambda found: _week(found[2], found[1]),
    ),
    (
        re.compile(r"(?:[a-z]{2,9}\.?,?\s+)?(\d{1,2})\.?[-\s/]*([^\W\d_]{3,9}\.?)[-\s/,]*(\d{4}|\d{2})", re.IGNORECASE),
        lambda found: _named(found[1], found[2], found[3]),
    ),
    (
        re.compile(
            r"(?:[a-z]{2,9},?\s+)?([^\W\d_]{3,9}\.?)[-\s/]*(\d{1,2})(?:st|nd|rd|th)?[-\s,]+(\d{4}|\d{2})", re.IGNORECASE
        ),
        lambda found: _named(found[2], found[1], found[3]),
    ),
    (re.compile(r"\d{5}([.,]\d+)?"), _serial),
    (re.compile(r"1(\d\d)(\d{3})"), _day_of_century),
    (re.compile(r"/Date\((-?\d+)(?:[+-]\d{4})?\)/"), _milliseconds),
)


def read_date(text: str) -> DateReading | None:
    """What a date without its time can mean; None where it is no date, `EMPTY` where it says that there is none."""
    for pattern, meaning in _FORMS:
        found = pattern.fullmatch(text)
        if found and (reading := meaning(found)):
            return reading
    return None

"""Figures and dates the way a reader of Dutch or British English writes them.

Shares and differences of shares are fractions (0.913, 0.024), amounts are euros. A value that is not there (None,
NaN, NaT) is a dash, so that an empty cell and an empty score look alike everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime

NOTHING = "–"
NO_BREAK = "\u00a0"
MINUS = "\u2212"

_LOCALES = {"nl": "nl_NL", "en": "en_GB"}
_MARKS = {"nl": (".", ","), "en": (",", ".")}  # thousands, decimals
_MOST_DECIMALS = 3  # of a number whose decimals nobody chose
_WIDE = Context(prec=400)  # the largest float has 309 digits: however absurd, a figure never stops a page


@dataclass(frozen=True)
class Figures:
    """The formats that go with a language code, `nl` or `en`; raises `ValueError` for another code."""

    code: str

    def __post_init__(self) -> None:
        if self.code not in _LOCALES:
            raise ValueError(f"no such language: {self.code!r}")

    @property
    def locale(self) -> str:
        """`nl_NL` or `en_GB`."""
        return _LOCALES[self.code]

    def number(self, value: Any, decimals: int | None = None) -> str:
        """12345 → "12.345" / "12,345"; without `decimals` a fraction shows at most three and no zeros at the end."""
        if is_missing(value):
            return NOTHING
        exact = _exact(value)
        if decimals is not None:
            return self._marked(exact, decimals)
        text = self._marked(exact, 0 if exact.is_finite() and exact == exact.to_integral_value() else _MOST_DECIMALS)
        mark = _MARKS[self.code][1]
        return text.rstrip("0").rstrip(mark) if mark in text else text

    def percent(self, share: Any, decimals: int = 1) -> str:
        """0.913 → "91,3 %" / "91.3 %", with a no-break space."""
        if is_missing(share):
            return NOTHING
        return self._marked(_exact(share) * 100, decimals) + NO_BREAK + "%"

    def points(self, difference: Any, decimals: int = 1) -> str:
        """A difference of two shares in percentage points: 0.024 → "+2,4 pp", -0.01 → "−1,0 pp"."""
        if is_missing(difference):
            return NOTHING
        text = self._marked(_exact(difference) * 100, decimals)
        is_zero = not any(digit in "123456789" for digit in text)
        sign = "" if is_zero or text.startswith(MINUS) else "+"
        return sign + text + NO_BREAK + "pp"

    def money(self, amount: Any) -> str:
        """Euros without decimals: 12345.6 → "€ 12.346" / "€12,346"."""
        if is_missing(amount):
            return NOTHING
        text = self._marked(_exact(amount), 0)
        sign, text = (MINUS, text[1:]) if text.startswith(MINUS) else ("", text)
        return f"€{NO_BREAK}{sign}{text}" if self.code == "nl" else f"{sign}€{text}"

    def interval(self, low: Any, high: Any, decimals: int = 1) -> str:
        """Two shares as one range: "89,1–93,0 %"; a dash where either is missing."""
        if is_missing(low) or is_missing(high):
            return NOTHING
        return f"{self._marked(_exact(low) * 100, decimals)}–{self.percent(high, decimals)}"

    def date(self, day: Any) -> str:
        """ "3 mrt 2026" / "3 Mar 2026"."""
        return NOTHING if is_missing(day) else _formatted(_day(day), "d MMM y", self.locale)

    def month(self, day: Any) -> str:
        """The month a day falls in: "mrt 2026" / "Mar 2026"."""
        return NOTHING if is_missing(day) else _formatted(_day(day), "MMM y", self.locale)

    def week(self, day: Any) -> str:
        """The ISO week of a date, or a week's own number: "wk 10"."""
        if is_missing(day):
            return NOTHING
        number = day if isinstance(day, int) else _day(day).isocalendar().week
        return f"wk{NO_BREAK}{number}"

    def moment(self, moment: datetime | None) -> str:
        """ "3 mrt 2026 14:05" / "3 Mar 2026 14:05", in the zone that the value is in."""
        return NOTHING if is_missing(moment) else format_datetime(moment, "d MMM y HH:mm", locale=self.locale)

    def vega_locale(self) -> dict[str, Any]:
        """For a chart: `chart.configure(locale=language.vega_locale())`."""
        return _vega_locale(self.code)

    def _marked(self, exact: Decimal, decimals: int) -> str:
        if not exact.is_finite():
            return (MINUS if exact < 0 else "") + "∞"
        text = f"{exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _WIDE):,f}"
        if not any(digit in "123456789" for digit in text):
            text = text.lstrip("-")
        thousands, mark = _MARKS[self.code]
        return text.replace(",", " ").replace(".", mark).replace(" ", thousands).replace("-", MINUS)


def is_missing(value: Any) -> bool:
    """Whether there is nothing to show: None, NaN, NaT or pandas' NA."""
    if value is None:
        return True
    try:
        return bool(value != value)
    except (TypeError, ValueError):  # pandas' NA has no truth value
        return type(value).__name__ == "NAType"


def _exact(value: Any) -> Decimal:
    """The decimal that a person would write down for this number, so that 0.0625 rounds up as in a spreadsheet."""
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _day(value: Any) -> date:
    """A date from a date, a datetime, a pandas Timestamp or a numpy datetime64."""
    if isinstance(value, date):
        return value
    day = value.astype("datetime64[D]").astype(object)
    if not isinstance(day, date):
        raise TypeError(f"not a date: {value!r}")
    return day


@cache
def _formatted(day: date, pattern: str, locale: str) -> str:
    return format_date(day, pattern, locale=locale)


@cache
def _vega_locale(code: str) -> dict[str, Any]:
    """The `number` and `time` locale objects of d3-format and d3-time-format."""
    locale = Locale.parse(_LOCALES[code])
    thousands, mark = _MARKS[code]
    euro = ["€" + NO_BREAK, ""] if code == "nl" else ["€", ""]

    def days(width: str) -> list[str]:
        names = locale.days["format"][width]
        return [names[(number - 1) % 7] for number in range(7)]  # d3 starts on Sunday, Babel on Monday

    def months(width: str) -> list[str]:
        return [locale.months["format"][width][number] for number in range(1, 13)]

    return {
        "number": {
            "decimal": mark,
            "thousands": thousands,
            "grouping": [3],
            "currency": euro,
            "percent": NO_BREAK + "%",
            "minus": MINUS,
        },
        "time": {
            "dateTime": "%-d %b %Y %H:%M",
            "date": "%-d %b %Y",
            "time": "%H:%M",
            "periods": ["AM", "PM"],
            "days": days("wide"),
            "shortDays": days("abbreviated"),
            "months": months("wide"),
            "shortMonths": months("abbreviated"),
        },
    }

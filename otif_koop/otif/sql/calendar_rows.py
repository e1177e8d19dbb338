"""The calendar as a table: what the SQL needs to know of a day, so that no engine's own date arithmetic is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from otif_koop.otif.calendar import WorkingDays, week_of
from otif_koop.otif.definition import Calendar
from otif_koop.otif.order_book import to_date


@dataclass(frozen=True)
class CalendarRow:
    """A day: whether it is worked (1 or 0), the working days before it in this calendar, the number of its week."""

    day: date
    worked: int
    before: int
    week: int


def calendar_rows(calendar: Calendar, first: int, last: int) -> list[CalendarRow]:
    """The days from `first` up to and including `last` (since 1970-01-01), in order."""
    days = np.arange(first, last + 1)
    working = WorkingDays(calendar, first, last + 1)
    before, after = working.before(days), working.before(days + 1)
    return [
        CalendarRow(to_date(int(day)), int(later - earlier), int(earlier), int(week))
        for day, earlier, later, week in zip(days, before, after, week_of(days), strict=True)
    ]

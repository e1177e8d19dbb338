"""Days, working days and weeks as whole numbers (otif-method, section 3)."""

from __future__ import annotations

import numpy as np

from otif_koop.otif.definition import Calendar
from otif_koop.otif.order_book import NO_DATE, Ints, to_day

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONDAY_OFFSET = 3  # 1970-01-01 was a Thursday


class WorkingDays:
    """K(day): the number of working days before a day, looked up for the days between `first` and `last`."""

    def __init__(self, calendar: Calendar, first: int, last: int) -> None:
        self._first = first
        days = np.arange(first, last + 1, dtype=np.int64)
        worked = ~np.isin((days + _MONDAY_OFFSET) % 7, [_WEEKDAYS.index(day) for day in calendar.weekend])
        closed = np.array([to_day(day) for day in calendar.holidays], dtype=np.int64)
        worked &= ~np.isin(days, closed)
        self._before = np.concatenate([[0], np.cumsum(worked)]).astype(np.int32)
        self._worked_days = days[worked].astype(np.int32)

    def before(self, days: Ints) -> Ints:
        """K of each day, which must lie in the range: (n,) -> (n,)."""
        return self._before[days - self._first]

    def after(self, days: Ints, count: Ints) -> Ints:
        """The `count`-th working day strictly after each day, (n,), (n,) -> (n,); a count of 0 is the day itself."""
        done = self._before[days - self._first + 1]
        return np.where(count == 0, days, self._worked_days[np.minimum(done + count - 1, len(self._worked_days) - 1)])


def week_of(days: Ints) -> Ints:
    """The number of the ISO week (Mondays since 1969-12-29) of each day: (n,) -> (n,)."""
    return np.floor_divide(days + _MONDAY_OFFSET, 7).astype(np.int32)


def span(*columns: Ints) -> tuple[int, int]:
    """The first and last day that occur in any of the columns; (0, 0) where none does."""
    known = [column[column != NO_DATE] for column in columns]
    filled = [column for column in known if column.size]
    if not filled:
        return 0, 0
    return min(int(column.min()) for column in filled), max(int(column.max()) for column in filled)

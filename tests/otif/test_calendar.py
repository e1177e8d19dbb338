"""Working days against numpy's, weeks against the calendar's own, and lead times day by day."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otif_koop.otif.calendar import WorkingDays, span, week_of
from otif_koop.otif.definition import Calendar
from otif_koop.otif.order_book import NO_DATE, to_date, to_day
from tests.otif.small_books import figure, judge, line, small_book

NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
START = date(2024, 12, 1)
DAYS = st.integers(0, 120).map(lambda n: START + timedelta(days=n))
WEEKENDS = st.sets(st.sampled_from(NAMES), max_size=6)
HOLIDAYS = st.lists(DAYS, max_size=15, unique=True)


def calendar(weekend: set[str], holidays: list[date]) -> Calendar:
    return Calendar.model_validate({"weekend": sorted(weekend), "holidays": holidays})


@settings(max_examples=80, deadline=None)
@given(WEEKENDS, HOLIDAYS, st.lists(st.tuples(DAYS, DAYS), min_size=1, max_size=20))
def test_working_days_between_are_those_of_numpy(
    weekend: set[str], holidays: list[date], pairs: list[tuple[date, date]]
) -> None:
    begin, end = (np.array([to_day(day) for day in side], np.int32) for side in zip(*pairs, strict=True))
    working = WorkingDays(calendar(weekend, holidays), *span(begin, end))
    mask = [name not in weekend for name in NAMES]
    as_days = [np.array(side).astype("datetime64[D]") for side in (begin, end)]
    expected = [
        np.busday_count(a, b, weekmask=mask, holidays=holidays) if a <= b else -np.busday_count(b, a, mask, holidays)
        for a, b in zip(*as_days, strict=True)
    ]
    assert (working.before(end) - working.before(begin)).tolist() == expected


@settings(max_examples=80, deadline=None)
@given(WEEKENDS, HOLIDAYS, DAYS, st.integers(0, 15))
def test_a_lead_time_counts_working_days_one_by_one(
    weekend: set[str], holidays: list[date], start: date, count: int
) -> None:
    found = start
    for _ in range(count):
        found += timedelta(days=1)
        while NAMES[found.weekday()] in weekend or found in holidays:
            found += timedelta(days=1)
    working = WorkingDays(calendar(weekend, holidays), to_day(start), to_day(start) + 700)
    after = working.after(np.array([to_day(start)], np.int32), np.array([count], np.int32))
    assert to_date(int(after[0])) == found


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(-30, 30))
def test_a_week_runs_from_monday_to_sunday_over_the_turn_of_a_year(day: date, further: int) -> None:
    other = day + timedelta(days=further)
    weeks = week_of(np.array([to_day(day), to_day(other)], np.int32))
    assert (weeks[0] == weeks[1]) == (day.isocalendar()[:2] == other.isocalendar()[:2])
    mondays = [one - timedelta(days=one.weekday()) for one in (day, other)]
    assert int(weeks[1] - weeks[0]) == (mondays[1] - mondays[0]).days // 7


def test_the_span_leaves_out_what_is_blank() -> None:
    assert span(np.array([NO_DATE, 5, 3]), np.array([], np.int32), np.array([9])) == (3, 9)
    assert span(np.array([NO_DATE, NO_DATE])) == (0, 0)


@pytest.mark.parametrize(
    ("unit", "due", "stop", "deviation"),
    [
        # 8 March 2017 is a Wednesday, 13 March a Monday and a holiday here
        ("calendar_days", 8, 12, 4),
        ("calendar_days", 8, 3, -5),
        ("working_days", 8, 12, 3),  # a Sunday: after Thursday and Friday
        ("working_days", 8, 14, 3),
        ("working_days", 13, 14, 0),  # due on a holiday rolls forward
        ("working_days", 10, 11, 1),  # Saturday for Friday is one late
        ("working_days", 11, 10, -1),
        ("week", 8, 12, 0),
        ("week", 8, 13, 1),
        ("week", 8, 5, -1),
        ("week", 8, 6, 0),
    ],
)
def test_the_deviation_in_each_unit(unit: str, due: int, stop: int, deviation: int) -> None:
    book = small_book(line("1", "1", (stop, 10), due=due))
    choices = {"window": {"unit": unit}, "calendar": {"holidays": [date(2017, 3, 13)]}}
    facts, _, _ = judge(book, **choices)
    assert facts.first.tolist() == facts.last.tolist() == [deviation]


@pytest.mark.parametrize(("days", "due"), [(0, 10), (1, 14), (2, 15), (1.2, 15), (4, 17), (5, 20)])
def test_a_lead_time_in_working_days_from_friday_the_10th(days: float, due: int) -> None:
    book = small_book(line("1", "1", (due, 10), due=None, ordered_at=10, lead_time_days=days))
    choices = {
        "due": "lead_time",
        "window": {"unit": "working_days", "early": 0},
        "calendar": {"holidays": [date(2017, 3, 13)]},
    }
    facts, _, _ = judge(book, **choices)
    assert to_date(int(facts.due_day[0])) == date(2017, 3, due)
    assert figure(book, **choices).on_time == 1


# Once a bug: the days looked at end 400 days on, so with one working day a week and many of them free the n-th
# working day falls outside; far from any real calendar, but the due date is then silently too early
def test_a_lead_time_over_a_very_long_closure() -> None:
    mondays = [date(2017, 3, 13) + timedelta(weeks=n) for n in range(200)]
    book = small_book(line("1", "1", (8, 10), due=None, ordered_at=10, lead_time_days=1))
    facts, _, _ = judge(
        book,
        due="lead_time",
        window={"unit": "working_days"},
        calendar={"weekend": list(NAMES[1:]), "holidays": mondays},
    )
    assert to_date(int(facts.due_day[0])) == mondays[-1] + timedelta(weeks=1)

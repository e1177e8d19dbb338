"""Scores by period: every order counts in the period of its date (otif-method, `period_by`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np

from otif_koop.otif.calendar import week_of
from otif_koop.otif.counts import Counts
from otif_koop.otif.definition import Definition, Level, PeriodBy
from otif_koop.otif.facts import Facts
from otif_koop.otif.judge import OPEN, Outcome
from otif_koop.otif.order_book import NO_DATE, Flags, Ints, OrderBook, to_date, to_day
from otif_koop.otif.resolve import Resolved, resolve
from otif_koop.otif.score import COUNTERS, Score, group_score, measurable
from otif_koop.otif.score_lines import judged_lines
from otif_koop.otif.split import Split

By = Literal["week", "month"]


@dataclass(frozen=True)
class PeriodScore:
    """The score of one period; `final` is false where orders of the period are still open at the as-of date."""

    first_day: date
    score: Score
    final: bool


Trends = dict[tuple[str | None, Level], list[PeriodScore]]
"""The scores by period, oldest first, of groups (None: all together) at levels."""


def trend(
    book: OrderBook,
    definition: Definition,
    level: Level,
    *,
    group: str | None = None,
    by: By = "month",
    as_of: date | None = None,
) -> list[PeriodScore]:
    """The scores of a group (None: all orders) by week or month, oldest first; orders without the date are left out.

    Raises `ValueError` for a group that the book does not have.
    """
    must_have(book.group.names, group)
    resolved = resolve(definition, book)
    now = book.latest_day if as_of is None else to_day(as_of)
    counted = count_periods(book, resolved, level, now, by=by, group=group)
    return period_scores(resolved, level, counted, now, by=by)


def must_have(names: Sequence[str], group: str | None) -> None:
    """Raise `ValueError` for a group that is not among the names of those in the data."""
    if group is not None and group not in names:
        raise ValueError(f"no group {group!r}")


@dataclass(frozen=True)
class PeriodCounts:
    """Counts by period, and the periods to which orders that are still open will come to belong."""

    counts: Mapping[int, Counts]
    waiting: frozenset[int]

    def __add__(self, other: PeriodCounts) -> PeriodCounts:
        """The counts of both together."""
        summed = dict(self.counts)
        for period, one in other.counts.items():
            summed[period] = summed[period] + one if period in summed else one
        return PeriodCounts(summed, self.waiting | other.waiting)

    def in_pieces(self, unit: int) -> PeriodCounts:
        """The same, exact again after adding up whole numbers of 1/`unit` piece."""
        return replace(self, counts={period: one.in_pieces(unit) for period, one in self.counts.items()})


def count_periods(
    book: OrderBook, resolved: Resolved, level: Level, now: int, *, by: By, group: str | None = None
) -> PeriodCounts:
    """Count the orders of a group (None: all) by period; orders without the date are left out."""
    none = PeriodCounts({}, frozenset())
    if resolved.no_score or not measurable(level, resolved, order_grain=book.order_grain):
        return none
    facts, judged = judged_lines(book, resolved, to_date(now))
    day = period_days(facts, judged, resolved.definition.period_by)
    in_group = np.ones(book.n_orders, np.bool_)
    if group is not None:
        in_group = np.array([name == group for name in book.group.names])[book.group.codes]
    waiting = frozenset(_open_periods(facts, judged, resolved.definition.period_by, by, in_group))
    known = in_group & (day != NO_DATE)
    if not known.any():
        return replace(none, waiting=waiting)
    period = period_of(day, by)
    first = int(period[known].min())
    parts = int(period[known].max()) - first + 1
    # orders outside go to a part of their own, which is dropped
    codes = np.where(known, period - first, parts).astype(np.int32)
    counts = COUNTERS[level](facts, resolved, judged, Split(book, codes, parts + 1))[:parts]
    return PeriodCounts({first + place: one for place, one in enumerate(counts) if one.total}, waiting)


def period_scores(resolved: Resolved, level: Level, counted: PeriodCounts, now: int, *, by: By) -> list[PeriodScore]:
    """The scores that counts by period come to, oldest first."""
    return [
        PeriodScore(
            first_day_of(period, by),
            group_score(None, level, resolved, counted.counts[period]),
            final=first_day_of(period + 1, by) <= to_date(now) and period not in counted.waiting,
        )
        for period in sorted(counted.counts)
        if counted.counts[period].units
    ]


def _open_periods(facts: Facts, judged: Outcome, period_by: PeriodBy, by: By, which: Flags) -> set[int]:
    """The periods to which orders that are still open will come to belong, by the dates they have now."""
    day = np.maximum.reduceat(_line_days(facts, period_by), facts.book.first_line[:-1])
    still_open = which & (judged.order_reason == OPEN) & (day != NO_DATE)
    return set(np.unique(period_of(day[still_open], by)).tolist())


def period_days(facts: Facts, judged: Outcome, period_by: PeriodBy) -> Ints:
    """(n_orders,): the latest due date, last delivery or order date over the counted lines; `NO_DATE` without any."""
    day = np.where(judged.line_reason == 0, _line_days(facts, period_by), NO_DATE)
    return np.maximum.reduceat(day, facts.book.first_line[:-1])


def _line_days(facts: Facts, period_by: PeriodBy) -> Ints:
    return {
        PeriodBy.DUE: facts.due_day,
        PeriodBy.DELIVERED: facts.last_stop,
        PeriodBy.ORDERED: facts.book.days["ordered_at"],
    }[period_by]


def period_of(day: Ints, by: By) -> Ints:
    """The number of the week or month in which each day lies: (n,) -> (n,)."""
    if by == "week":
        return week_of(day)
    months = np.where(day == NO_DATE, 0, day).astype("datetime64[D]").astype("datetime64[M]")
    return months.astype(np.int64)


def first_day_of(period: int, by: By) -> date:
    """The day on which a period begins: a Monday, or the first of a month."""
    if by == "week":
        return to_date(period * 7 - 3)
    return date(1970 + period // 12, period % 12 + 1, 1)

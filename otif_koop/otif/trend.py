"""Scores by period: every order counts in the period of its date (otif-method, `period_by`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from otif_koop.otif.calendar import week_of
from otif_koop.otif.definition import Definition, Level, PeriodBy
from otif_koop.otif.facts import Facts, View, facts_of
from otif_koop.otif.judge import OPEN, Outcome, outcome
from otif_koop.otif.order_book import NO_DATE, Flags, Ints, OrderBook, to_date, to_day
from otif_koop.otif.resolve import resolve
from otif_koop.otif.score import Score, score_parts
from otif_koop.otif.split import Split


@dataclass(frozen=True)
class PeriodScore:
    """The score of one period; `final` is false where orders of the period are still open at the as-of date."""

    first_day: date
    score: Score
    final: bool


def trend(
    book: OrderBook,
    definition: Definition,
    level: Level,
    *,
    group: str | None = None,
    by: Literal["week", "month"] = "month",
    as_of: date | None = None,
) -> list[PeriodScore]:
    """The scores of a group (None: all orders) by week or month, oldest first; orders without the date are left out."""
    resolved = resolve(definition, book)
    if resolved.no_score:
        return []
    now = book.latest_day if as_of is None else to_day(as_of)
    facts = facts_of(book, View.of(resolved.definition, now))
    judged = outcome(facts, resolved)
    day = period_days(facts, judged, definition.period_by)
    everyone = np.ones(book.n_orders, np.bool_)
    in_group = everyone if group is None else book.group.codes == book.group.names.index(group)
    known = in_group & (day != NO_DATE)
    if not known.any():
        return []
    period = _period(day, by)
    first = int(period[known].min())
    parts = int(period[known].max()) - first + 1
    # orders outside go to a part of their own, which is dropped
    codes = np.where(known, period - first, parts).astype(np.int32)
    scores = score_parts(book, definition, level, Split(book, codes, parts + 1), as_of=as_of)[:parts]
    waiting = _open_periods(facts, judged, definition.period_by, by, in_group)
    return [
        PeriodScore(
            _first_day(first + place, by),
            score,
            final=_first_day(first + place + 1, by) <= to_date(now) and first + place not in waiting,
        )
        for place, score in enumerate(scores)
        if score.counts.units
    ]


def _open_periods(facts: Facts, judged: Outcome, period_by: PeriodBy, by: str, which: Flags) -> set[int]:
    """The periods to which orders that are still open will come to belong, by the dates they have now."""
    day = np.maximum.reduceat(_line_days(facts, period_by), facts.book.first_line[:-1])
    still_open = which & (judged.order_reason == OPEN) & (day != NO_DATE)
    return set(np.unique(_period(day[still_open], by)).tolist())


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


def _period(day: Ints, by: str) -> Ints:
    if by == "week":
        return week_of(day)
    months = np.where(day == NO_DATE, 0, day).astype("datetime64[D]").astype("datetime64[M]")
    return months.astype(np.int64)


def _first_day(period: int, by: str) -> date:
    if by == "week":
        return to_date(period * 7 - 3)
    return date(1970 + period // 12, period % 12 + 1, 1)

"""The facts of a view: per line and per delivery the whole numbers that no tolerance changes (otif-method, section 3).

A view is what must be fixed before anything can be counted: which date is due, where the clock starts and stops, what a
deviation is counted in, which cancelled quantity is no longer due, and the as-of day. Everything else of a definition
is a limit on these numbers, which is why a new definition needs no second look at the data.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from math import lcm

import numpy as np

from otif_koop.lately import Lately
from otif_koop.otif.calendar import WorkingDays, span, week_of
from otif_koop.otif.definition import Calendar, Cancelled, ClockStart, ClockStop, Definition, Due, Unit
from otif_koop.otif.order_book import NO_DATE, Flags, Ints, Longs, OrderBook
from otif_koop.otif.resolve import DUE_COLUMN, START_COLUMN, STOP_COLUMN

NEVER = 2**30
"""The deviation of what did not come (or can't be dated): later than any window."""

MOST_SHARES = 5040
"""Without a delivered quantity, deliveries bring shares of a piece: 1/5040 at the least."""


@dataclass(frozen=True)
class View:
    """What the facts depend on."""

    due: Due
    clock_start: ClockStart | None
    clock_stop: ClockStop
    unit: Unit
    calendar: Calendar | None
    cancelled: Cancelled
    now: int

    @classmethod
    def of(cls, definition: Definition, now: int) -> View:
        """The view of a resolved definition at an as-of day, without the fields that have no effect on it."""
        return cls(
            due=definition.due,
            clock_start=definition.clock_start if definition.due is Due.LEAD_TIME else None,
            clock_stop=definition.clock_stop,
            unit=definition.window.unit,
            calendar=definition.calendar if definition.window.unit is Unit.WORKING_DAYS else None,
            cancelled=definition.cancelled,
            now=now,
        )


@dataclass(frozen=True, eq=False)
class Facts:
    """Numbers by line (n_lines,), and by delivery row for lines with several, in order of arrival within their line.

    `ordered` is what is due (method: o), `quantity` and the like in the same unit: 1/(book.scale * share) of a piece.
    `first`, `last` are deviations of the first and last delivery; `NEVER` without a delivery or without a due date.
    """

    book: OrderBook
    view: View
    share: int
    due_day: Ints
    ordered: Longs
    overdue: Flags
    has_due: Flags
    first: Ints
    last: Ints
    first_quantity: Longs
    total: Longs
    closed_short: Flags
    last_stop: Ints
    came: Longs
    """Of the ordered quantity, how much ever came."""
    several_lines: Longs
    """The lines with more than one delivery row; the columns below hold the rows of those lines only."""
    several_start: Longs
    several_count: Longs
    several_cumulative: Longs
    several_deviation: Ints
    several_pieces: Longs
    """Of the first `ordered` pieces, how many this row brought."""
    completions: Lately = field(default_factory=lambda: Lately(6))
    marks: Lately = field(default_factory=lambda: Lately(12))

    def completed(self, under: int) -> Ints:
        """c*: the deviation at which the first (1000 - under)/1000 of the ordered quantity was in, else `NEVER`.

        (n_lines,); `under` is per mille.
        """
        return self.completions.get(under, lambda: self._completed(under))

    def _completed(self, under: int) -> Ints:
        reached = np.where(self.enough(self.total, under), self.first, np.int32(NEVER))
        if self.several_lines.size:
            need = self.ordered[self.several_lines] * (1000 - under)
            short = 1000 * self.several_cumulative < np.repeat(need, self.several_count)
            before = np.add.reduceat(short, self.several_start, dtype=np.int64)
            inside = before < self.several_count
            row = self.several_start + np.minimum(before, self.several_count - 1)
            reached[self.several_lines] = np.where(inside, self.several_deviation[row], NEVER)
        return reached

    def enough(self, quantity: Longs, under: int) -> Flags:
        """(n_lines,) Whether `quantity` is at least the ordered quantity less the tolerance (per mille)."""
        if under == 0:
            return quantity >= self.ordered
        return 1000 * quantity >= self.ordered * (1000 - under)

    def not_too_much(self, quantity: Longs, over: int | None) -> Flags | None:
        """(n_lines,) Whether `quantity` is at most the ordered one and the tolerance (per mille); None: no limit."""
        if over is None:
            return None
        if over == 0:
            return quantity <= self.ordered
        return 1000 * quantity <= self.ordered * (1000 + over)


def facts_of(book: OrderBook, view: View) -> Facts:
    """The facts of a view, made once and kept with the book for as long as they are in use."""
    return book.facts.get(view, lambda: _make(book, view))


def facts_once(book: OrderBook, view: View) -> Facts:
    """The facts of a view for one pass over them: not kept."""
    return _make(book, view)


def _make(book: OrderBook, view: View) -> Facts:
    due_day = _due_days(book, view)
    has_due = due_day != NO_DATE
    ordered = _due_quantity(book, view, due_day)

    line, stop, quantity = _rows(book, view)
    counts = np.bincount(line, minlength=book.n_lines)
    lines = np.flatnonzero(counts)
    start = (np.cumsum(counts) - counts)[lines]
    count = counts[lines]
    share = 1
    if "quantity_delivered" not in book.columns:
        share = min(MOST_SHARES, reduce(lcm, np.unique(count).tolist(), 1))
        ordered = ordered * share
        quantity = _equal_shares(ordered[line], np.repeat(count, count), np.arange(len(line)) - np.repeat(start, count))

    deviation = _deviation(view, stop, due_day[line])
    end = start + count - 1
    first = np.full(book.n_lines, NEVER, np.int32)
    last = np.full(book.n_lines, NEVER, np.int32)
    last_stop = np.full(book.n_lines, NO_DATE, np.int32)
    first_quantity = np.zeros(book.n_lines, np.int64)
    total = np.zeros(book.n_lines, np.int64)
    first[lines], last[lines], last_stop[lines] = deviation[start], deviation[end], stop[end]
    total[lines] = quantity[start]
    first_quantity[lines] = quantity[start]

    several = count > 1
    rows = np.repeat(several, count)
    several_count, several_quantity = count[several], quantity[rows]
    several_start = np.cumsum(several_count) - several_count
    running = np.cumsum(several_quantity)
    before = (running - several_quantity)[several_start] if several_count.size else running
    cumulative = running - np.repeat(before, several_count)
    if several_count.size:
        total[lines[several]] = cumulative[several_start + several_count - 1]
        on_first_day = stop[rows] == np.repeat(stop[start[several]], several_count)
        first_quantity[lines[several]] = np.add.reduceat(several_quantity * on_first_day, several_start)
    row_ordered = ordered[line[rows]]
    pieces = np.minimum(cumulative, row_ordered) - np.minimum(cumulative - several_quantity, row_ordered)

    closed_short = np.zeros(book.n_lines, np.bool_)
    closed_short[lines] = (total[lines] == 0) & ("quantity_delivered" in book.columns)
    return Facts(
        book=book,
        view=view,
        share=share,
        due_day=due_day,
        ordered=ordered,
        overdue=has_due & (due_day <= view.now),
        has_due=has_due,
        first=first,
        last=last,
        first_quantity=first_quantity,
        total=total,
        closed_short=closed_short,
        last_stop=last_stop,
        came=np.minimum(total, ordered),
        several_lines=lines[several],
        several_start=several_start,
        several_count=several_count,
        several_cumulative=cumulative,
        several_deviation=deviation[rows],
        several_pieces=pieces,
    )


def _due_days(book: OrderBook, view: View) -> Ints:
    if view.due is Due.LEAD_TIME:
        assert view.clock_start is not None  # noqa: S101 - View.of keeps it for a lead time
        start, n = book.days[START_COLUMN[view.clock_start]], book.lead_time
        known = (start != NO_DATE) & (n >= 0)
        if view.unit is not Unit.WORKING_DAYS:
            return np.where(known, start + n, NO_DATE).astype(np.int32)
        first, latest = span(start[known])
        most = int(n[known].max(initial=0))
        assert view.calendar is not None  # noqa: S101 - View.of keeps it for working days
        working = WorkingDays(view.calendar, first, latest + 8 * (most + len(view.calendar.holidays)) + 400)
        day = np.where(known, start, first).astype(np.int32)
        return np.where(known, working.after(day, np.maximum(n, 0)), NO_DATE).astype(np.int32)
    if view.due is Due.REQUESTED:
        return book.days[DUE_COLUMN[Due.REQUESTED]]
    promised, revised = book.days["promised_date"], book.days["revised_date"]
    if view.due is Due.REVISED:
        return np.where(revised != NO_DATE, revised, promised)
    # one confirmed date serves as promised and as revised
    return promised if "promised_date" in book.columns else revised


def _due_quantity(book: OrderBook, view: View, due_day: Ints) -> Longs:
    """o: the ordered quantity less what is no longer due."""
    if view.cancelled is Cancelled.INCLUDED or "cancelled_quantity" not in book.columns:
        return book.quantity_ordered
    gone = book.cancelled_quantity
    if view.cancelled is Cancelled.BY_CUSTOMER_EXCLUDED:
        cancelled_day = book.days["cancelled_at"]
        in_time = (cancelled_day == NO_DATE) | (due_day == NO_DATE) | (cancelled_day < due_day)
        gone = np.where(book.cancelled_by_customer & in_time, gone, 0)
    return np.maximum(book.quantity_ordered - gone, 0)


def _rows(book: OrderBook, view: View) -> tuple[Longs, Ints, Longs]:
    """Line, stop day and quantity of the delivery rows that exist in this view, by line and in order of arrival."""
    rows = book.deliveries
    stop = rows.days[STOP_COLUMN[view.clock_stop]]
    exists = (stop != NO_DATE) & (stop <= view.now)
    if "quantity_delivered" in book.columns:
        pieces = exists & (rows.quantity > 0)
        zero = exists & ~pieces
        if zero.any():  # a row of zero pieces only judges a line without pieces
            with_pieces = np.zeros(book.n_lines, np.bool_)
            with_pieces[rows.line[pieces]] = True
            exists = pieces | (zero & ~with_pieces[rows.line])
    if exists.all():
        line, day, quantity = rows.line, stop, rows.quantity
    else:
        line, day, quantity = rows.line[exists], stop[exists], rows.quantity[exists]
    key = line << 24
    key += day + (1 << 23)
    if np.any(key[1:] < key[:-1]):
        by_arrival = np.argsort(key, kind="stable")
        return line[by_arrival], day[by_arrival], quantity[by_arrival]
    return line, day, quantity


def _equal_shares(ordered: Longs, count: Longs, index: Longs) -> Longs:
    """Row `index` of `count` brings an equal share; where that is not whole, the rows differ by at most one."""
    return ordered * (index + 1) // count - ordered * index // count


def _deviation(view: View, stop: Ints, due: Ints) -> Ints:
    """The unit's distance from the due date to each stop; early is negative."""
    known = due != NO_DATE
    if view.unit is Unit.CALENDAR_DAYS:
        difference = stop - due
    elif view.unit is Unit.WEEK:
        difference = week_of(stop) - week_of(np.where(known, due, 0))
    else:
        assert view.calendar is not None  # noqa: S101 - View.of keeps it for working days
        working = WorkingDays(view.calendar, *span(stop, due))
        difference = working.before(stop) - working.before(np.where(known, due, stop))
    return np.where(known, difference, NEVER).astype(np.int32)

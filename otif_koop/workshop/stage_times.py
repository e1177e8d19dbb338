"""Lead times as they were measured: between two dates of the order data, or a column of numbers that someone has."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import numpy as np

from otif_koop.koop.numbers import LONGEST
from otif_koop.koop.pmf import Array
from otif_koop.message import Message, Refused, message
from otif_koop.otif.order_book import NO_DATE, OrderBook
from otif_koop.workshop.koop_estimates import period_of

MOST_PASTED = 100_000
_FEWEST = 20  # measurements below which a histogram says little
_SPANS = (  # from, to: what can lie between
    ("shipped_at", "delivered_at"),
    ("shipped_at", "received_at"),
    ("ordered_at", "authorised_at"),
    ("ordered_at", "shipped_at"),
    ("authorised_at", "shipped_at"),
    ("ordered_at", "delivered_at"),
)
MOMENTS: dict[str, Message] = {
    "ordered_at": message("order entered"),
    "authorised_at": message("order authorised"),
    "shipped_at": message("shipped"),
    "delivered_at": message("delivered"),
    "received_at": message("received"),
}


@dataclass(frozen=True)
class Span:
    """How often each number of periods was seen between two moments."""

    start: str
    end: str
    counts: dict[int, int]

    @property
    def seen(self) -> int:
        """How many were measured."""
        return sum(self.counts.values())

    def within(self, share: float) -> int:
        """Periods within which this share fell."""
        return quantile(self.counts, share)


def quantile(counts: dict[int, int], share: float) -> int:
    """The fewest periods within which this share of what was seen fell."""
    asked, reached = share * sum(counts.values()), 0
    for periods, times in sorted(counts.items()):
        reached += times
        if reached >= asked - 1e-9:
            return periods
    return 0


def measured_spans(book: OrderBook, periods_per_year: float) -> tuple[Span, ...]:
    """What the order data measure, delivery by delivery; only between dates that both are there often enough.

    Negative ones are left out: there a date is wrong.
    """
    found = []
    for start, end in _SPANS:
        begun, ended = _days(book, start), _days(book, end)
        if begun is None or ended is None:
            continue
        known = (begun != NO_DATE) & (ended != NO_DATE) & (ended >= begun)
        if int(known.sum()) < _FEWEST:
            continue
        first = int(begun[known].min())
        taken = period_of(ended[known], first, periods_per_year) - period_of(begun[known], first, periods_per_year)
        periods, times = np.unique(np.clip(taken, 0, LONGEST), return_counts=True)
        found.append(Span(start, end, dict(zip(periods.tolist(), times.tolist(), strict=True))))
    return tuple(found)


def _days(book: OrderBook, moment: str) -> Array | None:
    """A moment for each delivery; None where the data have none."""
    if moment in book.deliveries.days:
        return np.asarray(book.deliveries.days[moment])
    if moment in book.days:
        return np.asarray(book.days[moment][book.deliveries.line])
    return None


def pasted(text: str) -> dict[int, int]:
    """How often each number of periods stands in a pasted column; raises `Refused` for what is no lead time."""
    parts = [part for part in re.split(r"[\s;]+", text.strip()) if part]
    if not parts:
        raise Refused(message("Paste at least one lead time: a column of whole numbers of periods."))
    if len(parts) > MOST_PASTED:
        raise Refused(message("At most {most} lead times at a time.", most=MOST_PASTED))
    counts: Counter[int] = Counter()
    for number, part in enumerate(parts, start=1):
        try:
            periods = float(part.replace(",", "."))
        except ValueError:
            raise Refused(
                message("Number {n} of the column, “{part}”, is not a lead time.", n=number, part=part[:40])
            ) from None
        if not 0 <= periods <= LONGEST:
            raise Refused(
                message(
                    "Number {n} of the column is {part}: a lead time lies between 0 and {most}.",
                    n=number,
                    part=part[:40],
                    most=LONGEST,
                )
            )
        counts[int(periods + 0.5)] += 1
    return dict(sorted(counts.items()))

"""A group's demand and lead times as the order book shows them, each with how it was estimated (koop-method, 4.4)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from otif_koop.koop.group import Demand
from otif_koop.koop.history import autocorrelations, interval_sd
from otif_koop.koop.period_names import one_period, periods_named
from otif_koop.koop.pmf import Array
from otif_koop.message import Message, message
from otif_koop.otif.order_book import NO_DATE, Ints, OrderBook

_WORKING_DAYS = (200, 280)  # periods a year that mean working days
_LAGS = 5
_FEWEST_LINES = 20
_FEWEST_INTERVALS = 4
_EPOCH = np.datetime64("1970-01-01", "D")


@dataclass(frozen=True)
class Estimate:
    """What the orders of a group show. Lead times in periods, with the share of the lines for each; empty if unknown.

    `line_sd`: sd of the demand a period if order lines came by chance; `period_sd`: that of the periods themselves;
    `interval_sd`: that of the forecast error over `interval` periods, which is what stock must cover, None where the
    history is too short for it.
    """

    demand: Demand
    lines: int
    periods: int
    line_size: tuple[float, float]
    line_sd: float
    period_sd: float
    interval: int
    interval_sd: float | None
    autocorrelation: tuple[float, ...]
    promised: dict[int, float]
    delivered: dict[int, float]
    how: tuple[Message, ...]

    @property
    def promise(self) -> int | None:
        """The lead time that half of the lines were promised, at most."""
        return _quantile(self.promised, 0.5)

    def delivered_within(self, share: float) -> int | None:
        """Periods within which this share of the lines came."""
        return _quantile(self.delivered, share)


def estimate(
    book: OrderBook, labels: Collection[str], interval: int, periods_per_year: float = 250.0, period_name: str = "day"
) -> Estimate | None:
    """The orders of the groups that the data calls `labels`; None where there are too few to say anything.

    `interval`: the periods that stock must cover (E[U] + r); `period_name`: what one period is called.
    """
    codes = [book.group.names.index(label) for label in labels if label in book.group.names]
    ordered = book.days["ordered_at"]
    mine = np.isin(book.group.codes[book.line_order], codes) & (ordered != NO_DATE) & (book.quantity_ordered > 0)
    if int(mine.sum()) < _FEWEST_LINES:
        return None
    start = int(ordered[ordered != NO_DATE].min())
    period = period_of(ordered[mine], start, periods_per_year)
    periods = int(period_of(ordered[ordered != NO_DATE], start, periods_per_year).max()) + 1
    sizes = book.quantity_ordered[mine] / book.scale
    asked = np.bincount(period, weights=sizes, minlength=periods).astype(np.float64)
    count, mean = len(sizes), float(asked.mean())
    line_sd = float(np.sqrt(count / periods * (sizes**2).mean()))
    interval = max(1, min(interval, periods // _FEWEST_INTERVALS))
    error: Array = np.asarray(asked - mean, dtype=np.float64)
    wide = interval_sd(error, interval) if periods >= _FEWEST_INTERVALS * interval and periods > 1 else None
    sd = max(line_sd, wide or 0.0)
    several, each = periods_named(period_name), one_period(period_name)
    lines_told = message("{lines} order lines in {periods} {period}", lines=count, periods=periods, period=several)
    if wide is not None and wide > line_sd:
        told = message(
            "spread {sd:number} a {each}: what {interval} {period} differ from the mean; order lines by "
            "chance alone would give {chance:number}",
            sd=_short(wide),
            each=each,
            period=several,
            interval=interval,
            chance=_short(line_sd),
        )
    else:
        told = message(
            "spread {sd:number} a {each}, from the number and the size of the order lines", sd=_short(sd), each=each
        )
    return Estimate(
        demand=Demand(lines=_short(count / periods), mean=_short(mean), sd=_short(sd)),
        lines=count,
        periods=periods,
        line_size=(float(sizes.mean()), float(sizes.std())),
        line_sd=line_sd,
        period_sd=float(asked.std()),
        interval=interval,
        interval_sd=wide,
        autocorrelation=autocorrelations(error, _LAGS),
        promised=_lead_times(book, mine, book.days["promised_date"], start, periods_per_year),
        delivered=_delivered(book, mine, start, periods_per_year),
        how=(lines_told, told),
    )


def period_of(days: Ints, start: int, periods_per_year: float) -> Ints:
    """(n,) -> (n,) The period that each day falls in, counted from day `start`.

    A weekend goes to the working day after it.
    """
    if _WORKING_DAYS[0] <= periods_per_year <= _WORKING_DAYS[1]:
        return np.asarray(np.busday_count(_EPOCH + np.int64(start), _EPOCH + days.astype(np.int64)))
    return ((days.astype(np.int64) - start) * (periods_per_year / 365.25)).astype(np.int64)


def _lead_times(book: OrderBook, mine: Ints, end: Ints, start: int, periods_per_year: float) -> dict[int, float]:
    """Share of the lines by whole periods from order entry to `end`; lines without that date left out."""
    ordered = book.days["ordered_at"]
    known = mine & (end != NO_DATE) & (end >= ordered)
    if not known.any():
        return {}
    taken = period_of(end[known], start, periods_per_year) - period_of(ordered[known], start, periods_per_year)
    found, counts = np.unique(np.maximum(taken, 0), return_counts=True)
    return {int(one): float(count / counts.sum()) for one, count in zip(found, counts, strict=True)}


def _delivered(book: OrderBook, mine: Ints, start: int, periods_per_year: float) -> dict[int, float]:
    """The same to the last delivery of each line."""
    days = book.deliveries.days.get("delivered_at")
    if days is None:
        return {}
    last = np.full(book.n_lines, NO_DATE, dtype=days.dtype)
    np.maximum.at(last, book.deliveries.line, days)
    return _lead_times(book, mine, last, start, periods_per_year)


def _quantile(shares: dict[int, float], share: float) -> int | None:
    reached = 0.0
    for periods, part in sorted(shares.items()):
        reached += part
        if reached >= share - 1e-9:
            return periods
    return None


def _short(number: float) -> float:
    """Three significant figures: an estimate promises no more."""
    return float(f"{number:.3g}")

"""Deliveries of a line spread over its schedule lines: what comes first fills what is due first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Days = npt.NDArray[np.datetime64]


@dataclass(frozen=True)
class Share:
    """Part of a delivery that is for one schedule line: the delivery's place, the schedule line's, and the pieces."""

    delivery: Longs
    schedule: Longs
    quantity: Floats


def allocate(of: Longs, came: Days, delivered: Floats, line: Longs, due: Days, ordered: Floats) -> Share:
    """Spread deliveries over schedule lines, a line of the order at a time.

    of, came, delivered: for each delivery its line, its day and its pieces (above zero). line, due, ordered: for
    each schedule line the same line number, its day and its pieces. Every delivery's line must have a schedule
    line. What comes beyond all that was ordered counts for the last schedule line.
    """
    by_day = np.lexsort((came, of))
    by_due = np.lexsort((due, line))
    of, delivered = of[by_day], delivered[by_day]
    line, ordered = line[by_due], np.maximum(np.nan_to_num(ordered[by_due]), 0.0)
    supply, demand = _running(of, delivered), _running(line, ordered)
    # every end of a delivery and of a schedule line cuts the pieces of its order line
    cut_of = np.concatenate([of, line])
    cut_at = np.concatenate([supply, demand])
    order = np.lexsort((cut_at, cut_of))
    cut_of, cut_at = cut_of[order], cut_at[order]
    before = np.where(np.r_[True, cut_of[1:] != cut_of[:-1]], 0.0, np.r_[0.0, cut_at[:-1]])
    pieces = cut_at - before
    delivery = _holds(cut_of, cut_at, of, supply)
    schedule = _holds(cut_of, cut_at, line, demand)
    real = (pieces > 0) & (delivery >= 0)
    # past the end of the demand the last schedule line of that order line holds
    last = np.searchsorted(line, cut_of, side="right") - 1
    schedule = np.where(schedule < 0, last, schedule)
    return Share(by_day[delivery[real]], by_due[schedule[real]], pieces[real])


def _running(group: Longs, amounts: Floats) -> Floats:
    """Running totals within each group; groups stand together."""
    total = np.cumsum(amounts)
    first = np.r_[True, group[1:] != group[:-1]] if len(group) else np.empty(0, bool)
    before = np.r_[0.0, total[:-1]][first] if len(group) else total
    return total - np.repeat(before, np.diff(np.r_[np.flatnonzero(first), len(group)]))


def _holds(cut_of: Longs, cut_at: Floats, group: Longs, ends: Floats) -> Longs:
    """For each cut the first entry of its group that ends at or after it; -1 where the group has none."""
    is_entry = np.repeat([0, 1], [len(cut_of), len(group)])
    order = np.lexsort((is_entry, np.concatenate([cut_at, ends]), np.concatenate([cut_of, group])))
    smaller = np.cumsum(is_entry[order])
    found = np.empty(len(order), np.int64)
    found[order] = smaller
    entry = found[: len(cut_of)]
    there = entry < len(group)
    there[there] = group[entry[there]] == cut_of[there]
    return np.where(there, entry, -1)

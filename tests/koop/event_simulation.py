"""A stock point lived through order by order, in numpy alone: nothing here comes from the engine that it checks.

Within a period: what was made by the end of the last one comes in, orders arrive and are served in turn, backorders
first, and at a review the stock is ordered up to its level. A replenishment of lead time L, started at the end of s,
is there in s + L + 1; an order that has its stock in a is complete at the end of a + R.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

WARM_UP = 600  # periods left out at either end


@dataclass(frozen=True)
class Lived:
    """Of each replication: share on time in full, and pieces on the shelf at the end of a period, over all items."""

    otif: np.ndarray
    on_hand: np.ndarray


@dataclass(frozen=True)
class Situation:
    """One point of a chain. Lead times are {periods: chance}, `promise` too; demand is by order lines or by period."""

    upstream: list[dict[int, float]]
    downstream: list[dict[int, float]]
    items: int
    promise: dict[int, float]
    counted: str  # unit, line or period
    rate: float = 0.0  # order lines a period
    size: float = 1.0
    size_sd: float = 0.0
    mean: float = 0.0  # of the group a period, for demand by period
    sd: float = 0.0
    variants: int = 1
    lines_per_order: int = 1
    every: int = 1
    overtaking: bool = False


def live(situation: Situation, level: float, seed: int, periods: int = 40_000, replications: int = 12) -> Lived:
    """The situation with this base-stock level an item, several times over."""
    rng = np.random.default_rng(seed)
    lead_times = _lead_times(situation, rng, periods, replications)
    run = _by_lines if situation.rate else _by_periods
    results = [run(situation, level, rng, lead_times[:, turn], periods) for turn in range(replications)]
    return Lived(np.array([otif for otif, _ in results]), np.array([on_hand for _, on_hand in results]))


def drawn(rng: np.random.Generator, chances: dict[int, float], count: int) -> np.ndarray:
    """So many independent draws."""
    return rng.choice(np.array(list(chances)), size=count, p=np.array(list(chances.values())))


def never_overtaking(rng: np.random.Generator, chances: np.ndarray, periods: int, width: int) -> np.ndarray:
    """Lead times with exactly these chances that change by at most 1 a period: a later start never arrives earlier."""
    place = rng.choice(len(chances), size=width, p=chances)
    path = np.empty((periods, width), dtype=np.int64)
    padded = np.concatenate([[0.0], chances, [0.0]])
    up, down = padded[2:] / chances, padded[:-2] / chances
    accept = np.stack([down, up]).ravel()  # a step down, a step up, from each place
    for start in range(0, periods, 1000):
        step = rng.integers(0, 2, (1000, width))
        lot = rng.random((1000, width))
        for period in range(start, min(start + 1000, periods)):
            path[period] = place
            way = step[period - start]
            place = place + (2 * way - 1) * (lot[period - start] < accept[way * len(chances) + place])
    return path


def served_in(cover: np.ndarray, asked: np.ndarray, since: np.ndarray) -> np.ndarray:
    """The period in which the piece number `asked` is there, given what has come in all by each period."""
    return np.maximum(np.searchsorted(cover, asked - 1e-9), since)


def received(level: float, ordered: np.ndarray, started: np.ndarray, lead_times: np.ndarray, length: int) -> np.ndarray:
    """Stock at the start plus all that has come in by each period."""
    arrives = np.minimum(started + lead_times + 1, length - 1)
    return level + np.cumsum(np.bincount(arrives, weights=ordered, minlength=length))


def summed(parts: list[dict[int, float]]) -> np.ndarray:
    """Chances of the sum of independent lead times, from 0 up."""
    total = np.ones(1)
    for part in parts:
        one = np.zeros(max(part) + 1)
        for periods, chance in part.items():
            one[periods] = chance
        total = np.convolve(total, one)
    return total


def _lead_times(situation: Situation, rng: np.random.Generator, periods: int, replications: int) -> np.ndarray:
    """(periods, replications, items)"""
    shape = (periods, replications, situation.items)
    if situation.overtaking:
        return sum(drawn(rng, one, int(np.prod(shape))) for one in situation.upstream).reshape(shape)
    chances = summed(situation.upstream)
    first = int(np.flatnonzero(chances)[0])
    path = never_overtaking(rng, chances[first:] / chances.sum(), periods, replications * situation.items)
    return (path + first).reshape(shape)


def _order_times(situation: Situation, rng: np.random.Generator, count: int) -> np.ndarray:
    return sum((drawn(rng, one, count) for one in situation.downstream), start=np.zeros(count, dtype=np.int64))


def _by_lines(situation, level, rng, lead_times, periods):
    lines = situation.lines_per_order
    count = rng.poisson(situation.rate / lines * periods)
    arrived = np.sort(rng.uniform(0, periods, count)).astype(np.int64)
    order_time = _order_times(situation, rng, count)
    due = arrived + drawn(rng, situation.promise, count)
    which = rng.random((count, situation.items)).argsort(axis=1)[:, :lines]
    if situation.size_sd:
        shape = (situation.size / situation.size_sd) ** 2
        sizes = rng.gamma(shape, situation.size / shape, (count, lines))
    else:
        sizes = np.full((count, lines), situation.size)
    ready = np.zeros((count, lines), dtype=np.int64)
    length, on_hand, in_time, asked_in_all = periods + 2 * WARM_UP, 0.0, 0.0, 0.0
    used = (arrived >= WARM_UP) & (arrived < periods - WARM_UP)
    for item in range(situation.items):
        order, line = np.nonzero(which == item)
        asked = np.cumsum(sizes[order, line])
        upto = np.concatenate([[0.0], asked])[np.searchsorted(arrived[order], np.arange(periods), side="right")]
        cover = _cover(situation, level, upto, lead_times[:, item], length)
        ready[order, line] = served_in(cover, asked, arrived[order])
        on_hand += np.maximum(cover[:periods] - upto, 0.0)[WARM_UP:-WARM_UP].mean()
        last = due[order] - order_time[order]
        there = np.where(last >= arrived[order], cover[np.maximum(last, 0)], 0.0)
        part = np.clip(there - (asked - sizes[order, line]), 0.0, sizes[order, line])
        in_time += part[used[order]].sum()
        asked_in_all += sizes[order, line][used[order]].sum()
    if situation.counted == "unit":
        return in_time / asked_in_all, on_hand
    complete = ready.max(axis=1) + order_time <= due
    return complete[used].mean(), on_hand


def _by_periods(situation, level, rng, lead_times, periods):
    each = situation.variants // situation.items
    mean = situation.mean / situation.variants
    shape = (mean / (situation.sd / situation.variants**0.5)) ** 2
    on_hand, shares = 0.0, []
    for item in range(situation.items):
        asked = rng.gamma(shape, mean / shape, (each, periods)).sum(axis=0)
        upto = np.cumsum(asked)
        cover = _cover(situation, level, upto, lead_times[:, item], periods + 2 * WARM_UP)
        on_hand += np.maximum(cover[:periods] - upto, 0.0)[WARM_UP:-WARM_UP].mean()
        now = np.arange(periods)
        last = now + drawn(rng, situation.promise, periods) - _order_times(situation, rng, periods)
        there = np.where(last >= now, cover[np.maximum(last, 0)], 0.0)
        part = np.clip(there - (upto - asked), 0.0, asked)[WARM_UP:-WARM_UP]
        whole = asked[WARM_UP:-WARM_UP]
        shares.append((part >= whole - 1e-9).mean() if situation.counted == "period" else part.sum() / whole.sum())
    return float(np.mean(shares)), on_hand


def _cover(situation, level, upto, lead_times, length):
    """What has come in by each period, for an item whose demand up to the end of each is `upto`."""
    reviews = np.arange(situation.every - 1, len(upto), situation.every)
    ordered = np.diff(upto[reviews], prepend=0.0)
    return received(level, ordered, reviews, lead_times[reviews], length)

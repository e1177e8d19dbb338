"""Lead times as chances on whole periods, and the few things one does with them (koop-method, section 3).

A lead time is never squeezed into a normal distribution: sums of stages are exact convolutions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

TAIL = 1e-9  # chance cut off at either end


@dataclass(frozen=True, eq=False)
class Pmf:
    """Chances of 0, 1, 2, … periods: `chances[x]` is the chance of exactly x; they sum to 1."""

    chances: Array

    @cached_property
    def mean(self) -> float:
        """Expected number of periods."""
        return float(self.chances @ np.arange(len(self.chances)))

    @cached_property
    def sd(self) -> float:
        """Standard deviation in periods."""
        return float(self.chances @ (np.arange(len(self.chances)) - self.mean) ** 2) ** 0.5

    @property
    def shortest(self) -> int:
        """The fewest periods that can occur."""
        return int(np.flatnonzero(self.chances)[0])

    @property
    def longest(self) -> int:
        """The most periods that can occur."""
        return len(self.chances) - 1

    @cached_property
    def at_least(self) -> Array:
        """Chance of x or more periods, for x = 0 … longest + 1: (longest + 2,)."""
        return np.append(np.cumsum(self.chances[::-1])[::-1], 0.0)

    def within(self, periods: int) -> float:
        """Chance of at most so many periods."""
        return 0.0 if periods < 0 else min(1.0, float(self.chances[: periods + 1].sum()))

    def reached_within(self, chance: float) -> int:
        """The fewest periods within which it is done with at least this chance."""
        return min(int(np.searchsorted(np.cumsum(self.chances), chance - 1e-12)), self.longest)

    def then(self, other: Pmf) -> Pmf:
        """This lead time followed by another, independent of it."""
        return _trimmed(np.convolve(self.chances, other.chances))


def exactly(periods: int) -> Pmf:
    """A lead time that never varies."""
    chances = np.zeros(periods + 1)
    chances[periods] = 1.0
    return Pmf(chances)


NOTHING = exactly(0)


def from_mean(mean: float, sd: float, least: int = 0) -> Pmf:
    """Gamma with this mean and sd above `least`, rounded to whole periods; `sd` 0 is a fixed lead time.

    Needs 0 <= least <= mean, and least < mean where sd > 0.
    """
    if sd == 0:
        return exactly(_nearest(mean))
    from scipy.special import gammainc

    above = mean - least
    shape, scale = (above / sd) ** 2, sd**2 / above
    edges = np.arange(int(above + 40 * sd + 40 * scale) + 3) - 0.5
    below = gammainc(shape, np.maximum(edges, 0.0) / scale)
    return _trimmed(np.concatenate([np.zeros(least), np.diff(below)]))


def from_usual(least: float, usual: float, most: float) -> Pmf:
    """Triangular between least and most with its top at `usual`, rounded; what people in a room can estimate."""
    width = most - least
    if width < 1e-9:
        return exactly(_nearest(usual))
    edges = np.arange(int(most) + 3) - 0.5
    inside = np.clip((edges - least) / width, 0.0, 1.0)
    top = (usual - least) / width
    rising = inside**2 / max(top, 1e-12)
    falling = 1 - (1 - inside) ** 2 / max(1 - top, 1e-12)
    return _trimmed(np.diff(np.where(inside <= top, rising, falling)))


def from_counts(counts: Mapping[int, float]) -> Pmf:
    """A histogram: how often (or with what chance) each number of periods occurred; not all zero."""
    chances = np.zeros(max(counts) + 1)
    for periods, count in counts.items():
        chances[periods] = count
    return _trimmed(chances / chances.sum())


def _nearest(periods: float) -> int:
    return int(periods + 0.5)


def _trimmed(chances: Array) -> Pmf:
    """Without the ends that hold less than `TAIL` each, summing to 1 again."""
    upto = np.cumsum(chances)
    first = int(np.searchsorted(upto, TAIL, side="right"))
    last = int(np.searchsorted(upto, upto[-1] - TAIL))
    kept = np.maximum(chances[: last + 1], 0.0)
    kept[:first] = 0.0
    return Pmf(kept / kept.sum())

"""The demand on one stock item over any number of periods (koop-method, section 4).

`LineDemand` is the order model: Poisson lines with gamma sizes. `PeriodDemand` is the period model: gamma a period.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from otif_koop.koop.mixture import Mixture
from otif_koop.koop.pmf import Array

_MOST_COUNTED = 4_000  # lines over the longest interval; above it lines are summed over a grid
_MOST_EQUAL = 20_000  # the same where every line is of one size: its steps cost little and are not smooth
_FLOWING = 200_000  # the same, above which so many lines are as good as a gamma flow of pieces
_BUSY = 20.0  # lines a period from which the grid is exact
_RARE = 1e-6  # lines a period below which a difference of two chances loses its digits
_STEADY = 1e-6  # sd against mean below which an amount is fixed
_AT_ONCE = 4_000_000  # chances held in memory


@dataclass(frozen=True)
class LineDemand:
    """`rate` order lines a period for this item, of `size` ± `size_sd` pieces."""

    rate: float
    size: float
    size_sd: float

    @property
    def mean(self) -> float:
        """Pieces a period."""
        return self.rate * self.size

    @property
    def sd(self) -> float:
        """Of the pieces a period."""
        return float(np.sqrt(self.rate * (self.size**2 + self.size_sd**2)))

    is_certain = False

    def over(self, periods: Array, chances: Array) -> Mixture:
        """Demand over `periods` (t,), all above 0, that occur with `chances` (rows, t): D(x) of section 4.1."""
        if self.flows_over(periods.max()):
            return PeriodDemand(self.mean, self.sd).over(periods, chances)
        lines = self._lines(periods)
        weights = _summed(lines.exactly, self.rate * periods, chances, len(lines.numbers))
        return Mixture(weights * lines.width, lines.numbers * self.size, lines.scale)

    def up_to_a_line(self, chances: Array) -> Mixture:
        """All lines up to and including one that arrives at random in period 1, 2, …, with `chances` (rows, t).

        Its `within` is a_line(S, τ) of section 6.2. The integral over the moment of arrival is taken exactly, as a
        difference of Poisson distribution functions: more lines a period than the Gauss–Legendre points of the text
        resolve are no problem then.
        """
        edges = np.arange(chances.shape[1] + 1.0)
        lines = self._lines(edges)
        count = len(lines.numbers)
        if self.rate < _RARE:
            weights = _summed(lines.exactly, self.rate * (edges[1:] - 0.5), chances, count)
        else:
            from_edge = np.diff(chances, axis=1, prepend=0.0, append=0.0)
            weights = _summed(lines.at_most, self.rate * edges, from_edge, count) / self.rate
        return Mixture(weights * lines.width, (lines.numbers + 1) * self.size, lines.scale)

    def flows_over(self, periods: float) -> bool:
        """Whether so many lines come in that one of them is no more than a piece in a flow."""
        return self.rate * periods > _FLOWING

    def _lines(self, periods: Array) -> _Lines:
        """The numbers of lines to sum over: every whole number, or for very many a grid that is even in √n.

        Chances and sizes are smooth on the scale of √n, so that a midpoint sum over the grid loses nothing; a size that
        never varies is given a little variation then, to be smooth too.
        """
        longest = self.rate * float(periods.max())
        most = longest + 10 * np.sqrt(longest) + 20
        spread = self.size_sd / self.size
        counted = _MOST_COUNTED if spread > _STEADY else _MOST_EQUAL
        if most <= counted or self.rate < _BUSY:
            numbers = np.arange(np.ceil(most) + 1)
            return _Lines(
                numbers, np.ones_like(numbers), spread**2 * self.size if spread > _STEADY else 0.0, every=True
            )
        spread = max(spread, 0.05)
        step = 0.25 * min(spread, 1.0)
        roots = np.arange(step / 2, np.sqrt(most), step)
        return _Lines(roots**2 - 0.5, 2 * roots * step, spread**2 * self.size, every=False)


@dataclass(frozen=True, eq=False)
class _Lines:
    """Numbers of lines, how many each stands for, the scale of a line's size, and whether none is left out."""

    numbers: Array
    width: Array
    scale: float
    every: bool

    def exactly(self, expected: Array) -> Array:
        """Poisson chance of each number: (t,) -> (t, n)."""
        from scipy.special import gammaln, xlogy

        asked = expected[:, None]
        return np.asarray(np.exp(xlogy(self.numbers, asked) - asked - gammaln(self.numbers + 1)))

    def at_most(self, expected: Array) -> Array:
        """Poisson chance of at most each number: (t,) -> (t, n)."""
        if self.every:
            return np.cumsum(self.exactly(expected), axis=1)
        from scipy.special import gammaincc

        return np.asarray(gammaincc(self.numbers + 1, expected[:, None]))


def _summed(chance_of: Callable[[Array], Array], expected: Array, chances: Array, count: int) -> Array:
    """chances (rows, t) @ chance_of(expected (t,)) (t, count), some t at a time and only where a chance is asked."""
    asked = np.flatnonzero(chances.any(axis=0))
    total = np.zeros((len(chances), count))
    step = max(1, _AT_ONCE // count)
    for start in range(0, len(asked), step):
        some = asked[start : start + step]
        total += chances[:, some] @ chance_of(expected[some])
    return total


@dataclass(frozen=True)
class PeriodDemand:
    """`mean` ± `sd` pieces a period, gamma, with the given autocorrelations of lag 1, 2, … (sections 4.2 and 4.4)."""

    mean: float
    sd: float
    autocorrelation: tuple[float, ...] = ()

    @property
    def is_certain(self) -> bool:
        """Whether nothing varies, so that some stock is always enough."""
        return self.sd < _STEADY * self.mean

    def over(self, periods: Array, chances: Array) -> Mixture:
        """Demand over `periods` (t,), all above 0, that occur with `chances` (rows, t)."""
        means = periods * self.mean
        if self.is_certain:
            return Mixture(chances, means, 0.0)
        return Mixture(chances, means, self.variance(periods) / means)

    def variance(self, periods: Array) -> Array:
        """Of the demand over `periods`, (m,) -> (m,): σ²[τ + 2 Σ_{j<τ} (τ - j) φ_j]."""
        lags = np.arange(1, len(self.autocorrelation) + 1)
        shared = np.maximum(periods[:, None] - lags, 0.0) @ np.asarray(self.autocorrelation, dtype=float)
        return np.asarray(self.sd**2 * (periods + 2 * shared))


ItemDemand = LineDemand | PeriodDemand


def stay_within(demand: ItemDemand, level: float, periods: float) -> float:
    """P(D(x) <= S) for one level and one interval, which need not be whole."""
    if periods <= 0:
        return 1.0
    return float(demand.over(np.array([float(periods)]), np.ones((1, 1))).within(np.array([level]))[0, 0])

"""How long stock must cover demand: the slack of an order, and the cover interval τ = L + j - slack (section 6).

Every table here is built once for a position; for each stock level only a weighted sum remains.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from otif_koop.koop.pmf import Array, Pmf


def slack_chances(promise: Pmf, order_time: Pmf) -> Array:
    """Chance that promise minus order-driven time is w = 0, 1, …; what is missing from 1 is late whatever the stock.

    The sum is the highest share on time that the position can reach, F_R(D).
    """
    chances = np.zeros(promise.longest + 1)
    for periods in np.flatnonzero(promise.chances):
        left = order_time.chances[: periods + 1][::-1]
        chances[periods + 1 - len(left) : periods + 1] += promise.chances[periods] * left
    return chances


@dataclass(frozen=True, eq=False)
class Cover:
    """The replenishments of one item: their lead time, how often they start, and whether they may overtake."""

    replenishment: Pmf
    every: int = 1
    overtaking: bool = False

    @cached_property
    def age(self) -> Pmf:
        """U + j with j even over 1..r: how long demand is outstanding at the moment an order comes in."""
        phase = np.zeros(self.every + 1)
        phase[1:] = 1 / self.every
        return Pmf(np.convolve(self.replenishment.chances, phase))

    def intervals(self, slack: int) -> Array:
        """Chance of each cover interval τ = 0, 1, … at this slack; all below 1 is under 0 (nothing to cover)."""
        age = self.age.chances
        chances = np.zeros(len(age))
        chances[0] = age[: slack + 1].sum()
        left = age[slack + 1 :]
        chances[1 : 1 + len(left)] = left
        return chances

    def weights(self, slack_chances: Array) -> Array:
        """w(τ) of section 6.3: (cases, slack) -> (cases, τ = 0, 1, …); each row sums to its F_R(D)."""
        intervals = np.array([self.intervals(slack) for slack in range(slack_chances.shape[1])])
        return np.asarray(slack_chances @ intervals)

    @cached_property
    def still_open(self) -> list[Array]:
        """Chance of each number of open replenishments of age w or more, for w = 0 … longest + 1 (section 6.4).

        Independent replenishments: a sum of unequal yes/no draws with P(L >= x), x = w, w + 1, …
        """
        reached = self.replenishment.at_least
        counts = [np.ones(1)]
        for chance in reached[-2::-1]:
            counts.append(np.convolve(counts[-1], [1 - chance, chance]))
        return counts[::-1]

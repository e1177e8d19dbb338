"""Demand as a mixture of gamma amounts: chance to stay within a level, and what is expected beyond it.

Both demand models of the method come down to this: a compound Poisson sum is a mixture over the number of lines, a
gamma demand a period is a mixture over the number of periods. So one small kernel serves every formula, and for a given
position only a weighted sum remains to be taken for each stock level.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from otif_koop.koop.pmf import Array

Rows = NDArray[np.intp]

_NEGLIGIBLE = 1e-14
_WORTH_SPARING = 500  # amounts from which it pays to look where the distribution function is neither 0 nor 1


@dataclass(frozen=True, eq=False)
class Mixture:
    """Weights (rows, n) on n gamma amounts with `means` (n,) and `scale` (variance / mean; 0 is a fixed amount).

    A row may hold chances, or differences of chances; each row gives its own answer.
    """

    weights: Array
    means: Array
    scale: Any  # float, or an array (n,)

    def __post_init__(self) -> None:
        used = np.abs(self.weights).max(axis=0, initial=0.0) > _NEGLIGIBLE
        scale = np.broadcast_to(np.asarray(self.scale, dtype=float), self.means.shape)[used]
        object.__setattr__(self, "weights", self.weights[:, used])
        object.__setattr__(self, "means", self.means[used])
        object.__setattr__(self, "scale", float(scale[0]) if len(scale) and np.ptp(scale) == 0 else scale)

    @property
    def is_fixed(self) -> bool:
        """Whether the amounts are certain once their number is: then the answers are steps."""
        return bool(np.all(np.asarray(self.scale) == 0))

    def within(self, levels: Array) -> Array:
        """Chance that the amount is at most each level: (levels,) -> (levels, rows)."""
        return _chance_within(levels, self.means, self.scale) @ self.weights.T

    def within_each(self, levels: Array, rows: Rows) -> Array:
        """As `within`, each level for one row only: (levels,), (levels,) -> (levels,)."""
        return np.asarray((_chance_within(levels, self.means, self.scale) * self.weights[rows]).sum(axis=1))

    def beyond(self, levels: Array) -> Array:
        """Expected amount above each level, E[(X - S)+]: (levels,) -> (levels, rows)."""
        return _expected_beyond(levels, self.means, self.scale) @ self.weights.T

    def beyond_each(self, levels: Array, rows: Rows) -> Array:
        """As `beyond`, each level for one row only: (levels,), (levels,) -> (levels,)."""
        return np.asarray((_expected_beyond(levels, self.means, self.scale) * self.weights[rows]).sum(axis=1))


def _chance_within(levels: Array, means: Array, scale: Any) -> Array:
    """F(S) of gamma amounts, (levels, n)."""
    if np.all(np.asarray(scale) == 0):
        return (means[None, :] <= levels[:, None] * (1 + 1e-12) + 1e-12).astype(float)
    from scipy.special import gammainc

    asked = means > 0
    shape = np.where(asked, means / scale, 1.0)
    if len(means) < _WORTH_SPARING:
        return np.where(asked, gammainc(shape, levels[:, None] / scale), 1.0)
    level, scale = levels[:, None], np.broadcast_to(scale, means.shape)
    within = np.asarray(means < level, dtype=float)  # right to 14 digits further than this from the level
    row, column = np.nonzero(np.abs(means - level) < 9 * np.sqrt(np.maximum(means, level) * scale) + 40 * scale)
    within[row, column] = gammainc(shape[column], levels[row] / scale[column])
    within[:, ~asked] = 1.0
    return within


def _expected_beyond(levels: Array, means: Array, scale: Any) -> Array:
    """E[(X - S)+] of gamma amounts, (levels, n)."""
    over = means[None, :] - levels[:, None]
    if np.all(np.asarray(scale) == 0):
        return np.maximum(over, 0.0)
    from scipy.special import gammaincc, gammaln

    asked = means > 0
    shape = np.where(asked, means / scale, 1.0)
    x = levels[:, None] / scale
    # kθ(1-F(S; k+1)) - S(1-F(S; k)), with the recurrence of the incomplete gamma function in k
    with np.errstate(divide="ignore"):
        log = np.log(x)  # a level of 0 has no peak: exp(-inf) is 0
    peak = np.exp(shape * log - x - gammaln(shape + 1))
    return np.where(asked, np.maximum(over * gammaincc(shape, x) + means * peak, 0.0), 0.0)

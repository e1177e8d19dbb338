"""Demand from what was ordered: the spread that stock must cover is the forecast error (koop-method, section 4.4)."""

from __future__ import annotations

import numpy as np

from otif_koop.koop.pmf import Array
from otif_koop.message import Refused, message


def interval_sd(error: Array, interval: int) -> float:
    """σ = RMSE of the error summed over `interval` periods / √interval: what a stock over that interval meets.

    `error` (periods,) is actual minus forecast. Autocorrelation is inside. Raises `Refused` for a history that is
    shorter than two intervals.
    """
    error = np.asarray(error, dtype=float)
    if interval < 1 or len(error) < 2 * interval:
        raise Refused(
            message(
                "A history of {periods} periods is too short to see what happens over {interval} periods: "
                "bring at least twice as many.",
                periods=len(error),
                interval=interval,
            )
        )
    upto = np.concatenate([[0.0], np.cumsum(error)])
    summed = upto[interval:] - upto[:-interval]
    return float(np.sqrt((summed**2).mean() / interval))


def autocorrelations(error: Array, lags: int) -> tuple[float, ...]:
    """Of `error` (periods,) at lag 1 … lags, around the mean; 0 where nothing varies.

    The exact variance over τ then follows.
    """
    error = np.asarray(error, dtype=float)
    apart = error - error.mean()
    variance = float(apart @ apart)
    if variance == 0:
        return (0.0,) * lags
    return tuple(float(apart[lag:] @ apart[:-lag]) / variance for lag in range(1, min(lags, len(error) - 1) + 1))

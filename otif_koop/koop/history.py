"""Demand from what was ordered: the spread that stock must cover is the forecast error (koop-method, section 4.4)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from otif_koop.koop.group import Demand
from otif_koop.koop.pmf import Array
from otif_koop.message import Message, Refused, message

_FEWEST = 8  # independent intervals below which a spread is a guess


@dataclass(frozen=True)
class Estimated:
    """A demand and, for each figure in it, how it was estimated."""

    demand: Demand
    how: tuple[Message, ...]


def interval_sd(error: Array, interval: int) -> float:
    """σ = RMSE of the error summed over `interval` periods / √interval: what a stock over that interval meets.

    `error` is actual minus forecast a period. Autocorrelation is inside. Raises `Refused` for a history that is
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
    """Of lag 1 … lags, around the mean; 0 where nothing varies. The exact variance over τ then follows."""
    error = np.asarray(error, dtype=float)
    apart = error - error.mean()
    variance = float(apart @ apart)
    if variance == 0:
        return (0.0,) * lags
    return tuple(float(apart[lag:] @ apart[:-lag]) / variance for lag in range(1, min(lags, len(error) - 1) + 1))


def demand_from_lines(sizes: Array, periods: int) -> Estimated:
    """The order model from all order lines (pieces each, above 0) of so many periods."""
    sizes = np.asarray(sizes, dtype=float)
    sizes = sizes[sizes > 0]
    if not len(sizes) or periods < 1:
        raise Refused(message("There are no order lines with a quantity in this period."))
    mean, sd = float(sizes.mean()), float(sizes.std())
    return Estimated(
        Demand(lines=len(sizes) / periods, line_size=mean, line_size_sd=sd),
        (
            message("{lines} order lines in {periods} periods", lines=len(sizes), periods=periods),
            message("mean and spread of the quantity on a line"),
        ),
    )


def demand_from_periods(asked: Array, interval: int, forecast: Array | None = None) -> Estimated:
    """The period model from the pieces asked each period; without a forecast the mean is taken for it."""
    asked = np.asarray(asked, dtype=float)
    if not len(asked) or not asked.mean() > 0:
        raise Refused(message("There is no demand in this history."))
    mean = float(asked.mean())
    error = asked - (mean if forecast is None else np.asarray(forecast, dtype=float))
    sd = interval_sd(error, interval)
    basis = message("the mean as forecast") if forecast is None else message("the forecast given")
    how = [
        message("mean of {periods} periods", periods=len(asked)),
        message("error over {interval} periods against {basis}", interval=interval, basis=basis),
    ]
    if len(asked) < _FEWEST * interval:
        how.append(message("fewer than {fewest} such intervals: a rough estimate", fewest=_FEWEST))
    return Estimated(Demand(mean=mean, sd=sd), tuple(how))

"""The demand that meets on one item at a point, of one group or of several (koop-method, sections 4, 5 and 11)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from otif_koop.koop.flow import Flow
from otif_koop.koop.group import Demand, Group, Level
from otif_koop.koop.item_demand import ItemDemand, LineDemand, PeriodDemand


def item_demand(flow: Flow, groups: Sequence[Group], point: int) -> ItemDemand:
    """What one of the items at a point is asked by these groups together.

    Order lines add up; as soon as one group is known by mean and sd only, means and variances are added instead.
    """
    stage = flow.stage_before(point)
    items = stage.items if stage else 1
    demands = [group.demand for group in groups]
    if all(demand.by_lines for demand in demands):
        return _lines(demands, items, flow.pieces[point])
    return _periods(demands, items, flow.stages[-1].items, flow.pieces[point])


def level_here(group: Group, demand: ItemDemand) -> Level:
    """What is counted for a group at a stock point: lines can't be told apart in a demand pooled by mean and sd."""
    return Level.UNIT if group.counts is Level.LINE and isinstance(demand, PeriodDemand) else group.counts


def _lines(demands: Sequence[Demand], items: int, pieces: float) -> LineDemand:
    rate = sum(demand.lines or 0.0 for demand in demands)
    sizes = [demand.size() for demand in demands]
    mean = sum((demand.lines or 0.0) * size for demand, (size, _) in zip(demands, sizes, strict=True)) / rate
    square = sum((d.lines or 0.0) * (size**2 + sd**2) for d, (size, sd) in zip(demands, sizes, strict=True)) / rate
    return LineDemand(rate / items, mean * pieces, max(square - mean**2, 0.0) ** 0.5 * pieces)


def _periods(demands: Sequence[Demand], items: int, end_items: int, pieces: float) -> PeriodDemand:
    mean, variance = 0.0, 0.0
    shared = np.zeros(max(len(demand.autocorrelation) for demand in demands))
    for demand in demands:
        group_mean, group_sd = demand.a_period()
        own = pooled_sd(group_sd, items, end_items, demand.correlation) ** 2
        mean += group_mean / items
        variance += own
        shared[: len(demand.autocorrelation)] += own * np.array(demand.autocorrelation)
    lags = tuple(float(lag) for lag in shared / variance) if variance else ()
    return PeriodDemand(mean * pieces, variance**0.5 * pieces, lags)


def pooled_sd(sd: float, items: int, end_items: int, correlation: float) -> float:
    """Sd a period of one of `items`, for a group's `sd` over `end_items` equal end variants (section 5).

    Correlation 0 gives the square-root law, 1 no gain from pooling [Eppen 1979, Maister 1976].
    """
    variant = sd / (end_items * (1 + (end_items - 1) * correlation)) ** 0.5
    each = end_items / items
    return float(variant * (each * (1 + (each - 1) * correlation)) ** 0.5)

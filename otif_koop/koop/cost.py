"""What a position costs a year (koop-method, section 9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Generic, TypeVar

import numpy as np

from otif_koop.koop.flow import Flow
from otif_koop.koop.group import Group
from otif_koop.koop.item_demand import ItemDemand
from otif_koop.koop.pmf import Array, Pmf
from otif_koop.koop.shelf_life import expiring

Amount = TypeVar("Amount", float, Array)


@dataclass(frozen=True)
class Cost(Generic[Amount]):
    """€ a year, by cause; one amount or an array of them (one a stock level)."""

    holding_stock: Amount
    holding_wip: Amount
    obsolescence: Amount
    outdating: Amount
    surcharge: Amount
    logistics: Amount
    late: Amount

    @property
    def before_late(self) -> Amount:
        """All but the cost of lateness: what the exchange curve shows."""
        return (
            self.holding_stock + self.holding_wip + self.obsolescence + self.outdating + self.surcharge + self.logistics
        )

    @property
    def total(self) -> Amount:
        """All of it."""
        return self.before_late + self.late


def at(costs: Cost[Array], index: int) -> Cost[float]:
    """The cost at one of the levels, of costs (levels,)."""
    return Cost(*(float(amounts[index]) for amounts in astuple(costs)))


def holding(flow: Flow, value: Array) -> Array:
    """€ a year to hold stock worth so much: (m,) -> (m,)."""
    return flow.chain.holding_rate * value


def stock_obsolescence(flow: Flow, point: int, value: Array) -> Array:
    """€ a year by which stock at a point loses its market, by what it is worth: (m,) -> (m,) (section 8.1)."""
    stage = flow.stages[point - 1]
    return stage.obsolescence * (1 - stage.salvage) * value


def outdating(flow: Flow, point: int, demand: ItemDemand, replenishment: Pmf, levels: Array) -> Array:
    """€ a year by which stock at a point passes its shelf life, for each level an item: (m,) -> (m,) (section 8.2)."""
    stage = flow.stages[point - 1]
    if stage.shelf_life is None:
        return np.zeros(len(levels))
    gone = expiring(demand, levels, round(replenishment.mean), stage.shelf_life) * stage.items
    return flow.chain.periods_per_year * gone * (1 - stage.salvage) * flow.values[point]


def wip_obsolescence(flow: Flow, point: int, mean: float) -> float:
    """€ a year by which forecast-driven work in process loses its market; what has a customer loses nothing."""
    values = flow.wip_values(mean)
    return sum(s.obsolescence * (1 - s.salvage) * values[i] for i, s in enumerate(flow.stages[:point]))


def order_costs(flow: Flow, groups: Sequence[Group], point: int) -> tuple[float, float]:
    """€ a year for working to order downstream of a point, and for delivering from it."""
    pieces = flow.chain.periods_per_year * sum(group.demand.a_period()[0] for group in groups)
    stage = flow.stage_before(point)
    delivery = flow.chain.logistic_cost if stage is None or stage.logistic_cost is None else stage.logistic_cost
    return pieces * sum(stage.surcharge for stage in flow.stages[point:]), pieces * delivery


def late_cost(flow: Flow, group: Group, otif: Array) -> Array:
    """€ a year for what is late, Yμ(1 - OTIF)(b + βm): (m,) -> (m,)."""
    pieces = flow.chain.periods_per_year * group.demand.a_period()[0]
    return pieces * np.maximum(1 - otif, 0.0) * (group.late_cost + group.lost_share * group.margin)

"""One candidate point for one group: which stock level a target needs, and what that level does and costs a year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from otif_koop.koop import cost
from otif_koop.koop.base_stock import level_at_once, levels_for
from otif_koop.koop.cost import Cost
from otif_koop.koop.flow import Flow
from otif_koop.koop.group import Group
from otif_koop.koop.item_demand import ItemDemand
from otif_koop.koop.mixture import Rows
from otif_koop.koop.pmf import NOTHING, Array, Pmf
from otif_koop.koop.pooling import item_demand, level_here
from otif_koop.koop.service import Service
from otif_koop.koop.stocking import Placed, Stocked, StockLine, cover_at, slack_table

INTERNAL = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)
"""Shares served at once among which the line search of section 11 chooses; the cost is flat between them."""


@dataclass(frozen=True)
class Upstream:
    """The marked stock points that a candidate draws on, and what is left of its replenishment time below them."""

    replenishment: Pmf
    stocked: tuple[Stocked, ...] = ()

    @property
    def stock_value(self) -> float:
        """€ in the stock points upstream."""
        return sum(one.stock_value for one in self.stocked)


@dataclass(frozen=True, eq=False)
class Outcome:
    """What stock levels (m,) do: pieces on hand and € in all items together, share on time, cost a year."""

    levels: Array
    on_hand: Array
    stock_value: Array
    otif: Array
    cost: Cost[Array]


@dataclass(frozen=True, eq=False)
class Candidate:
    """A point for a group, at one or more promises (cases); the stock is the same question at each."""

    flow: Flow
    group: Group
    point: int
    promises: tuple[Pmf, ...]
    upstream: Upstream

    @property
    def has_stock(self) -> bool:
        """Whether stock lies here."""
        return self.flow.holds_stock(self.point)

    @property
    def items(self) -> int:
        """Stock items at this point."""
        return self.flow.stages[self.point - 1].items if self.has_stock else 0

    @cached_property
    def demand(self) -> ItemDemand:
        """What one item is asked."""
        return item_demand(self.flow, [self.group], self.point)

    @cached_property
    def service(self) -> Service:
        """What a stock level gives; without stock, orders wait for the order-driven stages alone."""
        slack = slack_table(self.promises, self.flow.order_time(self.point))
        cover = cover_at(self.flow, self.point, self.upstream.replenishment)
        return Service(self.demand, cover, slack, level_here(self.group, self.demand), self.group.lines_per_order)

    @property
    def ceilings(self) -> Array:
        """F_R(D) at each promise, (cases,)."""
        return self.service.ceilings

    def levels(self, targets: Array, cases: Rows | None = None) -> Array:
        """The stock level for each target, (m,) -> (m,), at least what makes the point decouple; NaN: none.

        `cases` (m,) tells at which promise each is; none: all at the first.
        """
        if not self.has_stock:
            ceilings = self.ceilings[np.zeros(len(targets), dtype=np.intp) if cases is None else cases]
            return np.where(targets <= ceilings + 1e-12, 0.0, np.nan)
        levels = levels_for(self.service, targets, cases)
        if np.isfinite(levels).any():
            least = level_at_once(self.service, self.flow.chain.least_immediate, float(np.nanmin(levels)))
            levels = np.maximum(levels, least)
        return levels

    @cached_property
    def least_level(self) -> float:
        """The level below which the point does not decouple (g_min, section 6.3)."""
        return level_at_once(self.service, self.flow.chain.least_immediate) if self.has_stock else 0.0

    def outcome(self, levels: Array, cases: Rows | None = None) -> Outcome:
        """What these levels do; cases (m,) tells at which promise each, none: all at the first."""
        flow, cases = self.flow, np.zeros(len(levels), dtype=np.intp) if cases is None else cases
        mean = self.group.demand.a_period()[0]
        if self.has_stock:
            otif = self.service.otif_each(levels, cases)
            on_hand = self.service.on_hand(levels) * self.items
        else:
            otif, on_hand = self.ceilings[cases], np.zeros(len(levels))
        value = on_hand * flow.values[self.point]
        surcharge, logistics = cost.order_costs(flow, [self.group], self.point)
        whole = np.ones(len(levels))
        obsolescence = whole * cost.wip_obsolescence(flow, self.point, mean)
        obsolescence += sum(one.obsolescence for one in self.upstream.stocked)
        outdating = np.zeros(len(levels)) + sum(one.outdating for one in self.upstream.stocked)
        if self.has_stock:
            obsolescence += cost.stock_obsolescence(flow, self.point, value)
            outdating += cost.outdating(flow, self.point, self.demand, self.upstream.replenishment, levels)
        costs = Cost(
            holding_stock=cost.holding(flow, value + self.upstream.stock_value),
            holding_wip=cost.holding(flow, whole * sum(flow.wip_values(mean))),
            obsolescence=obsolescence,
            outdating=outdating,
            surcharge=whole * surcharge,
            logistics=whole * logistics,
            late=cost.late_cost(flow, self.group, otif),
        )
        return Outcome(levels, on_hand, value, otif, costs)

    def at_promises(self, promises: Sequence[Pmf]) -> Candidate:
        """The same point at other promises, drawing on the same upstream stock."""
        return replace(self, promises=tuple(promises))


def candidate(flow: Flow, group: Group, point: int, promise: Pmf) -> Candidate:
    """A point for a group, replenished from the start of the chain or from the marked stock points above it.

    The internal share of those is searched on cost before lateness: the target decides the service.
    """
    marked = [k for k in flow.marked if k < point] if flow.holds_stock(point) else []
    if not marked:
        return Candidate(flow, group, point, (promise,), Upstream(flow.make_time(0, point)))
    options: dict[float, Candidate] = {}
    line = StockLine(flow, [Placed(group, point)], marked)
    for internal in INTERNAL:
        stocked = line.stocked(internal)
        wait = stocked[-1].wait if stocked and stocked[-1].point == marked[-1] else NOTHING
        upstream = Upstream(wait.then(flow.make_time(marked[-1], point)), stocked)
        option = Candidate(flow, group, point, (promise,), upstream)
        level = option.levels(np.array([group.target]))
        level = np.where(np.isnan(level), option.least_level, level)
        options.setdefault(float(option.outcome(level).cost.before_late[0]), option)
        if not stocked:  # a supplier's stock only: nothing of ours to choose
            break
    return options[min(options)]

"""Where the customer order may enter for one group: every point, the five positions, the advice (sections 2–10)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from otif_koop.koop import cost
from otif_koop.koop.candidate import Candidate, candidate
from otif_koop.koop.chain import Chain
from otif_koop.koop.cost import Cost
from otif_koop.koop.flow import Flow
from otif_koop.koop.group import Group
from otif_koop.koop.reach import on_time_at_most
from otif_koop.koop.reasons import cheapest, dearer, no_such_position, notes, out_of_reach, warnings
from otif_koop.message import Message

POSITIONS = (1, 2, 3, 4, 5)
TIE = 0.05  # regret against the cost of the advice, below which two positions are equal


@dataclass(frozen=True)
class PointResult:
    """One point, or one position by its best point. Periods, pieces, € and € a year; None where it can't be told.

    `ceiling` is the highest share on time any stock can give; `promise_needed` the fewest periods at which the target
    could be promised from here; `late_by_order_time` and `late_by_stock` split what is late by its cause.
    """

    position: int
    point: int | None
    name: str
    subtype: str | None
    feasible: bool
    why: Message
    ceiling: float = 0.0
    warnings: tuple[Message, ...] = ()
    order_time: float | None = None
    order_time_to_promise: float | None = None
    replenishment: float | None = None
    promise_needed: int | None = None
    items: int = 0
    base_stock: float | None = None
    on_hand: float | None = None
    periods_of_stock: float | None = None
    stock_value: float | None = None
    upstream_value: float = 0.0
    wip_forecast: float = 0.0
    wip_order: float = 0.0
    immediate: float | None = None
    otif: float | None = None
    cost: Cost[float] | None = None

    @property
    def total(self) -> float | None:
        """€ a year."""
        return self.cost.total if self.cost else None

    @property
    def capital(self) -> float | None:
        """€ tied up in stock and in process."""
        if self.stock_value is None:
            return None
        return self.stock_value + self.upstream_value + self.wip_forecast + self.wip_order

    @property
    def late_by_order_time(self) -> float:
        """Share late because the order-driven stages alone take too long: P(R > D)."""
        return 1 - self.ceiling

    @property
    def late_by_stock(self) -> float | None:
        """Share late because the order waited for stock: P(R <= D, W > D - R)."""
        return None if self.otif is None else max(self.ceiling - self.otif, 0.0)


@dataclass(frozen=True)
class Placement:
    """The five positions for a group, the cheapest that reaches the target, and what the next best would cost more."""

    group: Group
    positions: tuple[PointResult, ...]
    points: tuple[PointResult, ...]
    chain_to_promise: float | None
    """P/D: the whole chain against the (mean) promise; None for a promise of 0."""
    advice: int | None
    runner_up: int | None
    regret: float | None
    notes: tuple[Message, ...]

    @property
    def is_tie(self) -> bool:
        """Whether the two cheapest are within 5 %: then what has no price decides."""
        best = self.best
        if best is None or best.total is None or self.regret is None:
            return False
        return self.regret < TIE * best.total

    @property
    def best(self) -> PointResult | None:
        """The advised position's result."""
        return None if self.advice is None else self.at(self.advice)

    def at(self, position: int) -> PointResult:
        """One of the five."""
        return self.positions[position - 1]


def place(chain: Chain, group: Group) -> Placement:
    """All five positions for a group at its promise and target; raises nothing that a checked document can cause."""
    return place_on(Flow(chain), group)


def place_on(flow: Flow, group: Group) -> Placement:
    """As `place`, on a flow that is used for more than one question."""
    points = tuple(_at_point(flow, group, point) for point in flow.points)
    ranked = sorted((one for one in points if one.total is not None), key=lambda one: one.total or 0.0)
    best = ranked[0] if ranked else None
    if best is not None:
        points = tuple(_explained(one, best) for one in points)
    positions = tuple(_best_of(flow, points, position) for position in POSITIONS)
    order = sorted((one for one in positions if one.total is not None), key=lambda one: (one.total or 0.0, one.point))
    promise = group.promise.pmf().mean
    return Placement(
        group=group,
        positions=positions,
        points=points,
        chain_to_promise=flow.order_time(0).mean / promise if promise else None,
        advice=order[0].position if order else None,
        runner_up=order[1].position if len(order) > 1 else None,
        regret=(order[1].total or 0.0) - (order[0].total or 0.0) if len(order) > 1 else None,
        notes=notes(flow, group),
    )


def _at_point(flow: Flow, group: Group, point: int) -> PointResult:
    promise = group.promise.pmf()
    order_time = flow.order_time(point)
    base = PointResult(
        position=flow.position(point),
        point=point,
        name=flow.name(point),
        subtype=flow.subtype(point),
        feasible=False,
        why=cheapest(group),
        order_time=order_time.mean,
        order_time_to_promise=order_time.mean / promise.mean if promise.mean else None,
        promise_needed=order_time.reached_within(group.target),
    )
    closed = flow.closed(point)
    one = candidate(flow, group, point, promise) if closed is None else None
    if one is None:
        return replace(base, why=closed or base.why, ceiling=on_time_at_most(flow, promise, point))
    base = replace(base, ceiling=float(one.ceilings[0]), replenishment=one.upstream.replenishment.mean)
    levels = one.levels(np.array([group.target]))
    if np.isnan(levels[0]):
        return replace(base, why=out_of_reach(flow, group, base.ceiling, base.promise_needed))
    return _reached(base, flow, group, one, float(levels[0]))


def _reached(base: PointResult, flow: Flow, group: Group, one: Candidate, level: float) -> PointResult:
    at = np.array([level])
    outcome = one.outcome(at)
    mean = group.demand.a_period()[0]
    wip, point = flow.wip_values(mean), one.point
    on_hand = float(outcome.on_hand[0])
    result = replace(
        base,
        feasible=True,
        items=one.items,
        base_stock=level if one.has_stock else None,
        on_hand=on_hand,
        periods_of_stock=on_hand / (mean * flow.pieces[point]),
        stock_value=float(outcome.stock_value[0]),
        upstream_value=one.upstream.stock_value,
        wip_forecast=sum(wip[:point]),
        wip_order=sum(wip[point:]),
        immediate=float(one.service.immediate(at)[0, 0]) if one.has_stock else None,
        otif=float(outcome.otif[0]),
        cost=cost.at(outcome.cost, 0),
    )
    return replace(result, warnings=warnings(flow, one, result.periods_of_stock or 0.0))


def _explained(one: PointResult, best: PointResult) -> PointResult:
    if one.cost is None or best.cost is None or one.point == best.point:
        return one
    return replace(one, why=dearer(one.cost, best.cost))


def _best_of(flow: Flow, points: tuple[PointResult, ...], position: int) -> PointResult:
    """The cheapest point of a position, or else the one that gets nearest."""
    mine = [one for one in points if one.position == position]
    if not mine:
        return PointResult(position, None, "", None, feasible=False, why=no_such_position())
    reached = [one for one in mine if one.total is not None]
    if reached:
        return min(reached, key=lambda one: one.total or 0.0)
    return max(mine, key=lambda one: (flow.closed(one.point or 0) is None, one.ceiling))

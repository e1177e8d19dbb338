"""What a share on time costs a year, for each position and for the best of them (koop-method, section 10)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from otif_koop.koop.candidate import Candidate, candidate
from otif_koop.koop.chain import Chain
from otif_koop.koop.cost import late_cost
from otif_koop.koop.flow import Flow
from otif_koop.koop.group import Group
from otif_koop.koop.placement import POSITIONS
from otif_koop.koop.pmf import Array

TARGETS = np.linspace(0.8, 0.995, 40)
_POINT = 0.01
_LEVELS = (33, 9, 9, 9, 9)  # tried in each round: everywhere, then closer and closer around the lowest


@dataclass(frozen=True, eq=False)
class FreeOptimum:
    """The stock level that is cheapest when what is late has its price; € a year with and without that price."""

    position: int
    point: int
    otif: float
    base_stock: float
    cost: float
    before_late: float


@dataclass(frozen=True, eq=False)
class PositionCurve:
    """One position: cost a year before lateness at each target (NaN beyond its wall), and that wall, F_R(D)."""

    position: int
    point: int
    wall: float
    cost: Array
    base_stock: Array
    stock_value: Array


@dataclass(frozen=True, eq=False)
class Exchange:
    """The exchange curve of a group over `targets` (m,).

    `cost` is the lower envelope over the positions and `position` who gives it (0 where none reaches the target).
    `optimum` is None where nobody has said what lateness costs.
    """

    targets: Array
    curves: tuple[PositionCurve, ...]
    cost: Array
    position: Array
    optimum: FreeOptimum | None

    def slope(self) -> Array:
        """€ a year for a point more along the envelope at each target, (m,); NaN where it breaks off."""
        if len(self.targets) < 2:
            return np.full(len(self.targets), np.nan)
        return np.asarray(np.gradient(self.cost, self.targets) * _POINT)

    def price_of_a_point(self, target: float) -> float | None:
        """€ a year that a target one point higher costs more; None past the last wall."""
        low, high = (self._at(target + step) for step in (0.0, _POINT))
        return None if np.isnan(low) or np.isnan(high) else high - low

    def _at(self, target: float) -> float:
        """The cheapest at one target; each position's curve is read between its own targets only."""
        reached = []
        for curve in self.curves:
            known = np.isfinite(curve.cost)
            if known.any() and self.targets[known][0] - 1e-9 <= target <= self.targets[known][-1] + 1e-9:
                reached.append(float(np.interp(target, self.targets[known], curve.cost[known])))
        return min(reached, default=float("nan"))


def exchange(chain: Chain, group: Group, targets: Array = TARGETS) -> Exchange:
    """The exchange curve of a group; `targets` (m,) between 0 and 1, going up."""
    return exchange_on(Flow(chain), group, targets)


def exchange_on(flow: Flow, group: Group, targets: Array = TARGETS) -> Exchange:
    """As `exchange`, on a flow that is used for more than one question."""
    promise = group.promise.pmf()
    candidates = [candidate(flow, group, k, promise) for k in flow.points if flow.closed(k) is None]
    by_point = [_curve(flow, one, targets) for one in candidates]
    curves = tuple(_cheapest(by_point, position) for position in POSITIONS if _has(by_point, position))
    costs = np.array([curve.cost for curve in curves])
    reached = np.isfinite(costs).any(axis=0)
    first = np.where(np.isfinite(costs), costs, np.inf).argmin(axis=0)
    places = np.array([curve.position for curve in curves])
    priced = group.late_cost > 0 or group.lost_share * group.margin > 0
    return Exchange(
        targets=targets,
        curves=curves,
        cost=np.where(reached, np.where(np.isfinite(costs), costs, np.inf).min(axis=0), np.nan),
        position=np.where(reached, places[first], 0),
        optimum=_cheapest_of_all(flow, candidates) if priced else None,
    )


def _curve(flow: Flow, one: Candidate, targets: Array) -> PositionCurve:
    levels = one.levels(targets)
    known = np.isfinite(levels)
    cost, value = np.full(len(targets), np.nan), np.full(len(targets), np.nan)
    if known.any():
        outcome = one.outcome(levels[known])
        cost[known], value[known] = outcome.cost.before_late, outcome.stock_value
    return PositionCurve(flow.position(one.point), one.point, float(one.ceilings[0]), cost, levels, value)


def _has(curves: list[PositionCurve], position: int) -> bool:
    return any(curve.position == position for curve in curves)


def _cheapest(curves: list[PositionCurve], position: int) -> PositionCurve:
    """Of a position with several points, the one that reaches the most targets, then the cheapest."""
    mine = [curve for curve in curves if curve.position == position]
    return min(mine, key=lambda curve: (int(np.isnan(curve.cost).sum()), float(np.nansum(curve.cost))))


def _cheapest_of_all(flow: Flow, candidates: list[Candidate]) -> FreeOptimum | None:
    """The cheapest optimum; a point whose least cost is more than what was found already is not searched."""
    found: FreeOptimum | None = None
    for least, one in sorted(((_least_cost(flow, one), one) for one in candidates), key=lambda pair: pair[0]):
        if found is not None and least >= found.cost:
            break
        optimum = _optimum(flow, one)
        if found is None or optimum.cost < found.cost:
            found = optimum
    return found


def _least_cost(flow: Flow, one: Candidate) -> float:
    """€ a year below which no level can come: the least stock, and as little late as any stock gives."""
    outcome = one.outcome(np.array([one.least_level]))
    return float(outcome.cost.before_late[0] + late_cost(flow, one.group, one.ceilings[:1])[0])


def _optimum(flow: Flow, one: Candidate) -> FreeOptimum:
    """argmin over the level of the cost with lateness: a grid, narrowed a few times around its lowest."""
    low, high = one.least_level, max(one.service.highest_level, one.least_level) if one.has_stock else 0.0
    for number in _LEVELS if one.has_stock else (1,):
        levels = np.linspace(low, high, number) if high > low else np.array([low])
        outcome = one.outcome(levels)
        best = int(outcome.cost.total.argmin())
        low, high = levels[max(best - 1, 0)], levels[min(best + 1, len(levels) - 1)]
    return FreeOptimum(
        position=flow.position(one.point),
        point=one.point,
        otif=float(outcome.otif[best]),
        base_stock=float(levels[best]),
        cost=float(outcome.cost.total[best]),
        before_late=float(outcome.cost.before_late[best]),
    )

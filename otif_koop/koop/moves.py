"""What it gives and takes to move the order's entry one place upstream or downstream (the seed; section 10)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from otif_koop.koop.candidate import Candidate, candidate
from otif_koop.koop.chain import Chain
from otif_koop.koop.flow import Flow
from otif_koop.koop.group import Group
from otif_koop.koop.placement import Placement

_LEVELS = 17
_ROUNDS = 6


@dataclass(frozen=True)
class Move:
    """One place up or down from where a group stands.

    `euro`: € a year more (or less) for the same target; None where the target can't be reached there.
    `points`: share on time gained or lost for the same money; None where even the least stock costs more.
    """

    upstream: bool
    point: int
    position: int
    name: str
    euro: float | None
    points: float | None


def moves(chain: Chain, placement: Placement, position: int | None = None) -> tuple[Move, ...]:
    """The moves open from the advice, or from another position that reaches the target; none where it doesn't."""
    here = placement.at(position or placement.advice or 1)
    if here.cost is None or here.point is None or here.otif is None:
        return ()
    flow, group = Flow(chain), placement.group
    steps = []
    for upstream, points in ((True, range(here.point - 1, -1, -1)), (False, range(here.point + 1, len(flow.points)))):
        point = next((k for k in points if flow.closed(k) is None), None)
        if point is None:
            continue
        there = placement.points[point]
        same_money = _for_the_money(candidate(flow, group, point, group.promise.pmf()), here.cost.before_late)
        steps.append(
            Move(
                upstream=upstream,
                point=point,
                position=there.position,
                name=there.name,
                euro=None if there.total is None else there.total - here.cost.total,
                points=None if same_money is None else same_money - here.otif,
            )
        )
    return tuple(steps)


def _for_the_money(one: Candidate, budget: float) -> float | None:
    """The highest share on time that a yearly cost before lateness buys at a point."""
    low, high = one.least_level, max(one.service.highest_level, one.least_level) if one.has_stock else 0.0
    best: float | None = None
    for _ in range(_ROUNDS if high > low else 1):
        levels = np.linspace(low, high, _LEVELS) if high > low else np.array([low])
        outcome = one.outcome(levels)
        bought = np.flatnonzero(outcome.cost.before_late <= budget)
        if not len(bought):
            return best
        last = int(bought[-1])
        best = float(outcome.otif[last])
        low, high = levels[last], levels[min(last + 1, len(levels) - 1)]
    return best


def otif_at(chain: Chain, group: Group, point: int, base_stock: float) -> float:
    """The share on time that a stock level gives at a point, for the group's promise.

    Report it at the requested date and at the promised date side by side, with the group's `promise` set to each.
    """
    one = candidate(Flow(chain), group, point, group.promise.pmf())
    return float(one.outcome(np.array([base_stock])).otif[0])

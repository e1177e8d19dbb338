"""What a target costs in stock and lead time, and how far the decoupling point lets it go (koop-method, section 10)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING

import numpy as np

from otif_koop.koop.group import Group
from otif_koop.otif.definition import Level
from otif_koop.workshop.target_effects import lines_an_order
from otif_koop.workshop.targets import Standing

if TYPE_CHECKING:
    from otif_koop.koop.exchange import Exchange, PositionCurve

POINT = 0.01
_HIGHEST, _STEPS = 0.995, 40


@dataclass(frozen=True)
class Price:
    """`otif`: what the target asks of the chain. `position`: where the order enters, decided or advised.

    `wall`: the highest share on time in full that this position can give, `best_wall` that of any. € a year, before
    what lateness costs: `cost` at the target and `point` for one point of the target more; None past the wall.
    """

    otif: float
    position: int | None
    decided: bool
    wall: float | None
    best_wall: float | None
    cost: float | None
    point: float | None

    @property
    def is_reachable(self) -> bool:
        """Whether the position can give what the target asks of it."""
        return self.wall is not None and self.otif <= self.wall + 1e-9


def counted_as(group: Group, standing: Standing | None) -> Group:
    """The group with orders as they are measured: a whole order is on time when its slowest line is."""
    lines = lines_an_order(standing)
    if standing is None or standing.level is not Level.ORDER or lines is None or not group.demand.by_lines:
        return group
    return group.model_copy(update={"lines_per_order": round(max(lines, 1.0), 1)})


def shares_drawn(otif: float) -> tuple[float, ...]:
    """The shares on time in full at which the curve is drawn, from well below what is asked to nearly all."""
    low = min(0.8, max(0.1, floor((otif - 0.05) * 10) / 10))
    return tuple(float(one) for one in np.linspace(low, _HIGHEST, _STEPS))


def price(
    curve: Exchange, advice: int | None, decided: int | None, target: float, otif_of: Callable[[float], float | None]
) -> Price | None:
    """The price of a target; `otif_of` tells what a target asks of on time in full. None where that isn't known."""
    otif = otif_of(target)
    if otif is None:
        return None
    position = decided or advice
    own = next((one for one in curve.curves if one.position == position), None)
    more = otif_of(min(target + POINT, 1.0))
    cost = None if own is None else cost_at(curve, own, otif)
    dearer = None if own is None or more is None else cost_at(curve, own, more)
    return Price(
        otif=otif,
        position=position,
        decided=decided is not None,
        wall=None if own is None else own.wall,
        best_wall=max((one.wall for one in curve.curves), default=None),
        cost=cost,
        point=None if cost is None or dearer is None or target + POINT > 1 else dearer - cost,
    )


def cost_at(curve: Exchange, own: PositionCurve, share: float) -> float | None:
    """€ a year of a position at a share on time in full; below the curve it costs what the curve begins with."""
    known = np.isfinite(own.cost)
    if not known.any() or share > curve.targets[known][-1] + 1e-9:
        return None
    return float(np.interp(share, curve.targets[known], own.cost[known]))

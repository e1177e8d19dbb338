"""Several groups on one chain: shared stock points, and what sharing saves (koop-method, section 11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from otif_koop.koop import cost
from otif_koop.koop.candidate import INTERNAL
from otif_koop.koop.chain import Chain
from otif_koop.koop.cost import Cost
from otif_koop.koop.flow import Flow
from otif_koop.koop.group import Group
from otif_koop.koop.placement import Placement, PointResult, place_on
from otif_koop.koop.stocking import Placed, Stocked, StockLine
from otif_koop.message import Message, Refused, message


@dataclass(frozen=True)
class GroupTogether:
    """What one group gets from the shared stock; `alone` is its position with a pipeline of its own."""

    group: Group
    position: int
    point: int
    otif: float
    alone: PointResult

    @property
    def reaches_target(self) -> bool:
        """Whether the shared stock gives this group its target."""
        return self.otif >= self.group.target - 1e-9


@dataclass(frozen=True)
class Together:
    """Groups on shared stock points. € and € a year; `internal` is the share that upstream points serve at once.

    `left_out` names the groups that no position can serve, with the reason.
    """

    internal: float | None
    stocked: tuple[Stocked, ...]
    groups: tuple[GroupTogether, ...]
    cost: Cost[float]
    left_out: tuple[tuple[str, Message], ...]

    @property
    def stock_value(self) -> float:
        """€ in all stock points."""
        return sum(one.stock_value for one in self.stocked)

    @property
    def separate_stock_value(self) -> float | None:
        """€ in stock if every group had its own pipeline; None where a position alone can't reach its target."""
        values = [one.alone.stock_value for one in self.groups]
        upstream = sum(one.alone.upstream_value for one in self.groups)
        return None if None in values else sum(value or 0.0 for value in values) + upstream

    @property
    def separate_cost(self) -> float | None:
        """€ a year if every group had its own pipeline."""
        totals = [one.alone.total for one in self.groups]
        return None if None in totals else sum(total or 0.0 for total in totals)

    @property
    def saving(self) -> float | None:
        """€ a year that sharing saves."""
        return None if self.separate_cost is None else self.separate_cost - self.cost.total


def place_together(chain: Chain, groups: Sequence[Group], placements: Sequence[Placement] | None = None) -> Together:
    """The groups at their chosen position (`group.position`, else the advice), on shared stock.

    `placements` are those of `place`, in the same order, if they are known already. Raises `Refused` for a chosen
    position that the chain hasn't.
    """
    return together_on(Flow(chain), groups, placements)


def together_on(flow: Flow, groups: Sequence[Group], placements: Sequence[Placement] | None = None) -> Together:
    """As `place_together`, on a flow that is used for more than one question; raises `Refused` as that does."""
    placements = [place_on(flow, group) for group in groups] if placements is None else placements
    chosen: list[tuple[Group, PointResult]] = []
    left_out: list[tuple[str, Message]] = []
    for group, placement in zip(groups, placements, strict=True):
        position = group.position or placement.advice
        if position is None:
            left_out.append((group.name, message("no position reaches its target")))
            continue
        result = placement.at(position)
        if result.point is None or flow.closed(result.point) is not None:
            raise Refused(
                message(
                    "{group}: position {position} can't be chosen: {why}",
                    group=group.name,
                    position=position,
                    why=result.why,
                )
            )
        chosen.append((group, result))
    placed = [Placed(group, result.point or 0) for group, result in chosen]
    points = sorted({one.point for one in placed if flow.holds_stock(one.point)} | set(flow.marked))
    internal, stocked = _cheapest(flow, placed, points)
    otif = {name: share for one in stocked for name, share in one.otif.items()}
    results = tuple(
        GroupTogether(group, result.position, result.point or 0, otif.get(group.name, result.ceiling), result)
        for group, result in chosen
    )
    return Together(internal, stocked, results, _cost(flow, stocked, results), tuple(left_out))


def _cheapest(flow: Flow, placed: list[Placed], points: list[int]) -> tuple[float | None, tuple[Stocked, ...]]:
    """The line search over the internal share, on what stock costs a year: the targets decide the service."""
    line = StockLine(flow, placed, points)
    ours = [point for point in points if not flow.supplier_stock(point)]
    if not any(one.point > point for one in placed for point in ours if flow.holds_stock(one.point)):
        return None, line.stocked(0.0)
    options = {internal: line.stocked(internal) for internal in INTERNAL}

    def yearly(internal: float) -> float:
        held = sum(one.stock_value for one in options[internal]) * flow.chain.holding_rate
        return held + sum(one.obsolescence + one.outdating for one in options[internal])

    best = min(options, key=yearly)
    return best, options[best]


def _cost(flow: Flow, stocked: Sequence[Stocked], results: Sequence[GroupTogether]) -> Cost[float]:
    """€ a year of all groups together: stock once, the rest group by group."""
    by_point: Mapping[int, list[Group]] = {
        point: [one.group for one in results if one.point == point] for point in {one.point for one in results}
    }
    means = {point: sum(group.demand.a_period()[0] for group in members) for point, members in by_point.items()}
    order = [cost.order_costs(flow, members, point) for point, members in by_point.items()]
    late = [float(cost.late_cost(flow, one.group, np.array([one.otif]))[0]) for one in results]
    return Cost(
        holding_stock=flow.chain.holding_rate * sum(one.stock_value for one in stocked),
        holding_wip=flow.chain.holding_rate * sum(flow.wip_values(sum(means.values()))),
        obsolescence=sum(one.obsolescence for one in stocked)
        + sum(cost.wip_obsolescence(flow, point, mean) for point, mean in means.items()),
        outdating=sum(one.outdating for one in stocked),
        surcharge=sum(surcharge for surcharge, _ in order),
        logistics=sum(logistics for _, logistics in order),
        late=sum(late),
    )

"""The stock points along a flow, upstream first, and the delay that each passes on (koop-method, section 11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from otif_koop.koop import cost, pmf
from otif_koop.koop.base_stock import level_at_once, level_for_all
from otif_koop.koop.cover import Cover, slack_chances
from otif_koop.koop.flow import Flow
from otif_koop.koop.group import Group, Level
from otif_koop.koop.pmf import Array, Pmf
from otif_koop.koop.pooling import item_demand, level_here
from otif_koop.koop.service import Service


@dataclass(frozen=True)
class Placed:
    """A group, and the point where its orders come in."""

    group: Group
    point: int


@dataclass(frozen=True)
class Stocked:
    """One stock point with its level: pieces an item, pieces and € in all, € a year lost, and how long a piece waits.

    The wait is told where others draw on the point.
    """

    point: int
    name: str
    level: float
    items: int
    on_hand: float
    stock_value: float
    obsolescence: float
    outdating: float
    immediate: float
    wait: Pmf
    otif: Mapping[str, float]
    """Of each group whose orders come in here, by name."""


class StockLine:
    """The stock points at `points` for all that passes there, to be levelled for one internal share or another."""

    def __init__(self, flow: Flow, placed: Sequence[Placed], points: Sequence[int]) -> None:
        self.flow = flow
        self.placed = placed
        self.points = sorted(points)
        self._first: dict[int, _Demanded] = {}

    def stocked(self, internal: float) -> tuple[Stocked, ...]:
        """Levels, upstream first.

        A point has the highest of what its own groups need for their targets, what makes it decouple at all, and,
        where others draw on it, the level at which `internal` of the demand is served at once. The stock-out delay
        goes on downstream as an extra stage. A supplier's stock is always there and not on our books.
        """
        stocked: list[Stocked] = []
        last, wait = 0, pmf.NOTHING
        for point in self.points:
            groups = [one.group for one in self.placed if one.point >= point]
            if not groups:
                break
            if self.flow.supplier_stock(point):
                last, wait = point, pmf.NOTHING
                continue
            here = self._demanded(groups, last, point, wait).levelled(internal)
            stocked.append(here)
            last, wait = point, here.wait
        return tuple(stocked)

    def _demanded(self, groups: list[Group], last: int, point: int, wait: Pmf) -> _Demanded:
        """What is asked at a point; kept where nothing upstream of it depends on the internal share."""
        if wait is pmf.NOTHING and point in self._first:
            return self._first[point]
        direct = [one.group for one in self.placed if one.point == point]
        made = _Demanded(self.flow, groups, direct, point, wait.then(self.flow.make_time(last, point)))
        if wait is pmf.NOTHING:
            self._first[point] = made
        return made


def cover_at(flow: Flow, point: int, replenishment: Pmf) -> Cover:
    """How the items at a point are replenished."""
    stage = flow.stage_before(point)
    return Cover(replenishment, stage.replenish_every if stage else 1, flow.chain.overtaking)


def slack_table(promises: Sequence[Pmf], order_time: Pmf) -> Array:
    """The chances of slack for several promises, (cases, w), as `Service` takes them."""
    table = np.zeros((len(promises), max(promise.longest for promise in promises) + 1))
    for case, promise in enumerate(promises):
        table[case, : promise.longest + 1] = slack_chances(promise, order_time)
    return table


class _Demanded:
    """One stock point with all that is asked of it, before its level is set."""

    def __init__(self, flow: Flow, groups: list[Group], direct: list[Group], point: int, supply: Pmf) -> None:
        self.flow = flow
        self.point = point
        self.supply = supply
        self.demand = item_demand(flow, groups, point)
        self.cover = cover_at(flow, point, supply)
        self.counted = Service(self.demand, self.cover, np.ones((1, 1)), level_here(groups[0], self.demand))
        self.passed_on = len(direct) < len(groups)
        self.services = self._services(direct)

    def levelled(self, internal: float) -> Stocked:
        flow, point = self.flow, self.point
        level = level_at_once(self.counted, internal) if self.passed_on else 0.0
        for service, members in self.services:
            level = level_for_all(service, np.array([group.target for group in members]), level)
            level = level_at_once(service, flow.chain.least_immediate, level)
        at = np.array([level])
        items = flow.stages[point - 1].items
        on_hand = self.counted.on_hand(at) * items
        value = on_hand * flow.values[point]
        return Stocked(
            point=point,
            name=flow.name(point),
            level=level,
            items=items,
            on_hand=float(on_hand[0]),
            stock_value=float(value[0]),
            obsolescence=float(cost.stock_obsolescence(flow, point, value)[0]),
            outdating=float(cost.outdating(flow, point, self.demand, self.supply, at)[0]),
            immediate=float(self.counted.immediate(at)[0, 0]),
            wait=self.counted.wait(level) if self.passed_on else pmf.NOTHING,
            otif={
                group.name: share
                for service, members in self.services
                for group, share in zip(members, service.otif(at)[0].tolist(), strict=True)
            },
        )

    def _services(self, direct: list[Group]) -> list[tuple[Service, list[Group]]]:
        """One service for all groups that are counted in the same way, a case each."""
        alike: dict[tuple[Level, float], list[Group]] = {}
        for group in direct:
            alike.setdefault((level_here(group, self.demand), group.lines_per_order), []).append(group)
        order_time = self.flow.order_time(self.point)
        return [
            (
                Service(
                    self.demand, self.cover, slack_table([g.promise.pmf() for g in members], order_time), level, lines
                ),
                members,
            )
            for (level, lines), members in alike.items()
        ]

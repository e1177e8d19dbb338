"""What follows from a chain alone: lead times up to and from each point, unit values, positions, gates (sections 1–3).

Point k lies behind stage k, for k = 0 (before the first stage) to N.
"""

from __future__ import annotations

from functools import cached_property

from otif_koop.koop import pmf
from otif_koop.koop.chain import KNOWLEDGE, Chain, Stage, StageType
from otif_koop.koop.pmf import Pmf
from otif_koop.message import Message, message

_PRODUCTION = (StageType.FABRICATE, StageType.ASSEMBLE, StageType.SERVICE)


class Flow:
    """The goods flow along a chain; makes each stage's chances once, so keep it for many questions."""

    def __init__(self, chain: Chain) -> None:
        self.chain = chain
        self.stages = chain.stages
        self.lead_times = tuple(stage.lead_time.pmf() for stage in chain.stages)

    @property
    def points(self) -> range:
        """Every point k = 0 … N."""
        return range(len(self.stages) + 1)

    @cached_property
    def values(self) -> tuple[float, ...]:
        """€ a piece at each point: c_0 = 0, c_i = (c_{i-1} + v_i) / y_i."""
        values = [0.0]
        for stage in self.stages:
            values.append((values[-1] + stage.added_value) / stage.yield_share)
        return tuple(values)

    @cached_property
    def pieces(self) -> tuple[float, ...]:
        """Pieces at each point for one piece at the customer: 1 / Π_{j>k} y_j."""
        pieces = [1.0]
        for stage in reversed(self.stages):
            pieces.append(pieces[-1] / stage.yield_share)
        return tuple(reversed(pieces))

    def stage_before(self, point: int) -> Stage | None:
        """The stage just upstream of a point."""
        return self.stages[point - 1] if point else None

    def name(self, point: int) -> str:
        """What the point is called: its stage, or nothing at the very start."""
        return self.stages[point - 1].name if point else ""

    def order_time(self, point: int) -> Pmf:
        """R_k: what an order takes from this point to the customer."""
        return self._between[point][len(self.stages)]

    def make_time(self, start: int, point: int) -> Pmf:
        """The stages from one point down to another."""
        return self._between[start][point]

    def holds_stock(self, point: int) -> bool:
        """Whether stock can lie here: not at the start, nor where only knowledge lies ready."""
        stage = self.stage_before(point)
        return stage is not None and stage.type not in KNOWLEDGE

    def position(self, point: int) -> int:
        """Which of the five positions a point is (section 2): by the type of the stage before it, unless it says so."""
        stage = self.stage_before(point)
        if stage is None:
            return 5
        if stage.position is not None:
            return stage.position
        if stage.type in KNOWLEDGE:
            return 5
        if stage.type is StageType.PURCHASE:
            return 4
        if stage.type is StageType.DISTRIBUTE:
            return 1
        return 3 if any(later.type in _PRODUCTION for later in self.stages[point:]) else 2

    def subtype(self, point: int) -> str | None:
        """Of position 5: 5b where the order starts with design or tooling, else 5a (purchase and make to order)."""
        if self.position(point) != 5:
            return None
        return "5b" if any(stage.type in KNOWLEDGE for stage in self.stages[point:]) else "5a"

    def closed(self, point: int) -> Message | None:
        """Why stock for this group may not lie here, whatever it costs (gates 1 and 2 of section 2)."""
        for before, stage in enumerate(self.stages[:point], start=1):
            if stage.customer_specific:
                return message(
                    "the product is for one customer from “{stage}” on: nothing can be made before the order comes in",
                    stage=self.stages[before - 1].name,
                )
        stage_here = self.stage_before(point)
        if (
            stage_here is not None
            and not stage_here.own
            and (self.supplier_stock(point) or not self._feeds_first_own(point))
        ):
            return message(
                "“{stage}” is not your own stage, so its stock is not yours to choose", stage=stage_here.name
            )
        return None

    def supplier_stock(self, point: int) -> bool:
        """Whether the stock here is said to be a supplier's: always there for us, and not on our books."""
        stage = self.stage_before(point)
        return stage is not None and stage.stock_point and not stage.own

    @cached_property
    def marked(self) -> tuple[int, ...]:
        """The points where stock is kept whatever the group's position."""
        return tuple(k for k, stage in enumerate(self.stages, start=1) if stage.stock_point)

    def wip_values(self, mean: float) -> tuple[float, ...]:
        """€ in process in each stage for a demand of `mean` pieces a period (section 7).

        What is in a stage that is not our own is on its owner's books.
        """
        return tuple(
            mean * self.pieces[i + 1] * self.lead_times[i].mean * (self.values[i] + self.values[i + 1]) / 2 * stage.own
            for i, stage in enumerate(self.stages)
        )

    @cached_property
    def _between(self) -> dict[int, dict[int, Pmf]]:
        between: dict[int, dict[int, Pmf]] = {}
        for start in self.points:
            total = pmf.NOTHING
            between[start] = {start: total}
            for point in range(start + 1, len(self.stages) + 1):
                total = total.then(self.lead_times[point - 1])
                between[start][point] = total
        return between

    def _feeds_first_own(self, point: int) -> bool:
        """Whether this is the input buffer of the first own stage."""
        return point == next(i for i, stage in enumerate(self.stages) if stage.own)

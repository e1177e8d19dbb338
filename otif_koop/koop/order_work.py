"""The work that orders bring to each stage behind their decoupling point, and the capacity it asks (section 13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from otif_koop.koop.capacity import Capacity, capacity, late_share
from otif_koop.koop.chain import Chain
from otif_koop.koop.flow import Flow
from otif_koop.koop.group import Group


@dataclass(frozen=True)
class OrderWork:
    """Pieces a period (mean and sd) that orders bring to a stage, of which groups, and the capacity they ask.

    `late`: the share that waits too long at that capacity, `available` what the stage has, and `late_as_it_is` the
    share that waits too long with that; None where nobody said what it has.
    """

    stage: str
    groups: tuple[str, ...]
    mean: float
    sd: float
    capacity: Capacity
    late: float
    available: float | None
    late_as_it_is: float | None

    @property
    def piles_up(self) -> bool:
        """Whether what waits grows without end: less than the mean, or no more than it where the work differs."""
        if self.available is None:
            return False
        return self.available < self.mean or (self.sd > 0 and self.available == self.mean)


def order_work(
    chain: Chain, placed: Sequence[tuple[Group, int]], delay: float, exceeded: float
) -> tuple[OrderWork, ...]:
    """The own stages that some group's orders drive, for groups with the point their orders enter at.

    Work of different groups is taken as independent, and that of one group as independent from period to period.
    `delay` and `exceeded` as in `capacity`, which raises `Refused` for impossible ones.
    """
    flow = Flow(chain)
    found = []
    for index, stage in enumerate(chain.stages):
        driving = [group for group, point in placed if point <= index]
        if not driving or not stage.own:
            continue
        demands = [group.demand.a_period() for group in driving]
        pieces = flow.pieces[index]  # started, so before the yield of this stage
        mean = sum(one for one, _ in demands) * pieces
        sd = sum(one**2 for _, one in demands) ** 0.5 * pieces
        names = tuple(group.name for group in driving)
        asked = capacity(mean, sd, delay, exceeded)
        late = late_share(mean, sd, asked.needed, delay)
        as_it_is = None if stage.capacity is None else late_share(mean, sd, stage.capacity, delay)
        found.append(OrderWork(stage.name, names, mean, sd, asked, late, stage.capacity, as_it_is))
    return tuple(found)

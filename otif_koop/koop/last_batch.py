"""What is left of stock that loses its market or its life: the last batch, and the shelf (koop-method, section 8)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from otif_koop.koop.chain import Chain
from otif_koop.koop.flow import Flow
from otif_koop.koop.group import Group
from otif_koop.koop.pooling import item_demand
from otif_koop.koop.shelf_life import expiring, expiring_simulated, unsold

_ROUNDS = 60


@dataclass(frozen=True)
class LastBatch:
    """A last batch of one stock item: the chance that some of it is left, and the most pieces within a given chance.

    `lead_time`: the periods until it arrives, in which it can be promised already; `mean`: pieces asked a period.
    """

    left: float
    most: float
    lead_time: float
    mean: float


def last_batch(chain: Chain, group: Group, point: int, pieces: float, periods: float, accepted: float) -> LastBatch:
    """One last batch of `pieces` an item for the stock at `point`, to be sold within `periods` after it arrived.

    P(D(E[U] + H) < S), section 8.1; `most` is the largest batch of which something is left with chance `accepted`.
    """
    flow = Flow(chain)
    demand, lead_time = item_demand(flow, [group], point), flow.make_time(0, point).mean

    def left(size: float) -> float:
        return unsold(demand, size, lead_time, periods)

    low, high = 0.0, demand.mean * (lead_time + periods) + 1.0
    while left(high) < accepted:
        low, high = high, high * 2
    for _ in range(_ROUNDS):
        middle = (low + high) / 2
        low, high = (low, middle) if left(middle) >= accepted else (middle, high)
    return LastBatch(left(pieces), low, lead_time, demand.mean)


def usual_batch(chain: Chain, group: Group, point: int, periods: float) -> float:
    """Whole pieces that one item at `point` is asked on average until it no longer sells, `periods` after they came."""
    flow = Flow(chain)
    demand, lead_time = item_demand(flow, [group], point), flow.make_time(0, point).mean
    return float(max(round(demand.mean * (lead_time + periods)), 1))


@dataclass(frozen=True)
class Expired:
    """Pieces a year that pass their life on the shelf: by the quick estimate that the cost takes, and lived through."""

    estimated: float
    lived: float


def expired(chain: Chain, group: Group, point: int, base_stock: float) -> Expired | None:
    """What expires a year in all items at a point with this level; None where what lies there keeps."""
    stage = chain.stages[point - 1]
    if stage.shelf_life is None:
        return None
    flow = Flow(chain)
    demand, lead_time = item_demand(flow, [group], point), round(flow.make_time(0, point).mean)
    pieces = chain.periods_per_year * stage.items
    quick = float(expiring(demand, np.array([base_stock]), lead_time, stage.shelf_life)[0])
    return Expired(quick * pieces, expiring_simulated(demand, base_stock, lead_time, stage.shelf_life) * pieces)

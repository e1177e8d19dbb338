"""The quick scan: chain against promise, and how wild demand is (koop-method, section 15.1; Olhager 2003)."""

from __future__ import annotations

from dataclasses import dataclass

from otif_koop.koop.chain import Chain
from otif_koop.koop.flow import Flow
from otif_koop.koop.group import Group
from otif_koop.message import Message, message

BOUNDARY = 0.5  # variation a week from which demand counts as wild; a company's own choice
_WEEKS = 52


@dataclass(frozen=True)
class QuickScan:
    """Where a group stands on the two axes, and which positions that points to.

    `chain_to_promise` is P/D, None for a promise of 0 (any chain is longer); `variation` is sd / mean of a week.
    """

    chain_to_promise: float | None
    variation: float
    positions: tuple[int, ...]
    why: Message


def quick_scan(chain_to_promise: float | None, variation: float, boundary: float = BOUNDARY) -> QuickScan:
    """The positions for a point on the chart."""
    longer = chain_to_promise is None or chain_to_promise > 1
    wild = variation > boundary
    positions: tuple[int, ...]
    if longer and not wild:
        positions, why = (1, 2), message("the chain takes longer than the customer waits, and demand is steady: stock")
    elif longer:
        positions, why = (3,), message("the chain takes longer than the customer waits, and demand is wild: assemble")
    elif wild:
        positions, why = (4, 5), message("the customer waits long enough, and demand is wild: make to order")
    else:
        positions, why = (
            (2, 4, 5),
            message("the customer waits long enough, and demand is steady: to order, or in series for its scale"),
        )
    return QuickScan(chain_to_promise, variation, positions, why)


def scan_group(chain: Chain, group: Group, boundary: float = BOUNDARY) -> QuickScan:
    """The quick scan of a group, from its chain and demand."""
    promise = group.promise.pmf().mean
    whole = Flow(chain).order_time(0).mean
    return quick_scan(whole / promise if promise else None, weekly_variation(chain, group), boundary)


def weekly_variation(chain: Chain, group: Group) -> float:
    """sd / mean of the demand of a week, with demand independent from period to period."""
    mean, sd = group.demand.a_period()
    return float(sd / mean / (chain.periods_per_year / _WEEKS) ** 0.5)

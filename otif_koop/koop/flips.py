"""When the advice flips with the promise (koop-method, section 14): intervals of D that have one winner."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from otif_koop.koop import pmf
from otif_koop.koop.candidate import Candidate, candidate
from otif_koop.koop.chain import Chain
from otif_koop.koop.flow import Flow
from otif_koop.koop.group import Group
from otif_koop.koop.pmf import Array
from otif_koop.message import Message, message

_MOST_AT_ONCE = 120


@dataclass(frozen=True)
class PromiseInterval:
    """Promises from `d_from` to `d_to` (None: and on) with one winner; None where none reaches the target."""

    d_from: int
    d_to: int | None
    position: int | None


def flips_by_promise(chain: Chain, group: Group) -> tuple[PromiseInterval, ...]:
    """The winner at every whole promise from 0 on; past the last interval nothing changes any more.

    On very long chains promises are first tried some periods apart and then filled in where the winner differs.
    """
    return flips_on(Flow(chain), group)


def flips_on(flow: Flow, group: Group) -> tuple[PromiseInterval, ...]:
    """As `flips_by_promise`, on a flow that is used for more than one question."""
    base = group.promise.pmf()
    candidates = [candidate(flow, group, k, base) for k in flow.points if flow.closed(k) is None]
    last = flow.order_time(0).longest + max(stage.replenish_every for stage in flow.stages)
    tried = np.unique(np.linspace(0, last, min(last + 1, _MOST_AT_ONCE)).astype(int))
    winners = dict(zip(tried.tolist(), _winners(candidates, tried, group.target), strict=True))
    while True:
        known = sorted(winners)
        between = [
            np.arange(low + 1, high)[:: max(1, (high - low - 1) // 16)]
            for low, high in pairwise(known)
            if high > low + 1 and winners[low] != winners[high]
        ]
        if not between:
            break
        more = np.concatenate(between)
        winners.update(zip(more.tolist(), _winners(candidates, more, group.target), strict=True))
    return _intervals(winners)


def why_not_monotone(intervals: tuple[PromiseInterval, ...]) -> Message | None:
    """Explains an advice that moves downstream again at a longer promise; None where it never does."""
    positions = [one.position for one in intervals if one.position is not None]
    if positions == sorted(positions):
        return None
    return message(
        "With more time the advice moves downstream again: every stock is thin then, so that making in series and "
        "delivering cheaply decide, not the stock."
    )


def _winners(candidates: list[Candidate], promises: Array, target: float) -> list[int | None]:
    """The position of the cheapest candidate at each promise."""
    cases = [pmf.exactly(int(periods)) for periods in promises]
    each = np.arange(len(cases))
    totals = []
    for one in candidates:
        there = one.at_promises(cases)
        levels = there.levels(np.full(len(cases), target), each)
        known = np.isfinite(levels)
        total = np.full(len(cases), np.inf)
        if known.any():
            total[known] = there.outcome(levels[known], each[known]).cost.total
        totals.append(total)
    table = np.array(totals)
    best = table.argmin(axis=0)
    return [
        candidates[row].flow.position(candidates[row].point) if np.isfinite(table[row, case]) else None
        for case, row in enumerate(best.tolist())
    ]


def _intervals(winners: dict[int, int | None]) -> tuple[PromiseInterval, ...]:
    found: list[PromiseInterval] = []
    for promise in sorted(winners):
        if found and found[-1].position == winners[promise]:
            continue
        if found:
            found[-1] = PromiseInterval(found[-1].d_from, promise - 1, found[-1].position)
        found.append(PromiseInterval(promise, None, winners[promise]))
    return tuple(found)

"""Guaranteed-service check: where upstream stock might pay (koop-method, section 12).

It assumes bounded demand and no stock-out delay, so it only suggests points; `placement` and `together` evaluate them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from otif_koop.koop.chain import Chain
from otif_koop.koop.flow import Flow
from otif_koop.koop.group import Group
from otif_koop.koop.pooling import item_demand


@dataclass(frozen=True)
class ServiceTimes:
    """Quoted service time of each stage, the time its stock must cover, and € a year of safety stock in all."""

    quoted: tuple[int, ...]
    covered: tuple[int, ...]
    cost: float


@dataclass(frozen=True)
class Suggestion:
    """The points with safety stock, upstream first; the last of them is the KOOP in this view."""

    points: tuple[int, ...]
    times: ServiceTimes

    @property
    def koop(self) -> int:
        """The most downstream point with stock; 0 where none is needed."""
        return self.points[-1] if self.points else 0


def service_times(times: Sequence[int], cost: Sequence[float], promise: int, inbound: int = 0) -> ServiceTimes:
    """min Σ cost_i √(SI_i + T_i - S_i) on a serial chain, upstream first [Simpson 1958, Inderfurth 1991, GW00].

    `cost` is h_i z σ_i for each stage; `times` are whole periods; the last stage quotes at most `promise`. Dynamic
    programming over the inbound service time: O(N · M²) with M the longest possible.
    """
    longest = inbound + sum(times)
    best = np.full(longest + 1, np.inf)
    best[inbound] = 0.0
    choices = []
    for stage, (time, weight) in enumerate(zip(times, cost, strict=True)):
        most = promise if stage == len(times) - 1 else longest
        arriving, quoted = np.arange(longest + 1)[:, None], np.arange(longest + 1)[None, :]
        covered = arriving + time - quoted
        allowed = (covered >= 0) & (quoted <= most)
        table = np.where(allowed, best[:, None] + weight * np.sqrt(np.maximum(covered, 0)), np.inf)
        choices.append(table.argmin(axis=0))
        best = table.min(axis=0)
    last = int(best.argmin())
    total, path = float(best[last]), [last]
    for choice in reversed(choices):
        path.append(int(choice[path[-1]]))
    path.reverse()
    covered_times = tuple(path[i] + times[i] - path[i + 1] for i in range(len(times)))
    return ServiceTimes(tuple(path[1:]), covered_times, total)


def suggest(chain: Chain, group: Group) -> Suggestion:
    """Stock points for a group's own demand, with whole mean lead times and the target as the service at each."""
    from scipy.special import ndtri

    flow = Flow(chain)
    times = [round(lead_time.mean) for lead_time in flow.lead_times]
    z = float(ndtri(min(max(group.target, 0.5), 0.9999)))
    cost = [
        chain.holding_rate * flow.values[k] * stage.items * z * item_demand(flow, [group], k).sd
        if flow.holds_stock(k) and flow.closed(k) is None
        else 1e15
        for k, stage in enumerate(flow.stages, start=1)
    ]
    found = service_times(times, cost, int(group.promise.pmf().mean))
    return Suggestion(tuple(k for k, covered in enumerate(found.covered, start=1) if covered > 0), found)

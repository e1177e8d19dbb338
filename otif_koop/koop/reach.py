"""What a decoupling point can keep of a promise, however much stock there is: P(R ≤ D) (koop-method, section 2)."""

from __future__ import annotations

import numpy as np

from otif_koop.koop.flow import Flow
from otif_koop.koop.pmf import Pmf


def on_time_at_most(flow: Flow, promise: Pmf, point: int) -> float:
    """Share of the orders whose stages after `point` take no longer than promised; F_R(D), over a spread of D."""
    order_time = flow.order_time(point)
    return float(sum(promise.chances[d] * order_time.within(int(d)) for d in np.flatnonzero(promise.chances)))


def on_time_from(flow: Flow, promise: Pmf, position: int) -> float | None:
    """The best that any open point of a position gives; None where the chain has no such point."""
    points = (one for one in flow.points if flow.position(one) == position and flow.closed(one) is None)
    return max((on_time_at_most(flow, promise, one) for one in points), default=None)

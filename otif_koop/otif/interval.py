"""How sure a rate is: Wilson's interval on the effective number of orders (otif-method, section 8).

Lines hang together in orders, so a rate over lines or pieces is surer than it looks on too many units. The variance of
the ratio estimator over orders gives the number of independent units that would be as sure.
"""

from __future__ import annotations

from math import sqrt

import numpy as np

from otif_koop.otif.order_book import Floats

Z_95 = 1.959963984540054


def wilson(rate: float, number: float, z: float = Z_95) -> tuple[float, float]:
    """The interval for a rate (0..1) seen on `number` independent units: Wilson 1927.

    >>> low, high = wilson(0.95, 20)
    >>> round(low, 2), round(high, 2)
    (0.76, 0.99)
    """
    if number <= 0:
        return 0.0, 1.0
    centre = rate + z * z / (2 * number)
    spread = z * sqrt(rate * (1 - rate) / number + z * z / (4 * number * number))
    scale = 1 + z * z / number
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def number_to_settle(rate: float, target: float, z: float = Z_95) -> float | None:
    """On how many independent units a rate (0..1) would have to be seen to tell it from a target (0..1).

    Wilson's interval holds exactly those shares that the score test does not reject, so it leaves the target out as
    soon as the distance exceeds z standard errors at the target. None where the two are the same: then never.

    >>> round(number_to_settle(0.90, 0.95))
    73
    """
    if rate == target:
        return None
    return z * z * target * (1 - target) / (rate - target) ** 2


def effective_number(passed: Floats, weight: Floats) -> float:
    """The number of independent units that would be as sure, from what passed and what there was, by order.

    `passed` and `weight` are (n_orders,) sums over the units of each counted order. At order level, with weight 1, this
    is the number of orders.
    """
    orders, total = len(weight), float(weight.sum())
    if orders < 2 or total <= 0:
        return float(min(orders, 1))
    rate = float(passed.sum()) / total
    if rate <= 0 or rate >= 1:
        # nothing varies: count the orders, as far as their weights are even
        return total * total / float(np.square(weight).sum())
    residual = passed - rate * weight
    variance = float(np.square(residual).sum()) / (total * total)
    return rate * (1 - rate) / variance if variance > 0 else float(orders)

"""What a target asks of its parts: of every component rate, and of every order line.

"Doelstellingen per groep vaststellen". A target for whole orders asks much more of a line: 95 % of orders with 6 lines
each is 99.1 % of the lines, since 0.991⁶ = 0.95.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log, prod

from otif_koop.otif.definition import Combine

_ROUNDS = 80


def product_demands(rates: Mapping[str, float], target: float) -> dict[str, float]:
    """The rate (0..1) each component must reach so that together they multiply to the target.

    `rates` are today's. All are raised to one power, so that they all lose the same part of their misses (on a
    logarithmic scale). Where that says nothing (a rate of 0, or all perfect) every component is asked the same.
    """
    if not rates:
        return {}
    today = prod(rates.values())
    if target <= 0 or today <= 0 or today >= 1:
        return dict.fromkeys(rates, max(target, 0.0) ** (1 / len(rates)))
    power = log(target) / log(today)
    return {component: rate**power for component, rate in rates.items()}


def joint_demands(rates: Mapping[str, float], joint: float, target: float) -> dict[str, float]:
    """The same for the share of units that pass every component; `joint` is that share today (0..1).

    With a part f = (T - J) / (1 - J) of the missing units put right, every component keeps 1 - f of its misses. Where
    nothing misses, the misses that the target allows are shared out evenly.
    """
    if joint >= 1:
        return {component: 1 - (1 - target) / len(rates) for component in rates}
    left = (1 - target) / (1 - joint)
    return {component: max(0.0, 1 - (1 - rate) * left) for component, rate in rates.items()}


def equal_demands(components: Sequence[str], target: float, combine: Combine) -> dict[str, float]:
    """What a target asks where no figure of today is known: the same of every component."""
    perfect = dict.fromkeys(components, 1.0)
    return product_demands(perfect, target) if combine is Combine.PRODUCT else joint_demands(perfect, 1.0, target)


def alone(rates: Mapping[str, float], target: float) -> dict[str, float | None]:
    """The rate each component would need if the others stayed as they are (product); None: 100 % is not enough."""
    needed: dict[str, float | None] = {}
    for component in rates:
        others = prod(rate for other, rate in rates.items() if other != component)
        asked = target / others if others > 0 else float("inf")
        needed[component] = asked if asked <= 1 else None
    return needed


def order_rate(line_rate: float, sizes: Mapping[int, float]) -> float:
    """The share of orders without a missed line, when lines miss apart from each other: Σ share(n)·rateⁿ.

    `sizes`: how many orders have n lines.
    """
    total = sum(sizes.values())
    return sum(number / total * line_rate**lines for lines, number in sizes.items())


def line_demand(target: float, sizes: Mapping[int, float]) -> float:
    """The line rate at which orders of these sizes reach the target, when lines miss apart from each other.

    >>> round(line_demand(0.95, {6: 1}), 4)
    0.9915
    """
    if target <= 0 or target >= 1 or not sizes:
        return min(max(target, 0.0), 1.0)
    low, high = 0.0, 1.0
    for _ in range(_ROUNDS):
        middle = (low + high) / 2
        low, high = (middle, high) if order_rate(middle, sizes) < target else (low, middle)
    return high


def lines_that_count(order_share: float, line_share: float) -> float | None:
    """How many independent lines an order is worth: ln(order) / ln(line); fewer than its lines where misses cluster.

    None where one of the shares is 0 or 1: then nothing can be said.
    """
    if not (0 < order_share < 1 and 0 < line_share < 1):
        return None
    return log(order_share) / log(line_share)

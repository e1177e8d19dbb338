"""How many orders it takes to know whether a target is met (otif-method, section 8).

Wilson's interval around a rate p leaves out a target t exactly when |p - t| > z·√(t(1 - t)/n): so the number of orders
follows without searching.
"""

from __future__ import annotations

from math import floor, sqrt
from typing import Literal

from otif_koop.otif.interval import Z_95, wilson

Verdict = Literal["met", "missed", "unknown"]


def verdict(rate: float, number: float, target: float, z: float = Z_95) -> Verdict:
    """Whether a rate (0..1) seen on so many independent units meets the target, misses it, or can't tell yet."""
    low, high = wilson(rate, number, z)
    if low >= target:
        return "met"
    return "missed" if high < target else "unknown"


def orders_needed(rate: float, target: float, z: float = Z_95) -> int | None:
    """The fewest independent orders after which a group that scores `rate` is known to meet or to miss the target.

    None where no number is enough: the rate is the target itself.
    """
    if target <= 0:
        return 1
    gap = abs(rate - target)
    if gap < 1e-9:
        return None
    return max(1, floor(z * z * target * (1 - target) / (gap * gap)) + 1)


def orders_to_prove(target: float, z: float = Z_95) -> int | None:
    """The fewest orders, all of them faultless, that show the target to be met; None for 100 %: never."""
    return orders_needed(1.0, target, z)


def seen_by(number: float, target: float, z: float = Z_95) -> float:
    """How far under (or over) the target a score must be to show on so many orders, as a share (0..1)."""
    if number <= 0:
        return 1.0
    return min(1.0, z * sqrt(target * (1 - target) / number))

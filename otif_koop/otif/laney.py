"""Signal or noise: the p′ chart, which knows that months differ more than chance alone explains.

D. B. Laney, "Improved control charts for attributes", Quality Engineering 14(4), 2002, pp. 531–537. With many orders a
month the limits of a plain p chart are so narrow that nearly every month falls outside them; the p′ chart widens them
by how much consecutive months really differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

SIGMAS = 3.0
D2 = 1.128
"""What a mean range of two is divided by to be a standard deviation (d₂ for n = 2, as Laney uses it)."""

RUN = 8
"""So many periods on one side of the centre are a shift, also inside the limits (Western Electric's fourth rule)."""


@dataclass(frozen=True)
class Point:
    """One period: its share, the limits [low, high] within which it is noise, and whether it is a signal."""

    share: float
    low: float
    high: float
    signal: bool
    shifted: bool
    """One of a run of `RUN` or more on the same side of the centre."""


@dataclass(frozen=True)
class Chart:
    """The whole chart: `centre` is the share of all periods together, `sigma_z` how much wider than chance."""

    centre: float
    sigma_z: float
    points: tuple[Point, ...]


def p_prime(good: Sequence[float], units: Sequence[float]) -> Chart:
    """The p′ chart of `good` out of `units`, a pair a period, oldest first.

    Raises `ValueError` for unequal lengths, no period, units that are not above 0, or more good ones than units. With
    one period, or where every share is 0 or every one 1, there is nothing to widen: `sigma_z` is 1.
    """
    if len(good) != len(units) or not units:
        raise ValueError("good and units are one pair a period, and there is at least one")
    if any(n <= 0 or not 0 <= g <= n for g, n in zip(good, units, strict=True)):
        raise ValueError("units are above 0 and good lies between 0 and units")
    centre = sum(good) / sum(units)
    shares = [g / n for g, n in zip(good, units, strict=True)]
    chance = [sqrt(centre * (1 - centre) / n) for n in units]
    if len(shares) < 2 or min(chance) == 0:
        sigma_z = 1.0
    else:
        z = [(share - centre) / one for share, one in zip(shares, chance, strict=True)]
        ranges = [abs(after - before) for before, after in pairwise(z)]
        sigma_z = sum(ranges) / len(ranges) / D2
    shifted = _runs(shares, centre)
    points = []
    for share, one, run in zip(shares, chance, shifted, strict=True):
        low = max(0.0, centre - SIGMAS * one * sigma_z)
        high = min(1.0, centre + SIGMAS * one * sigma_z)
        outside = share < low - 1e-12 or share > high + 1e-12
        points.append(Point(share, low, high, outside, run))
    return Chart(centre, sigma_z, tuple(points))


def _runs(shares: Sequence[float], centre: float) -> list[bool]:
    sides = [(share > centre) - (share < centre) for share in shares]
    found = [False] * len(sides)
    start = 0
    for place in range(1, len(sides) + 1):
        if place < len(sides) and sides[place] == sides[start]:
            continue
        if sides[start] and place - start >= RUN:
            found[start:place] = [True] * (place - start)
        start = place
    return found


def difference(before: Sequence[tuple[float, float]], after: Sequence[tuple[float, float]], sigma_z: float) -> float:
    """How many widened standard deviations the share after lies above the share before; each a list of (good, units).

    Beyond 2 a difference is more than noise would often give. 0 where either side has no units.
    """
    (g0, n0), (g1, n1) = ((sum(g for g, _ in side), sum(n for _, n in side)) for side in (before, after))
    if not n0 or not n1:
        return 0.0
    pooled = (g0 + g1) / (n0 + n1)
    spread = sqrt(pooled * (1 - pooled) * (1 / n0 + 1 / n1)) * max(sigma_z, 1.0)
    return 0.0 if spread == 0 else (g1 / n1 - g0 / n0) / spread

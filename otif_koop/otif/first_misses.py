"""Which misses to solve first: the component that lifts the score most, then the next, up to the target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, prod

from otif_koop.otif.definition import Combine
from otif_koop.otif.judge import COMPLAINT, ERROR, LATE, SHORT

MASKS = {
    "on_time": LATE,
    "in_full": SHORT,
    "no_error": ERROR,
    "no_complaint": COMPLAINT,
    "no_error_no_complaint": ERROR | COMPLAINT,
}
"""The faults that a component doesn't let pass."""


@dataclass(frozen=True)
class Cause:
    """One component in the order in which to solve them.

    `fails` are the units that miss by it, `only` those that miss by nothing else. `needed`: of those, how many must be
    put right to reach the target when everything above it is solved; None where all of them are not enough. `after` is
    the score with this and everything above it solved.
    """

    component: str
    fails: float
    only: float
    needed: int | None
    after: float


def first_misses(
    faults: Mapping[int, float], components: tuple[str, ...], target: float, combine: Combine
) -> list[Cause]:
    """The components in the order that gains most, until the target is reached or nothing is left.

    `faults`: the counted units by the byte of faults they have (0: none). `components` make up the score.
    """
    total = sum(faults.values())
    if total <= 0:
        return []
    fails = {name: sum(n for code, n in faults.items() if code & MASKS[name]) for name in components}
    solved: list[str] = []
    found = []
    now = _score(faults, total, components, solved, combine)
    while now < target - 1e-12:
        left = [name for name in components if name not in solved and fails[name] > 0]
        if not left:
            break
        gains = {name: _score(faults, total, components, [*solved, name], combine) for name in left}
        best = max(left, key=lambda name: (gains[name], fails[name]))
        needed = None
        if gains[best] >= target - 1e-12:
            if combine is Combine.JOINT:
                needed = ceil((target - now) * total - 1e-6)
            else:
                others = now / (1 - fails[best] / total) if fails[best] < total else gains[best]
                needed = ceil((target / others) * total - (total - fails[best]) - 1e-6)
            needed = min(needed, ceil(fails[best]))
        only = sum(n for code, n in faults.items() if code and not code & ~MASKS[best])
        found.append(Cause(best, fails[best], only, needed, gains[best]))
        solved.append(best)
        now = gains[best]
    return found


def _score(
    faults: Mapping[int, float], total: float, components: tuple[str, ...], solved: list[str], combine: Combine
) -> float:
    left = [MASKS[name] for name in components if name not in solved]
    if combine is Combine.PRODUCT:
        return prod(1 - sum(n for code, n in faults.items() if code & mask) / total for mask in left)
    mask = 0
    for one in left:
        mask |= one
    return sum(n for code, n in faults.items() if not code & mask) / total

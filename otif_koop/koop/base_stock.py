"""The lowest stock level that reaches a target (koop-method, section 6.5)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from otif_koop.koop.mixture import Rows
from otif_koop.koop.pmf import Array
from otif_koop.koop.service import Service

Share = Callable[[Array], Array]
"""Levels (m,) to shares (m, cases); a share never falls with the level."""
EachShare = Callable[[Array, Rows], Array]
"""Levels (m,) and a case for each (m,) to shares (m,)."""

_GRID = {False: 9, True: 25}  # levels tried at first, for few targets or many
_MANY = 8
_ROUNDS = 60
_CLOSE = 1e-11  # in the share
_NEVER = 1e-9  # as near to the ceiling only unlimited stock comes
_FINE = 1e-10  # in the level, relative
_DOUBLINGS = 24


def levels_for(service: Service, targets: Array, cases: Rows | None = None) -> Array:
    """The lowest base-stock level for each target share on time: (m,) -> (m,), NaN where no stock reaches it.

    `cases` (m,) tells which case each target is for; none: all for the first. A target at the ceiling itself, which
    only unlimited stock reaches, is NaN as well.
    """
    targets = np.asarray(targets, dtype=float)
    cases = np.zeros(len(targets), dtype=np.intp) if cases is None else cases
    ceilings = service.ceilings[cases]
    if not service.stock_decides:
        return np.where(targets <= ceilings + _CLOSE, 0.0, np.nan)
    if service.demand.is_certain:
        reachable = targets <= ceilings + _CLOSE
        targets = np.minimum(targets, ceilings)
    else:
        reachable = (targets < ceilings - _NEVER) | (targets <= service.otif(np.zeros(1))[0, cases])
    targets = np.where(reachable, targets, np.nan)
    steps = service.steps
    if steps is not None and service.lines == 1:
        return _on_steps(service.otif, targets, cases, np.append(0.0, steps))
    return _between(service.otif, service.otif_each, targets - _CLOSE, cases, service.highest_level)


def level_for_all(service: Service, targets: Array, least: float = 0.0) -> float:
    """The lowest level, from `least` up, at which every case has its target, of `targets` (cases,).

    Those that no stock serves don't count.
    """
    short = np.flatnonzero(
        (service.otif(np.array([least]))[0] < targets - _CLOSE) & (targets < service.ceilings - _NEVER)
    )
    if not len(short):
        return least
    levels = levels_for(service, targets[short], short)
    return max(least, float(np.nan_to_num(levels).max()))


def level_at_once(service: Service, share: float, least: float = 0.0) -> float:
    """The lowest level, from `least` up, at which this share (below 1) is served at once, G(0)."""
    if service.immediate(np.array([least]))[0, 0] >= share - _CLOSE:
        return least
    steps, first = service.steps_at_once, np.zeros(1, dtype=np.intp)
    if steps is not None:
        return float(_on_steps(service.immediate, np.array([share]), first, np.append(0.0, steps))[0])

    def each(levels: Array, _: Rows) -> Array:
        return service.immediate(levels)[:, 0]

    return float(_between(service.immediate, each, np.array([share]), first, service.highest_level)[0])


def _on_steps(share: Share, targets: Array, cases: Rows, steps: Array) -> Array:
    """For a share that jumps at `steps` and is flat between them."""
    reached = np.maximum.accumulate(share(steps), axis=0)
    first = _first_reached(reached, targets - _CLOSE, cases)
    return np.where(first < len(steps), steps[np.minimum(first, len(steps) - 1)], np.nan)


def _first_reached(reached: Array, targets: Array, cases: Rows) -> Rows:
    """The first row of `reached` (rows, cases) at each target; the number of rows where none is, or it is NaN."""
    enough = reached[:, cases] >= targets
    return np.where(enough.any(axis=0), enough.argmax(axis=0), len(reached))


def _between(share: Share, share_of_each: EachShare, targets: Array, cases: Rows, upto: float) -> Array:
    """By a grid and then regula falsi (Illinois), all targets at once; NaN stays NaN."""
    asked = np.isfinite(targets)
    if not asked.any():
        return targets
    for _ in range(_DOUBLINGS):
        if np.all(share(np.array([upto]))[0, cases[asked]] >= targets[asked]):
            break
        upto *= 2
    grid = np.linspace(0.0, 1.0, _GRID[len(targets) > _MANY]) ** 1.5 * upto
    reached = np.maximum.accumulate(share(grid), axis=0)
    after = _first_reached(reached, targets, cases)
    found = np.where(asked & (after == 0), 0.0, np.nan)
    todo = np.flatnonzero(asked & (after > 0) & (after < len(grid)))
    cell, mine = after[todo], cases[todo]

    def excess(levels: Array, which: Rows) -> Array:
        return share_of_each(levels, mine[which]) - targets[todo[which]]

    found[todo] = _illinois(
        excess, grid[cell - 1], grid[cell], reached[cell - 1, mine] - targets[todo], reached[cell, mine] - targets[todo]
    )
    return found


def _illinois(excess: EachShare, low: Array, high: Array, below: Array, above: Array) -> Array:
    """Roots of excesses that do not fall, bracketed one by one; the upper end of what remains."""
    side = np.zeros(len(low))
    busy = np.arange(len(low))
    for turn in range(_ROUNDS):
        if not len(busy):
            break
        a, b, f, g = low[busy], high[busy], below[busy], above[busy]
        middle = (a + b) / 2
        guess = np.where(g - f > 0, b - g * (b - a) / np.where(g - f > 0, g - f, 1.0), middle)
        guess = np.where((guess <= a) | (guess >= b) | (turn % 4 == 3), middle, guess)
        value = excess(guess, busy)
        close = np.abs(value) < _CLOSE
        up = (value >= 0) | close
        low[busy], high[busy] = np.where(up, a, guess), np.where(up, guess, b)
        below[busy] = np.where(up, np.where(side[busy] == 1, f / 2, f), value)
        above[busy] = np.where(up, value, np.where(side[busy] == -1, g / 2, g))
        side[busy] = np.where(up, 1, -1)
        busy = busy[~(close | (high[busy] - low[busy] <= _FINE * (1 + high[busy])))]
    return high

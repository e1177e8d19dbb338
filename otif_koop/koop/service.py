"""What a stock level gives: share on time in full, backorders and stock on hand (koop-method, sections 6 and 7)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from otif_koop.koop.cover import Cover
from otif_koop.koop.group import Level
from otif_koop.koop.item_demand import ItemDemand, LineDemand
from otif_koop.koop.mixture import Mixture, Rows
from otif_koop.koop.pmf import Array, Pmf


@dataclass(frozen=True, eq=False)
class _Shares:
    """Shares served, one a row: `certain` plus the mixture within the level, or minus the units beyond it."""

    certain: Array  # (rows,)
    amounts: Mixture | None  # None where nothing depends on stock
    mean: float = 0.0  # of the demand a period; 0 where `within` is asked

    @property
    def steps(self) -> Array | None:
        """The levels at which the shares jump, if they are flat between them."""
        if self.amounts is None or self.mean or not self.amounts.is_fixed:
            return None
        return np.unique(self.amounts.means)

    def at(self, levels: Array) -> Array:
        """(levels,) -> (levels, rows), between 0 and 1."""
        if self.amounts is None:
            return np.broadcast_to(self.certain, (len(levels), len(self.certain)))
        if self.mean:
            return np.clip(self.certain - self.amounts.beyond(levels) / self.mean, 0.0, 1.0)
        return np.clip(self.certain + self.amounts.within(levels), 0.0, 1.0)

    def at_each(self, levels: Array, rows: Rows) -> Array:
        """As `at`, each level for one row only: (levels,), (levels,) -> (levels,)."""
        if self.amounts is None:
            return self.certain[rows]
        if self.mean:
            return np.clip(self.certain[rows] - self.amounts.beyond_each(levels, rows) / self.mean, 0.0, 1.0)
        return np.clip(self.certain[rows] + self.amounts.within_each(levels, rows), 0.0, 1.0)


@dataclass(frozen=True, eq=False)
class Service:
    """One item at a stock point, for orders with these chances of slack: `slack` (cases, w = 0, 1, …).

    A case is a group of customers or a promise; they share the stock. `lines` lines an order, each on another item with
    the same stock, must all be there. Levels are base-stock levels in pieces: on hand + under way - backorders.
    """

    demand: ItemDemand
    cover: Cover
    slack: Array
    level: Level
    lines: float = 1.0

    @property
    def ceilings(self) -> Array:
        """The highest share on time in full that any stock can give, F_R(D): (cases,)."""
        return np.minimum(1.0, self.slack.sum(axis=1))

    def otif(self, levels: Array) -> Array:
        """Share on time in full, (m,) -> (m, cases): Σ_τ w(τ) a(S, τ), or Σ_ρ P(R = ρ) G(D - ρ)^ν for ν lines."""
        shares = self._orders.at(levels)
        if self.lines > 1:
            shares = shares**self.lines @ self.slack[:, self._slacks].T
        return np.minimum(shares, self.ceilings)

    def otif_each(self, levels: Array, cases: Rows) -> Array:
        """As `otif`, each level for one case only: (m,), (m,) -> (m,)."""
        if self.lines > 1:
            shares = (self._orders.at(levels) ** self.lines * self.slack[cases][:, self._slacks]).sum(axis=1)
        else:
            shares = self._orders.at_each(levels, cases)
        return np.minimum(shares, self.ceilings[cases])

    def immediate(self, levels: Array) -> Array:
        """Share that is served at once, G(0): (m,) -> (m, 1)."""
        return self._at_once.at(levels)

    def units_within(self, levels: Array) -> Array:
        """Share of the units served within w = 0, 1, … periods: (m,) -> (m, longest age + 1); 1 at the end."""
        return self._waits.at(levels)

    def backorders(self, levels: Array) -> Array:
        """Mean pieces owed at the end of a period, over the review cycle: (m,) -> (m,)."""
        return self._outstanding.beyond(levels)[:, 0]

    def on_hand(self, levels: Array) -> Array:
        """Mean pieces on the shelf at the end of a period, S - μ(E[U] + (r + 1)/2) + backorders: (m,) -> (m,)."""
        return np.maximum(levels - self.demand.mean * self.outstanding_periods + self.backorders(levels), 0.0)

    def wait(self, level: float) -> Pmf:
        """How long a piece waits for stock at this level: P(W <= w) = units served within w."""
        served = np.maximum.accumulate(np.append(self.units_within(np.array([level]))[0], 1.0))
        chances = np.diff(np.minimum(served, 1.0), prepend=0.0)
        last = int(np.flatnonzero(chances > 1e-9)[-1])
        return Pmf(chances[: last + 1] / chances[: last + 1].sum())

    @cached_property
    def outstanding_periods(self) -> float:
        """Mean periods of demand that are under way at the end of a period."""
        if self.cover.overtaking:
            return float(self.cover.replenishment.mean + 1)
        return self.cover.age.mean

    @cached_property
    def highest_level(self) -> float:
        """A level above which practically nothing is gained; the solver goes on from it where a tail is very long."""
        longest = self.cover.replenishment.longest + self.cover.every
        demand = self.demand
        line = demand.size if isinstance(demand, LineDemand) else demand.mean
        return demand.mean * longest + 12 * demand.sd * float(np.sqrt(longest)) + 5 * line

    @property
    def stock_decides(self) -> bool:
        """Whether any order needs stock: false where slack covers every replenishment, or no order has any slack."""
        return self._orders.amounts is not None

    @property
    def steps(self) -> Array | None:
        """The levels at which the share jumps, if it is flat between them."""
        return self._orders.steps

    @property
    def steps_at_once(self) -> Array | None:
        """The same for the share that is served at once; other intervals count there, so it may jump elsewhere."""
        return self._at_once.steps

    @cached_property
    def _slacks(self) -> Rows:
        """The slacks that occur; where no order has any, one that weighs nothing."""
        slacks = np.flatnonzero(self.slack.any(axis=0))
        return slacks if len(slacks) else np.zeros(1, dtype=np.intp)

    @cached_property
    def _orders(self) -> _Shares:
        if self.lines > 1:
            return self._served([int(slack) for slack in self._slacks])
        if self.cover.overtaking:
            each = self._served([int(slack) for slack in self._slacks])
            return _mixed(each, self.slack[:, self._slacks])
        return self._covering(self.cover.weights(self.slack))

    @cached_property
    def _at_once(self) -> _Shares:
        return self._served([0])

    @cached_property
    def _waits(self) -> _Shares:
        return self._served(list(range(self.cover.age.longest + 1)), Level.UNIT)

    @cached_property
    def _outstanding(self) -> Mixture:
        ages = self.cover.still_open[0] if self.cover.overtaking else self.cover.age.chances
        return self.demand.over(np.arange(1.0, len(ages)), ages[None, 1:])

    def _served(self, slacks: list[int], level: Level | None = None) -> _Shares:
        """G(w), a row for each slack w."""
        if self.cover.overtaking:
            return self._served_overtaking(slacks, self._counted(level))
        return self._covering(np.array([self.cover.intervals(slack) for slack in slacks]), level)

    def _counted(self, level: Level | None) -> Level:
        """The level to count on; a line among very many is no more than a piece in a flow."""
        level, demand = level or self.level, self.demand
        flows = isinstance(demand, LineDemand) and demand.flows_over(self.cover.age.longest)
        return Level.UNIT if level is Level.LINE and flows else level

    def _covering(self, chances: Array, level: Level | None = None) -> _Shares:
        """Σ_τ chances(τ) a(S, τ), a row for each row of chances over τ = 0, 1, …"""
        level = self._counted(level)
        if not chances[:, 1:].any():
            return _Shares(chances[:, 0], None)
        if level is Level.UNIT:
            leaving = chances[:, 1:] - np.append(chances[:, 2:], np.zeros((len(chances), 1)), axis=1)
            return self._shares(chances.sum(axis=1), leaving, level)
        return self._shares(chances[:, 0], chances[:, 1:], level)

    def _served_overtaking(self, slacks: list[int], level: Level) -> _Shares:
        """Section 6.4; exact for w up to the shortest lead time, beyond it the value there is kept: the safe side."""
        counts, shortest = self.cover.still_open, self.cover.replenishment.shortest
        rows = np.zeros((len(slacks), len(counts[0]) + 1))
        certain = np.zeros(len(slacks))
        for row, slack in enumerate(slacks):
            if slack > self.cover.replenishment.longest:
                certain[row] = 1.0
                continue
            now, later = counts[min(slack, shortest)], counts[min(slack, shortest) + 1]
            if level is Level.UNIT:
                certain[row] = 1.0
                rows[row, : len(now)] += now
                rows[row, : len(later)] -= later
            elif level is Level.LINE:
                rows[row, 1 : 1 + len(later)] = later
            else:
                certain[row] = now[0]
                rows[row, : len(now)] = now
        return self._shares(certain, rows[:, 1:], level)

    def _shares(self, certain: Array, weights: Array, level: Level) -> _Shares:
        """`certain` and Σ_τ weights(τ) times what the level asks of an interval of τ = 1, 2, … periods."""
        if level is Level.LINE and isinstance(self.demand, LineDemand):
            return _Shares(certain, self.demand.up_to_a_line(weights))
        amounts = self.demand.over(np.arange(1.0, weights.shape[1] + 1), weights)
        return _Shares(certain, amounts, self.demand.mean if level is Level.UNIT else 0.0)


def _mixed(shares: _Shares, chances: Array) -> _Shares:
    """The rows of `shares` mixed with `chances` (cases, rows)."""
    amounts = shares.amounts
    mixed = None if amounts is None else Mixture(chances @ amounts.weights, amounts.means, amounts.scale)
    return _Shares(chances @ shares.certain, mixed, shares.mean)

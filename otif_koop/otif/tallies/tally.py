"""One tally: the order book under one basis, reduced to counts from which every definition in the grid is scored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import lcm
from typing import Any

import numpy as np
import numpy.typing as npt

from otif_koop.lately import Lately
from otif_koop.message import Refused, message
from otif_koop.otif.counts import Counts, counts_by_part
from otif_koop.otif.definition import Definition, Level, Weight
from otif_koop.otif.facts import facts_once
from otif_koop.otif.order_book import OrderBook
from otif_koop.otif.resolve import Resolved
from otif_koop.otif.split import Split
from otif_koop.otif.tallies.chunks import chunks, part_of
from otif_koop.otif.tallies.grid import Basis, Rule, place
from otif_koop.otif.tallies.items import ItemTally, item_tally, summed_items
from otif_koop.otif.tallies.lines import LineTally, line_tally, summed
from otif_koop.otif.tallies.orders import OrderRows, order_rows
from otif_koop.otif.tallies.profiles import profiles_of
from otif_koop.otif.tallies.units import Asked, Units

NUMERATORS = ("on_time", "in_full", "no_error", "no_complaint", "clean", "otif", "every")
COLUMNS = ("units", "weight", *NUMERATORS)

Columns = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True, eq=False)
class Tally:
    """The counts of one basis, by part (customer groups by name). No order and no customer stands in it.

    `unit`: pieces are counted in 1/unit. `kept` holds the orders by rule; `rows`, where the order book is at hand,
    makes those that are not there yet.
    """

    basis: Basis
    parts: tuple[str, ...]
    in_full: bool
    unit: int
    lines: LineTally
    items: ItemTally
    kept: dict[Rule, Units]
    rows: tuple[OrderRows, ...] = ()
    laid_out: Lately = field(default_factory=lambda: Lately(24), repr=False)

    def units(self, level: Level, rule: Rule) -> Units:
        """Orders or lines under a rule.

        Raises `Refused` for orders under a rule that was not kept, without the order book at hand.
        """
        if level is Level.LINE:
            return self.laid_out.get(rule, lambda: self.lines.units(len(self.parts), rule, in_full=self.in_full))
        if rule not in self.kept:
            if not self.rows:
                raise Refused(message("For this rule the order lines themselves are needed: bring the export again."))
            several = [rows.units(rule, in_full=self.in_full) for rows in self.rows]
            self.kept[rule] = several[0] if len(several) == 1 else _together([(units, 1) for units in several])
        return self.kept[rule]

    def count(self, level: Level, rule: Rule, asked: Asked, *, by_quantity: bool = False, keep: bool = True) -> Columns:
        """The columns of `Counts`, each (definitions, parts), in units of the level (pieces in 1/unit).

        `keep` the sums that answer it, where more will be asked.
        """
        if level is Level.ITEM:
            return self.items.count(len(self.parts), rule.counting(), asked)
        return self.units(level, rule).count(asked, weighed=by_quantity and level is Level.LINE, keep=keep)

    def counts(self, resolved: Resolved, level: Level) -> list[Counts]:
        """The counts of one definition in the grid, one a part."""
        found = place(resolved.definition)
        assert found is not None  # noqa: S101 - the caller asks `answers` first
        rule, limits = found
        by_quantity = resolved.definition.weight is Weight.QUANTITY
        asked = Asked(*(np.array([one]) for one in (*limits, marks_counted(resolved))))
        columns = {name: one[0] for name, one in self.count(level, rule, asked, by_quantity=by_quantity).items()}
        if level is Level.ITEM:
            return counts_by_part(columns, self.items.excluded(len(self.parts), rule.counting()), self.unit)
        if by_quantity and level is Level.LINE and self.unit > 1:
            columns |= {name: columns[name] / self.unit for name in ("weight", *NUMERATORS)}
        return counts_by_part(columns, self.units(level, rule).excluded)

    def answers(self, definition: Definition, basis: Basis) -> bool:
        """Whether a resolved definition on this basis is scored exactly from here."""
        found = place(definition)
        return found is not None and self.basis.carries(basis) and (bool(self.rows) or found[0] in self.kept)

    def complete(self, rules: Sequence[Rule]) -> Tally:
        """The same with the orders of these rules in it, fit to leave the order book."""
        for rule in rules:
            self.units(Level.ORDER, rule)
        return replace(self, rows=())

    def __add__(self, other: Tally) -> Tally:
        """The counts of both together: two plants, two months.

        Raises `Refused` where they were not built alike.
        """
        return _added(self._beside(other), (1, 1))

    def __sub__(self, other: Tally) -> Tally:
        """The counts without those of `other`, which are among them.

        So a tally follows orders that changed: less what they were, and what they are. Raises `Refused` as adding does.
        """
        return _added(self._beside(other), (1, -1))

    def _beside(self, other: Tally) -> tuple[Tally, Tally]:
        """Both with the same parts, in the same unit."""
        if self.basis != other.basis or self.in_full != other.in_full:
            raise Refused(message("These two were not counted alike, so they can't be added up."))
        parts = tuple(sorted({*self.parts, *other.parts}, key=lambda name: (not name, name)))  # the blank one last
        unit = lcm(self.unit, other.unit)
        return self._as(parts, unit), other._as(parts, unit)

    def _as(self, parts: tuple[str, ...], unit: int) -> Tally:
        """The same by `parts`, with its own among them, in a unit that is a whole number of times as small."""
        if parts == self.parts and unit == self.unit:
            return self
        to = np.array([parts.index(name) for name in self.parts], np.int64)
        factor = unit // self.unit
        lines = replace(self.lines, part=to[self.lines.part], pieces=self.lines.pieces * factor)
        items = replace(self.items.scaled(factor), part=to[self.items.part])
        kept = {rule: units.moved(to, len(parts)) for rule, units in self.kept.items()}
        rows = tuple(replace(one, part=to[one.part], parts=len(parts)) for one in self.rows)
        return Tally(self.basis, parts, self.in_full, unit, lines, items, kept, rows)


def _added(several: Sequence[Tally], signs: Sequence[int]) -> Tally:
    """Tallies of the same parts and unit, added up (1) or taken away (-1)."""
    signed = list(zip(several, signs, strict=True))
    lines = summed(
        np.concatenate([one.lines.part for one in several]),
        np.concatenate([one.lines.code for one in several]),
        np.concatenate([one.lines.counts * sign for one, sign in signed]),
        np.concatenate([one.lines.pieces * sign for one, sign in signed]),
    )
    signed_items = [one.items.scaled(sign) for one, sign in signed]
    items = summed_items(
        ItemTally(
            **{name: np.concatenate([getattr(one, name) for one in signed_items]) for name in vars(several[0].items)}
        )
    )
    one = several[0]
    rows = tuple(row for part in several for row in part.rows)
    if min(signs) < 0 or not all(part.rows for part in several):
        rows = ()
    # with the rows at hand a rule is counted when it is asked for
    known = () if rows else {rule for part in several for rule in part.kept}
    rules = [rule for rule in known if all(rule in part.kept or part.rows for part in several)]
    kept = {rule: _together([(part.units(Level.ORDER, rule), sign) for part, sign in signed]) for rule in rules}
    return Tally(one.basis, one.parts, one.in_full, one.unit, lines, items, kept, rows)


def _together(several: Sequence[tuple[Units, int]]) -> Units:
    """Units of the same parts, each added up (1) or taken away (-1)."""
    one = several[0][0]
    cells = np.concatenate([units.cells for units, _ in several])
    counts = np.concatenate([units.counts * sign for units, sign in several])
    occurring, where = np.unique(cells, return_inverse=True)
    sums = np.bincount(where, weights=counts, minlength=len(occurring)).astype(np.int64)
    excluded = sum((units.excluded * sign for units, sign in several), np.zeros_like(one.excluded))
    left = sums != 0
    return Units(one.parts, occurring[left], sums[left], None, excluded, one.by_completion)


def marks_counted(resolved: Resolved) -> int:
    """Which incidents count: 1 errors, 2 complaints."""
    return ("no_error" in resolved.measured) + 2 * ("no_complaint" in resolved.measured)


def tally(book: OrderBook, basis: Basis, split: Split | None = None, parts: Sequence[str] | None = None) -> Tally:
    """Count the orders of `book` on one basis, by customer group, or by the parts of a split with their names."""
    if split is None:
        split, parts = Split(book, book.group.codes, len(book.group.names)), book.group.names
    names = tuple(parts or ())
    several = []
    for first, beyond in chunks(book):
        part = part_of(book, first, beyond)
        several.append(_tally(part, basis, Split(part, split.codes[first:beyond], split.parts), names))
    if len(several) == 1:
        return several[0]
    unit = lcm(*(one.unit for one in several))
    return _added([one._as(names, unit) for one in several], [1] * len(several))  # noqa: SLF001 - tallies of this module


def _tally(book: OrderBook, basis: Basis, split: Split, parts: tuple[str, ...]) -> Tally:
    facts = facts_once(book, basis.view)
    profiles = profiles_of(facts, basis)
    return Tally(
        basis=basis,
        parts=parts,
        in_full="quantity_delivered" in book.columns,
        unit=book.scale * facts.share,
        lines=line_tally(facts, profiles, split),
        items=item_tally(facts, basis, profiles, split),
        kept={},
        rows=(order_rows(facts, basis, profiles, split),),
    )

"""One tally: the order book under one basis, reduced to counts from which every definition in the grid is scored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from math import lcm
from typing import Any

import numpy as np
import numpy.typing as npt

from otif_koop.lately import Lately
from otif_koop.message import Refused, message
from otif_koop.otif.counts import Counts, counts_by_part
from otif_koop.otif.definition import Definition, Level, MissingDue, OpenLines, Partials, Weight
from otif_koop.otif.facts import facts_once
from otif_koop.otif.order_book import OrderBook
from otif_koop.otif.resolve import Resolved
from otif_koop.otif.split import Split
from otif_koop.otif.tallies.grid import UNDER, Basis, Rule, place
from otif_koop.otif.tallies.items import ItemTally, item_tally, summed_items
from otif_koop.otif.tallies.lines import LineTally, line_tally, summed
from otif_koop.otif.tallies.orders import OrderRows, order_rows
from otif_koop.otif.tallies.profiles import profiles_of
from otif_koop.otif.tallies.units import Asked, Units, units_of

NUMERATORS = ("on_time", "in_full", "no_error", "no_complaint", "clean", "otif", "every")
COLUMNS = ("units", "weight", *NUMERATORS)

Columns = dict[str, npt.NDArray[Any]]


def every_rule(*, agreed: bool = True) -> list[Rule]:
    """All rules of the grid; without `agreed`, those that ask no column of agreed partial deliveries."""
    partials = [one for one in Partials if agreed or one is not Partials.AGREED]
    return [Rule(*one) for one in product(range(len(UNDER)), partials, OpenLines, MissingDue)]


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
    rows: OrderRows | None = None
    laid_out: Lately = field(default_factory=lambda: Lately(24), repr=False)

    def units(self, level: Level, rule: Rule) -> Units:
        """Orders or lines under a rule.

        Raises `Refused` for orders under a rule that was not kept, without the order book at hand.
        """
        if level is Level.LINE:
            return self.laid_out.get(rule, lambda: self.lines.units(len(self.parts), rule, in_full=self.in_full))
        if rule not in self.kept:
            if self.rows is None:
                raise Refused(message("For this rule the order lines themselves are needed: bring the export again."))
            self.kept[rule] = self.rows.units(rule, in_full=self.in_full)
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
        return found is not None and self.basis.carries(basis) and (self.rows is not None or found[0] in self.kept)

    def complete(self, rules: Sequence[Rule]) -> Tally:
        """The same with the orders of these rules in it, fit to leave the order book."""
        for rule in rules:
            self.units(Level.ORDER, rule)
        return replace(self, rows=None)

    def __add__(self, other: Tally) -> Tally:
        """The counts of both together: two plants, two months.

        Raises `Refused` where they were not built alike.
        """
        if self.basis != other.basis or self.in_full != other.in_full:
            raise Refused(message("These two were not counted alike, so they can't be added up."))
        parts = tuple(sorted({*self.parts, *other.parts}, key=lambda name: (not name, name)))  # the blank one last
        unit = lcm(self.unit, other.unit)
        both = [(one, np.array([parts.index(name) for name in one.parts], np.int64)) for one in (self, other)]
        lines = summed(
            *(
                np.concatenate(columns)
                for columns in zip(
                    *(
                        (to[one.lines.part], one.lines.code, one.lines.counts, one.lines.pieces * (unit // one.unit))
                        for one, to in both
                    ),
                    strict=True,
                )
            )
        )
        moved = [replace(one.items.scaled(unit // one.unit), part=to[one.items.part]) for one, to in both]
        items = summed_items(
            ItemTally(**{name: np.concatenate([getattr(one, name) for one in moved]) for name in vars(moved[0])})
        )
        rules = self._rules() & other._rules() if self.rows is None or other.rows is None else self._rules()
        kept = {rule: _together(len(parts), [(one.units(Level.ORDER, rule), to) for one, to in both]) for rule in rules}
        return Tally(self.basis, parts, self.in_full, unit, lines, items, kept)

    def _rules(self) -> set[Rule]:
        return set(self.kept)


def _together(parts: int, several: list[tuple[Units, npt.NDArray[Any]]]) -> Units:
    """Units of several tallies, whose parts go to the places in the second of each pair."""
    excluded = np.zeros((parts, several[0][0].excluded.shape[1]), np.int64)
    for units, to in several:
        np.add.at(excluded, to, units.excluded)
    places = [(to[part], rest, units.counts) for units, to in several for part, *rest in [units.classes()]]
    part, counts = np.concatenate([one[0] for one in places]), np.concatenate([one[2] for one in places])
    classes = tuple(np.concatenate(one) for one in zip(*(one[1] for one in places), strict=True))
    reason = np.zeros(len(part), np.int64)
    by_completion = several[0][0].by_completion
    summed_up = units_of(parts, classes, reason, part, (counts, None), by_completion=by_completion)
    return replace(summed_up, excluded=excluded)


def marks_counted(resolved: Resolved) -> int:
    """Which incidents count: 1 errors, 2 complaints."""
    return ("no_error" in resolved.measured) + 2 * ("no_complaint" in resolved.measured)


def tally(book: OrderBook, basis: Basis, split: Split | None = None, parts: Sequence[str] | None = None) -> Tally:
    """Count the orders of `book` on one basis, by customer group, or by the parts of a split with their names."""
    facts = facts_once(book, basis.view)
    if split is None:
        split, parts = Split(book, book.group.codes, len(book.group.names)), book.group.names
    profiles = profiles_of(facts, basis)
    return Tally(
        basis=basis,
        parts=tuple(parts or ()),
        in_full="quantity_delivered" in book.columns,
        unit=book.scale * facts.share,
        lines=line_tally(facts, profiles, split),
        items=item_tally(facts, basis, profiles, split),
        kept={},
        rows=order_rows(facts, basis, profiles, split),
    )

"""The explorer of an order book: any definition at once, from tallies where the grid reaches, else from the facts."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import product
from weakref import WeakKeyDictionary

import numpy as np

from otif_koop.lately import Lately
from otif_koop.otif import score as scoring
from otif_koop.otif.counts import Counts
from otif_koop.otif.definition import Combine, Definition
from otif_koop.otif.explorer.choices import Choice, Explorable, changed, choices_for, essence, plain, with_all
from otif_koop.otif.explorer.shape import Shape, shape_of
from otif_koop.otif.explorer.sweep import Sweep, sweep
from otif_koop.otif.order_book import Longs, OrderBook, to_day
from otif_koop.otif.resolve import Resolved, resolve
from otif_koop.otif.score import Score, group_score, total_score
from otif_koop.otif.split import Split
from otif_koop.otif.tallies.grid import Basis, Rule, place
from otif_koop.otif.tallies.tally import Tally, tally
from otif_koop.otif.tallies.units import MOST_DENSE_PARTS

MOST_GROUPS = MOST_DENSE_PARTS - 1
"""So many groups, those with the most orders, are shown one by one; the others are counted together."""

MOST_EXPLORERS = 4
"""So many are kept with a book: each holds the tallies of every due date, clock stop and unit."""

OTHERS = "\0"
"""The part of a tally in which the groups that are not shown are counted together."""


@dataclass(frozen=True, eq=False)
class Explored(ABC):
    """Order data up to a day, with in `base` what holds throughout: scope, calendar, kinds and the like."""

    source: Explorable
    base: Definition
    as_of: date
    tallies: Lately = field(default_factory=lambda: Lately(64), repr=False)
    kept: Lately = field(default_factory=lambda: Lately(400), repr=False)

    @property
    def now(self) -> int:
        """The as-of day."""
        return to_day(self.as_of)

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that are shown one by one."""
        return self.source.group.names[:MOST_GROUPS]

    @abstractmethod
    def count(self, basis: Basis) -> Tally:
        """Count the orders on a basis."""

    @abstractmethod
    def score_lines(self, definition: Definition) -> tuple[Score, ...]:
        """Score a definition that the grid does not reach from the lines themselves."""

    def shape(self, group: str | None) -> Shape | None:
        """What the orders of a group shown (None: all) look like, where that is known."""
        del group
        return None

    def tally(self, basis: Basis) -> Tally:
        """The tally of a basis, made once."""
        return self.tallies.get(basis, lambda: self.count(basis))

    def choices(self) -> tuple[Choice, ...]:
        """The choices with the options that the data can carry."""
        return self.kept.get("choices", lambda: choices_for(self.base, self.source))

    def rules(self) -> list[Rule]:
        """The rules of the defensible definitions: those that orders are counted under while they are at hand."""
        options = {choice.field: choice.options for choice in self.choices()}
        common = plain(with_all(self.base))
        rules = []
        for partials, in_full in product(options["partials"], options["in_full"]):
            found = place(changed(common, {**partials.fields, **in_full.fields}))
            if found is not None and found[0] not in rules:
                rules.append(found[0])
        return rules

    def sweep(self) -> Sweep:
        """Every defensible definition, scored; made once."""
        return self.kept.get(
            "sweep",
            lambda: sweep(self.base, self.choices(), self.source, self.now, self.tally, self.groups),
        )

    def scores(self, definition: Definition) -> dict[str | None, Score]:
        """The score of every group shown and of all together (None) by one definition at its own level."""
        return self.kept.get(definition.model_dump_json(exclude_unset=True), lambda: self._scores(definition))

    def _scores(self, definition: Definition) -> dict[str | None, Score]:
        resolved, level = resolve(definition, self.source), definition.level
        counted = self._from_tally(resolved)
        if counted is None:
            return {one.group: one for one in self.score_lines(definition) if one.group in {None, *self.groups}}
        grain, shown = self.source.order_grain, set(self.groups)
        found: dict[str | None, Score] = {
            name: group_score(name, level, resolved, counts, order_grain=grain)
            for name, counts in counted.items()
            if name in shown
        }
        found[None] = total_score(level, [resolved], list(counted.values()), resolved.measured, order_grain=grain)
        return found

    def _from_tally(self, resolved: Resolved) -> dict[str, Counts] | None:
        level = resolved.definition.level
        if resolved.no_score or not scoring.measurable(level, resolved, order_grain=self.source.order_grain):
            return None
        if place(resolved.definition) is None:
            return None
        own, usual = Basis.of(resolved, self.now), Basis.of(resolve(self.base, self.source), self.now)
        # one tally answers also what leaves errors or complaints out
        wide = replace(own, errors=usual.errors, complaints=usual.complaints)
        basis = wide if wide.carries(own) else own
        one = self.tally(basis)
        if not one.answers(resolved.definition, own):
            return None
        return dict(zip(one.parts, one.counts(resolved, level), strict=True))

    def figure(self, definition: Definition, group: str | None) -> float | None:
        """The headline of one group (None: all together); None where nothing can be said."""
        return headline(self.scores(definition)[group], definition)


@dataclass(frozen=True, eq=False)
class Explorer(Explored):
    """The explorer of an order book that is at hand."""

    @property
    def book(self) -> OrderBook:
        """The orders and their lines."""
        assert isinstance(self.source, OrderBook)  # noqa: S101 - made by `explorer_of`
        return self.source

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that are shown one by one: those with the most orders."""
        return shown_groups(self.book)

    def count(self, basis: Basis) -> Tally:
        """See `Explored`; groups that are not shown are counted together."""
        return tally(self.book, basis, *shown_apart(self.book, self.groups))

    def shape(self, group: str | None) -> Shape:
        """See `Explored`."""
        return self.kept.get(("shape", group), lambda: shape_of(self.book, group))

    def score_lines(self, definition: Definition) -> tuple[Score, ...]:
        """See `Explored`."""
        return scoring.score(self.book, definition, as_of=self.as_of, levels=(definition.level,)).scores


def headline(one: Score, definition: Definition) -> float | None:
    """The figure that the definition makes the headline: the measured components, multiplied or joint."""
    if one.measured is None:
        return None
    return one.measured.joint if definition.combine is Combine.JOINT else one.measured.product


def shown_groups(book: OrderBook) -> tuple[str, ...]:
    """The groups of a book that are shown one by one: all, or those with the most orders."""
    names = book.group.names
    return largest_groups(names, np.bincount(book.group.codes, minlength=len(names)))


def largest_groups(names: tuple[str, ...], orders: Longs) -> tuple[str, ...]:
    """Of groups with so many orders, those that are shown one by one."""
    if len(names) <= MOST_GROUPS:
        return names
    largest = np.sort(np.argsort(-orders, kind="stable")[:MOST_GROUPS])
    return tuple(names[at] for at in largest)


def shown_apart(book: OrderBook, groups: tuple[str, ...]) -> tuple[Split, tuple[str, ...]]:
    """The orders by these groups, and with the others together where there are any; and what the parts are called."""
    names = book.group.names
    if groups == names:
        return Split(book, book.group.codes, len(names)), names
    place = {name: at for at, name in enumerate(groups)}
    codes = np.array([place.get(name, len(groups)) for name in names], np.int32)[book.group.codes]
    return Split(book, codes, len(groups) + 1), (*groups, OTHERS)


_explorers: WeakKeyDictionary[OrderBook, Lately] = WeakKeyDictionary()


def explorer_of(book: OrderBook, base: Definition, as_of: date) -> Explorer:
    """The explorer of a book around a definition, kept with the book: it is the same for all that it explores."""
    fixed = essence(base, book)
    key = (fixed.model_dump_json(exclude_unset=True), as_of)
    kept = _explorers.setdefault(book, Lately(MOST_EXPLORERS))
    return kept.get(key, lambda: Explorer(book, fixed, as_of))

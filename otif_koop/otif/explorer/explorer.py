"""The explorer of an order book: any definition at once, from tallies where the grid reaches, else from the facts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from otif_koop.lately import Lately
from otif_koop.otif import score as scoring
from otif_koop.otif.counts import Counts
from otif_koop.otif.definition import Combine, Definition
from otif_koop.otif.explorer.choices import Choice, choices_for, essence
from otif_koop.otif.explorer.sweep import Sweep, sweep
from otif_koop.otif.order_book import OrderBook, to_day
from otif_koop.otif.resolve import Resolved, resolve
from otif_koop.otif.score import Score, group_score, total_score
from otif_koop.otif.split import Split
from otif_koop.otif.tallies.grid import Basis, place
from otif_koop.otif.tallies.tally import Tally, tally
from otif_koop.otif.tallies.units import MOST_DENSE_PARTS

MOST_GROUPS = MOST_DENSE_PARTS - 1
"""So many groups, those with the most orders, are shown one by one; the others are counted together."""

_OTHERS = "\0"


@dataclass(frozen=True, eq=False)
class Explorer:
    """A book up to a day, with in `base` what holds throughout: scope, calendar, kinds and the like."""

    book: OrderBook
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
        return shown_groups(self.book)

    def tally(self, basis: Basis) -> Tally:
        """The tally of a basis, made once."""
        return self.tallies.get(basis, lambda: self._tally(basis))

    def _tally(self, basis: Basis) -> Tally:
        names, groups = self.book.group.names, self.groups
        if groups == names:
            return tally(self.book, basis)
        place = {name: at for at, name in enumerate(groups)}
        codes = np.array([place.get(name, len(groups)) for name in names], np.int32)[self.book.group.codes]
        return tally(self.book, basis, Split(self.book, codes, len(groups) + 1), [*groups, _OTHERS])

    def choices(self) -> tuple[Choice, ...]:
        """The choices with the options that the data can carry."""
        return self.kept.get("choices", lambda: choices_for(self.base, self.book))

    def sweep(self) -> Sweep:
        """Every defensible definition, scored; made once."""
        return self.kept.get(
            "sweep",
            lambda: sweep(self.base, self.choices(), self.book, self.now, self.tally, self.groups),
        )

    def scores(self, definition: Definition) -> dict[str | None, Score]:
        """The score of every group shown and of all together (None) by one definition at its own level."""
        return self.kept.get(definition.model_dump_json(exclude_unset=True), lambda: self._scores(definition))

    def _scores(self, definition: Definition) -> dict[str | None, Score]:
        resolved, level = resolve(definition, self.book), definition.level
        counted = self._from_tally(resolved)
        if counted is None:
            scored = scoring.score(self.book, definition, as_of=self.as_of, levels=(level,))
            return {one.group: one for one in scored.scores if one.group is None or one.group in self.groups}
        grain = self.book.order_grain
        found: dict[str | None, Score] = {
            name: group_score(name, level, resolved, counts, order_grain=grain)
            for name, counts in zip(self.groups, counted, strict=False)
        }
        found[None] = total_score(level, [resolved], list(counted), resolved.measured, order_grain=grain)
        return found

    def _from_tally(self, resolved: Resolved) -> list[Counts] | None:
        level = resolved.definition.level
        if resolved.no_score or not scoring.measurable(level, resolved, self.book):
            return None
        if place(resolved.definition) is None:
            return None
        own, usual = Basis.of(resolved, self.now), Basis.of(resolve(self.base, self.book), self.now)
        # one tally answers also what leaves errors or complaints out
        wide = replace(own, errors=usual.errors, complaints=usual.complaints)
        basis = wide if wide.carries(own) else own
        one = self.tally(basis)
        return one.counts(resolved, level) if one.answers(resolved.definition, own) else None

    def figure(self, definition: Definition, group: str | None) -> float | None:
        """The headline of one group (None: all together); None where nothing can be said."""
        return headline(self.scores(definition)[group], definition)


def headline(one: Score, definition: Definition) -> float | None:
    """The figure that the definition makes the headline: the measured components, multiplied or joint."""
    if one.measured is None:
        return None
    return one.measured.joint if definition.combine is Combine.JOINT else one.measured.product


def shown_groups(book: OrderBook) -> tuple[str, ...]:
    """The groups of a book that are shown one by one: all, or those with the most orders."""
    names = book.group.names
    if len(names) <= MOST_GROUPS:
        return names
    orders = np.bincount(book.group.codes, minlength=len(names))
    largest = np.sort(np.argsort(-orders, kind="stable")[:MOST_GROUPS])
    return tuple(names[at] for at in largest)


def explorer_of(book: OrderBook, base: Definition, as_of: date) -> Explorer:
    """The explorer of a book around a definition, kept with the book: it is the same for all that it explores."""
    fixed = essence(base, book)
    key = ("explorer", fixed.model_dump_json(exclude_unset=True), as_of)
    return book.scores.get(key, lambda: Explorer(book, fixed, as_of))

"""The orders of a view: the worst of their lines, for every limit at once.

A class is written as a row of bits, one for each limit that it breaks, so the worst line of an order is the bitwise
"or" of its lines: one pass, whatever is measured.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from otif_koop.otif.counts import REASONS
from otif_koop.otif.definition import Partials
from otif_koop.otif.facts import Facts
from otif_koop.otif.judge import OPEN
from otif_koop.otif.marks import marks_of
from otif_koop.otif.order_book import Ints, Longs
from otif_koop.otif.split import Split
from otif_koop.otif.tallies.grid import EARLY, LATE, QUANTITIES, Basis, Rule
from otif_koop.otif.tallies.profiles import Profiles, Read, read
from otif_koop.otif.tallies.units import Units, units_of

_FIELDS = (EARLY - 1, LATE - 1, QUANTITIES - 1, LATE - 1)
_STARTS = (0, 11, 23, 28)
_COUNTED, _REASONS = 40, 41


@dataclass(frozen=True, eq=False)
class OrderRows:
    """What the orders of a view are counted from: their lines' profiles, where each begins, part and marks."""

    profiles: Profiles
    starts: Longs
    part: Ints
    parts: int
    marks: Longs

    def units(self, rule: Rule, *, in_full: bool) -> Units:
        """The orders under a rule."""
        lines = _bits(read(self.profiles.codes, rule, in_full=in_full))
        worst = np.bitwise_or.reduceat(lines[self.profiles.ids], self.starts)
        counted, reasons = (worst >> _COUNTED) & 1, worst >> _REASONS
        latest = _highest(reasons)
        reason = np.where((counted == 0) | (latest == OPEN), latest, 0)
        by_completion = in_full and rule.partials is Partials.BY_DUE
        fields = list(zip(_STARTS, _FIELDS, strict=True))[: None if by_completion else -1]
        early, complete, quantity, *late = (
            np.bitwise_count((worst >> start) & ((1 << bits) - 1)) for start, bits in fields
        )
        classes = (early, complete, quantity, self.marks, *late)
        return units_of(self.parts, classes, reason, self.part, (None, None), by_completion=by_completion)


def order_rows(facts: Facts, basis: Basis, profiles: Profiles, split: Split) -> OrderRows:
    """The orders of `facts`."""
    errors = marks_of(facts, basis.errors).order_flags.astype(np.int64)
    complaints = marks_of(facts, basis.complaints).order_flags.astype(np.int64)
    return OrderRows(profiles, facts.book.first_line[:-1], split.codes, split.parts, errors | (complaints << 1))


def _bits(one: Read) -> Longs:
    """A counted line's classes as bits, or the reason why it is not counted as one bit."""
    classes = (one.early, one.complete, one.quantity, one.late)
    counted = np.full(len(one.reason), 1 << _COUNTED, np.int64)
    for start, place in zip(_STARTS, classes, strict=True):
        counted |= ((np.int64(1) << place) - 1) << start
    left_out = np.int64(1) << (_REASONS + np.maximum(one.reason - 1, 0))
    return np.where(one.reason > 0, left_out, counted)


_HIGHEST = np.array([bits.bit_length() for bits in range(1 << len(REASONS))], np.int64)


def _highest(reasons: Longs) -> Longs:
    """The place (1..5) of the highest bit, 0 without any."""
    return _HIGHEST[reasons]

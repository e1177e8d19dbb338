"""The lines of a view by profile: how many, and how many pieces were due."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from otif_koop.otif.definition import Partials
from otif_koop.otif.facts import Facts
from otif_koop.otif.order_book import Longs
from otif_koop.otif.split import Split
from otif_koop.otif.tallies.grid import Rule
from otif_koop.otif.tallies.profiles import Profiles, read
from otif_koop.otif.tallies.units import Units, units_of


@dataclass(frozen=True, eq=False)
class LineTally:
    """Rows by part and profile: `counts` lines that had `pieces` due, in the view's unit. Ascending by part, code."""

    part: Longs
    code: Longs
    counts: Longs
    pieces: Longs

    def units(self, parts: int, rule: Rule, *, in_full: bool) -> Units:
        """The lines under a rule."""
        one = read(self.code, rule, in_full=in_full)
        by_completion = in_full and rule.partials is Partials.BY_DUE
        classes = (one.early, one.complete, one.quantity, one.marks, *([one.late] if by_completion else []))
        return units_of(parts, classes, one.reason, self.part, (self.counts, self.pieces), by_completion=by_completion)


def line_tally(facts: Facts, profiles: Profiles, split: Split) -> LineTally:
    """Count the lines of `facts` by part and profile."""
    both = split.line_codes().astype(np.int64) * len(profiles.codes) + profiles.ids
    size = split.parts * len(profiles.codes)
    if size <= 4_000_000:
        counts = np.bincount(both, minlength=size)
        pieces = np.bincount(both, weights=facts.ordered, minlength=size)
        occurring = np.flatnonzero(counts)
        counts, pieces = counts[occurring], pieces[occurring]
    else:
        where, occurring = pd.factorize(both)
        counts = np.bincount(where)
        pieces = np.bincount(where, weights=facts.ordered)
    part, profile = np.divmod(occurring, len(profiles.codes))
    return summed(part, profiles.codes[profile], counts, pieces.astype(np.int64))


def summed(part: Longs, code: Longs, counts: Longs, pieces: Longs) -> LineTally:
    """Rows in order, those of the same part and profile together."""
    order = np.lexsort((code, part))
    part, code, counts, pieces = part[order], code[order], counts[order], pieces[order]
    first = np.flatnonzero(np.concatenate([[True], (part[1:] != part[:-1]) | (code[1:] != code[:-1])]))
    if not len(part):
        return LineTally(part, code, counts, pieces)
    return LineTally(part[first], code[first], np.add.reduceat(counts, first), np.add.reduceat(pieces, first))

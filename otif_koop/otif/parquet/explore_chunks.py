"""Exploring order books of some orders each: each view is counted once over all of them, and every definition then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from otif_koop.otif.definition import Definition
from otif_koop.otif.explorer.choices import essence
from otif_koop.otif.explorer.explorer import Explored, largest_groups, shown_apart
from otif_koop.otif.parquet.in_chunks import BookInChunks
from otif_koop.otif.parquet.score_chunks import score_chunks
from otif_koop.otif.score import Score
from otif_koop.otif.tallies.grid import Basis
from otif_koop.otif.tallies.tally import Tally, tally


@dataclass(frozen=True, eq=False, kw_only=True)
class ExploredInChunks(Explored):
    """Orders on disk."""

    chunks: BookInChunks

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that are shown one by one: those with the most orders."""
        names = self.chunks.group.names
        return largest_groups(names, np.array([self.chunks.orders[name] for name in names]))

    def count(self, basis: Basis) -> Tally:
        """See `Explored`; groups that are not shown are counted together."""
        whole: Tally | None = None
        rules, groups = self.rules(), self.groups
        for book in self.chunks.books():
            one = tally(book, basis, *shown_apart(book, groups)).complete(rules)
            whole = one if whole is None else whole + one
        assert whole is not None  # noqa: S101 - there is no book without lines
        return whole

    def score_lines(self, definition: Definition) -> tuple[Score, ...]:
        """See `Explored`."""
        return score_chunks(self.chunks, definition, as_of=self.as_of, levels=(definition.level,)).scores


def explore_chunks(chunks: BookInChunks, base: Definition, as_of: date | None = None) -> ExploredInChunks:
    """The explorer of orders on disk around a definition."""
    return ExploredInChunks(chunks, essence(base, chunks), as_of or chunks.as_of, chunks=chunks)

"""Exploring tables that stay where they are: every view is counted there once, every definition is then scored here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from otif_koop.otif.definition import Definition
from otif_koop.otif.explorer.choices import essence
from otif_koop.otif.explorer.explorer import Explored
from otif_koop.otif.order_book import Attribute
from otif_koop.otif.score import Score
from otif_koop.otif.sql.contract import Source, TableNames
from otif_koop.otif.sql.probe import Engine, Look, look
from otif_koop.otif.sql.score_there import group_names, score_there
from otif_koop.otif.sql.tally_there import tally_there
from otif_koop.otif.tallies.grid import Basis
from otif_koop.otif.tallies.tally import Tally


@dataclass(frozen=True)
class Elsewhere:
    """What tables elsewhere carry, as an explorer asks it."""

    source: Source
    group: Attribute
    order_grain: bool = False

    @property
    def columns(self) -> frozenset[str]:
        """See `resolve.Carries`."""
        return self.source.columns

    @property
    def kinds(self) -> frozenset[str]:
        """See `resolve.Carries`."""
        return self.source.kinds


@dataclass(frozen=True, eq=False, kw_only=True)
class ExploredThere(Explored):
    """Tables on an engine; nothing of them but counts comes here."""

    engine: Engine
    seen: Look
    tables: TableNames

    def count(self, basis: Basis) -> Tally:
        """See `Explored`."""
        return tally_there(self.engine, basis, self.rules(), self.seen, self.tables)

    def score_lines(self, definition: Definition) -> tuple[Score, ...]:
        """See `Explored`; the lines are scored where they are."""
        there = score_there(self.engine, definition, tables=self.tables, levels=(definition.level,), seen=self.seen)
        return there.scores


def explore_there(
    engine: Engine, base: Definition, tables: TableNames | None = None, as_of: date | None = None
) -> ExploredThere:
    """The explorer of tables around a definition.

    Raises `Refused` as `probe.look` does.
    """
    tables = (tables or TableNames()).checked()
    seen = look(engine, tables, as_of=as_of)
    names = tuple(group_names(engine, seen, tables))
    source = Elsewhere(seen.source, Attribute(np.zeros(0, np.int32), names))
    assert seen.source.as_of is not None  # noqa: S101 - looked up above
    return ExploredThere(source, essence(base, source), seen.source.as_of, engine=engine, seen=seen, tables=tables)

"""A tally made where the data is: the engine counts, and only counts come back, however many lines there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from otif_koop.otif.definition import Definition, Partials
from otif_koop.otif.order_book import to_day
from otif_koop.otif.resolve import Resolved, resolve
from otif_koop.otif.sql.contract import TableNames
from otif_koop.otif.sql.probe import Engine, Look, look, with_shares
from otif_koop.otif.sql.query import Asked
from otif_koop.otif.sql.score_there import calendar_span, group_names
from otif_koop.otif.sql.tally_queries import TallyQueries
from otif_koop.otif.tallies.grid import Basis, Rule
from otif_koop.otif.tallies.items import INSIDE, ItemTally, summed_items
from otif_koop.otif.tallies.lines import summed
from otif_koop.otif.tallies.profiles import AT_LAST, DEVIATIONS, STATUS_MASK
from otif_koop.otif.tallies.tally import Tally
from otif_koop.otif.tallies.units import Units, units_of

_MOST_RULES = 16
"""Rules in one query; more make plans that take engines longer than the data do."""

Table = npt.NDArray[np.int64]


def tally_there(
    engine: Engine,
    definition: Definition,
    rules: Sequence[Rule],
    *,
    tables: TableNames | None = None,
    seen: Look | None = None,
) -> Tally:
    """The tally of the basis on which `definition` is scored, with the orders under each of `rules`.

    The same counts as `tallies.tally.tally` makes of the order book. Raises `Refused` as `probe.look` does.
    """
    tables = (tables or TableNames()).checked()
    seen = seen or look(engine, tables)
    resolved = resolve(definition, seen.source)
    assert seen.source.as_of is not None  # noqa: S101 - looked up above
    asked = with_shares(engine, Asked(seen.source, engine.dialect, tables, resolved))
    names = tuple(group_names(engine, seen, tables))
    queries = TallyQueries(asked, calendar_span(seen, resolved))
    in_full = "quantity_delivered" in seen.source.columns
    numbered = _Numbered(engine, names)
    lines = numbered.rows(queries.lines(), 10)
    return Tally(
        basis=Basis.of(resolved, to_day(seen.source.as_of)),
        parts=names,
        in_full=in_full,
        unit=asked.source.scale * asked.source.share,
        lines=summed(lines[:, 0], lines[:, 1], lines[:, 2], lines[:, 3]),
        items=_items(numbered, queries, lines, resolved),
        kept=_orders(numbered, queries, rules, in_full=in_full),
    )


class _Numbered:
    """An engine whose rows come as whole numbers, customer groups (the first text column) by their place."""

    def __init__(self, engine: Engine, names: tuple[str, ...]) -> None:
        self._engine, self._place = engine, {name: place for place, name in enumerate(names)}
        self.parts = len(names)

    def rows(self, query: str, columns: int, group_at: int = 0) -> Table:
        def plain(row: tuple[Any, ...]) -> list[int]:
            return [self._place[str(one)] if at == group_at else int(one) for at, one in enumerate(row)]

        return np.array([plain(row) for row in self._engine.rows(query)], np.int64).reshape(-1, columns)


def _items(numbered: _Numbered, queries: TallyQueries, lines: Table, resolved: Resolved) -> ItemTally:
    """The pieces, from lines by profile, and what came when by status."""
    part, status = lines[:, 0], lines[:, 1] & STATUS_MASK
    due, whole, cut, came = lines[:, 3:7].T
    rest = _spread(len(lines), (lines[:, 1] >> AT_LAST) & 31, due - came)
    rows = [_item_rows(part, status, due=due, whole=whole, cut=cut, came=came, rest=rest, marked=lines[:, 7:10])]
    arrived = numbered.rows(queries.arrivals(), 4)
    at = _spread(len(arrived), arrived[:, 2], arrived[:, 3])
    rows.append(_item_rows(arrived[:, 0], arrived[:, 1], arrived=at))
    if {"no_error", "no_complaint"} & resolved.measured:
        once = numbered.rows(queries.marked_at_once(), 6)
        lost = [_spread(len(once), once[:, 2], once[:, 3 + way]) @ INSIDE for way in range(3)]
        rows.append(_item_rows(once[:, 0], once[:, 1], lost=np.concatenate(lost, axis=1)))
        parts = numbered.rows(queries.marked_in_parts(), 6)
        windows = INSIDE.shape[1]
        lost = [_spread(len(parts), parts[:, 2], parts[:, 3 + way], windows) for way in range(3)]
        rows.append(_item_rows(parts[:, 0], parts[:, 1], lost=np.concatenate(lost, axis=1)))
    return summed_items(
        ItemTally(**{name: np.concatenate([getattr(one, name) for one in rows]) for name in vars(rows[0])})
    )


def _spread(rows: int, place: Table, values: Table, size: int = DEVIATIONS) -> Table:
    """(rows, size): each value at its place."""
    spread = np.zeros((rows, size), np.int64)
    spread[np.arange(rows), place] = values
    return spread


def _item_rows(part: Table, status: Table, **given: Table) -> ItemTally:
    n = len(part)
    wide = {"arrived": DEVIATIONS, "rest": DEVIATIONS, "marked": 3, "lost": 3 * INSIDE.shape[1]}
    blank = {name: np.zeros(n, np.int64) for name in ("due", "whole", "cut", "came")}
    blank |= {name: np.zeros((n, size), np.int64) for name, size in wide.items()}
    return ItemTally(part=part, status=status, **(blank | given))


def _orders(numbered: _Numbered, queries: TallyQueries, rules: Sequence[Rule], *, in_full: bool) -> dict[Rule, Units]:
    kept = {}
    for first in range(0, len(rules), _MOST_RULES):
        some = rules[first : first + _MOST_RULES]
        rows = numbered.rows(queries.orders(some, in_full=in_full), 9, group_at=1)
        for place, rule in enumerate(some):
            mine = rows[rows[:, 0] == place]
            by_completion = in_full and rule.partials is Partials.BY_DUE
            classes = tuple(mine[:, 3:8].T) if by_completion else tuple(mine[:, 3:7].T)
            kept[rule] = units_of(
                numbered.parts, classes, mine[:, 2], mine[:, 1], (mine[:, 8], None), by_completion=by_completion
            )
    return kept

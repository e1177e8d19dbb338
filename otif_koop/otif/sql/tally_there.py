"""A tally made where the data is: the engine counts, and only counts come back, however many lines there are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from otif_koop.otif.definition import Definition, NoComplaint, NoError, Partials, Window
from otif_koop.otif.sql.contract import TableNames
from otif_koop.otif.sql.probe import Engine, Look, with_shares
from otif_koop.otif.sql.query import Asked
from otif_koop.otif.sql.score_there import calendar_span, group_names
from otif_koop.otif.sql.script import resolve_or_refuse
from otif_koop.otif.sql.tally_queries import (
    ARRIVALS,
    LINES,
    MARKED_IN_PARTS,
    NUMBERS,
    ORDERS,
    orders,
    pieces_and_lines,
)
from otif_koop.otif.tallies.grid import Basis, Rule
from otif_koop.otif.tallies.items import INSIDE, ItemTally, summed_items
from otif_koop.otif.tallies.lines import summed
from otif_koop.otif.tallies.profiles import AS_FIRST, AT_COMPLETED, AT_FIRST, AT_LAST, DEVIATIONS, STATUS_MASK
from otif_koop.otif.tallies.tally import Tally
from otif_koop.otif.tallies.units import Units, units_of

_MOST_RULES = 16
"""Rules in one query; more make plans that take engines longer than the data do."""

Table = npt.NDArray[np.int64]


def tally_there(
    engine: Engine,
    basis: Basis,
    rules: Sequence[Rule],
    seen: Look,
    tables: TableNames | None = None,
) -> Tally:
    """The tally of a basis, with the orders under each of `rules`: the same counts as `tallies.tally.tally` makes.

    `seen` is a look at the same tables. Raises `Refused` where the basis names what they don't have.
    """
    tables = (tables or TableNames()).checked()
    resolved = resolve_or_refuse(_definition_on(basis), seen.source)
    asked = with_shares(engine, Asked(seen.source, engine.dialect, tables, resolved))
    names = tuple(group_names(engine, seen, tables))
    days = calendar_span(seen, resolved)
    in_full = "quantity_delivered" in seen.source.columns
    rows = _numbers(engine, pieces_and_lines(asked, days), names)
    lines = _of(rows, LINES)
    kept: dict[Rule, Units] = {}
    for first in range(0, len(rules), _MOST_RULES):
        some = rules[first : first + _MOST_RULES]
        found = _numbers(engine, orders(asked, days, some, in_full=in_full), names)
        for place, rule in enumerate(some):
            kept[rule] = _units(len(names), _of(found, ORDERS + place), rule, in_full=in_full)
    return Tally(
        basis=basis,
        parts=names,
        in_full=in_full,
        unit=asked.source.scale * asked.source.share,
        lines=summed(*lines[:, :4].T),
        items=_items(lines, _of(rows, ARRIVALS), _of(rows, MARKED_IN_PARTS)),
        kept=kept,
    )


def _definition_on(basis: Basis) -> Definition:
    """A definition that is scored on this basis."""
    view = basis.view
    window = {"early": "none", "late": 0, "unit": view.unit}
    started = {} if view.clock_start is None else {"clock_start": view.clock_start}
    counted = {} if view.calendar is None else {"calendar": view.calendar}
    return Definition(
        due=view.due,
        clock_stop=view.clock_stop,
        window=Window.model_validate(window),
        cancelled=view.cancelled,
        no_error=NoError(kinds=basis.errors),
        no_complaint=NoComplaint(kinds=basis.complaints),
        scope=basis.scope,
        **started,
        **counted,
    )


def _numbers(engine: Engine, query: str, names: tuple[str, ...]) -> Table:
    """The rows of a query as whole numbers, customer groups by their place."""
    at = {name: place for place, name in enumerate(names)}
    rows = [[int(kind), at[str(group)], *map(int, numbers)] for kind, group, *numbers in engine.rows(query)]
    return np.array(rows, np.int64).reshape(-1, 2 + NUMBERS)


def _of(rows: Table, kind: int) -> Table:
    """The rows of one kind: group, then numbers."""
    return rows[rows[:, 0] == kind, 1:]


def _items(lines: Table, arrivals: Table, marked_in_parts: Table) -> ItemTally:
    """The pieces: of lines by profile, and of lines with several deliveries what came when."""
    part, profile, _, due, whole, cut, came = lines[:, :7].T
    marked, marked_came = lines[:, 7:10], lines[:, 10:13]
    first, status = (profile >> AT_FIRST) & 31, profile & STATUS_MASK
    once = (profile >> AT_COMPLETED[0]) & 31 == AS_FIRST
    lost = [_spread(first, np.where(once, marked_came[:, way], 0)) @ INSIDE for way in range(3)]
    rows = [
        _item_rows(
            part,
            status,
            due=due,
            whole=whole,
            cut=cut,
            came=came,
            arrived=_spread(first, np.where(once, came, 0)),
            rest=_spread((profile >> AT_LAST) & 31, due - came),
            marked=marked,
            lost=np.concatenate(lost, axis=1),
        ),
        _item_rows(arrivals[:, 0], arrivals[:, 1], arrived=_spread(arrivals[:, 2], arrivals[:, 3])),
    ]
    lost = [_spread(marked_in_parts[:, 2], marked_in_parts[:, 3 + way], INSIDE.shape[1]) for way in range(3)]
    rows.append(_item_rows(marked_in_parts[:, 0], marked_in_parts[:, 1], lost=np.concatenate(lost, axis=1)))
    return summed_items(
        ItemTally(**{name: np.concatenate([getattr(one, name) for one in rows]) for name in vars(rows[0])})
    )


def _spread(place: Table, values: Table, size: int = DEVIATIONS) -> Table:
    """(rows, size): each value at its place."""
    spread = np.zeros((len(place), size), np.int64)
    spread[np.arange(len(place)), place] = values
    return spread


def _item_rows(part: Table, status: Table, **given: Table) -> ItemTally:
    n = len(part)
    wide = {"arrived": DEVIATIONS, "rest": DEVIATIONS, "marked": 3, "lost": 3 * INSIDE.shape[1]}
    blank = {name: np.zeros(n, np.int64) for name in ("due", "whole", "cut", "came")}
    blank |= {name: np.zeros((n, size), np.int64) for name, size in wide.items()}
    return ItemTally(part=part, status=status, **(blank | given))


def _units(parts: int, rows: Table, rule: Rule, *, in_full: bool) -> Units:
    """The orders under a rule."""
    by_completion = in_full and rule.partials is Partials.BY_DUE
    part, reason, *classes = rows[:, : 7 if by_completion else 6].T
    return units_of(parts, tuple(classes), reason, part, (rows[:, 7], None), by_completion=by_completion)

"""Scoring where the data is: the definition goes there as SQL, and only counts a customer group come back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from otif_koop.message import Refused, message
from otif_koop.otif.counts import REASONS, Counts
from otif_koop.otif.definition import Definition, Due, Level, Unit, Weight
from otif_koop.otif.resolve import Resolved, resolve
from otif_koop.otif.score import Score, group_score, total_score
from otif_koop.otif.sql.contract import TableNames
from otif_koop.otif.sql.probe import Engine, Look, look, with_shares
from otif_koop.otif.sql.query import Asked
from otif_koop.otif.sql.script import counts_query
from otif_koop.otif.sql.tally import COUNTS

MOST_CALENDAR_DAYS = 40_000
"""Beyond it a date is a typing fault, and the calendar would no longer fit in a query."""

_FIELD = {"denominator": "weight", "every_component": "every"}


@dataclass(frozen=True)
class ScoredThere:
    """The scores of tables that stayed where they are: one a customer group and level, and the total."""

    as_of: date
    scores: tuple[Score, ...]
    resolved: Resolved
    """What the default definition came to."""


def score_there(
    engine: Engine,
    definition: Definition,
    *,
    groups: Mapping[str, Definition] | None = None,
    tables: TableNames | None = None,
    as_of: date | None = None,
    levels: Sequence[Level] = tuple(Level),
    kinds: frozenset[str] | None = None,
    seen: Look | None = None,
) -> ScoredThere:
    """Score every customer group and the total, as `score.score` does with an order book, to the unit.

    `groups` holds the whole definition of each group that has its own; `seen` is an earlier look at the same tables,
    and then stands for `as_of` and `kinds`. Raises `Refused` as `probe.look` does, and where
    dates lie too far apart for a calendar.
    """
    tables = (tables or TableNames()).checked()
    seen = seen or look(engine, tables, as_of=as_of, kinds=kinds)
    own = dict(groups or {})
    default = resolve(definition, seen.source)
    by_group = {name: resolve(one, seen.source) for name, one in own.items()}
    names = group_names(engine, seen, tables)
    resolved = {name: by_group.get(name, default) for name in names}
    everywhere = frozenset.intersection(*(one.measured for one in resolved.values()))
    counted: dict[tuple[str, Level], Counts] = {}
    in_total: dict[tuple[str, Level], Counts] = {}
    parts: list[tuple[Resolved, tuple[str, ...] | None, tuple[str, ...]]] = [(default, None, tuple(own))]
    parts += [(one, (name,), ()) for name, one in by_group.items() if name in names]
    for one, only, without in parts:
        mine = [name for name in names if (only is None and name not in without) or (only and name in only)]
        wanted = tuple(level for level in levels if not (level is Level.LINE and one.no_weight))
        if one.no_score or not mine or not wanted:
            continue
        found = _counts(engine, seen, tables, one, wanted, only, without)
        counted |= found
        if one.measured != everywhere:  # the total takes only what all groups measure
            found = _counts(engine, seen, tables, replace(one, measured=everywhere), wanted, only, without)
        in_total |= found
    scores = []
    for level in levels:
        scores += [group_score(name, level, resolved[name], counted.get((name, level))) for name in names]
        totals = [in_total.get((name, level)) for name in names]
        scores.append(total_score(level, list(resolved.values()), totals, everywhere))
    assert seen.source.as_of is not None  # noqa: S101 - looked up above
    return ScoredThere(seen.source.as_of, tuple(scores), default)


def group_names(engine: Engine, seen: Look, tables: TableNames) -> list[str]:
    """The customer groups of the tables, as the local engine orders them: the blank one last."""
    column = "''"
    if "customer_group" in seen.source.present["lines"]:
        column = f"COALESCE(MIN(NULLIF({engine.dialect.binary.format(text='l.customer_group')}, '')), '')"
    rows = engine.rows(
        f"SELECT DISTINCT g.name FROM (SELECT {column} AS name FROM {tables.lines} l GROUP BY l.order_id) g"
    )
    return sorted((str(row[0]) for row in rows), key=lambda name: (name == "", name))


def _counts(
    engine: Engine,
    seen: Look,
    tables: TableNames,
    resolved: Resolved,
    levels: tuple[Level, ...],
    only: tuple[str, ...] | None,
    without: tuple[str, ...],
) -> dict[tuple[str, Level], Counts]:
    asked = with_shares(engine, Asked(seen.source, engine.dialect, tables, resolved, only, without))
    rows = engine.rows(counts_query(asked, levels, calendar_span(seen, resolved)))
    unit = asked.source.scale * asked.source.share
    found = {}
    for group, counted_as, *numbers in rows:
        level = Level(counted_as)
        named = dict(zip(COUNTS, numbers, strict=True))
        found[str(group), level] = read_counts(named, level, unit, resolved.definition)
    return found


def read_counts(numbers: dict[str, Any], level: Level, unit: int, definition: Definition) -> Counts:
    """Counts from a row; pieces, and weights of quantity, are whole numbers of 1/unit piece."""
    pieces = level is Level.ITEM
    weighed = level is Level.LINE and definition.weight is Weight.QUANTITY

    def plain(name: str) -> int | float:
        value = float(numbers[name]) if isinstance(numbers[name], float) else int(numbers[name])
        counted = name == "units" or name.startswith("excluded_")
        if unit > 1 and (pieces or (weighed and not counted)):
            value = value / unit
        return int(value) if float(value).is_integer() else value

    return Counts(
        excluded={reason: plain(f"excluded_{reason}") for reason in REASONS},
        **{_FIELD.get(name, name): plain(name) for name in COUNTS if not name.startswith("excluded_")},
    )


def calendar_span(seen: Look, resolved: Resolved) -> tuple[int, int] | None:
    """The first and last day that a calendar must hold; None where the window counts in calendar days.

    Raises `Refused` where they lie too far apart.
    """
    definition = resolved.definition
    if definition.window.unit is Unit.CALENDAR_DAYS:
        return None
    first, last = seen.first_day, seen.last_day
    if definition.due is Due.LEAD_TIME:
        last += 8 * (seen.longest_lead_time + len(definition.calendar.holidays)) + 400
    if last - first > MOST_CALENDAR_DAYS:
        raise Refused(
            message(
                "The dates in the data lie {days:number} days apart: a calendar can't cover them.", days=last - first
            )
        )
    return first, last

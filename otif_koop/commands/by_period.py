"""`otif-koop score --period`: the scores by week or month, wherever the data are."""

from __future__ import annotations

import json as as_text
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from otif_koop.commands.score_shown import Periods, periods_json, periods_table
from otif_koop.commands.where_orders_are import PARQUET, orders_in_chunks, orders_there
from otif_koop.message import Refused
from otif_koop.otif.definition import Definition, Level
from otif_koop.otif.resolve import Carries, resolve
from otif_koop.otif.trend import Trends

Trending = Callable[[Definition, tuple[str | None, ...]], Trends]
"""The scores by period of these groups (None: all together) under a definition, at every level asked."""


def by_period(
    names: Sequence[str],
    default: Definition,
    groups: Mapping[str, Definition],
    levels: Sequence[Level],
    trends: Trending,
    carries: Carries,
) -> Periods:
    """The scores of every level and group, oldest first, each by its own definition.

    All groups together come last, where no group has a definition of its own: they then have the same periods. Raises
    `Refused` where nothing can be counted because the data, `carries`, lack what the definition asks.
    """
    own = [name for name in names if name in groups]
    together = [] if own else [None]
    shared = (*(name for name in names if name not in groups), *together)
    trended = trends(default, shared) if shared else {}
    for name in own:
        trended |= trends(groups[name], (name,))
    wanted = together if tuple(names) == ("",) and not own else [*names, *together]
    found = [(name, one) for level in levels for name in wanted for one in trended.get((name, level), [])]
    if not found and (resolved := resolve(default, carries)).no_score:
        raise Refused(*resolved.gaps)
    return found


def periods_elsewhere(
    options: Namespace,
    default: Definition,
    groups: Mapping[str, Definition],
    levels: Sequence[Level],
    as_of: date | None,
) -> str:
    """The scores by period of tables where they are. Raises `Refused` as scoring there does."""
    if options.engine in {None, PARQUET}:
        from otif_koop.otif.parquet.score_chunks import trends_chunks

        with orders_in_chunks(options) as chunks:
            periods = by_period(
                chunks.group.names,
                default,
                groups,
                levels,
                lambda one, some: trends_chunks(chunks, one, levels, by=options.period, groups=some, as_of=as_of),
                chunks,
            )
            return show_periods(periods, as_of or chunks.as_of, json=options.json)
    from otif_koop.otif.sql.probe import look
    from otif_koop.otif.sql.score_there import group_names
    from otif_koop.otif.sql.trend_there import trends_there

    with orders_there(options) as (engine, tables):
        seen = look(engine, tables, as_of=as_of)

        def trends(one: Definition, some: tuple[str | None, ...]) -> Trends:
            only = None if None in some else tuple(name for name in some if name is not None)
            return trends_there(engine, one, levels, by=options.period, tables=tables, seen=seen, groups=only)

        periods = by_period(group_names(engine, seen, tables), default, groups, levels, trends, seen.source)
        assert seen.source.as_of is not None  # noqa: S101 - looked up above
        return show_periods(periods, seen.source.as_of, json=options.json)


def show_periods(periods: Periods, as_of: date, *, json: bool) -> str:
    """Scores by period, as JSON or as a table."""
    if json:
        return as_text.dumps(periods_json(periods, as_of), ensure_ascii=False, indent=1)
    return periods_table(periods, as_of)

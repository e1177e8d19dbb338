"""Scores by period where the data is: every order counts in the period of its date (otif-method, `period_by`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import numpy as np

from otif_koop.otif.definition import Definition, Level
from otif_koop.otif.order_book import to_day
from otif_koop.otif.resolve import resolve
from otif_koop.otif.score import measurable
from otif_koop.otif.sql.contract import TableNames
from otif_koop.otif.sql.probe import Engine, Look, look, with_shares
from otif_koop.otif.sql.query import Asked
from otif_koop.otif.sql.score_there import calendar_span, read_counts
from otif_koop.otif.sql.script import awaited_query, counts_query
from otif_koop.otif.sql.tally import COUNTS
from otif_koop.otif.trend import By, PeriodCounts, Trends, period_of, period_scores


def trends_there(
    engine: Engine,
    definition: Definition,
    levels: Sequence[Level],
    *,
    by: By = "month",
    tables: TableNames | None = None,
    as_of: date | None = None,
    seen: Look | None = None,
    groups: tuple[str, ...] | None = None,
) -> Trends:
    """The scores by week or month of every customer group, and of all together (None), as `trend.trend` gives them.

    `groups`: only these. `seen` is an earlier look at the same tables, and then stands for `as_of`. Raises `Refused` as
    `score_there` does.
    """
    tables = (tables or TableNames()).checked()
    seen = seen or look(engine, tables, as_of=as_of)
    resolved = resolve(definition, seen.source)
    wanted = tuple(level for level in levels if measurable(level, resolved, order_grain=False))
    if resolved.no_score or not wanted:
        return {}
    asked = Asked(seen.source, engine.dialect, tables, resolved, groups=groups, period=by)
    asked = with_shares(engine, asked)
    unit, days = asked.source.scale * asked.source.share, calendar_span(seen, resolved)
    found: dict[tuple[str | None, Level], PeriodCounts] = {}

    def add(group: str, level: Level, one: PeriodCounts) -> None:
        for key in ((group, level), (None, level)):
            found[key] = found[key] + one if key in found else one

    for group, start in engine.rows(awaited_query(asked, days)):
        for level in wanted:
            add(str(group), level, PeriodCounts({}, frozenset({_number(start, by)})))
    for group, start, counted_as, *numbers in engine.rows(counts_query(asked, wanted, days)):
        level = Level(counted_as)
        counts = read_counts(dict(zip(COUNTS, numbers, strict=True)), level, unit, resolved.definition)
        add(str(group), level, PeriodCounts({_number(start, by): counts}, frozenset()))
    assert seen.source.as_of is not None  # noqa: S101 - looked up above
    now = to_day(seen.source.as_of)
    return {key: period_scores(resolved, key[1], one.in_pieces(unit), now, by=by) for key, one in found.items()}


def _number(start: Any, by: By) -> int:
    """The number of the period that begins on a day."""
    day = start.date() if isinstance(start, datetime) else start
    return int(period_of(np.array([to_day(day)]), by)[0])

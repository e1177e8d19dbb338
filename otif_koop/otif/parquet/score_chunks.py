"""Scoring order books of some orders each: what is counted of each adds up to the counts of the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from otif_koop.otif.counts import Counts
from otif_koop.otif.definition import Definition, Level
from otif_koop.otif.facts import MOST_SHARES
from otif_koop.otif.order_book import to_day
from otif_koop.otif.parquet.in_chunks import BookInChunks
from otif_koop.otif.resolve import resolve
from otif_koop.otif.score import Counted, count_groups, resolved_by_group, scores_of
from otif_koop.otif.sql.score_there import ScoredThere
from otif_koop.otif.trend import By, PeriodCounts, PeriodScore, count_periods, period_scores


def score_chunks(
    chunks: BookInChunks,
    definition: Definition,
    *,
    groups: Mapping[str, Definition] | None = None,
    as_of: date | None = None,
    levels: Sequence[Level] = tuple(Level),
) -> ScoredThere:
    """Score every customer group and the total, as `score.score` does with an order book.

    `groups` holds the whole definition of each group that has its own.
    """
    now = chunks.latest_day if as_of is None else to_day(as_of)
    resolved = resolved_by_group(chunks.group.names, definition, groups, chunks)
    own: dict[tuple[str, Level], Counts] = {}
    in_total: dict[tuple[str, Level], Counts] = {}
    for book in chunks.books():
        counted = count_groups(book, resolved, now, levels)
        for sums, counts in ((own, counted.own), (in_total, counted.in_total)):
            for key, one in counts.items():
                sums[key] = sums[key] + one if key in sums else one
    unit = _unit(chunks)
    exact = Counted(*({key: one.in_pieces(unit) for key, one in sums.items()} for sums in (own, in_total)))
    scores = scores_of(resolved, exact, levels, order_grain=chunks.order_grain)
    return ScoredThere(as_of or chunks.as_of, scores, resolve(definition, chunks))


def trends_chunks(
    chunks: BookInChunks,
    definition: Definition,
    level: Level,
    *,
    by: By = "month",
    groups: Sequence[str | None] = (None,),
    as_of: date | None = None,
) -> dict[str | None, list[PeriodScore]]:
    """The scores by week or month of customer groups (None: all together), as `trend.trend` gives them."""
    now = chunks.latest_day if as_of is None else to_day(as_of)
    resolved = resolve(definition, chunks)
    sums = dict.fromkeys(groups, PeriodCounts({}, frozenset()))
    for book in chunks.books():
        for group in groups:
            sums[group] += count_periods(book, resolved, level, now, by=by, group=group)
    unit = _unit(chunks)
    return {group: period_scores(resolved, level, one.in_pieces(unit), now, by=by) for group, one in sums.items()}


def _unit(chunks: BookInChunks) -> int:
    """Quantities are whole numbers of 1/unit piece: without a delivered one, deliveries bring shares."""
    return chunks.scale * (1 if "quantity_delivered" in chunks.columns else MOST_SHARES)

"""Scoring order books of some orders each: what is counted of each adds up to the counts of the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import product

from otif_koop.otif.counts import Counts
from otif_koop.otif.definition import Definition, Level
from otif_koop.otif.facts import MOST_SHARES
from otif_koop.otif.order_book import to_day
from otif_koop.otif.parquet.in_chunks import BookInChunks
from otif_koop.otif.resolve import resolve
from otif_koop.otif.score import Counted, count_groups, resolved_by_group, scores_of
from otif_koop.otif.sql.score_there import ScoredThere
from otif_koop.otif.trend import By, PeriodCounts, Trends, count_periods, must_have, period_scores


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
    levels: Sequence[Level],
    *,
    by: By = "month",
    groups: Sequence[str | None] = (None,),
    as_of: date | None = None,
) -> Trends:
    """The scores by week or month of customer groups (None: all together) at levels, as `trend.trend` gives them.

    Raises `ValueError` for a group that the data do not have.
    """
    for group in groups:
        must_have(chunks.group.names, group)
    now = chunks.latest_day if as_of is None else to_day(as_of)
    resolved = resolve(definition, chunks)
    sums = dict.fromkeys(product(groups, levels), PeriodCounts({}, frozenset()))
    for book in chunks.books():
        for group, level in sums:
            sums[group, level] += count_periods(book, resolved, level, now, by=by, group=group)
    unit = _unit(chunks)
    return {
        (group, level): period_scores(resolved, level, one.in_pieces(unit), now, by=by)
        for (group, level), one in sums.items()
    }


def _unit(chunks: BookInChunks) -> int:
    """Quantities are whole numbers of 1/unit piece: without a delivered one, deliveries bring shares."""
    return chunks.scale * (1 if "quantity_delivered" in chunks.columns else MOST_SHARES)

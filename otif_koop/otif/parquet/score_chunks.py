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
    # without a delivered quantity, deliveries bring shares of a piece
    unit = chunks.scale * (1 if "quantity_delivered" in chunks.columns else MOST_SHARES)
    exact = Counted(*({key: one.in_pieces(unit) for key, one in sums.items()} for sums in (own, in_total)))
    scores = scores_of(resolved, exact, levels, order_grain=chunks.order_grain)
    return ScoredThere(as_of or chunks.as_of, scores, resolve(definition, chunks))

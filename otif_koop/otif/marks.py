"""Errors and complaints as marks on lines and orders (otif-method, sections 4 and 5)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from otif_koop.otif.facts import Facts
from otif_koop.otif.kinds import KIND_CODE
from otif_koop.otif.order_book import NO_DATE, UNKNOWN_LINE, WHOLE, WHOLE_ORDER, Flags, Longs, OrderBook


@dataclass(frozen=True, eq=False)
class Marks:
    """What the counted kinds hit: `lines` (ascending) with their marked `quantity`, at most what is due; and orders."""

    lines: Longs
    quantity: Longs
    line_flags: Flags
    order_flags: Flags


def marks_of(facts: Facts, kinds: tuple[str, ...]) -> Marks:
    """The marks of `kinds` at the view's as-of day.

    On a line the quantities of one kind add up and the largest kind counts; a blank quantity is the whole line; an
    incident of a whole order hits every line and piece of it.
    """
    return facts.marks.get(kinds, lambda: _make(facts, kinds))


def _make(facts: Facts, kinds: tuple[str, ...]) -> Marks:
    book, rows = facts.book, facts.book.incidents
    codes = np.array([KIND_CODE[kind] for kind in kinds], dtype=np.int32)
    counted = np.isin(rows.kind, codes) & ((rows.day == NO_DATE) | (rows.day <= facts.view.now))
    order, line, kind, quantity = rows.order[counted], rows.line[counted], rows.kind[counted], rows.quantity[counted]
    order_flags = np.zeros(book.n_orders, np.bool_)
    order_flags[order] = True

    line, kind, quantity = _spread(book, order, line, kind, quantity)
    lines, marked = _largest_kind(line, kind, quantity, facts.share)
    marked = np.minimum(marked, facts.ordered[lines])
    line_flags = np.zeros(book.n_lines, np.bool_)
    line_flags[lines] = True
    return Marks(lines, marked, line_flags, order_flags)


def _spread(book: OrderBook, order: Longs, line: Longs, kind: Longs, quantity: Longs) -> tuple[Longs, Longs, Longs]:
    """Incidents by line: those of a whole order stand on each of its lines, those of an unknown line on none."""
    whole = line == WHOLE_ORDER
    on_line = ~whole & (line != UNKNOWN_LINE)
    first, beyond = book.first_line[order[whole]], book.first_line[order[whole] + 1]
    count = beyond - first
    start = np.cumsum(count) - count
    each = np.arange(int(count.sum())) - np.repeat(start, count) + np.repeat(first, count)
    return (
        np.concatenate([line[on_line], each]),
        np.concatenate([kind[on_line], np.repeat(kind[whole], count)]),
        np.concatenate([quantity[on_line], np.full(len(each), WHOLE)]),
    )


def _largest_kind(line: Longs, kind: Longs, quantity: Longs, share: int) -> tuple[Longs, Longs]:
    if not line.size:
        return line, quantity
    by_kind = np.lexsort((kind, line))
    line, kind, quantity = line[by_kind], kind[by_kind], quantity[by_kind]
    new_kind = np.concatenate([[True], (line[1:] != line[:-1]) | (kind[1:] != kind[:-1])])
    start = np.flatnonzero(new_kind)
    whole = np.logical_or.reduceat(quantity == WHOLE, start)
    total = np.add.reduceat(np.where(quantity == WHOLE, 0, quantity), start) * share
    total[whole] = WHOLE
    line = line[start]
    new_line = np.flatnonzero(np.concatenate([[True], line[1:] != line[:-1]]))
    return line[new_line], np.maximum.reduceat(total, new_line)

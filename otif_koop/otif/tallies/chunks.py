"""A large order book in chunks of whole orders: each is small enough to stay near the processor, and counts add up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from otif_koop.lately import Lately
from otif_koop.otif.order_book import Attribute, OrderBook

LINES = 1_000_000
"""About so many lines go into a chunk."""

_BY_LINE = (
    "line_id",
    "quantity_ordered",
    "cancelled_quantity",
    "cancelled_by_customer",
    "lead_time",
    "partial_agreed",
    "net_value",
    "source_row",
)


def chunks(book: OrderBook, lines: int = LINES) -> Iterator[tuple[int, int]]:
    """The orders of each chunk: from the first up to, not including, the second."""
    if book.n_lines <= lines:
        yield 0, book.n_orders
        return
    first = 0
    while first < book.n_orders:
        beyond = int(np.searchsorted(book.first_line, book.first_line[first] + lines, side="right")) - 1
        beyond = max(beyond, first + 1)
        yield first, beyond
        first = beyond


def part_of(book: OrderBook, first: int, beyond: int) -> OrderBook:
    """The orders from `first` up to `beyond` as a book of their own, read by the columns of the whole."""
    if (first, beyond) == (0, book.n_orders):
        return book
    orders = slice(first, beyond)
    lines = slice(int(book.first_line[first]), int(book.first_line[beyond]))
    begin, end = np.searchsorted(book.deliveries.line, [lines.start, lines.stop])
    rows, hits = book.deliveries, book.incidents
    inside = (hits.order >= first) & (hits.order < beyond)
    line = hits.line[inside]
    return replace(
        book,
        order_id=book.order_id[orders],
        group=Attribute(book.group.codes[orders], book.group.names),
        attributes={name: Attribute(one.codes[orders], one.names) for name, one in book.attributes.items()},
        first_line=book.first_line[first : beyond + 1] - lines.start,
        line_order=book.line_order[lines] - first,
        texts={name: one[lines] for name, one in book.texts.items()},
        days={name: one[lines] for name, one in book.days.items()},
        deliveries=replace(
            rows,
            line=rows.line[begin:end] - lines.start,
            quantity=rows.quantity[begin:end],
            days={name: one[begin:end] for name, one in rows.days.items()},
            source_row=rows.source_row[begin:end],
        ),
        incidents=replace(
            hits,
            order=hits.order[inside] - first,
            line=np.where(line < 0, line, line - lines.start),
            kind=hits.kind[inside],
            quantity=hits.quantity[inside],
            day=hits.day[inside],
        ),
        facts=Lately(1),
        scores=Lately(1),
        **{name: getattr(book, name)[lines] for name in _BY_LINE},
    )

"""The same orders in other customer groups, without reading the data again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from otif_koop.lately import Lately
from otif_koop.otif.order_book import Attribute, Deliveries, Ints, OrderBook


def regrouped(book: OrderBook, codes: Ints, names: Sequence[str]) -> OrderBook:
    """`book` with every order in group `names[codes[order]]`; a blank name holds the orders of no group.

    codes: (n_orders,), each a place in `names`. Names that are equal are one group, unused ones are left out. What it
    gives is the book that `order_book` makes of the data with these groups in them.
    """
    every = sorted({names[code] for code in np.unique(codes)}, key=lambda name: (name == "", name))
    place = np.array([every.index(name) if name in every else -1 for name in names], np.int32)
    group = place[codes]
    by_group = np.argsort(group, kind="stable")
    rank = np.empty(book.n_orders, np.int64)
    rank[by_group] = np.arange(book.n_orders)
    # lines stay together by order and deliveries by line
    line_rank = rank[book.line_order]
    by_line = np.argsort(line_rank, kind="stable")
    line_place = np.empty(book.n_lines, np.int64)
    line_place[by_line] = np.arange(book.n_lines)
    delivery_line = line_place[book.deliveries.line]
    by_delivery = np.argsort(delivery_line, kind="stable")
    incidents = book.incidents
    known = incidents.line >= 0
    incident_line = incidents.line.copy()
    incident_line[known] = line_place[incidents.line[known]]
    line_order = line_rank[by_line]
    texts = {name: column[by_line] for name, column in book.texts.items()}
    texts["customer_group"] = np.array([name or None for name in every], np.object_)[group[by_group][line_order]]
    return replace(
        book,
        order_id=book.order_id[by_group],
        group=Attribute(group[by_group], tuple(every)),
        attributes={name: Attribute(one.codes[by_group], one.names) for name, one in book.attributes.items()},
        first_line=np.searchsorted(line_order, np.arange(book.n_orders + 1)).astype(np.int64),
        line_order=line_order,
        line_id=book.line_id[by_line],
        texts=texts,
        quantity_ordered=book.quantity_ordered[by_line],
        cancelled_quantity=book.cancelled_quantity[by_line],
        cancelled_by_customer=book.cancelled_by_customer[by_line],
        days={name: column[by_line] for name, column in book.days.items()},
        lead_time=book.lead_time[by_line],
        partial_agreed=book.partial_agreed[by_line],
        net_value=book.net_value[by_line],
        source_row=book.source_row[by_line],
        deliveries=Deliveries(
            line=delivery_line[by_delivery],
            quantity=book.deliveries.quantity[by_delivery],
            days={name: column[by_delivery] for name, column in book.deliveries.days.items()},
            source_row=book.deliveries.source_row[by_delivery],
        ),
        incidents=replace(incidents, order=rank[incidents.order], line=incident_line),
        columns=book.columns | {"customer_group"} if any(every) else book.columns - {"customer_group"},
        facts=Lately(24),
        scores=Lately(80),
    )

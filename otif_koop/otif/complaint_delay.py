"""How long errors and complaints take to come in, so that a young period is not called final too soon."""

from __future__ import annotations

import numpy as np

from otif_koop.otif.order_book import NO_DATE, OrderBook

USUAL = 0.9
"""The share of errors and complaints that is in by then."""

FEWEST = 10
"""Under this many nothing is said."""

LONGEST = 120  # days


def complaint_delay(book: OrderBook) -> int:
    """Days from an order's last delivery until nine in ten of its errors and complaints have come in; 0 without any.

    Otif-method, section 6a.13: periods younger than this are marked "not final".
    """
    rows, deliveries = book.incidents, book.deliveries
    last = np.full(book.n_orders, NO_DATE, np.int64)
    for stop in ("delivered_at", "received_at", "shipped_at"):
        days = deliveries.days.get(stop)
        if days is None or not (days != NO_DATE).any():
            continue
        np.maximum.at(last, book.line_order[deliveries.line], days)
        break
    known = (rows.day != NO_DATE) & (last[rows.order] != NO_DATE) if len(rows.order) else np.zeros(0, np.bool_)
    if known.sum() < FEWEST:
        return 0
    delays = np.maximum(rows.day[known].astype(np.int64) - last[rows.order[known]], 0)
    return int(min(np.ceil(np.quantile(delays, USUAL)), LONGEST))

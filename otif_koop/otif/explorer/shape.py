"""What a group's orders look like, apart from any definition: how many, how large, and how often in agreed parts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from otif_koop.otif.order_book import OrderBook


@dataclass(frozen=True)
class Shape:
    """Whole numbers: `orders` with their `lines`, and those of both for which partial deliveries are agreed."""

    orders: int
    lines: int
    agreed_orders: int
    agreed_lines: int

    @property
    def lines_an_order(self) -> float:
        """The mean; 0 without orders."""
        return self.lines / self.orders if self.orders else 0.0


def shape_of(book: OrderBook, group: str | None) -> Shape:
    """The shape of a group's orders (None: of all)."""
    inside = np.ones(book.n_orders, np.bool_) if group is None else book.group.codes == book.group.names.index(group)
    if not inside.any():
        return Shape(0, 0, 0, 0)
    lines = book.partial_agreed[inside[book.line_order]]
    orders = np.logical_or.reduceat(book.partial_agreed, book.first_line[:-1])[inside]
    return Shape(int(inside.sum()), len(lines), int(orders.sum()), int(lines.sum()))

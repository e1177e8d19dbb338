"""Splitting a book into parts: customer groups, months, regions. A part always holds whole orders."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from otif_koop.otif.order_book import Ints, Longs, OrderBook


@dataclass(frozen=True, eq=False)
class Split:
    """`codes` (n_orders,) puts every order of `book` in one of `parts` parts.

    A segment is an attribute of the order, never of a line: half an order has no score.
    """

    book: OrderBook
    codes: Ints
    parts: int

    @property
    def in_order(self) -> bool:
        """Whether the parts stand one after another, so that each is a slice."""
        return self.codes is self.book.group.codes

    def line_codes(self) -> Ints:
        """The part of every line (n_lines,)."""
        return self.codes[self.book.line_order]

    def _bounds(self) -> Longs:
        """The first line of each part, and the end; only where the parts stand in order."""
        return self.book.first_line[np.searchsorted(self.codes, np.arange(self.parts + 1))]

    def sum_lines(self, column: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Sums by part of a column (n_lines,), exact for whole numbers."""
        if self.in_order:
            bounds = self._bounds()
            return np.array([column[a:b].sum() for a, b in pairwise(bounds)])
        return self.sum_at(np.arange(self.book.n_lines), column)

    def sum_at(self, lines: Longs, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Sums by part, (parts,), of values (m,) that belong to the lines at (m,); exact for whole numbers."""
        sums = np.zeros(self.parts, values.dtype)
        np.add.at(sums, self.codes[self.book.line_order[lines]], values)
        return sums

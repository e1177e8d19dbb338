"""Sums by part over the cells that occur, where there are too many parts to lay every sum out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from otif_koop.otif.order_book import Flags, Longs

_BITS = 63


@dataclass(frozen=True, eq=False)
class Rows:
    """Cells in the order of their parts: `order` puts them so, `ids` are places in `classes`.

    `classes`: the class combinations that occur, an array (combinations,) an axis. `first`: where each part begins that
    has any cell; `there`: which part that is.
    """

    parts: int
    order: Longs
    ids: Longs
    classes: tuple[npt.NDArray[Any], ...]
    first: Longs
    there: Longs


def rows_by_part(parts: int, cells: Longs, shape: tuple[int, ...]) -> Rows:
    """The cells, places in (parts, *shape), by part."""
    part, inside = np.divmod(cells, int(np.prod(shape)))
    order = np.argsort(part, kind="stable")
    part = part[order]
    occurring, ids = np.unique(inside[order], return_inverse=True)
    begins = np.concatenate([[True], part[1:] != part[:-1]]) if len(part) else np.zeros(0, np.bool_)
    first = np.flatnonzero(begins)
    return Rows(parts, order, ids, np.unravel_index(occurring, shape), first, part[first])


class PackedSums:
    """Sums of `numbers`, one a cell, by part, of several selections in one pass.

    Each selection has so many bits of a whole number to itself that no part's sum leaves them: the sums are exact.
    """

    def __init__(self, rows: Rows, numbers: Longs) -> None:
        self._rows, self._numbers = rows, numbers[rows.order]
        self._passed = np.empty(len(self._numbers), np.int64)
        most = int(self._sums(self._numbers).max(initial=0))
        self._bits = max(1, most.bit_length())
        self._at_once = max(1, _BITS // self._bits)
        if (self._numbers < 0).any():
            self._at_once = 1

    def of(self, selections: Mapping[str, Flags]) -> dict[str, Longs]:
        """The sums (parts,) of the cells whose class is in each selection (combinations,)."""
        found: dict[str, Longs] = {}
        names = list(selections)
        for begin in range(0, len(names), self._at_once):
            some = names[begin : begin + self._at_once]
            packed = sum(selections[name].astype(np.int64) << (self._bits * at) for at, name in enumerate(some))
            np.take(packed, self._rows.ids, out=self._passed, mode="clip")
            np.multiply(self._passed, self._numbers, out=self._passed)
            sums = self._sums(self._passed)
            for at, name in enumerate(some):
                one = sums if self._at_once == 1 else (sums >> (self._bits * at)) & ((1 << self._bits) - 1)
                found[name] = np.zeros(self._rows.parts, np.int64)
                found[name][self._rows.there] = one
        return found

    def _sums(self, values: Longs) -> Longs:
        sums: Longs = np.add.reduceat(values, self._rows.first) if len(self._rows.first) else np.zeros(0, np.int64)
        return sums

"""Chance that falls the same on every machine.

Only uniform numbers of PCG64 are drawn, and whole-number tables turn them into values: no function of the processor
or of a library's version (logarithm, normal, shuffle) takes part. Every month and every question has a stream of
its own, so the orders of a month do not depend on which other months are made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Codes = NDArray[np.int64]
Yes = NDArray[np.bool_]


class Chance:
    """Uniform numbers in [0, 1) for rows that stand in blocks, one block a month."""

    def __init__(self, seed: int, months: Sequence[int], rows: Sequence[int]) -> None:
        self._seed = seed
        self._blocks = list(zip(months, rows, strict=True))

    def of(self, question: str) -> Numbers:
        """One number a row; the same question always gets the same numbers."""
        word = crc32(question.encode())
        return np.concatenate(
            [
                np.random.Generator(np.random.PCG64([abs(self._seed), word, month])).random(rows)
                for month, rows in self._blocks
            ]
        )


def index_from(weights: Sequence[int] | NDArray[np.int64], uniform: Numbers) -> Codes:
    """The position in `weights` that each uniform number falls on."""
    edges = np.cumsum(np.asarray(weights, dtype=np.int64))
    return np.searchsorted(edges, uniform * float(edges[-1]), side="right").astype(np.int64)


def pick(chances: Mapping[int, int], uniform: Numbers) -> Codes:
    """A value of the chance table for each uniform number; zeros where the table is empty."""
    if not chances:
        return np.zeros(len(uniform), dtype=np.int64)
    values = np.fromiter(chances, dtype=np.int64)
    return values[index_from(list(chances.values()), uniform)]


def pick_each(tables: Sequence[Mapping[int, int]], group: Codes, uniform: Numbers) -> Codes:
    """Like `pick`, with the table of each row's group."""
    picked = np.zeros(len(uniform), dtype=np.int64)
    for code, chances in enumerate(tables):
        rows = np.flatnonzero(group == code)
        picked[rows] = pick(chances, uniform[rows])
    return picked


def happens(of: int, levels: Sequence[int], group: Codes, uniform: Numbers) -> Yes:
    """Whether it happens to each row: `levels[group]` times in `of`."""
    return uniform * of < np.asarray(levels, dtype=np.int64)[group]

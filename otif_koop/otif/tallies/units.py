"""Counts of orders or lines by what decides whether they pass, and any limits answered from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from otif_koop.lately import Lately
from otif_koop.otif.counts import REASONS
from otif_koop.otif.order_book import Longs
from otif_koop.otif.tallies.grid import ANY_LATE, EARLY, LATE, NO_LIMIT, QUANTITIES, SHORT
from otif_koop.otif.tallies.sparse import PackedSums, rows_by_part

MARKS = 4
SHAPE = (EARLY, LATE, QUANTITIES, MARKS)
"""The classes of a unit: earliest deviation, the lateness that it takes to be good, quantity, marks."""

SHAPE_BY_COMPLETION = (*SHAPE, LATE)
"""Where being in full hangs on the window, on time needs a lateness of its own."""

MOST_DENSE_PARTS = 30
"""Up to so many groups every sum is laid out beforehand; above, the cells that occur are added up each time."""


@dataclass(frozen=True, eq=False)
class Asked:
    """Limits to answer, each (n,): places in the classes, and which incidents count (1 errors, 2 complaints)."""

    early: Longs
    late: Longs
    over: Longs
    marks: Longs


@dataclass(frozen=True, eq=False)
class Units:
    """Units that count, by part and class, and those that don't, by part and reason (parts, 5).

    `cells` are places in (parts, *shape); `weights` what the units in each cell weigh (None: one each).
    `by_completion`: being in full hangs on the window (`partials: by_due`).
    """

    parts: int
    cells: Longs
    counts: Longs
    weights: Longs | None
    excluded: Longs
    by_completion: bool
    sums: Lately = field(default_factory=lambda: Lately(4), repr=False)

    @property
    def shape(self) -> tuple[int, ...]:
        """How many classes there are on each axis."""
        return SHAPE_BY_COMPLETION if self.by_completion else SHAPE

    def moved(self, to: Longs, parts: int) -> Units:
        """The same among `parts` parts, each of these at its place in `to`."""
        one = int(np.prod(self.shape))
        excluded = np.zeros((parts, self.excluded.shape[1]), np.int64)
        excluded[to] = self.excluded
        return replace(
            self,
            parts=parts,
            cells=to[self.cells // one] * one + self.cells % one,
            excluded=excluded,
            sums=Lately(4),
        )

    def count(self, asked: Asked, *, weighed: bool = False, keep: bool = True) -> dict[str, npt.NDArray[Any]]:
        """Units, weight and every numerator, each (n, parts); `keep` where more will be asked."""
        numbers = self.weights if weighed and self.weights is not None else self.counts
        if self.parts > MOST_DENSE_PARTS:
            found = self._sparse(numbers, asked)
        elif keep:
            found = self._dense(self.sums.get(numbers is self.counts, lambda: self._lay_out(numbers)), asked)
        else:
            found = self._dense(self._lay_out(numbers), asked)
        units = np.bincount(self.classes()[0], weights=self.counts, minlength=self.parts).astype(np.int64)
        return found | {"units": np.broadcast_to(units, found["weight"].shape)}

    def _dense(self, laid_out: tuple[npt.NDArray[Any], npt.NDArray[Any]], asked: Asked) -> dict[str, npt.NDArray[Any]]:
        on_time, full = laid_out
        any_early, anything = NO_LIMIT, 0
        early, late, over, marks = asked.early, asked.late, asked.over, asked.marks
        alone = full[any_early, ANY_LATE, SHORT]  # (marks, parts)
        within = late if self.by_completion else np.full_like(late, ANY_LATE)
        return {
            "weight": np.broadcast_to(alone[anything], (len(early), self.parts)),
            "on_time": on_time[early, late],
            "in_full": full[any_early, within, over, anything],
            "no_error": alone[marks & 1],
            "no_complaint": alone[marks & 2],
            "clean": alone[marks],
            "otif": full[early, late, over, anything],
            "every": full[early, late, over, marks],
        }

    def _lay_out(self, numbers: Longs) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
        """Sums of all cells at or under each class: on time (E, L, parts), and with quantity and marks."""
        part, early, complete, quantity, marks, *late = self.classes()

        def sums(shape: tuple[int, ...], *places: Longs) -> npt.NDArray[Any]:
            """Cumulative along all axes but the last two, which are marks and part (or part alone)."""
            flat = np.ravel_multi_index(places, shape)
            return np.bincount(flat, weights=numbers, minlength=int(np.prod(shape))).astype(np.int64).reshape(shape)

        full = sums((EARLY, LATE, QUANTITIES, MARKS, self.parts), early, complete, quantity, marks, part)
        for axis in range(3):
            np.cumsum(full, axis=axis, out=full)
        # marks: place m holds what has none of the incidents in m
        clean, error, complaint = full[..., 0, :].copy(), full[..., 1, :].copy(), full[..., 2, :].copy()
        full[..., 0, :] = full.sum(axis=-2)
        full[..., 1, :] = clean + complaint
        full[..., 2, :] = clean + error
        full[..., 3, :] = clean
        if not self.by_completion:
            return full[:, :, SHORT, 0], full
        on_time = sums((EARLY, LATE, self.parts), early, late[0], part)
        for axis in range(2):
            np.cumsum(on_time, axis=axis, out=on_time)
        return on_time, full

    def classes(self) -> tuple[Longs, ...]:
        """Part and classes of every cell."""
        return np.unravel_index(self.cells, (self.parts, *self.shape))

    def _sparse(self, numbers: Longs, asked: Asked) -> dict[str, npt.NDArray[Any]]:
        rows = self.sums.get("rows", lambda: rows_by_part(self.parts, self.cells, self.shape))
        sums = PackedSums(rows, numbers)
        found: dict[str, list[Longs]] = {}
        whatever: dict[int, dict[str, Longs]] = {}  # by marks: what the limits do not touch
        for limits in zip(asked.early, asked.late, asked.over, asked.marks, strict=True):
            counted = int(limits[3])
            if counted not in whatever:
                whatever[counted] = sums.of(_unmarked(rows.classes[3], counted))
            early, complete, quantity, marks, *late = rows.classes
            passing = _passing(
                limits, early, complete, quantity, marks, (*late, complete)[0], by_due=self.by_completion
            )
            for name, one in (whatever[counted] | sums.of(passing)).items():
                found.setdefault(name, []).append(one)
        return {name: np.array(several) for name, several in found.items()}


def _unmarked(marks: Longs, counted: int) -> Mapping[str, npt.NDArray[Any]]:
    """Which classes pass what no limit touches."""
    return {
        "weight": np.ones(len(marks), np.bool_),
        "no_error": (marks & counted & 1) == 0,
        "no_complaint": (marks & counted & 2) == 0,
        "clean": (marks & counted) == 0,
    }


def _passing(
    limits: tuple[Any, ...], early: Longs, complete: Longs, quantity: Longs, marks: Longs, late: Longs, *, by_due: bool
) -> Mapping[str, npt.NDArray[Any]]:
    """Which classes pass what the limits decide."""
    most_early, most_late, over, counted = limits
    in_time = early <= most_early
    enough = quantity <= over
    good = in_time & enough & (complete <= most_late)
    return {
        "on_time": in_time & (late <= most_late),
        "in_full": enough & (complete <= most_late) if by_due else enough,
        "otif": good,
        "every": good & ((marks & counted) == 0),
    }


def units_of(
    parts: int,
    classes: tuple[npt.NDArray[Any], ...],
    reason: npt.NDArray[Any],
    part: npt.NDArray[Any],
    numbers: tuple[Longs | None, Longs | None],
    *,
    by_completion: bool,
) -> Units:
    """The units of rows with these classes (as in the shape), reasons, parts and (counts, weights).

    Rows with counts and weights, which are few, stay as they are; others are added up by cell.
    """
    counts, weights = numbers
    out = reason > 0
    excluded = np.zeros((parts, len(REASONS)), np.int64)
    if out.any():
        np.add.at(excluded, (part[out], reason[out] - 1), 1 if counts is None else counts[out])
    keep = ~out
    shape = SHAPE_BY_COMPLETION if by_completion else SHAPE
    cells = part[keep].astype(np.int64)
    for size, one in zip(shape, classes, strict=True):
        cells = cells * size + one[keep]
    summed = None if counts is None else counts[keep]
    weighed = None if weights is None else weights[keep]
    if summed is not None and weighed is not None:
        return Units(parts, cells, summed, weighed, excluded, by_completion)
    whole = parts * int(np.prod(shape))
    if whole <= min(8 * len(cells), 4_000_000):
        table = _sums(cells, summed, whole)
        occurring = np.flatnonzero(table)
        return Units(parts, occurring, table[occurring], None, excluded, by_completion)
    occurring, where = np.unique(cells, return_inverse=True)
    return Units(parts, occurring, _sums(where, summed, len(occurring)), None, excluded, by_completion)


def _sums(places: Longs, numbers: Longs | None, size: int) -> Longs:
    if numbers is None:
        return np.bincount(places, minlength=size)
    # sums of floats are exact for whole numbers up to 2**53
    return np.bincount(places, weights=numbers, minlength=size).astype(np.int64)

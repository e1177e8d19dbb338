"""The pieces of a view by what decides whether their line counts, and by deviation."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from otif_koop.otif.counts import REASONS
from otif_koop.otif.facts import Facts
from otif_koop.otif.judge import CANCELLED, SCOPE
from otif_koop.otif.marks import Marks, marks_of
from otif_koop.otif.order_book import Longs
from otif_koop.otif.split import Split
from otif_koop.otif.tallies.grid import EARLY, EDGE, NO_LIMIT, Basis, Rule
from otif_koop.otif.tallies.profiles import DEVIATIONS, NEVER_CLASS, STATUS_MASK, Profiles, deviation_class, reasons
from otif_koop.otif.tallies.units import Asked

_WINDOWS = EARLY * (NO_LIMIT + 1)


def _inside() -> npt.NDArray[Any]:
    """(deviations, windows): whether a deviation lies in each window of early and late limits."""
    deviation = np.arange(DEVIATIONS)[:, None, None]
    early, late = np.arange(EARLY)[None, :, None], np.arange(NO_LIMIT + 1)[None, None, :]
    inside = (deviation >= EDGE + 1 - early) & (deviation <= EDGE + 1 + late) & (deviation != NEVER_CLASS)
    return inside.reshape(DEVIATIONS, _WINDOWS).astype(np.int64)


INSIDE = _inside()


@dataclass(frozen=True, eq=False)
class ItemTally:
    """Rows by part and status (the part of a profile that decides whether lines count), in the view's unit.

    `due`, `whole`: pieces due, and before what was cancelled; `cut` the difference where it is one; `came` of those
    due. `arrived`, `rest` (n, DEVIATIONS): pieces by the deviation at which they came, and what never came by that of
    the last delivery. `marked` (n, 3): pieces with an error, a complaint, either; `lost` (n, 3 x windows): of them,
    those that came inside each window.
    """

    part: Longs
    status: Longs
    due: Longs
    whole: Longs
    cut: Longs
    came: Longs
    arrived: Longs
    rest: Longs
    marked: Longs
    lost: Longs

    def count(self, parts: int, rule: Rule, asked: Asked) -> dict[str, npt.NDArray[Any]]:
        """Pieces due and every numerator, each (n, parts)."""
        counted = reasons(self.status, rule) == 0
        part = self.part[counted]

        def by_part(rows: Longs) -> Longs:
            sums = np.zeros((parts, *rows.shape[1:]), np.int64)
            np.add.at(sums, part, rows[counted])
            return sums

        window = asked.early * (NO_LIMIT + 1) + asked.late
        otif = (by_part(self.arrived) @ INSIDE)[:, window].T
        rest = (by_part(self.rest) @ INSIDE)[:, window].T
        units, marked = by_part(self.due), by_part(self.marked)
        lost = by_part(self.lost).reshape(parts, 3, _WINDOWS)
        # of no incidents, of errors, of complaints, of either
        marked = np.concatenate([np.zeros((parts, 1), np.int64), marked], axis=1)
        lost = np.concatenate([np.zeros((parts, 1, _WINDOWS), np.int64), lost], axis=1)
        shape = (len(window), parts)
        return {
            "units": np.broadcast_to(units, shape),
            "weight": np.broadcast_to(units, shape),
            "on_time": otif + rest,
            "in_full": np.broadcast_to(by_part(self.came), shape),
            "no_error": units - marked[:, asked.marks & 1].T,
            "no_complaint": units - marked[:, asked.marks & 2].T,
            "clean": units - marked[:, asked.marks].T,
            "otif": otif,
            "every": otif - lost[:, asked.marks, window].T,
        }

    def excluded(self, parts: int, rule: Rule) -> Longs:
        """(parts, reasons): every piece takes its first reason."""
        reason = reasons(self.status, rule)
        excluded = np.zeros((parts, len(REASONS)), np.int64)
        out = reason > 0
        np.add.at(excluded, (self.part[out], reason[out] - 1), np.where(reason == SCOPE, self.whole, self.due)[out])
        gone = reason != SCOPE
        np.add.at(excluded[:, CANCELLED - 1], self.part[gone], self.cut[gone])
        return excluded

    def scaled(self, factor: int) -> ItemTally:
        """The same in a unit that is `factor` times as small."""
        return ItemTally(self.part, self.status, *(getattr(self, name) * factor for name in _QUANTITIES))


_QUANTITIES = tuple(column.name for column in fields(ItemTally))[2:]


def item_tally(facts: Facts, basis: Basis, profiles: Profiles, split: Split) -> ItemTally:
    """Add up the pieces of `facts`."""
    book = facts.book
    states, statuses = pd.factorize(profiles.codes & STATUS_MASK)
    row = split.line_codes().astype(np.int64) * len(statuses) + states[profiles.ids]
    if split.parts * len(statuses) > 1_000_000:
        row, occurring = pd.factorize(row)
    else:
        occurring = np.arange(split.parts * len(statuses))
    size = len(occurring)

    def total(values: npt.NDArray[Any], rows: Longs = row) -> Longs:
        return np.bincount(rows, weights=values, minlength=size).astype(np.int64)

    def by_deviation(rows: Longs, deviation: Longs, values: npt.NDArray[Any]) -> Longs:
        places = rows * DEVIATIONS + deviation
        return np.bincount(places, weights=values, minlength=size * DEVIATIONS).astype(np.int64).reshape(size, -1)

    whole = book.quantity_ordered * facts.share
    once = facts.came.copy()
    once[facts.several_lines] = 0
    first = deviation_class(facts.first)
    arrived = by_deviation(row, first, once)
    rows = np.repeat(facts.several_lines, facts.several_count)
    arrived += by_deviation(row[rows], deviation_class(facts.several_deviation), facts.several_pieces)
    kinds = (basis.errors, basis.complaints, basis.errors + basis.complaints)
    marks = [marks_of(facts, one) for one in kinds]
    came_in = _CameIn(facts, first)
    columns = {
        "due": total(facts.ordered),
        "whole": total(whole),
        "cut": total(np.maximum(whole - facts.ordered, 0)),
        "came": total(facts.came),
        "arrived": arrived,
        "rest": by_deviation(row, deviation_class(facts.last), facts.ordered - facts.came),
        "marked": np.stack([total(one.quantity, row[one.lines]) for one in marks], axis=1),
        "lost": np.concatenate([came_in.lost(one, row, size) for one in marks], axis=1),
    }
    there = np.flatnonzero(np.bincount(row, minlength=size))
    part, state = np.divmod(occurring[there], len(statuses))
    return summed_items(ItemTally(part, statuses[state], **{name: one[there] for name, one in columns.items()}))


class _CameIn:
    """How many of the marked pieces of each line came inside each window."""

    def __init__(self, facts: Facts, first: Longs) -> None:
        self._facts, self._first = facts, first
        self._several = np.full(facts.book.n_lines, -1, np.int64)
        self._several[facts.several_lines] = np.arange(len(facts.several_lines))

    def lost(self, marks: Marks, row: Longs, size: int) -> Longs:
        """(size, windows)."""
        facts = self._facts
        place = self._several[marks.lines]
        alone = place < 0
        lines = marks.lines[alone]
        once = np.minimum(facts.came[lines], marks.quantity[alone])
        places = row[lines] * DEVIATIONS + self._first[lines]
        sums = np.bincount(places, weights=once, minlength=size * DEVIATIONS).astype(np.int64).reshape(size, -1)
        lost: Longs = sums @ INSIDE
        for chunk in range(0, int((~alone).sum()), 10_000):
            chosen = np.flatnonzero(~alone)[chunk : chunk + 10_000]
            self._add_several(lost, row[marks.lines[chosen]], place[chosen], marks.quantity[chosen])
        return lost

    def _add_several(self, lost: Longs, row: Longs, place: Longs, marked: Longs) -> None:
        facts = self._facts
        count, start = facts.several_count[place], facts.several_start[place]
        begin = np.cumsum(count) - count
        each = np.arange(int(count.sum())) - np.repeat(begin, count) + np.repeat(start, count)
        inside = facts.several_pieces[each][:, None] * INSIDE[deviation_class(facts.several_deviation[each])]
        np.add.at(lost, row, np.minimum(np.add.reduceat(inside, begin, axis=0), marked[:, None]))


def summed_items(rows: ItemTally) -> ItemTally:
    """Rows in order, those of the same part and status together."""
    order = np.lexsort((rows.status, rows.part))
    part, status = rows.part[order], rows.status[order]
    first = np.flatnonzero(np.concatenate([[True], (part[1:] != part[:-1]) | (status[1:] != status[:-1])]))
    if not len(part):
        return rows
    columns = {name: np.add.reduceat(getattr(rows, name)[order], first, axis=0) for name in _QUANTITIES}
    return ItemTally(part[first], status[first], **columns)

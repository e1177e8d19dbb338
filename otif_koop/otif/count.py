"""Counting: outcomes to counts by part of the book, at order, line and item level (otif-method, sections 4 and 5)."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from otif_koop.otif.counts import REASONS, Counts, counts_by_part
from otif_koop.otif.definition import Definition, Weight
from otif_koop.otif.facts import Facts
from otif_koop.otif.judge import (
    CANCELLED,
    COMPLAINT,
    ERROR,
    LATE,
    SCOPE,
    SHORT,
    Outcome,
    kinds_of,
    piece_credit,
)
from otif_koop.otif.marks import Marks, marks_of
from otif_koop.otif.order_book import Flags, Floats, Ints
from otif_koop.otif.resolve import Resolved
from otif_koop.otif.split import Split

BYTES = 16
_BYTE = np.arange(BYTES)
FAULTS = {
    "on_time": LATE,
    "in_full": SHORT,
    "no_error": ERROR,
    "no_complaint": COMPLAINT,
    "clean": ERROR | COMPLAINT,
    "otif": LATE | SHORT,
}


def count_orders(_facts: Facts, resolved: Resolved, judged: Outcome, split: Split) -> list[Counts]:
    """Counts at order level, one a part."""
    return _count(
        judged.order_fault, judged.order_reason, judged.order_credit, None, resolved, split.codes, split.parts
    )


def count_lines(facts: Facts, resolved: Resolved, judged: Outcome, split: Split) -> list[Counts]:
    """Counts at line level, one a part; lines weigh as the definition says."""
    weight, scale = line_weights(facts, resolved.definition)
    codes = split.line_codes()
    return _count(
        judged.line_fault, judged.line_reason, judged.line_credit, weight, resolved, codes, split.parts, scale
    )


def count_items(facts: Facts, resolved: Resolved, judged: Outcome, split: Split) -> list[Counts]:
    """Counts in pieces, one a part."""
    definition = resolved.definition
    counted = judged.line_reason == 0
    all_counted = bool(counted.all())

    def dense(column: npt.NDArray[Any]) -> npt.NDArray[Any]:
        return split.sum_lines(column if all_counted else np.where(counted, column, 0))

    in_window = pieces_in_window(facts, definition)
    never_came = (facts.ordered - facts.came) * piece_credit(facts.last, definition)
    marks = {
        "no_error": marks_of(facts, kinds_of(resolved, "no_error")),
        "no_complaint": marks_of(facts, kinds_of(resolved, "no_complaint")),
        "clean": marks_of(facts, kinds_of(resolved, "no_error") + kinds_of(resolved, "no_complaint")),
    }
    units, otif = dense(facts.ordered), dense(in_window)
    columns = {
        "units": units,
        "weight": units,
        "on_time": otif + dense(never_came),
        "in_full": dense(facts.came),
        "otif": otif,
    }
    for name, one in marks.items():
        columns[name] = units - _sum_marks(one, one.quantity, counted, split)
    lost = np.minimum(in_window[marks["clean"].lines], marks["clean"].quantity)
    columns["every"] = otif - _sum_marks(marks["clean"], lost, counted, split)
    excluded = _excluded_pieces(facts, judged.line_reason, split)
    return counts_by_part(columns, excluded, facts.book.scale * facts.share)


def _count(
    fault: npt.NDArray[Any],
    reason: npt.NDArray[Any],
    credit: Floats | None,
    weight: Floats | None,
    resolved: Resolved,
    part: Ints,
    parts: int,
    scale: int = 1,
) -> list[Counts]:
    """Count outcome bytes by part, and read every numerator off those counts."""
    excluded: npt.NDArray[Any] = np.zeros((parts, len(REASONS)), np.int64)
    if reason.any():
        out, keep = reason > 0, reason == 0
        code = part[out].astype(np.int64) * len(REASONS) + (reason[out] - 1)
        excluded = np.bincount(code, minlength=parts * len(REASONS)).reshape(parts, len(REASONS))
        fault, part = fault[keep], part[keep]
        credit = None if credit is None else credit[keep]
        weight = None if weight is None else weight[keep]
    code = (part << 4) + fault

    def table(weights: Floats | None) -> npt.NDArray[Any]:
        return np.bincount(code, weights=weights, minlength=parts * BYTES).reshape(parts, BYTES)

    units = table(None)
    weights = units if weight is None else table(weight)
    scores = weights
    if credit is not None:
        scores = table(credit if weight is None else credit * weight)

    def passed(mask: int) -> npt.NDArray[Any]:
        """The weight that has none of these faults; what depends on being on time counts for its credit."""
        return (scores if mask & LATE else weights)[:, (_BYTE & mask) == 0].sum(axis=1)

    columns = {name: passed(mask) for name, mask in FAULTS.items()}
    columns["weight"] = weights.sum(axis=1)
    columns["every"] = passed(sum(FAULTS[component] for component in resolved.measured))
    if scale > 1:
        columns = {name: column / scale for name, column in columns.items()}
    columns["units"] = units.sum(axis=1)
    return counts_by_part(columns, excluded)


def line_weights(facts: Facts, definition: Definition) -> tuple[Floats | None, int]:
    """What lines weigh, (n_lines,) in 1/scale of a unit (None: one each), and that scale."""
    if definition.weight is Weight.COUNT:
        return None, 1
    if definition.weight is Weight.QUANTITY:
        return facts.ordered.astype(np.float64), facts.book.scale * facts.share
    book = facts.book
    whole = book.quantity_ordered * facts.share
    still_due = np.divide(facts.ordered, whole, out=np.zeros(book.n_lines), where=whole > 0)
    return np.nan_to_num(np.maximum(book.net_value, 0.0)) * still_due, 1


def pieces_in_window(facts: Facts, definition: Definition) -> npt.NDArray[Any]:
    """By line, the pieces of the first o that came inside the window (or their credit)."""
    pieces = facts.came * piece_credit(facts.first, definition)
    if facts.several_lines.size:
        rows = facts.several_pieces * piece_credit(facts.several_deviation, definition)
        pieces[facts.several_lines] = np.add.reduceat(rows, facts.several_start)
    return pieces


def _sum_marks(marks: Marks, quantity: npt.NDArray[Any], counted: Flags, split: Split) -> npt.NDArray[Any]:
    on_counted = counted[marks.lines]
    return split.sum_at(marks.lines[on_counted], quantity[on_counted])


def _excluded_pieces(facts: Facts, reason: npt.NDArray[Any], split: Split) -> npt.NDArray[Any]:
    """Every piece takes its first reason: what is out of scope, then what is no longer due, then the line's own."""
    ordered = facts.book.quantity_ordered * facts.share
    excluded = np.zeros((split.parts, len(REASONS)), np.int64)
    for place in range(1, len(REASONS) + 1):
        lines = np.flatnonzero(reason == place)
        if lines.size:
            excluded[:, place - 1] = split.sum_at(lines, (ordered if place == SCOPE else facts.ordered)[lines])
    gone = np.flatnonzero((facts.ordered < ordered) & (reason != SCOPE))
    if gone.size:
        excluded[:, CANCELLED - 1] += split.sum_at(gone, ordered[gone] - facts.ordered[gone])
    return excluded

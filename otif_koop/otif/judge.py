"""Judging: the facts of a view and a definition to the outcome of every line and order (otif-method, sections 3 and 4).

A line's outcome is a byte of faults. An order fails where any of its counted lines does, so its byte is the bitwise
"or" of theirs; counting is then counting bytes. Under a credit curve "late" is not yes or no: the lowest credit of an
order's lines takes its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from otif_koop.otif.counts import REASONS
from otif_koop.otif.credit import credit_of
from otif_koop.otif.definition import Definition, MissingDue, OpenLines, Partials, Scope
from otif_koop.otif.facts import NEVER, Facts
from otif_koop.otif.marks import marks_of
from otif_koop.otif.order_book import Flags, Floats, Ints, OrderBook
from otif_koop.otif.resolve import SCOPE_COLUMN, Resolved

LATE, SHORT, ERROR, COMPLAINT = 1, 2, 4, 8
SCOPE, NO_QUANTITY, CANCELLED, MISSING_DUE, OPEN = range(1, len(REASONS) + 1)


@dataclass(frozen=True, eq=False)
class Outcome:
    """Every line and order judged: `line_fault` and `order_fault` are bytes of faults, reasons 0 where counted.

    `line_credit` and `order_credit` (0..1) are there only under a credit curve, and stand in for the fault LATE.
    """

    line_fault: npt.NDArray[Any]
    line_reason: npt.NDArray[Any]
    order_fault: npt.NDArray[Any]
    order_reason: npt.NDArray[Any]
    line_credit: Floats | None
    order_credit: Floats | None


def outcome(facts: Facts, resolved: Resolved) -> Outcome:
    """Judge every line and order of `facts` by a resolved definition (otif-method, sections 3 and 4)."""
    definition, book = resolved.definition, facts.book
    reason = _reasons(facts, definition)
    on_time, credit = _on_time(facts, definition)
    fault = np.zeros(book.n_lines, np.uint8)
    if on_time is not None:
        fault[~on_time] = LATE
    if "in_full" in resolved.measured:
        fault += (~_in_full(facts, definition)).view(np.uint8) * np.uint8(SHORT)
    errors = marks_of(facts, kinds_of(resolved, "no_error"))
    complaints = marks_of(facts, kinds_of(resolved, "no_complaint"))
    fault[errors.lines] |= ERROR
    fault[complaints.lines] |= COMPLAINT

    starts = book.first_line[:-1]
    anything_left_out = bool(reason.any())
    if anything_left_out:
        left_out = reason > 0
        order_fault = np.bitwise_or.reduceat(np.where(left_out, np.uint8(0), fault), starts)
        latest_reason = np.maximum.reduceat(reason, starts)
        none_counts = np.logical_and.reduceat(left_out, starts)
        order_reason = np.where(none_counts | (latest_reason == OPEN), latest_reason, np.uint8(0))
    else:
        order_fault = np.bitwise_or.reduceat(fault, starts)
        order_reason = np.zeros(book.n_orders, np.uint8)
    order_fault &= LATE | SHORT  # incidents count on uncounted lines too
    order_fault[errors.order_flags] |= ERROR
    order_fault[complaints.order_flags] |= COMPLAINT
    order_credit = None
    if credit is not None:
        order_credit = np.minimum.reduceat(np.where(reason > 0, 1.0, credit), starts)
    return Outcome(fault, reason, order_fault, order_reason, credit, order_credit)


def kinds_of(resolved: Resolved, component: str) -> tuple[str, ...]:
    """The kinds that count for `no_error` or `no_complaint`; none where it isn't measured."""
    if component not in resolved.measured:
        return ()
    kinds: tuple[str, ...] = getattr(resolved.definition, component).kinds
    return kinds


def _reasons(facts: Facts, definition: Definition) -> npt.NDArray[Any]:
    """Why each line is not counted (1..5), 0 where it is; the first reason wins."""
    book = facts.book
    fails = definition.missing_due is MissingDue.FAIL
    complete = facts.enough(facts.total, _per_mille(definition.in_full.under)) | facts.closed_short
    settled = complete
    if definition.open_lines is OpenLines.FAIL_WHEN_OVERDUE:
        settled = settled | facts.overdue
    if fails:
        settled = settled | ~facts.has_due
    reason: npt.NDArray[Any] = (~settled).view(np.uint8) * np.uint8(OPEN)
    if not fails:
        reason[~facts.has_due] = MISSING_DUE
    nothing_due = facts.ordered <= 0
    if nothing_due.any():
        reason[nothing_due] = CANCELLED
        reason[book.quantity_ordered <= 0] = NO_QUANTITY
    out = out_of_scope(book, definition.scope)
    if out is not None:
        reason[out[book.line_order]] = SCOPE
    return reason


def out_of_scope(book: OrderBook, scope: Scope) -> Flags | None:
    """The orders (n_orders,) that are not measured at all; None where all are."""
    out: Flags | None = None
    for name, column in SCOPE_COLUMN.items():
        chosen = getattr(scope, name)
        if not chosen.only and not chosen.without:
            continue
        attribute = book.attributes[column]
        # the last place serves the blank: in unless some values are named as the only ones
        outside = np.array(
            [(bool(chosen.only) and value not in chosen.only) or value in chosen.without for value in attribute.names]
            + [bool(chosen.only)]
        )
        out = outside[attribute.codes] if out is None else out | outside[attribute.codes]
    return out


def _per_mille(share: float) -> int:
    return round(share * 1000)


def _over(definition: Definition) -> int | None:
    return None if definition.in_full.over == "none" else _per_mille(definition.in_full.over)


def _late(definition: Definition) -> int:
    return NEVER - 1 if definition.window.late == "none" else definition.window.late


def _inside(deviation: Ints, definition: Definition) -> Flags:
    inside = deviation <= _late(definition)
    if definition.window.early != "none":
        inside &= deviation >= -definition.window.early
    return inside


def deciding_deviation(facts: Facts, definition: Definition) -> Ints:
    """(n_lines,) The deviation that decides on time: of completion (or the last delivery), or of the first delivery."""
    if definition.partials in {Partials.FIRST, Partials.BY_DUE}:
        return facts.first
    completed = facts.completed(_per_mille(definition.in_full.under))
    decisive = np.where(completed == NEVER, facts.last, completed)
    if definition.partials is Partials.AGREED:
        decisive = np.where(facts.book.partial_agreed, facts.first, decisive)
    return decisive


def _on_time(facts: Facts, definition: Definition) -> tuple[Flags | None, Floats | None]:
    decisive = deciding_deviation(facts, definition)
    if definition.credit == "none":
        return _inside(decisive, definition), None
    return None, credit_of(decisive, definition.credit)


def _in_full(facts: Facts, definition: Definition) -> Flags:
    under, over = _per_mille(definition.in_full.under), _over(definition)
    quantity = facts.total
    if definition.partials is Partials.FIRST:
        quantity = facts.first_quantity
    if definition.partials is Partials.BY_DUE:
        enough = facts.completed(under) <= _late(definition)
    else:
        enough = facts.enough(quantity, under)
    not_too_much = facts.not_too_much(quantity, over)
    return enough if not_too_much is None else enough & not_too_much


def piece_credit(deviation: Ints, definition: Definition) -> npt.NDArray[Any]:
    """What a piece with this deviation counts for, (n,) -> (n,): yes or no, or its credit."""
    if definition.credit == "none":
        return _inside(deviation, definition)
    return credit_of(deviation, definition.credit)

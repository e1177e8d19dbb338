"""Profiles: everything that the grid can ask of a line, as one whole number. Lines that score alike share a profile."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from otif_koop.otif.definition import MissingDue, OpenLines, Partials
from otif_koop.otif.facts import NEVER, Facts
from otif_koop.otif.judge import CANCELLED, MISSING_DUE, NO_QUANTITY, OPEN, SCOPE, out_of_scope
from otif_koop.otif.marks import marks_of
from otif_koop.otif.order_book import Ints, Longs
from otif_koop.otif.tallies.grid import ANY_LATE, EDGE, NO_LIMIT, OVER, SHORT, UNDER, Basis, Rule

NEVER_CLASS = 2 * EDGE + 3
DEVIATIONS = NEVER_CLASS + 1
"""Deviations as classes: -EDGE-1 (or earlier) to EDGE+1 (or later), and never."""

AS_FIRST = 31
"""The completion of a line with one delivery: its first where that was enough, else never."""

_NOT_ENOUGH, CLOSED_SHORT = len(UNDER), len(UNDER) + 1

AT_FIRST, AT_LAST = 0, 5
AT_COMPLETED = tuple(10 + 5 * place for place in range(len(UNDER)))
AT_FILL, AT_FIRST_FILL, AT_OVER, AT_FIRST_OVER = 35, 38, 41, 44
AT_FIXED, AT_DUE, AT_AGREED, AT_ERROR, AT_COMPLAINT = 47, 49, 51, 52, 53
"""The bit at which each part of a profile begins."""

STATUS_MASK = (7 << AT_FILL) | (3 << AT_FIXED) | (3 << AT_DUE)
"""The part of a profile that decides whether a line counts."""

NO_DUE, OVERDUE = 0, 2


@dataclass(frozen=True, eq=False)
class Profiles:
    """The profile of every line: `codes[ids]`."""

    ids: Ints
    codes: Longs


def deviation_class(deviation: Ints) -> Ints:
    """The class of each deviation."""
    inside = np.clip(deviation, -EDGE - 1, EDGE + 1) + (EDGE + 1)
    return np.where(deviation == NEVER, NEVER_CLASS, inside)


def profiles_of(facts: Facts, basis: Basis) -> Profiles:
    """The profiles of all lines of `facts`."""
    book = facts.book
    first = deviation_class(facts.first)
    fill, over = _fill(facts, facts.total), _over(facts, facts.total)
    fixed = np.zeros(book.n_lines, np.int64)
    fixed[facts.ordered <= 0] = CANCELLED
    fixed[book.quantity_ordered <= 0] = NO_QUANTITY
    out = out_of_scope(book, basis.scope)
    if out is not None:
        fixed[out[book.line_order]] = SCOPE
    code = first.astype(np.int64) << AT_FIRST
    code |= deviation_class(facts.last).astype(np.int64) << AT_LAST
    code |= (fill << AT_FILL) | (over << AT_OVER) | (fixed << AT_FIXED)
    code |= (facts.has_due.astype(np.int64) + facts.overdue) << AT_DUE
    code |= book.partial_agreed.astype(np.int64) << AT_AGREED
    for kinds, bit in ((basis.errors, AT_ERROR), (basis.complaints, AT_COMPLAINT)):
        code[marks_of(facts, kinds).lines] |= 1 << bit

    # a line with one delivery has no other first quantity, and is complete with it
    several = facts.several_lines
    first_fill, first_over = fill, over
    if several.size:
        first_fill, first_over = fill.copy(), over.copy()
        first_fill[several] = _fill(facts, facts.first_quantity)[several]
        first_over[several] = _over(facts, facts.first_quantity)[several]
    code |= (first_fill << AT_FIRST_FILL) | (first_over << AT_FIRST_OVER)
    alone = sum(AS_FIRST << shift for shift in AT_COMPLETED)
    completed = np.full(book.n_lines, alone, np.int64)
    if several.size:
        completed[several] = sum(
            deviation_class(facts.completed(under)[several]).astype(np.int64) << shift
            for under, shift in zip(UNDER, AT_COMPLETED, strict=True)
        )
    code |= completed
    ids, codes = pd.factorize(code)
    return Profiles(ids.astype(np.int32), codes)


def _fill(facts: Facts, quantity: Longs) -> Longs:
    """The place of the smallest tolerance under which `quantity` is enough."""
    fill = np.zeros(len(quantity), np.int64)
    short = np.flatnonzero(quantity < facts.ordered)
    got, ordered = 1000 * quantity[short], facts.ordered[short]
    fill[short] = sum((got < ordered * (1000 - under)).astype(np.int64) for under in UNDER)
    fill[facts.closed_short] = CLOSED_SHORT
    return fill


def _over(facts: Facts, quantity: Longs) -> Longs:
    """The place of the smallest tolerance over which `quantity` is not too much."""
    over = np.zeros(len(quantity), np.int64)
    more = np.flatnonzero(quantity > facts.ordered)
    got, ordered = 1000 * quantity[more], facts.ordered[more]
    over[more] = sum((got > ordered * (1000 + tolerance)).astype(np.int64) for tolerance in OVER)
    return over


@dataclass(frozen=True, eq=False)
class Read:
    """Profiles under a rule, each column (n_profiles,): `reason` is 0 where the line counts.

    `early`, `late`: the classes of the deciding deviation; `complete`: the late class that being in full hangs on;
    `quantity`: the class of the quantity. `marks`: 1 for an error, 2 for a complaint.
    """

    reason: Longs
    early: Longs
    late: Longs
    complete: Longs
    quantity: Longs
    marks: Longs


def reasons(codes: Longs, rule: Rule) -> Longs:
    """Why lines with these profiles are not counted (1..5), 0 where they are."""
    fill, due, fixed = (codes >> AT_FILL) & 7, (codes >> AT_DUE) & 3, (codes >> AT_FIXED) & 3
    settled = (fill <= rule.under) | (fill == CLOSED_SHORT)
    if rule.open_lines is OpenLines.FAIL_WHEN_OVERDUE:
        settled |= due == OVERDUE
    if rule.missing_due is MissingDue.FAIL:
        settled |= due == NO_DUE
    reason = np.where(settled, 0, OPEN)
    if rule.missing_due is MissingDue.EXCLUDE:
        reason[due == NO_DUE] = MISSING_DUE
    return np.where(fixed > 0, fixed, reason)


def read(codes: Longs, rule: Rule, *, in_full: bool) -> Read:
    """What the profiles come to under a rule; `in_full`: whether the data can show it."""
    first, last = (codes >> AT_FIRST) & 31, (codes >> AT_LAST) & 31
    fill, over = (codes >> AT_FILL) & 7, (codes >> AT_OVER) & 7
    completed = (codes >> AT_COMPLETED[rule.under]) & 31
    completed = np.where(completed == AS_FIRST, np.where(fill <= rule.under, first, NEVER_CLASS), completed)
    decisive = first
    if rule.partials in {Partials.COMPLETED, Partials.AGREED}:
        decisive = np.where(completed == NEVER_CLASS, last, completed)
        if rule.partials is Partials.AGREED:
            decisive = np.where((codes >> AT_AGREED) & 1, first, decisive)
    late = _late(decisive)
    complete, quantity = late, np.zeros(len(codes), np.int64)
    if in_full and rule.partials is Partials.BY_DUE:
        complete, quantity = _late(completed), over
    elif in_full:
        if rule.partials is Partials.FIRST:
            fill, over = (codes >> AT_FIRST_FILL) & 7, (codes >> AT_FIRST_OVER) & 7
        quantity = np.where(fill <= rule.under, over, SHORT)
    return Read(
        reason=reasons(codes, rule),
        early=np.where(decisive == NEVER_CLASS, 0, np.clip(EDGE + 1 - decisive, 0, NO_LIMIT)),
        late=late,
        complete=complete,
        quantity=quantity,
        marks=(codes >> AT_ERROR) & 3,
    )


def _late(deviation: Longs) -> Longs:
    return np.where(deviation == NEVER_CLASS, ANY_LATE, np.clip(deviation - (EDGE + 1), 0, NO_LIMIT))

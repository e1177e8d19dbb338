"""How sure the joint share of a score is, from how it varies between orders (otif-method, section 8)."""

from __future__ import annotations

import numpy as np

from otif_koop.otif.count import line_weights, pieces_in_window
from otif_koop.otif.definition import Level
from otif_koop.otif.facts import Facts
from otif_koop.otif.interval import effective_number, wilson
from otif_koop.otif.judge import Outcome, kinds_of
from otif_koop.otif.marks import marks_of
from otif_koop.otif.order_book import Flags, Floats
from otif_koop.otif.resolve import Resolved
from otif_koop.otif.score_lines import PASSES


def joint_interval(
    facts: Facts, resolved: Resolved, judged: Outcome, level: Level, which: Flags | None = None
) -> tuple[float, float] | None:
    """The 95 % interval of the share that passes all measured components, over the orders of `which` (n_orders,).

    None where nothing is counted. Lines and pieces of one order hang together, so at those levels the number of orders
    and how much they differ decide, not the number of lines.
    """
    passed, weight = _by_order(facts, resolved, judged, level)
    counted = weight > 0
    if which is not None:
        counted = counted & which
    passed, weight = passed[counted], weight[counted]
    if not len(weight):
        return None
    rate = float(passed.sum()) / float(weight.sum())
    return wilson(rate, effective_number(passed, weight))


def _by_order(facts: Facts, resolved: Resolved, judged: Outcome, level: Level) -> tuple[Floats, Floats]:
    """What passed and what there was, by order."""
    mask = sum(PASSES[component] for component in resolved.measured)
    if level is Level.ORDER:
        weight = (judged.order_reason == 0).astype(np.float64)
        passes = (judged.order_fault & mask) == 0
        passed = weight * passes if judged.order_credit is None else weight * passes * judged.order_credit
        return passed, weight
    starts = facts.book.first_line[:-1]
    counted = judged.line_reason == 0
    if level is Level.LINE:
        weights, _ = line_weights(facts, resolved.definition)
        weight = counted * (np.ones(facts.book.n_lines) if weights is None else weights)
        passed = weight * ((judged.line_fault & mask) == 0)
        if judged.line_credit is not None:
            passed = passed * judged.line_credit
    else:
        weight = np.where(counted, facts.ordered, 0).astype(np.float64)
        pieces = pieces_in_window(facts, resolved.definition).astype(np.float64)
        marks = marks_of(facts, kinds_of(resolved, "no_error") + kinds_of(resolved, "no_complaint"))
        pieces[marks.lines] = np.maximum(pieces[marks.lines] - marks.quantity, 0)
        passed = np.where(counted, pieces, 0)
    return np.add.reduceat(passed, starts), np.add.reduceat(weight, starts)

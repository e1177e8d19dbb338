"""How sure a figure of a score is, from how it varies between orders (otif-method, section 8)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np

from otif_koop.otif.count import line_weights, pieces_in_window
from otif_koop.otif.definition import Level
from otif_koop.otif.facts import Facts
from otif_koop.otif.interval import effective_number, wilson
from otif_koop.otif.judge import Outcome, kinds_of, piece_credit
from otif_koop.otif.marks import marks_of
from otif_koop.otif.order_book import Flags, Floats
from otif_koop.otif.resolve import Resolved
from otif_koop.otif.score_lines import PASSES
from otif_koop.otif.score_parts import Part


def joint_interval(
    facts: Facts, resolved: Resolved, judged: Outcome, level: Level, which: Flags | None = None
) -> tuple[float, float] | None:
    """The 95 % interval of the share that passes all measured components, over the orders of `which` (n_orders,).

    None where nothing is counted. Lines and pieces of one order hang together, so at those levels the number of orders
    and how much they differ decide, not the number of lines.
    """
    everyone = np.ones(facts.book.n_orders, np.bool_) if which is None else which
    return joint_interval_of([Part(facts, resolved, judged, everyone)], level)


def joint_interval_of(parts: Iterable[Part], level: Level) -> tuple[float, float] | None:
    """The same over several parts of the orders, each judged by a definition of its own."""
    return _interval(parts, level, None)


def component_interval_of(parts: Iterable[Part], level: Level, component: str) -> tuple[float, float] | None:
    """The same of the share that passes one component, as `on_time`."""
    return _interval(parts, level, component)


def product_interval_of(
    parts: Iterable[Part], level: Level, factors: Iterable[Collection[str]]
) -> tuple[float, float] | None:
    """The 95 % interval of a product of rates, each the share that passes some components together."""
    several = [tuple(one) for one in factors]
    passed, weight = [], []
    for part in parts:
        by_factor = [passed_by_order(part.facts, part.resolved, part.judged, level, one) for one in several]
        counted = (by_factor[0][1] > 0) & part.orders
        passed.append(np.stack([one[counted] for one, _ in by_factor]))
        weight.append(by_factor[0][1][counted])
    all_passed, all_weight = np.concatenate(passed, axis=1), np.concatenate(weight)
    if not len(all_weight):
        return None
    rates = all_passed.sum(axis=1) / all_weight.sum()
    return wilson(float(rates.prod()), product_number(rates, all_passed, all_weight))


def _interval(parts: Iterable[Part], level: Level, component: str | None) -> tuple[float, float] | None:
    passed, weight = [], []
    for part in parts:
        components = part.resolved.measured if component is None else (component,)
        one, there = passed_by_order(part.facts, part.resolved, part.judged, level, components)
        counted = (there > 0) & part.orders
        passed.append(one[counted])
        weight.append(there[counted])
    all_passed, all_weight = np.concatenate(passed or [np.zeros(0)]), np.concatenate(weight or [np.zeros(0)])
    if not len(all_weight):
        return None
    rate = float(all_passed.sum()) / float(all_weight.sum())
    return wilson(rate, effective_number(all_passed, all_weight))


def product_number(rates: Floats, passed: Floats, weight: Floats) -> float:
    """The number of independent orders on which a product of rates would be as sure as it is.

    `rates` (k,), `passed` (k, n_orders) what passed each component by order, `weight` (n_orders,) what there was. The
    variance of the product is that of its linear part in every order (the delta method).
    """
    product = float(rates.prod())
    if not 0 < product < 1:
        return effective_number(weight * product, weight)
    share = ((passed - rates[:, None] * weight) / rates[:, None]).sum(axis=0)
    total = float(weight.sum())
    variance = product * product * float(np.square(share).sum()) / (total * total)
    return product * (1 - product) / variance if variance > 0 else float(len(weight))


def passed_by_order(
    facts: Facts, resolved: Resolved, judged: Outcome, level: Level, components: Collection[str]
) -> tuple[Floats, Floats]:
    """What passed all these components and what there was, (n_orders,) each, in units of the level.

    At item level: one component, or all that are measured (the pieces in the window less the marked ones).
    """
    mask = sum(PASSES[component] for component in components)
    has_credit = "on_time" in components
    if level is Level.ORDER:
        weight = (judged.order_reason == 0).astype(np.float64)
        passed = weight * ((judged.order_fault & mask) == 0)
        if judged.order_credit is not None and has_credit:
            passed = passed * judged.order_credit
        return passed, weight
    starts = facts.book.first_line[:-1]
    counted = judged.line_reason == 0
    if level is Level.LINE:
        weights, _ = line_weights(facts, resolved.definition)
        weight = counted * (np.ones(facts.book.n_lines) if weights is None else weights)
        passed = weight * ((judged.line_fault & mask) == 0)
        if judged.line_credit is not None and has_credit:
            passed = passed * judged.line_credit
    else:
        weight = np.where(counted, facts.ordered, 0).astype(np.float64)
        passed = np.where(counted, _pieces(facts, resolved, components), 0)
    return np.add.reduceat(passed, starts), np.add.reduceat(weight, starts)


def _pieces(facts: Facts, resolved: Resolved, components: Collection[str]) -> Floats:
    """By line, the pieces that pass."""
    kinds = tuple(
        kind for name in ("no_error", "no_complaint") if name in components for kind in kinds_of(resolved, name)
    )
    marks = marks_of(facts, kinds)
    pieces: Floats
    if frozenset(components) == resolved.measured:
        pieces = pieces_in_window(facts, resolved.definition).astype(np.float64)
    elif "on_time" in components:
        never_came = (facts.ordered - facts.came) * piece_credit(facts.last, resolved.definition)
        pieces = pieces_in_window(facts, resolved.definition) + never_came
    else:
        pieces = (facts.came if "in_full" in components else facts.ordered).astype(np.float64)
    pieces[marks.lines] = np.maximum(pieces[marks.lines] - marks.quantity, 0)
    return pieces

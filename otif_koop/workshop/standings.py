"""Where every customer group stands by its own definition, from an order book: what targets are chosen on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from math import prod

import numpy as np

from otif_koop.otif.counts import Number
from otif_koop.otif.definition import Combine, Definition, Incidents, Level
from otif_koop.otif.facts import Facts
from otif_koop.otif.first_misses import MASKS
from otif_koop.otif.interval import effective_number
from otif_koop.otif.judge import Outcome
from otif_koop.otif.order_book import NO_DATE, Floats, Ints, OrderBook
from otif_koop.otif.resolve import Resolved, resolve
from otif_koop.otif.score import COMPONENTS
from otif_koop.otif.score_interval import passed_by_order, product_number
from otif_koop.otif.score_lines import judged_lines
from otif_koop.otif.trend import period_days
from otif_koop.workshop.append_scores import definition_hash
from otif_koop.workshop.cascade import definition_for
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.growth_path import at_rung, rungs_of
from otif_koop.workshop.labels import labels_of
from otif_koop.workshop.targets import Measured, Standing

MOST_LINES = 40
"""Orders with more lines than this are counted with those of this many."""

FEWEST_KEPT = 5
"""A group of fewer orders leaves no figures in the workshop: they would tell of single orders."""


def _anew(_key: Hashable, make: Callable[[], Standing | None]) -> Standing | None:
    return make()


def standings(
    workshop: Workshop,
    book: OrderBook,
    as_of: date,
    keep: Callable[[Hashable, Callable[[], Standing | None]], Standing | None] = _anew,
) -> dict[str, Standing]:
    """Every group that the data know, by the definition of the rung its target is meant for; without the path.

    keep: gives what it kept of a group of this book under a key that holds all it depends on, or has it made.
    """
    found: dict[str, Standing] = {}
    judged: dict[str, _Judged | None] = {}

    def measured(key: str, definition: Definition, labels: Collection[str]) -> Standing | None:
        orders = _orders(book, labels)
        if not orders.size:
            return None
        if key not in judged:
            judged[key] = _judged(book, definition, as_of)
        here = judged[key]
        return None if here is None else _standing(here, orders, as_of)

    for group_id in workshop.groups:
        definition, labels = definition_of_target(workshop, group_id), labels_of(workshop, group_id)
        key = definition.model_dump_json()
        one = keep(("standing", key, labels, as_of), partial(measured, key, definition, labels))
        if one is not None:
            found[group_id] = one
    return found


def path_of(book: OrderBook, definition: Definition, labels: Collection[str], as_of: date) -> dict[str, Measured]:
    """The score of the orders under these labels on every rung of the growth path that the data can measure."""
    orders = _orders(book, labels)
    found: dict[str, Measured] = {}
    for rung in rungs_of(definition) if orders.size else ():
        here = at_rung(definition, rung.id)
        judged = _judged(book, here, as_of)
        asked = {name for name in ("no_error", "no_complaint") if getattr(here, name).kinds}
        if judged is None or not asked <= judged.resolved.measured:
            continue
        one = _standing(judged, orders, as_of)
        if one is not None:
            found[rung.id] = one.score
    return found


def definition_of_target(workshop: Workshop, group_id: str) -> Definition:
    """The definition by which a group's target is judged: its own, moved to the rung of its target."""
    target = workshop.targets.get(group_id)
    return at_rung(definition_for(workshop, group_id), None if target is None else target.rung)


@dataclass(frozen=True, eq=False)
class _Judged:
    """A book by one definition: by order, what passed each component and all, and what there was."""

    book: OrderBook
    resolved: Resolved
    facts: Facts
    outcome: Outcome
    hash: str
    components: tuple[str, ...]
    passed: Mapping[str, Floats]
    joint: Floats
    weight: Floats

    @property
    def level(self) -> Level:
        level: Level = self.resolved.definition.level
        return level


def _judged(book: OrderBook, definition: Definition, as_of: date) -> _Judged | None:
    resolved = resolve(definition, book)
    level = resolved.definition.level
    if (
        resolved.no_score
        or (level is Level.LINE and resolved.no_weight)
        or (level is not Level.ORDER and book.order_grain)
    ):
        return None
    facts, outcome = judged_lines(book, resolved, as_of)
    components = _components(resolved)
    joint, weight = passed_by_order(facts, resolved, outcome, level, resolved.measured)
    passed = {name: passed_by_order(facts, resolved, outcome, level, _parts(name))[0] for name in components}
    return _Judged(
        book, resolved, facts, outcome, definition_hash(definition, resolved), components, passed, joint, weight
    )


def _components(resolved: Resolved) -> tuple[str, ...]:
    """What the headline is made of, in the article's order."""
    measured = resolved.measured
    together = resolved.definition.incidents is Incidents.ONE_COMPONENT and {"no_error", "no_complaint"} <= measured
    if together:
        kept = tuple(name for name in COMPONENTS[:2] if name in measured)
        return (*kept, "no_error_no_complaint")
    return tuple(name for name in COMPONENTS if name in measured)


def _parts(component: str) -> tuple[str, ...]:
    return ("no_error", "no_complaint") if component == "no_error_no_complaint" else (component,)


def _orders(book: OrderBook, labels: Collection[str]) -> Ints:
    """The places in the book of the orders under these labels."""
    codes = [book.group.names.index(label) for label in labels if label in book.group.names]
    return np.flatnonzero(np.isin(book.group.codes, codes)).astype(np.int32)


def _standing(judged: _Judged, orders: Ints, as_of: date) -> Standing | None:
    weight = judged.weight[orders]
    counted = orders[weight > 0]
    weight = weight[weight > 0]
    if not counted.size:
        return None
    total = float(weight.sum())
    joint, passed = judged.joint[counted], {name: one[counted] for name, one in judged.passed.items()}
    rates = {name: min(1.0, float(one.sum()) / total) for name, one in passed.items()}
    combine: Combine = judged.resolved.definition.combine
    share = min(1.0, float(joint.sum()) / total)
    if combine is Combine.JOINT:
        score = Measured(share=_short(share), sure=_short(effective_number(joint, weight)))
    else:
        number = product_number(np.array(list(rates.values())), np.stack(list(passed.values())), weight)
        score = Measured(share=_short(prod(rates.values())), sure=_short(number))
    day = period_days(judged.facts, judged.outcome, judged.resolved.definition.period_by)[counted]
    day = day[day != NO_DATE]
    lines, sizes = _lines(judged, counted)
    scale = judged.book.scale * judged.facts.share if judged.level is Level.ITEM else 1
    return Standing(
        as_of=as_of,
        definition=judged.hash,
        level=judged.level,
        combine=combine,
        units=_short(total / scale),
        orders=len(counted),
        days=int(day.max() - day.min()) + 1 if day.size else 1,
        score=score,
        joint=_short(share),
        rates={
            name: Measured(share=_short(rate), sure=_short(effective_number(passed[name], weight)))
            for name, rate in rates.items()
        },
        faults=_faults(judged, counted),
        sizes=sizes,
        lines=lines,
    )


def _lines(judged: _Judged, orders: Ints) -> tuple[float | None, dict[str, Number]]:
    """The share of the lines of these orders that passes everything, and the orders by their number of lines."""
    if judged.book.order_grain:
        return None, {}
    starts = judged.book.first_line[:-1]
    counts = judged.outcome.line_reason == 0
    mask = sum(MASKS[name] for name in judged.resolved.measured)
    good = counts & ((judged.outcome.line_fault & mask) == 0)
    lines = np.add.reduceat(counts.astype(np.int64), starts)[orders]
    passed = np.add.reduceat(good.astype(np.int64), starts)[orders]
    found, number = np.unique(np.clip(lines, 1, MOST_LINES), return_counts=True)
    return _short(float(passed.sum() / lines.sum())), {str(n): int(k) for n, k in zip(found, number, strict=True)}


def _faults(judged: _Judged, orders: Ints) -> dict[str, Number]:
    """Orders (lines, at the other levels) by the faults they have, of those that are measured."""
    mask = sum(MASKS[name] for name in judged.resolved.measured)
    if judged.level is Level.ORDER:
        bytes_ = judged.outcome.order_fault[orders]
    else:
        mine = np.zeros(judged.book.n_orders, np.bool_)
        mine[orders] = True
        which = mine[judged.book.line_order] & (judged.outcome.line_reason == 0)
        bytes_ = judged.outcome.line_fault[which]
    number = np.bincount(bytes_ & mask, minlength=16)
    return {str(code): int(n) for code, n in enumerate(number) if n}


def worth_keeping(found: Mapping[str, Standing], group_ids: Collection[str]) -> dict[str, Standing]:
    """Of these groups, what may be kept in the workshop without telling of single orders."""
    return {key: found[key] for key in group_ids if key in found and found[key].orders >= FEWEST_KEPT}


def _short(number: float) -> float:
    """Six figures: what a share needs to come out the same, and no more."""
    return float(f"{number:.6g}")

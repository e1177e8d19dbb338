"""The total of groups that have definitions of their own: every order judged by the definition of its own group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from otif_koop.otif.facts import Facts
from otif_koop.otif.judge import SCOPE, Outcome
from otif_koop.otif.order_book import Flags, Floats, OrderBook
from otif_koop.otif.resolve import Resolved
from otif_koop.otif.score_lines import judged_lines


@dataclass(frozen=True, eq=False)
class Part:
    """Orders (n_orders,) that one definition judges, with its facts and outcome over the whole book."""

    facts: Facts
    resolved: Resolved
    judged: Outcome
    orders: Flags


def parts_of(book: OrderBook, resolved: Mapping[str, Resolved], as_of: date) -> tuple[Part, ...]:
    """One part a definition, with the components that all groups measure; groups that can't be scored left out.

    `resolved` holds every group of the book by its name (otif-method, section 5).
    """
    measured = frozenset.intersection(*(one.measured for one in resolved.values()))
    together: dict[str, list[str]] = {}
    for name in book.group.names:
        if not resolved[name].no_score:
            key = f"{resolved[name].definition.model_dump_json()}{sorted(resolved[name].measured)}"
            together.setdefault(key, []).append(name)
    made = []
    for names in together.values():
        one = resolved[names[0]]
        facts, judged = judged_lines(book, one, as_of)
        codes = [book.group.names.index(name) for name in names]
        made.append(Part(facts, replace(one, measured=measured), judged, np.isin(book.group.codes, codes)))
    return tuple(made)


def judged_together(book: OrderBook, parts: Sequence[Part]) -> Outcome:
    """The outcome of every line and order by its own part; what stands in no part is out of scope."""
    line_fault, order_fault = np.zeros(book.n_lines, np.uint8), np.zeros(book.n_orders, np.uint8)
    line_reason, order_reason = np.full(book.n_lines, SCOPE, np.uint8), np.full(book.n_orders, SCOPE, np.uint8)
    has_credit = any(part.judged.line_credit is not None for part in parts)
    line_credit: Floats | None = np.ones(book.n_lines) if has_credit else None
    order_credit: Floats | None = np.ones(book.n_orders) if has_credit else None
    for part in parts:
        orders, lines, judged = part.orders, part.orders[book.line_order], part.judged
        line_fault[lines], line_reason[lines] = judged.line_fault[lines], judged.line_reason[lines]
        order_fault[orders], order_reason[orders] = judged.order_fault[orders], judged.order_reason[orders]
        if line_credit is not None and judged.line_credit is not None:
            line_credit[lines] = judged.line_credit[lines]
        if order_credit is not None and judged.order_credit is not None:
            order_credit[orders] = judged.order_credit[orders]
    return Outcome(line_fault, line_reason, order_fault, order_reason, line_credit, order_credit)

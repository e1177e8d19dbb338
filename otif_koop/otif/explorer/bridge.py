"""From one figure to another: how much is the definition, the mix of groups, and the performance itself.

On the share without any fault, which adds up over groups; a product of rates does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from otif_koop.otif.count import count_items, count_lines, count_orders
from otif_koop.otif.definition import Definition, Level
from otif_koop.otif.facts import View, facts_of
from otif_koop.otif.judge import outcome
from otif_koop.otif.order_book import NO_DATE, Floats, OrderBook, to_day
from otif_koop.otif.resolve import resolve
from otif_koop.otif.split import Split
from otif_koop.otif.trend import period_days

_COUNT = {Level.ORDER: count_orders, Level.LINE: count_lines, Level.ITEM: count_items}


@dataclass(frozen=True)
class Bridge:
    """Shares without any fault (0..1): `before` + `definition` + `mix` + `performance` = `after`."""

    before: float
    definition: float
    mix: float
    performance: float
    after: float


def bridge(
    book: OrderBook, old: Definition, new: Definition, turn: date, *, as_of: date | None = None
) -> Bridge | None:
    """From the orders before `turn` under `old` to those from `turn` on under `new`; None where either has nothing.

    The definition's part is what the new one makes of the old orders; mix is the shift in what each group weighs, at
    the mean of its two shares; performance the change of the groups' own shares, at their mean weight.
    """
    then, under_new = _by_group(book, old, turn, as_of), _by_group(book, new, turn, as_of)
    if then is None or under_new is None:
        return None
    (old_pass, old_weight), (new_pass, new_weight) = then, under_new
    if not old_weight[0].sum() or not new_weight[0].sum() or not new_weight[1].sum():
        return None
    before = float(old_pass[0].sum() / old_weight[0].sum())
    between = float(new_pass[0].sum() / new_weight[0].sum())
    after = float(new_pass[1].sum() / new_weight[1].sum())
    weights = new_weight / new_weight.sum(axis=1, keepdims=True)
    shares = np.divide(new_pass, new_weight, out=np.zeros_like(new_pass), where=new_weight > 0)
    for here, there in ((0, 1), (1, 0)):  # a group without orders on one side did not change, it came or went
        shares[here] = np.where(new_weight[here] > 0, shares[here], shares[there])
    mix = float(((weights[1] - weights[0]) * shares.mean(axis=0)).sum())
    performance = float(((shares[1] - shares[0]) * weights.mean(axis=0)).sum())
    return Bridge(before, between - before, mix, performance, after)


def _by_group(book: OrderBook, definition: Definition, turn: date, as_of: date | None) -> tuple[Floats, Floats] | None:
    """What passed and what there was, (before and after the turn, groups)."""
    resolved = resolve(definition, book)
    if resolved.no_score:
        return None
    facts = facts_of(book, View.of(resolved.definition, book.latest_day if as_of is None else to_day(as_of)))
    judged = outcome(facts, resolved)
    day, groups = period_days(facts, judged, definition.period_by), len(book.group.names)
    side = np.where(day == NO_DATE, 2, (day >= to_day(turn)).astype(np.int64))
    codes = (side * groups + book.group.codes).astype(np.int32)
    counts = _COUNT[definition.level](facts, resolved, judged, Split(book, codes, 3 * groups))
    passed = np.array([one.every for one in counts], np.float64).reshape(3, groups)[:2]
    weight = np.array([one.weight for one in counts], np.float64).reshape(3, groups)[:2]
    return passed, weight

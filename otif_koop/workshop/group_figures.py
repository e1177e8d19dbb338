"""The figures of each customer group, what another grouping would give, and where the figures hint at another one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from otif_koop.message import Message, message
from otif_koop.otif.order_book import Attribute, Floats, OrderBook
from otif_koop.tables import table
from otif_koop.workshop.customer_facts import Customers, Trade, main_value, trade_of
from otif_koop.workshop.customer_groups import Placed, behaviour_rules, labels_by_order
from otif_koop.workshop.grouping import Basis, Condition, Grouping

MOST_LABELS = 200
"""More than this is no grouping: a column with a value for every customer, say."""

BASES: Mapping[Basis, Message] = {
    "column": message("the group in the data"),
    "channel": message("the channel"),
    "region": message("the region"),
    "order_type": message("the order type"),
    "behaviour": message("what customers order"),
}
WHY: Mapping[Basis, Message] = {
    "column": message("The data name these groups: your own people know them already."),
    "channel": message("Who orders through the same channel is promised the same and complains at the same desk."),
    "region": message("Who lives far away waits longer: distance decides what can be promised."),
    "order_type": message("An order type is handled in its own way, so it can be measured in its own way."),
    "behaviour": message("The rules look at requested lead time, partial deliveries, how often and how much."),
}


@dataclass(frozen=True, eq=False)
class Groups:
    """The parts of a grouping by name with their figures, (parts,) each. `customers`: how many; None where unknown."""

    names: tuple[str, ...]
    trade: Trade
    customers: tuple[int, ...] | None

    def at(self, name: str) -> int | None:
        """The place of a group; None for one without orders."""
        return self.names.index(name) if name in self.names else None


@dataclass(frozen=True)
class SplitHint:
    """Customers of a group differ: a quarter asks within `soon` days, a quarter after `late`."""

    group: str
    soon: float
    late: float

    @property
    def condition(self) -> Condition:
        """Who would go to a group of their own: those who can wait, from halfway."""
        return Condition(fact="asked_days", least=round((self.soon + self.late) / 2))


def groups(placed: Placed, customers: Customers | None) -> Groups:
    """The groups of a book."""
    book = placed.book
    trade = trade_of(book, book.group.codes, len(book.group.names))
    if customers is None:
        return Groups(book.group.names, trade, None)
    return Groups(book.group.names, trade, _count(placed.group.tolist(), book.group.names))


def grouped_otherwise(book: OrderBook, customers: Customers | None, grouping: Grouping) -> Groups | None:
    """What a basis gives, before anything is split or moved; None where it gives no group or more than 200.

    Parts without orders are left out, the orders without a label too.
    """
    if grouping.basis == "column" and "customer_group" not in book.columns:
        return None
    if grouping.basis == "behaviour" and customers is None:
        return None
    if grouping.basis not in ("column", "behaviour") and not book.attributes[grouping.basis].names:
        return None
    codes, labels = labels_by_order(book, customers, grouping)
    used = [code for code in np.unique(codes).tolist() if labels[code]]
    if not 1 <= len(used) <= MOST_LABELS:
        return None
    place = np.full(len(labels), -1, np.int64)
    place[used] = np.arange(len(used))
    names = tuple(labels[code] for code in used)
    count = None
    if customers is not None:
        mine = main_value(customers.of_order, customers.count, Attribute(place[codes], names))
        count = _count(mine.tolist(), names)
    return Groups(names, trade_of(book, place[codes], len(names)), count)


def names_of_rules(limits: Mapping[str, float]) -> dict[str, tuple[Message, Message]]:
    """Title and reason of each proposed group, by the label that its rule gives."""
    return {rule.id: (rule.title, rule.why) for rule in behaviour_rules(limits)}


def split_hints(placed: Placed, customers: Customers, found: Groups) -> list[SplitHint]:
    """Groups whose customers ask for very different lead times (config/customer_rules.yaml)."""
    limits = table("customer_rules")["hints"]["split"]
    told = []
    for name in found.names:
        days = customers.trade.asked_days[(placed.group == name) & np.isfinite(customers.trade.asked_days)]
        if len(days) < limits["fewest_customers"]:
            continue
        soon, late = np.quantile(days, [0.25, 0.75])
        if late >= limits["times"] * soon and late - soon >= limits["days"]:
            told.append(SplitHint(name, float(soon), float(late)))
    return told


def alike(found: Groups) -> list[tuple[str, str]]:
    """Pairs of groups that order nearly the same way (config/customer_rules.yaml); the most alike first."""
    limits = table("customer_rules")["hints"]["alike"]
    near = []
    for one, other in combinations(range(len(found.names)), 2):
        if not found.names[one] or not found.names[other]:
            continue
        apart = [_apart(getattr(found.trade, fact), one, other, fact) / limit for fact, limit in limits.items()]
        if max(apart) <= 1:
            near.append((max(apart), found.names[one], found.names[other]))
    return [(one, other) for _, one, other in sorted(near)]


def _apart(figures: Floats, one: int, other: int, fact: str) -> float:
    """How far two groups are apart: as a share of the larger, for a share in points; infinite where one is unknown."""
    a, b = float(figures[one]), float(figures[other])
    if not (np.isfinite(a) and np.isfinite(b)):
        return float("inf")
    return abs(a - b) if fact == "partial" else abs(a - b) / max(a, b, 1e-9)


def _count(names: list[str | None], among: tuple[str, ...]) -> tuple[int, ...]:
    count: dict[str | None, int] = {}
    for name in names:
        count[name] = count.get(name, 0) + 1
    return tuple(count.get(name, 0) for name in among)

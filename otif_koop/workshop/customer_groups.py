"""Orders put in the groups of the workshop: by label, by what was split off, and by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from otif_koop.message import Message
from otif_koop.otif.order_book import Attribute, Flags, Ints, OrderBook, Texts
from otif_koop.otif.regroup import regrouped
from otif_koop.tables import table
from otif_koop.workshop.customer_facts import Customers, main_value
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.grouping import NUMBERS, Condition, Grouping, mark_of
from otif_koop.workshop.labels import names_in_book, owners


@dataclass(frozen=True)
class BehaviourRule:
    """A group proposed for the customers that meet `when`; None for those that meet no rule."""

    id: str
    title: Message
    when: Condition | None
    why: Message


@dataclass(frozen=True, eq=False)
class Placed:
    """`book`: the orders by group of the workshop. `group`: that of each customer as `book` calls it, (customers,).

    `label`: the label of each customer before anything was split off or placed by hand, (customers,); None for none.
    """

    book: OrderBook
    group: Texts
    label: Texts


def behaviour_rules(limits: Mapping[str, float]) -> tuple[BehaviourRule, ...]:
    """The rules of config/customer_rules.yaml with these limits instead of their own, by rule id; the rest last."""
    found = []
    for row in table("customer_rules")["rules"]:
        when = dict(row["when"])
        side = next((side for side in ("least", "below") if side in when), None)
        if side is not None and row["id"] in limits:
            when[side] = limits[row["id"]]
        why = Message(row["why"], {} if side is None else {"limit": when[side]})
        found.append(BehaviourRule(row["id"], Message(row["title"]), Condition(**when), why))
    rest = table("customer_rules")["rest"]
    return (*found, BehaviourRule(rest["id"], Message(rest["title"]), None, Message(rest["why"])))


def meets(customers: Customers, condition: Condition) -> Flags:
    """(customers,) Who meets a condition; a customer of whom the data do not tell the fact doesn't."""
    if condition.fact in NUMBERS:
        figure = getattr(customers.trade, condition.fact)
        holds = np.isfinite(figure)
        if condition.least is not None:
            holds &= figure >= condition.least
        if condition.below is not None:
            holds &= figure < condition.below
        return holds
    given = {"abc": customers.abc, "xyz": customers.xyz}.get(condition.fact)
    words = customers.main.get(condition.fact) if given is None else given
    if words is None:
        return np.zeros(customers.count, np.bool_)
    return np.fromiter((word in condition.values for word in words), np.bool_, customers.count)


def by_behaviour(customers: Customers, limits: Mapping[str, float]) -> Ints:
    """(customers,) The place of the first rule that holds for each customer, in `behaviour_rules`."""
    rules = behaviour_rules(limits)
    place = np.full(customers.count, len(rules) - 1, np.int64)
    for at in range(len(rules) - 2, -1, -1):
        condition = rules[at].when
        if condition is not None:
            place[meets(customers, condition)] = at
    return place


def labels_by_order(book: OrderBook, customers: Customers | None, grouping: Grouping) -> tuple[Ints, tuple[str, ...]]:
    """The label of each order by the basis of the grouping, as codes (n_orders,) into names; "" for none.

    A basis that the data do not have falls back on the group in the data.
    """
    if grouping.basis == "behaviour" and customers is not None:
        names = tuple(rule.id for rule in behaviour_rules(grouping.limits))
        place = np.append(by_behaviour(customers, grouping.limits), len(names))
        return place[customers.of_order], (*names, "")
    attribute = book.attributes.get(grouping.basis)
    if attribute is None or not attribute.names:
        return book.group.codes, book.group.names
    return np.where(attribute.codes < 0, len(attribute.names), attribute.codes), (*attribute.names, "")


def placed(book: OrderBook, customers: Customers | None, workshop: Workshop) -> Placed:
    """The orders in the groups of the workshop. A label that is no group's stays a group under its own name.

    customers: those of `book`, or None where its data name none: then only labels decide.
    """
    grouping = workshop.grouping
    codes, labels = labels_by_order(book, customers, grouping)
    own, called = owners(workshop), names_in_book(workshop)
    names = [called.get(own.get(label, ""), label) if label else "" for label in labels]
    group = codes.astype(np.int64)
    if customers is not None and (grouping.splits or grouping.by_hand):
        group = group.copy()
        known = customers.of_order >= 0
        for split in sorted(grouping.splits.values(), key=lambda one: len(one.conditions)):  # the most precise last
            who = np.ones(customers.count, np.bool_)
            for condition in split.conditions:
                who &= meets(customers, condition)
            of_label = np.isin(np.array(labels, np.object_).astype(str), split.labels)[codes]
            group[known & of_label & who[customers.of_order]] = len(names)
            names.append(called[split.group])
        if grouping.by_hand:
            marked = {mark: place for place, mark in enumerate(map(mark_of, customers.ids))}
            for mark, to in grouping.by_hand.items():
                if mark in marked:
                    group[customers.of_order == marked[mark]] = len(names)
                    names.append(called[to])
    same = group is codes or np.array_equal(group, codes)
    unchanged = same and names == list(book.group.names) and codes is book.group.codes
    after = book if unchanged else regrouped(book, group, names)
    if customers is None:
        nobody = np.empty(0, np.object_)
        return Placed(after, nobody, nobody)
    return Placed(
        after,
        group=_main(customers, group, names),
        label=_main(customers, codes, labels),
    )


def _main(customers: Customers, codes: Ints, names: Sequence[str]) -> Texts:
    every = {name: place for place, name in enumerate(sorted({*names}))}
    place = np.array([every[name] for name in names], np.int64)
    return main_value(customers.of_order, customers.count, Attribute(place[codes], tuple(every)))

"""The order book in the groups of the workshop, and its customers; both kept with the book that was brought."""

from __future__ import annotations

import json
from collections.abc import Hashable
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from otif_koop.lately import Lately
from otif_koop.otif.order_book import OrderBook, Texts
from otif_koop.workshop.document import Workshop

if TYPE_CHECKING:
    from otif_koop.workshop.customer_facts import Customers
    from otif_koop.workshop.customer_groups import Placed

_LARGE = 300_000
"""Order lines from which only the last grouping is kept, for the memory it takes."""
_customers: WeakKeyDictionary[OrderBook, Lately] = WeakKeyDictionary()
_placed: WeakKeyDictionary[OrderBook, Lately] = WeakKeyDictionary()
_keys = Lately(20)
"""Of the documents that were asked about last, each beside its key."""


def customers_of(brought: OrderBook) -> Customers | None:
    """The customers of a book as it was brought; None where its data name none."""
    from otif_koop.workshop.customer_facts import customers

    found: Customers | None = _customers.setdefault(brought, Lately(1)).get("all", lambda: customers(brought))
    return found


def placed(brought: OrderBook, workshop: Workshop) -> Placed:
    """The orders in the groups of the workshop, and where each customer is."""
    from otif_koop.workshop import customer_groups

    def make() -> tuple[OrderBook | None, Texts, Texts]:
        found = customer_groups.placed(brought, customers_of(brought), workshop)
        # what is kept must not hold the book that it is kept with, or neither would ever go
        return (None if found.book is brought else found.book, found.group, found.label)

    kept = _placed.setdefault(brought, Lately(1 if brought.n_lines > _LARGE else 6))
    book, group, label = kept.get(key_of(workshop), make)
    return customer_groups.Placed(brought if book is None else book, group, label)


def key_of(workshop: Workshop) -> Hashable:
    """What the placing of customers depends on."""
    # kept with the document itself, so that no other can have its number
    found: tuple[Workshop, Hashable] = _keys.get(id(workshop), lambda: (workshop, _key_of(workshop)))
    return found[1]


def _key_of(workshop: Workshop) -> Hashable:
    groups = tuple((group_id, one.name, one.in_data) for group_id, one in workshop.groups.items())
    grouping = workshop.grouping.model_dump(mode="json", exclude_unset=True)
    return groups, json.dumps(grouping) if grouping else ""

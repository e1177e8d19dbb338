"""What is worked out of the workshop as this session shows it, and the data at hand: kept until either changes."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar
from weakref import WeakKeyDictionary

from otif_koop.lately import Lately
from otif_koop.otif.order_book import OrderBook
from otif_koop.ui import data, session

Made = TypeVar("Made")

_MOST = 200
_without_book = Lately(_MOST)
_with_book: WeakKeyDictionary[OrderBook, Lately] = WeakKeyDictionary()


def kept(what: Hashable, make: Callable[[], Made]) -> Made:
    """`what`, made now if need be; it must not hold the order book, or that would never go."""
    orders = data.book()
    here = _without_book if orders is None else _with_book.setdefault(orders, Lately(_MOST))
    return here.get((session.version(), what), make)

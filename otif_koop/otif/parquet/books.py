"""Order books on disk, each of some of the orders: what a score asks of them and nothing else, no id among it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from otif_koop.otif.order_book import Attribute, Deliveries, IncidentRows, OrderBook

_BY_LINE = {
    "quantity_ordered": np.int64,
    "cancelled_quantity": np.int64,
    "cancelled_by_customer": np.bool_,
    "lead_time": np.int32,
    "partial_agreed": np.bool_,
    "net_value": np.float64,
}
_HIT = {"order": np.int64, "line": np.int64, "kind": np.int32, "quantity": np.int64, "day": np.int32}

Array = npt.NDArray[Any]


def write(book: OrderBook, file: Path) -> None:
    """Write a book down."""
    arrays: dict[str, Array] = {"first_line": book.first_line, "group": book.group.codes}
    arrays |= {name: getattr(book, name) for name in _BY_LINE}
    arrays |= {f"day.{name}": one for name, one in book.days.items()}
    arrays |= {f"attribute.{name}": one.codes for name, one in book.attributes.items()}
    rows = book.deliveries
    arrays |= {"row.line": rows.line, "row.quantity": rows.quantity}
    arrays |= {f"row.day.{name}": one for name, one in rows.days.items()}
    arrays |= {f"hit.{name}": getattr(book.incidents, name) for name in _HIT}
    names = {"group": book.group.names, **{name: one.names for name, one in book.attributes.items()}}
    sizes = {name: len(one) for name, one in arrays.items()}
    head = json.dumps({"names": names, "sizes": sizes}).encode()
    with file.open("wb") as opened:
        small: dict[str, Any] = {name: _small(one) for name, one in arrays.items()}
        np.savez(opened, head=np.frombuffer(head, np.uint8), **small)


def read(file: Path, whole: Mapping[str, Any]) -> OrderBook:
    """A book that was written down; `whole` holds what all books have in common, by the fields of `OrderBook`."""
    with np.load(file) as stored:
        head = json.loads(stored["head"].tobytes())

        def array(name: str, kind: Any) -> Array:
            return np.broadcast_to(stored[name].astype(kind, copy=False), head["sizes"][name]).copy()

        def attribute(name: str, stored_as: str) -> Attribute:
            return Attribute(array(stored_as, np.int32), tuple(head["names"][name]))

        first_line = array("first_line", np.int64)
        n_lines = int(first_line[-1])
        n_rows = head["sizes"]["row.line"]
        by_line: dict[str, Any] = {name: array(name, kind) for name, kind in _BY_LINE.items()}
        return OrderBook(
            order_id=np.arange(len(first_line) - 1),
            group=attribute("group", "group"),
            attributes={name: attribute(name, f"attribute.{name}") for name in head["names"] if name != "group"},
            first_line=first_line,
            line_order=np.repeat(np.arange(len(first_line) - 1), np.diff(first_line)),
            line_id=np.empty(0, np.object_),
            texts={},
            days={name[4:]: array(name, np.int32) for name in head["sizes"] if name.startswith("day.")},
            source_row=np.zeros(n_lines, np.int8),
            deliveries=Deliveries(
                line=array("row.line", np.int64),
                quantity=array("row.quantity", np.int64),
                days={name[8:]: array(name, np.int32) for name in head["sizes"] if name.startswith("row.day.")},
                source_row=np.zeros(n_rows, np.int8),
            ),
            incidents=IncidentRows(**{name: array(f"hit.{name}", kind) for name, kind in _HIT.items()}),
            **by_line,
            **whole,
        )


def _small(values: Array) -> Array:
    """The same in few bytes: one value where all are alike, and 32 bits where they suffice."""
    if values.size and not np.issubdtype(values.dtype, np.floating) and (values == values[0]).all():
        return values[:1]
    if values.dtype == np.float64 and np.isnan(values).all():
        return values[:1]
    if values.dtype == np.int64 and values.size and values.min() > -(2**31) and values.max() < 2**31:
        return values.astype(np.int32)
    return values

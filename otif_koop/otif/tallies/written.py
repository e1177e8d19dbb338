"""A tally written down in few bytes, and read back: for a workshop that keeps no order."""

from __future__ import annotations

import json
import zlib
from dataclasses import fields, replace
from typing import Any

import numpy as np
from pydantic import TypeAdapter, ValidationError

from otif_koop.message import Refused, message
from otif_koop.otif.judge import OPEN
from otif_koop.otif.order_book import Longs
from otif_koop.otif.tallies.grid import Basis, Rule
from otif_koop.otif.tallies.items import ItemTally
from otif_koop.otif.tallies.lines import LineTally
from otif_koop.otif.tallies.tally import Tally
from otif_koop.otif.tallies.units import Units

_FORMAT = "otif tally 1"
_MOST_BYTES = 200_000_000
_BASIS: TypeAdapter[Basis] = TypeAdapter(Basis)
_RULE: TypeAdapter[Rule] = TypeAdapter(Rule)


def write(tally: Tally, *, fewest: int = 5) -> bytes:
    """The tally with the orders by the rules that it keeps; groups of under `fewest` orders are left out.

    The same data give the same bytes. They hold counts by group, delay and quantity class: no order, no customer.
    """
    tally = without_small(tally, fewest)
    arrays: dict[str, Longs] = {}
    for name, rows in (("lines", tally.lines), ("items", tally.items)):
        arrays |= {f"{name}.{column}": values for column, values in vars(rows).items()}
    rules = sorted(tally.kept)
    for place, rule in enumerate(rules):
        units = tally.kept[rule]
        arrays |= {f"orders.{place}.{name}": getattr(units, name) for name in ("cells", "counts", "excluded")}
    head = {
        "format": _FORMAT,
        "basis": _BASIS.dump_python(tally.basis, mode="json"),
        "parts": tally.parts,
        "in_full": tally.in_full,
        "unit": tally.unit,
        "rules": [[*_RULE.dump_python(rule, mode="json"), tally.kept[rule].by_completion] for rule in rules],
        "arrays": [[name, values.shape] for name, values in arrays.items()],
    }
    text = json.dumps(head, ensure_ascii=False, sort_keys=True).encode()
    body = b"".join(np.ascontiguousarray(values, "<i8").tobytes() for values in arrays.values())
    return zlib.compress(len(text).to_bytes(8, "little") + text + body, 6)


def read(data: bytes) -> Tally:
    """What `write` wrote.

    Raises `Refused` where it is anything else.
    """
    try:
        return _read(data)
    except (ValueError, KeyError, TypeError, zlib.error, ValidationError):
        raise Refused(message("These stored counts can't be read: bring the export again.")) from None


def _read(data: bytes) -> Tally:
    opened = zlib.decompressobj()
    whole = opened.decompress(data, _MOST_BYTES)
    length = int.from_bytes(whole[:8], "little")
    head: dict[str, Any] = json.loads(whole[8 : 8 + length])
    if head["format"] != _FORMAT:
        raise ValueError
    at, arrays = 8 + length, {}
    for name, shape in head["arrays"]:
        size = int(np.prod(shape)) * 8
        arrays[name] = np.frombuffer(whole[at : at + size], "<i8").astype(np.int64).reshape(shape)
        at += size
    parts = tuple(head["parts"])
    kept = {}
    for place, (*rule, by_completion) in enumerate(head["rules"]):
        cells, counts, excluded = (arrays[f"orders.{place}.{name}"] for name in ("cells", "counts", "excluded"))
        kept[_RULE.validate_python(rule)] = Units(len(parts), cells, counts, None, excluded, by_completion)
    return Tally(
        basis=_BASIS.validate_python(head["basis"]),
        parts=parts,
        in_full=head["in_full"],
        unit=head["unit"],
        lines=LineTally(**{column.name: arrays[f"lines.{column.name}"] for column in fields(LineTally)}),
        items=ItemTally(**{column.name: arrays[f"items.{column.name}"] for column in fields(ItemTally)}),
        kept=kept,
    )


def without_small(tally: Tally, fewest: int) -> Tally:
    """The tally without the groups that have fewer than `fewest` orders: behind a small count stands a customer."""
    if not tally.kept:
        raise Refused(message("Nothing is counted yet by order."))
    units = next(iter(tally.kept.values()))
    part, *_ = units.classes()
    orders = np.bincount(part, weights=units.counts, minlength=units.parts) + units.excluded[:, :OPEN].sum(axis=1)
    stays = orders >= fewest
    if stays.all():
        return tally
    to = np.cumsum(stays) - 1
    lines, items = tally.lines, tally.items
    kept = {}
    for rule, one in tally.kept.items():
        cells = int(np.prod(one.shape))
        part = one.cells // cells
        inside = stays[part]
        moved = (to[part] * cells + one.cells % cells)[inside]
        kept[rule] = Units(int(stays.sum()), moved, one.counts[inside], None, one.excluded[stays], one.by_completion)
    inside = stays[lines.part]
    chosen = {name: values[inside] for name, values in vars(lines).items()}
    chosen["part"] = to[chosen["part"]]
    of_items = {name: values[stays[items.part]] for name, values in vars(items).items()}
    of_items["part"] = to[of_items["part"]]
    return replace(
        tally,
        parts=tuple(name for name, stay in zip(tally.parts, stays, strict=True) if stay),
        lines=LineTally(**chosen),
        items=ItemTally(**of_items),
        kept=kept,
        rows=(),
    )

"""An explorer written down, to be opened where the orders are not: the counts of everything that may be varied.

What is varied are level, due date, clock stop, window, tolerances, partial deliveries and combining. The kinds of
errors and complaints, scope, holidays, cancellations and the as-of day stand as they were when the orders were counted.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, fields
from datetime import date
from itertools import product
from typing import Any

import numpy as np
from pydantic import ValidationError

from otif_koop.message import Refused, message
from otif_koop.otif.definition import Definition, Partials
from otif_koop.otif.explorer.choices import (
    changed,
    essence,
    known_definitions,
    ladder_steps,
    plain,
    with_all,
)
from otif_koop.otif.explorer.explorer import Explored, Explorer, shown_apart
from otif_koop.otif.explorer.shape import Shape
from otif_koop.otif.order_book import Attribute, OrderBook
from otif_koop.otif.resolve import Carries, resolve
from otif_koop.otif.score import Score, group_score
from otif_koop.otif.tallies.grid import UNDER, Basis, Rule
from otif_koop.otif.tallies.tally import Tally, tally
from otif_koop.otif.tallies.written import read, write
from otif_koop.yaml_file import check

FEWEST_ORDERS = 5
"""Groups with fewer orders are counted with the others: behind a small count stands a customer."""

_FORMAT = "otif explorer 1"


@dataclass(frozen=True)
class Counted:
    """What the orders carried, as an explorer asks it."""

    columns: frozenset[str]
    kinds: frozenset[str]
    group: Attribute
    order_grain: bool


@dataclass(frozen=True, eq=False, kw_only=True)
class StoredExplorer(Explored):
    """The explorer of orders that are not at hand; what their counts don't answer has no figure."""

    counted: Mapping[Basis, Tally]
    shapes: Mapping[str | None, Shape]

    def shape(self, group: str | None) -> Shape | None:
        """See `Explored`."""
        return self.shapes.get(group)

    def count(self, basis: Basis) -> Tally:
        """See `Explored`.

        Raises `Refused` for a basis that was not counted.
        """
        found = next((one for kept, one in self.counted.items() if kept.carries(basis)), None)
        if found is None:
            raise Refused(message("For this the order lines themselves are needed: bring the export again."))
        return found

    def score_lines(self, definition: Definition) -> tuple[Score, ...]:
        """See `Explored`: there are no lines."""
        del definition
        return ()

    def _scores(self, definition: Definition) -> dict[str | None, Score]:
        try:
            found = super()._scores(definition)
        except Refused:
            found = {}
        resolved, grain = resolve(definition, self.source), self.source.order_grain
        return {
            name: group_score(name, definition.level, resolved, None, order_grain=grain)
            for name in (None, *self.groups)
        } | found


def bases(explorer: Explored, definitions: Sequence[Definition] = ()) -> list[Basis]:
    """Every basis that exploring asks, with those of these definitions."""
    carries, base = explorer.source, explorer.base
    options = {choice.field: choice.options for choice in explorer.choices()}
    common = plain(with_all(base))
    dated = [
        changed(common, {**due.fields, **stop.fields, **window.fields})
        for due, stop, window in product(options["due"], options["clock_stop"], options["window"])
    ]
    named = [one.definition for one in known_definitions(base, carries)]
    steps = [definition for _, definition in ladder_steps(base, carries)]
    found: list[Basis] = []
    for definition in (*dated, *named, *steps, *definitions):
        resolved = resolve(definition, carries)
        basis = Basis.of(resolved, explorer.now)
        if not any(one.carries(basis) for one in found):
            found.append(basis)
    return found


def pack(explorer: Explorer, definitions: Sequence[Definition] = (), *, fewest: int = FEWEST_ORDERS) -> bytes:
    """The explorer without its orders, with what the `definitions` in use ask; the same data give the same bytes.

    Groups of under `fewest` orders are counted together; raises `Refused` where there are too few for any count to
    leave.
    """
    book = explorer.book
    orders = np.bincount(book.group.codes, minlength=len(book.group.names))
    size = dict(zip(book.group.names, orders.tolist(), strict=True))
    names = tuple(name for name in explorer.groups if size[name] >= fewest)
    if sum(size.values()) < fewest:
        raise Refused(message("Under {n} orders no counts are kept: behind them stands a customer.", n=fewest))
    rules = _rules(explorer.base, book)
    written = []
    for basis in bases(explorer, definitions):
        one = explorer.tally(basis) if names == explorer.groups else tally(book, basis, *shown_apart(book, names))
        written.append(write(one.complete(rules), fewest=fewest))
    head = {
        "format": _FORMAT,
        "base": explorer.base.model_dump(mode="json", exclude_unset=True),
        "as_of": explorer.as_of.isoformat(),
        "columns": sorted(book.columns),
        "kinds": sorted(book.kinds),
        "order_grain": book.order_grain,
        "groups": names,
        "shapes": [[name, asdict(one)] for name, one in _shapes(explorer, names, size, fewest).items()],
        "sizes": [len(one) for one in written],
    }
    text = json.dumps(head, ensure_ascii=False, sort_keys=True).encode()
    return len(text).to_bytes(8, "little") + text + b"".join(written)


def _shapes(
    explorer: Explorer, names: tuple[str, ...], size: Mapping[str, int], fewest: int
) -> dict[str | None, Shape]:
    """The shapes of the groups shown and of all (None), without the others where the counts are without them too."""
    shown: dict[str | None, Shape] = {name: explorer.shape(name) for name in names}
    if sum(size.values()) - sum(size[name] for name in names) >= fewest:
        return {None: explorer.shape(None), **shown}
    columns = zip(*(astuple(one) for one in shown.values()), strict=True)
    return {None: Shape(*(sum(column) for column in columns)), **shown}


def _rules(base: Definition, book: Carries) -> list[Rule]:
    """The rules of the grid with what `base` says of open lines and of lines without a due date."""
    partials = [one for one in Partials if one is not Partials.AGREED or "partial_agreed" in book.columns]
    return [Rule(under, one, base.open_lines, base.missing_due) for under, one in product(range(len(UNDER)), partials)]


def unpack(data: bytes) -> StoredExplorer:
    """What `pack` made.

    Raises `Refused` where it is anything else.
    """
    try:
        return _unpack(data)
    except (ValueError, KeyError, TypeError, ValidationError):
        raise Refused(message("These stored counts can't be read: bring the export again.")) from None


def _unpack(data: bytes) -> StoredExplorer:
    begin = 8 + int.from_bytes(data[:8], "little")
    head: dict[str, Any] = json.loads(data[8:begin])
    if head["format"] != _FORMAT:
        raise ValueError
    counted = {}
    for size in head["sizes"]:
        one = read(data[begin : begin + size])
        counted[one.basis] = one
        begin += size
    source = Counted(
        frozenset(head["columns"]),
        frozenset(head["kinds"]),
        Attribute(np.zeros(0, np.int32), tuple(head["groups"])),
        head["order_grain"],
    )
    return StoredExplorer(
        source,
        check(head["base"], Definition),
        date.fromisoformat(head["as_of"]),
        counted=counted,
        shapes={name: Shape(**shape) for name, shape in head["shapes"]},
    )


def answers(stored: StoredExplorer, definition: Definition) -> bool:
    """Whether a workshop's definition differs from what was counted in nothing but what may be varied."""
    return essence(definition, stored.source).model_dump_json() == stored.base.model_dump_json()


def print_of(book: OrderBook) -> str:
    """A print of an order book in the groups it is in: the same orders have the same print."""
    found = hashlib.blake2b(digest_size=16)
    for name, column in (*_columns(book), *_columns(book.deliveries), *_columns(book.incidents)):
        found.update(name.encode())
        found.update(np.ascontiguousarray(column).tobytes())
    texts = [book.group.names, sorted(book.columns), sorted(book.kinds), book.scale, book.order_grain]
    attributes = {name: one.names for name, one in book.attributes.items()}
    found.update(json.dumps([texts, attributes], sort_keys=True).encode())
    return found.hexdigest()


def _columns(rows: Any) -> list[tuple[str, Any]]:
    """The columns of numbers, also those within a mapping or an attribute."""
    found: list[tuple[str, Any]] = []
    for field in fields(rows):
        value = getattr(rows, field.name)
        inside = value.items() if isinstance(value, Mapping) else [("", value)]
        for name, one in inside:
            column = one.codes if isinstance(one, Attribute) else one
            if isinstance(column, np.ndarray) and column.dtype != np.object_:
                found.append((f"{field.name}.{name}", column))
    return sorted(found, key=lambda pair: pair[0])

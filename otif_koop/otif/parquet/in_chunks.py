"""Parquet to order books of some orders each, on disk: one is in memory at a time, and what they count adds up."""

from __future__ import annotations

import errno
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from otif_koop.lately import Lately
from otif_koop.message import Refused, message
from otif_koop.otif.from_tables import Fineness, Whole, latest_due, latest_event, latest_of, order_book
from otif_koop.otif.kinds import KINDS
from otif_koop.otif.order_book import NO_DATE, Attribute, OrderBook, to_date
from otif_koop.otif.order_tables import OrderTables
from otif_koop.otif.parquet.books import read, write
from otif_koop.otif.parquet.spill import Spill
from otif_koop.otif.parquet.tables import ParquetTable, tables_at
from otif_koop.otif.sql.contract import TableNames

LINES = 750_000
"""About so many lines go into a chunk."""

_MOST_CHUNKS = 4_000
_KEYS = ("order_id", "line_id")
_QUANTITIES = ("quantity_ordered", "cancelled_quantity", "quantity_delivered", "quantity")


@dataclass(frozen=True, eq=False)
class BookInChunks:
    """Orders on disk, some in each of `files`; what they have in common is that of the whole, as in an `OrderBook`.

    `group`: the names of the customer groups alone. `orders`: how many orders each of them has.
    """

    files: tuple[Path, ...]
    columns: frozenset[str]
    kinds: frozenset[str]
    scale: int
    latest_day: int
    group: Attribute
    orders: Counter[str]
    n_lines: int
    order_grain: bool = False

    @property
    def as_of(self) -> date:
        """The latest entry, delivery or incident date in the data."""
        return to_date(self.latest_day)

    def books(self) -> Iterator[OrderBook]:
        """One after the other the books of all orders."""
        names = ("columns", "kinds", "scale", "latest_day", "order_grain")
        whole: dict[str, Any] = {name: getattr(self, name) for name in names}
        for file in self.files:
            book = read(file, {**whole, "facts": Lately(1), "scores": Lately(1)})
            yield book
            book.facts.clear()  # facts name their book: the two would hold each other in memory


@contextmanager
def in_chunks(names: TableNames, *, by: str = "customer_group", lines: int | None = None) -> Iterator[BookInChunks]:
    """The orders of the Parquet tables at the places of `names`, for as long as they are used.

    `by` is the column that holds the customer groups; a chunk has about `lines` lines. They are kept on disk, some 100
    bytes a line, and gone afterwards. Raises `Refused` as `from_tables.order_book` does, where a table or a needed
    column is missing or holds something else, and where the disk is full.
    """
    tables = tables_at(names, by)
    parts = min(_MOST_CHUNKS, -(-tables[0].count() // (lines or LINES)))
    if not parts:
        raise Refused(message("There are no order lines in this data."))
    with TemporaryDirectory(prefix="otif-koop-") as made:
        try:
            yield _chunked(Path(made), tables, parts)
        except OSError as fault:
            if fault.errno != errno.ENOSPC:
                raise
            raise Refused(message("There is no room on disk for {folder}.", folder=made)) from None


def _chunked(folder: Path, tables: tuple[ParquetTable, ParquetTable, ParquetTable | None], parts: int) -> BookInChunks:
    seen = _Seen()
    there = [table for table in tables if table is not None]
    spilled = [Spill(folder / f"{at}.arrow", parts) for at in range(len(there))]
    for table, spill in zip(there, spilled, strict=True):
        spill.fill(seen.looked_at(table))
    seen.refuse_blank_keys(tables[0])
    whole = Whole(frozenset(seen.filled), seen.fineness.scale())
    files, event, due, orders, n_lines = [], NO_DATE, NO_DATE, Counter[str](), 0
    for part in range(parts):
        rows = zip(spilled, there, strict=True)
        lines, deliveries, *incidents = (_frame(spill.part(part), table) for spill, table in rows)
        if not len(lines):
            continue
        book = order_book(OrderTables(lines, deliveries, incidents[0] if incidents else None), whole)
        event = max(event, latest_event(book.days, book.deliveries, book.incidents))
        due = max(due, latest_due(book.days))
        counted = np.bincount(book.group.codes, minlength=len(book.group.names))
        orders.update(dict(zip(book.group.names, counted.tolist(), strict=True)))
        n_lines += book.n_lines
        files.append(folder / f"{part}.npz")
        write(book, files[-1])
    for spill in spilled:
        spill.remove()
    groups = tuple(sorted(orders, key=lambda name: (not name, name)))  # the blank one last
    return BookInChunks(
        files=tuple(files),
        columns=whole.columns,
        kinds=frozenset(seen.kinds & set(KINDS)),
        scale=whole.scale,
        latest_day=latest_of(event, due),
        group=Attribute(np.zeros(0, np.int32), groups),
        orders=orders,
        n_lines=n_lines,
    )


@dataclass
class _Seen:
    """What the whole data show, looked at batch by batch."""

    filled: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    blank: Counter[str] = field(default_factory=Counter)
    fineness: Fineness = field(default_factory=Fineness)

    def looked_at(self, table: ParquetTable) -> Iterator[pa.RecordBatch]:
        """The batches of a table, seen."""
        for batch in table.batches():
            for name, values in zip(batch.schema.names, batch.columns, strict=True):
                if "kind" not in table.types and values.null_count < len(values):
                    self.filled.add(name)
                if name in _QUANTITIES:
                    self.fineness.see(values.to_numpy(zero_copy_only=False))
                if name == "kind":
                    self.kinds |= set(values.unique().to_pylist())
                if name in _KEYS and "quantity_ordered" in table.types:
                    self.blank[name] += values.null_count
            yield batch

    def refuse_blank_keys(self, lines: ParquetTable) -> None:
        """Raise `Refused` where order lines have no key."""
        for name in _KEYS:
            if self.blank[name]:
                what = message("{count:number} order lines have no {column}.", count=self.blank[name], column=name)
                raise lines.refused(what)


def _frame(rows: pa.Table | None, table: ParquetTable) -> pd.DataFrame:
    """Rows as canonical tables hold them."""
    if rows is None:
        rows = pa.schema([(name, table.types[name]) for name in table.columns]).empty_table()
    flags = {pa.bool_(): pd.BooleanDtype()}
    return rows.to_pandas(date_as_object=False, types_mapper=flags.get, split_blocks=True, self_destruct=True)

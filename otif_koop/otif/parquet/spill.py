"""Orders put together on disk: rows of a table, in whatever order they come, by a number that their order gives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from otif_koop.otif.order_book import Longs

_COMPRESSED = pa.ipc.IpcWriteOptions(compression="lz4")


class Spill:
    """A table on disk in `parts`: all rows of an order stand in the same part, in the order in which they came."""

    def __init__(self, file: Path, parts: int) -> None:
        self._file, self._parts = file, parts
        self._places: dict[int, list[int]] = defaultdict(list)
        self._written = 0
        self.schema: pa.Schema | None = None

    def fill(self, batches: Iterator[pa.RecordBatch]) -> None:
        """Write all rows down, by part."""
        writer = None
        try:
            for batch in batches:
                if writer is None:
                    self.schema = batch.schema
                    writer = pa.ipc.new_file(self._file, batch.schema, options=_COMPRESSED)
                for part, rows in self._split(batch):
                    writer.write_batch(rows)
                    self._places[part].append(self._written)
                    self._written += 1
        finally:
            if writer is not None:
                writer.close()

    def part(self, part: int) -> pa.Table | None:
        """The rows of a part; None where the table has no rows at all."""
        if self.schema is None:
            return None
        with pa.OSFile(str(self._file)) as file, pa.ipc.open_file(file) as opened:
            return pa.Table.from_batches([opened.get_batch(place) for place in self._places[part]], self.schema)

    def remove(self) -> None:
        """Take the rows off the disk."""
        self._file.unlink(missing_ok=True)

    def _split(self, batch: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
        if self._parts == 1 or not batch.num_rows:
            yield 0, batch
            return
        part = part_of_order(batch.column("order_id"), self._parts)
        together = np.argsort(part, kind="stable")
        batch = batch.take(pa.array(together))
        bounds = np.searchsorted(part[together], np.arange(self._parts + 1))
        for one in np.flatnonzero(np.diff(bounds)):
            yield int(one), batch.slice(bounds[one], bounds[one + 1] - bounds[one])


def part_of_order(orders: pa.Array, parts: int) -> Longs:
    """The part of each order id; the same id gives the same part, in whichever table. A blank one is in the first."""
    known = orders.dictionary_encode()
    ids = np.asarray(known.dictionary.to_pylist(), dtype=np.object_)
    of_id = (pd.util.hash_array(ids, categorize=False) % parts).astype(np.int16)
    codes = known.indices.fill_null(len(of_id)).to_numpy(zero_copy_only=False)
    return np.append(of_id, np.int16(0))[codes]

"""Order tables as Parquet on disk, with the rows of an order spread over files and row groups."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from otif_koop.otif.order_tables import OrderTables
from otif_koop.otif.sql.contract import TableNames
from tests.otif.sql.elsewhere import arrow, frames


def on_disk(folder: Path, tables: OrderTables, *, files: int = 2, rows: int = 2) -> TableNames:
    """Write the tables below `folder`: every so-many-th row in another file, of row groups of `rows`."""
    for name, frame in frames(tables).items():
        (folder / name).mkdir()
        whole = arrow(frame)
        for at in range(files):
            part = whole.take(pa.array(range(at, len(whole), files), pa.int64()))
            pyarrow.parquet.write_table(part, folder / name / f"part-{at}.parquet", row_group_size=rows)
    return TableNames(*(str(folder / name) for name in ("order_lines", "deliveries", "incidents")))

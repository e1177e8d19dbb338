"""Parquet to a table of text, read in a process of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from otif_koop.intake.reading import layout
from otif_koop.intake.reading.child import ask_child
from otif_koop.intake.reading.choices import ReadingChoices
from otif_koop.intake.reading.grid import Grid, to_table
from otif_koop.intake.reading.text_table import HowRead, Native, TextTable
from otif_koop.intake.refusals import NotRead
from otif_koop.message import message

MOST_CELLS = 400_000_000

_CHILD = Path(__file__).with_name("parquet_child.py")


def read_parquet(content: bytes, name: str, choices: ReadingChoices) -> TextTable:
    """A Parquet file as text; row 1 is its names, as if it were a sheet. Raises `NotRead`."""
    answer, body = ask_child(_CHILD, content, [str(MOST_CELLS)], name, _refusal)
    table = pa.ipc.open_stream(body).read_all()
    if not table.num_columns:
        raise NotRead(message("{file} is empty: there is no column in it. Export it again.", file=name))
    names = layout.unique_names(answer["headers"])
    renamed = dict(zip(answer["headers"], names, strict=True))
    native: dict[str, Native] = {renamed[header]: "number" for header in answer["numbers"]}
    native |= {renamed[header]: "date" for header in answer["dates"]}
    grid = Grid(names, table.columns, np.arange(2, table.num_rows + 2, dtype=np.int64), native=native)
    return to_table(grid, name, HowRead(format="parquet"), choices)


def _refusal(answer: dict[str, Any], name: str) -> NotRead | None:
    if answer["refused"] == "column":
        return NotRead(
            message(
                "{file}: the column “{column}” holds {kind}, which can't be shown as text. Leave it out of the export.",
                file=name,
                column=answer["column"],
                kind=answer["kind"],
            )
        )
    return None

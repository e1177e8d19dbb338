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

MOST_CELLS = 100_000_000
MOST_CHARACTERS = 900_000_000

_CHILD = Path(__file__).with_name("parquet_child.py")


def read_parquet(content: bytes, name: str, choices: ReadingChoices) -> TextTable:
    """A Parquet file as text; row 1 is its names, as if it were a sheet. Raises `NotRead`."""
    return _read(content, "", name, choices)


def read_parquet_at(place: Path, name: str, choices: ReadingChoices) -> TextTable:
    """A Parquet file, or a folder of them that together are one table, as text. Raises `NotRead`."""
    return _read(b"", str(place), name, choices)


def _read(content: bytes, place: str, name: str, choices: ReadingChoices) -> TextTable:
    answer, body = ask_child(_CHILD, content, [str(MOST_CELLS), str(MOST_CHARACTERS), place], name, _refusal)
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
    why = answer["refused"]
    if why == "versions":
        return NotRead(
            message(
                "{file} is a table of Delta Lake or Iceberg: its files also hold rows that are no longer valid. Bring"
                " it through its own engine as a source, or save the rows that count as plain Parquet.",
                file=name,
            )
        )
    if why == "no_files":
        return NotRead(message("{file}: there is no Parquet file in this folder. Choose another one.", file=name))
    if why == "cells":
        return NotRead(
            message(
                "{file} has more than can be read here. Export a shorter period or fewer columns; score larger data"
                " where they are, with --engine.",
                file=name,
            )
        )
    if why == "column":
        return NotRead(
            message(
                "{file}: the column “{column}” holds {kind}, which can't be shown as text. Leave it out of the export.",
                file=name,
                column=answer["column"],
                kind=answer["kind"],
            )
        )
    return None

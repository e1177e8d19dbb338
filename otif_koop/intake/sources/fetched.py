"""Rows that a database hands over to a table of text, a part at a time and no more than can be held."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from otif_koop.intake.reading import layout
from otif_koop.intake.reading.choices import ReadingChoices
from otif_koop.intake.reading.grid import Grid, to_table
from otif_koop.intake.reading.text_table import HowRead, Native, TextTable
from otif_koop.intake.refusals import NotRead
from otif_koop.message import message

MOST_ROWS = 2_000_000
MOST_CHARACTERS = 1_000_000_000
AT_A_TIME = 10_000

Row = Sequence[Any]
Progress = Callable[[int], None]
"""Told how many rows are in so far."""


def to_text_table(
    headers: Sequence[str],
    parts: Iterable[Sequence[Row]],
    name: str,
    choices: ReadingChoices,
    progress: Progress | None = None,
) -> TextTable:
    """The rows as text, numbers with a point and dates as ISO; row 1 is the names, as if it were a sheet.

    Raises `NotRead` where there are no rows, or more than `MOST_ROWS`: a part of the rows would give a wrong score.
    """
    chunks: list[list[pa.Array]] = [[] for _ in headers]
    kinds: list[set[type]] = [set() for _ in headers]
    rows = characters = 0
    for part in parts:
        rows += len(part)
        for place, cells in enumerate(zip(*part, strict=True)):
            texts = [_text(cell) for cell in cells]
            characters += sum(map(len, texts))
            kinds[place].update(map(type, cells))
            chunks[place].append(pa.array(texts, pa.string()))
        if rows > MOST_ROWS or characters > MOST_CHARACTERS:
            raise NotRead(
                message(
                    "{file} has more than can be read here ({rows:number} rows at most). Take a view or a query with a"
                    " shorter period; score larger data where they are, with --engine.",
                    file=name,
                    rows=MOST_ROWS,
                )
            )
        if progress is not None:
            progress(rows)
    if not rows:
        raise NotRead(message("{file} has no rows. Choose another table, or another period.", file=name))
    names = layout.unique_names(list(headers))
    native: dict[str, Native] = {}
    for header, of in zip(names, kinds, strict=True):
        of.discard(type(None))
        if of and of <= {int, float, Decimal}:
            native[header] = "number"
        elif of and of <= {date, datetime}:
            native[header] = "date"
    columns = [pa.chunked_array(column, pa.string()) for column in chunks]
    grid = Grid(names, columns, np.arange(2, rows + 2, dtype=np.int64), native=native)
    # the last row of a table in a database is a row like the others
    return to_table(grid, name, HowRead(format="database"), choices.model_copy(update={"totals": "keep"}))


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return "" if cell != cell else str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, Decimal):
        return _plain(cell)
    if isinstance(cell, datetime):
        if cell.tzinfo is not None:
            return cell.isoformat(timespec="seconds")
        return cell.strftime("%Y-%m-%d") if cell.time() == time() else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, bytes | memoryview):
        return bytes(cell).hex()
    return str(cell)


def _plain(cell: Decimal) -> str:
    if not cell.is_finite():
        return ""
    text = f"{cell:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

"""xlsx, xls, xlsb and ods to a table of text, read in a process of its own under limits."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from otif_koop.intake.reading.child import ask_child
from otif_koop.intake.reading.choices import Delimiter, ReadingChoices
from otif_koop.intake.reading.delimited import SAMPLE_ROWS, Cut, cut
from otif_koop.intake.reading.delimiter import cuts, find_delimiter
from otif_koop.intake.reading.file_kind import locked
from otif_koop.intake.reading.grid import to_table
from otif_koop.intake.reading.text_table import HowRead, Native, TextTable
from otif_koop.intake.refusals import NotRead
from otif_koop.message import Message, message

MOST_CELLS = 20_000_000
MOST_CHARACTERS = 600_000_000
MOSTLY = 0.8
_EACH = "*"

_CHILD = Path(__file__).with_name("workbook_child.py")


@dataclass(frozen=True)
class SheetRead:
    """One sheet of a workbook. table: None where it holds no table that can be read, and `why` says why not. cells: how
    many are filled."""

    name: str
    table: TextTable | None = None
    why: Message | None = None
    cells: int = 0


def of_sheet(file: str, sheet: str) -> str:
    """What one sheet of a file is called wherever its rows are spoken of."""
    return f"{file} · {sheet}"


def read_workbook(content: bytes, name: str, kind: str, choices: ReadingChoices) -> TextTable:
    """One sheet of a workbook as text; the fullest visible one unless chosen. Raises `NotRead`.

    Numbers are written with a decimal point and without ".0", dates as ISO.
    """
    answer, body = _ask(content, name, kind, choices.sheet or "")
    return _table(name, answer, answer["tables"][0], str(body, "utf-8"), choices)


def read_each(content: bytes, name: str, kind: str) -> tuple[SheetRead, ...]:
    """Every sheet of a workbook, parsed once: the visible ones as tables named `of_sheet`, and the hidden ones by name
    only. Raises `NotRead` where the workbook as a whole can't be read.
    """
    answer, body = _ask(content, name, kind, _EACH)
    found, begin = [], 0
    for facts in answer["tables"]:
        text, begin = str(body[begin : begin + facts["bytes"]], "utf-8"), begin + facts["bytes"]
        called = of_sheet(name, facts["sheet"])
        try:
            table = _table(called, answer, facts, text, ReadingChoices())
        except NotRead:
            why = message("no rows under its names") if sum(facts["filled"]) else message("empty")
            found.append(SheetRead(facts["sheet"], why=why))
        else:
            found.append(SheetRead(facts["sheet"], table, cells=sum(facts["filled"])))
    seen = {one.name for one in found}
    found += [SheetRead(one, why=message("hidden")) for one in answer["hidden"] if one not in seen]
    return tuple(found)


def _ask(content: bytes, name: str, kind: str, wanted: str) -> tuple[dict[str, Any], memoryview]:
    return ask_child(_CHILD, content, [kind, wanted, str(MOST_CELLS), str(MOST_CHARACTERS)], name, _refusal)


def _table(name: str, answer: dict[str, Any], facts: dict[str, Any], text: str, choices: ReadingChoices) -> TextTable:
    if not text.strip(", \n"):
        raise NotRead(
            message(
                "{file}: the sheet “{sheet}” is empty. Choose another sheet (there are {sheets}), or save it again.",
                file=name,
                sheet=facts["sheet"],
                sheets=", ".join(answer["sheets"]),
            )
        )
    text, delimiter = _opened_wrongly(text, facts)
    found = cut(text, delimiter or ",", name, choices)
    grid = found.grid if delimiter else replace(found.grid, native=_native(found, facts))
    how = HowRead(
        format=answer["kind"],
        delimiter=delimiter,
        sheet=facts["sheet"],
        sheets=tuple(answer["sheets"]),
        header_row=found.header_row,
        title_rows=found.title_rows,
        name_rows=found.name_rows if len(found.name_rows) > 1 else (),
    )
    return to_table(grid, name, how, choices)


def _opened_wrongly(text: str, facts: dict[str, Any]) -> tuple[str, Delimiter | None]:
    """A CSV that was opened in Excel without being cut, and saved: every row is one cell that holds the real row."""
    if sum(filled > 0 for filled in facts["filled"]) != 1:
        return text, None
    place = next(place for place, filled in enumerate(facts["filled"]) if filled)
    lines = [row[place] if len(row) > place else "" for row in csv.reader(io.StringIO(text, newline=""))]
    delimiter = find_delimiter([line for line in lines if line][:SAMPLE_ROWS])
    filled = [line for line in lines if line]
    if sum(cuts(line, delimiter) for line in filled) < MOSTLY * len(filled):
        return text, None
    return "\n".join(line.replace("\n", " ") for line in lines) + "\n", delimiter


def _native(found: Cut, facts: dict[str, Any]) -> dict[str, Native]:
    """The columns that hold only numbers, or only dates, below the header."""
    native: dict[str, Native] = {}
    for place, (header, column) in enumerate(zip(found.grid.names, found.grid.columns, strict=True)):
        filled = (pc.sum(pc.not_equal(column, "")).as_py() or 0) - facts["faults"][place]
        if facts["dates"][place] == filled != 0:
            native[header] = "date"
        elif facts["numbers"][place] == filled != 0:
            native[header] = "number"
    return native


def _refusal(answer: dict[str, Any], name: str) -> NotRead | None:
    why = answer["refused"]
    if why == "password":
        return locked(name)
    if why == "no_sheet":
        return NotRead(message("{file} has no sheet with cells. Save the table on a sheet of its own.", file=name))
    if why == "sheet":
        return NotRead(
            message(
                "{file} doesn't have that sheet. Choose one of {sheets}.", file=name, sheets=", ".join(answer["sheets"])
            )
        )
    if why == "cells":
        return NotRead(
            message(
                "{file}: the sheet “{sheet}” runs to row {row} and {columns} columns, more than can"
                " be read. Delete the stray"
                " cells far from the table, or save the sheet as CSV.",
                file=name,
                sheet=answer["sheet"],
                row=str(answer["rows"]),
                columns=answer["columns"],
            )
        )
    return None

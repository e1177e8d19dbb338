"""xlsx, xls, xlsb and ods to a table of text, read in a process of its own under limits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from otif_koop.intake.reading.child import ask_child
from otif_koop.intake.reading.choices import ReadingChoices
from otif_koop.intake.reading.delimited import Cut, cut
from otif_koop.intake.reading.file_kind import locked
from otif_koop.intake.reading.grid import to_table
from otif_koop.intake.reading.text_table import HowRead, Native, TextTable
from otif_koop.intake.refusals import NotRead
from otif_koop.message import message

MOST_CELLS = 20_000_000
MOST_CHARACTERS = 600_000_000

_CHILD = Path(__file__).with_name("workbook_child.py")


def read_workbook(content: bytes, name: str, kind: str, choices: ReadingChoices) -> TextTable:
    """One sheet of a workbook as text; the fullest visible one unless chosen. Raises `NotRead`.

    Numbers are written with a decimal point and without ".0", dates as ISO.
    """
    answer, body = ask_child(
        _CHILD, content, [kind, choices.sheet or "", str(MOST_CELLS), str(MOST_CHARACTERS)], name, _refusal
    )
    text = str(body, "utf-8")
    if not text.strip(", \n"):
        raise NotRead(
            message(
                "{file}: the sheet “{sheet}” is empty. Choose another sheet (there are {sheets}), or save it again.",
                file=name,
                sheet=answer["sheet"],
                sheets=", ".join(answer["sheets"]),
            )
        )
    found = cut(text, ",", name, choices)
    grid = replace(found.grid, native=_native(found, answer))
    how = HowRead(
        format=kind,
        sheet=answer["sheet"],
        sheets=tuple(answer["sheets"]),
        header_row=found.header_row,
        title_rows=found.title_rows,
    )
    return to_table(grid, name, how, choices)


def _native(found: Cut, answer: dict[str, Any]) -> dict[str, Native]:
    """The columns that hold only numbers, or only dates, below the header."""
    native: dict[str, Native] = {}
    above = (1 if found.header_row else 0) + len(found.title_rows)
    for place, header in enumerate(found.grid.names):
        numbers, dates, filled = (answer[key][place] for key in ("numbers", "dates", "filled"))
        if dates and dates >= filled - above:
            native[header] = "date"
        elif numbers and numbers >= filled - above:
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

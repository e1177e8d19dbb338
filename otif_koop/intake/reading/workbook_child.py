"""Runs in a process of its own (`python -I workbook_child.py`): a workbook or Parquet file in, its cells out as text.

Two legal cells (A1 and XFD1048576) make the workbook reader ask for 550 GB and abort its process, which nothing can
catch (ecosystem, 1.1). So it is done here, under limits. Standard input: the file. Arguments: kind, sheet (or ""), most
cells, most characters. Standard output: one line of JSON, then CSV. A refusal is one line of JSON with "refused".
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

MEMORY = 2_000_000_000
CPU_SECONDS = 120


def _limit_this_process() -> None:
    try:
        import resource
    except ImportError:  # Windows: an abort still stays in this process
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _number(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def _moment(value: datetime) -> str:
    return value.strftime("%Y-%m-%d") if value.time() == time() else value.isoformat(sep=" ", timespec="seconds")


_TO_TEXT: dict[type, Callable[[Any], str]] = {
    str: str,
    float: _number,
    int: str,
    bool: lambda value: "true" if value else "false",
    datetime: _moment,
    date: date.isoformat,
    time: lambda value: value.isoformat(timespec="seconds"),
    timedelta: str,
    type(None): lambda _: "",
}


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")


def main() -> None:
    """Read, convert, write; every fault is an answer or the end of this process."""
    kind, wanted, most_cells, most_characters = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    content = sys.stdin.buffer.read()
    _limit_this_process()
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = _tables(book) or list(book.sheet_names)
        if not sheets:
            return _say({"refused": "no_sheet"})
        if wanted and wanted not in book.sheet_names:
            return _say({"refused": "sheet", "sheets": sheets})
        fullest, rows = "", None
        for name in [wanted] if wanted else sheets:
            sheet = book.get_sheet_by_name(name)
            tall, wide = sheet.total_height + 1, sheet.total_width + 1  # these count from 0
            if tall * wide > most_cells:
                return _say({"refused": "cells", "sheet": name, "rows": tall, "columns": wide})
            # the sheet with most cells is taken for the data
            if rows is None or sheet.height * sheet.width > len(rows) * len(rows[0] if rows else ()):
                fullest, rows = name, sheet.to_python(skip_empty_area=False)
    except python_calamine.PasswordError:
        return _say({"refused": "password"})
    except Exception as fault:  # whatever the reader says: the workbook can't be opened
        return _say({"refused": "damaged", "why": str(fault)[:200]})
    return _write(rows or [], {"kind": kind, "sheet": fullest, "sheets": sheets}, most_characters)


def _tables(book: Any) -> list[str]:
    """The visible sheets with cells."""
    import python_calamine

    return [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
        and sheet.visible == python_calamine.SheetVisibleEnum.Visible
    ]


def _write(rows: list[list[Any]], answer: dict[str, Any], most_characters: int) -> None:
    """A column at a time: most hold one kind of value, and then no cell has to be asked what it is."""
    numbers, dates, filled = [], [], []
    columns: list[list[str]] = []
    characters = 0
    for cells in zip(*rows, strict=True):
        kinds = Counter(map(type, cells))
        columns.append(_texts(cells, set(kinds)))
        numbers.append(kinds[float] + kinds[int])
        dates.append(kinds[datetime] + kinds[date])
        filled.append(len(cells) - columns[-1].count(""))
        characters += sum(map(len, columns[-1]))
        if characters > most_characters:
            return _say({"refused": "characters"})
    _say({**answer, "numbers": numbers, "dates": dates, "filled": filled})
    csv.writer(sys.stdout, lineterminator="\n").writerows(zip(*columns, strict=True))
    return None


def _texts(cells: tuple[Any, ...], kinds: set[type]) -> list[str]:
    if kinds == {str}:
        return list(cells)
    if len(kinds) == 1:
        return list(map(_TO_TEXT.get(kinds.pop(), str), cells))
    return [_TO_TEXT.get(type(cell), str)(cell) for cell in cells]


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
    main()

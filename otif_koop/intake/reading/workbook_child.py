"""Runs in a process of its own (`python -I workbook_child.py`): a workbook or Parquet file in, its cells out as text.

Two legal cells (A1 and XFD1048576) make the workbook reader ask for 550 GB and abort its process, which nothing can
catch (ecosystem, 1.1). So it is done here, under limits. Standard input: the file. Arguments: kind, sheet ("" for the
fullest, "*" for each visible one), most cells a sheet, most characters together. Standard output: one line of JSON with
a table for each sheet, then their CSV one after the other. A refusal is one line of JSON with "refused".
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

Read = tuple[str, int, list[list[Any]]]
"""A sheet's name, its place in the workbook from 0, its rows."""

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


EACH = "*"
"""No name of a sheet: Excel allows no asterisk in it."""


def main() -> None:
    """Read, convert, write; every fault is an answer or the end of this process."""
    kind, wanted, most_cells, most_characters = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    content = sys.stdin.buffer.read()
    _limit_this_process()
    import python_calamine

    try:
        book = _opened(content, kind)
        sheets = _tables(book) or list(book.sheet_names)
        if not sheets:
            return _say({"refused": "no_sheet"})
        if wanted not in {"", EACH, *book.sheet_names}:
            return _say({"refused": "sheet", "sheets": sheets})
        answer = {"kind": kind, "sheets": sheets, "hidden": _tables(book, hidden=True)}
        if wanted == EACH:
            return _write(_each(book, sheets, most_cells), answer, most_characters, content)
        fullest, rows = "", None
        for name in [wanted] if wanted else sheets:
            sheet = _within(book, name, most_cells)
            # the sheet with most cells is taken for the data
            if rows is None or sheet.height * sheet.width > len(rows) * len(rows[0] if rows else ()):
                fullest, rows = name, sheet.to_python(skip_empty_area=False)
        return _write(iter([(fullest, _all_names(book).index(fullest), rows or [])]), answer, most_characters, content)
    except TooManyCells as refused:
        return _say(refused.answer)
    except python_calamine.PasswordError:
        return _say({"refused": "password"})
    except MemoryError:
        raise  # too large, which says more than that it can't be opened
    except Exception as fault:  # whatever the reader says: the workbook can't be opened
        return _say({"refused": "damaged", "why": str(fault)[:200]})


class TooManyCells(Exception):
    """A sheet is larger than a sheet may be."""

    def __init__(self, name: str, tall: int, wide: int) -> None:
        self.answer = {"refused": "cells", "sheet": name, "rows": tall, "columns": wide}


def _all_names(book: Any) -> list[str]:
    return list(book.sheet_names)


def _within(book: Any, name: str, most_cells: int) -> Any:
    """A sheet that isn't larger than a sheet may be."""
    sheet = book.get_sheet_by_name(name)
    tall, wide = sheet.total_height + 1, sheet.total_width + 1  # these count from 0
    if tall * wide > most_cells:
        raise TooManyCells(name, tall, wide)
    return sheet


def _each(book: Any, sheets: list[str], most_cells: int) -> Iterator[Read]:
    """One sheet at a time, so that the cells of only one are in memory."""
    for name in sheets:
        rows = _within(book, name, most_cells).to_python(skip_empty_area=False)
        yield name, _all_names(book).index(name), rows


class Fault(str):
    """What a formula without an answer shows (#N/A): neither a value nor nothing."""


_MOST_TO_SCAN = 200_000_000
_FAULTY = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*\st="e"[^>]*>(?:(?!</c>).)*?<v>([^<]{1,20})</v>', re.DOTALL)


def _put_faults(rows: list[list[Any]], content: bytes, sheet: int) -> None:
    """Formulas without an answer put where they stand: the reader leaves those cells blank, and then nobody would know.

    sheet: which sheet of the workbook the rows are of, counted from 0.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            ids = re.findall(rb'<sheet [^>]*?\br:id="([^"]+)"', packed.read("xl/workbook.xml"))
            names = packed.read("xl/_rels/workbook.xml.rels")
            named = next(tag for tag in re.findall(rb"<Relationship [^>]*>", names) if b'Id="%s"' % ids[sheet] in tag)
            target = re.findall(rb'\bTarget="/?(?:xl/)?([^"]+)"', named)[0].decode()
            part = packed.getinfo("xl/" + target)
            cells = packed.read(part) if part.file_size < _MOST_TO_SCAN else b""
    except (KeyError, IndexError, StopIteration, ValueError, OSError, zipfile.BadZipFile, MemoryError):
        return  # read well, and packed in another way than Excel does: what is blank stays blank
    if b' t="e"' not in cells:
        return
    for found in _FAULTY.finditer(cells):
        column = 0
        for letter in found[1]:
            column = column * 26 + letter - 64
        row = int(found[2])
        if row <= len(rows) and column <= len(rows[row - 1]) and rows[row - 1][column - 1] == "":
            rows[row - 1][column - 1] = Fault(found[3].decode("utf-8", "replace"))


def _opened(content: bytes, kind: str) -> Any:
    """The workbook, after what the reader doesn't know of its format is written as it does."""
    import python_calamine

    if kind == "xlsb":
        content = _rewritten(
            content, lambda name: name.startswith("xl/worksheets/") and name.endswith(".bin"), _long_cells
        )
    try:
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except python_calamine.CalamineError:
        if kind != "ods":
            raise
        content = _rewritten(content, lambda name: name == "content.xml", _without_indents)
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))


def _rewritten(content: bytes, chosen: Callable[[str], bool], rewrite: Callable[[bytes], bytes]) -> bytes:
    """A packed workbook with some of its parts rewritten; the same bytes where that changes nothing."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    changed = {name: rewrite(part) if chosen(name) else part for name, part in parts.items()}
    if changed == parts:
        return content
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, part in changed.items():
            packed.writestr(name, part)
    return out.getvalue()


def _without_indents(xml: bytes) -> bytes:
    """OpenDocument's table without the white space around its own elements, which some programs write to be read."""
    return re.sub(rb"(</?table:[^>]*>)\s+(?=<)|(?<=>)\s+(?=</?table:)", rb"\1", xml)


_ROW, _CELLS, _SHORT_CELLS = 0, range(1, 12), range(12, 19)
_SHORT_TO_CELL = 11


def _long_cells(sheet: bytes) -> bytes:
    """A binary sheet without short cells: those leave out their column, the one after the cell before ([MS-XLSB] 2.4).

    The reader passes over them, so that a row would lose all but its first cell.
    """
    out, at, column, shortened = bytearray(), 0, -1, False
    while at < len(sheet):
        begin = at
        kind, at = _number_of(sheet, at, 2)
        size, at = _number_of(sheet, at, 4)
        body = sheet[at : at + size]
        at += size
        if kind in _SHORT_CELLS:
            column, shortened = column + 1, True
            out += bytes([kind - _SHORT_TO_CELL])
            out += _as_number(size + 4) + column.to_bytes(4, "little") + body
            continue
        if kind == _ROW:
            column = -1
        elif kind in _CELLS:
            column = int.from_bytes(body[:4], "little")
        out += sheet[begin:at]
    return bytes(out) if shortened else sheet


def _number_of(record: bytes, at: int, most: int) -> tuple[int, int]:
    """A number in groups of seven bits, the lowest first, and where it ends."""
    number = 0
    for place in range(most):
        if at >= len(record):
            break
        number |= (record[at] & 0x7F) << (7 * place)
        at += 1
        if not record[at - 1] & 0x80:
            break
    return number, at


def _as_number(number: int) -> bytes:
    groups = bytearray()
    while number >= 0x80:
        groups.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*groups, number])


def _tables(book: Any, *, hidden: bool = False) -> list[str]:
    """The visible sheets with cells, or those that are hidden."""
    import python_calamine

    return [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
        and (sheet.visible != python_calamine.SheetVisibleEnum.Visible) == hidden
    ]


def _write(sheets: Iterator[Read], answer: dict[str, Any], most_characters: int, content: bytes) -> None:
    """Each sheet as CSV, behind one line that says what its columns hold and where it ends."""
    tables: list[dict[str, Any]] = []
    texts: list[io.BytesIO] = []
    for name, place, rows in sheets:
        if answer["kind"] == "xlsx" and rows:
            _put_faults(rows, content, place)
        table, columns = _columns(rows)
        rows.clear()  # before the text of the sheet is made beside it
        most_characters -= table.pop("characters")
        if most_characters < 0:
            return _say({"refused": "characters"})
        text = io.TextIOWrapper(io.BytesIO(), "utf-8", newline="")
        csv.writer(text, lineterminator="\n").writerows(zip(*columns, strict=True))
        text.flush()
        texts.append(text.detach())
        tables.append({"sheet": name, "bytes": texts[-1].tell(), **table})
    _say({**answer, "tables": tables})
    sys.stdout.flush()
    for one in texts:
        sys.stdout.buffer.write(one.getbuffer())
    return None


def _columns(rows: list[list[Any]]) -> tuple[dict[str, Any], list[list[str]]]:
    """A column at a time: most hold one kind of value, and then no cell has to be asked what it is."""
    numbers, dates, filled, faults = [], [], [], []
    columns: list[list[str]] = []
    for cells in zip(*rows, strict=True):
        kinds = Counter(map(type, cells))
        columns.append(_texts(cells, set(kinds)))
        numbers.append(kinds[float] + kinds[int])
        dates.append(kinds[datetime] + kinds[date])
        faults.append(kinds[Fault])
        filled.append(len(cells) - columns[-1].count(""))
    characters = sum(sum(map(len, column)) for column in columns)
    found = {"numbers": numbers, "dates": dates, "filled": filled, "faults": faults, "characters": characters}
    return found, columns


def _texts(cells: tuple[Any, ...], kinds: set[type]) -> list[str]:
    if kinds == {str}:
        return list(cells)
    if len(kinds) == 1:
        return list(map(_TO_TEXT.get(kinds.pop(), str), cells))
    return [_TO_TEXT.get(type(cell), str)(cell) for cell in cells]


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
    main()

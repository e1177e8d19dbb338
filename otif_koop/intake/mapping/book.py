"""A workbook with several sheets: which of them are used, each as a table of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as MappingOf
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property

from otif_koop.intake.mapping.mapping import Mapping, Role
from otif_koop.intake.mapping.sheets import SheetUse, use_of_sheets
from otif_koop.intake.reading.choices import ReadingChoices
from otif_koop.intake.reading.read_file import read_file, read_sheets
from otif_koop.intake.reading.text_table import TextTable
from otif_koop.intake.reading.workbook import SheetRead, of_sheet
from otif_koop.message import Message, Refused, message


@dataclass(frozen=True, eq=False)
class Book:
    """A workbook, parsed once. sheets: all of them; said: by name what someone took in or left out."""

    name: str
    content: bytes = field(repr=False)
    sheets: tuple[SheetRead, ...]
    said: MappingOf[str, bool] = field(default_factory=dict)

    @cached_property
    def uses(self) -> tuple[SheetUse, ...]:
        """What each sheet is used for, in the order of the workbook, the hidden ones last."""
        return use_of_sheets(self.sheets, self.said)

    def tables(self, known: Mapping | None = None) -> list[TextTable]:
        """The sheets that are taken, one table each; a single one is called by the file's own name.

        known: how the sheets of each role were read before. Raises `NotRead` where a sheet that someone took in holds
        no table.
        """
        known = known or Mapping()
        taken = [use for use in self.uses if use.taken]
        if len(taken) == 1:  # alone it is the lines, whatever it looks like beside others
            role = taken[0].role if taken[0].role in known.files else "lines"
            return [self._table(taken[0].sheet, role, known, self.name)]
        return [self._table(use.sheet, use.role, known, of_sheet(self.name, use.name)) for use in taken]

    def by_reason(self, *, taken: bool) -> list[Message]:
        """The sheets that are taken, or that are not, those for the same reason together with it."""
        names: dict[Message, list[str]] = {}
        for use in self.uses:
            if use.taken == taken:
                names.setdefault(use.why, []).append(f"“{use.name}”")
        return [message("{sheets} ({what})", sheets=some, what=why) for why, some in names.items()]

    def _table(self, sheet: SheetRead, role: Role | None, known: Mapping, name: str) -> TextTable:
        reading = known.file(role).reading if role else ReadingChoices()
        reading = reading.model_copy(update={"sheet": None})
        table = sheet.table
        if table is None or reading.header_row is not None or reading.totals != ReadingChoices().totals:
            wanted = reading.model_copy(update={"sheet": sheet.name})
            if table is None:
                table = read_file(self.content, name, wanted)
            else:
                with suppress(Refused):  # it has another layout by now: as it reads by itself
                    table = read_file(self.content, name, wanted)
        return named(replace(table, choices=reading), name)


def named(table: TextTable, name: str) -> TextTable:
    """The table under another name, its findings as well."""
    if table.name == name:
        return table
    findings = tuple(replace(one, file=name) if one.file == table.name else one for one in table.findings)
    return replace(table, name=name, findings=findings)


def open_book(content: bytes, name: str, said: MappingOf[str, bool] | None = None) -> Book | None:
    """A workbook with its sheets; None for what `read_file` reads as one table: another kind of file, or a workbook in
    which no sheet holds a table. Raises `NotRead`.
    """
    sheets = read_sheets(content, name)
    if not any(sheet.table for sheet in sheets):
        return None
    names = {sheet.name for sheet in sheets}
    return Book(name, content, sheets, {one: taken for one, taken in (said or {}).items() if one in names})


def said_by_name(book: Book, chosen: Iterable[str]) -> dict[str, bool]:
    """What taking exactly these sheets says against what is found by itself."""
    taken = set(chosen)
    return {
        use.name: use.name in taken
        for use in use_of_sheets(book.sheets)
        if (use.role is not None) != (use.name in taken)
    }


def sheets_told(books: Sequence[Book]) -> list[Message]:
    """A line for each workbook of several sheets: which were taken and for what, and which were left out and why."""
    return [_told(book) for book in books if len(book.sheets) > 1]


def _told(book: Book) -> Message:
    taken, left = book.by_reason(taken=True), book.by_reason(taken=False)
    if not left:
        return message("{file}: all sheets were taken: {taken}.", file=book.name, taken=taken)
    return message("{file}: taken were the sheets {taken}; left out: {left}.", file=book.name, taken=taken, left=left)

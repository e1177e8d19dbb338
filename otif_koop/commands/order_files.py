"""Order files, or tables of a source, named on the command line, to order tables.

What is doubtful is asked by naming the options to add.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import dataclass, field, replace
from pathlib import Path

from otif_koop.intake import (
    Book,
    Intake,
    Mapping,
    Proposal,
    ReadingChoices,
    Role,
    TextTable,
    detect_roles,
    only_one,
    open_book,
    propose,
    read_file,
    read_source,
    said_by_name,
    sheets_told,
    source_named,
    to_order_tables,
    with_answers,
)
from otif_koop.message import Message, Refused, message

FILES: tuple[Role, ...] = ("orders", "lines", "schedules", "shipments", "deliveries", "incidents", "groups")


class Doubtful(Refused):
    """The mapping is ambiguous; `options` are the very options that would settle it, one list a question."""

    def __init__(self, proposal: Proposal) -> None:
        self.questions = proposal.blocking
        super().__init__(*(question.text for question in self.questions))


def add_file_options(parser: ArgumentParser) -> None:
    """The options that name files and say what their columns are."""
    parser.add_argument(
        "file",
        nargs="*",
        help="one file with order lines, several that are told apart,"
        " or a folder with Parquet tables order_lines, deliveries and incidents, which may be larger than memory",
    )
    for role in FILES:
        parser.add_argument(f"--{role}", metavar="F", help=f"a file with {role}")
    parser.add_argument(
        "--source",
        metavar="NAME",
        help="read from the database or folder of Parquet that the environment names OTIF_KOOP_SOURCE_NAME;"
        " the files are then its tables, or queries (SELECT …)",
    )
    parser.add_argument(
        "--sheet",
        action="append",
        default=[],
        metavar="NAME",
        help="take exactly this sheet of a workbook, as often as needed; else every sheet with a table that fits",
    )
    parser.add_argument("--mapping", metavar="F", help="a mapping (YAML) that was kept before")
    parser.add_argument(
        "--keep-mapping", metavar="F", help="write here what the columns are and how it was read, for next month"
    )
    parser.add_argument(
        "--map", action="append", default=[], metavar="field=header", help="what a column is; as often as needed"
    )


def read_orders(options: Namespace) -> Intake:
    """Read, map and assemble the files of a command.

    Raises `Doubtful` where only a person can say what a column is, and `Refused` for input that can't be used.
    """
    known = Mapping.from_yaml(read_text(options.mapping)) if options.mapping else Mapping()
    brought = _brought(options, known)
    tables = brought.tables
    known = with_answers(known.model_copy(update={"sheets": brought.said(known)}), options.map, tables)
    proposal = propose(tables, known)
    if proposal.blocking:
        raise Doubtful(proposal)
    if options.keep_mapping:
        _write_text(options.keep_mapping, proposal.mapping.to_yaml())
    intake = to_order_tables(tables, proposal.mapping)
    return replace(intake, assumed=(*brought.notes, *intake.assumed))


@dataclass
class _Brought:
    """What was named on the command line: tables by role, and the workbooks that some of them are sheets of."""

    tables: dict[Role, TextTable]
    books: list[Book] = field(default_factory=list)

    @property
    def notes(self) -> list[Message]:
        """What became of the sheets of each workbook."""
        told = sheets_told(self.books)
        of_books = {book.name for book in self.books}
        for table in self.tables.values():
            others = [name for name in table.how.sheets if name != table.how.sheet]
            if others and not table.parts and table.name.partition(" · ")[0] not in of_books:
                told.append(
                    message(
                        "{file}: the sheet “{sheet}” was read; left out: {left}.",
                        file=table.name,
                        sheet=table.how.sheet or "",
                        left=others,
                    )
                )
        return told

    def said(self, known: Mapping) -> dict[str, bool]:
        """Which sheets were taken in or left out by hand, now or before."""
        said = dict(known.sheets)
        for book in self.books:
            for sheet in book.sheets:
                said.pop(sheet.name, None)
            said |= book.said
        return said


def read_bytes(path: str) -> bytes:
    """A file's content; raises `Refused` when it isn't there or can't be read."""
    try:
        return Path(path).read_bytes()
    except FileNotFoundError:
        raise Refused(message("{file}: there is no such file.", file=path)) from None
    except OSError as fault:
        raise Refused(
            message("{file} can't be read ({why}).", file=path, why=fault.strerror or type(fault).__name__)
        ) from None


def read_text(path: str) -> str:
    """A text file in UTF-8; raises `Refused` naming the file."""
    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(message("{file} is not text in UTF-8.", file=path)) from None


def _write_text(path: str, text: str) -> None:
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError as fault:
        raise Refused(
            message("{file} can't be written ({why}).", file=path, why=fault.strerror or type(fault).__name__)
        ) from None


def _brought(options: Namespace, known: Mapping) -> _Brought:
    named: dict[Role, TextTable] = {}
    books: list[Book] = []
    for role in FILES:
        path = getattr(options, role)
        if path and options.sheet and not options.source and (book := _book(path, options.sheet, known)):
            books.append(book)
            named[role] = only_one(role, book.tables(known))
        elif path:
            named[role] = _read(path, known.file(role).reading, options.source)
    alone = known.file("lines").reading if len(options.file) == 1 and not named else ReadingChoices()
    loose: list[TextTable] = []
    for path in options.file:
        book = None if options.source or (alone.sheet and not options.sheet) else _book(path, options.sheet, known)
        if book is None:
            loose.append(_read(path, alone, options.source))
        else:
            books.append(book)
            loose += book.tables(known if len(options.file) == 1 else None)
    _all_sheets_are_there(options.sheet, books)
    if not named and not loose:
        named = _as_before(known)
    if loose and not named and len(loose) == 1:
        named["lines"] = loose[0]
    elif loose:
        named = detect_roles(loose, named)
    if not named:
        raise Refused(message("Name a file with order lines: otif-koop score FILE."))
    return _Brought(named, books)


def _book(path: str, chosen: list[str], known: Mapping) -> Book | None:
    book = open_book(read_bytes(path), path, known.sheets)
    if book is None or not {sheet.name for sheet in book.sheets} & set(chosen):
        return book
    return replace(book, said=said_by_name(book, chosen))


def _all_sheets_are_there(chosen: list[str], books: list[Book]) -> None:
    names = list(dict.fromkeys(sheet.name for book in books for sheet in book.sheets))
    for name in chosen:
        if name not in names:
            raise Refused(
                message("--sheet: there is no sheet “{sheet}”. The sheets are {sheets}.", sheet=name, sheets=names)
                if names
                else message("--sheet: there is no workbook of which “{sheet}” can be a sheet.", sheet=name)
            )


def _as_before(known: Mapping) -> dict[Role, TextTable]:
    """The tables that a kept mapping was made on, fetched again from their source."""
    return {
        role: read_source(source_named(file.source), file.asked, file.reading, name=file.name)
        for role, file in known.files.items()
        if file.source and file.asked
    }


def _read(path: str, choices: ReadingChoices, source: str | None) -> TextTable:
    if source:
        return read_source(source_named(source), path, choices)
    table = read_file(read_bytes(path), Path(path).name, choices)
    return replace(table, name=path) if table.name != path else table

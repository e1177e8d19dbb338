"""The files that were dropped, or tables that were fetched, in this session, as text; they never leave it."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from otif_koop.intake import (
    ROLE_NAMES,
    Book,
    Mapping,
    Proposal,
    ReadingChoices,
    Role,
    TextTable,
    detect_roles,
    named,
    only_one,
    propose,
    read_file,
    said_by_name,
)
from otif_koop.message import Refused
from otif_koop.ui import own_words, session, sheets
from otif_koop.ui.speech import markdown, say
from otif_koop.ui.trouble import show_refusal

_FILES = "uploaded_files"
_TURN = "upload_turn"
_TABLES = "uploaded_tables"
_OF_ALL_ROWS = {"date_order", "decimal"}
"""What is chosen of the values, which are read as one column where tables are put together."""
LARGEST_MEGABYTES = 500


@dataclass(frozen=True, eq=False)
class Upload:
    """One file, or one sheet of the workbook `book`: its bytes, for reading it otherwise (None: it was fetched from a
    source), and how it reads now.
    """

    name: str
    content: bytes | None
    table: TextTable
    role: Role | None = None
    book: str | None = None


def uploads() -> dict[str, Upload]:
    """The files of this session, by name."""
    found: dict[str, Upload] = st.session_state.setdefault(_FILES, {})
    return found


def forget() -> None:
    """Drop the files."""
    st.session_state.pop(_FILES, None)
    sheets.books().clear()
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def drop_place() -> None:
    """Where files are dropped; what is dropped is read at once, and the drop itself let go."""
    turn = st.session_state.setdefault(_TURN, 0)
    st.markdown(
        say(
            "Drop one file with order lines, or what belongs together, in files or on the sheets of one workbook: "
            "orders, lines, shipments, deliveries, errors and complaints, customers with their group. "
            "CSV, Excel, ODS or Parquet."
        )
    )
    dropped = st.file_uploader(
        say("Files from your ERP"),
        accept_multiple_files=True,
        key=f"drop-{turn}",
        label_visibility="collapsed",
        max_upload_size=LARGEST_MEGABYTES,
    )
    own_words.of_dropping(LARGEST_MEGABYTES)
    if not dropped:
        return
    all_read = True
    for one in dropped:
        with st.spinner(markdown("Reading {file} …", file=one.name), show_time=True):
            try:
                _bring(one.getvalue(), one.name)
            except Refused as refused:
                show_refusal(refused)
                all_read = False
    if all_read:
        st.session_state[_TURN] = turn + 1
        st.rerun()


def _bring(content: bytes, name: str) -> None:
    """A file as one table, or the sheets of a workbook that are used as one each."""
    before = _known_reading(name)
    book = sheets.opened(content, name, known_mapping(), before.sheet if before else None)
    if book is not None:
        _place(book)
        return
    table = _read(content, name, before)
    if sheets.books().pop(name, None):
        for other in [one.name for one in uploads().values() if one.book == name]:
            uploads().pop(other)
    uploads()[name] = Upload(name, content, table)


def _place(book: Book) -> None:
    """The sheets of a workbook that are used, in place of those that were; one that stays keeps how it was read."""
    there = {one.table.how.sheet: one for one in uploads().values() if one.book == book.name}
    came_before = session.workshop()
    files = came_before.data.files.values() if came_before else ()
    is_known = any(name.startswith(book.name) for name in files)
    tables = book.tables(known_mapping() if is_known else None)
    for one in there.values():
        uploads().pop(one.name)
    if book.name not in sheets.books():
        uploads().pop(book.name, None)
    for table in tables:
        old = there.get(table.how.sheet)
        same = old is not None and old.content == book.content
        kept = named(old.table, table.name) if old is not None and same else table
        uploads()[table.name] = Upload(table.name, book.content, kept, old.role if old else None, book.name)
    sheets.books()[book.name] = book


def take_sheets(chosen: tuple[str, ...], name: str) -> None:
    """Use exactly these sheets of a workbook; once they are used, next month as well. Raises `Refused` where one holds
    no table.
    """
    book = sheets.books()[name]
    _place(replace(book, said=said_by_name(book, chosen)))


def _read(content: bytes, name: str, known: ReadingChoices | None) -> TextTable:
    """The file as it was read before, or where that no longer fits, as it reads by itself."""
    if known is not None:
        with suppress(Refused):
            return read_file(content, name, known)
    return read_file(content, name)


def _known_reading(name: str) -> ReadingChoices | None:
    """How a file of this name was read before in this workshop."""
    workshop, known = session.workshop(), known_mapping()
    if workshop is None or known is None:
        return None
    role = next((role for role, before in workshop.data.files.items() if before == name), None)
    return known.files[role].reading if role in known.files else None


def read_again(name: str, **choices: Any) -> None:
    """Read a file otherwise; raises `Refused` and keeps the old reading where that can't be."""
    one = uploads()[name]
    uploads()[name] = replace(one, table=_otherwise(one, **choices))
    if choices.keys() <= _OF_ALL_ROWS:
        for other in list(uploads().values()):
            if other.name != name and sorted(other.table.headers) == sorted(one.table.headers):
                uploads()[other.name] = replace(other, table=_otherwise(other, **choices))


def _otherwise(one: Upload, **choices: Any) -> TextTable:
    wanted = one.table.choices.model_copy(update=choices)
    if one.content is None or choices.keys() <= _OF_ALL_ROWS:
        return replace(one.table, choices=wanted)  # only the meaning is in doubt
    sheet = {"sheet": one.table.how.sheet} if one.book else {}
    return replace(read_file(one.content, one.name, wanted.model_copy(update=sheet)), choices=wanted)


def add(name: str, table: TextTable, role: Role | None = None) -> None:
    """A table that was fetched."""
    uploads()[name] = Upload(name, None, table, role)


def set_role(name: str, role: Role | None) -> None:
    """Say what a file is."""
    uploads()[name] = replace(uploads()[name], role=role)


def with_same_columns() -> list[list[str]]:
    """The names of what was brought, those with the same columns together."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for name, one in uploads().items():
        alike.setdefault(tuple(sorted(one.table.headers)), []).append(name)
    return list(alike.values())


def remove(name: str) -> None:
    """Take a file away, or leave a sheet out; a workbook of which one sheet is used goes as a whole."""
    one = uploads()[name]
    taken = [other.table.how.sheet or "" for other in uploads().values() if one.book and other.book == one.book]
    if one.book and len(taken) > 1:
        take_sheets(tuple(sheet for sheet in taken if sheet != one.table.how.sheet), one.book)
        return
    uploads().pop(name)
    if one.book:
        sheets.books().pop(one.book)


def tables() -> dict[Role, TextTable]:
    """The files by what they are; raises `Refused` where that is not clear."""
    brought = [(one.role, one.table) for one in uploads().values()]
    kept = st.session_state.get(_TABLES)
    if kept is None or len(kept[0]) != len(brought) or not all(map(_same, kept[0], brought)):
        said: dict[Role, list[TextTable]] = {}
        for role, table in brought:
            if role is not None:
                said.setdefault(role, []).append(table)
        rest = [table for role, table in brought if role is None]
        found = detect_roles(rest, {role: only_one(role, tables) for role, tables in said.items()})
        kept = (brought, found)  # the same tables again, so that what was worked out about them stays known
        st.session_state[_TABLES] = kept
    made: dict[Role, TextTable] = kept[1]
    return made


def _same(one: tuple[Role | None, TextTable], other: tuple[Role | None, TextTable]) -> bool:
    return one[0] == other[0] and one[1] is other[1]


def known_mapping() -> Mapping | None:
    """The mapping that the workshop keeps, from this upload or from last month's."""
    workshop = session.workshop()
    if workshop is None or not workshop.data.mapping:
        return None
    try:
        return Mapping.model_validate(_thawed(workshop.data.mapping))
    except ValueError:
        return None  # kept by another version of the program: proposed anew


def keep_mapping(mapping: Mapping) -> None:
    """Keep a mapping in the workshop."""
    session.change({("data", "mapping"): mapping.model_dump(mode="json", exclude_unset=True)})


def proposal(by_role: MappingOf[Role, TextTable]) -> Proposal:
    """What every column is; made once for the same files and answers."""
    known = sheets.with_said(known_mapping())
    key = (tuple((role, id(table)) for role, table in by_role.items()), "" if known is None else known.to_yaml())
    kept = st.session_state.get("proposal")
    if kept is None or kept[0] != key:
        with st.spinner(say("Looking at the columns …"), show_time=True):
            kept = (key, propose(by_role, known))
        st.session_state["proposal"] = kept
    made: Proposal = kept[1]
    return made


def role_name(role: Role) -> str:
    """What a kind of file is called."""
    return say(ROLE_NAMES[role])


def _thawed(value: Any) -> Any:
    if isinstance(value, MappingOf):
        return {key: _thawed(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_thawed(one) for one in value]
    return value

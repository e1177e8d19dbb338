"""Which sheets of a dropped workbook are used: shown with what each is taken for, and chosen otherwise."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from otif_koop.intake import Book, Mapping, SheetUse, open_book, said_by_name, sheets_told
from otif_koop.message import Message, message
from otif_koop.ui import inputs
from otif_koop.ui.speech import markdown, say

_BOOKS = "uploaded_books"


def books() -> dict[str, Book]:
    """The workbooks of this session, by the name of their file."""
    found: dict[str, Book] = st.session_state.setdefault(_BOOKS, {})
    return found


def opened(content: bytes, name: str, known: Mapping | None, sheet: str | None) -> Book | None:
    """A workbook with what was said of its sheets before; None for another kind of file. Raises `Refused`.

    sheet: the one sheet that was chosen when a file of this name came in before there were several.
    """
    book = open_book(content, name, known.sheets if known else None)
    if book is not None and sheet in {one.name for one in book.sheets}:
        book = replace(book, said=said_by_name(book, [sheet or ""]))
    return book


def with_said(known: Mapping | None) -> Mapping | None:
    """What is known, with which sheets of the workbooks here were taken in or left out by hand."""
    names = {sheet.name for book in books().values() for sheet in book.sheets}
    before = known.sheets if known else {}
    said = {name: taken for name, taken in before.items() if name not in names}
    for book in books().values():
        said |= book.said
    return known if said == before else (known or Mapping()).model_copy(update={"sheets": said})


def choice(take: inputs.OnChange) -> None:
    """For each workbook of several sheets: which are used, and why the others are not. take: called with the chosen
    sheets and the file's name."""
    for name, book in books().items():
        if len(book.sheets) < 2:
            continue
        uses = book.uses
        inputs.choose_some(
            message("Sheets of {file} that are used", file=name),
            {use.name: _label(use) for use in uses},
            [use.name for use in uses if use.taken],
            f"sheets-{name}",
            take,
            (name,),
        )
        left = book.by_reason(taken=False)
        if not any(use.taken for use in uses):
            st.warning(say("No sheet is used: choose at least the one with the order lines."))
        elif left:
            st.caption(markdown("Left out: {left}.", left=left))


def _label(use: SheetUse) -> Message | str:
    if use.role is None:
        return use.name
    return message("{sheet} · {what}", sheet=use.name, what=use.what)


def told() -> list[Message]:
    """A line for each workbook of several sheets: what was taken and what was left out."""
    return sheets_told(list(books().values()))

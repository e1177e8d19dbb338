"""The temporary form for recording by hand: the open orders filled in, the columns that lack as cells to fill.

"Sluit tijdelijk manuele data verslaglegging niet uit". The filled workbook is an export like any other: its headers are
names that intake knows for certain.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

import pandas as pd

from otif_koop.language import Language
from otif_koop.message import Message, message
from otif_koop.otif.kinds import KINDS
from otif_koop.tables import table

EMPTY_ROWS = 200
"""Rows to fill where nothing is open."""

MUST_HAVE = ("order_id", "line_id", "quantity_ordered")


def header_of(field: str, language: Language) -> str:
    """The header of a column: the first name that intake knows for certain, in this language."""
    known = table("fields")
    if field in KINDS:
        return _capital(known["kinds"][field][0])
    return _capital(known["fields"][field][language.code][0])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def manual_form(rows: pd.DataFrame, fields: Sequence[str], language: Language) -> bytes:
    """The workbook, on one sheet: the columns of `rows` as they are, then a column to fill for each of `fields`.

    `fields` are columns of the order tables or kinds of error and complaint (yes/no). What `rows` has of them is filled
    in and may be completed. Dates, numbers and yes/no are validated as they are typed; texts are never formulas.
    """
    import xlsxwriter  # only here: the app's start does not wait for it

    asked = list(dict.fromkeys(fields))
    fixed = [name for name in dict.fromkeys([*MUST_HAVE, *rows.columns]) if name not in asked and _kind(name)]
    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(language.say("To fill in")[:31])
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    fill_head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#FFE699", "text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "dd-mm-yyyy"})
    fill = book.add_format({"bg_color": "#FFF8E1", "border": 1, "border_color": "#D9D9D9"})
    fill_day = book.add_format(
        {"bg_color": "#FFF8E1", "border": 1, "border_color": "#D9D9D9", "num_format": "dd-mm-yyyy"}
    )
    last = max(len(rows), EMPTY_ROWS)
    for place, name in enumerate([*fixed, *asked]):
        is_asked = name in asked
        sheet.write_string(0, place, header_of(name, language), fill_head if is_asked else head)
        sheet.set_column(place, place, 16)
        values = rows[name].tolist() if name in rows else []
        for row in range(last if is_asked else len(values)):
            value = values[row] if row < len(values) else None
            date_format = fill_day if is_asked else day
            _write(sheet, row + 1, place, value, name, date_format, fill if is_asked else None, language)
        if is_asked:
            sheet.data_validation(1, place, last, place, _validation(name, language))
    sheet.freeze_panes(1, min(2, len(fixed)))
    sheet.autofilter(0, 0, max(len(rows), 1), len(fixed) + len(asked) - 1)
    book.close()
    return content.getvalue()


def _kind(name: str) -> str | None:
    if name in KINDS:
        return "flag"
    found = table("fields")["fields"].get(name)
    return found["type"] if found and found.get("table") in {"lines", "deliveries"} else None


def _write(sheet: Any, row: int, place: int, value: Any, name: str, day: Any, other: Any, language: Language) -> None:
    kind = _kind(name)
    if value is None or value is pd.NaT or value is pd.NA or value != value:
        sheet.write_blank(row, place, None, day if kind == "date" else other)
    elif kind == "date":
        sheet.write_datetime(row, place, pd.Timestamp(value).to_pydatetime(), day)
    elif kind == "number":
        sheet.write_number(row, place, float(value), other)
    elif kind == "flag":
        sheet.write_string(row, place, language.say("yes") if value else language.say("no"), other)
    else:
        sheet.write_string(row, place, str(value), other)


def _validation(name: str, language: Language) -> dict[str, Any]:
    kind = _kind(name)
    texts: dict[str, Message] = {
        "date": message("A date, as in 3-11-2026."),
        "number": message("A number of 0 or more."),
        "flag": message("yes or no"),
    }
    rules: dict[str, dict[str, Any]] = {
        "date": {
            "validate": "date",
            "criteria": "between",
            "minimum": date(2000, 1, 1),
            "maximum": date(2099, 12, 31),
        },
        "number": {"validate": "decimal", "criteria": ">=", "value": 0},
        "flag": {"validate": "list", "source": [language.say("yes"), language.say("no")]},
    }
    if kind not in rules:
        return {"validate": "any"}
    said = language.say(texts[kind])
    return {
        **rules[kind],
        "ignore_blank": True,
        "input_title": header_of(name, language)[:32],
        "input_message": said[:255],
        "error_title": header_of(name, language)[:32],
        "error_message": said[:255],
    }

"""The plan as a workbook: one row an action, to sort and to filter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from io import BytesIO

from otif_koop.intake.safe_cell import safe_cell
from otif_koop.language import Language
from otif_koop.message import message
from otif_koop.workshop.plan_items import KINDS, STATUSES, PlanItem, in_order

COLUMNS = (
    (message("Action"), 54),
    (message("Kind"), 26),
    (message("Owner"), 20),
    (message("Begins"), 12),
    (message("Ends"), 12),
    (message("Status"), 14),
    (message("Effort (days)"), 14),
    (message("Note"), 40),
)


def workbook(items: Mapping[str, PlanItem], language: Language) -> bytes:
    """An .xlsx file; what people typed is text in it, never a formula or a link."""
    import xlsxwriter  # only here: the app's start does not wait for it

    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(language.say("Plan"))
    head = book.add_format({"bold": True, "bottom": 1})
    wrapped, day = book.add_format({"text_wrap": True, "valign": "top"}), book.add_format({"num_format": "dd-mm-yyyy"})
    for place, (title, width) in enumerate(COLUMNS):
        sheet.write_string(0, place, language.say(title), head)
        sheet.set_column(place, place, width)
    for row, (_, item) in enumerate(in_order(items), start=1):
        for place, text in (
            (0, item.title),
            (1, language.say(KINDS[item.kind])),
            (2, item.owner),
            (5, language.say(STATUSES[item.status])),
            (7, item.note),
        ):
            sheet.write_string(row, place, safe_cell(text), wrapped)
        for place, date in ((3, item.start), (4, item.due)):
            if date is not None:
                sheet.write_datetime(row, place, datetime.combine(date, time()), day)
        sheet.write_number(row, 6, item.effort_days)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(items), 1), len(COLUMNS) - 1)
    book.close()
    return content.getvalue()

"""The form for recording by hand is an export like any other: filled in, it comes back through intake unasked."""

from __future__ import annotations

import io
import zipfile

import pandas as pd
import pytest

from otif_koop.deliver.manual_form import header_of, manual_form
from otif_koop.intake import propose, read_file, to_order_tables
from otif_koop.language import CODES, Language
from otif_koop.otif.from_tables import order_book
from otif_koop.otif.kinds import KINDS
from otif_koop.otif.newer import with_newer
from otif_koop.otif.order_tables import OrderTables
from otif_koop.tables import table
from otif_koop.workshop.open_lines import open_orders

FIELDS = ("delivered_at", "promised_date", "quantity_delivered", "partial_agreed", "damage", "complaint")


@pytest.fixture
def tables() -> OrderTables:
    """Order A is complete, B has a line that half came, C has nothing yet."""
    lines = pd.DataFrame(
        {
            "order_id": ["A", "B", "B", "C"],
            "line_id": ["1", "1", "2", "1"],
            "customer_group": ["Dealers", "Zorg", "Zorg", "=1+1"],
            "quantity_ordered": [10.0, 8.0, 4.0, 5.0],
            "ordered_at": pd.to_datetime(["2026-10-01", "2026-10-02", "2026-10-02", "2026-10-03"]),
            "requested_date": pd.to_datetime(["2026-10-11", "2026-10-12", "2026-10-12", "2026-10-13"]),
            "source_row": [2, 3, 4, 5],
        }
    )
    deliveries = pd.DataFrame(
        {
            "order_id": ["A", "B", "B"],
            "line_id": ["1", "1", "2"],
            "quantity_delivered": [10.0, 3.0, 4.0],
            "shipped_at": pd.to_datetime(["2026-10-10", "2026-10-11", "2026-10-11"]),
            "source_row": [2, 3, 4],
        }
    )
    return OrderTables(lines, deliveries)


def taken_in(content: bytes):
    read = {"lines": read_file(content, "formulier.xlsx")}
    proposed = propose(read)
    assert [one for one in proposed.questions if one.blocking] == []
    return to_order_tables(read, proposed.mapping).tables


def test_whole_orders_with_a_line_still_open(tables):
    rows = open_orders(tables)
    assert rows[["order_id", "line_id"]].to_numpy().tolist() == [["B", "1"], ["B", "2"], ["C", "1"]]
    assert "source_row" not in rows


@pytest.mark.parametrize("code", CODES)
def test_filled_in_it_comes_back_through_intake(tables, code):
    language, rows = Language(code), open_orders(tables)
    filled = rows.assign(
        delivered_at=pd.to_datetime(["2026-10-13", "2026-10-12", "2026-10-20"]),
        promised_date=pd.to_datetime(["2026-10-12", "2026-10-12", "2026-10-15"]),
        quantity_delivered=[8.0, 4.0, 5.0],
        partial_agreed=[True, False, False],
        damage=[False, True, False],
        complaint=[False, False, True],
    )
    back = taken_in(manual_form(filled, FIELDS, language))
    assert back.lines["order_id"].tolist() == ["B", "B", "C"]
    assert back.lines["promised_date"].tolist() == filled["promised_date"].tolist()
    assert back.lines["requested_date"].tolist() == filled["requested_date"].tolist()
    assert back.lines["partial_agreed"].tolist() == [True, False, False]
    assert back.deliveries["delivered_at"].tolist() == filled["delivered_at"].tolist()
    assert back.deliveries["quantity_delivered"].tolist() == [8.0, 4.0, 5.0]
    assert {"damage", "complaint"} <= back.kinds
    assert set(zip(back.incidents["order_id"], back.incidents["kind"], strict=True)) == {
        ("B", "damage"),
        ("C", "complaint"),
    }
    book = order_book(with_newer(tables, back))
    assert {"delivered_at", "promised_date"} <= book.columns
    assert sorted(set(book.order_id)) == ["A", "B", "C"]


@pytest.mark.parametrize("code", CODES)
def test_an_unfilled_form_says_nothing_that_is_not_known(tables, code):
    back = taken_in(manual_form(open_orders(tables), FIELDS, Language(code)))
    assert back.lines["quantity_ordered"].tolist() == [8.0, 4.0, 5.0]
    assert back.incidents is None or len(back.incidents) == 0
    assert back.deliveries["quantity_delivered"].sum() == 7.0


def test_a_text_that_looks_like_a_formula_is_a_text(tables):
    content = manual_form(open_orders(tables), FIELDS, Language("nl"))
    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "dataValidation" in sheet


@pytest.mark.parametrize("code", CODES)
def test_every_column_that_can_lack_has_a_header_of_its_own(code):
    fields = [name for name in table("gap")["fields"] if name not in {"errors", "complaints"}] + list(KINDS)
    headers = [header_of(name, Language(code)) for name in fields]
    assert len(set(headers)) == len(headers)
    rows = pd.DataFrame({"order_id": ["1"], "line_id": ["1"]})
    proposed = propose({"lines": read_file(manual_form(rows, fields, Language(code)), "form.xlsx")})
    known = {column.header: column.field for column in proposed.columns}
    assert {header: known[header] for header in headers} == dict(zip(headers, fields, strict=True))

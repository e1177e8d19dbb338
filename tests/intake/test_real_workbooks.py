"""The same four order lines in each kind of workbook, written by programs that others use: all read alike.

`workbooks/` was made with xlwt 1.3.0 (xlwt.xls), odfpy 1.4.1 (odfpy.ods) and SheetJS 0.18.5 (sheetjs.*): a sheet with a
remark, and one with a title, a blank row, the names, four lines and a total. SheetJS's ods is indented and its xlsb has
cells without a column, both of which the reader does not know; its xls and ods have dates without the format of a date.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from otif_koop.intake import read_file
from tests.intake.files import take_in

FOLDER = Path(__file__).with_name("workbooks")
FILES = sorted(one.name for one in FOLDER.iterdir())
ORDERS = ["00417", "00417", "00418", "A-19"]


@pytest.mark.parametrize("name", FILES)
def test_every_kind_of_workbook_gives_the_same_order_lines(name):
    table = read_file((FOLDER / name).read_bytes(), name)
    assert table.how.format == name.rpartition(".")[2]
    assert (table.how.sheet, table.how.sheets) == ("Regels", ("Toelichting", "Regels"))
    assert (table.how.header_row, table.how.title_rows, table.how.total_rows) == (3, (1,), (8,))
    assert list(table.rows) == [4, 5, 6, 7]
    assert table.headers[0] == "Ordernummer"
    assert table.frame()["Klantgroep"].tolist() == ["Zorg", "Zorg", "Dealers €", "Dealers €"]

    intake = take_in(lines=table)
    lines, deliveries = intake.tables.lines, intake.tables.deliveries
    assert lines["order_id"].tolist() == ORDERS
    assert lines["quantity_ordered"].tolist() == [12, 3, 1000, 5]
    assert [day.date() for day in lines["promised_date"]] == [date(2026, 3, day) for day in (2, 2, 13, 4)]
    assert [day.date() for day in deliveries["delivered_at"]] == [date(2026, 3, day) for day in (2, 5, 4)]
    assert deliveries["quantity_delivered"].tolist() == [12, 3, 4]
    assert lines["net_value"].fillna(0).tolist() == [1234.5, 99.95, 0, 0.1]

"""Workbooks and Parquet: cells as text, and nothing that one does reaches this process."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from time import perf_counter

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from otif_koop.intake import NotRead, ReadingChoices, propose, read_file, to_order_tables
from tests.intake.files import far_cell_workbook, take_in, workbook_of, xlsx_bytes

HEADER = ["Ordernummer", "Regel", "Artikelnr", "Besteld", "Geleverd", "Toegezegde leverdatum", "Werkelijke leverdatum"]
ROWS = [
    ["000010", 1, "A.1", 4500000, 1.234, date(2026, 3, 2), pd.Timestamp(2026, 3, 2, 14, 30)],
    ["000011", 1, "A.2", 2.5, None, date(2026, 3, 3), None],
]


def test_cells_become_text_as_they_are_meant():
    read = read_file(xlsx_bytes({"Blad1": [HEADER, *ROWS]}), "orders.xlsx")
    assert read.headers == tuple(HEADER)
    first, second = read.frame().itertuples(index=False)
    assert list(first) == ["000010", "1", "A.1", "4500000", "1.234", "2026-03-02", "2026-03-02 14:30:00"]
    assert list(second) == ["000011", "1", "A.2", "2.5", "", "2026-03-03", ""]
    assert read.rows.tolist() == [2, 3]
    assert (read.how.format, read.how.sheet) == ("xlsx", "Blad1")
    assert read.native["Geleverd"] == "number"
    assert read.native["Toegezegde leverdatum"] == "date"
    assert "Artikelnr" not in read.native


def test_a_number_in_a_workbook_is_never_a_thousand():
    intake = take_in(lines=read_file(xlsx_bytes({"Blad1": [HEADER, *ROWS]}), "orders.xlsx"))
    assert intake.tables.lines["quantity_ordered"].tolist() == [4500000, 2.5]
    assert intake.tables.deliveries["quantity_delivered"].tolist() == [1.234]
    assert str(intake.tables.deliveries["delivered_at"][0]) == "2026-03-02 14:30:00"


def test_the_fullest_visible_sheet_is_read_unless_one_is_chosen():
    book = xlsx_bytes(
        {
            "Toelichting": [["Dit rapport", "is gemaakt"]],
            "Data": [HEADER, *ROWS],
            "Oud": [HEADER, *ROWS, *ROWS, *ROWS],
        },
        hidden=["Oud"],
    )
    read = read_file(book, "x.xlsx")
    assert (read.how.sheet, read.how.sheets) == ("Data", ("Toelichting", "Data"))
    assert len(read_file(book, "x.xlsx", ReadingChoices(sheet="Oud"))) == 6
    with pytest.raises(NotRead, match="Toelichting, Data"):
        read_file(book, "x.xlsx", ReadingChoices(sheet="Blad9"))


def test_titles_and_blank_rows_of_a_sheet_keep_its_row_numbers():
    read = read_file(xlsx_bytes({"B": [["Rapport"], [], [], HEADER, ROWS[0], [], ROWS[1]]}), "x.xlsx")
    assert read.how.header_row == 4
    assert read.rows.tolist() == [5, 7]


def test_cells_with_line_ends_quotes_and_signs_arrive_whole():
    text = 'a,"b"\nc;é€'
    read = read_file(xlsx_bytes({"B": [["Order", "Opmerking"], ["1", text], ["2", "x"]]}), "x.xlsx")
    assert read.frame()["Opmerking"].tolist() == [text, "x"]


def test_a_cell_at_the_end_of_the_sheet_is_refused_and_this_process_lives():
    began = perf_counter()
    with pytest.raises(NotRead, match="stray cells"):
        read_file(far_cell_workbook(), "bom.xlsx")
    assert perf_counter() - began < 20


def test_a_sheet_with_too_many_cells_is_refused_with_its_size():
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in (1, 30001))
    far = '<row r="30002"><c r="ZZ30002"><v>1</v></c></row>'
    sheet = f'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}{far}</sheetData></worksheet>'
    with pytest.raises(NotRead, match="runs to row 30002 and 702 columns"):
        read_file(workbook_of(sheet), "x.xlsx")


def test_excel_day_numbers_become_dates_under_a_date_header():
    rows = [[str(order), 1, 5, 46023 + order] for order in range(1, 6)]
    read = read_file(xlsx_bytes({"B": [["Order", "Regel", "Besteld", "Toegezegde datum"], *rows]}), "x.xlsx")
    intake = to_order_tables({"lines": read}, propose({"lines": read}).mapping)
    assert str(intake.tables.lines["promised_date"][0].date()) == "2026-01-02"
    assert "excel_day_numbers" in {one.code for one in intake.findings}


def parquet(**columns):
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


def test_parquet_keeps_its_types():
    content = parquet(
        order_id=pa.array(["001", "002"]),
        line=pa.array([1, 1]),
        ordered_qty=pa.array([1.234, 5.0]),
        promised_date=pa.array([date(2026, 3, 2), None]),
        delivered_at=pa.array([pd.Timestamp(2026, 3, 2, 10), pd.Timestamp(2026, 3, 4)], pa.timestamp("us")),
        region=pa.array(["NL", "BE"]).dictionary_encode(),
    )
    read = read_file(content, "orders.parquet")
    assert read.frame().iloc[0].tolist() == ["001", "1", "1.234", "2026-03-02", "2026-03-02 10:00:00", "NL"]
    assert read.frame().iloc[1].tolist() == ["002", "1", "5", "", "2026-03-04", "BE"]
    intake = take_in(lines=read)
    assert intake.tables.lines["quantity_ordered"].tolist() == [1.234, 5.0]


def test_parquet_with_lists_says_which_column():
    with pytest.raises(NotRead, match="“tags” holds list"):
        read_file(parquet(order_id=pa.array(["1"]), tags=pa.array([[1, 2]])), "x.parquet")


def test_text_among_numbers_is_not_written_by_a_machine():
    titles = [["Rapport"], ["Periode"], ["Afdeling"]]
    rows = [["1", 1, "1.200"], ["1", 2, "1.300"], ["1", 3, "2.400"], ["1", 4, 7]]
    read = read_file(xlsx_bytes({"B": [*titles, ["Order", "Regel", "Besteld"], *rows]}), "x.xlsx")
    assert read.native == {"Regel": "number"}
    assert [question.candidates for question in propose({"lines": read}).questions if question.header == "Besteld"] == [
        ("comma", "point")
    ]


def test_a_csv_that_excel_left_uncut_is_cut():
    rows = [["Order;Regel;Omschrijving"], ['1;10;"Bout; M8"'], [], ["2;10;Moer"]]
    read = read_file(xlsx_bytes({"B": rows}), "x.xlsx")
    assert read.headers == ("Order", "Regel", "Omschrijving")
    assert read.frame().to_numpy().tolist() == [["1", "10", "Bout; M8"], ["2", "10", "Moer"]]
    assert read.rows.tolist() == [2, 4]
    assert read.how.delimiter == ";"


_OPEN = "urn:oasis:names:tc:opendocument:xmlns"


def ods_bytes(*rows):
    """An OpenDocument sheet by hand; each cell is its attributes and what is shown."""
    table_rows = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell {how}><text:p>{shown}</text:p></table:table-cell>" for how, shown in row)
        + "</table:table-row>"
        for row in rows
    )
    spaces = " ".join(f'xmlns:{name}="{_OPEN}:{name}:1.0"' for name in ("office", "table", "text"))
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="Blad1">{table_rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("mimetype", kind)
        packed.writestr(
            "META-INF/manifest.xml",
            f'<?xml version="1.0"?><m:manifest xmlns:m="{_OPEN}:manifest:1.0">'
            f'<m:file-entry m:full-path="/" m:media-type="{kind}"/></m:manifest>',
        )
        packed.writestr("content.xml", content)
    return out.getvalue()


def test_an_opendocument_sheet():
    text = 'office:value-type="string"'
    names = [(text, "Order"), (text, "Besteld"), (text, "Datum")]
    row = [
        (text, "007"),
        ('office:value-type="float" office:value="1.234"', "1,234"),
        ('office:value-type="date" office:date-value="2026-03-02"', "02-03-26"),
    ]
    read = read_file(ods_bytes(names, row), "x.ods")
    assert (read.how.format, read.how.sheet) == ("ods", "Blad1")
    assert read.frame().to_numpy().tolist() == [["007", "1.234", "2026-03-02"]]


def test_a_formula_without_an_answer_is_seen_in_a_workbook():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    book.add_worksheet("Toelichting")
    sheet = book.add_worksheet("Regels & meer")
    for place, name in enumerate(HEADER):
        sheet.write(0, place, name)
    for row in range(1, 5):
        for place, value in enumerate([str(row), 1, "A", 5, 1.234]):
            sheet.write(row, place, value)
    sheet.write_formula(2, 4, "=1/0", None, "#DIV/0!")
    sheet.write_formula(3, 2, "=VLOOKUP(A1,Z:Z,1,0)", None, "#N/A")
    book.close()
    read = read_file(out.getvalue(), "orders.xlsx")
    assert read.column("Geleverd").to_pylist() == ["1.234", "#DIV/0!", "1.234", "1.234"]
    assert read.column("Artikelnr").to_pylist() == ["A", "A", "#N/A", "A"]
    assert read.native["Geleverd"] == "number"  # so 1.234 is no thousand


def test_a_workbook_with_names_and_no_rows_is_refused():
    with pytest.raises(NotRead, match="no rows of data"):
        read_file(xlsx_bytes({"Blad1": [HEADER]}), "orders.xlsx")

"""One workbook with several sheets: each sheet that holds a table that fits is one, and nothing of the rest is lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otif_koop.intake import (
    Intake,
    Mapping,
    NotMapped,
    NotRead,
    TextTable,
    detect_roles,
    findings_table,
    open_book,
    propose,
    read_file,
    said_by_name,
    sheets_told,
    to_order_tables,
)
from otif_koop.intake.reading.together import put_together
from otif_koop.language import Language
from otif_koop.otif.definition import Definition
from otif_koop.otif.from_tables import order_book
from otif_koop.otif.score import score
from tests.intake.files import TODAY, csv_bytes, table, xlsx_bytes

LINES = ["Ordernummer", "Regelnr", "Klantnr", "Artikelnr", "Besteld aantal", "Eerste toegezegde datum"]
DELIVERIES = ["Ordernummer", "Regelnr", "Geleverd aantal", "Werkelijke leverdatum"]
INCIDENTS = ["Ordernummer", "Regelnr", "Soort fout", "Datum melding"]
GROUPS = ["Klantnr", "Klantgroep"]
COVER = [["Leverbetrouwbaarheid 2026"], [], ["Gemaakt door", "ICT"], ["Ordernummer", "is het nummer uit het ERP"]]
PIVOT = [["Rijlabels", "Som van Besteld aantal"], ["K0", 100], ["K1", 80], ["Eindtotaal", 180]]


def line(order: int, number: int = 1) -> list[Any]:
    return [str(order), str(number), f"K{order % 2}", f"A{number}", 10, date(2026, 3, 2 + order % 20)]


def delivery(order: int, number: int = 1, late: int = 0, pieces: int = 10) -> list[Any]:
    return [str(order), str(number), pieces, date(2026, 3, 2 + order % 20 + late)]


ORDER_LINES = [line(1001), line(1001, 2), line(1002), line(1003)]
DELIVERED = [delivery(1001), delivery(1001, 2, late=3), delivery(1002), delivery(1003, pieces=4)]
SHEETS = {
    "Voorblad": COVER,
    "Orderregels": [["Export van 1 april"], [], LINES, *ORDER_LINES],
    "Leveringen": [DELIVERIES, *DELIVERED],
    "Klachten": [INCIDENTS, ["1002", "1", "schade", date(2026, 3, 9)]],
    "Klantgroepen": [GROUPS, ["K0", "Zorg"], ["K1", "Dealers"]],
    "Draaitabel": PIVOT,
    "Leeg": [],
    "Invulblad": [LINES],
    "Lijsten": [["Ja"], ["Nee"]],
}


def book_of(sheets: dict[str, Any], said: dict[str, bool] | None = None, **how: Any) -> Any:
    return open_book(xlsx_bytes(sheets, **how), "klant.xlsx", said)


def taken_in(tables: list[TextTable]) -> Intake:
    roles = detect_roles(tables)
    return to_order_tables(roles, propose(roles).mapping, today=TODAY)


def test_each_sheet_with_a_table_that_fits_is_taken_and_the_rest_is_said():
    book = book_of(SHEETS, hidden=["Lijsten"])
    assert {use.name: use.role for use in book.uses if use.taken} == {
        "Orderregels": "lines",
        "Leveringen": "deliveries",
        "Klachten": "incidents",
        "Klantgroepen": "groups",
    }
    assert [one.name for one in book.tables()][:2] == ["klant.xlsx · Orderregels", "klant.xlsx · Leveringen"]
    (told,) = sheets_told([book])
    dutch, english = Language("nl").say(told), Language("en").say(told)
    assert all(f"“{name}”" in said for name in SHEETS for said in (dutch, english)), "no sheet goes unsaid"
    assert "“Lijsten” (verborgen)" in dutch
    assert "“Leeg” (leeg)" in dutch
    assert "“Invulblad” (geen rijen onder de namen)" in dutch
    assert "“Voorblad” en “Draaitabel” (geen tabel met orders, leveringen, fouten of klantgroepen)" in dutch


def test_a_column_list_with_the_names_of_the_data_is_no_data():
    words = ["nummer van de order", "volgnummer", "wie bestelde", "wat", "hoeveel stuks", "wat wij zeiden"]
    book = book_of({"Velden": [LINES, words], "Regels": [LINES, *ORDER_LINES], "Leveringen": [DELIVERIES, *DELIVERED]})
    assert [use.name for use in book.uses if use.taken] == ["Regels", "Leveringen"]


def test_a_finding_names_the_sheet_and_its_own_row():
    sheets = {**SHEETS, "Leveringen": [DELIVERIES, *DELIVERED, delivery(9999)]}
    found = findings_table(taken_in(book_of(sheets).tables()).findings)
    lost = found[found["code"] == "delivery_without_line"]
    assert lost[["file", "row"]].to_numpy().tolist() == [["klant.xlsx · Leveringen", 6]]


def test_where_no_sheet_can_be_the_lines_the_fullest_is_as_before():
    odd = [["Aaa", "Bbb", "Ccc"], *[[f"x{row}", row, row] for row in range(9)]]
    book = book_of({"Voorblad": COVER, "Data": odd, "Klantgroepen": [GROUPS, ["K0", "Zorg"], ["K1", "Dealers"]]})
    assert [use.name for use in book.uses if use.taken] == ["Data", "Klantgroepen"]
    alone = book_of({"Voorblad": COVER, "Data": odd})
    assert [one.name for one in alone.tables()] == ["klant.xlsx"], "a single table is called by its file"


def test_what_is_no_workbook_or_holds_no_table_is_left_to_the_reading_of_one_file():
    assert open_book(csv_bytes(LINES, [["1"] * 6]), "a.csv") is None
    assert open_book(xlsx_bytes({"Leeg": []}), "a.xlsx") is None
    with pytest.raises(NotRead):
        open_book(b"", "a.xlsx")


def test_a_sheet_is_left_out_and_a_hidden_one_taken_in_by_hand():
    old = [["oud"], LINES, line(1009)]
    book = book_of({**SHEETS, "Oud": old}, {"Klachten": False, "Oud": True}, hidden=["Oud"])
    names = [one.name for one in book.tables()]
    assert "klant.xlsx · Oud" in names
    assert "klant.xlsx · Klachten" not in names
    lines = taken_in(book.tables())
    assert lines.tables.incidents is None
    assert "1009" in set(lines.tables.lines["order_id"])
    with pytest.raises(NotRead, match="Leeg"):
        book_of(SHEETS, {"Leeg": True}).tables()


def test_only_what_differs_from_what_is_found_is_said_by_hand():
    book = book_of(SHEETS)
    found = [use.name for use in book.uses if use.taken]
    assert said_by_name(book, found) == {}
    assert said_by_name(book, [*found[1:], "Voorblad"]) == {found[0]: False, "Voorblad": True}


def test_a_sheet_a_month_is_one_table_and_each_row_keeps_its_sheet_and_number():
    months = {
        "jan": [["Januari"], [], LINES, line(1001), line(1002)],
        "feb": [LINES, line(1003), ["", "1", "K1", "A1", 5, date(2026, 3, 3)], line(1004)],
        "mrt": [LINES, line(1005), ["1001", "1", "K1", "A1", 7, date(2026, 3, 3)]],
        "apr": [LINES, line(1006)],
    }
    delivered = [delivery(order) for order in range(1001, 1007)]
    book = book_of({**months, "Leveringen": [DELIVERIES, *delivered]})
    intake = taken_in(book.tables())
    assert sorted(set(intake.tables.lines["order_id"])) == [str(order) for order in range(1001, 1007)]
    rows = intake.tables.lines.set_index("order_id")["source_row"]
    assert rows.to_dict() == {"1001": 4, "1002": 5, "1003": 2, "1004": 4, "1005": 2, "1006": 2}
    found = findings_table(intake.findings).set_index("code")
    assert found.loc["repeated_line", ["file", "row"]].tolist() == ["klant.xlsx · mrt", 3]
    assert found.loc["missing_order_id", ["file", "row"]].tolist() == ["klant.xlsx · feb", 3]
    (told,) = [Language("nl").say(one) for one in intake.assumed if "n" in one.values]
    assert told.startswith("klant.xlsx · jan, feb … apr: 4 tabellen met dezelfde kolommen, samengevoegd")


def test_an_order_number_is_not_taken_from_the_last_row_of_another_sheet():
    def report(first: int, *, starts_blank: bool) -> list[list[Any]]:
        rows = [
            [f"{first + at // 3}" if at % 3 == 0 else None, at % 3 + 1, "K1", "A", 5, "2026-03-05"] for at in range(9)
        ]
        return [LINES, *([[None, 9, "K1", "A", 5, "2026-03-05"]] if starts_blank else []), *rows]

    sheets = {"jan": report(10, starts_blank=False), "feb": report(20, starts_blank=True)}
    intake = taken_in(book_of(sheets).tables())
    assert len(intake.tables.lines) == 18
    found = findings_table(intake.findings)
    assert found[found["code"] == "missing_order_id"][["file", "row"]].to_numpy().tolist() == [["klant.xlsx · feb", 2]]
    repeated = found[found["code"] == "order_number_repeated"]
    assert repeated.groupby("file").size().to_dict() == {"klant.xlsx · jan": 6, "klant.xlsx · feb": 6}


def test_sheets_of_one_kind_with_other_columns_are_asked_as_files_are():
    book = book_of({"NL": [LINES, *ORDER_LINES], "BE": [[*LINES, "Regio"], [*line(1010), "BE"]]})
    with pytest.raises(NotMapped, match=r"klant.xlsx · NL and klant.xlsx · BE both look like order lines"):
        detect_roles(book.tables())


def test_the_readings_of_a_part_that_is_blank_or_written_otherwise_do_not_spoil_the_whole():
    jan = table(["Order", "Besteld"], [["1", "1.200"], ["2", "7"]], "jan.csv")
    feb = table(["Besteld", "Order"], [["", "3"]], "feb.csv")
    (both,) = put_together([jan, feb])
    assert both.frame()["Besteld"].tolist() == ["1.200", "7", ""]
    assert both.name == "jan.csv, feb.csv"
    names = ["Order", "Besteld"]
    book = book_of({"a": [names, ["1", 1.234]], "b": [names, ["2", None], ["3", None]]}, {"a": True, "b": True})
    (both,) = put_together(book.tables())
    assert both.native == {"Besteld": "number"}, "so 1.234 is no thousand"


def test_next_month_the_columns_and_what_was_said_of_the_sheets_are_known():
    first = book_of({**SHEETS, "Extra": [["Order", "Aantal", "Datum"], ["1", 2, date(2026, 3, 1)]]})
    first = book_of(SHEETS, said_by_name(first, ["Orderregels", "Leveringen", "Klantgroepen"]))
    roles = detect_roles(first.tables())
    kept = propose(roles, Mapping(sheets=dict(first.said))).mapping.to_yaml()
    known = Mapping.from_yaml(kept)
    assert known.sheets == {"Klachten": False}
    next_month = open_book(xlsx_bytes({**SHEETS, "Nieuw": PIVOT}), "april.xlsx", known.sheets)
    assert [use.name for use in next_month.uses if use.taken] == ["Orderregels", "Leveringen", "Klantgroepen"]
    roles = detect_roles(next_month.tables(known))
    assert all(column.because.text == "You said so." for column in propose(roles, known).columns if column.field)


def test_a_header_row_that_was_chosen_is_used_again_for_that_sheet():
    rows = [["Ordernummer", "Regelnr", "Geleverd aantal", "Datum?"], DELIVERIES, *DELIVERED]
    book = book_of({"Regels": [LINES, *ORDER_LINES], "Lev": rows})
    known = Mapping().with_reading("deliveries", header_row=2)
    again = book.tables(known)[1]
    assert again.how.header_row == 2
    assert again.headers == tuple(DELIVERIES)
    assert again.choices.sheet is None


def as_csv(rows: list[list[Any]]) -> bytes:
    texts = [[str(cell) for cell in row] for row in rows[1:]]
    return csv_bytes(rows[0], texts)


orders = st.lists(
    st.tuples(st.integers(1, 3), st.integers(0, 4), st.integers(1, 12), st.booleans()), min_size=3, max_size=12
)


@settings(max_examples=8, deadline=None)
@given(orders, st.integers(1, 3))
def test_the_tables_as_sheets_score_as_the_same_tables_as_files(drawn, months):
    lines, delivered, incidents = [], [], [["1000", "1", "schade", date(2026, 3, 9)]]
    for order, (n_lines, late, pieces, wrong) in enumerate(drawn, 1000):
        for number in range(1, n_lines + 1):
            lines.append(line(order, number))
            delivered.append(delivery(order, number, late, pieces))
        if wrong:
            incidents.append([str(order), "1", "klacht", date(2026, 3, 20)])
    cuts = [lines[at::months] for at in range(months)]
    tables = {f"regels {at}": [LINES, *part] for at, part in enumerate(cuts) if part}
    tables |= {"leveringen": [DELIVERIES, *delivered], "klachten": [INCIDENTS, *incidents]}
    tables["groepen"] = [GROUPS, ["K0", "Zorg"], ["K1", "Dealers"]]
    book = open_book(xlsx_bytes({"Voorblad": COVER, **tables, "Draaitabel": PIVOT}), "alles.xlsx")
    as_sheets = taken_in(book.tables())
    as_files = taken_in([table_of(name, rows) for name, rows in tables.items()])
    for name in ("lines", "deliveries", "incidents"):
        pd.testing.assert_frame_equal(getattr(as_sheets.tables, name), getattr(as_files.tables, name))
    assert [(one.code, one.count) for one in as_sheets.findings] == [(one.code, one.count) for one in as_files.findings]
    scores = [score(order_book(one.tables), Definition()).scores for one in (as_sheets, as_files)]
    assert [str(one) for one in scores[0]] == [str(one) for one in scores[1]]
    assert np.isin(["Zorg", "Dealers"], [one.group for one in scores[0]]).all()


def table_of(name: str, rows: list[list[Any]]) -> TextTable:
    return read_file(as_csv(rows), f"{name}.csv")

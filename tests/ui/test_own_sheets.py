"""One workbook with several sheets on the page: taken, left out, taken in by hand, and known again next month."""

from __future__ import annotations

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from otif_koop.language import CODES, Language
from otif_koop.store.store import Store
from otif_koop.ui.checks import _download
from otif_koop.workshop.document import new_workshop
from tests.intake.files import xlsx_bytes
from tests.ui.test_demo_pages import assert_calm, shown, texts
from tests.ui.test_own_file import drop, mapped, score_of, used

LINES = [["Ordernummer", "Regelnr", "Klantnr", "Besteld aantal", "Eerste toegezegde datum"]]
LINES += [[f"10{at}", 1, f"K{at % 2}", 10, date(2026, 3, 10 + at)] for at in range(8)]
DELIVERIES = [["Ordernummer", "Regelnr", "Geleverd aantal", "Werkelijke leverdatum"]]
DELIVERIES += [[f"10{at}", 1, 10 if at else 4, date(2026, 3, 10 + at + at // 6)] for at in range(8)]
DELIVERIES += [["999", 1, 10, date(2026, 3, 12)]]
BOOK = {
    "Voorblad": [["Leverbetrouwbaarheid 2026"], [], ["door", "ICT"], ["voor", "de directie"]],
    "Regels": LINES,
    "Leveringen": DELIVERIES,
    "Klachten": [["Ordernummer", "Regelnr", "Soort fout"], ["101", 1, "schade"]],
    "Groepen": [["Klantnr", "Klantgroep"], ["K0", "Zorg"], ["K1", "Dealers"]],
    "Lijsten": [["Ja"], ["Nee"]],
}
CONTENT = xlsx_bytes(BOOK, hidden=["Lijsten"])


@pytest.fixture
def made() -> str:
    return Store().create(new_workshop("Eigen"), "test")


def sheet_choice(at: AppTest):
    return next(one for one in at.get("button_group") if one.key.startswith("sheets-"))


@pytest.mark.parametrize("code", CODES)
def test_a_workbook_with_the_tables_on_sheets_goes_to_a_score_in_one_click(code, made):
    told = Language(code)
    at = drop(shown(made, "data", code), CONTENT, "klant.xlsx")
    assert_calm(at)
    assert sheet_choice(at).value == ["Regels", "Leveringen", "Klachten", "Groepen"]
    for name in ("Voorblad", "Lijsten"):
        assert name in texts(at), "what is left out is said"
    used(at)
    assert {group.name for group in Store().load(made)[0].groups.values()} == {"Zorg", "Dealers"}
    assert any("Voorblad" in one.value for one in at.caption), "also after they are used"
    assert any("Leveringen: " in one.value and one.value.endswith(" 10") for one in at.caption), "the sheet and its row"
    shares = [told.percent(share) for share in (4 / 8, 6 / 8, 7 / 8, 7 / 8)]
    assert score_of(at)[1:5] == shares, "of eight orders two are late, one is short and one is damaged"


def test_a_sheet_left_out_by_hand_stays_out_next_month_and_can_be_taken_in(made):
    at = drop(shown(made, "data"), CONTENT, "maart.xlsx")
    sheet_choice(at).set_value(["Regels", "Leveringen", "Groepen"]).run()
    assert_calm(at)
    used(at)
    assert mapped(made)["sheets"] == {"Klachten": False}
    other = drop(shown(made, "data"), CONTENT, "april.xlsx")
    assert_calm(other)
    assert sheet_choice(other).value == ["Regels", "Leveringen", "Groepen"]
    assert not other.warning, "nothing of the layout changed"
    sheet_choice(other).set_value(["Regels", "Leveringen", "Klachten", "Groepen"]).run()
    used(other)
    assert not mapped(made).get("sheets")


def test_a_sheet_without_a_table_that_is_taken_in_is_refused_and_the_choice_stays(made):
    at = drop(shown(made, "data"), xlsx_bytes({**BOOK, "Leeg": []}), "klant.xlsx")
    before = sheet_choice(at).value
    sheet_choice(at).set_value([*before, "Leeg"]).run()
    assert_calm(at)
    assert any("Leeg" in one.value for one in at.warning)
    assert sheet_choice(at).value == before


def test_without_any_sheet_the_page_says_so_and_one_sheet_is_as_a_file(made):
    at = drop(shown(made, "data"), CONTENT, "klant.xlsx")
    sheet_choice(at).set_value([]).run()
    assert_calm(at)
    assert not [one for one in at.button if one.key == "use"]
    sheet_choice(at).set_value(["Regels"]).run()
    assert_calm(at)
    assert "klant\\.xlsx · Regels" not in texts(at)
    at.button(key="remove-klant.xlsx").click().run()
    assert_calm(at)
    assert not [one for one in at.get("button_group") if one.key.startswith("sheets-")]


def test_a_sheet_a_month_is_read_as_one_and_a_workbook_of_one_sheet_shows_no_choice(made):
    months = {"jan": LINES[:4], "feb": [LINES[0], *LINES[4:]], "Leveringen": DELIVERIES}
    at = drop(shown(made, "data"), xlsx_bytes(months), "klant.xlsx")
    assert_calm(at)
    used(at)
    assert "klant\\.xlsx · jan, feb" in texts(at).replace("\\,", ",")
    assert score_of(at)
    alone = drop(shown(made, "data"), xlsx_bytes({"Blad1": LINES}), "een.xlsx")
    assert not [one for one in alone.get("button_group") if one.key.startswith("sheets-")]


def test_many_sheets_with_the_same_columns_stand_behind_one_line_and_their_rows_go_into_the_download(made):
    months = {f"wk {at}": [LINES[0], LINES[at + 1]] for at in range(6)}
    months["wk 5"] = [*months["wk 5"], ["", 1, "K1", 3, date(2026, 3, 12)]]
    at = drop(shown(made, "data"), xlsx_bytes({**months, "Leveringen": DELIVERIES}), "klant.xlsx")
    assert_calm(at)
    told = Language("nl")
    title = told.markdown("**{n} tables with the same columns** · {rows:number} rows", n=6, rows=7)
    assert title in [one.label for one in at.expander]
    assert not [one for one in at.selectbox if one.key.startswith("role-klant.xlsx · wk")]
    used(at)
    (intake,) = [at.session_state["own_data"].intake]
    written = _download(intake, told)().decode("utf-8-sig")
    (row,) = [one for one in written.splitlines() if "missing_order_id" in one]
    assert row.startswith("klant.xlsx · wk 5;3;")
    assert "ordernummer" in row

"""A client's own file: read, asked about, used, and never stored."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from otif_koop.intake import columns_of_periods, read_file
from otif_koop.intake.mapping.fields import fields, usable
from otif_koop.language import CODES, Language
from otif_koop.message import message
from otif_koop.store.store import Store
from otif_koop.ui.field_names import field_name, with_labels
from otif_koop.ui.uploads import Upload
from otif_koop.workshop.document import new_workshop, write
from tests.intake.files import csv_bytes
from tests.ui.own_files import AMBIGUOUS, DUTCH
from tests.ui.test_demo_pages import LOCALES, assert_calm, assert_plain_text, figures, shown, texts
from tests.ui.test_pages import SHELL


@pytest.fixture
def made() -> str:
    return Store().create(new_workshop("Eigen"), "test")


def drop(at: AppTest, content: bytes, name: str = "export.csv") -> AppTest:
    at.file_uploader[0].upload(name, content, "text/csv")
    at.run()
    return at


def used(at: AppTest) -> AppTest:
    at.button(key="use").click().run()
    assert_calm(at)
    return at


def score_of(at: AppTest) -> list[str]:
    at.switch_page("../../pages/score.py").run()
    assert_calm(at)
    return figures(at)


def mapped(made: str) -> dict:
    return Store().load(made)[0].model_dump(mode="json")["data"]["mapping"]


@pytest.mark.parametrize("code", CODES)
def test_a_dutch_export_needs_one_click(code, made):
    told = Language(code)
    at = drop(shown(made, "data", code), DUTCH)
    assert_calm(at)
    assert told.say("Every column that matters was recognised.") in texts(at)
    used(at)
    assert told.markdown("In use: {files} · {lines:number} order lines.", files=["export.csv"], lines=4) in texts(at)
    assert {group.name for group in Store().load(made)[0].groups.values()} == {"Dealers", "Zorg"}
    half = told.percent(1 / 3)  # of three orders: one late, one short
    assert score_of(at)[1] == half


def test_a_doubtful_column_is_asked_and_the_answer_is_kept(made):
    told = Language("nl")
    at = drop(shown(made, "data"), AMBIGUOUS)
    assert_calm(at)
    assert not [one for one in at.button if one.key == "use"], "what is doubtful is not guessed"
    assert told.say("Answer the questions above; then the data can be used.") in texts(at)
    answers = [one for one in at.button if one.key.startswith("answer-0-")]
    assert len(answers) >= 2
    next(one for one in answers if "requested_date" in one.key).click().run()
    assert_calm(at)
    used(at)
    assert score_of(at)[1] == told.percent(0.5)
    assert told.say("Requested date") in texts(at), "the score says that it is measured against the requested date"


def edited_table() -> None:
    """What the page does when someone changes a cell: AppTest itself can't edit a table."""
    import streamlit as st

    from otif_koop.ui import columns, session, trouble, uploads

    session.follow_address()
    trouble.show_waiting()
    by_role = uploads.tables()
    proposed = uploads.proposal(by_role)
    for column in proposed.columns:
        st.caption(f"{column.header}={column.field}")
    header, field = st.session_state["change"]
    place = [column.header for column in proposed.columns].index(header)
    st.session_state["edit"] = {"edited_rows": {place: {"is": "the label"}}}
    edit = ("edit", "is", proposed, by_role, {"the label": field})
    st.button("edit", on_click=columns.edited, args=edit)


@pytest.mark.parametrize(
    ("header", "field", "then"),
    [("Klantgroep", "region", "Klantgroep=region"), ("Klantgroep", "skip", "Klantgroep=skip")],
)
def test_an_answer_in_the_table_changes_what_a_column_is(header, field, then, made):
    at = AppTest.from_function(edited_table, default_timeout=60)
    at.query_params["w"] = made
    table = read_file(DUTCH, "export.csv")
    at.session_state["uploaded_files"] = {"export.csv": Upload("export.csv", DUTCH, table)}
    at.session_state["change"] = (header, field)
    at.run()
    assert_calm(at)
    assert f"{header}=customer_group" in texts(at)
    at.button[0].click().run()
    assert_calm(at)
    assert not at.warning
    assert then in texts(at)


def test_a_malformed_file_is_told_in_words(made):
    at = drop(shown(made, "data"), b"PK\x03\x04 this is no workbook", "orders.xlsx")
    assert_calm(at)
    assert len(at.warning) == 1
    assert "orders\\.xlsx" in at.warning[0].value
    assert "Traceback" not in texts(at)
    assert not [one for one in at.button if one.key == "use"]
    drop(at, DUTCH)
    assert_calm(at)
    assert [one for one in at.button if one.key == "use"], "the next file is welcome"


def test_a_header_without_rows_is_told_in_words(made):
    at = drop(shown(made, "data"), csv_bytes(["Ordernummer", "Leverdatum"], []))
    assert_calm(at)
    assert at.warning or at.info


@pytest.mark.parametrize(
    "name", ["<img src=x onerror=alert(1)>.csv", "[a](http://b.c) **vet** $e$.csv", "\u202evsc.csv"]
)
def test_a_file_name_is_text_and_nothing_else(name, made):
    at = drop(shown(made, "data"), DUTCH, name)
    assert_calm(at)
    used(at)
    assert_plain_text(at)


def database() -> Path:
    return Path(os.environ["OTIF_KOOP_DATABASE"].removeprefix("sqlite:///"))


def test_no_row_of_the_file_is_in_the_database(made):
    at = used(drop(shown(made, "data"), DUTCH))
    score_of(at)
    kept = b"".join(one.read_bytes() for one in database().parent.glob("workshops.db*"))
    assert b"export.csv" in kept, "the name of the file is"
    assert b"GEHEIM" not in kept
    assert "Ordernummer" in str(mapped(made))


def test_another_session_does_not_see_the_rows_but_knows_the_columns(made):
    told = Language("nl")
    used(drop(shown(made, "data"), DUTCH))
    other = shown(made, "score")
    assert not other.metric
    assert told.say("There are no order data in this session yet.") in texts(other)
    other = shown(made, "data")
    asked = told.markdown(
        "This workshop was made with {files}. The rows are not at hand: bring the files again; "
        "what the columns are is still known.",
        files=["export.csv"],
    )
    assert asked in texts(other)
    used(drop(other, DUTCH))
    assert score_of(other)[1] == told.percent(1 / 3)


def test_an_answered_question_is_not_asked_again_next_month(made):
    first = drop(shown(made, "data"), AMBIGUOUS)
    next(one for one in first.button if one.key.startswith("answer-0-") and "promised_date" in one.key).click().run()
    used(first)
    other = drop(shown(made, "data"), AMBIGUOUS, "next month.csv")
    assert [one for one in other.button if one.key == "use"]


def test_a_definition_that_the_data_cannot_carry_shows_its_gap_and_the_way_on(made):
    at = used(drop(shown(made, "data"), DUTCH))
    at.switch_page("../../pages/measure.py").run()
    at.segmented_control(key="due@_everyone:nl").set_value("requested").run()
    assert_calm(at)
    told = Language("nl")
    missing = told.markdown("The data has no “{column}”.", column=told.say("Requested date"))
    assert missing.split("“")[1] in texts(at)
    assert score_of(at) == []
    assert missing.split("“")[1] in texts(at)
    links = {one.proto.page for one in at.get("page_link")}
    assert {"measure", "data"} <= links
    at.switch_page("../../pages/data.py").run()
    assert_calm(at)


@pytest.mark.parametrize("code", CODES)
def test_a_workshop_file_goes_out_and_comes_in(code, made):
    kept = Store()
    at = AppTest.from_file(str(SHELL), default_timeout=60)
    at.context = {"locale": LOCALES[code]}
    at.run()
    at.file_uploader(key="workshop_file").upload("workshop.yaml", write(kept.load(made)[0]).encode())
    at.run()
    at.button(key="open_file").click().run()
    assert_calm(at)
    assert at.query_params["w"] != made
    assert kept.load(at.query_params["w"])[0].name == "Eigen"


@pytest.mark.parametrize("code", CODES)
def test_the_explorer_runs_on_an_own_file(code, made):
    at = used(drop(shown(made, "data", code), DUTCH))
    at.switch_page("../../pages/explore.py").run()
    assert_calm(at)
    assert any(one.value.startswith("### ") for one in at.markdown)
    for title in ("Customer groups", "Ranking", "Tolerances", "Careful", "Level", "Change"):
        at.session_state[f"explore-part-{code}"] = Language(code).say(title)
        at.run()
        assert_calm(at)
        assert_plain_text(at)


def test_no_id_of_a_field_or_a_file_is_shown_as_a_word():
    for field in (one for one in fields() if usable(one)):
        for code in CODES:
            assert Language(code).say(field_name(field)) not in {field, field.replace("_", " ")}, field
    said = with_labels(
        message("{file}: {field} of {role}: {question}", field="order_id", role="lines", file="order_id")
    )
    assert Language("en").say(said, question="?") == "order_id: Order number of order lines: ?"


def test_a_question_about_a_missing_field_names_it_and_shows_a_value_of_each_column(made):
    at = drop(shown(made, "data"), b"1001;10;2;02-03-2026;02-03-2026\n1002;10;5;03-03-2026;17-03-2026\n")
    assert_calm(at)
    told = Language("nl")
    assert told.markdown("Which column is “{field}”?", field=told.say("Order number")) in texts(at)
    assert any(one.label == told.markdown("{header} · {sample}", header="#1", sample="1001") for one in at.button)
    assert told.say("no row with names") in texts(at)


DELIVERIES = csv_bytes(
    ["Ordernummer", "Regel", "Toegezegde datum", "Werkelijke leverdatum", "Besteld", "Geleverd", "Status"],
    [
        ["1", "1", "16-03-2026", "16-03-2026", "10", "4", ""],
        ["1", "1", "16-03-2026", "18-03-2026", "10", "6", ""],
        ["2", "1", "17-03-2026", "17-03-2026", "8", "3,5", ""],
        ["3", "1", "17-03-2026", "", "8", "", "geannuleerd"],
    ],
)


def test_what_a_row_is_and_how_it_is_written_is_said_and_can_be_changed(made):
    at = drop(shown(made, "data"), DELIVERIES)
    assert_calm(at)
    told = Language("nl")
    assert told.say("One row is one delivery: a line stands there again for each of its deliveries.") in texts(at)
    for written in ("day first: 31-12-2026", "decimal comma: 1.234,5"):
        assert told.say(written) in texts(at).replace("\\", "")
    shape = next(one for one in at.selectbox if one.key.startswith("shape"))
    assert shape.value == "delivery"
    shape.select("line").run()
    assert_calm(at)
    assert told.say("One row is one order line.") in texts(at)
    assert mapped(made)["shape"] == "line"
    next(one for one in at.segmented_control if one.key.startswith("by")).select("customer").run()
    assert mapped(made)["cancelled_by"] == "customer"
    used(at)
    download = next(one for one in at.get("download_button") if told.say("Download the rows") in one.proto.label)
    assert download


def test_what_can_not_be_used_is_refused_beside_the_files(made):
    rows = [["", "1", "1", "16-03-2026", "16-03-2026"]] * 2
    header = ["Ordernummer", "Besteld", "Geleverd", "Toegezegde datum", "Werkelijke leverdatum"]
    at = drop(shown(made, "data"), csv_bytes(header, rows))
    at.button(key="use").click().run()
    assert_calm(at)
    assert ["Ordernummer" in one.value for one in at.warning] == [True]


def test_columns_for_every_week_are_told_to_be_sums(made):
    weeks = [f"wk {week}" for week in range(1, 13)]
    at = drop(shown(made, "data"), csv_bytes(["Artikel", *weeks], [["A", *range(12)], ["B", *range(12)]]))
    assert_calm(at)
    assert any("wk 1" in one.value for one in at.warning)
    assert not columns_of_periods(read_file(DUTCH, "export.csv"))


@pytest.mark.parametrize("code", CODES)
def test_rows_are_kept_only_when_a_facilitator_says_so_and_used_again_in_another_session(code, made):
    store = Store()
    right = store.here(made, "test")
    at = used(drop(shown(made, "data", code), DUTCH))
    assert store.order_rows.kept(right) is None
    at.button(key=f"keep-rows:{code}").click().run()
    assert_calm(at)
    assert store.order_rows.kept(right) is not None
    before = score_of(at)
    at = shown(made, "data", code)
    at.button(key=f"use-kept-rows:{code}").click().run()
    assert_calm(at)
    assert score_of(at) == before
    at = shown(made, "data", code)
    at.button(key=f"delete-kept-rows:{code}").click().run()
    assert_calm(at)
    assert store.order_rows.kept(right) is None
    assert f"use-kept-rows:{code}" not in [one.key for one in at.button]


def test_how_dates_are_written_can_be_changed_after_it_was_answered(made):
    told = Language("nl")
    rows = [
        ("A1", "1", "X", "2", "2", "10-03-2026", "10-03-2026"),
        ("A4", "1", "X", "5", "5", "11-03-2026", "12-03-2026"),
    ]
    names = (
        "Ordernummer",
        "Regel",
        "Klantgroep",
        "Besteld aantal",
        "Geleverd aantal",
        "Toegezegde leverdatum",
        "Geleverd op",
    )
    at = drop(shown(made, "data"), csv_bytes(list(names), [list(row) for row in rows]))
    at.button(key="answer-0-date_order=day_first").click().run()
    written = at.segmented_control(key="dates-export.csv:nl")
    assert written.value == "day_first"
    written.set_value("month_first").run()
    assert_calm(at)
    assert at.segmented_control(key="dates-export.csv:nl").value == "month_first"
    month_first = told.markdown("{told}", told=told.say("month first: 12/31/2026"))
    assert any(month_first in caption.value for caption in at.caption)
    used(at)
    assert mapped(made)["files"]["lines"]["reading"]["date_order"] == "month_first"

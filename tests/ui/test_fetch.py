"""Tables of a database that the environment names: chosen on the page, scored, and fetched again next month."""

from __future__ import annotations

import pytest

from otif_koop.language import CODES, Language
from otif_koop.store.store import Store
from otif_koop.workshop.document import new_workshop
from tests.intake.sources.test_sources import in_duckdb, in_sqlite
from tests.ui.test_demo_pages import assert_calm, shown, texts
from tests.ui.test_own_file import mapped, score_of, used


@pytest.fixture
def made() -> str:
    return Store().create(new_workshop("Uit de database"), "test")


def opened(at):
    """The page with the place to fetch unfolded, as a click on it does."""
    at.session_state["fetch"] = True
    return at.run()


def fetch(at, *tables: str):
    at.multiselect(key="tables-erp").set_value(list(tables))
    return next(one for one in at.button if one.key.endswith("fetch-now-erp")).click().run()


@pytest.mark.parametrize("code", CODES)
def test_tables_of_a_database_come_in_and_come_again(code, made, tmp_path, monkeypatch):
    monkeypatch.setenv("OTIF_KOOP_SOURCE_ERP", in_duckdb(tmp_path))
    told = Language(code)
    at = opened(shown(made, "data", code))
    assert_calm(at)
    assert not at.text_area, "who runs the server has to allow queries"
    fetch(at, "sales.order_lines", "sales.deliveries")
    assert_calm(at)
    assert told.say("Every column that matters was recognised.") in texts(at)
    used(at)
    first = score_of(at)
    assert first
    assert mapped(made)["files"]["lines"]["asked"] == "sales.order_lines"
    assert str(tmp_path) not in str(mapped(made)), "where it is stays in the environment"

    again = opened(shown(made, "data", code))
    again.button(key="fetch-again").click().run()
    assert score_of(used(again)) == first


def test_a_query_may_be_written_where_the_environment_says_so(made, tmp_path, monkeypatch):
    monkeypatch.setenv("OTIF_KOOP_SOURCE_ERP", in_sqlite(tmp_path))
    monkeypatch.setenv("OTIF_KOOP_QUERIES", "yes")
    at = opened(shown(made, "data"))
    at.text_area(key="query-erp").set_value("DELETE FROM order_lines")
    fetch(at)
    assert_calm(at)
    assert "SELECT" in at.warning[0].value
    at.text_area(key="query-erp").set_value("SELECT * FROM order_lines WHERE quantity_ordered > 2")
    fetch(at, "deliveries")
    assert_calm(at)
    assert "erp: query 1" in texts(at).replace("\\", "")


def test_a_database_that_is_away_says_so_and_the_page_lives(made, monkeypatch):
    monkeypatch.setenv("OTIF_KOOP_SOURCE_ERP", "postgresql://lezer:geheim-1@127.0.0.1:1/orders")
    at = opened(shown(made, "data"))
    assert_calm(at)
    assert len(at.warning) == 1
    assert "geheim-1" not in texts(at)
    assert at.file_uploader


def test_without_sources_there_is_nothing_to_fetch(made):
    at = shown(made, "data")
    assert not [one for one in at.get("expander") if one.label == Language("nl").say("Fetch from a database")]

"""The definition is taken away from *measure*: the files are made when they are asked for, in the language spoken."""

from __future__ import annotations

import pytest

from otif_koop.language import Language
from tests.ui.test_demo_pages import LOCALES, assert_calm, book, demo_workshop, shown  # noqa: F401


@pytest.mark.parametrize("code", LOCALES)
def test_the_take_away_opens_and_offers_two_files(book, code: str) -> None:  # noqa: F811
    say = Language(code).say
    at = shown(demo_workshop(book), "measure", code)
    label = say("Take the definition away: SQL and a test")
    assert label in [one.label for one in at.expander]
    assert "take-away-dialect" not in {one.key for one in at.selectbox}
    at.session_state["take-away"] = True
    at.run()
    assert_calm(at)
    chosen = next(one for one in at.selectbox if one.key == "take-away-dialect")
    assert "SQL Server" in chosen.options
    chosen.select("snowflake").run()
    assert_calm(at)
    assert {"take-away-sql", "take-away-pack"} <= {one.key for one in at.get("download_button")}

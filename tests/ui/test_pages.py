"""Every page inside the shell, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from otif_koop.language import CODES, Language
from otif_koop.store.store import Store
from otif_koop.tables import table
from otif_koop.workshop.document import new_workshop
from otif_koop.workshop.steps import steps

PROJECT = Path(__file__).parents[2]
SHELL = PROJECT / "otif_koop" / "ui" / "shell.py"
STEPS = [step.id for step in steps()]


def open_page(step_id: str, locale: str = "nl-NL") -> AppTest:
    at = AppTest.from_file(str(SHELL), default_timeout=20)
    at.context = {"locale": locale}
    at.run()
    at.switch_page(f"../../pages/{step_id}.py")
    return at.run()


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("step_id", STEPS)
def test_every_page_stands_in_its_frame(step_id, code):
    step = steps()[STEPS.index(step_id)]
    language = Language(code)
    at = open_page(step_id, {"nl": "nl-NL", "en": "en-GB"}[code])
    assert not at.exception
    assert not at.error
    assert at.title[0].value == language.say(step.question)
    assert at.markdown[0].value == language.say(table("pages")[step_id]["why"])
    if step.phase:
        assert language.say(step.phase) in at.caption[0].value


def test_every_step_has_a_page_and_every_page_a_step():
    assert {page.stem for page in (PROJECT / "pages").glob("*.py")} == set(STEPS)
    assert set(table("pages")) == set(STEPS)


def test_the_language_of_the_address_wins_over_the_browsers():
    at = AppTest.from_file(str(SHELL), default_timeout=20)
    at.context = {"locale": "nl-NL"}
    at.query_params["lang"] = "en"
    at.run()
    assert at.title[0].value == Language("en").say(steps()[0].question)


def test_switching_the_language_switches_the_whole_frame():
    at = open_page("score")
    at.segmented_control(key="lang").set_value("en").run()
    score = steps()[STEPS.index("score")]
    assert at.title[0].value == Language("en").say(score.question)
    at.segmented_control(key="lang").set_value("nl").run()
    assert at.title[0].value == Language("nl").say(score.question)
    assert Language("nl").say(score.question) != Language("en").say(score.question)


def test_the_workshop_of_the_address_is_open_on_every_page():
    made = Store().create(new_workshop("Werk*plek"), "test")
    at = AppTest.from_file(str(SHELL), default_timeout=20)
    at.query_params["w"] = made
    at.run()
    assert "Werk\\*plek" in at.caption[0].value
    at.switch_page("../../pages/koop.py").run()
    assert "Werk\\*plek" in at.caption[0].value
    assert at.query_params["w"] == made


def test_an_address_without_its_workshop_says_so_and_shows_the_page():
    at = AppTest.from_file(str(SHELL), default_timeout=20)
    at.query_params["w"] = "gone"
    at.run()
    assert len(at.warning) == 1
    assert not at.error
    assert at.title[0].value == Language("nl").say(steps()[0].question)


def test_a_page_that_ends_early_is_drawn_whole():
    """Or what is chosen there would forever be held against what the page gave (`ui/on_the_way.py`)."""
    drawn = open_page("alignment").session_state["drawn_inputs"]
    assert drawn.before == {"look-place:nl"}
    assert drawn.given == set()

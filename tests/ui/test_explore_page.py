"""The page *explore*: the story, what is touched becomes a draft, and the draft can be taken over."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from otif_koop.language import CODES, Language
from otif_koop.otif.definition import Definition, NoError
from otif_koop.otif.explorer.choices import changed
from otif_koop.otif.explorer.effects import effects
from otif_koop.otif.explorer.explorer import explorer_of
from otif_koop.ui import data, explore, explored
from tests.ui.test_demo_pages import assert_calm, assert_plain_text, demo_workshop, shown, stored

TABS = ("Ladder", "Customer groups", "Ranking", "Tolerances", "Careful", "Level", "Change")


@pytest.fixture(scope="module")
def book():
    return data.demo_book()


def said(at: AppTest) -> str:
    return "\n".join(one.value for one in (*at.markdown, *at.caption))


@pytest.mark.parametrize("code", CODES)
def test_the_story_and_every_tab(book, code: str) -> None:
    told = Language(code)
    at = shown(demo_workshop(book), "explore", code)
    scores = explorer_of(book, Definition(), book.as_of).sweep().of(None)
    text = "The same deliveries score from {low:percent} to {high:percent}."
    sentence = told.say(text, low=float(scores.min()), high=float(scores.max()))
    assert f"### {sentence}" in [one.value for one in at.markdown]
    assert told.number(len(scores)) in said(at)
    for title in TABS:
        at.session_state[f"explore-part-{code}"] = told.say(title)
        at.run()
        assert_calm(at)
        assert_plain_text(at)
    assert len(at.get("vega_lite_chart")) == 3


def test_a_choice_is_tried_and_taken_over(book) -> None:
    workshop_id = demo_workshop(book)
    at = shown(workshop_id, "explore", "en")
    level = next(
        one for one in effects(explorer_of(book, Definition(), book.as_of), Definition(), None) if one.field == "level"
    )
    at.session_state["explore-part-en"] = "Level"
    at.run()
    press(at, "explore-level")
    assert "explore-take:en" in keys(at)
    assert any(one.value.startswith("Every order line counts by itself.") for one in at.caption)
    press(at, "explore-aside")
    assert "explore-take:en" not in keys(at)
    at.session_state["explore-part-en"] = "Level"
    at.run()
    press(at, "explore-level")
    press(at, "explore-take")
    assert stored(workshop_id).default_definition.level == "line"
    assert level.field == "level"
    assert "explore-take:en" not in keys(at)


def test_days_late_stand_against_days_early_as_well(book) -> None:
    workshop_id = demo_workshop(book)
    at = shown(workshop_id, "explore", "en")
    at.session_state["explore-part-en"] = "Tolerances"
    at.run()
    maps = []
    for pair in ("missing", "early", "missing"):
        at.segmented_control(key="explore-against:en").set_value(pair).run()
        assert_calm(at)
        assert at.segmented_control(key="explore-against:en").value == pair
        maps.append(at.get("vega_lite_chart")[-1].proto.spec)
    assert "days early" in maps[1]
    assert "days early" not in maps[0] == maps[2]


def keys(at: AppTest) -> list[str]:
    return [one.key for one in at.button]


def press(at: AppTest, key: str) -> None:
    at.button(key=f"{key}:en").click().run()
    assert_calm(at)


def test_a_group_s_own_choice_leaves_the_others(book) -> None:
    workshop_id = demo_workshop(book)
    at = shown(workshop_id, "explore", "en")
    at.selectbox(key="explore-group:en").set_value(str(book.group.names.index("Zorg"))).run()
    assert_calm(at)
    at.session_state["explore-part-en"] = "Level"
    at.run()
    press(at, "explore-level")
    press(at, "explore-take")
    now = stored(workshop_id)
    assert now.group_definitions["zorg"].level == "line"
    assert now.default_definition.level == "order"


def test_what_is_taken_over_is_what_was_shown(book) -> None:
    """Only what differs is changed, and kinds stay as they were chosen."""
    chosen = Definition(no_error=NoError(kinds=("damage",)))
    looked = explored.Explored(explorer_of(book, chosen, book.as_of), None, None, chosen)
    without = changed(chosen, {"no_error": {"kinds": []}, "window": {"early": 0, "late": 0, "unit": "week"}})
    assert explore.changes(looked, without) == {
        ("default_definition", "no_error"): {"kinds": []},
        ("default_definition", "window"): {"early": 0, "late": 0, "unit": "week"},
    }
    back = explored.Explored(explorer_of(book, without, book.as_of), None, None, without)
    wide = changed(without, {"no_error": {"kinds": "all"}}, looked.explorer.base)
    assert explore.changes(back, wide) == {("default_definition", "no_error"): {"kinds": ["damage"]}}


@pytest.mark.parametrize("code", CODES)
def test_without_data_it_says_what_it_gives(code: str) -> None:
    from otif_koop.store.store import Store
    from otif_koop.workshop.document import new_workshop

    at = shown(Store().create(new_workshop("Leeg"), "test"), "explore", code)
    assert Language(code).say("Which single choice moves the figure most.") in said(at)

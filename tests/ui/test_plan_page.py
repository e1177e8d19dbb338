"""The plan page, the gap on the data page and what is due: empty, filled and acted on, in both languages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from otif_koop.language import CODES, Language
from otif_koop.store.store import Store
from otif_koop.ui import data
from otif_koop.workshop.document import new_workshop
from otif_koop.workshop.edits import apply, edits_of
from otif_koop.workshop.plan_items import KINDS
from tests.ui.test_demo_pages import assert_calm, assert_plain_text, demo_workshop, shown, stored


@pytest.fixture(scope="module")
def book():
    return data.demo_book()


def button(at, label):
    return next(one for one in at.button if one.label == label)


def opened_part(at, told, part):
    control = next(one for one in at.segmented_control if one.key and one.key.startswith("plan-part"))
    control.set_value(told.say(part)).run()
    assert_calm(at)
    return at


@pytest.mark.parametrize("code", CODES)
def test_an_empty_workshop_gets_a_plan_with_one_click(code):
    told = Language(code)
    made = Store().create(new_workshop("Leeg"), "test")
    at = shown(made, "plan", code)
    assert_plain_text(at)
    assert stored(made).plan.items == {}
    take = next(one for one in at.button if one.key and one.key.startswith("take-all"))
    take.click().run()
    assert_calm(at)
    items = stored(made).plan.items
    assert len(items) >= 8
    assert {item.kind for item in items.values()} == set(KINDS)
    assert all(item.due and item.start and item.source for item in items.values())
    assert told.say("Build the score in the BI system, after the definition") in {one.title for one in items.values()}
    opened_part(at, told, "Follow-up")
    assert told.say("No scores are kept yet: append those of your data, and the check starts.") in [
        one.value for one in at.info
    ]
    opened_part(at, told, "Texts")
    assert told.say("our company") in at.text_area[0].value


@pytest.mark.parametrize("code", CODES)
def test_the_example_opens_with_a_filled_plan_and_a_first_check(book, code):
    told = Language(code)
    made = demo_workshop(book)
    at = shown(made, "plan", code)
    assert_plain_text(at)
    cards = " ".join(one.value for one in at.markdown)
    assert "intern" in cards
    assert len(at.metric) == 4
    opened_part(at, told, "Follow-up")
    said = " ".join(one.value for one in at.markdown)
    assert any(told.say(words) in said or words in said for words in ("is ruis", "is noise", "signaal", "signal"))
    at.selectbox(key=f"pdca-group-{code}").set_value("webshop").run()
    assert_calm(at)
    assert any(told.say("Take the next rung") == one.label for one in at.button)


def test_the_next_month_of_the_example_is_appended_once(book):
    told = Language("nl")
    made = demo_workshop(book)
    at = opened_part(shown(made, "plan"), told, "Follow-up")
    before = stored(made).follow_up
    assert max(before.scores["zorg"]) == "2026-10"
    button(at, told.say("Take the demo company's next month")).click().run()
    assert_calm(at)
    after = stored(made)
    assert after.data.as_of == date(2026, 11, 20)
    assert max(after.follow_up.scores["zorg"]) == "2026-11"
    assert not after.follow_up.scores["zorg"]["2026-11"].final
    assert after.follow_up.scores["zorg"]["2026-10"].final
    assert after.follow_up.published["zorg"] > before.published["zorg"]
    append = next(one for one in at.button if one.key and one.key.startswith("append:"))
    append.click().run()
    assert told.say("Nothing new: it was all there.") in [one.value for one in at.info]
    assert stored(made).follow_up.scores == after.follow_up.scores


def test_an_action_without_a_title_is_asked_for_one():
    made = Store().create(new_workshop("Leeg"), "test")
    at = shown(made, "plan", "en")
    add = next(one for one in at.button if one.key == "add-item:en")
    add.click().run()
    assert_calm(at)
    assert len(at.warning) == 1
    assert stored(made).plan.items == {}
    at.text_input(key="new-title").set_value("**vet** action").run()
    next(one for one in at.button if one.key == "add-item:en").click().run()
    assert_calm(at)
    assert_plain_text(at)
    assert [one.title for one in stored(made).plan.items.values()] == ["**vet** action"]


def test_a_measure_a_rung_and_a_publication_are_written_to_the_workshop(book):
    told = Language("en")
    made = demo_workshop(book)
    at = opened_part(shown(made, "plan", "en"), told, "Follow-up")
    at.selectbox(key="pdca-group-en").set_value("webshop").run()
    at.text_input(key="measure-webshop").set_value("**vet** stock count").run()
    next(one for one in at.button if one.key == "add-webshop:en").click().run()
    assert_calm(at)
    assert_plain_text(at)
    actions = stored(made).follow_up.actions["webshop"]
    assert "**vet** stock count" in {one.measure for one in actions.values()}
    button(at, told.say("Take the next rung")).click().run()
    assert_calm(at)
    assert stored(made).group_definitions["webshop"].combine == "joint"


@pytest.mark.parametrize("code", CODES)
def test_a_changed_draft_is_kept_and_can_be_taken_back(book, code):
    told = Language(code)
    made = demo_workshop(book)
    at = opened_part(shown(made, "plan", code), told, "Texts")
    assert "Projectinrichters" in at.text_area[0].value
    at.text_area[0].set_value("Van **mij**").run()
    assert stored(made).plan.texts == {f"note-{code}": "Van **mij**"}
    button(at, told.say("Back to the draft")).click().run()
    assert_calm(at)
    assert stored(made).plan.texts == {}


@pytest.mark.parametrize("code", CODES)
def test_the_start_page_tells_what_is_due(code):
    told = Language(code)
    soon = (date.today() + timedelta(days=2)).isoformat()  # noqa: DTZ011
    late = (date.today() - timedelta(days=2)).isoformat()  # noqa: DTZ011
    items = {
        "a": {"kind": "inform", "title": "Straks **vet**", "due": soon},
        "b": {"kind": "inform", "title": "Te laat", "due": late, "owner": "Jan"},
        "c": {"kind": "inform", "title": "Klaar", "due": late, "status": "done"},
    }
    workshop = new_workshop("W")
    made = Store().create(apply(workshop, *edits_of(workshop, {("plan", "items"): items}, "test")), "test")
    at = shown(made, "start", code)
    assert_plain_text(at)
    said = [one.value for one in at.markdown]
    assert any(told.say("What is due") in one for one in said)
    assert any("Te laat" in one and "Jan" in one for one in said)
    assert any("Straks" in one and told.say("no owner yet") in one for one in said)
    assert not any("Klaar" in one and "·" in one for one in said)


@pytest.mark.parametrize("code", CODES)
def test_the_gap_of_the_example_and_of_a_system(book, code):
    told = Language(code)
    at = shown(demo_workshop(book), "data", code)
    assert told.say("Everything that the definitions ask is in the data: there is no gap.") in [
        one.value for one in at.success
    ]

"""The page of sales and production: empty, without a decided place, on the demo, and every choice that it writes."""

from __future__ import annotations

import pytest

from otif_koop.language import CODES, Language
from otif_koop.store.store import Store
from otif_koop.ui import data
from otif_koop.workshop.alignment import agreement_of, is_agreed, terms_of
from otif_koop.workshop.cascade import definition_for
from otif_koop.workshop.decisions import decisions, screens
from otif_koop.workshop.document import new_workshop
from otif_koop.workshop.edits import apply, edits_of
from otif_koop.workshop.koop_measuring import is_taken
from tests.ui.test_demo_pages import assert_calm, assert_plain_text, demo_workshop, shown, stored, texts
from tests.ui.test_pages import open_page


@pytest.fixture(scope="module")
def book():
    return data.demo_book()


def with_groups(count: int) -> str:
    groups = {f"g{n}": {"name": f"Groep {n} **vet**"} for n in range(count)}
    workshop = new_workshop("Leeg")
    return Store().create(apply(workshop, *edits_of(workshop, {("groups",): groups}, "test")), "test")


def button(at, key):
    return next(one for one in at.button if one.key and one.key.startswith(key))


def part(at, name):
    control = next(one for one in at.segmented_control if one.key and one.key.startswith("alignment-part"))
    control.set_value(name).run()
    assert_calm(at)
    assert_plain_text(at)
    return at


@pytest.mark.parametrize("code", CODES)
def test_without_a_workshop_every_place_can_be_looked_at(code):
    told = Language(code)
    at = open_page("alignment", {"nl": "nl-NL", "en": "en-GB"}[code])
    assert_calm(at)
    for position in range(1, 6):
        at.selectbox(key=f"look-place:{code}").set_value(str(position)).run()
        assert_calm(at)
        promising = decisions()["promising"]
        option = promising.chosen(promising.proposals[position])[0]
        assert told.say(option.sales) in texts(at)
        assert told.say(option.production) in texts(at)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("count", [1, 200])
def test_without_a_decoupling_point_a_place_is_chosen_quickly(count, code):
    made = with_groups(count)
    at = shown(made, "alignment", code)
    assert_plain_text(at)
    assert not at.radio
    at.selectbox(key=f"quick-place-g0:{code}").set_value("4").run()
    assert_calm(at)
    assert_plain_text(at)
    assert terms_of(stored(made), "g0").position == 4
    assert len(at.radio[0].options) == len(screens())
    part(at, "all")
    assert len(at.dataframe[0].value) == count
    assert not [one for one in at.selectbox if one.key and one.key.startswith("align-group")]
    button(at, "agree-all").click().run()
    assert_calm(at)
    assert [key for key in stored(made).groups if is_agreed(stored(made), key)] == ["g0"]


@pytest.mark.parametrize("code", CODES)
def test_every_decision_of_the_example_is_shown_with_its_reason(book, code):
    told = Language(code)
    at = shown(demo_workshop(book), "alignment", code)
    at.selectbox(key=f"align-group:{code}").set_value("dealers").run()
    for screen in screens():
        at.radio[0].set_value(screen.id).run()
        assert_calm(at)
        assert_plain_text(at)
        for key in screen.decisions:
            assert told.markdown(decisions()[key].reasons[3]) in texts(at)
    assert "everything" not in texts(at)


def test_a_contradiction_glows_and_goes_when_the_proposal_is_followed(book):
    told = Language("nl")
    made = demo_workshop(book)
    at = shown(made, "alignment")
    at.selectbox(key="align-group:nl").set_value("dealers").run()
    at.radio[0].set_value("acceptance").run()
    queue = told.say("Every order is accepted, and capacity can't be stored.")
    assert any(queue in one.value for one in at.warning)
    button(at, "align-back-acceptance").click().run()
    assert_calm(at)
    assert not at.warning
    assert agreement_of(stored(made), "dealers").acceptance is None
    assert "acceptance" not in agreement_of(stored(made), "dealers").reasons
    at.selectbox(key="align-acceptance-dealers:nl").set_value("load_norm").run()
    assert agreement_of(stored(made), "dealers").acceptance == "load_norm"
    at.text_input(key="align-why-acceptance-dealers:nl").set_value("Zo **vet**").run()
    assert_plain_text(at)
    assert agreement_of(stored(made), "dealers").reasons["acceptance"] == "Zo **vet**"


def test_the_groups_stand_together_with_what_contradicts_in_them(book):
    at = part(shown(demo_workshop(book), "alignment"), "all")
    lines = [one.value for one in at.markdown if one.value.startswith(":material/bolt:")]
    assert any("Elke order wordt aangenomen" in one and "Dealers" in one for one in lines)
    assert len(at.dataframe[0].value) == 8


def test_a_promise_that_the_place_cannot_keep_is_said(book):
    workshop = stored(demo_workshop(book))
    edits = edits_of(workshop, {("koop", "groups", "dealers", "promise"): 6}, "test")
    at = shown(Store().create(apply(workshop, *edits), "test"), "alignment")
    at.selectbox(key="align-group:nl").set_value("dealers").run()
    at.radio[0].set_value("promising").run()
    assert any("niet te houden" in one.value for one in at.warning)


@pytest.mark.parametrize("code", CODES)
def test_one_click_takes_the_rules_of_the_place_over(book, code):
    made = demo_workshop(book)
    at = part(shown(made, "alignment", code), "measuring")
    at.selectbox(key=f"align-group:{code}").set_value("webshop").run()
    button(at, "take-rules-webshop").click().run()
    assert_calm(at)
    assert is_taken(stored(made), "webshop", 2)
    assert definition_for(stored(made), "webshop").due == "requested"
    at.selectbox(key=f"align-group:{code}").set_value("dealers").run()
    button(at, "take-rules-all").click().run()
    assert_calm(at)
    assert set(stored(made).group_definitions) >= {"dealers", "projectinrichters", "export", "webshop", "zorg"}


@pytest.mark.parametrize("code", CODES)
def test_the_sheet_is_shown_and_agreed_on(book, code):
    told = Language(code)
    made = demo_workshop(book)
    at = part(shown(made, "alignment", code), "sheet")
    at.selectbox(key=f"align-group:{code}").set_value("webshop").run()
    assert told.say("Still contradicting") in texts(at)
    at.text_input(key=f"align-by_sales-webshop:{code}").set_value("Anna **vet**").run()
    assert_plain_text(at)
    button(at, "agree-webshop").click().run()
    assert_calm(at)
    assert is_agreed(stored(made), "webshop")
    assert len(at.success) == 1
    button(at, "unagree-webshop").click().run()
    assert not is_agreed(stored(made), "webshop")

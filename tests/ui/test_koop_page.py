"""The page of the decoupling point: from a template to an advice that flips, in both languages."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from otif_koop.koop.chain_file import template, templates
from otif_koop.koop.flips import flips_by_promise
from otif_koop.koop.group import Promise
from otif_koop.koop.placement import place
from otif_koop.koop.sensitivity import sensitivity
from otif_koop.language import CODES, Language, markdown_safe
from otif_koop.store.store import Store
from otif_koop.tables import table
from otif_koop.ui.koop_decision import turn_told
from otif_koop.workshop.document import new_workshop
from otif_koop.workshop.koop_case import case_of, chain_of
from tests.ui.test_demo_pages import assert_calm, shown, stored, texts

FURNITURE = template("office-furniture")


def with_template(name: str, code: str = "nl") -> tuple[AppTest, str]:
    made = Store().create(new_workshop("Meubels", language=code), "test")
    at = shown(made, "koop", code)
    at.button(key=f"template-{name}:{code}").click().run()
    assert_calm(at)
    return at, made


@pytest.mark.parametrize("code", CODES)
def test_two_days_instead_of_eight_flips_the_advice_with_its_reason(code):
    told = Language(code)
    at, made = with_template("office-furniture", code)
    placed = place(FURNITURE.chain, FURNITURE.groups[0])
    assert (placed.advice, stored(made).koop.groups["dealers"].promise.periods) == (3, 8)
    title = [told.say(one["title"]) for one in table("koop_positions")["positions"]]
    assert title[2] in at.success[0].value
    assert told.money(placed.best.total) in at.success[0].value.replace("\\", "")
    at.slider[0].set_value(2).run()
    assert_calm(at)
    flipped = place(
        FURNITURE.chain, FURNITURE.groups[0].model_copy(update={"promise": stored(made).koop.groups["dealers"].promise})
    )
    assert flipped.advice == 1
    assert title[0] in at.success[0].value
    assert told.money(flipped.best.total) in at.success[0].value.replace("\\", "")


def test_an_unreachable_target_says_so_and_what_to_do():
    at, made = with_template("office-furniture")
    group = next(iter(stored(made).koop.groups))
    at.number_input(key=f"koop-target-{group}:nl").set_value(100.0).run()
    at.slider[0].set_value(3).run()
    assert_calm(at)
    assert place(FURNITURE.chain, FURNITURE.groups[0].model_copy(update={"target": 1.0})) is not None
    assert "nan" not in texts(at).lower().replace("financ", "")


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("name", templates())
def test_every_template_opens_in_the_readers_language(name, code):
    told = Language(code)
    at, made = with_template(name, code)
    workshop = stored(made)
    assert [workshop.koop.stages[one].name for one in workshop.koop.order] == [
        told.say(stage.name) for stage in template(name).stages
    ]
    assert len(workshop.koop.groups) == len(workshop.groups) == len(template(name).groups)
    if code == "nl":
        names = table("chain_templates")["words"]
        known = {*names["stages"].values(), *names["groups"].values(), *names["names"].values()}
        assert {stage.name for stage in template(name).stages} <= known
        assert {group.name for group in template(name).groups} | {template(name).name} <= known
    assert len(at.success) + len(at.warning) == 1


@pytest.mark.parametrize("code", CODES)
def test_a_decision_says_what_would_be_a_reason_to_look_again(code):
    told = Language(code)
    at, made = with_template("office-furniture", code)
    at.button(key=f"follow-advice-dealers:{code}").click().run()
    assert_calm(at)
    at.button(key=f"review-dealers:{code}").click().run()
    assert_calm(at)
    chain, dealers = chain_of(stored(made).koop), case_of(stored(made), "dealers", None).group
    here = next(one for one in flips_by_promise(chain, dealers) if one.d_from <= 8 <= (one.d_to or 8))
    first = told.say(
        "the promise becomes shorter than {n} {period}: then position {position}",
        n=here.d_from,
        period=told.say("days"),
        position=place(chain, dealers.model_copy(update={"promise": Promise(periods=here.d_from - 1)})).advice,
    )
    turning = [turn_told(one) for one in sensitivity(chain, place(chain, dealers))]
    found = list(stored(made).koop.groups["dealers"].decision.review)
    assert found[0] == first
    assert found[2:] == [told.say(one) for one in turning][:4]
    assert markdown_safe(found[0]) in texts(at)
    assert markdown_safe(found[2]) in texts(at)

"""What lies behind "Verdiepen" on the page of the decoupling point, on a template with two groups."""

from __future__ import annotations

import pytest

from otif_koop.koop.chain_file import template
from otif_koop.koop.guaranteed import suggest
from otif_koop.koop.last_batch import last_batch
from otif_koop.koop.placement import place
from otif_koop.language import CODES, Language
from otif_koop.store.store import Store
from otif_koop.workshop.document import new_workshop
from otif_koop.workshop.edits import apply, edits_of
from otif_koop.workshop.koop_case import from_template
from tests.ui.test_demo_pages import assert_calm, shown, stored, texts
from tests.ui.test_koop_page import FURNITURE, with_template


def opened(name: str, code: str, *expanders: str):
    at, made = with_template(name, code)
    for one in expanders:
        at.session_state[one] = True
    at.run()
    assert_calm(at)
    return at, made


def look_at(at, topic: str, code: str):
    at.segmented_control(key=f"koop-topic:{code}").set_value(topic).run()
    assert_calm(at)


@pytest.mark.parametrize("code", CODES)
def test_every_topic_tells_what_the_engine_finds(code):
    told = Language(code)
    at, made = opened("office-furniture", code, "koop-closer-open")
    placed = place(FURNITURE.chain, FURNITURE.groups[0])
    figures = at.dataframe[-1].value
    assert told.money(placed.at(3).stock_value) in figures[told.say("position {position}", position=3)].tolist()
    assert not figures.map(lambda cell: "nan" in cell.lower() or cell == "None").any(axis=None)

    look_at(at, "turns", code)
    turning = (
        "One input at a time; at that value position {runner_up} becomes the cheaper of the two. The shorter the bar, "
        "the sooner the advice turns."
    )
    assert told.say(turning, runner_up=placed.runner_up) in texts(at)

    look_at(at, "upstream", code)
    proposed = suggest(FURNITURE.chain, FURNITURE.groups[0])
    upstream = [stored(made).koop.order[point - 1] for point in proposed.points if point < proposed.koop]
    at.button(key=f"upstream-dealers:{code}").click().run()
    assert_calm(at)
    assert [stored(made).koop.stages[one].stock_point for one in upstream] == [True] * len(upstream)
    assert told.say("No stock point further upstream is missing for this group.") in texts(at)

    look_at(at, "overtaking", code)
    assert len(at.dataframe[-1].value) == 3

    look_at(at, "capacity", code)
    needed = at.dataframe[-1].value
    at.number_input(key=f"koop-capacity-delay:{code}").set_value(4.0).run()
    assert_calm(at)
    assert stored(made).koop.capacity_delay == 4
    assert not at.dataframe[-1].value.equals(needed)

    look_at(at, "leftovers", code)
    asked = round(30 * 2 / 20 * (28 + 60))  # 20 items after 28 days, and 60 days to sell
    found = last_batch(FURNITURE.chain, FURNITURE.groups[0], placed.best.point, asked, 60, 0.1)
    assert 0.4 < found.left < 0.6
    chance = told.say("Chance that something stays behind")
    assert next(one.value for one in at.metric if one.label == chance) == told.percent(found.left)
    at.number_input(key=f"last-batch-pieces-dealers:{code}").set_value(5.0).run()
    assert_calm(at)
    assert next(one.value for one in at.metric if one.label == chance) != told.percent(found.left)
    at.query_params["w"] = Store().create(stored(made), "test")  # another workshop, with a group of the same id
    at.run()
    assert_calm(at)
    assert at.number_input(key=f"last-batch-pieces-dealers:{code}").value == asked


def test_overtaking_is_refused_in_words_where_items_are_reviewed_now_and_then():
    at, _ = opened("food", "nl", "koop-closer-open")
    look_at(at, "overtaking", "nl")
    reviewed = [one for one in template("food").stages if one.replenish_every > 1]
    assert bool(reviewed) == any("inhalen" in one.value.lower() for one in at.warning)


@pytest.mark.parametrize("code", CODES)
def test_a_measured_lead_time_becomes_the_stages(code):
    at, made = opened("office-furniture", code, "koop-stages-open")
    last = stored(made).koop.order[-1]
    at.text_area(key=f"koop-measured-paste-{last}:{code}").set_value("1\n2\n2\n7").run()
    assert_calm(at)
    assert stored(made).koop.stages[last].lead_time.counts == {1: 1, 2: 2, 7: 1}
    at.text_area(key=f"koop-measured-paste-{last}:{code}").set_value("1 twee").run()
    assert_calm(at)
    assert any("twee" in one.value for one in at.warning)


def test_the_capacity_a_stage_has_is_lived_through():
    start = new_workshop("Meubels", language="nl")
    changes = from_template(start, FURNITURE, Language("nl").say)
    changes["koop", "stages"][changes["koop", "order"][2]]["capacity"] = 59.0
    at = shown(Store().create(apply(start, *edits_of(start, changes, "test")), "test"), "koop", "nl")
    at.session_state["koop-closer-open"] = True
    at.run()
    look_at(at, "capacity", "nl")
    with_that = at.dataframe[-1].value[Language("nl").say("waits longer with that")]
    assert sorted(with_that) == ["", Language("nl").say("too little: the queue grows")]


@pytest.mark.parametrize("code", CODES)
def test_what_passes_its_shelf_life_is_told(code):
    at, made = opened("food", code, "koop-closer-open")
    at.session_state["koop_group"] = list(stored(made).groups)[1]
    look_at(at, "leftovers", code)
    assert Language(code).number(50_000) in texts(at)

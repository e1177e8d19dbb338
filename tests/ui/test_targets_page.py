"""The page of the targets: on the example, without data, in words only, with one group and with very many."""

from __future__ import annotations

import re
from datetime import date
from weakref import WeakKeyDictionary

import pytest
from streamlit.testing.v1 import AppTest

from otif_koop.language import CODES, Language
from otif_koop.store.store import Store
from otif_koop.store.trouble import Unavailable, full
from otif_koop.ui import data, target_results
from otif_koop.workshop.document import new_workshop
from otif_koop.workshop.edits import apply, edits_of
from otif_koop.workshop.standings import standings
from tests.ui.own_files import DUTCH
from tests.ui.test_demo_pages import assert_calm, assert_plain_text, demo_workshop, shown, stored, texts
from tests.ui.test_own_file import drop, used

UNSHOWN = re.compile(r"\bnan\b|None|NaN|\{|\bTrue\b")


@pytest.fixture(scope="module")
def book():
    return data.demo_book()


def workshop_of(changes) -> str:
    made = new_workshop("Werkplek")
    return Store().create(apply(made, *edits_of(made, changes, "test")), "test")


def everything(at: AppTest) -> str:
    figures = [f"{one.label} {one.value} {one.delta or ''}" for one in at.metric]
    tables = [one.value.to_string() for one in at.dataframe]
    return "\n".join([texts(at), *figures, *tables])


def assert_readable(at: AppTest) -> None:
    assert_calm(at)
    assert_plain_text(at)
    assert not UNSHOWN.search(everything(at)), everything(at)


@pytest.mark.parametrize("code", CODES)
def test_the_example_tells_where_every_group_stands(code, book):
    told = Language(code)
    made = demo_workshop(book)
    at = shown(made, "targets", code)
    assert_readable(at)
    workshop = stored(made)
    found = standings(workshop, book, workshop.data.as_of)
    for group_id in ("zorg", "webshop"):
        at.segmented_control(key=f"target-group:{code}").set_value(group_id).run()
        assert_readable(at)
        shares = [one.value for one in at.metric]
        assert told.percent(found[group_id].score.share) in shares
        assert at.slider[0].value == round(workshop.targets[group_id].target * 100)
    assert told.say("Which misses first?") in texts(at)
    assert Store().load(made)[1] == 0, "looking changes nothing"


@pytest.mark.parametrize("code", CODES)
def test_dragging_the_target_moves_everything_and_keeps_what_was_seen(code, book):
    told = Language(code)
    made = demo_workshop(book)
    at = shown(made, "targets", code)
    at.segmented_control(key=f"target-group:{code}").set_value("zorg").run()
    before = everything(at)
    at.slider[0].set_value(20).run()
    assert_readable(at)
    target = stored(made).targets["zorg"]
    assert (target.target, target.floor) == (0.2, 0.2), "the lower limit goes down with it"
    assert target.decided_on == date.today()  # noqa: DTZ011
    assert target.seen.orders == 692
    assert target.seen.path["basic"].share > target.seen.path["complaints"].share
    assert Store().load(made)[1] == 1, "one move, one revision"
    assert everything(at) != before
    assert told.say("Met already, and by more than chance: aim higher, or take the next rung.") in texts(at)


def test_impossible_and_untestable_targets_are_said_and_not_forbidden(book):
    told = Language("nl")
    made = demo_workshop(book)
    at = shown(made, "targets")
    at.segmented_control(key="target-group:nl").set_value("dealers").run()
    at.slider[0].set_value(100).run()
    assert_readable(at)
    assert stored(made).targets["dealers"].target == 1.0
    assert any("plaats" in one.value for one in at.warning), [one.value for one in at.warning]
    assert told.say("100 % can never be shown to be met: the first miss ends it.") in texts(at)
    at.segmented_control(key="target-group:nl").set_value("export").run()
    at.slider[0].set_value(98).run()
    assert_readable(at)
    assert any("niet te toetsen" in one.value for one in at.warning), [one.value for one in at.warning]


def test_a_rung_is_chosen_and_measured_by(book):
    made = demo_workshop(book)
    at = shown(made, "targets")
    at.segmented_control(key="target-group:nl").set_value("zorg").run()
    at.selectbox(key="target-rung-zorg:nl").set_value("joint").run()
    assert_readable(at)
    assert stored(made).targets["zorg"].rung == "joint"
    at.button(key="measure-rung-zorg:nl").click().run()
    assert_readable(at)
    assert stored(made).group_definitions["zorg"].combine == "joint"
    assert not [one for one in at.button if one.key == "measure-rung-zorg:nl"]


def test_someone_without_the_data_sees_what_was_seen(book):
    made = demo_workshop(book)
    at = shown(made, "targets")
    at.segmented_control(key="target-group:nl").set_value("zorg").run()
    at.slider[0].set_value(50).run()
    seen = stored(made).targets["zorg"].seen
    workshop, number = Store().load(made)
    Store().save(Store().here(made, "test"), number, edits_of(workshop, {("data", "files"): None}, "test"))
    at = shown(made, "targets")
    at.segmented_control(key="target-group:nl").set_value("zorg").run()
    assert_readable(at)
    assert Language("nl").percent(seen.score.share) in [one.value for one in at.metric]
    assert "bewaard toen het doel werd gekozen" in texts(at)


@pytest.mark.parametrize("code", CODES)
def test_without_anything_it_says_what_it_will_give(code):
    told = Language(code)
    at = shown(workshop_of({}), "targets", code)
    assert_readable(at)
    assert told.say("A growth path by quarter.") in texts(at)
    assert not at.slider


@pytest.mark.parametrize("code", CODES)
def test_words_only_a_proposal_is_taken_with_one_click(code):
    told = Language(code)
    made = workshop_of({("groups", "zorg"): {"name": "Zorg **vet**"}})
    at = shown(made, "targets", code)
    assert_readable(at)
    assert at.slider[0].value == 95
    at.button(key=f"take-target-zorg:{code}").click().run()
    assert_readable(at)
    target = stored(made).targets["zorg"]
    assert (target.target, target.seen) == (0.95, None)
    asked = at.dataframe[0].value
    assert told.percent(0.95 ** (1 / 3)) in asked.to_string(), "the same of every component"
    assert told.percent(0.95 ** (1 / 6), 2) in at.dataframe[1].value.to_string(), "orders of six lines"


def test_what_a_target_asks_follows_also_while_it_cannot_be_saved(monkeypatch):
    at = shown(workshop_of({("groups", "zorg"): {"name": "Zorg"}, ("targets", "zorg"): {"target": 0.9}}), "targets")

    def no_room(*_arguments):
        raise Unavailable(full("here"))

    monkeypatch.setattr(Store, "save", no_room)
    for percent in (80, 70):
        at.slider[0].set_value(percent).run()
        asked = at.dataframe[0].value.to_string()
        assert Language("nl").percent((percent / 100) ** (1 / 3)) in asked, "the same of every component"


def test_very_many_groups_stand_in_a_list():
    groups = {("groups", f"g{n}"): {"name": f"Klantgroep {n}"} for n in range(200)}
    made = workshop_of(groups | {("targets", f"g{n}"): {"target": 0.9} for n in range(150)})
    at = shown(made, "targets")
    assert_readable(at)
    assert at.selectbox(key="target-group:nl").value == "g0"
    at.selectbox(key="target-group:nl").set_value("g199").run()
    assert_readable(at)
    at.session_state["all-targets"] = True
    at.run()
    assert_readable(at)
    assert any(len(one.value) == 200 for one in at.dataframe)


def test_only_what_an_edit_touches_is_measured_again(book, monkeypatch):
    counted = []

    def counting(workshop, orders, day, keep):
        return standings(workshop, orders, day, lambda key, make: keep(key, lambda: counted.append(key[2]) or make()))

    monkeypatch.setattr(target_results, "_measured", WeakKeyDictionary())
    monkeypatch.setattr(target_results, "standings", counting)
    made = demo_workshop(book)
    at = shown(made, "targets")
    at.segmented_control(key="target-group:nl").set_value("zorg").run()
    at.run()
    assert len(counted) == len(stored(made).groups)
    at.slider[0].set_value(77).run()
    assert len(counted) == len(stored(made).groups), "another target changes nothing in what is measured"
    counted.clear()
    at.selectbox(key="target-rung-zorg:nl").set_value("basic").run()
    assert counted == [("Zorg",)]
    found = standings(stored(made), book, stored(made).data.as_of)["zorg"]
    assert Language("nl").percent(found.score.share) in [one.value for one in at.metric]


def test_where_one_component_is_not_enough_the_list_says_how_far_it_brings(book):
    told = Language("nl")
    made = demo_workshop(book)
    at = shown(made, "targets")
    at.segmented_control(key="target-group:nl").set_value("onderwijs").run()
    at.slider[0].set_value(70).run()
    assert_readable(at)
    first = at.dataframe[0].value.iloc[0]
    assert first.iloc[0] == "Onderwijs"
    assert first.iloc[2] == told.percent(0.7)
    assert first.iloc[4] == first.iloc[5] == told.number(328), "all of them"
    assert first.iloc[6] == told.percent(0.498500573, 1)


def test_figures_are_kept_with_the_workshop_for_who_has_no_data(book, monkeypatch):
    made = demo_workshop(book)
    monkeypatch.setattr(data, "is_demo", lambda _: False)
    monkeypatch.setattr(data, "book", lambda: book)
    at = shown(made, "targets")
    at.button(key="keep-figures:nl").click().run()
    assert_readable(at)
    kept = stored(made).targets
    assert all(one.seen is not None for one in kept.values())
    assert kept["zorg"].seen.path
    assert not [one for one in at.button if one.key == "keep-figures:nl"]


@pytest.mark.parametrize("code", CODES)
def test_on_a_file_without_errors_and_complaints(code):
    told = Language(code)
    made = workshop_of({})
    at = used(drop(shown(made, "data", code), DUTCH))
    at.switch_page("../../pages/targets.py").run()
    assert_readable(at)
    assert told.say("{n} of {all}", n=0, all=2) in [one.value for one in at.metric]
    asked = at.dataframe[0].value.to_string()
    assert told.say("In full") in asked
    assert told.say("No errors or complaints") not in asked, "the file has no complaints to count"
    take = next(one for one in at.button if one.key.startswith("take-target-"))
    take.click().run()
    assert_readable(at)
    [target] = [one for one in stored(made).targets.values() if one.target is not None]
    assert target.seen is None, "of one or two orders nothing is kept"


def test_a_definition_that_the_data_can_not_measure_says_so():
    made = workshop_of({("default_definition", "due"): "requested"})
    at = used(drop(shown(made, "data"), DUTCH))
    at.switch_page("../../pages/targets.py").run()
    assert_readable(at)
    assert "de definitie vraagt iets" in texts(at)


@pytest.mark.parametrize(
    "chosen",
    [
        {"level": "item"},
        {"level": "line", "weight": "value", "combine": "joint"},
        {"credit": {"shape": "linear", "early": [[0, 1], [10, 0]], "late": [[0, 1], [10, 0]]}},
    ],
    ids=["pieces", "lines by value", "weighed"],
)
def test_every_way_of_measuring_has_its_card(chosen, book):
    at = shown(demo_workshop(book, {("default_definition",): chosen}), "targets")
    at.session_state["target-depth"] = True
    for percent in (0, 100, 60):
        at.slider[0].set_value(percent).run()
        assert_readable(at)

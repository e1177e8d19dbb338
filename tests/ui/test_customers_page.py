"""The customers page: empty, by talking, on the demo company, on data without columns, and with far too many groups."""

from __future__ import annotations

import time

import pytest
from streamlit.testing.v1 import AppTest

from otif_koop.language import CODES, Language
from otif_koop.store.store import Store
from otif_koop.ui import data
from otif_koop.workshop.cascade import definition_for
from otif_koop.workshop.document import new_workshop
from otif_koop.workshop.edits import apply, edits_of
from otif_koop.workshop.grouping import mark_of
from tests.intake.files import csv_bytes
from tests.ui.test_demo_pages import (
    assert_calm,
    assert_plain_text,
    demo_workshop,
    digits,
    engine,
    figures,
    shown,
    stored,
    texts,
)


@pytest.fixture(scope="module")
def book():
    return data.demo_book()


def kept(changes=None) -> str:
    made = new_workshop("Klanten")
    return Store().create(apply(made, *edits_of(made, changes, "test")) if changes else made, "test")


@pytest.mark.parametrize("code", CODES)
def test_a_workshop_without_anything_says_what_comes_and_shows_the_examples_answer(code):
    told = Language(code)
    made = kept()
    at = shown(made, "customers", code)
    assert told.say("By talking") in texts(at)
    at.session_state["example-groups"] = True
    at.run()
    assert_calm(at)
    assert "Projectinrichters" in at.dataframe[0].value[told.say("Group")].tolist()
    at.text_input[0].set_value("Zorg & *wonen*")
    next(one for one in at.button if one.label == told.say("Add the group")).click().run()
    assert_calm(at)
    assert [one.name for one in stored(made).groups.values()] == ["Zorg & *wonen*"]
    assert Language(code).markdown("{x}", x="Zorg & *wonen*") in texts(at)
    assert_plain_text(at)


def test_answers_are_kept_fill_in_the_measurement_and_finish_the_step():
    made = kept({("groups", "zorg"): {"name": "Zorg"}})
    at = shown(made, "customers")
    at.segmented_control(key="group-zorg-business:nl").set_value("both").run()
    at.text_input(key="group-zorg-regions:nl").set_value("NL, BE; NL").run()
    at.number_input(key="group-zorg-lead:nl").set_value(12).run()
    at.segmented_control(key="group-zorg-moment:nl").set_value("week").run()
    at.segmented_control(key="group-zorg-early:nl").set_value("no").run()
    at.segmented_control(key="group-zorg-partials:nl").set_value("refused").run()
    assert_calm(at)
    workshop = stored(made)
    group = workshop.groups["zorg"]
    assert (group.business, group.regions) == ("both", ("NL", "BE"))
    assert (group.expectations.lead_time_days, group.expectations.moment) == (12, "week")
    definition = definition_for(workshop, "zorg")
    assert (definition.window.unit, definition.window.early, definition.partials) == ("week", 0, "completed")
    assert set(workshop.reasons) == {
        f"group_definitions.zorg.{field}" for field in ("window", "window.unit", "partials")
    }
    assert Language("nl").say("This step is done.") in texts(at)
    at.segmented_control(key="group-zorg-early:nl").set_value(None).run()
    assert definition_for(stored(made), "zorg").window.early == "none"
    at.session_state["more-about"] = True
    at.run()
    at.number_input(key="group-zorg-complete:nl").set_value(98.0).run()
    at.session_state["more-about"] = True
    at.run()
    at.segmented_control(key="group-zorg-dynamic:nl").set_value("yes").run()
    assert definition_for(stored(made), "zorg").in_full.under == 0.02
    assert_calm(at)


def test_the_step_can_be_ticked_and_taken_back():
    made = kept({("groups", "zorg"): {"name": "Zorg"}})
    told = Language("nl")
    at = shown(made, "customers")
    assert told.say("{done} of {most} steps done", done=0, most=10) in texts(at)
    at.button(key="tick:nl").click().run()
    assert stored(made).progress["customers"].done
    # the way to the step that comes next now stands at the top
    way = next(one.proto.label for one in at.get("page_link"))
    assert way == told.say("Now: {step}", step=told.say("Decoupling point (KOOP)"))
    assert told.say("{done} of {most} steps done", done=1, most=10) in texts(at)
    at.button(key="tick:nl").click().run()
    assert not stored(made).progress
    assert_calm(at)


@pytest.mark.parametrize("code", CODES)
def test_on_the_demo_the_page_tells_what_the_data_show(code, book):
    told = Language(code)
    made = demo_workshop(book)
    at = shown(made, "customers", code)
    assert [digits(one) for one in figures(at)[:3]] == ["8", "2094", "133"]
    assert figures(at)[3] == told.percent(engine(book, stored(made), "Dealers").measured.product)
    at.selectbox(key=f"customers-group:{code}").set_value("projectinrichters").run()
    assert_calm(at)
    assert figures(at)[3] == told.percent(engine(book, stored(made), "Projectinrichters").measured.product)
    assert "tijdslot" in at.text_input(key="why-group_definitions.projectinrichters.window:" + code).value
    assert Store().load(made)[1] == 0, "looking changes nothing"
    at.button(key=f"follow-expected-projectinrichters:{code}").click().run()
    assert definition_for(stored(made), "projectinrichters").window.early == 0
    for part in ("proposed-groups", "group-hints", "adjust-groups", "groups-table"):
        at.session_state[part] = True
    at.run()
    assert_calm(at)
    table = next(one.value for one in at.dataframe if told.say("Recognised") in one.value.columns)
    assert len(table) == 8
    assert told.money(16774942) in table[told.say("Revenue")].tolist()


def test_people_say_whether_they_recognise_the_figure(book):
    made = demo_workshop(book)
    at = shown(made, "customers")
    at.segmented_control(key="group-dealers-recognised:nl").set_value("no").run()
    assert stored(made).groups["dealers"].recognised is False
    at.text_area(key="group-dealers-learns:nl").set_value("Waar het *blijft* liggen").run()
    at.text_input(key="group-dealers-acts:nl").set_value("").run()
    assert stored(made).groups["dealers"].acts == ""
    assert Language("nl").say("A figure that nobody acts on is not worth measuring: name a person or a team.") in texts(
        at
    )
    assert_calm(at)


def opened(made: str, way: str, group: str = "dealers") -> AppTest:
    at = shown(made, "customers")
    at.selectbox(key="customers-group:nl").set_value(group).run()
    at.session_state["adjust-groups"] = True
    at.session_state["adjust-way"] = way
    return at.run()


def again(at: AppTest) -> AppTest:
    at.session_state["adjust-groups"] = True
    return at


def test_a_renamed_a_merged_and_a_split_group_are_scored_as_they_are(book):
    told = Language("nl")
    made = demo_workshop(book)
    at = opened(made, "name")
    at.text_input(key="name-dealers:nl").set_value("Vakhandel").run()
    assert stored(made).groups["dealers"].in_data == ("Dealers",)
    at = opened(made, "merge", "zorg")
    again(at).selectbox(key="merge-zorg").set_value("onderwijs").run()
    again(at).button(key="merge-now").click().run()
    assert_calm(at)
    assert stored(made).groups["zorg"].in_data == ("Zorg", "Onderwijs")
    at = opened(made, "split")
    again(at).selectbox(key="split-fact-dealers-nl").set_value("abc").run()
    again(at).multiselect(key="split-values-dealers-abc").set_value(["A"]).run()
    again(at).text_input(key="split-name-dealers").set_value("Grote dealers").run()
    again(at).button(key="split-now").click().run()
    assert_calm(at)
    workshop = stored(made)
    assert workshop.grouping.splits["grote-dealers"].group == "grote-dealers"
    at = shown(made, "score")
    names = at.selectbox(key="score-group:nl").options
    assert {"Vakhandel", "Grote dealers", "Zorg"} <= set(names)
    assert not {"Dealers", "Onderwijs"} & set(names)
    before = engine(book, stored(demo_workshop(book))).counts.units
    assert told.number(before) in texts(at), "every order is still counted"


def test_customers_placed_by_hand_go_to_their_group_and_their_number_stays_out(book):
    made = demo_workshop(book)
    at = opened(made, "move")
    mine = at.dataframe[0].value[Language("nl").say("Customer")].tolist()
    assert len(mine) == 64
    again(at).text_input(key="move-search").set_value(mine[0]).run()
    assert at.dataframe[0].value[Language("nl").say("Group")].tolist()[0] == "Dealers"
    workshop = stored(made)
    from otif_koop.workshop.regrouping import moving

    edited = apply(workshop, *edits_of(workshop, moving(workshop, mine[:1], "zorg"), "test"))
    assert list(edited.grouping.by_hand) == [mark_of(mine[0])]
    other = Store().create(edited, "test")
    at = opened(other, "move", "zorg")
    assert mine[0] in at.dataframe[0].value[Language("nl").say("Customer")].tolist()
    again(at).button(key="by-hand-off:nl").click().run()
    assert not stored(other).grouping.by_hand
    assert_calm(at)


def test_another_grouping_can_be_looked_at_and_taken_over(book):
    told = Language("nl")
    made = demo_workshop(book)
    at = shown(made, "customers")
    at.session_state["proposed-groups"] = True
    at.run()
    for basis in ("channel", "region", "order_type", "behaviour"):
        at.session_state["proposed-groups"] = True
        at.segmented_control(key="propose-by:nl").set_value(basis).run()
        assert_calm(at)
    at.session_state["proposed-groups"] = True
    at.number_input(key="limit-projects:nl").set_value(30).run()
    assert stored(made).grouping.limits["projects"] == 30.0
    at.session_state["proposed-groups"] = True
    at.run()
    assert told.say("Project customers") in texts(at)
    at.button(key="take-groups:nl").click().run()
    assert_calm(at)
    workshop = stored(made)
    assert workshop.grouping.basis == "behaviour"
    assert told.say("Fast customers") in [one.name for one in workshop.groups.values()]
    assert not workshop.targets
    revision = len(workshop.groups)
    at.session_state["proposed-groups"] = True
    at.run()
    at.number_input(key="limit-occasional:nl").set_value(0).run()
    assert_calm(at)
    assert stored(made).grouping.limits["occasional"] == 0.0
    assert len(stored(made).groups) >= revision
    at.button(key="undo").click().run()
    at.button(key="undo").click().run()
    assert len(stored(made).groups) == 8
    assert len(stored(made).targets) == 8


def test_two_hundred_groups_are_drawn_in_reasonable_time(book):
    groups = {("groups", f"g{n}"): {"name": f"Groep {n} " + "x" * (n % 40)} for n in range(200)}
    made = demo_workshop(book, groups)
    started = time.perf_counter()
    at = shown(made, "customers")
    at.session_state["groups-table"] = True
    at.run()
    assert_calm(at)
    assert len(at.dataframe[0].value) == 208
    assert time.perf_counter() - started < 20


def test_what_the_data_answer_is_taken_over_for_all_groups_at_once(book):
    bare = {("groups", name.lower()): {"name": name} for name in book.group.names}
    made = kept(bare | {("data", "files", "demo"): "demo"})
    at = shown(made, "customers")
    at.session_state["groups-table"] = True
    at.run()
    at.button(key="from-data-all:nl").click().run()
    groups = stored(made).groups
    assert [groups[key].expectations.lead_time_days for key in ("dealers", "export", "webshop")] == [12, 40, 4]
    assert groups["projectinrichters"].expectations.partial_deliveries == "wanted"
    assert definition_for(stored(made), "projectinrichters").partials == "agreed"
    at.session_state["groups-table"] = True
    at.run()
    at.button(key="rest-b2b:nl").click().run()
    assert Language("nl").say("This step is done.") in texts(at)
    assert_calm(at)


def test_without_data_in_this_session_the_groups_are_still_there():
    made = kept(
        {
            ("groups", "zorg"): {"name": "Zorg", "in_data": ["Zorg"]},
            ("data", "files", "lines"): "orders.csv",
            ("grouping", "basis"): "region",
        }
    )
    at = shown(made, "customers")
    assert not at.metric
    at.session_state["adjust-groups"] = True
    at.run()
    assert_calm(at)


ORDERS = csv_bytes(
    ["Ordernummer", "Regel", "Klantnummer", "Toegezegde datum", "Geleverd op", "Besteld aantal", "Geleverd aantal"],
    [[f"O{n}", "1", f"K{n % 4}", "16-03-2026", "16-03-2026" if n % 4 else "20-03-2026", "10", "10"] for n in range(16)],
)
GROUPS = csv_bytes(
    ["Klantnummer", "Klantgroep"], [["K0", "Zorg"], ["K1", "Zorg"], ["K2", "Dealers"], ["K3", "Dealers"]]
)


def test_a_second_file_says_who_is_in_which_group_and_by_hand_goes_over_it():
    told, made = Language("nl"), kept()
    at = shown(made, "data")
    at.file_uploader[0].upload("orders.csv", ORDERS, "text/csv")
    at.run()
    at.file_uploader[0].upload("klantgroepen.csv", GROUPS, "text/csv")
    at.run()
    at.button(key="use").click().run()
    assert_calm(at)
    assert {group.name for group in stored(made).groups.values()} == {"Zorg", "Dealers"}
    at.switch_page("../../pages/score.py").run()
    assert set(at.selectbox(key="score-group:nl").options) == {told.say("All groups"), "Zorg", "Dealers"}
    at.selectbox(key="score-group:nl").set_value("1").run()
    assert figures(at)[1] == told.percent(0.5)
    at.switch_page("../../pages/customers.py").run()
    assert_calm(at)
    at.session_state["adjust-way"] = "move"
    again(at).segmented_control(key="customers-group:nl").set_value("zorg").run()
    again(at).text_input(key="move-search").set_value("K0, K9").run()
    again(at).checkbox(key="move-all-K0, K9").check().run()
    again(at).selectbox(key="move-to").set_value("dealers").run()
    again(at).button(key="move-now").click().run()
    assert_calm(at)
    assert dict(stored(made).grouping.by_hand) == {mark_of("K0"): "dealers"}
    at.switch_page("../../pages/score.py").run()
    at.selectbox(key="score-group:nl").set_value("1").run()
    assert figures(at)[1] == told.percent(1.0), "the customer that comes late is no longer in this group"
    at.selectbox(key="score-group:nl").set_value("0").run()
    assert figures(at)[1] == told.percent(8 / 12)
    at.button(key="undo").click().run()
    at.selectbox(key="score-group:nl").set_value("1").run()
    assert figures(at)[1] == told.percent(0.5)

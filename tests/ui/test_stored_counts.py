"""Explored without the rows: counts are kept behind the page of whoever has them, and serve all who may look."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from otif_koop.language import CODES, Language
from otif_koop.message import Refused
from otif_koop.otif.definition import Definition, Level
from otif_koop.otif.explorer.explorer import explorer_of
from otif_koop.otif.score import score
from otif_koop.store.order_counts import OrderCounts
from otif_koop.store.store import Store
from otif_koop.ui import counts_keeper, data, score_from_counts, session, stored_counts
from otif_koop.ui.counts_keeper import Keeper, Wanted
from otif_koop.workshop.document import CustomerGroup, new_workshop
from tests.ui.test_demo_pages import assert_calm, assert_plain_text, figures, shown, texts
from tests.ui.test_pages import SHELL

TABS = ("Ladder", "Customer groups", "Ranking", "Tolerances", "Careful", "Level", "Difference")
BY_THE_ROWS = ("Careful", "Difference")
NEEDED = "This needs the order lines themselves: it shows where the export was brought."


@pytest.fixture(scope="module")
def book():
    return data.demo_book()


@pytest.fixture
def made() -> str:
    return Store().create(new_workshop("Eigen"), "test")


def with_rows(workshop_id: str, book, page: str) -> AppTest:
    """The page as whoever brought the orders sees it."""
    at = AppTest.from_file(str(SHELL), default_timeout=60)
    at.context = {"locale": "en-GB"}
    at.query_params["w"] = workshop_id
    at.session_state["own_data"] = data.OwnData(workshop_id, None, book)
    at.run()
    at.switch_page(f"../../pages/{page}.py").run()
    assert_calm(at)
    return at


def kept_soon(workshop_id: str, unlike: str = ""):
    store = Store()
    until = time.monotonic() + 60
    while time.monotonic() < until:
        kept = store.order_counts.kept(store.here(workshop_id, "test"))
        if kept is not None and kept.made_of != unlike:
            return kept
        time.sleep(0.05)
    raise AssertionError("no counts were kept")


def as_viewer(workshop_id: str, monkeypatch) -> None:
    """From now on the browser has a link to look, and is not at the machine."""
    store = Store()
    _, token = store.links.make(store.here(workshop_id, "test"), "viewer")
    store.links.join(token, "of this browser", "Bo")
    monkeypatch.setattr(session, "at_the_machine", lambda: False)
    monkeypatch.setattr(session, "browser", lambda: "of this browser")


@pytest.mark.parametrize("code", CODES)
def test_a_viewer_explores_without_the_rows(code, book, made, monkeypatch):
    told = Language(code)
    with_rows(made, book, "explore")
    kept_soon(made)
    session.store.clear()  # the server starts again: nothing of the rows, nor of what was read, is left
    stored_counts.READ.clear()
    as_viewer(made, monkeypatch)
    at = shown(made, "explore", code)
    scores = explorer_of(book, Definition(), book.as_of).sweep().of(None)
    story = told.say(
        "The same deliveries score from {low:percent} to {high:percent}.", low=scores.min(), high=scores.max()
    )
    assert f"### {story}" in [one.value for one in at.markdown]
    assert any(told.date(book.as_of) in one.value and told.say("export") in one.value for one in at.caption)
    for title in TABS:
        at.session_state[f"explore-part-{code}"] = told.say(title)
        at.run()
        assert_calm(at)
        assert_plain_text(at)
        assert (told.say(NEEDED) in texts(at)) == (title in BY_THE_ROWS)
    at.session_state[f"explore-part-{code}"] = told.say("Level")
    at.run()
    at.button(key=f"explore-level:{code}").click().run()
    assert_calm(at)
    assert at.button(key=f"explore-take:{code}").disabled  # tries it, and takes nothing over
    at.selectbox(key=f"explore-group:{code}").set_value("0").run()
    assert_calm(at)


@pytest.mark.parametrize("code", CODES)
def test_the_score_and_the_effect_of_a_choice_without_the_rows(code, book, made):
    told = Language(code)
    with_rows(made, book, "score")
    kept_soon(made)
    stored_counts.READ.clear()
    at = shown(made, "score", code)
    own = score(book, Definition()).score(None, Level.ORDER)
    parts = (own.on_time, own.in_full, own.no_error, own.no_complaint)
    assert figures(at) == [told.percent(one) for one in (own.measured.product, own.measured.joint, *parts)]
    assert any(
        one.value.startswith(told.say("95 % sure between {range:interval}", range=(0, 1))[:8]) for one in at.caption
    )
    assert len(at.get("vega_lite_chart")) == 1  # the groups beside each other
    at.selectbox(key=f"score-group:{code}").set_value("2").run()
    assert_calm(at)
    own = score(book, Definition()).score(book.group.names[2], Level.ORDER)
    assert figures(at)[:2] == [told.percent(one) for one in (own.measured.product, own.measured.joint)]

    at = shown(made, "measure", code)
    assert figures(at)[:1] == [told.percent(score(book, Definition()).score(None, Level.ORDER).measured.product)]
    store = Store()
    loaded, number = store.load(made)
    store.save(store.here(made, "test"), number, edits(loaded, {("default_definition", "level"): "line"}))
    at.run()
    by_line = score(book, Definition(level="line")).score(None, Level.LINE).measured
    assert figures(at)[:2] == [told.percent(one) for one in (by_line.product, by_line.joint)]
    assert_calm(at)


def test_rules_of_a_group_without_the_rows(book, made):
    """What was counted by other rules has no figure, and no total is shown that would not be the one with the rows."""
    store, name = Store(), book.group.names[0]
    loaded, number = store.load(made)
    group = CustomerGroup(name=name, in_data=(name,))
    own = {("groups", "a"): group, ("group_definitions", "a", "level"): "line"}
    store.save(store.here(made, "test"), number, edits(loaded, own))
    with_rows(made, book, "score")
    kept_soon(made)
    at = shown(made, "score", "en")
    assert figures(at) == []
    assert any("total needs the rows" in one.value for one in at.info)
    at.selectbox(key="score-group:en").set_value("0").run()
    told, by_line = Language("en"), score(book, Definition(level="line")).score(name, Level.LINE).measured
    assert figures(at)[:2] == [told.percent(one) for one in (by_line.product, by_line.joint)]
    loaded, number = store.load(made)
    other = {("group_definitions", "a", "cancelled"): "included"}
    store.save(store.here(made, "test"), number, edits(loaded, other))
    at.run()
    assert_calm(at)
    assert figures(at) == []
    assert any("differ from those that were counted" in one.value for one in at.info)


def test_counts_follow_the_fixed_part_of_the_definition_and_nothing_else(book, made):
    at = with_rows(made, book, "score")
    first = kept_soon(made)
    changed(
        at, made, {("default_definition", "level"): "line", ("default_definition", "window"): {"early": 0, "late": 3}}
    )
    assert stored_counts_idle()
    store = Store()
    assert store.order_counts.kept(store.here(made, "test")) == first
    changed(at, made, {("default_definition", "cancelled"): "included"})
    assert kept_soon(made, unlike=first.made_of).size > 0
    # without the rows another fixed part can't be counted, and is said so
    right = store.here(made, "test")
    loaded, number = store.load(made)
    store.save(right, number, edits(loaded, {("default_definition", "cancelled"): "by_customer_excluded"}))
    at = shown(made, "explore", "en")
    assert any(one.value.startswith("Counts are kept with this workshop, but") for one in at.caption)


def edits(loaded, changes):
    from otif_koop.workshop.edits import edits_of

    return edits_of(loaded, changes, "test")


def changed(at: AppTest, workshop_id: str, changes) -> None:
    store = Store()
    loaded, number = store.load(workshop_id)
    store.save(store.here(workshop_id, "test"), number, edits(loaded, changes))
    at.run()
    assert_calm(at)


def stored_counts_idle() -> bool:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if stored_counts.KEEPER.is_idle():
            return True
        time.sleep(0.02)
    return False


def test_deleting_deletes_the_counts_and_drops_the_rows(book, made):
    with_rows(made, book, "score")
    kept_soon(made)
    at = shown(made, "data", "en")
    at.button(key="delete-counts:en").click().run()
    assert_calm(at)
    store = Store()
    assert store.order_counts.kept(store.here(made, "test")) is None
    assert "delete-counts:en" not in [one.key for one in at.button]
    assert not any("Counts" in one.value for one in at.caption)


def test_what_is_deleted_while_it_is_counted_is_not_kept(book, made, monkeypatch):
    store, keeper = Store(), Keeper()
    right = store.here(made, "test")

    def pack_slowly(*_args):
        keeper.forget(made)
        return b"counts"

    monkeypatch.setattr(counts_keeper, "pack", pack_slowly)
    keeper.ask(Wanted(store, right, book, (Definition(),), book.as_of))
    until = time.monotonic() + 20
    while not keeper.is_idle() and time.monotonic() < until:
        time.sleep(0.02)
    assert keeper.is_idle()
    assert store.order_counts.kept(right) is None


def test_deleting_waits_for_what_is_being_kept_and_deletes_it(book, made, monkeypatch):
    store, keeper, begun, go_on = Store(), Keeper(), threading.Event(), threading.Event()
    right, keep = store.here(made, "test"), store.order_counts.keep

    def keep_slowly(*given):
        begun.set()
        assert go_on.wait(20)
        keep(*given)

    def delete():
        keeper.forget(made)
        store.order_counts.delete(right)

    monkeypatch.setattr(store.order_counts, "keep", keep_slowly)
    monkeypatch.setattr(counts_keeper, "pack", lambda *_: b"counts")
    keeper.ask(Wanted(store, right, book, (Definition(),), book.as_of))
    assert begun.wait(20)
    deleting = threading.Thread(target=delete)
    deleting.start()
    deleting.join(0.3)
    go_on.set()
    deleting.join(20)
    until = time.monotonic() + 20
    while not keeper.is_idle() and time.monotonic() < until:
        time.sleep(0.02)
    assert keeper.is_idle()
    assert store.order_counts.kept(right) is None


def test_too_few_orders_keep_nothing_and_let_go_of_what_was_kept(made):
    store, few = Store(), data.article_book()
    right = store.here(made, "test")
    store.order_counts.keep(right, "of others", [b"a"])
    with pytest.raises(Refused, match="customer"):
        counts_keeper.keep(Wanted(store, right, few, (Definition(),), few.as_of))
    assert store.order_counts.kept(right) is None


def test_the_demo_and_who_only_looks_keep_nothing(book, made, monkeypatch):
    as_viewer(made, monkeypatch)
    with_rows(made, book, "score")  # a viewer with a file of their own
    monkeypatch.undo()
    assert stored_counts_idle()
    store = Store()
    assert store.order_counts.kept(store.here(made, "test")) is None


def test_other_orders_in_the_place_of_those_that_are_gone_are_counted(book, made, monkeypatch):
    asked = []
    monkeypatch.setattr(stored_counts.KEEPER, "ask", asked.append)
    monkeypatch.setattr(stored_counts, "id", lambda _one: 1, raising=False)  # as where one is made where one was
    at = with_rows(made, book, "score")
    at.session_state["own_data"] = data.OwnData(made, None, replace(book))
    at.run()
    at.run()
    assert_calm(at)
    assert len(asked) == 2


def test_what_the_counts_tell_is_asked_once_a_run_and_made_once(book, made, monkeypatch):
    with_rows(made, book, "score")
    kept_soon(made)
    looked, figure, kept = [], score_from_counts._figure, OrderCounts.kept
    monkeypatch.setattr(score_from_counts, "_figure", lambda *args: looked.append("a group") or figure(*args))
    monkeypatch.setattr(OrderCounts, "kept", lambda *args: looked.append("the store") or kept(*args))
    at = shown(made, "score")
    assert looked.count("a group") == len(book.group.names)
    at.run()
    assert looked.count("a group") == len(book.group.names)
    at = shown(made, "explore")
    looked.clear()
    at.run()
    assert looked == ["the store"]

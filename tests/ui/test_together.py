"""Several people in one workshop: what one does the others see, and nobody's words are lost."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from otif_koop.store.rights import Kind
from otif_koop.store.scenes import Pulse
from otif_koop.store.store import Store
from otif_koop.store.trouble import Unavailable, full
from otif_koop.ui import session
from otif_koop.ui.live import Hub, Listener
from otif_koop.workshop.document import new_workshop
from otif_koop.workshop.edits import edits_of
from tests import own_loop

PROJECT = Path(__file__).parents[2]
SHELL = PROJECT / "otif_koop" / "ui" / "shell.py"
ORGANISATION = "workshop-organisation:en"
NAME = "workshop-name:en"


def opened(workshop_id: str) -> AppTest:
    at = AppTest.from_file(str(SHELL), default_timeout=20)
    at.context = {"locale": "en-GB"}
    at.query_params["w"] = workshop_id
    return at.run()


def change(store: Store, workshop_id: str, field: str, value: str, by: str = "ann") -> None:
    workshop, revision = store.load(workshop_id)
    store.save(store.here(workshop_id, by), revision, edits_of(workshop, {(field,): value}, by))


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def workshop_id(store: Store) -> str:
    return store.create(new_workshop("Samen"), "ann")


def test_what_another_does_is_there_at_the_next_run(store, workshop_id):
    at = opened(workshop_id)
    change(store, workshop_id, "organisation", "De Werkplek")
    at.run()
    assert at.text_input(key=ORGANISATION).value == "De Werkplek"
    at.text_input(key=NAME).set_value("Nieuw").run()
    workshop, revision = store.load(workshop_id)
    assert (workshop.name, workshop.organisation, revision) == ("Nieuw", "De Werkplek", 2)


def test_edits_of_different_fields_merge(store, workshop_id):
    at = opened(workshop_id)
    change(store, workshop_id, "organisation", "De Werkplek")
    at.text_input(key=NAME).set_value("Nieuw").run()  # made on what this page showed, before it heard of the other
    assert not at.get("dialog")
    assert at.text_input(key=ORGANISATION).value == "De Werkplek"
    assert store.load(workshop_id)[0].name == "Nieuw"


@pytest.mark.parametrize(("button", "kept"), [("keep_theirs", "Theirs"), ("take_mine", "Mine *x*")])
def test_two_values_for_one_field_are_shown_and_asked(store, workshop_id, button, kept):
    at = opened(workshop_id)
    change(store, workshop_id, "organisation", "Theirs")
    at.text_input(key=ORGANISATION).set_value("Mine *x*").run()
    assert at.get("dialog")
    said = " ".join(one.value for one in at.markdown)
    assert "ann has changed this to Theirs" in said
    assert "Mine \\*x\\*" in said
    assert store.load(workshop_id)[0].organisation == "Theirs"
    at.button(key=button).click().run()
    assert store.load(workshop_id)[0].organisation == kept
    at.run()
    assert not at.get("dialog")
    assert at.text_input(key=ORGANISATION).value == kept


def test_what_could_not_be_saved_stays_on_the_screen_and_is_saved_later(store, workshop_id, monkeypatch):
    at = opened(workshop_id)
    monkeypatch.setattr(session, "_TRY_AGAIN", 0.0)

    def no_room(*_arguments):
        raise Unavailable(full("here"))

    with monkeypatch.context() as trouble:
        trouble.setattr(Store, "save", no_room)
        at.text_input(key=ORGANISATION).set_value("De Werkplek").run()
        assert "no room left" in at.warning[0].value
        at.text_input(key=NAME).set_value("Nieuw").run()
        at.run()
        assert at.text_input(key=ORGANISATION).value == "De Werkplek"
        assert at.text_input(key=NAME).value == "Nieuw"
        assert "not saved yet" in " ".join(one.value for one in at.caption)
        assert store.load(workshop_id)[1] == 0
    change(store, workshop_id, "language", "en", by="bob")
    at.run()
    assert not at.warning
    workshop, _ = store.load(workshop_id)
    assert (workshop.name, workshop.organisation, workshop.language) == ("Nieuw", "De Werkplek", "en")
    assert "not saved yet" not in " ".join(one.value for one in at.caption)


def test_a_store_that_is_gone_leaves_the_page_as_it_was(workshop_id, monkeypatch):
    at = opened(workshop_id)

    def gone(*_arguments):
        raise Unavailable(full("here"))

    with monkeypatch.context() as trouble:
        trouble.setattr("otif_koop.store.scenes.Scenes.pulse", gone)
        at.run()
        assert at.warning
        assert at.text_input(key=NAME).value == "Samen"
        assert workshop_id in at.query_params["w"]
    at.run()
    assert not at.warning


# --- the group


def guest(store: Store, workshop_id: str, kind: Kind, monkeypatch) -> AppTest:
    store.links.join(store.links.make(store.here(workshop_id, "ann"), kind)[1], "secret", "bob")
    monkeypatch.setattr(session, "browser", lambda: "secret")
    monkeypatch.setattr(session, "at_the_machine", lambda: False)
    return opened(workshop_id)


@pytest.mark.parametrize("kind", ["viewer", "participant", "facilitator"])
def test_everyone_who_does_not_lead_comes_when_called(store, workshop_id, kind, monkeypatch):
    store.scenes.change(store.here(workshop_id, "ann"), lambda now: now.call_to("koop"))
    at = guest(store, workshop_id, kind, monkeypatch)
    home = at.title[0].value
    assert home == "Which workshop do we work on?", "who comes in later stays where the link led"
    store.scenes.change(store.here(workshop_id, "ann"), lambda now: now.call_to("plan"))
    at.run()
    moved = at.title[0].value == "What must happen, who does it, and when?"
    assert moved == (kind != "facilitator")
    at.switch_page("../../pages/score.py").run()
    assert at.title[0].value == "What do we score, and why not more?", "one may walk on"


def test_the_clock_runs_for_one_step_and_is_counted(store, workshop_id):
    at = opened(workshop_id)
    store.scenes.change(store.here(workshop_id, "ann"), lambda now: now)
    at.session_state["together"] = True
    at.run()
    at.button(key="clock_start").click().run()
    assert store.scenes.scene(workshop_id).timed == "start"
    at.button(key="clock_stop").click().run()
    scene = store.scenes.scene(workshop_id)
    assert scene.timed == ""
    assert 0 <= scene.spent["start"] < 30
    at.button(key="call_all").click().run()
    assert store.scenes.scene(workshop_id).at_step == "start"
    at.button(key="present").click().run()
    assert any("font-size" in one.value for one in at.get("html"))
    at.button(key="present_no_more").click().run()
    assert at.button(key="share")


# --- the stream


def listen(hub: Hub, name: str, heard: list, may_look=lambda: True, workshop_id: str = "w") -> asyncio.Task:
    async def go() -> None:
        stream = hub.stream(Listener(workshop_id, name, name, may_look))
        async for said in stream:
            heard.extend([json.loads(said[5:])] if said.startswith("data:") else [])

    return asyncio.create_task(go())


def test_every_page_hears_of_its_own_workshop_and_one_question_serves_all(monkeypatch):
    pulses = {"w": Pulse(1, 0), "v": Pulse(5, 0)}
    asked: list[set[str]] = []
    stops = False
    monkeypatch.setattr("otif_koop.ui.live.EVERY", 0.02)
    monkeypatch.setattr("otif_koop.ui.live._LOOK", 0.01)
    monkeypatch.setattr("otif_koop.ui.live._AGAIN_AFTER_TROUBLE", 0.02)

    def look(workshop_ids):
        asked.append(set(workshop_ids))
        if len(asked) == 5:
            raise OSError("away for a moment")
        return {one: pulses[one] for one in workshop_ids}

    async def room() -> None:
        nonlocal stops
        hub = Hub(look, lambda: stops)
        ann, bob, other = [], [], []
        tasks = [listen(hub, "ann", ann), listen(hub, "bob", bob), listen(hub, "eve", other, workshop_id="v")]
        await asyncio.sleep(0.1)
        pulses["w"] = Pulse(2, 1)
        await asyncio.sleep(0.15)
        assert ann[-1] == bob[-1] == {"revision": 2, "scene": 1, "votes": 0, "who": ["ann", "bob"]}
        assert all(one["revision"] == 5 and one["who"] == ["eve"] for one in other)
        tasks[1].cancel()
        await asyncio.sleep(0.1)
        assert hub.who("w") == ["ann"]
        stops = True
        await asyncio.wait_for(asyncio.gather(tasks[0], tasks[2]), 2)

    began = time.monotonic()
    own_loop.run(room())
    assert all(one == {"w", "v"} or one == {"w"} for one in asked[2:] if "w" in one)
    assert len(asked) < 3 * (time.monotonic() - began) / 0.02


def test_who_may_look_no_longer_hears_nothing_more(monkeypatch):
    monkeypatch.setattr("otif_koop.ui.live._LOOK", 0.01)
    monkeypatch.setattr("otif_koop.ui.live._STILL_HERE", 0.03)
    heard: list = []

    async def room() -> None:
        hub = Hub(lambda _ids: {"w": Pulse(1, 0)}, lambda: False)
        await asyncio.wait_for(listen(hub, "eve", heard, lambda: False), 2)

    own_loop.run(room())
    assert heard[-1] == {"gone": True}

"""A link opened: what the doors beside Streamlit let in, and what a page then allows."""

from __future__ import annotations

import asyncio
import secrets
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from otif_koop.language import Language
from otif_koop.store.links import Unknown
from otif_koop.store.rights import Kind
from otif_koop.store.store import Store
from otif_koop.ui import routes, server, session, visitor
from otif_koop.ui.slow_down import LONGEST_WAIT, MOST_WAITING, SlowDown
from otif_koop.workshop.document import new_workshop
from otif_koop.workshop.steps import steps
from tests import own_loop

PROJECT = Path(__file__).parents[2]
SHELL = PROJECT / "otif_koop" / "ui" / "shell.py"
ELSEWHERE = {"Host": "workshop.example", "Origin": "https://workshop.example"}


@pytest.fixture(autouse=True)
def _nobody_guessed(monkeypatch):
    monkeypatch.setattr(routes, "guesses", SlowDown())


def browser(address: str = "10.0.0.9") -> TestClient:
    async def page(_request):
        return HTMLResponse('<!DOCTYPE html><html lang="en"><title>Streamlit</title></html>')

    app = Starlette(routes=[*server.ROUTES, Route("/", page)], middleware=server.MIDDLEWARE)
    return TestClient(app, base_url="https://workshop.example", client=(address, 5000))


def made(kind: Kind) -> tuple[Store, str, str]:
    store = Store()
    workshop_id = store.create(new_workshop("Samen <b>"), "ann")
    return store, workshop_id, store.links.make(store.here(workshop_id, "ann"), kind)[1]


@pytest.mark.parametrize("code", ["nl", "en"])
def test_a_link_is_exchanged_for_a_cookie_that_no_script_can_read(code):
    store, workshop_id, token = made("participant")
    with browser() as client:
        client.headers["Accept-Language"] = code
        page = client.get("/join")
        assert f'<html lang="{code}">' in page.text
        assert Language(code).say("What may we call you?") in page.text
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
        assert page.headers["referrer-policy"] == "same-origin"
        answer = client.post("/join", json={"token": token})
        assert answer.json() == {
            "to": f"./vote?w={workshop_id}",
            "w": workshop_id,
            "kind": "participant",
            "name": Language(code).say("guest"),
            "workshop": "Samen <b>",
            "asks": True,
        }
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        assert "secure" in cookie
        assert token not in answer.headers["set-cookie"]
        named = client.post("/join/name", json={"w": workshop_id, "name": " Anja <i> "})
        assert named.json() == {"name": "Anja <i>"}
        right = store.links.right_of(client.cookies[visitor.COOKIE], workshop_id)
        assert right is not None
        assert (right.kind, right.name) == ("participant", "Anja <i>")


def test_what_is_no_link_is_refused_in_words():
    store, workshop_id, token = made("viewer")
    with browser() as client:
        for posted in ({}, {"token": 5}, [], {"token": "x" * 5000}):
            assert client.post("/join", json=posted).status_code == 400
        assert (
            client.post("/join", json={"token": token}, headers={"Origin": "https://evil.example"}).status_code == 400
        )
        assert client.post("/join", json={"token": token[:-1]}).status_code == 403
        (link,) = store.links.all(store.here(workshop_id, "ann"))
        store.links.revoke(store.here(workshop_id, "ann"), link.id)
        answer = client.post("/join", json={"token": token})
        assert answer.status_code == 403
        assert "ingetrokken" in answer.json()["says"]
        assert "set-cookie" not in answer.headers
        assert client.post("/join/name", json={"w": workshop_id, "name": "eve"}).status_code == 403


def test_ten_thousand_guesses_find_nothing_and_take_most_of_a_day():
    store = made("facilitator")[0]
    slow = SlowDown()
    waited = 0.0
    for _ in range(10_000):
        with pytest.raises(Unknown):
            store.links.join(secrets.token_urlsafe(32), "guesser", "eve")
        waited += slow.missed("10.0.0.9", waited)
    assert waited > 20 * 3600
    assert store.links.workshops_of("guesser") == []


def test_who_guesses_waits_and_who_has_a_link_does_not(monkeypatch):
    _, _, token = made("facilitator")
    held: list[float] = []

    async def hold(seconds: float) -> None:
        held.append(seconds)

    monkeypatch.setattr(routes.asyncio, "sleep", hold)
    with browser() as guesser, browser("10.0.0.10") as neighbour:
        answers = {guesser.post("/join", json={"token": secrets.token_urlsafe(32)}).status_code for _ in range(30)}
        assert answers == {403}
        assert held[:3] == [0.0, 0.0, 0.0], "who mistypes a link does not wait"
        assert held[-1] == LONGEST_WAIT
        held.clear()
        assert neighbour.post("/join", json={"token": token}).status_code == 200
        assert guesser.post("/join", json={"token": token}).status_code == 200, "behind one address may be an office"
        assert held == []
        monkeypatch.setattr(routes.guesses, "waiting", MOST_WAITING)
        assert guesser.post("/join", json={"token": secrets.token_urlsafe(32)}).status_code == 429


def test_misses_are_forgotten_in_time_and_counted_by_address():
    slow = SlowDown()
    assert [slow.missed("a", 0.0) for _ in range(8)] == [0, 0, 0, 0, 0, 0.25, 0.5, 1.0]
    assert slow.missed("b", 0.0) == 0
    assert [slow.missed("a", 1.0) for _ in range(20)][-1] == LONGEST_WAIT
    assert slow.missed("a", 10_000.0) == 0


@pytest.mark.parametrize(
    ("headers", "address", "setting", "here"),
    [
        ({"Host": "localhost:8501", "Origin": "http://localhost:8501"}, "127.0.0.1", "", True),
        ({"Host": "127.0.0.1:8501"}, None, "", True),
        ({"Host": "[::1]:8501"}, "::1", "", True),
        ({"Host": "localhost:8501"}, "127.0.0.1", "links", False),
        ({"Host": "192.168.1.5:8501"}, "192.168.1.7", "", False),
        ({"Host": "localhost:8501"}, "192.168.1.7", "", False),
        # a proxy on this machine, with and without the headers that it should set
        ({"Host": "127.0.0.1:8501", "X-Forwarded-For": "10.1.2.3"}, "127.0.0.1", "", False),
        ({"Host": "127.0.0.1:8501", "Origin": "https://workshop.example"}, "127.0.0.1", "", False),
        ({"Host": "workshop.example"}, "127.0.0.1", "", False),
        ({"Host": "localhost.evil.example"}, "127.0.0.1", "", False),
        ({"Host": "[", "Origin": "null"}, "127.0.0.1", "", False),
    ],
)
def test_who_is_at_the_machine_itself(monkeypatch, headers, address, setting, here):
    monkeypatch.setenv(visitor.SETTING, setting)
    assert visitor.is_here(headers, address) is here


def test_a_browser_from_elsewhere_gets_a_secret_once():
    with browser() as client:
        first = client.get("/")
        assert "httponly" in first.headers["set-cookie"].lower()
        assert "set-cookie" not in client.get("/").headers
    with browser("127.0.0.1") as local:
        local.base_url = "http://localhost:8501"
        assert "set-cookie" not in local.get("/").headers


def test_only_who_may_look_hears_what_others_do():
    store, workshop_id, token = made("viewer")
    with browser() as client:
        assert client.get("/events", params={"w": workshop_id}).status_code == 204
        assert client.get("/events", params={"w": workshop_id}, headers={"Host": "localhost"}).status_code == 204
        client.post("/join", json={"token": token})
        other = store.create(new_workshop("Other"), "carol")
        assert client.get("/events", params={"w": other}).status_code == 204


# --- pages


def come_in(monkeypatch, secret: str, *, is_here: bool = False) -> None:
    monkeypatch.setattr(session, "browser", lambda: secret)
    monkeypatch.setattr(session, "at_the_machine", lambda: is_here)


def opened(workshop_id: str, step_id: str = "start") -> AppTest:
    at = AppTest.from_file(str(SHELL), default_timeout=20)
    at.context = {"locale": "en-GB"}
    at.query_params["w"] = workshop_id
    at.run()
    if step_id != "start":
        at.switch_page(f"../../pages/{step_id}.py").run()
    return at


INPUTS = ("text_input", "text_area", "number_input", "toggle", "date_input", "slider")


@pytest.mark.parametrize("kind", ["viewer", "participant"])
def test_who_does_not_edit_sees_every_page_and_fills_in_none(monkeypatch, kind):
    from otif_koop.ui import start
    from otif_koop.ui.data import demo_book
    from otif_koop.workshop.edits import apply, edits_of

    store = Store()
    demo = new_workshop("Demo")
    workshop_id = store.create(apply(demo, *edits_of(demo, start.example(demo_book()), "ann")), "ann")
    store.links.join(store.links.make(store.here(workshop_id, "ann"), kind)[1], "secret", "bob")
    come_in(monkeypatch, "secret")
    seen_shut = 0
    for step in steps():
        at = opened(workshop_id, step.id)
        assert not at.exception
        assert Language("en").say(step.question) == at.title[0].value
        widgets = [widget for name in INPUTS for widget in at.get(name)]
        open_ones = [one.key for one in widgets if not one.disabled]
        assert open_ones == [], step.id
        seen_shut += len(widgets)
        for button in at.button:
            if not button.disabled:
                button.click()
        at.run()
        assert not at.exception
    assert seen_shut > 10
    assert store.load(workshop_id)[1] == 0


def test_without_a_right_nothing_of_a_workshop_is_shown(monkeypatch):
    store, workshop_id, token = made("viewer")
    come_in(monkeypatch, "secret")
    at = opened(workshop_id)
    assert "opens by a link" in at.warning[0].value
    assert "w" not in at.query_params
    assert "Samen" not in str(at.main)
    store.links.join(token, "secret", "bob")
    assert "opens by a link" not in str(opened(workshop_id).main)


def test_a_right_that_is_taken_back_closes_the_workshop(monkeypatch):
    store, workshop_id, token = made("facilitator")
    store.links.join(token, "secret", "bob")
    come_in(monkeypatch, "secret")
    at = opened(workshop_id)
    assert not at.warning
    (link,) = store.links.all(store.here(workshop_id, "ann"))
    store.links.revoke(store.here(workshop_id, "ann"), link.id)
    at.text_input(key="workshop-name:en").set_value("Mine").run()
    assert "opens by a link" in at.warning[0].value
    assert store.load(workshop_id)[0].name == "Samen <b>"
    monkeypatch.setattr(session, "_CHECK_AGAIN", 0.0)
    at.run()
    assert "opens by a link" in at.warning[0].value
    assert "Samen" not in str(at.main)


def test_who_makes_a_workshop_elsewhere_finds_it_back_and_others_do_not(monkeypatch):
    come_in(monkeypatch, "secret")
    at = AppTest.from_file(str(SHELL), default_timeout=20)
    at.context = {"locale": "en-GB"}
    at.run()
    at.text_input[0].set_value("Van mij")
    next(one for one in at.button if one.label == "Make the workshop").click().run()
    (summary,) = Store().recent()
    assert summary.name == "Van mij"
    at = opened(summary.id)
    assert at.text_input(key="workshop-name:en").value == "Van mij"
    at.text_input(key="workshop-name:en").set_value("Nog steeds").run()
    assert Store().load(summary.id)[0].name == "Nog steeds"
    at.button(key="close").click().run()
    assert any("Nog steeds" in one.label for one in at.button)
    come_in(monkeypatch, "other")
    assert "opens by a link" in opened(summary.id).warning[0].value
    come_in(monkeypatch, "")
    at = AppTest.from_file(str(SHELL), default_timeout=20).run()
    assert not any("Nog steeds" in one.label for one in at.button)


def test_at_the_machine_a_link_shows_what_others_see_and_can_be_left(monkeypatch):
    store, workshop_id, token = made("viewer")
    store.links.join(token, "secret", "ann")
    come_in(monkeypatch, "secret", is_here=True)
    at = opened(workshop_id)
    assert at.text_input(key="workshop-name:en").disabled
    at.button(key="leave_link").click().run()
    assert not at.text_input(key="workshop-name:en").disabled


def _dialog() -> None:
    from otif_koop.ui import session, share

    session.follow_address()
    share.dialog()


@pytest.mark.parametrize("code", ["nl", "en"])
def test_links_are_made_shown_and_taken_back_in_the_dialog(code):
    store, workshop_id, _ = made("viewer")
    (first,) = store.links.all(store.here(workshop_id, "ann"))
    assert opened(workshop_id).button(key="share").click().run().get("dialog")
    at = AppTest.from_function(_dialog)
    at.context = {"locale": code}
    at.query_params["w"] = workshop_id
    at.run()
    assert not at.get("code")
    at.button(key="make_link").click().run()
    token = at.get("code")[0].value.split("/join#")[1]
    assert store.links.join(token, "phone", "bob").kind == "participant"
    at.button(key=f"revoke-{first.id}").click().run()
    holding = [link.kind for link in store.links.all(store.here(workshop_id, "ann")) if link.revoked_at is None]
    assert holding == ["participant"]


def test_holding_back_counts_those_that_wait():
    async def three() -> tuple[int, int]:
        guesses = routes.guesses
        for _ in range(7):
            guesses.missed("x", 0.0)

        class Asked:
            client = None

        waits = [asyncio.create_task(routes.hold_back(Asked())) for _ in range(3)]
        await asyncio.sleep(0)
        during = guesses.waiting
        for one in waits:
            one.cancel()
        await asyncio.gather(*waits, return_exceptions=True)
        return during, guesses.waiting

    assert own_loop.run(three()) == (3, 0)


def test_a_viewer_looks_around_as_freely_as_anyone(monkeypatch):
    """Choosing what to look at changes no workshop, so it is open to all."""
    from otif_koop.ui import start
    from otif_koop.ui.data import demo_book
    from otif_koop.workshop.edits import apply, edits_of

    store = Store()
    demo = new_workshop("Demo")
    workshop_id = store.create(apply(demo, *edits_of(demo, start.example(demo_book()), "ann")), "ann")
    store.links.join(store.links.make(store.here(workshop_id, "ann"), "viewer")[1], "secret", "bob")
    come_in(monkeypatch, "secret")
    for step_id, key in (
        ("score", "score-level:en"),
        ("score", "score-group:en"),
        ("koop", "koop-group:en"),
        ("measure", "measured-group:en"),
        ("targets", "target-group:en"),
    ):
        at = opened(workshop_id, step_id)
        (found,) = [one for kind in ("selectbox", "segmented_control") for one in at.get(kind) if one.key == key] or [
            None
        ]
        assert found is not None, key
        assert not found.disabled, key
    assert store.load(workshop_id)[1] == 0

"""Who signed in, as pages and the doors beside them take it; the whole way is in tests/browser/test_sign_in.py."""

from __future__ import annotations

import json

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.runtime.secrets import AttrDict
from streamlit.testing.v1 import AppTest
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from otif_koop.language import Language
from otif_koop.store.store import Store
from otif_koop.ui import server, signed_in
from otif_koop.workshop.document import new_workshop
from tests.ui.test_links import SHELL

SECRET = "s" * 40
AUTH = {
    "redirect_uri": "https://workshop.example/oauth2callback",
    "cookie_secret": SECRET,
    "client_id": "id",
    "client_secret": "secret",
    "server_metadata_url": "https://provider.example/.well-known/openid-configuration",
}
ANNA = {"is_logged_in": True, "name": "Anna *x*", "email": "anna@client.example", "origin": "https://workshop.example"}


@pytest.fixture
def _set_up(monkeypatch):
    for place in ("streamlit.auth_util", "streamlit.user_info", "otif_koop.ui.signed_in"):
        monkeypatch.setattr(f"{place}.get_secrets_auth_section", lambda: AttrDict(AUTH))
    monkeypatch.setattr("streamlit.web.server.server_util.get_cookie_secret", lambda: SECRET)


def cookie(told: dict, secret: str = SECRET) -> dict[str, str]:
    return {"_streamlit_user": create_signed_value(secret, "_streamlit_user", json.dumps(told)).decode()}


def browser() -> TestClient:
    app = Starlette(routes=server.ROUTES, middleware=server.MIDDLEWARE)
    return TestClient(app, base_url="https://workshop.example", client=("10.0.0.9", 5000), follow_redirects=False)


@pytest.mark.usefixtures("_set_up")
def test_only_what_streamlit_signed_for_this_address_is_a_sign_in():
    assert signed_in.behind(cookie(ANNA)) == "Anna *x* (anna@client.example)"
    assert signed_in.behind(cookie({**ANNA, "name": "", "sub": "7"})) == "anna@client.example"
    assert len(signed_in.behind(cookie({**ANNA, "name": "x" * 9_000}))) == signed_in.LONGEST
    for other in (
        {},
        {"_streamlit_user": json.dumps(ANNA)},
        cookie(ANNA, "t" * 40),
        cookie({**ANNA, "origin": "https://evil.example"}),
        cookie({**ANNA, "is_logged_in": False}),
        cookie({"is_logged_in": True, "origin": ANNA["origin"]}),
        {"_streamlit_user": create_signed_value(SECRET, "_streamlit_user", "no json").decode()},
        {"_streamlit_user": create_signed_value(SECRET, "_streamlit_user", "[1]").decode()},
    ):
        assert signed_in.behind(other) == ""


def test_where_it_is_not_set_up_nothing_of_it_is_seen():
    assert signed_in.providers() == ()
    assert signed_in.behind(cookie(ANNA)) == ""
    assert signed_in.as_typed("a@b") == "a@b"
    with browser() as client:
        assert 'id="sign"' not in client.get("/join").text
        assert client.get("/sign-in").status_code == 404
    at = AppTest.from_file(str(SHELL), default_timeout=20)
    at.context = {"locale": "en-GB"}
    at.run()
    assert "sign-in" not in " ".join(one.value for one in at.markdown)


@pytest.mark.usefixtures("_set_up")
def test_a_sign_in_names_and_gives_no_right():
    store = Store()
    workshop_id = store.create(new_workshop("W"), "ann")
    with browser() as client:
        for name, value in cookie(ANNA).items():
            client.cookies.set(name, value)
        assert client.get(f"/vote?w={workshop_id}").status_code == 403
        token = store.links.make(store.here(workshop_id, "ann"), "participant")[1]
        joined = client.post("/join", json={"token": token}).json()
        assert (joined["name"], joined["asks"]) == ("Anna *x* (anna@client.example)", False)
    with browser() as client:
        assert 'id="sign"' in client.get("/join").text
        assert client.post("/join", json={"token": token}).json()["asks"]
        named = client.post("/join/name", json={"w": workshop_id, "name": "Anna (anna@client.example)"})
        assert named.json()["name"] == "Anna (anna client.example)", "nobody passes for one who signed in"


@pytest.mark.usefixtures("_set_up")
def test_the_way_there_and_back_leads_nowhere_else():
    with browser() as client:
        gone = client.get("/sign-in?to=targets%3Fw%3Dabc")
        assert gone.status_code == 303
        assert gone.headers["location"].startswith("/auth/login?provider=")
        assert client.cookies["otif_koop_back"] == "targets%3Fw%3Dabc"
        for elsewhere in (
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "javascript:alert(1)",
            "../x",
            "x?Ā",
        ):
            client.get("/sign-in", params={"to": elsewhere})
            assert client.cookies.get("otif_koop_back", "").strip('"') == ""


@pytest.mark.parametrize("code", ["nl", "en"])
@pytest.mark.usefixtures("_set_up")
def test_the_name_goes_with_what_a_page_does(code):
    say = Language(code).say
    at = AppTest.from_file(str(SHELL), default_timeout=20)
    at.context = {"locale": {"nl": "nl-NL", "en": "en-GB"}[code]}
    at.run()
    assert say("Sign in") in " ".join(one.value for one in at.markdown)
    at.user = ANNA
    at.run()
    assert say("Sign in") not in " ".join(one.value for one in at.markdown)
    workshop_id = Store().create(new_workshop("W"), "ann")
    at.query_params["w"] = workshop_id
    at.run()
    at.text_input(key=f"workshop-name:{code}").set_value("Samen").run()
    assert not at.exception
    (renamed,) = Store().history(workshop_id)
    assert renamed.by == "Anna *x* (anna@client.example)"
    assert "Anna \\*x\\*" in " ".join(one.value for one in at.caption)


@pytest.mark.parametrize(("is_set_up", "setting"), [(True, "required"), (False, "Required "), (True, "true")])
def test_where_it_is_required_nothing_opens_without(is_set_up, setting, monkeypatch, request):
    if is_set_up:
        request.getfixturevalue("_set_up")
    monkeypatch.setenv(signed_in.SETTING, setting)
    store = Store()
    workshop_id = store.create(new_workshop("W"), "ann")
    at = AppTest.from_file(str(SHELL), default_timeout=20)
    at.context = {"locale": "en-GB"}
    at.query_params["w"] = workshop_id
    at.run()
    assert [one.value for one in at.title] == ["Sign in first"]
    assert not at.button
    assert len(at.warning) == (not is_set_up)
    token = store.links.make(store.here(workshop_id, "ann"), "facilitator")[1]
    with browser() as client:
        assert client.post("/join", json={"token": token}).json()["to"].startswith("./sign-in?to=")
        assert client.get(f"/vote?w={workshop_id}").headers["location"].startswith("./sign-in?to=vote")
        assert client.get(f"/events?w={workshop_id}").status_code == 204

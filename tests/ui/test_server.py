"""What the server adds to every answer, without a browser."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from otif_koop.ui import server

PROJECT = Path(__file__).parents[2]
PAGE = '<!DOCTYPE html><html lang="en"><title>Streamlit</title>é</html>'


@pytest.fixture
def client() -> TestClient:
    async def page(_request):
        return HTMLResponse(PAGE, headers={"etag": "abc"})

    async def text(_request):
        return PlainTextResponse(PAGE)

    routes = [*server.ROUTES, Route("/", page), Route("/text", text)]
    return TestClient(Starlette(routes=routes, middleware=server.MIDDLEWARE))


@pytest.mark.parametrize(
    ("address", "preferred", "lang"),
    [
        ("/", "nl-NL,nl;q=0.9,en;q=0.8", "nl"),
        ("/", "en-GB", "en"),
        ("/", "", "nl"),
        ("/?lang=en", "nl-NL", "en"),
        ("/?lang=xx", "nl-NL", "nl"),
    ],
)
def test_the_page_says_in_which_language_it_is(client, address, preferred, lang):
    answer = client.get(address, headers={"Accept-Language": preferred})
    assert f'<html lang="{lang}">' in answer.text
    assert f"<title>{server.APP_NAME}</title>" in answer.text
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert "etag" not in answer.headers


def test_other_answers_keep_their_content(client):
    assert client.get("/text").text == PAGE


@pytest.mark.parametrize("address", ["/", "/text", "/healthz"])
def test_every_answer_carries_the_security_headers(client, address):
    headers = client.get(address).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert policy["frame-ancestors"] == "'self'"
    assert "unsafe-inline" not in policy["script-src"]
    assert "unsafe-eval" not in policy["script-src"].replace("wasm-unsafe-eval", "")
    assert "http" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_the_name_of_the_first_page_leads_to_it_with_its_token(client):
    answer = client.get("/start?w=abc", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, "./?w=abc")


def test_streamlit_recognises_the_app():
    from streamlit.web.server.app_discovery import discover_asgi_app

    assert discover_asgi_app(PROJECT / "app.py").import_string == "app:app"
    assert len(ast.parse((PROJECT / "app.py").read_text()).body) <= 5, "app.py only hangs the shell on st.App"

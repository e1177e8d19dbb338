"""Signing in by OpenID Connect, at a provider that is real in all that matters: the name goes with what one does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from otif_koop.language import Language
from tests.browser.provider import CLIENT, SECRET, Provider, providing
from tests.browser.serving import DRAWN
from tests.browser.test_file_to_score import new_workshop
from tests.browser.test_room import SOON, Server, people, share

pytestmark = pytest.mark.browser
PEOPLE = {
    "Anna": {"sub": "1", "name": "Anna <b>Bakker</b>", "email": "anna@client.example"},
    "Piet": {"sub": "2", "preferred_username": "piet@client.example"},
}
ANNA = "Anna <b>Bakker</b> (anna@client.example)"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with providing(PEOPLE) as one:
        yield one


@pytest.fixture
def room(tmp_path: Path, provider: Provider) -> Iterator[Server]:
    server = Server(tmp_path, f"sqlite:///{tmp_path / 'room.sqlite'}")
    secrets = tmp_path / ".streamlit" / "secrets.toml"
    secrets.parent.mkdir()
    secrets.write_text(
        f'[auth]\nredirect_uri = "{server.url}/oauth2callback"\ncookie_secret = "{"x" * 40}"\n'
        f'client_id = "{CLIENT}"\nclient_secret = "{SECRET}"\nserver_metadata_url = "{provider.discovery}"\n'
    )
    yield server
    server.kill()


def as_(page: Page, who: str, provider: Provider) -> None:
    page.wait_for_url(f"{provider.url}/authorize**", timeout=SOON)
    page.get_by_role("link", name=who).click()


def test_a_sign_in_gives_a_name_and_no_right(room, provider, browser):
    locale, say = "nl-NL", Language("nl").say
    room.start()
    with people(browser) as (come, _):
        # at the machine: a name in the place of "the facilitator", and back where one was
        ann = come(locale)
        ann.goto(room.url)
        new_workshop(ann, Language("nl"), "Samen")
        ann.goto(ann.url.replace("/?", "/plan?"))
        ann.wait_for_selector(DRAWN)
        ann.get_by_role("link", name=say("Sign in"), exact=True).click()
        as_(ann, "Anna", provider)
        ann.wait_for_selector(DRAWN, timeout=SOON)
        expect(ann).to_have_url(re.compile(r"/plan\?.*w="))
        expect(ann.get_by_role("button", name=ANNA)).to_be_visible(timeout=SOON)
        link = share(ann, say, "Take part")

        # by a link: sign in where the name is asked; what one remarks goes by that name, and one may do no more
        piet = come(locale)
        piet.goto(link)
        piet.get_by_role("link", name=say("Or sign in")).click()
        as_(piet, "Piet", provider)
        piet.wait_for_url("**/vote?w=*", timeout=SOON)
        piet.get_by_role("link", name=say("To the whole workshop")).click()
        piet.wait_for_selector(DRAWN)
        expect(piet.get_by_role("button", name="piet@client.example")).to_be_visible(timeout=SOON)
        expect(piet.get_by_role("button", name=say("Share"), exact=True)).to_have_count(0)
        piet.goto(re.sub(r"/\?", "/plan?", piet.url))
        piet.wait_for_selector(DRAWN)
        piet.get_by_text(say("Remarks"), exact=True).click()
        piet.get_by_role("textbox", name=say("Your remark")).fill("Wie doet dit?")
        piet.get_by_role("button", name=say("Add the remark")).click()
        ann.get_by_text(say("Remarks"), exact=True).click()
        expect(ann.get_by_text("piet@client.example").first).to_be_visible(timeout=SOON)

        # who is here, and the history
        ann.get_by_role("button", name=say("Together"), exact=True).click()
        expect(ann.get_by_text(re.compile(re.escape(ANNA) + ".*piet@client.example")).last).to_be_visible(timeout=SOON)
        ann.goto(re.sub(r"/plan\?", "/?", ann.url))
        ann.get_by_text(say("This workshop"), exact=True).click()
        organisation = ann.get_by_label(say("Organisation"))
        organisation.fill("De Werkplek")
        organisation.press("Enter")
        expect(ann.get_by_text(re.compile("De Werkplek.*" + re.escape(ANNA))).last).to_be_visible(timeout=SOON)

        # out again
        piet.get_by_role("button", name="piet@client.example").click()
        piet.get_by_role("button", name=say("Sign out")).click()
        expect(piet.get_by_role("link", name=say("Sign in"), exact=True)).to_be_visible(timeout=SOON)


def test_where_a_sign_in_is_required_nobody_comes_in_without(room, provider, browser, monkeypatch):
    locale, say = "en-GB", Language("en").say
    monkeypatch.setenv("OTIF_KOOP_SIGN_IN", "required")
    room.start()
    with people(browser) as (come, _):
        ann = come(locale)
        ann.goto(f"{room.url}/targets")
        ann.wait_for_selector(DRAWN)
        expect(ann.get_by_role("heading", name=say("Sign in first"))).to_be_visible()
        expect(ann.get_by_role("link", name=say("Sign in"))).to_be_visible(timeout=SOON)
        expect(ann.get_by_role("link", name="Start")).to_have_count(0)
        ann.get_by_role("link", name=say("Sign in")).click()
        as_(ann, "Anna", provider)
        ann.wait_for_selector(DRAWN, timeout=SOON)
        expect(ann).to_have_url(re.compile("/targets"))
        ann.get_by_role("link", name="Start").first.click()
        new_workshop(ann, Language("en"), "Samen")
        link = share(ann, say, "Take part")
        phone = come(locale, width=390)
        phone.goto(link)
        as_(phone, "Piet", provider)
        expect(phone.get_by_text(say("There is no question now. This page waits for it."))).to_be_visible(timeout=SOON)
        assert "/vote" in phone.url

"""A small workshop of two browsers and a phone: shared by link, edited together, voted on, stopped and started."""

from __future__ import annotations

import os
import re
import secrets
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy
from playwright.sync_api import Browser, Page, expect

from otif_koop.language import Language
from tests.browser.serving import APP, DRAWN, HARMLESS, PATIENCE, PROJECT, free_port, listen_in, still
from tests.browser.test_file_to_score import new_workshop
from tests.postgres import postgres  # noqa: F401

pytestmark = pytest.mark.browser
SOON = 15_000  # ms; what takes longer than two seconds on an idle machine may take more on a busy one


class Server:
    """The app on one port and one database, to be killed and started again."""

    def __init__(self, folder: Path, database: str) -> None:
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self._folder, self._database = folder, database
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environment = os.environ | {"OTIF_KOOP_DATABASE": self._database, "PYTHONPATH": str(PROJECT)}
        command = [sys.executable, "-m", "streamlit", "run", str(APP)]
        options = [f"--server.port={self.port}", "--server.headless=true"]
        with (self._folder / "room.log").open("a") as log:
            self._process = subprocess.Popen(
                command + options, cwd=self._folder, env=environment, stdout=log, stderr=subprocess.STDOUT
            )
        until = time.monotonic() + 40
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=1):
                    return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError((self._folder / "room.log").read_text())

    def kill(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()


@pytest.fixture(params=["sqlite", "postgresql"])
def room(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path / 'room.sqlite'}"
    else:
        given = sqlalchemy.make_url(request.getfixturevalue("postgres"))
        name = f"room_{secrets.token_hex(4)}"
        keeper = sqlalchemy.create_engine(given, isolation_level="AUTOCOMMIT")
        with keeper.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        keeper.dispose()
        address = given.set(database=name).render_as_string(hide_password=False)
    server = Server(tmp_path, address)
    server.start()
    yield server
    server.kill()


@contextmanager
def people(browser: Browser) -> Iterator[tuple[Callable[..., Page], list[str]]]:
    """Each with a browser of their own; what a page of theirs does wrong fails the test, and is in the list."""
    contexts, faults = [], []

    def come(locale: str, width: int = 1280) -> Page:
        context = browser.new_context(locale=locale, viewport={"width": width, "height": 850})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        listen_in(page)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if _is_fault(said) else None)
        return page

    yield come, faults
    for context in contexts:
        context.close()
    assert faults == []


def _is_fault(said) -> bool:
    # a link that opens nothing is refused
    return said.type == "error" and HARMLESS not in said.text and "status of 403" not in said.text


def test_a_small_workshop(room, browser):
    nl, en = Language("nl").say, Language("en").say
    codes = {"sqlite": ("nl-NL", "en-GB"), "postgresql": ("en-GB", "nl-NL")}
    locale, other_locale = codes["sqlite" if "sqlite" in room._database else "postgresql"]
    say, theirs = (nl, en) if locale == "nl-NL" else (en, nl)
    with people(browser) as (come, faults):
        # the facilitator, at the machine itself: no link needed
        ann = come(locale)
        ann.goto(room.url)
        new_workshop(ann, Language(locale[:2]), "Samen <b>1</b>")
        expect(ann.get_by_text("Samen <b>1</b>").first).to_be_visible(timeout=SOON)
        link = share(ann, say, "Look")

        # a private window shows the viewer's version
        viewer = come(other_locale)
        viewer.goto(link)
        viewer.wait_for_selector(DRAWN)
        assert "#" not in viewer.url
        assert link.split("#")[1] not in viewer.url
        expect(viewer.get_by_text(theirs("Sees everything, explores and downloads; changes nothing."))).to_be_visible()
        viewer.get_by_text(theirs("This workshop"), exact=True).click()
        expect(viewer.get_by_label(theirs("Name of the workshop"))).to_be_disabled()

        # what one does, the other sees
        ann.get_by_text(say("This workshop"), exact=True).click()
        organisation = ann.get_by_label(say("Organisation"))
        organisation.fill("De Werkplek")
        organisation.press("Enter")
        expect(viewer.get_by_label(theirs("Organisation"))).to_have_value("De Werkplek", timeout=SOON)

        # two at one field: both are asked
        second = come(locale)
        second.goto(share(ann, say, "Facilitate"))
        second.get_by_label(say("What may we call you?")).fill("Bob")
        second.get_by_role("button", name=say("Come in")).click()
        second.wait_for_selector(DRAWN)
        second.get_by_text(say("This workshop"), exact=True).click()
        typed = second.get_by_label(say("Organisation"))
        typed.click()
        typed.fill("Bob's")
        organisation.fill("Ann's")
        organisation.press("Enter")
        expect(viewer.get_by_label(theirs("Organisation"))).to_have_value("Ann's", timeout=SOON)
        expect(typed).to_have_value("Bob's")  # nothing that is being typed is lost
        typed.press("Enter")
        second.get_by_role("button", name=re.compile(re.escape(say("Take mine: {value}", value="Bob's")))).click()
        expect(organisation).to_have_value("Bob's", timeout=SOON)

        # everyone to one page, where the room is asked
        ann.goto(ann.url.replace("/?", "/plan?"))
        ann.wait_for_selector(DRAWN)
        ann.get_by_role("button", name=say("Together"), exact=True).click()
        ann.get_by_role("button", name=say("Bring everyone to this page")).click()
        expect(viewer).to_have_url(re.compile("/plan"), timeout=SOON)
        ann.keyboard.press("Escape")
        ann.get_by_text(say("Ask the room"), exact=True).click()
        ann.get_by_label(say("Question"), exact=True).fill("Hoeveel?")
        ann.get_by_role("button", name=say("Ask it"), exact=True).click()
        ann.get_by_role("button", name=say("Copy the link")).click()
        voting = ann.locator("code").last.inner_text()
        ann.keyboard.press("Escape")
        for answer in ("10", "12"):
            phone = come(other_locale, width=390)
            phone.goto(voting)
            phone.get_by_role("button", name=theirs("Come in")).click()
            phone.locator("input[inputmode=decimal]").fill(answer)
            phone.get_by_role("button", name=theirs("Send")).click()
            expect(phone.get_by_text(theirs("Answered. The facilitator shows what came out."))).to_be_visible()
        show = ann.get_by_role("button", name=say("Show what came out"))
        expect(show).to_be_enabled(timeout=SOON)
        show.click()
        expect(ann.get_by_text(say("Median"))).to_be_visible(timeout=SOON)
        expect(phone.get_by_text(theirs("The answers are on the screen."))).to_be_visible(timeout=SOON)

        # the server is killed and started: all is there, and open pages go on where they were, none of them reloaded
        ann.get_by_text(say("Remarks"), exact=True).click()
        ann.get_by_role("textbox", name=say("Your remark")).fill("half a thought")
        typed.click()
        typed.fill("After the re")
        places = {page: page.url for page in (ann, second, viewer)}
        for page in places:
            page.evaluate("window.isTheSame = true")
        assert faults == []
        room.kill()
        time.sleep(2)  # long enough to be noticed
        room.start()
        for page in places:
            page.wait_for_selector('[data-test-connection-state="CONNECTED"]', timeout=30_000)
            expect(page.get_by_text("Samen <b>1</b>").first).to_be_visible(timeout=SOON)
        time.sleep(2)
        for page in places:
            still(page)  # each was drawn once by the new server
        expect(typed).to_have_value("After the re")
        typed.press("End")
        typed.press_sequentially("start")
        typed.press("Enter")
        expect(ann.get_by_role("textbox", name=say("Your remark"))).to_have_value("half a thought", timeout=SOON)
        ann.get_by_role("button", name=say("Add the remark")).click()
        one_remark = Language(other_locale[:2]).plural("{n} remark at this step", "{n} remarks at this step", 1)
        expect(viewer.get_by_text(one_remark)).to_be_visible(timeout=SOON)
        for page, place in places.items():
            assert page.url == place
            assert page.evaluate("window.isTheSame")
        viewer.get_by_role("link", name="Start").first.click()
        viewer.get_by_text(theirs("This workshop"), exact=True).click()
        expect(viewer.get_by_label(theirs("Organisation"))).to_have_value("After the restart", timeout=SOON)
        expect(viewer.get_by_label(theirs("Organisation"))).to_be_disabled()

        faults.clear()  # a page that loses its server says so

        # a link that was guessed opens nothing
        stranger = come(other_locale)
        stranger.goto(f"{room.url}/join#{secrets.token_urlsafe(32)}")
        nothing = theirs("This link opens nothing: it is not complete, or not from here.")
        expect(stranger.get_by_text(nothing)).to_be_visible(timeout=SOON)


def test_where_the_news_is_refused_a_page_does_not_draw_itself_over_and_over(server, browser):
    with people(browser) as (come, faults):
        page, asked, say = come("nl-NL"), [], Language("nl").say
        page.route("**/events?*", lambda route: route.fulfill(status=503))
        page.on("websocket", lambda opened: opened.on("framesent", lambda sent: asked.append(sent)))
        page.goto(server)
        new_workshop(page, Language("nl"), "Samen")
        page.get_by_role("button", name=say("Together"), exact=True).click()
        page.get_by_role("button", name=say("Start the clock")).click()  # what the page is given differs at every run
        page.wait_for_timeout(2_000)
        asked.clear()
        page.wait_for_timeout(3_000)
        assert asked == []
        # it asks for news again after a while
        page.unroute("**/events?*")
        with page.expect_response(lambda answer: "/events?" in answer.url and answer.ok, timeout=SOON):
            page.evaluate("(now => { Date.now = () => now() + 60_000; })(Date.now)")
        faults.clear()  # a browser says what is refused


def share(page: Page, say: Callable[..., str], kind: str) -> str:
    """A new link of a kind, made in the dialog."""
    page.get_by_role("button", name=say("Share"), exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name=say(kind)).click()
    dialog.get_by_role("button", name=say("Make the link")).click()
    link = dialog.locator("code").inner_text(timeout=SOON)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    return link

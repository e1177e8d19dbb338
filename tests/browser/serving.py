"""Starting the app on a free port and opening its pages in Debian's Chromium."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum, auto
from pathlib import Path
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, WebSocket, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

PROJECT = Path(__file__).parents[2]
APP = PROJECT / "app.py"
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-quic",
    "--no-first-run",
)


def chromium(playwright: Playwright) -> Browser:
    """The browser, which itself asks nothing of the network."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))


DRAWN = '[data-test-script-state="notRunning"] h1'

# A deep-linked page first asks for its server below its own address, and takes a 404 for "one level up".
HARMLESS = "Failed to load resource: the server responded with a status of 404"

OpenPage = Callable[..., Page]

PATIENCE = 60_000  # ms; a machine that does more than these tests is slow, and that is no fault of the page
expect.set_options(timeout=PATIENCE / 3)

_LARGEST_TOLD = 20_000  # bytes; that a run begins or has ended is said in small messages


class _Asked(Enum):
    """How far the run is that a page asked for last; a run that began before it was asked for answers nothing."""

    SENT = auto()
    BEGUN = auto()
    ENDED = auto()


_asked: WeakKeyDictionary[Page, _Asked] = WeakKeyDictionary()

# in the browser's own time: a busy one first does what it was asked before
_PASSES_ON = "new Promise(done => setTimeout(() => requestIdleCallback(done, {timeout: 5000}), 200))"
_DRAWS = "new Promise(done => requestIdleCallback(done, {timeout: 5000}))"


def still(page: Page) -> None:
    """Waits until what was just done is drawn: the browser passes it on after a moment, the server takes its time."""
    deadline = time.monotonic() + PATIENCE / 1000
    page.evaluate(_PASSES_ON)
    while _asked.get(page, _Asked.ENDED) is not _Asked.ENDED and time.monotonic() < deadline:
        page.wait_for_timeout(20)
    page.wait_for_selector('[data-test-script-state="notRunning"]')
    page.evaluate(_DRAWS)


def listen_in(page: Page) -> None:
    """What `still` needs to know of a page; before it goes anywhere."""
    page.on("websocket", lambda opened: _hear(page, opened))


def _hear(page: Page, opened: WebSocket) -> None:
    def sent(frame: bytes | str) -> None:
        if isinstance(frame, bytes) and BackMsg.FromString(frame).HasField("rerun_script"):
            _asked[page] = _Asked.SENT

    def received(frame: bytes | str) -> None:
        if page not in _asked or not isinstance(frame, bytes) or len(frame) > _LARGEST_TOLD:
            return
        told = ForwardMsg.FromString(frame)
        if told.HasField("new_session") and _asked[page] is _Asked.SENT:
            _asked[page] = _Asked.BEGUN
        elif told.HasField("script_finished") and _asked[page] is _Asked.BEGUN:
            early = told.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN
            _asked[page] = _Asked.SENT if early else _Asked.ENDED

    opened.on("framesent", sent)
    opened.on("framereceived", received)
    opened.on("close", lambda _: _asked.pop(page, None))


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def serving(folder: Path, app: Path = APP, port: int = 0, started_in: Path | None = None) -> Iterator[str]:
    """The app on a free (or this) port, with its own database, from a folder that is not the project's."""
    port = port or free_port()
    url = f"http://127.0.0.1:{port}"
    environment = os.environ | {
        "OTIF_KOOP_DATABASE": f"sqlite:///{folder / 'workshops.db'}",
        "PYTHONPATH": str(PROJECT),
    }
    command = [sys.executable, "-m", "streamlit", "run", str(app), f"--server.port={port}", "--server.headless=true"]
    log = (folder / f"server-{port}.log").open("w+")
    process = subprocess.Popen(command, cwd=started_in or folder, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        _wait_until_up(f"{url}/_stcore/health", process, log)
        yield url
    finally:
        process.kill()
        process.wait()
        log.close()


def _wait_until_up(address: str, process: subprocess.Popen[bytes], log) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.03)
    log.seek(0)
    raise RuntimeError(f"the server did not start:\n{log.read()}")


@contextmanager
def opening(browser: Browser, *, in_one_context: bool = False) -> Iterator[OpenPage]:
    """What `open_page` gives; in one context the pages share the browser's cache."""
    faults: list[str] = []
    contexts: list[BrowserContext] = []

    def open_one(address: str, locale: str = "nl-NL", theme: str = "light") -> Page:
        if not (contexts and in_one_context):
            size = {"width": 1280, "height": 900}
            contexts.append(browser.new_context(locale=locale, color_scheme=theme, viewport=size))
        page = contexts[-1].new_page()
        page.set_default_timeout(PATIENCE)
        watch(page, urlsplit(address).netloc, faults)
        page.goto(address)
        page.wait_for_selector(DRAWN)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert faults == []


def watch(page: Page, own: str, faults: list[str]) -> None:
    """Adds to `faults` what the page does that it should not."""

    def visit(url: str) -> None:
        if urlsplit(url).netloc not in {own, ""}:
            faults.append(f"asked of another machine: {url}")

    def listen(said: ConsoleMessage) -> None:
        if said.type == "error" and HARMLESS not in said.text:
            faults.append(f"console: {said.text}")

    page.on("request", lambda request: visit(request.url))
    page.on("websocket", lambda opened: visit(opened.url))
    listen_in(page)
    page.on("console", listen)
    page.on("pageerror", lambda error: faults.append(f"browser: {error}"))

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
from pathlib import Path
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, WebSocket
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

_LARGEST_END = 1000  # bytes; the message that a run has ended is a small one
_unanswered: WeakKeyDictionary[Page, bool] = WeakKeyDictionary()
"""Whether a page asked for a run that has not ended yet."""


def still(page: Page) -> None:
    """Waits until what was just done is drawn: the browser passes it on after a moment, the server takes its time."""
    deadline = time.monotonic() + 30
    page.wait_for_timeout(200)
    while _unanswered.get(page) and time.monotonic() < deadline:
        page.wait_for_timeout(20)
    page.wait_for_selector('[data-test-script-state="notRunning"]')


def _listen_in(page: Page, opened: WebSocket) -> None:
    def sent(frame: bytes | str) -> None:
        if isinstance(frame, bytes) and BackMsg.FromString(frame).HasField("rerun_script"):
            _unanswered[page] = True

    def received(frame: bytes | str) -> None:
        if isinstance(frame, bytes) and len(frame) < _LARGEST_END:
            told = ForwardMsg.FromString(frame)
            if told.HasField("script_finished") and told.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                _unanswered[page] = False

    opened.on("framesent", sent)
    opened.on("framereceived", received)
    opened.on("close", lambda _: _unanswered.pop(page, None))


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
    page.on("websocket", lambda opened: _listen_in(page, opened))
    page.on("console", listen)
    page.on("pageerror", lambda error: faults.append(f"browser: {error}"))

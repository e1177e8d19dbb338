"""Killing the server (`kill -9`) while pages write, over and over: what they were told is saved must be there.

A page is what a browser keeps: a websocket that speaks Streamlit's protocol. Each page changes a choice of its own on
*measure*, all in one workshop, and counts a change as acknowledged when its run ended, the page says it is saved and
goes on showing it.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from otif_koop.language import Language
from otif_koop.message import Message
from otif_koop.store.store import Store
from otif_koop.tables import table
from otif_koop.workshop.document import new_workshop
from tests import own_loop
from tests.browser.serving import APP, PROJECT, free_port

FIELDS = ("level", "due", "clock_stop", "window.unit")
SAVED = Language("nl").markdown("**{name}** · saved, version {revision}", name="W", revision="")


@dataclass
class Page:
    """An open page that goes on changing one choice; `acknowledged` are the values that it was told are saved."""

    port: int
    query: str
    field: str
    shown: dict[str, str]
    """What the document calls an option, by how the page shows it."""
    chosen: str
    acknowledged: list[str] = field(default_factory=list)
    untold: int = 0
    """Changes that were saved when the server was killed, before it could say so."""
    _id: str = ""
    _options: list[str] = field(default_factory=list)
    _pages: dict[str, str] = field(default_factory=dict)
    _is_saved: bool = False
    _shows: str = ""

    async def write(self) -> None:
        """Until the server is gone."""
        address = f"ws://127.0.0.1:{self.port}/_stcore/stream"
        try:
            async with connect(address, subprotocols=[Subprotocol("streamlit")], max_size=None) as socket:
                await self._run(socket, "")
                pages = self._pages
                self._options = []
                while not self._options:  # as a browser that is back: first drawn as the document is, then used
                    await self._run(socket, pages["measure"])
                for option in cycle(self._options):
                    if self.shown[option] == self.chosen:
                        continue
                    state = WidgetState(id=self._id)
                    state.string_array_value.data.append(option)
                    await self._run(socket, pages["measure"], state)
                    if self._is_saved:
                        assert self._shows in ("", option), "the page shows what was chosen"
                        self.chosen = self.shown[option]
                        self.acknowledged.append(self.chosen)
        except (ConnectionClosed, OSError, TimeoutError):
            return

    async def _run(self, socket: ClientConnection, page: str, changed: WidgetState | None = None) -> None:
        asked = BackMsg()
        asked.rerun_script.query_string = self.query
        asked.rerun_script.page_script_hash = page
        asked.rerun_script.context_info.locale = "nl-NL"
        if changed is not None:
            asked.rerun_script.widget_states.widgets.append(changed)
        await socket.send(asked.SerializeToString())
        self._is_saved, self._shows = False, ""
        async for data in socket:
            told = ForwardMsg.FromString(data)
            kind = told.WhichOneof("type")
            if kind == "navigation":
                self._pages = {one.url_pathname: one.page_script_hash for one in told.navigation.app_pages}
            elif kind == "delta":
                self._draw(told)
            elif kind == "script_finished" and told.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return
        raise ConnectionError

    def _draw(self, told: ForwardMsg) -> None:
        element = told.delta.new_element
        if element.WhichOneof("type") == "button_group" and f"{self.field}@" in element.button_group.id:
            self._id = element.button_group.id
            self._options = [option.content for option in element.button_group.options]
            if element.button_group.set_value:  # what the page shows in the place of what was chosen
                self._shows = "".join(element.button_group.raw_values)
        elif element.WhichOneof("type") == "markdown" and element.markdown.body.startswith(SAVED):
            self._is_saved = True


@contextmanager
def serving(database: str, port: int, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The app itself, until it is killed."""
    environment = os.environ | {"OTIF_KOOP_DATABASE": database, "PYTHONPATH": str(PROJECT)}
    command = [sys.executable, "-m", "streamlit", "run", str(APP), f"--server.port={port}", "--server.headless=true"]
    with (folder / "killed.log").open("a") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        until = time.monotonic() + 60
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1):
                    break
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.03)
        yield process
    finally:
        process.kill()
        process.wait()


async def _until_killed(process: subprocess.Popen[bytes], pages: list[Page], wait: float) -> None:
    before = {id(page): len(page.acknowledged) for page in pages}
    writing = [asyncio.create_task(page.write()) for page in pages]
    until = time.monotonic() + 60
    while time.monotonic() < until and any(len(page.acknowledged) == before[id(page)] for page in pages):
        for one in writing:
            if one.done():
                one.result()  # raises what it raised
        await asyncio.sleep(0.02)
    assert all(len(page.acknowledged) > before[id(page)] for page in pages), "every page writes before every kill"
    await asyncio.sleep(wait)
    process.send_signal(signal.SIGKILL)
    done, _ = await asyncio.wait(writing, timeout=20)
    for one in done:
        one.result()


def kill_while_pages_write(database: str, folder: Path, times: int, seed: int = 1) -> int:
    """Kills the server so many times and starts it again; gives how many changes were acknowledged.

    Raises `AssertionError` where one of them is lost, out of order or there twice, or the log has a hole.
    """
    chance = random.Random(seed)
    store = Store(database, patience=30)
    workshop_id = store.create(new_workshop("W"), "bench")
    port = free_port()
    now = _choices(store, workshop_id)
    pages = [Page(port, f"w={workshop_id}", one, _shown(one), now[one]) for one in FIELDS]
    for _ in range(times):
        with serving(database, port, folder) as process:
            own_loop.run(_until_killed(process, pages, chance.uniform(0.0, 0.6)))
        _check(store, workshop_id, pages)
    store.close()
    if database.startswith("sqlite"):
        check = sqlite3.connect(database.removeprefix("sqlite:///"))
        assert check.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        check.close()
    return sum(len(page.acknowledged) - page.untold for page in pages)


def _check(store: Store, workshop_id: str, pages: list[Page]) -> None:
    log = store.history(workshop_id)
    assert [change.number for change in log] == list(range(1, len(log) + 1))
    now = _choices(store, workshop_id)
    for page in pages:
        path = ("default_definition", *page.field.split("."))
        mine = [edit.new for change in log for edit in change.edits if tuple(edit.path) == path]
        # one a kill may be saved that could no longer be told; from then on it counts as told
        assert mine[: len(page.acknowledged)] == page.acknowledged, (page.field, page.acknowledged, mine)
        assert len(mine) <= len(page.acknowledged) + 1, page.field
        assert mine[-1] == now[page.field]
        page.untold += len(mine) - len(page.acknowledged)
        page.acknowledged, page.chosen = mine, mine[-1]


def _choices(store: Store, workshop_id: str) -> dict[str, str]:
    definition = store.load(workshop_id)[0].default_definition.model_dump(mode="json")
    return {one: definition["window"]["unit"] if one == "window.unit" else definition[one] for one in FIELDS}


def _shown(name: str) -> dict[str, str]:
    options = next(choice["options"] for choice in table("choices") if choice["field"] == name)
    return {Language("nl").markdown(Message(one["label"])): one["value"] for one in options}

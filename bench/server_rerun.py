"""What a rerun costs the real server, over its websocket and without a browser: processor time and time to answer.

    python bench/server_rerun.py [TIMES [WHAT ...]]

Starts the app on the demo company, opens a page as a browser would, asks for plain reruns and, on *measure*, changes a
choice each time. Processor time is the server's own as the system counts it (Linux), so other work on the machine
hardly touches it; it rounds to hundredths of a second, which TIMES reruns together wear off.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from urllib.request import urlopen

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

from streamlit.proto.BackMsg_pb2 import BackMsg  # noqa: E402 - the path comes first
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg  # noqa: E402
from streamlit.proto.WidgetStates_pb2 import WidgetState  # noqa: E402
from websockets.asyncio.client import ClientConnection, connect  # noqa: E402
from websockets.typing import Subprotocol  # noqa: E402

from otif_koop.store.store import Store  # noqa: E402
from otif_koop.ui import start  # noqa: E402
from otif_koop.ui.data import demo_book  # noqa: E402
from otif_koop.workshop.document import new_workshop  # noqa: E402
from otif_koop.workshop.edits import apply, edits_of  # noqa: E402
from tests.browser.serving import free_port  # noqa: E402

PAGES = ("start", "data", "measure", "score")
CHANGED = "a changed choice"
GOAL = 35  # milliseconds of processor time a rerun


@dataclass
class Tab:
    """One open page."""

    socket: ClientConnection
    query: str
    pages: dict[str, str] = field(default_factory=dict)
    levels: tuple[str, list[str]] = ("", [])
    fragments: dict[str, str] = field(default_factory=dict)

    async def run(self, page: str = "", changed: WidgetState | None = None, fragment: str = "") -> float:
        """Ask for one run; seconds until the server says that it has finished."""
        asked = BackMsg()
        asked.rerun_script.query_string = self.query
        asked.rerun_script.page_script_hash = self.pages.get(page, "")
        asked.rerun_script.fragment_id = fragment
        asked.rerun_script.context_info.locale = "nl-NL"
        if changed is not None:
            asked.rerun_script.widget_states.widgets.append(changed)
        began = time.perf_counter()
        await self.socket.send(asked.SerializeToString())
        async for data in self.socket:
            told = ForwardMsg.FromString(data)
            kind = told.WhichOneof("type")
            if kind == "navigation":
                self.pages = {one.url_pathname: one.page_script_hash for one in told.navigation.app_pages}
            elif kind == "delta" and told.delta.new_element.WhichOneof("type") == "button_group":
                group = told.delta.new_element.button_group
                if "level@" in group.id:
                    self.levels = (group.id, [option.content for option in group.options])
                    self.fragments["level"] = told.delta.fragment_id
            elif kind == "delta" and told.delta.new_element.WhichOneof("type") == "exception":
                raise RuntimeError(told.delta.new_element.exception.message)
            elif kind == "script_finished" and told.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return time.perf_counter() - began
        raise ConnectionError("the server closed the connection")


def processor(pid: int) -> float:
    """Seconds of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def measured(port: int, pid: int, workshop: str, times: int, what: Sequence[str]) -> None:
    """Print a row for each of `what`: a page, or a changed choice on *measure*."""
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    for page in what:
        async with connect(address, subprotocols=[Subprotocol("streamlit")], max_size=None) as socket:
            tab = Tab(socket, f"w={workshop}")
            await tab.run()
            shown = "measure" if page not in PAGES else "" if page == "start" else page
            await tab.run(shown)
            choices = cycle(tab.levels[1])

            async def once(
                shown: str = shown, tab: Tab = tab, page: str = page, choices: cycle[str] = choices
            ) -> float:
                if page in PAGES:
                    return await tab.run(shown)
                state = WidgetState(id=tab.levels[0])
                state.string_array_value.data.append(next(choices))
                return await tab.run(shown, state, tab.fragments["level"])

            for _ in range(6):
                await once()
            used, taken = processor(pid), []
            for _ in range(times):
                taken.append(await once())
                await asyncio.sleep(0.02)
            cost = (processor(pid) - used) / times * 1000
        print(f"{page:16} {cost:5.0f} ms of processor time, answered in {statistics.median(taken) * 1000:4.0f} ms")


def main(times: int, what: Sequence[str]) -> None:
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/workshops.db"
        made = new_workshop("Bench")
        made = apply(made, *edits_of(made, start.example(demo_book()), "bench"))
        workshop = Store(url).create(made, "bench")
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}", "--server.headless=true"],
            cwd=PROJECT,
            env=os.environ | {"OTIF_KOOP_DATABASE": url, "PYTHONPATH": str(PROJECT)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait(f"http://127.0.0.1:{port}/_stcore/health")
            time.sleep(8)  # the warm-up beside it
            asyncio.run(measured(port, server.pid, workshop, times, what))
            print(f"goal: {GOAL} ms of processor time a rerun of measure")
        finally:
            server.kill()
            server.wait()


def _wait(address: str) -> None:
    for _ in range(600):
        try:
            with urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the server did not start")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 60, sys.argv[2:] or (*PAGES, CHANGED))

"""An open page without a browser: the websocket that a browser keeps to the server, for timing the server alone."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

PROJECT = Path(__file__).resolve().parents[1]


@dataclass
class Tab:
    """One open page."""

    socket: ClientConnection
    query: str
    pages: dict[str, str] = field(default_factory=dict)
    levels: tuple[str, list[str]] = ("", [])
    fragments: dict[str, str] = field(default_factory=dict)
    slider: tuple[str, int, int] = ("", 0, 0)
    """The slider that was drawn last: its id and its ends."""
    charts: list[float] = field(default_factory=list)
    """Seconds after which each chart of the last run came."""

    async def run(self, page: str = "", changed: WidgetState | None = None, fragment: str = "") -> float:
        """Ask for one run; seconds until the server says that it has finished."""
        asked = BackMsg()
        asked.rerun_script.query_string = self.query
        asked.rerun_script.page_script_hash = self.pages.get(page, "")
        asked.rerun_script.fragment_id = fragment
        asked.rerun_script.context_info.locale = "nl-NL"
        if changed is not None:
            asked.rerun_script.widget_states.widgets.append(changed)
        self.charts = []
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
            elif kind == "delta" and told.delta.new_element.WhichOneof("type") == "slider":
                slider = told.delta.new_element.slider
                self.slider = (slider.id, int(slider.min), int(slider.max))
            elif kind == "delta" and told.delta.new_element.WhichOneof("type") == "vega_lite_chart":
                self.charts.append(time.perf_counter() - began)
            elif kind == "delta" and told.delta.new_element.WhichOneof("type") == "exception":
                raise RuntimeError(told.delta.new_element.exception.message)
            elif kind == "script_finished" and told.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return time.perf_counter() - began
        raise ConnectionError("the server closed the connection")


@asynccontextmanager
async def open_tab(port: int, query: str = "") -> AsyncIterator[Tab]:
    """A page on the server at this port; `query` is the address's, such as `w=…`."""
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    async with connect(address, subprotocols=[Subprotocol("streamlit")], max_size=None) as socket:
        yield Tab(socket, query)


@contextmanager
def started(port: int, database: str) -> Iterator[int]:
    """The app served from this checkout until the block ends; gives the server's process number."""
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}", "--server.headless=true"],
        cwd=PROJECT,
        env=os.environ | {"OTIF_KOOP_DATABASE": database, "PYTHONPATH": str(PROJECT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(f"http://127.0.0.1:{port}/_stcore/health")
        yield server.pid
    finally:
        server.kill()
        server.wait()


def _wait(address: str) -> None:
    for _ in range(1200):
        try:
            with urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.025)
    raise RuntimeError("the server did not start")

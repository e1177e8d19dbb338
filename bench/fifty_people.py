"""What fifty people who all act on one page of one workshop wait for an answer, over the websocket without a browser.

    python bench/fifty_people.py PAGE [FACILITATORS [PEOPLE [ACTIONS [news]]]]

The example workshop; the first so many may edit, the others came by a link to take part. Each turns a control of the
page that is theirs to turn, taken at random, some 3 s after the one before: a group, a number, a list, a button, the
language. What the server puts in a control is what it shows from then on, as in a browser. With `news` every page is
drawn anew as well when the workshop changed, as `live.js` asks for it. Those who visit take a core of their own, so on
two cores with other work beside it the answers say little: the processor time of the server hardly depends on that.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

from streamlit.proto.BackMsg_pb2 import BackMsg  # noqa: E402 - the path comes first
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg  # noqa: E402
from streamlit.proto.WidgetStates_pb2 import WidgetState  # noqa: E402
from websockets.asyncio.client import ClientConnection, connect  # noqa: E402
from websockets.typing import Subprotocol  # noqa: E402

from bench.open_tab import open_tab, started  # noqa: E402
from bench.server_rerun import processor  # noqa: E402
from otif_koop.store.store import Store  # noqa: E402
from otif_koop.ui import start  # noqa: E402
from otif_koop.ui.data import demo_book  # noqa: E402
from otif_koop.ui.visitor import COOKIE  # noqa: E402
from otif_koop.workshop.document import new_workshop  # noqa: E402
from otif_koop.workshop.edits import apply, edits_of  # noqa: E402
from tests.browser.serving import free_port  # noqa: E402

GOAL = 0.5  # seconds within which 95 in 100 are answered
THINKS = 3.0  # seconds between two actions, on average
ARRIVE = 10.0  # seconds over which they come in
LEFT_ALONE = ("close", "delete", "call_all", "present", "clock", "leave", "share", "together")
"""Controls that lead away from the page or end the workshop."""


def turned(kind: str, control: Any, chance: random.Random) -> WidgetState | None:
    """Another value for a control; None for one that can't be turned here."""
    state = WidgetState(id=control.id)
    if kind == "slider":
        state.double_array_value.data.append(float(chance.randint(int(control.min), int(control.max))))
    elif kind == "number_input":
        low, high = control.min if control.has_min else 0.0, control.max if control.has_max else 100.0
        number = chance.uniform(low, high)
        state.double_value = float(round(number)) if control.data_type == control.INT else number
    elif kind == "button_group" and control.options:
        state.string_array_value.data.append(chance.choice(control.options).content)
    elif kind == "selectbox" and control.options:
        state.string_value = chance.choice(control.options)
    elif kind in {"text_input", "text_area"}:
        state.string_value = f"text {chance.random():.4f}"
    elif kind == "button":
        state.trigger_value = True
    else:
        return None
    return state


@dataclass
class Seen:
    """What all together saw: seconds to each answer, to an action and to news, and what went wrong."""

    answers: list[float] = field(default_factory=list)
    news: list[float] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)
    revision: int = 0


@dataclass
class Visitor:
    """One open page."""

    socket: ClientConnection
    query: str
    page: str
    chance: random.Random
    controls: dict[str, tuple[str, Any]] = field(default_factory=dict)
    shown: dict[str, WidgetState] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)

    async def run(self, changed: WidgetState | None = None) -> float:
        """Ask for one run; seconds until the server says that it has finished."""
        asked = BackMsg()
        rerun = asked.rerun_script
        rerun.query_string, rerun.page_script_hash = self.query, self.page
        rerun.context_info.locale = "nl-NL"
        rerun.cached_message_hashes.extend(self.known)
        states = self.shown if changed is None else self.shown | {changed.id: changed}
        rerun.widget_states.widgets.extend(states.values())
        began = time.perf_counter()
        await self.socket.send(asked.SerializeToString())
        async for data in self.socket:
            told = ForwardMsg.FromString(data)
            if told.metadata.cacheable and told.hash:
                self.known.add(told.hash)
            kind = told.WhichOneof("type")
            if kind == "new_session":
                self.controls.clear()
            elif kind == "page_info_changed":
                self.query = told.page_info_changed.query_string
            elif kind == "delta" and told.delta.WhichOneof("type") == "new_element":
                self._draw(told.delta.new_element)
            elif kind == "script_finished" and told.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return time.perf_counter() - began
        raise ConnectionError("the server closed the connection")

    def _draw(self, element: Any) -> None:
        kind = element.WhichOneof("type")
        drawn = getattr(element, kind)
        if kind == "exception" and not drawn.is_warning:
            raise RuntimeError(drawn.message)
        if not getattr(drawn, "id", "") or getattr(drawn, "disabled", False) or getattr(drawn, "form_id", ""):
            return
        if not any(one in drawn.id for one in LEFT_ALONE):
            self.controls[drawn.id] = (kind, drawn)
        if getattr(drawn, "set_value", False):
            self.shown.pop(drawn.id, None)

    async def act(self) -> float:
        """Turn one control."""
        can = [state for kind, one in self.controls.values() if (state := turned(kind, one, self.chance)) is not None]
        if not can:
            return await self.run()
        state = self.chance.choice(can)
        if self.controls[state.id][0] != "button":
            self.shown[state.id] = state
        return await self.run(state)


async def visit(visitor: Visitor, actions: int, people: int, seen: Seen, *, hears: bool) -> None:
    """Come in, act so many times, and have the page drawn anew at news in between."""
    await visitor.run()
    revision = seen.revision
    for _ in range(actions):
        until, due = time.monotonic() + THINKS * visitor.chance.uniform(0.5, 1.5), 0.0
        while (now := time.monotonic()) < until:
            if hears and due and now >= due:
                revision, due = seen.revision, 0.0
                seen.news.append(await visitor.run())
            elif hears and not due and revision < seen.revision:
                due = now + 0.6 + visitor.chance.random() * max(0.15, 0.02 * people)
            await asyncio.sleep(0.05)
        revision = seen.revision
        seen.answers.append(await visitor.act())


async def together(
    port: int, page: str, workshop: str, cookies: list[str], actions: int, hears: bool, pulse: Callable[[], int]
) -> Seen:
    """All of them at once; `cookies` holds each one's secret, blank for who is at the machine itself."""
    seen = Seen()
    async with open_tab(port, f"w={workshop}") as tab:
        await tab.run()
        script = tab.pages[page]

    async def one(number: int) -> None:
        await asyncio.sleep(ARRIVE * number / len(cookies))
        brought = {"Cookie": f"{COOKIE}={cookies[number]}"} if cookies[number] else {}
        address = f"ws://127.0.0.1:{port}/_stcore/stream"
        try:
            async with connect(
                address, subprotocols=[Subprotocol("streamlit")], max_size=None, additional_headers=brought
            ) as socket:
                visitor = Visitor(socket, f"w={workshop}", script, random.Random(number))
                await visit(visitor, actions, len(cookies), seen, hears=hears)
        except Exception as trouble:
            seen.trouble.append(repr(trouble)[:100])

    async def listen() -> None:
        while True:
            seen.revision = await asyncio.to_thread(pulse)
            await asyncio.sleep(0.3)

    listening = asyncio.create_task(listen())
    await asyncio.gather(*(one(number) for number in range(len(cookies))))
    listening.cancel()
    return seen


def within(seconds: list[float], share: float) -> float:
    return sorted(seconds)[min(int(len(seconds) * share), len(seconds) - 1)]


def main() -> None:
    page = sys.argv[1]
    facilitators, people, actions = (
        int(sys.argv[place]) if len(sys.argv) > place else usual for place, usual in ((2, 2), (3, 50), (4, 15))
    )
    hears = "news" in sys.argv[2:]
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/workshops.db"
        store = Store(url)
        made = new_workshop("Bench")
        workshop = store.create(apply(made, *edits_of(made, start.example(demo_book()), "bench")), "bench")
        token = store.links.make(store.here(workshop, "bench"), "participant")[1]
        cookies = ["" if number < facilitators else f"browser{number}" for number in range(people)]
        for secret in filter(None, cookies):
            store.links.join(token, secret, "guest")
        port = free_port()
        with started(port, url) as pid:
            time.sleep(8)  # the warm-up beside it
            before, busy, began = processor(pid), os.getloadavg()[0], time.monotonic()
            seen = asyncio.run(
                together(
                    port,
                    page,
                    workshop,
                    cookies,
                    actions,
                    hears,
                    lambda: store.scenes.pulse([workshop])[workshop].revision,
                )
            )
            used, took = processor(pid) - before, time.monotonic() - began
        runs = len(seen.answers) + len(seen.news) + people
        print(
            f"{page}: {len(seen.answers)} actions of {people} people, half answered within "
            f"{within(seen.answers, 0.5):.2f} s, 95 in 100 within {within(seen.answers, 0.95):.2f} s (goal {GOAL}), "
            f"all within {max(seen.answers):.2f} s; {1000 * used / runs:.0f} ms of processor time a run and "
            f"{used / took:.2f} of a processor; {seen.revision} changes; load {busy:.1f} before, "
            f"{os.getloadavg()[0]:.1f} after; trouble: {seen.trouble or 'none'}"
        )
        if seen.news:
            print(f"drawn anew {len(seen.news)} times, 95 in 100 within {within(seen.news, 0.95):.2f} s")


if __name__ == "__main__":
    main()

"""What others do, told to every open page as it happens: a stream of server-sent events a page.

One question to the store serves all pages of this server: a few times a second it asks the pulse of the workshops that
are being looked at. With several servers on one database each asks for its own pages; who is here is known per server.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Callable, Collection
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool

from otif_koop.store.scenes import Pulse

EVERY = 0.3  # seconds between two questions to the store
_LOOK = 0.1  # seconds between two looks of a stream at what is known
_STILL_HERE = 10.0  # seconds of silence after which a proxy might hang up
_AGAIN_AFTER_TROUBLE = 3.0
_log = logging.getLogger("otif_koop")


@dataclass(frozen=True, eq=False)
class Listener:
    """An open page: whose it is, in which browser (nothing: unknown), and whether it may still look."""

    workshop_id: str
    name: str
    browser: str
    may_look: Callable[[], bool]


class Hub:
    """The open pages of this server. `look` asks the pulse of workshops, and may block."""

    def __init__(self, look: Callable[[Collection[str]], dict[str, Pulse]], stopping: Callable[[], bool]) -> None:
        self._look = look
        self._stopping = stopping
        self._listeners: set[Listener] = set()
        self._pulses: dict[str, Pulse] = {}
        self._asking: asyncio.Task[None] | None = None

    def who(self, workshop_id: str) -> list[str]:
        """The names of those who have the workshop open, a browser once."""
        here = [one for one in list(self._listeners) if one.workshop_id == workshop_id]
        return sorted(name for name, _ in {(one.name, one.browser or id(one)) for one in here})

    async def stream(self, listener: Listener) -> AsyncIterator[str]:
        """The events of one page, until it goes, may look no longer, or the server stops."""
        self._listeners.add(listener)
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
        try:
            yield "retry: 1500\n\n"
            told, spoke, checked = "", time.monotonic(), time.monotonic()
            while not self._stopping():
                now = time.monotonic()
                if now - checked > _STILL_HERE:
                    checked = now
                    if not await run_in_threadpool(listener.may_look):
                        yield 'data: {"gone": true}\n\n'
                        return
                news = self._news(listener.workshop_id)
                if news and news != told:
                    told, spoke = news, now
                    yield f"data: {news}\n\n"
                elif now - spoke > _STILL_HERE:
                    spoke = now
                    yield ": still here\n\n"
                await asyncio.sleep(_LOOK)
        finally:
            self._listeners.discard(listener)

    def _news(self, workshop_id: str) -> str:
        pulse = self._pulses.get(workshop_id)
        if pulse is None:
            return ""
        numbers = {"revision": pulse.revision, "scene": pulse.scene, "votes": pulse.votes}
        return json.dumps(numbers | {"who": self.who(workshop_id)})

    async def _ask(self) -> None:
        while self._listeners and not self._stopping():
            wait = EVERY
            try:
                wanted = {one.workshop_id for one in self._listeners}
                self._pulses = await run_in_threadpool(self._look, wanted)
            except Exception as trouble:
                _log.warning("the pulse of the workshops could not be asked: %s", trouble)
                wait = _AGAIN_AFTER_TROUBLE
            await asyncio.sleep(wait)

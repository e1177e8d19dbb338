"""What a changed promise on *koop* takes the real server, over its websocket and without a browser, the save included.

    python bench/koop_redraw.py [TIMES]

Every promise is a new one, so that all positions, the exchange curve and the charts are worked out anew, for the demo
company's eight groups on its order data and for the furniture template; then promises that were seen before. A new
promise comes when the one before is drawn and the next ones are not worked out ahead. Time is from the message of the
slider to the server's word that it has finished, and to the chart of the cost, which closes the first screen; the rest
of the page follows while that is looked at. Processor time is the server's own (Linux).
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

from streamlit.proto.WidgetStates_pb2 import WidgetState  # noqa: E402 - the path comes first

from bench.open_tab import Tab, open_tab, started  # noqa: E402
from bench.server_rerun import processor  # noqa: E402
from otif_koop.koop.chain_file import template  # noqa: E402
from otif_koop.store.store import Store  # noqa: E402
from otif_koop.ui import start  # noqa: E402
from otif_koop.ui.data import demo_book  # noqa: E402
from otif_koop.workshop.document import new_workshop  # noqa: E402
from otif_koop.workshop.edits import apply, edits_of  # noqa: E402
from otif_koop.workshop.koop_case import from_template  # noqa: E402
from tests.browser.serving import free_port  # noqa: E402

GOAL = 300  # milliseconds
_COST = 1  # the second chart of the page


async def promised(tab: Tab, pid: int, promise: int) -> tuple[float, float, float]:
    """Milliseconds to draw the page for a promise, to draw its first screen, and those of the processor."""
    changed = WidgetState(id=tab.slider[0])
    changed.double_array_value.data.append(float(promise))
    used = processor(pid)
    seconds = await tab.run("koop", changed)
    return seconds * 1000, tab.charts[_COST] * 1000, (processor(pid) - used) * 1000


async def measured(port: int, pid: int, what: str, workshop: str, times: int) -> None:
    async with open_tab(port, f"w={workshop}") as tab:
        await tab.run()
        await tab.run("koop")
        _, least, most = tab.slider
        promises = random.Random(1).sample(range(least + 1, most), min(times, most - least - 1))
        await promised(tab, pid, least)
        for name, asked in (("not seen before", promises), ("seen before", promises[::-1])):
            found = []
            for promise in asked:
                await asyncio.sleep(0.5)
                found.append(await promised(tab, pid, promise))
            report(f"{what}, {name}", found)


def report(what: str, found: Sequence[tuple[float, float, float]]) -> None:
    wall, first, used = np.array(found).T
    print(
        f"{what}: median {np.median(wall):.0f} ms, 95 in 100 within {np.percentile(wall, 95):.0f} ms, most "
        f"{wall.max():.0f} ms (goal {GOAL}); first screen {np.median(first):.0f}, {np.percentile(first, 95):.0f} ms; "
        f"processor time {used.mean():.0f} ms; {len(found)} promises; load {os.getloadavg()[0]:.1f}"
    )


def made(store: Store, changes: Any) -> str:
    workshop = new_workshop("Bench")
    return store.create(apply(workshop, *edits_of(workshop, changes, "bench")), "bench")


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/workshops.sqlite"
        store = Store(database)
        furniture = from_template(new_workshop("Bench"), template("office-furniture"), str)
        cases = (
            ("demo company, eight groups", made(store, start.example(demo_book()))),
            ("furniture template, one group", made(store, furniture)),
        )
        port = free_port()
        with started(port, database) as pid:
            time.sleep(8)  # what the server reads ahead for later pages
            for what, workshop in cases:
                asyncio.run(measured(port, pid, what, workshop, times))


if __name__ == "__main__":
    main()

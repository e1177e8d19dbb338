"""What a rerun costs the real server, over its websocket and without a browser: processor time and time to answer.

    python bench/server_rerun.py [TIMES [WHAT ...]]

Starts the app on the demo company, opens a page as a browser would, asks for plain reruns and, on *measure*, changes a
choice each time; `counts` is *explore* from the counts of the same orders, without their rows. Processor time is the
server's own as the system counts it (Linux), so other work on the machine hardly touches it; it rounds to hundredths of
a second, which TIMES reruns together wear off.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

from streamlit.proto.WidgetStates_pb2 import WidgetState  # noqa: E402 - the path comes first

from bench.open_tab import Tab, open_tab, started  # noqa: E402
from otif_koop.otif.definition import Definition  # noqa: E402
from otif_koop.store.store import Store  # noqa: E402
from otif_koop.ui import start  # noqa: E402
from otif_koop.ui.counts_keeper import Wanted, keep  # noqa: E402
from otif_koop.ui.data import demo_book  # noqa: E402
from otif_koop.workshop.document import new_workshop  # noqa: E402
from otif_koop.workshop.edits import apply, edits_of  # noqa: E402
from tests.browser.serving import free_port  # noqa: E402

PAGES = ("start", "customers", "koop", "alignment", "measure", "data", "score", "explore", "targets", "plan")
CHANGED = "a changed choice"
COUNTS = "counts"
GOAL = 35  # milliseconds of processor time a rerun


def processor(pid: int) -> float:
    """Seconds of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def counted(store: Store) -> str:
    """A workshop with nothing but the counts of the demo company's orders."""
    workshop, book = store.create(new_workshop("Counts"), "bench"), demo_book()
    began = time.process_time()
    keep(Wanted(store, store.here(workshop, "bench"), book, (Definition(),), book.as_of))
    size = store.order_counts.kept(store.here(workshop, "bench")).size
    print(f"counts: {size / 1000:.0f} kB, {time.process_time() - began:.1f} s of processor time to make and keep")
    return workshop


async def measured(port: int, pid: int, workshop: str, without_rows: str, times: int, what: Sequence[str]) -> None:
    """Print a row for each of `what`: a page, or a changed choice on *measure*."""
    for page in what:
        async with open_tab(port, f"w={without_rows if page == COUNTS else workshop}") as tab:
            await tab.run()
            shown = {"start": "", CHANGED: "measure", COUNTS: "explore"}.get(page, page)
            await tab.run(shown)
            choices = cycle(tab.levels[1])

            async def once(
                shown: str = shown, tab: Tab = tab, page: str = page, choices: cycle[str] = choices
            ) -> float:
                if page != CHANGED:
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
        store = Store(url)
        workshop = store.create(made, "bench")
        without_rows = counted(store) if COUNTS in what else ""
        with started(port, url) as process:
            time.sleep(8)  # the warm-up beside it
            asyncio.run(measured(port, process, workshop, without_rows, times, what))
            print(f"goal: {GOAL} ms of processor time a rerun of measure")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 60, sys.argv[2:] or (*PAGES, COUNTS, CHANGED))

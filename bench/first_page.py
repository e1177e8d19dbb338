"""How soon after its start the server is ready for a first page; the goal is two seconds on a quiet machine.

    python bench/first_page.py [TIMES]

Starts `streamlit run app.py` and times from the start of the process to its health check, to the first page of the
first session (over its websocket, as the server sends it), and, of another start, to the drawn title in a Chromium
that already runs and has the assets; that last one spends the browser's time too.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

from playwright.sync_api import sync_playwright  # noqa: E402 - the path comes first

from bench.open_tab import open_tab, started  # noqa: E402
from tests.browser.serving import chromium, free_port, opening, serving  # noqa: E402

GOAL = 2.0  # seconds


def sent(times: int) -> list[tuple[float, float]]:
    """Seconds to the health check and to the whole first page sent, for each start."""

    async def first(port: int) -> None:
        async with open_tab(port) as tab:
            await tab.run()

    taken = []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(times):
            port = free_port()
            began = time.perf_counter()
            with started(port, f"sqlite:///{folder}/workshops-{port}.db"):
                is_up = time.perf_counter()
                asyncio.run(first(port))
                taken.append((is_up - began, time.perf_counter() - began))
    return taken


def drawn(times: int) -> list[float]:
    """Seconds to the drawn title in Chromium, for each start."""
    taken = []
    port = free_port()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = chromium(playwright)
        with opening(browser, in_one_context=True) as open_page:
            for _ in range(times + 1):
                began = time.perf_counter()
                with serving(Path(folder), port=port) as url:
                    page = open_page(url)
                    taken.append(time.perf_counter() - began)
                    page.close()
        browser.close()
    return taken[1:]  # the first one fetched the assets


if __name__ == "__main__":
    times = int(sys.argv[1]) if sys.argv[1:] else 5
    up, ready = (statistics.median(column) for column in zip(*sent(times), strict=True))
    print(f"server up {up:.2f} s, first page sent {ready:.2f} s (median of {times}; goal {GOAL:.0f} s)")
    print(f"first page drawn in Chromium {statistics.median(drawn(times)):.2f} s (median of {times})")

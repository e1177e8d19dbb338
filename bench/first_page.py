"""How soon after its start the server shows a first page; the goal is two seconds on a quiet machine.

    python bench/first_page.py [TIMES]

Starts `streamlit run app.py`, opens the first page in a Chromium that already runs and has the assets, and times from
the start of the process to its health check and to the drawn title.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

from playwright.sync_api import sync_playwright  # noqa: E402 - the path comes first

from tests.browser.serving import chromium, free_port, opening, serving  # noqa: E402

GOAL = 2.0  # seconds


def measure(times: int) -> list[tuple[float, float]]:
    """Seconds to the health check and to the first page, for each start."""
    taken = []
    port = free_port()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = chromium(playwright)
        with opening(browser, in_one_context=True) as open_page:
            for _ in range(times + 1):
                began = time.perf_counter()
                with serving(Path(folder), port=port) as url:
                    is_up = time.perf_counter()
                    page = open_page(url)
                    drawn = time.perf_counter()
                    page.close()
                taken.append((is_up - began, drawn - began))
        browser.close()
    return taken[1:]  # the first one fetched the assets


if __name__ == "__main__":
    taken = measure(int(sys.argv[1]) if sys.argv[1:] else 5)
    up, drawn = (statistics.median(column) for column in zip(*taken, strict=True))
    print(f"server up {up:.2f} s, first page drawn {drawn:.2f} s (median of {len(taken)}; goal {GOAL:.0f} s)")

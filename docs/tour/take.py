"""The pictures of the README's tour, taken anew from the example as it is now.

python3 do.py run python docs/tour/take.py
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Locator, Page, sync_playwright

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

from otif_koop.demo import client_export, demo_tables  # noqa: E402 - the path comes first
from otif_koop.language import Language  # noqa: E402
from tests.browser.serving import chromium, opening, serving, still  # noqa: E402

TOLD = Language("en")
WIDTH, MOST = 1280, 1500
WHOLE = {"start": 900, "customers": 1150, "koop": 1330, "alignment": 1150, "measure": 900, "score": 1000}
"""Pages that are shown from their top, and how far down in pixels."""


def main() -> None:
    """Takes them all; some seconds each."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder)) as server,
        sync_playwright() as playwright,
        opening(chromium(playwright)) as open_page,
    ):
        page = open_page(f"{server}/?lang=en", locale="en-GB")
        page.locator("[class*=st-key-try] button").click()
        page.wait_for_url("**w=*")
        still(page)
        example = page.url.split("?")[1]
        for name, down in {**WHOLE, "explore": 1250, "targets": 1150, "decision": 1150}.items():
            _go(page, f"{server}/{'' if name == 'start' else name}?{example}")
            _take(page, name, 0, down)
        _go(page, f"{server}/koop?{example}")
        curve = page.get_by_role("heading", name=TOLD.say("What does a point cost?"))
        _take_from(page, "koop-curve", curve, 830)
        _go(page, f"{server}/plan?{example}")
        _take(page, "plan", 0, 1250)
        page.get_by_role("radio", name=TOLD.say("Follow-up"), exact=True).click()
        still(page)
        _take(page, "follow-up", 0, 1250)

        _go(page, f"{server}/?lang=en")
        page.get_by_role("button", name=TOLD.say("Make the workshop")).click()
        page.wait_for_url("**w=*")
        still(page)
        _go(page, f"{server}/data?{page.url.split('?')[1]}")
        page.locator("input[type=file]").set_input_files(list(_export(Path(folder))))
        page.get_by_role("button", name=TOLD.say("Use these data")).wait_for()
        still(page)
        _take(page, "data", 0, 1150)


def _export(folder: Path) -> Iterator[Path]:
    for name, content in client_export(demo_tables(scale=0.1), workbook=False).items():
        (folder / name).write_bytes(content)
        yield folder / name


def _go(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("h1")
    still(page)


def _take_from(page: Page, name: str, what: Locator, height: int) -> None:
    inside = "one => one.getBoundingClientRect().top + document.querySelector('[data-testid=stMain]').scrollTop"
    _take(page, name, int(what.evaluate(inside)) - 20, height)


def _take(page: Page, name: str, top: int, height: int) -> None:
    whole = int(page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight"))
    page.set_viewport_size({"width": WIDTH, "height": whole + 40})
    still(page)
    page.wait_for_timeout(1500)  # charts are drawn anew at another height
    clip = {"x": 0, "y": top, "width": WIDTH, "height": min(height, whole - top, MOST)}
    page.screenshot(path=HERE / f"{name}.png", clip=clip)
    page.set_viewport_size({"width": WIDTH, "height": 900})


if __name__ == "__main__":
    main()

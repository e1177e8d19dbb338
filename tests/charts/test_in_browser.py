"""Every chart in a real browser, on a wide screen and on a phone: whole, with no words cut off or over each other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.serving import DRAWN, PROJECT, chromium, opening, serving
from tests.charts.sample_figures import CASES

pytestmark = pytest.mark.browser

# What is cut off or covered in one chart; hidden labels (Vega gives them no opacity) don't count.
FAULTS = """chart => {
    const svg = chart.querySelector("svg.marks")
    if (!svg) return ["nothing is drawn"]
    const whole = svg.getBoundingClientRect()
    const shown = [...svg.querySelectorAll("text")].filter(
        text => text.textContent.trim() && text.getAttribute("opacity") !== "0" && !text.closest('[opacity="0"]'))
    const boxes = shown.map(text => ({words: text.textContent, ...text.getBoundingClientRect().toJSON()}))
    const faults = []
    if (!boxes.length) faults.push("no words")
    if (whole.right > innerWidth + 1) faults.push("wider than the screen")
    for (const box of boxes)
        if (box.left < whole.left - 2 || box.right > whole.right + 2 || box.top < whole.top - 3 || box.bottom > whole.bottom + 3)
            faults.push(`cut off: ${box.words}`)
    boxes.forEach((one, place) => boxes.slice(place + 1).forEach(other => {
        const across = Math.min(one.right, other.right) - Math.max(one.left, other.left)
        const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top)
        if (across > 2 && down > 6) faults.push(`over each other: ${one.words} / ${other.words}`)
    }))
    return faults
}"""


@pytest.fixture(scope="module")
def gallery(tmp_path_factory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("gallery"), PROJECT / "tests/charts/gallery.py", started_in=PROJECT) as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = chromium(playwright)
        yield opened
        opened.close()


def show(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    page.wait_for_selector(DRAWN)
    page.wait_for_function(
        f"document.querySelectorAll('[data-testid=stVegaLiteChart] svg.marks').length === {len(CASES)}", timeout=60_000
    )


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("code", ["nl", "en"])
def test_no_chart_is_blank_or_cut_off(gallery, browser, code, width):
    with opening(browser) as open_page:
        page = open_page(f"{gallery}/?only=none")
        show(page, f"{gallery}/?lang={code}", width)
        page.wait_for_timeout(500)
        faults = {}
        for place, name in enumerate(CASES):
            found = page.locator(f".st-key-case-{place} [data-testid=stVegaLiteChart]").evaluate(FAULTS)
            if found:
                faults[name] = found
        assert faults == {}

"""Every chart in a real browser, on a wide screen and on a phone: whole, with no words cut off or over each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from otif_koop.language import CODES
from tests.browser.serving import DRAWN, PROJECT, opening, serving
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
        if (box.left < whole.left - 2 || box.right > whole.right + 2 ||
                box.top < whole.top - 3 || box.bottom > whole.bottom + 3)
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


@pytest.fixture
def phone(browser) -> Iterator[Callable[[str], Page]]:
    """Opens an address on a screen of 360 px; fails the test when the page asks anything of another machine."""
    with opening(browser) as open_page:

        def visit(address: str) -> Page:
            page = open_page(address + "&only=nothing")
            page.set_viewport_size({"width": 360, "height": 900})
            page.goto(address)
            page.wait_for_selector(DRAWN)
            return page

        yield visit


def faults(page: Page) -> dict[str, list[str]]:
    found = {}
    for place, name in enumerate(CASES):
        found[name] = page.locator(f".st-key-case-{place} [data-testid=stVegaLiteChart]").evaluate(FAULTS)
    return {name: wrong for name, wrong in found.items() if wrong}


@pytest.mark.parametrize("code", CODES)
def test_no_chart_is_blank_or_cut_off(gallery, phone, code):
    page = phone(f"{gallery}/?lang={code}")
    charts = f"document.querySelectorAll('[data-testid=stVegaLiteChart] svg.marks').length === {len(CASES)}"
    page.wait_for_function(charts, timeout=60_000)
    page.wait_for_timeout(500)
    assert faults(page) == {}
    page.set_viewport_size({"width": 1280, "height": 900})
    page.wait_for_timeout(1500)
    assert faults(page) == {}


def test_a_window_can_be_dragged(gallery, phone):
    page = phone(f"{gallery}/?only=histogram")
    chart = page.locator(".st-key-movable svg.marks")
    chart.scroll_into_view_if_needed()
    page.get_by_text("window:").filter(has_text="none").wait_for()
    box = chart.bounding_box()
    middle, height = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(middle - 60, height)
    page.mouse.down()
    page.mouse.move(middle + 60, height, steps=5)
    page.mouse.up()
    page.get_by_text("window:").filter(has_text="(").wait_for()
    early, late = map(int, re.findall(r"\d+", page.get_by_text("window:").inner_text()))
    assert 5 <= early <= 25
    assert 5 <= late <= 25

"""Exploring in a real browser: the story on one screen, a touch that becomes the definition, a viewer without rows."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from otif_koop.language import CODES, Language
from otif_koop.otif.definition import Definition
from otif_koop.otif.explorer.effects import effects
from otif_koop.otif.explorer.explorer import explorer_of
from otif_koop.store.store import Store
from otif_koop.ui.data import demo_book
from tests.browser.client_files import dutch_files
from tests.browser.serving import DRAWN
from tests.browser.test_file_to_score import LOCALES, go, new_workshop, still
from tests.browser.test_room import SOON, Server, people, share

pytestmark = pytest.mark.browser
TABS = ("Ladder", "Customer groups", "Ranking", "Tolerances", "Careful", "Level", "Difference")
HISTOGRAM, TORNADO, IN_A_TAB = range(3)


def touch(page: Page, chart: int, place: int) -> None:
    """Touch the mark of a chart that stands for `place`."""
    drawn = page.get_by_test_id("stVegaLiteChart").nth(chart)
    # Vega names a mark by all that it stands for; of several layers the first is the one that is touched
    mark = drawn.locator(f"svg path[aria-label*='place: {place};'], svg path[aria-label$='place: {place}']").first
    mark.evaluate("mark => mark.scrollIntoView({block: 'center'})")
    still(page)
    box = mark.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] - 4)
    still(page)  # what is pressed while it is still being drawn anew may not notice


def draft(page: Page):
    return page.locator(".st-key-explore-draft").last


@pytest.mark.parametrize("code", CODES)
def test_the_story_on_one_screen_and_a_touch_becomes_the_definition(code, server, open_page):
    told, book = Language(code), demo_book()
    explorer = explorer_of(book, Definition(), book.as_of)
    scores = explorer.sweep().of(None)
    page = open_page(f"{server}/start?lang={code}", locale=LOCALES[code])
    page.locator("[class*=st-key-try] button").click()
    page.wait_for_url("**w=*")
    still(page)
    go(page, server, page.url.split("w=")[1].split("&")[0], "explore", told)
    story = page.get_by_text(
        told.say("The same deliveries score from {low:percent} to {high:percent}.", low=scores.min(), high=scores.max())
    )
    expect(story).to_be_in_viewport()
    charts = page.get_by_test_id("stVegaLiteChart")
    expect(charts.nth(IN_A_TAB).locator("svg")).to_be_visible()
    for chart in (HISTOGRAM, TORNADO):
        expect(charts.nth(chart)).to_be_in_viewport(ratio=0.7)

    touch(page, HISTOGRAM, 12)
    expect(draft(page)).to_be_in_viewport()
    inside = int(((scores >= 0.24 - 1e-9) & (scores <= 0.26 + 1e-9)).sum())
    expect(draft(page)).to_contain_text(
        told.say(
            "{n:number} definitions score from {low:percent} to {high:percent}. "
            "This one differs least from the chosen one.",
            n=inside,
            low=0.24,
            high=0.26,
        )
    )
    page.locator("[class*=st-key-explore-aside] button").click()
    expect(draft(page)).to_have_count(0)

    for title in TABS:
        page.get_by_role("tab", name=told.say(title), exact=True).click()
        still(page)
        assert page.get_by_test_id("stAlertContentError").count() == 0
    faults = Axe().run(page).response["violations"]
    assert [one["id"] for one in faults if one["impact"] in {"serious", "critical"}] == []

    first = effects(explorer, Definition(), None)[0]
    touch(page, TORNADO, 0)
    expect(draft(page)).to_contain_text(told.percent(first.figure))
    page.locator("[class*=st-key-explore-take] button").click()
    expect(draft(page)).to_have_count(0)
    milder = (scores > first.figure + 1e-9).mean()
    expect(
        page.get_by_text(
            told.say(
                "{n:number} definitions can be defended. The chosen one gives {figure:percent}; "
                "{share:percent} of them give more.",
                n=len(scores),
                figure=first.figure,
                share=milder,
            )
        )
    ).to_be_visible()


def wait_for_counts(address: str, workshop_id: str) -> None:
    """They are made behind the page."""
    store, until = Store(address), time.monotonic() + 60
    right = store.here(workshop_id, "test")
    while store.order_counts.kept(right) is None and time.monotonic() < until:
        time.sleep(0.1)
    assert store.order_counts.kept(right) is not None
    store.close()


def test_a_viewer_explores_without_the_rows_also_after_the_server_restarted(browser, tmp_path: Path):
    told, theirs = Language("nl"), Language("en")
    address = f"sqlite:///{tmp_path / 'room.sqlite'}"
    room = Server(tmp_path, address)
    room.start()
    try:
        with people(browser) as (come, _):
            ann = come("nl-NL")
            ann.goto(room.url)
            ann.wait_for_selector(DRAWN)
            made = new_workshop(ann, told, "Eigen cijfers")
            go(ann, room.url, made, "data", told)
            files = dutch_files()
            for name, content in files.items():
                (tmp_path / name).write_bytes(content)
            ann.locator("input[type=file]").set_input_files([tmp_path / name for name in files])
            ann.get_by_role("button", name=told.say("Use these data")).click(timeout=SOON)
            ann.get_by_role("link", name=told.say("See the score"), exact=True).click(timeout=SOON)
            still(ann)
            ann.get_by_role("link", name=told.say("Next: {step}", step="Verkennen")).click()
            story = ann.locator("h3").first
            expect(story).to_contain_text("%", timeout=SOON)
            said = story.inner_text().strip()
            link = share(ann, told.say, "Look")
            wait_for_counts(address, made)

            ann.close()
            room.kill()
            room.start()
            viewer = come("en-GB")
            viewer.goto(link)
            viewer.wait_for_selector(DRAWN)
            viewer.goto(f"{room.url}/explore?w={made}&lang=en")
            viewer.wait_for_selector(DRAWN)
            low, high = (part for part in said.replace(".", "").split() if part[0].isdigit())
            expect(viewer.locator("h3").first).to_contain_text(low.replace(",", "."), timeout=SOON)
            expect(viewer.locator("h3").first).to_contain_text(high.replace(",", "."))
            expect(viewer.get_by_text(theirs.say("From counts up to"), exact=False)).to_be_visible()
            expect(viewer.get_by_test_id("stVegaLiteChart").nth(IN_A_TAB).locator("svg")).to_be_visible()
            touch(viewer, HISTOGRAM, 20)
            expect(draft(viewer)).to_be_in_viewport()
            expect(viewer.locator("[class*=st-key-explore-take] button")).to_be_disabled()
            viewer.get_by_role("tab", name="Level").click()
            still(viewer)
            viewer.get_by_role("button", name="Look at this level").click()
            expect(draft(viewer)).to_contain_text("Every order line counts by itself.")
    finally:
        room.kill()

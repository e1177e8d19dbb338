"""The example, filled in on every page, for who can't see or can't point, in both languages."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from otif_koop.language import Language
from otif_koop.workshop.steps import Step, steps
from tests.browser.accessibility import serious_faults
from tests.browser.serving import still

pytestmark = pytest.mark.browser
ADDED = 60_000  # ms: the example's year of orders is made once


def titled(page: Page, step: Step, code: str) -> None:
    expect(page.locator("h1", has_text=Language(code).say(step.question))).to_be_visible(timeout=ADDED)
    still(page)


def test_no_page_of_the_example_has_a_serious_accessibility_fault(server, open_page):
    page = open_page(f"{server}/")
    page.get_by_role("button", name=Language("nl").say("Open the example")).click()
    page.wait_for_url("**w=**", timeout=ADDED)
    codes, faults = ["nl", "en"], {}
    for step in steps():
        if step.id != "start":
            page.get_by_role("link", name=Language(codes[0]).say("Next: {step}", step=step.title)).click()
        for code in codes:
            page.get_by_text(code, exact=True).first.click()
            titled(page, step, code)
            faults[step.id, code] = serious_faults(page)
        codes.reverse()  # the next page begins in the language that this one ended in
    assert {where: found for where, found in faults.items() if found} == {}


def test_the_keyboard_goes_past_the_menu_and_shows_where_it_is(server, open_page):
    page = open_page(f"{server}/score?lang=nl")
    page.keyboard.press("Tab")
    past = page.locator(":focus")
    assert past.evaluate("e => getComputedStyle(e, '::after').content") == '"Naar de pagina zelf"'
    assert past.evaluate("e => getComputedStyle(e).fontSize") == "0px"
    page.keyboard.press("Enter")
    link, stops = page.locator("[data-testid='stMain'] a:focus"), []
    for _ in range(12):
        page.keyboard.press("Tab")
        if link.count():
            stops.append(link.inner_text())
            assert link.evaluate("e => getComputedStyle(e).outlineStyle") == "solid", stops[-1]
    way = [Language("nl").say("Open or make a workshop first"), Language("nl").say("Next: {step}", step="Verkennen")]
    assert all(any(name in stop for stop in stops) for name in way), stops

"""Choosing a target in a real browser, by keyboard alone, and by touching a row of the table of groups."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from otif_koop.language import Language
from tests.browser.serving import still

pytestmark = pytest.mark.browser


def figures(page: Page) -> Locator:
    return page.locator("[class*=st-key-target-card] [data-testid=stMetricValue]")


def test_a_target_is_chosen_by_keyboard_on_the_example(server, open_page):
    told = Language("nl")
    page = open_page(f"{server}/")
    page.locator("[class*=st-key-try] button").click()
    page.wait_for_url("**w=*")
    still(page)
    page.goto(page.url.replace("/?", "/targets?"))
    page.get_by_text(told.say("What it asks of every component")).wait_for()
    still(page)

    slider = page.get_by_role("slider", name=told.say("Target (%)"))
    was, before = int(slider.input_value()), figures(page).all_inner_texts()
    page.get_by_role("radio", name="Zorg").focus()
    for _ in range(12):  # from the choice of the group on, as someone without a mouse goes
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "range":
            break
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    still(page)
    expect(page.get_by_label(told.say("Exactly (%)"))).to_have_value(str(was + 3))
    expect(page.get_by_role("slider", name=told.say("Target (%)"))).to_have_value(str(was + 3))
    expect(figures(page).nth(2), "what it asks of a line moves").not_to_have_text(before[2])
    expect(figures(page).nth(0), "today's score does not").to_have_text(before[0])
    still(page)
    table = page.locator("[class*=st-key-target-table] [data-testid=stVegaLiteChart]")
    name = page.locator("[class*=st-key-target-card] h3")
    first = name.inner_text()
    box = table.bounding_box()
    table.click(position={"x": box["width"] / 2, "y": box["height"] - 35})
    expect(name).not_to_have_text(first)
    assert page.locator("[data-testid=stAlertContentError]").count() == 0

"""The customers page in a real browser: a file without groups, groups from rules, one split, and the score follows."""

from __future__ import annotations

import pytest
from playwright.sync_api import TimeoutError as NotInTime
from playwright.sync_api import expect

from otif_koop.language import Language
from tests.browser.serving import still
from tests.browser.test_file_to_score import LOCALES, go, keep, new_workshop
from tests.intake.files import csv_bytes

pytestmark = pytest.mark.browser

HEAD = ["Ordernummer", "Regel", "Klantnummer", "Besteld aantal", "Geleverd aantal", "Geleverd op"]
HEAD += ["Gevraagde leverdatum", "Toegezegde datum", "Orderdatum"]
NO_GROUPS = csv_bytes(
    HEAD,
    [
        [f"O{n}", "1", f"K{n % 6}", "5", "5", "20-03-2026", asked, "20-03-2026", "02-03-2026"]
        for n in range(36)
        for asked in [["04-03-2026", "12-03-2026", "30-03-2026"][n % 3]]
    ],
)


@pytest.mark.parametrize("code", ["nl", "en"])
def test_from_a_file_without_groups_to_groups_that_are_scored(code, server, open_page, tmp_path):
    told = Language(code)
    (tmp_path / "orders.csv").write_bytes(NO_GROUPS)
    page = open_page(f"{server}/", locale=LOCALES[code])
    made = new_workshop(page, told, "Klanten")
    go(page, server, made, "data", told)
    page.locator("input[type=file]").set_input_files(tmp_path / "orders.csv")
    page.get_by_text(told.say("What is what?")).wait_for()
    still(page)
    page.get_by_role("button", name=told.say("Use these data")).click()
    page.get_by_text(told.say("The information gap"), exact=True).wait_for()
    still(page)

    page.get_by_role("link", name=told.say("Back: {step}", step=told.say("Measuring"))).wait_for()
    go_here(page, told, "Customers")
    first = "The first rule that holds for a customer is its group. Every limit can be set otherwise."
    page.get_by_text(told.say(first)).wait_for()
    keep(page, tmp_path, "1 proposed")
    page.get_by_role("button", name=told.say("Take these groups over"), exact=True).click()
    still(page)
    page.get_by_role("radio", name=told.say("Fast customers")).click()
    page.get_by_role("heading", name=told.say("Fast customers")).wait_for()
    still(page)
    keep(page, tmp_path, "2 taken over")
    page.get_by_role("radio", name=told.say("In a delivery week")).click()
    still(page)
    page.get_by_text(told.say("The measurement of this group agrees with these answers.")).wait_for()

    page.get_by_text(told.say("Adjust the groups")).click()
    still(page)
    page.get_by_label(told.say("Name of the group"), exact=True).fill("Spoed")
    page.get_by_label(told.say("Name of the group"), exact=True).press("Enter")
    page.get_by_role("heading", name="Spoed").wait_for()
    go_here(page, told, "Score")
    page.get_by_test_id("stMetricValue").first.wait_for()
    still(page)
    open_list(page, told.say("Which customers?"), "Spoed")
    expect(page.get_by_role("option", name=told.say("Project customers"))).to_be_visible()
    assert page.locator("[data-testid=stAlertContentError]").count() == 0


def open_list(page, label, name):
    """As someone does: again, where the page was still being drawn and closed the list."""
    option = page.get_by_role("option", name=name)
    for _ in range(4):
        page.get_by_label(label).click()
        try:
            option.wait_for(timeout=4_000)
            return
        except NotInTime:
            still(page)
    expect(option).to_be_visible()


def go_here(page, told, title):
    """By the links of the page itself, because the rows live in the session."""
    from otif_koop.workshop.steps import steps

    step = next(one for one in steps() if one.title.text == title)
    page.get_by_test_id("stTopNavSection").filter(has_text=told.say(step.phase)).click()
    link = page.get_by_test_id("stTopNavDropdownLink").filter(has_text=told.say(step.title))
    link.first.click()
    page.mouse.move(600, 600)
    page.get_by_role("heading", name=told.say(step.question)).wait_for()
    still(page)

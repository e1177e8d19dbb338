"""The rest of the article's step plan in a real browser: the gap, a filled plan, and the month after with its check."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from otif_koop.language import Language
from tests.browser.serving import still
from tests.browser.test_file_to_score import LOCALES, go, keep, new_workshop
from tests.intake.files import csv_bytes
from tests.ui.own_files import DUTCH

pytestmark = pytest.mark.browser

# the month after: other columns first, one column more, and an old order that has come at last
APRIL = csv_bytes(
    [
        *("Klantgroep", "Ordernummer", "Regel", "Magazijn", "Besteld aantal", "Geleverd aantal"),
        *("Geleverd op", "Toegezegde datum"),
    ],
    [
        ["Zorg", "GEHEIM-2", "1", "A", "8", "8", "30-03-2026", "17-03-2026"],
        ["Dealers", "GEHEIM-4", "1", "A", "3", "3", "14-04-2026", "14-04-2026"],
        ["Zorg", "GEHEIM-5", "1", "B", "2", "2", "20-04-2026", "15-04-2026"],
    ],
)


def used(page, told, path):
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_text(told.say("What is what?")).wait_for()
    still(page)


def part(page, told, name):
    page.get_by_role("radio", name=told.say(name), exact=True).click()
    still(page)


@pytest.mark.parametrize("code", ["nl", "en"])
def test_from_the_gap_to_the_second_month(code, server, open_page, tmp_path):
    told = Language(code)
    (tmp_path / "maart.csv").write_bytes(DUTCH)
    (tmp_path / "april.csv").write_bytes(APRIL)
    page = open_page(f"{server}/", locale=LOCALES[code])
    made = new_workshop(page, told, "Stappenplan")
    go(page, server, made, "data", told)
    used(page, told, tmp_path / "maart.csv")
    page.get_by_role("button", name=told.say("Use these data")).click()
    page.get_by_text(told.say("The information gap"), exact=True).wait_for()
    still(page)
    expect(page.get_by_text(told.say("Not measurable"), exact=False).first).to_be_attached()
    keep(page, tmp_path, "1 gap")
    with page.expect_download() as download:
        page.get_by_role("button", name=told.say("Download the form")).click()
    assert download.value.suggested_filename == told.say("to-fill-in.xlsx")

    page.get_by_role("link", name=told.say("Take the gap into the plan")).click()
    page.locator("[class*=st-key-take-all] button").click()
    page.get_by_text(told.say("The plan over time")).first.wait_for()
    still(page)
    keep(page, tmp_path, "2 plan")
    part(page, told, "Texts")
    keep(page, tmp_path, "3 texts")
    part(page, told, "Follow-up")
    page.locator("[class*=st-key-append] button").first.click()
    page.get_by_text(told.say("Plan–do–check–act")).first.wait_for()
    still(page)

    page.get_by_role("link", name=told.say("Bring the next export")).click()
    page.get_by_text(told.say("Bring other files instead")).click()
    used(page, told, tmp_path / "april.csv")
    page.get_by_role("button", name=told.say("Use these data")).click()
    page.get_by_text(told.say("The information gap"), exact=True).wait_for()
    still(page)
    page.get_by_role("link", name=told.say("Take the gap into the plan")).click()
    page.get_by_text(told.say("The board"), exact=True).wait_for()
    part(page, told, "Follow-up")
    page.locator("[class*=st-key-append] button").first.click()
    still(page)
    # March and April of both groups: April is new, and March is known up to a later day
    page.get_by_text(told.say("{n} scores appended or brought up to date.", n=4)).wait_for()
    keep(page, tmp_path, "4 second month")
    assert page.locator("[data-testid=stAlertContentError]").count() == 0

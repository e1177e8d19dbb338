"""A newcomer at the decoupling point: a template, two days instead of eight, and the advice that flips, with why."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from otif_koop.koop.chain_file import template
from otif_koop.koop.group import Promise
from otif_koop.koop.placement import place
from otif_koop.language import CODES, Language
from otif_koop.tables import table
from tests.browser.serving import DRAWN, still
from tests.browser.test_file_to_score import LOCALES, go, new_workshop

pytestmark = pytest.mark.browser
FURNITURE = template("office-furniture")
TEMPLATES = [one["id"] for one in table("chain_templates")["templates"]]
TITLES = [one["title"] for one in table("koop_positions")["positions"]]


def take_template(page: Page, told: Language, name: str) -> None:
    page.get_by_role("button", name=told.say("Take this chain")).nth(TEMPLATES.index(name)).click()
    expect(page.get_by_role("slider")).to_be_visible()
    still(page)


@pytest.mark.parametrize("code", CODES)
def test_two_days_instead_of_eight_flips_the_advice(server, open_page, code):
    told = Language(code)
    page = open_page(f"{server}/start?lang={code}", locale=LOCALES[code])
    page.wait_for_selector(DRAWN)
    go(page, server, new_workshop(page, told, "Meubels"), "koop", told)
    take_template(page, told, "office-furniture")
    advice = page.get_by_test_id("stAlert").first
    group = FURNITURE.groups[0]
    eight = place(FURNITURE.chain, group)
    expect(advice).to_contain_text(told.say(TITLES[2]))
    expect(advice).to_contain_text(told.money(eight.best.total))

    slider = page.get_by_role("slider")
    expect(slider).to_have_value("8")
    slider.focus()
    for _ in range(6):
        slider.press("ArrowLeft", delay=60)
    two = place(FURNITURE.chain, group.model_copy(update={"promise": Promise(periods=2)}))
    assert (eight.advice, two.advice) == (3, 1)
    expect(advice).to_contain_text(told.say(TITLES[0]))
    expect(advice).to_contain_text(told.money(two.best.total))
    why = told.say("Position {position} falls out: {why}.", position=2, why=two.at(2).why)
    expect(page.get_by_text(why)).to_be_visible()
    drawn = page.get_by_test_id("stVegaLiteChart").first.locator("svg")
    lane = told.say("position {position} · {how}", position=1, how=told.say("advice"))
    expect(drawn.locator("path[aria-label*='group_id: dealers']")).to_have_attribute(
        "aria-label", re.compile(re.escape(lane))
    )


def test_touching_a_groups_marker_chooses_that_group(server, open_page):
    told = Language("nl")
    page = open_page(f"{server}/start?lang=nl", locale=LOCALES["nl"])
    go(page, server, new_workshop(page, told, "Twee groepen"), "koop", told)
    take_template(page, told, "two-groups")
    for group, promised in (("webshop", "3"), ("projecten", "15"), ("webshop", "3")):
        page.locator(f"path[aria-label*='group_id: {group}']").click(force=True)
        still(page)
        expect(page.get_by_role("slider")).to_have_value(promised)

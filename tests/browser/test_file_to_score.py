"""The main job in a real browser: from a client's file to a score that can be defended, as an analyst clicks it."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pandas as pd
import pytest
from playwright.sync_api import Locator, Page, expect

from otif_koop.commands.score import score as command
from otif_koop.language import Language
from otif_koop.workshop.steps import steps
from tests.browser.client_files import ARTICLE_FILE, dutch_files, order_file, us_file
from tests.browser.serving import DRAWN, opening, still
from tests.ui.own_files import AMBIGUOUS

pytestmark = pytest.mark.browser
LOCALES = {"nl": "nl-NL", "en": "en-GB"}
SAVED = {"nl": "bewaard, versie 0", "en": "saved, version 0"}
PARTS = ("Where it is lost", "Early or late", "Causes", "Over time", "The lines")


@dataclass(frozen=True)
class Export:
    """A client's files, and the answers that only a person can give: field by header."""

    files: dict[str, bytes]
    answers: tuple[tuple[str, str], ...] = ()


EXPORTS = {
    "article": Export({"artikel.csv": ARTICLE_FILE}),
    "deliveries": Export(dutch_files()),
    "us": Export({"SCMS export.txt": us_file()}),
    "orders": Export({"orders.csv": order_file()}),
    "asked": Export({"vraag.csv": AMBIGUOUS}, (("requested_date", "Due Date"),)),
}
FLOWS = [("article", "nl"), ("article", "en"), ("deliveries", "nl"), ("us", "en"), ("orders", "nl"), ("asked", "en")]


def keep(page: Page, folder, name: str) -> None:
    """A picture of the whole page, for who wants to look at it."""
    size = page.viewport_size
    height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({**size, "height": min(height + 80, 5000)})
    page.wait_for_timeout(200)
    page.screenshot(path=folder / f"{name}.png")
    page.set_viewport_size(size)


def new_workshop(page: Page, told: Language, name: str) -> str:
    page.get_by_label(told.say("Name of the workshop")).fill(name)
    page.get_by_role("button", name=told.say("Make the workshop")).click()
    page.get_by_text(SAVED[told.code]).wait_for()
    still(page)
    return page.url.split("w=")[1].split("&")[0]


def go(page: Page, server: str, made: str, where: str, told: Language) -> None:
    page.goto(f"{server}/{where}?w={made}&lang={told.code}")
    page.wait_for_selector(DRAWN)
    still(page)


def figures(page: Page) -> Locator:
    return page.get_by_test_id("stMetricValue")


def by_command(export: Export, folder, capsys) -> dict:
    for name, content in export.files.items():
        (folder / name).write_bytes(content)
    answers = [part for field, header in export.answers for part in ("--map", f"{field}={header}")]
    capsys.readouterr()
    assert command([*(str(folder / name) for name in export.files), *answers, "--json"]) == 0
    scores = json.loads(capsys.readouterr().out)["scores"]
    return next(one for one in scores if one["group"] is None and one["level"] == "order")


@pytest.mark.parametrize(("which", "code"), FLOWS)
def test_from_file_to_score(which, code, server, open_page, tmp_path, capsys):
    told, export = Language(code), EXPORTS[which]
    by_engine = by_command(export, tmp_path, capsys)
    page = open_page(f"{server}/", locale=LOCALES[code])
    made = new_workshop(page, told, f"Proef {which}")

    go(page, server, made, "data", told)
    page.locator("input[type=file]").set_input_files([tmp_path / name for name in export.files])
    page.get_by_text(told.say("What is what?")).wait_for()
    still(page)
    for field, _ in export.answers:
        assert page.get_by_role("button", name=told.say("Use these data")).count() == 0
        page.locator(f"[class*=st-key-answer-0-{field}] button").click()
        still(page)
    keep(page, tmp_path, "1 columns")
    page.get_by_role("button", name=told.say("Use these data")).click()
    page.get_by_text(told.say("What these data can measure")).wait_for()
    still(page)
    keep(page, tmp_path, "2 checked")

    page.get_by_role("link", name=told.say("See the score"), exact=True).click()
    measured = by_engine["measured"]
    expect(figures(page).nth(0)).to_have_text(told.percent(measured["product"]))
    expect(figures(page).nth(1)).to_have_text(told.percent(measured["joint"]))
    still(page)
    for part in PARTS:
        page.get_by_role("tab", name=told.say(part)).click()
        still(page)
        keep(page, tmp_path, f"3 {part}")
        assert page.locator("[data-testid=stAlertContentError]").count() == 0
    with page.expect_download() as download:
        page.get_by_role("button", name=told.say("Download these lines (CSV)")).click()
    download.value.save_as(tmp_path / "lines.csv")
    lines = pd.read_csv(tmp_path / "lines.csv", sep=";" if code == "nl" else ",", dtype=str, encoding="utf-8-sig")
    missed = page.get_by_text(told.plural("{n} order line", "{n} order lines", len(lines)), exact=True)
    expect(missed).to_be_visible()
    assert {"order_id", "on_time"} <= set(lines.columns)
    assert lines["order_id"].notna().all()


@pytest.mark.parametrize("code", ["nl", "en"])
def test_a_choice_shows_its_effect_and_survives_a_closed_laptop(code, server, open_page, tmp_path):
    told = Language(code)
    page = open_page(f"{server}/", locale=LOCALES[code])
    made = new_workshop(page, told, "Keuzes *en* meer")
    go(page, server, made, "data", told)
    (tmp_path / "artikel.csv").write_bytes(ARTICLE_FILE)
    page.locator("input[type=file]").set_input_files(tmp_path / "artikel.csv")
    page.get_by_role("button", name=told.say("Use these data")).click()
    page.get_by_text(told.say("What these data can measure")).wait_for()
    still(page)
    page.get_by_role(
        "link", name=told.say("Back: {step}", step=next(one.title for one in steps() if one.id == "measure"))
    ).click()
    expect(figures(page)).to_have_text([told.percent(0.0)] * 4)  # no order of the article is good
    page.get_by_role("radio", name=told.say("Order lines"), exact=True).click()
    # the article, section 6 of the method: 4/7 on time, 5/7 in full, 4/7 without errors and complaints; 1/7 without any
    expect(figures(page)).to_have_text([told.percent(4 / 7 * 5 / 7 * 4 / 7), told.percent(1 / 7)] * 2)
    expect(page.get_by_test_id("stMetricDelta")).to_contain_text("23")
    still(page)
    keep(page, tmp_path, "measure")

    go(page, server, made, "score", told)  # as after a closed laptop: a new session
    expect(page.get_by_text("Keuzes *en* meer").first).to_be_visible()
    page.get_by_role("link", name=told.say("Bring the data"), exact=True).click()
    expect(page.get_by_text("artikel.csv")).to_be_visible()
    still(page)
    page.get_by_role(
        "link", name=told.say("Back: {step}", step=next(one.title for one in steps() if one.id == "measure"))
    ).click()
    chosen = page.get_by_role("radio", name=told.say("Order lines"), exact=True)
    expect(chosen).to_have_attribute("aria-checked", "true")
    page.go_back()
    page.locator("input[type=file]").set_input_files(tmp_path / "artikel.csv")
    page.get_by_role("button", name=told.say("Use these data")).click()
    page.get_by_text(told.say("What these data can measure")).wait_for()
    still(page)
    page.get_by_role("link", name=told.say("See the score"), exact=True).click()
    expect(figures(page).nth(1)).to_have_text(told.percent(1 / 7))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_sticks_out_on_a_phone(theme, server, open_page, tmp_path):
    told = Language("nl")
    page = open_page(f"{server}/", theme=theme)
    page.get_by_role("button", name=told.say("Open the example")).click()
    page.get_by_text(SAVED[told.code]).wait_for(timeout=60_000)
    made = page.url.split("w=")[1].split("&")[0]
    page.set_viewport_size({"width": 390, "height": 844})
    for where in ("", "data", "measure", "score"):
        if where:  # the start page is there already
            go(page, server, made, where, told)
        page.wait_for_timeout(500)
        keep(page, tmp_path, where or "start")
        wide = page.evaluate("[document.querySelector('[data-testid=stMain]').scrollWidth, window.innerWidth]")
        assert wide[0] <= wide[1], (where, wide)


def test_a_done_step_opened_by_its_address_asks_nothing_of_another_machine(server, browser):
    told = Language("nl")
    with opening(browser) as open_one:  # which fails on what the page asks elsewhere
        page = open_one(f"{server}/")
        page.get_by_role("button", name=told.say("Make the workshop")).click()
        page.get_by_text(SAVED["nl"]).wait_for()
        page.reload()
        page.wait_for_selector(DRAWN)
        still(page)

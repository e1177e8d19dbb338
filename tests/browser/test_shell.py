"""The frame in a real browser: language, way through the plan, accessibility, security policy."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from otif_koop.language import Language
from otif_koop.workshop.steps import steps
from tests.browser.accessibility import serious_faults
from tests.browser.serving import DRAWN, PROJECT, serving

pytestmark = pytest.mark.browser
TRIAL = PROJECT / "tests" / "browser" / "trial.py"
STEPS = {step.id: step for step in steps()}


@pytest.fixture(scope="module")
def trial(tmp_path_factory):
    """The address of an app with our server around a page that uses everything; see trial.py."""
    with serving(tmp_path_factory.mktemp("trial"), TRIAL, started_in=PROJECT) as url:
        yield url


def wait_for_title(page, text: str) -> None:
    page.locator("h1", has_text=text).wait_for()
    page.wait_for_selector(DRAWN)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_has_a_serious_accessibility_fault(server, open_page, theme):
    page = open_page(f"{server}/", theme=theme)
    faults = {}
    for step in steps():
        if step.id != "start":
            page.get_by_role("link", name=Language("nl").say("Next: {step}", step=step.title)).click()
            wait_for_title(page, Language("nl").say(step.question))
        page.wait_for_timeout(300)  # colours fade in
        faults[step.id] = serious_faults(page)
    assert {step: found for step, found in faults.items() if found} == {}


def test_the_language_goes_along_through_the_plan(server, open_page):
    page = open_page(f"{server}/customers")
    page.get_by_text("en", exact=True).click()
    wait_for_title(page, Language("en").say(STEPS["customers"].question))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url.endswith("?lang=en")
    page.get_by_role("link", name="Next: " + Language("en").say(STEPS["koop"].title)).click()
    wait_for_title(page, Language("en").say(STEPS["koop"].question))
    assert page.url == f"{server}/koop?lang=en"
    page.reload()
    wait_for_title(page, Language("en").say(STEPS["koop"].question))
    page.get_by_text("nl", exact=True).click()
    wait_for_title(page, Language("nl").say(STEPS["koop"].question))
    expect(page.locator("html")).to_have_attribute("lang", "nl")


def test_the_page_carries_its_own_icon_and_title(server, open_page):
    page = open_page(f"{server}/score")
    icon = page.locator("link[rel='shortcut icon']").get_attribute("href")
    assert icon.startswith("data:image/svg+xml"), "a named icon would be fetched from elsewhere"
    assert page.title() == Language("nl").say(STEPS["score"].title) + " · OTIF & KOOP"


def test_what_pages_use_works_under_the_security_policy(trial, open_page, tmp_path):
    """Charts, tables, upload and download, the websocket; `open_page` fails on anything the policy blocked."""
    page = open_page(f"{trial}/")
    page.locator("[data-testid='stVegaLiteChart'] svg, [data-testid='stVegaLiteChart'] canvas").first.wait_for()
    page.locator("[data-testid='stDataFrame'] canvas").nth(1).wait_for()
    expect(page.get_by_test_id("stVegaLiteChart")).to_contain_text("mrt 2026")
    (tmp_path / "x.csv").write_text("a;b\n1;2\n")
    page.locator("input[type=file]").set_input_files(tmp_path / "x.csv")
    page.get_by_text("received 8").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="take away").click()
    assert download.value.suggested_filename == "x.csv"
    expect(page.get_by_text("typed: *a* $x$ and $y$ :material/home: :red[b] <b>c</b> [d](http://e.f)")).to_be_visible()


def test_a_language_switch_keeps_the_selection(trial, open_page):
    page = open_page(f"{trial}/")
    page.get_by_text("keuze line", exact=True).click()
    page.get_by_text("chosen: line nl").wait_for()
    page.locator("[data-testid='stSelectbox'] input").click()
    page.get_by_role("option", name="keuze fr").click()
    page.get_by_text("chosen: line fr").wait_for()
    for code, word, other in (("en", "option", "order"), ("nl", "keuze", "line")):
        page.get_by_text(code, exact=True).click()
        page.get_by_text(f"{word} {other}", exact=True).click()
        page.get_by_text(f"chosen: {other} fr").wait_for()
        expect(page.locator("[data-testid='stSelectbox'] input").first).to_have_value(f"{word} fr")


def test_trouble_is_told_in_words(trial, open_page):
    page = open_page(f"{trial}/?lang=en")
    page.get_by_label("name").fill("taken")
    page.get_by_label("name").press("Enter")
    page.get_by_text("“*x*” is taken.").wait_for()
    expect(page.get_by_label("name")).to_have_value("free")
    page.get_by_role("button", name="fail", exact=True).click()
    page.get_by_text("Something went wrong on our side").wait_for()
    assert "secret detail" not in page.content()
    assert "Traceback" not in page.content()

"""A link to any page, opened on a server that has just started, gives that page with its language and frame."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from otif_koop.language import Language
from otif_koop.workshop.steps import steps
from tests.browser.serving import free_port, opening, serving

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def fresh(browser):
    """A port on which one server after another is started, and a browser that has seen the assets of the first."""
    with opening(browser, in_one_context=True) as open_page:
        yield free_port(), open_page


@pytest.mark.parametrize("at", range(len(steps())), ids=[step.id for step in steps()])
def test_a_deep_link_on_a_fresh_server(fresh, tmp_path, at):
    port, open_page = fresh
    step = steps()[at]
    language = Language("en" if at % 2 else "nl")
    path = "" if step.id == "start" else step.id
    with serving(tmp_path, port=port) as url:
        page = open_page(f"{url}/{path}?lang={language.code}")
        expect(page.locator("h1")).to_have_text(language.say(step.question))
        expect(page.locator("html")).to_have_attribute("lang", language.code)
        expect(page).to_have_title(re.compile(f"^{re.escape(language.say(step.title))}"))
        expect(page.get_by_role("link", name="Start", exact=True)).to_have_count(1)
        expect(page.get_by_test_id("stTopNavSection")).to_have_count(3)
        if step.phase:
            expect(page.get_by_text(f"{language.say(step.phase)} · ")).to_be_visible()
        page.close()

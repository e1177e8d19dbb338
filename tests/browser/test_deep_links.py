"""A link to any page, opened on a server that has just started, gives that page with its language and frame."""

from __future__ import annotations

import pytest

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
        assert page.locator("h1").inner_text() == language.say(step.question)
        assert page.evaluate("document.documentElement.lang") == language.code
        assert page.title().startswith(language.say(step.title))
        assert page.get_by_role("link", name="Start", exact=True).count() == 1
        assert page.locator("[data-testid='stTopNavSection']").count() == 3
        if step.phase:
            assert page.get_by_text(f"{language.say(step.phase)} · ").is_visible()
        page.close()

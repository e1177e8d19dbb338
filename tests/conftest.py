"""A real server and a real browser, shared by all tests of a worker: a process can run one Playwright only.

`server` is one running app; `open_page` opens an address in Chromium and, when the test ends, fails it if the page
asked anything of another machine, broke its security policy or raised an error in the browser.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from tests.browser.serving import OpenPage, chromium, opening, serving

settings.register_profile("patient", deadline=None)  # how long an example takes says what else the machine does
settings.load_profile("patient")


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator[str]:
    """The address of one running app."""
    with serving(tmp_path_factory.mktemp("server")) as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = chromium(playwright)
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser) -> Iterator[OpenPage]:
    """`open_page(address, locale="nl-NL", theme="light")`: the page, once its script has drawn a title."""
    with opening(browser) as open_one:
        yield open_one

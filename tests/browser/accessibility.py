"""What a page does to who can't see or can't point, as axe finds it."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def serious_faults(page: Page) -> list[tuple[str, list[list[str]]]]:
    """The rules that are broken seriously, each with where."""
    return [
        (fault["id"], [node["target"] for node in fault["nodes"]])
        for fault in Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        if fault["impact"] in {"serious", "critical"}
    ]

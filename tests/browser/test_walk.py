"""The scripted walk: customers to targets in Dutch, from the demo company's export, with at most sixty inputs.

Every choice, text, file and button counts as an input; going to another page by its link does not. It ends with
groups, decoupling points, agreements, definitions and targets.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as TookTooLong

from otif_koop.demo import client_export, demo_tables
from otif_koop.language import Language
from otif_koop.workshop.alignment import is_agreed, position_of
from otif_koop.workshop.document import Workshop, read
from otif_koop.workshop.koop_measuring import lacking
from otif_koop.workshop.steps import steps
from tests.browser.serving import still
from tests.browser.test_file_to_score import SAVED, keep

pytestmark = pytest.mark.browser
MOST_INPUTS = 60
GROUPS = ("Dealers", "Export", "Onderdelen", "Onderwijs", "Overheid", "Projectinrichters", "Webshop", "Zorg")
TOLD = Language("nl")
_TRIES, _SHORT = 5, 1_500


@dataclass
class Walk:
    """One person at one screen, who counts what is asked of him."""

    page: Page
    inputs: list[str] = field(default_factory=list)

    def press(self, label: str) -> None:
        """A button, by what it says from the start."""
        self._push(self.page.get_by_role("button", name=label).first, label)

    def press_key(self, key: str) -> None:
        """A button whose words hold a figure."""
        self._push(self.page.locator(f"[class*=st-key-{key}] button").first, key)

    def pick(self, label: str, option: str) -> None:
        """One of a list."""
        wanted = self.page.get_by_role("option", name=option, exact=True)
        for _ in range(_TRIES):  # the page may be drawn anew just then, which closes the list
            self.page.get_by_role("combobox", name=label, exact=True).first.click()
            try:
                wanted.wait_for(timeout=_SHORT)
                break
            except TookTooLong:
                continue
        self._click(wanted, f"{label}: {option}")

    def touch(self, option: str) -> None:
        """One of a few that stand side by side."""
        self._click(self.page.get_by_role("radio", name=option, exact=True).first, option)

    def type(self, label: str, text: str) -> None:
        """A text in a field."""
        self.page.get_by_label(label, exact=True).fill(text)
        self.inputs.append(f"{label}: {text}")

    def drop(self, files: list[Path]) -> None:
        """Files in the place for them: one input."""
        self.page.locator("input[type=file]").set_input_files(files)
        self.inputs.append("files")

    def go(self, where: str) -> None:
        """On by the page's own link to the next step."""
        title = next(step.title for step in steps() if step.id == where)
        self.page.get_by_role("link", name=TOLD.say("Next: {step}", step=title)).click()
        self.page.wait_for_url(f"**/{where}?*")
        still(self.page)

    def _push(self, button: Locator, told: str) -> None:
        """Every button of this walk is gone once what it asks was done."""
        pushed = button.element_handle()
        self._click(button, told)
        pushed.wait_for_element_state("hidden")
        still(self.page)

    def _click(self, what: Locator, told: str) -> None:
        what.click()
        self.inputs.append(told)
        still(self.page)


def export(folder: Path) -> list[Path]:
    """The demo company's export, a tenth of its year."""
    made = client_export(demo_tables(scale=0.1), workbook=False)
    for name, content in made.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in made]


def taken_away(walk: Walk) -> Workshop:
    """The workshop as its file; after the walk, so not counted."""
    for step in ("plan", "decision"):
        walk.go(step)
    with walk.page.expect_download() as download:
        walk.page.get_by_role("button", name=TOLD.say("Take the workshop away (.yaml)")).first.click()
    return read(Path(download.value.path()).read_text(encoding="utf-8"))


def come_to_customers(walk: Walk, files: list[Path]) -> None:
    """A new workshop with these files read, at the page of the customers."""
    walk.type(TOLD.say("Name of the workshop"), "Wandeling")
    walk.press(TOLD.say("Make the workshop"))
    walk.page.get_by_text(SAVED["nl"]).wait_for()
    still(walk.page)

    # customers: the groups come from the export, and what the orders already tell is filled in
    walk.go("customers")
    walk.page.get_by_role("link", name=TOLD.say("Bring the data")).click()
    walk.page.wait_for_url("**/data?*")
    still(walk.page)
    walk.drop(files)
    walk.page.get_by_role("button", name=TOLD.say("Use these data")).wait_for()
    still(walk.page)
    walk.press(TOLD.say("Use these data"))
    walk.page.get_by_text(TOLD.say("The information gap"), exact=True).wait_for()
    still(walk.page)
    customers = TOLD.say(next(step.title for step in steps() if step.id == "customers"))
    walk.page.get_by_role("link", name=re.compile(f": {customers}$")).first.click()
    walk.page.wait_for_url("**/customers?*")
    still(walk.page)


def test_from_customers_to_targets_in_at_most_sixty_inputs(server, open_page, tmp_path):
    page = open_page(f"{server}/")
    walk = Walk(page)
    come_to_customers(walk, export(tmp_path))
    for place, group in enumerate(GROUPS):
        if place:
            walk.pick(TOLD.say("Customer group"), group)
        walk.press(TOLD.say("Answer from the data what they tell"))
    keep(page, tmp_path, "1 customers")

    walk.go("koop")
    walk.press_key("template-office-furniture")
    for place, group in enumerate(GROUPS):
        if place:
            walk.pick(TOLD.say("For which customer group?"), group)
        walk.press_key("follow-advice")
    keep(page, tmp_path, "2 koop")

    walk.go("alignment")
    walk.touch(TOLD.say("All groups"))
    walk.press_key("agree-all")
    keep(page, tmp_path, "3 alignment")
    walk.touch(TOLD.say("Measuring"))
    walk.press_key("take-rules-all")
    keep(page, tmp_path, "4 rules")

    for step in ("measure", "data", "score", "explore", "targets"):
        walk.go(step)
    for group in GROUPS:
        walk.touch(group)
        walk.press_key("take-target")
    keep(page, tmp_path, "5 targets")

    assert len(walk.inputs) <= MOST_INPUTS, walk.inputs
    assert page.locator("[data-testid=stAlertContentError]").count() == 0
    made = taken_away(walk)
    assert sorted(group.name for group in made.groups.values()) == list(GROUPS)
    for group_id in made.groups:
        position = position_of(made, group_id)
        assert position is not None
        assert made.koop.groups[group_id].decision is not None
        assert is_agreed(made, group_id)
        assert lacking(made, group_id, position) == ()
        assert made.targets[group_id].target is not None


LEFT_OUT = ("Geleverd aantal", "Deellevering toegestaan", "Orderdatum")


def lacking_export(folder: Path) -> Path:
    """The same company's order lines without some of their columns, and without errors and complaints."""
    made = client_export(demo_tables(scale=0.1), workbook=False)["orderregels.csv"]
    rows = list(csv.reader(StringIO(made.decode("cp1252")), delimiter=";"))
    kept = [place for place, header in enumerate(rows[0]) if header not in LEFT_OUT]
    assert len(kept) == len(rows[0]) - len(LEFT_OUT)
    path = folder / "orderregels.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([row[place] for place in kept] for row in rows)
    return path


def test_from_start_to_targets_with_columns_that_lack(server, open_page, tmp_path):
    """What can't be measured is said, and a target is still chosen for what can."""
    page = open_page(f"{server}/")
    walk = Walk(page)
    come_to_customers(walk, [lacking_export(tmp_path)])
    for step in ("koop", "alignment", "measure", "data", "score"):
        walk.go(step)
        assert page.locator("[data-testid=stAlertContentError]").count() == 0, step
    told = TOLD.say("The data has no delivered quantity: in full can't be measured.")
    expect(page.get_by_test_id("stMain")).to_contain_text(told)
    for step in ("explore", "targets"):
        walk.go(step)
    walk.touch("Zorg")
    exactly = page.get_by_label(TOLD.say("Exactly (%)"))
    exactly.fill("80")
    exactly.press("Enter")
    still(page)
    keep(page, tmp_path, "6 targets with less")
    assert page.locator("[data-testid=stAlertContentError]").count() == 0
    made = taken_away(walk)
    assert [made.groups[group_id].name for group_id, one in made.targets.items() if one.target is not None] == ["Zorg"]

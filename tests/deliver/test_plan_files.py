"""What leaves the plan: calendar, workbook, drafts and the page for customers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otif_koop.deliver.drafts import NAMES, draft_text, drafted
from otif_koop.deliver.plan_calendar import calendar
from otif_koop.deliver.plan_workbook import workbook
from otif_koop.deliver.published_page import page, published
from otif_koop.intake import read_file
from otif_koop.language import CODES, Language
from otif_koop.workshop.document import from_content
from otif_koop.workshop.plan_items import KINDS, PlanItem
from tests.workshop.documents import names

NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)
NASTY = '=HYPERLINK("http://x"); a, b\\c <script>alert(1)</script> é'


def item(title=NASTY, **more) -> PlanItem:
    return PlanItem.model_validate({"kind": "measure", "title": title, "due": "2026-12-04"} | more)


def unfolded(content: bytes) -> list[str]:
    return content.decode().replace("\r\n ", "").split("\r\n")


def test_a_calendar_that_a_program_can_read():
    content = calendar(
        {"a": item(owner="Jan", note="regel 1\nregel 2"), "b": item(due=None)}, "w1", NOW, Language("nl")
    )
    lines = unfolded(content)
    assert (lines[0], lines[-2]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    assert lines.count("BEGIN:VEVENT") == 1
    assert "DTSTART;VALUE=DATE:20261204" in lines
    assert "DTEND;VALUE=DATE:20261205" in lines
    assert "UID:a@w1" in lines
    summary = next(line for line in lines if line.startswith("SUMMARY:"))
    assert r"\; a\, b\\c" in summary
    assert any("regel 1\\nregel 2" in line for line in lines)


@given(names, st.dates(date(2000, 1, 1), date(2099, 1, 1)))
def test_no_line_of_a_calendar_is_too_long_and_nothing_is_lost(title, due):
    content = calendar({"x": item(title, due=due.isoformat())}, "w", NOW, Language("en"))
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    summary = next(line for line in unfolded(content) if line.startswith("SUMMARY:"))
    plain = summary[8:].replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")
    if "\\" not in title:
        assert plain == title.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize("code", CODES)
def test_a_workbook_without_formulas(code):
    content = workbook({"a": item(owner="=1+1"), "b": item("Later", due="2027-01-01", status="done")}, Language(code))
    table = read_file(content, "plan.xlsx")
    cells = [list(row.values()) for row in table.cells.to_pylist()]
    assert len(table) == 2
    assert not any(str(cell).startswith("=") for row in cells for cell in row)


WORKSHOP = {
    "version": 1,
    "name": "W",
    "organisation": "Werkplek & <b>Zonen</b>",
    "groups": {"zorg": {"name": "Zorg <i>"}, "web": {"name": "Webshop"}},
    "targets": {"zorg": {"target": 0.913, "by_date": "2027-03-31"}},
    "plan": {"items": {"a": {"kind": "inform", "title": "Vertellen", "owner": "Jan", "due": "2026-12-01"}}},
    "follow_up": {
        "scores": {
            "zorg": {
                "2026-09": {
                    "level": "order",
                    "units": 10,
                    "good": 9,
                    "known": 10,
                    "score": 0.9,
                    "definition": "aaaa",
                    "as_of": "2026-10-31",
                },
                "2026-10": {
                    "level": "order",
                    "units": 10,
                    "good": 5,
                    "known": 12,
                    "score": 0.5,
                    "definition": "aaaa",
                    "as_of": "2026-10-31",
                    "final": False,
                },
            },
            "web": {
                "2026-10": {
                    "level": "order",
                    "units": 3,
                    "good": 1,
                    "known": 3,
                    "score": 0.3333,
                    "definition": "aaaa",
                    "as_of": "2026-10-31",
                },
            },
        }
    },
}


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("draft", NAMES)
def test_a_draft_follows_the_workshop_until_it_is_changed(draft, code):
    language, workshop = Language(code), from_content(WORKSHOP)
    text = draft_text(workshop, draft, language)
    assert text == drafted(workshop, draft, language)
    assert language.percent(0.913) in text
    assert language.date(date(2027, 3, 31)) in text
    assert "{" not in text
    assert "…" not in text
    if draft != "poster":
        assert "Werkplek & <b>Zonen</b>" in text
    changed = from_content(WORKSHOP | {"plan": {"texts": {f"{draft}-{code}": "Van mij"}}})
    assert draft_text(changed, draft, language) == "Van mij"


def test_a_draft_of_an_empty_workshop_is_a_whole_text():
    workshop = from_content({"version": 1, "name": "W"})
    for draft in NAMES:
        for code in CODES:
            assert "None" not in drafted(workshop, draft, Language(code))
            assert len(drafted(workshop, draft, Language(code))) > 80


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.text = ""

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("code", CODES)
def test_the_page_for_customers_tells_of_one_group_only_and_runs_nothing(code):
    language, workshop = Language(code), from_content(WORKSHOP)
    content = published(workshop, "zorg", language)
    assert content.latest is not None
    assert content.latest[0] == "2026-09"  # the latest final one
    read = Tags()
    read.feed(page(content, language).decode())
    assert not {"script", "a", "i", "b", "img", "link"} & set(read.seen)
    assert "Zorg <i>" in read.text
    assert language.percent(0.9) in read.text
    assert language.say("not final") in read.text
    assert language.percent(0.3333) not in read.text
    assert "Webshop" not in read.text


def test_a_page_without_figures_says_so():
    language = Language("nl")
    content = published(from_content(WORKSHOP | {"follow_up": {}}), "web", language)
    assert language.say("There is no final figure yet.") in page(content, language).decode()


def test_every_kind_has_a_name():
    assert all(Language(code).say(title) for title in KINDS.values() for code in CODES)

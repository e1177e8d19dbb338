"""The glossary: every page it names is a page, and every term a screen asks for is there, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

from otif_koop.language import Language
from otif_koop.tables import table
from otif_koop.workshop.steps import steps

UI = Path(__file__).parents[2] / "otif_koop" / "ui"
ASKED = re.compile(r'explained\("(\w+)"\)')


def test_pages_of_a_term_are_pages() -> None:
    known = {one.id for one in steps()}
    assert all(set(one["pages"]) <= known for one in table("glossary").values())


def test_every_term_is_shown_somewhere_and_every_one_asked_for_is_there() -> None:
    asked = {term for module in UI.glob("*.py") for term in ASKED.findall(module.read_text(encoding="utf-8"))}
    assert asked
    assert asked <= set(table("glossary"))
    assert {term for term, one in table("glossary").items() if not one["pages"]} <= asked


def test_the_explanation_is_one_or_two_short_sentences_in_dutch_too() -> None:
    for one in table("glossary").values():
        dutch = Language("nl").say(one["text"])
        assert dutch != one["text"]
        assert max(len(dutch), len(one["text"])) <= 180

"""The agreement sheet: one page a group, both columns, everything that the method asks for, in both languages."""

from __future__ import annotations

import re
from typing import Any

import pytest

from otif_koop.deliver.agreement_sheet import Reserve, pdf, sheet
from otif_koop.language import CODES, Language
from otif_koop.workshop.alignment import Agreement, agreement_of, terms
from otif_koop.workshop.contradictions import Figures, contradictions
from otif_koop.workshop.decisions import decisions
from otif_koop.workshop.document import from_content
from tests.workshop.documents import empty

KNOWN = Figures(promise=9.0, target=0.95, kept=0.9, asked=5.0, period="dagen")
LONG = "Een heel lange reden die van geen ophouden weet " * 4


def made(position: int, code: str, **agreement: Any):
    workshop = from_content(
        empty()
        | {
            "groups": {"a": {"name": "Zorg & *thuis* #1 $x$"}},
            "targets": {"a": {"target": 0.9, "floor": 0.8}},
            "koop": {"groups": {"a": {"decision": {"position": position, "review": ["de belofte korter wordt"] * 3}}}},
            "alignment": {"groups": {"a": agreement}},
        }
    )
    held = terms(agreement_of(workshop, "a"), position)
    return sheet(workshop, "a", held, KNOWN, Reserve(12.5, 20, 3.0), contradictions(held, KNOWN), Language(code))


def pages(made_pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", made_pdf))


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("position", [1, 2, 3, 4, 5])
def test_the_sheet_has_every_line_of_the_method(position, code) -> None:
    told = Language(code)
    one = made(position, code, decides="De directeur", by_sales="Anna")
    titles = [row.title for row in one.rows]
    for key, decision in decisions().items():
        if not key.startswith("kpis"):
            assert told.say(decision.title) in titles
    assert told.say("Target") in titles
    assert any("De directeur" in row.text for row in one.rows)
    assert len(one.figures_sales) == len(one.figures_production) == 3
    assert one.figures_shared
    assert len(one.open) == 2
    assert one.flips == ("de belofte korter wordt",) * 3
    assert one.signed[0] == "Anna"
    assert told.percent(0.9) in " ".join(row.text for row in one.rows)


def test_every_sheet_is_one_page_also_with_much_written_on_it() -> None:
    reasons = dict.fromkeys(decisions(), LONG)
    much = Agreement(planning="order_book", obsolete="nobody", filling="freely", kpis_shared=(), weekly="none")
    content = much.model_dump(mode="json", exclude_unset=True) | {"reasons": reasons, "refuses": "x" * 200}
    sheets = [made(position, "nl", **content) for position in (1, 3, 5)]
    assert all(len(one.open) >= 5 for one in sheets)
    assert pages(pdf(sheets, Language("nl"))) == 3
    assert pdf(sheets, Language("nl")) == pdf(sheets, Language("nl"))


@pytest.mark.parametrize("code", CODES)
def test_the_reserve_says_only_what_was_chosen(code) -> None:
    text = {position: {row.title: row.text for row in made(position, code).rows} for position in (2, 4)}
    title = Language(code).say("Reserve")
    assert Language(code).number(12.5) in text[2][title]
    assert Language(code).percent(0.85) not in text[2][title]
    assert Language(code).percent(0.85) in text[4][title]
    assert Language(code).number(12.5) not in text[4][title]

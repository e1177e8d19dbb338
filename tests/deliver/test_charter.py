"""The charter holds what was agreed, and its signature holds for exactly that."""

from __future__ import annotations

import pytest

from otif_koop.deliver import charter
from otif_koop.deliver.charter import pdf, sections
from otif_koop.deliver.paper import typeset
from otif_koop.language import CODES, Language
from otif_koop.workshop.document import from_content
from otif_koop.workshop.sign_off import content_hash
from tests.deliver.test_plan_files import WORKSHOP

OTHERWISE = {"group_definitions": {"web": {"clock_stop": "shipped"}}}


@pytest.mark.parametrize("code", CODES)
def test_the_charter_holds_what_was_agreed(code):
    language, workshop = Language(code), from_content(WORKSHOP | OTHERWISE)
    lines = [line for section in sections(workshop, language) for line in section.lines]
    assert lines[0] == ", ".join(group.name for group in workshop.groups.values())
    assert any(language.percent(0.913) in line for line in lines)
    assert any("Vertellen" in line and "Jan" in line for line in lines)
    own = next(one for one in sections(workshop, language) if "Webshop" in one.title)
    assert len(own.lines) == 1
    made = pdf(workshop, language)
    assert made.startswith(b"%PDF")
    assert made == pdf(workshop, language)


@pytest.mark.parametrize("code", CODES)
def test_a_target_stands_with_its_lower_limit_its_rung_and_who_decided(code):
    language = Language(code)
    target = {"target": 0.913, "floor": 0.8, "rung": "joint", "decided_by": "Directie"}
    workshop = from_content(WORKSHOP | {"targets": {"zorg": target}})
    [line] = next(one for one in sections(workshop, language) if one.title == language.say("Targets")).lines
    for told in (language.percent(0.913), language.percent(0.8), language.say("Faultless share"), "Directie"):
        assert told in line


@pytest.mark.parametrize("code", CODES)
def test_an_agreement_between_sales_and_production_stands_in_the_charter_while_it_holds(code):
    language = Language(code)
    for agreed_position, there in ((2, True), (3, False)):
        agreed = {"position": 2, "agreed_on": "2026-11-25", "agreed_position": agreed_position}
        workshop = from_content(WORKSHOP | {"alignment": {"groups": {"web": agreed}}})
        titles = [section.title for section in sections(workshop, language)]
        assert (language.say("What sales and production agree") in titles) is there


@pytest.mark.parametrize("code", CODES)
def test_the_chain_with_its_decoupling_points_stands_on_paper(code, monkeypatch):
    language = Language(code)
    stages = {"a": {"name": "<Zagen>", "type": "fabricate", "lead_time": 4, "id": "a"}}
    decision = {"position": 2, "reason": "want #zo", "decided_by": "Directie"}
    koop = {"stages": stages, "order": ["a"], "groups": {"web": {"promise": 3, "decision": decision}}}
    workshop = from_content(WORKSHOP | {"koop": koop})
    [section] = [one for one in sections(workshop, language) if one.has_chain]
    [line] = section.lines
    for told in ("Webshop", "2", language.say("make to central stock"), "want #zo", "Directie"):
        assert told in line
    given = []
    monkeypatch.setattr(
        charter, "typeset", lambda template, content: given.append(content) or typeset(template, content)
    )
    with_chain = pdf(workshop, language)
    assert with_chain.startswith(b"%PDF")
    assert "&lt;Zagen&gt;" in given[0]["chain"]["svg"]
    assert "Webshop" in given[0]["chain"]["told"]
    pdf(from_content(WORKSHOP), language)
    assert given[1]["chain"] is None


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("Dat is het waard", "Dat is het waard. "),
        (" Dat is het waard.\n", "Dat is het waard. "),
        ("Wie weet?", "Wie weet? "),
    ],
)
def test_a_reason_is_a_sentence_whether_or_not_its_full_stop_was_typed(reason, told):
    language = Language("nl")
    stages = {"a": {"name": "Zagen", "type": "fabricate", "lead_time": 4, "id": "a"}}
    decision = {"position": 2, "reason": reason, "decided_by": "Directie"}
    koop = {"stages": stages, "order": ["a"], "groups": {"web": {"promise": 3, "decision": decision}}}
    [section] = [one for one in sections(from_content(WORKSHOP | {"koop": koop}), language) if one.has_chain]
    assert section.lines == (f"Webshop: plaats 2, maken naar centrale voorraad. {told}Besloten door Directie.",)


def test_what_people_type_is_text_on_paper():
    nasty = from_content(WORKSHOP | {"organisation": '#panic("x") $ * _ [ @a', "name": "#let x = 1"})
    assert pdf(nasty, Language("nl")).startswith(b"%PDF")
    assert pdf(from_content({"version": 1, "name": "W"}), Language("en")).startswith(b"%PDF")


def test_the_hash_follows_what_was_agreed_and_nothing_else():
    signed = {"a": {"name": "Jan", "at": "2026-11-25T08:00:00+00:00", "content": "x" * 16}}
    now = content_hash(from_content(WORKSHOP))
    assert content_hash(from_content(WORKSHOP | {"signatures": signed, "follow_up": {}, "plan": {}})) == now
    assert content_hash(from_content(WORKSHOP | OTHERWISE)) != now

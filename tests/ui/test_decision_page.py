"""The decision page: the charter, a signature that holds, and what changed since in plain words."""

from __future__ import annotations

import pytest

from otif_koop.language import CODES, Language
from otif_koop.store.store import Store
from otif_koop.ui import data, decision
from otif_koop.workshop.edits import edits_of
from tests.ui.test_demo_pages import assert_calm, assert_plain_text, demo_workshop, shown, stored


@pytest.mark.parametrize("code", CODES)
def test_signed_and_changed_since(code):
    told = Language(code)
    made = demo_workshop(data.demo_book())
    at = shown(made, "decision", code)
    assert_plain_text(at)
    [chart] = at.get("vega_lite_chart")  # the chain, as it stands on paper
    assert told.say("The chain, lead times to scale") in chart.proto.spec
    at.text_input(key="sign-name").set_value("Jan **vet**").run()
    next(one for one in at.button if one.key == f"sign:{code}").click().run()
    assert_calm(at)
    assert_plain_text(at)
    assert [one.name for one in stored(made).signatures.values()] == ["Jan **vet**"]
    assert told.say("Nothing: what was signed still holds.") in [one.value for one in at.success]

    workshop, revision = Store().load(made)
    Store().save(Store().here(made, "test"), revision, edits_of(workshop, {("targets", "zorg", "target"): 0.5}, "test"))
    at = shown(made, "decision", code)
    said = [one.value for one in at.markdown]
    assert any(told.say("for an earlier content") in one for one in said)
    assert any("Zorg" in one and "50" in one and one.startswith("- ") for one in said)


@pytest.mark.parametrize("code", CODES)
def test_nobody_signs_without_a_name_and_the_chain_is_drawn_once(code, monkeypatch):
    drawn, draw = [], decision.decided
    monkeypatch.setattr(decision, "decided", lambda *args: drawn.append(args) or draw(*args))
    made = demo_workshop(data.demo_book())
    at = shown(made, "decision", code)
    next(one for one in at.button if one.key == f"sign:{code}").click().run()
    assert_calm(at)
    assert stored(made).signatures == {}
    assert len(at.warning) == 1
    assert len(drawn) == 1

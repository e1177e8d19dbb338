"""A place brings its rules of measuring: each is a field of the definition, taken over with its reason."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otif_koop.koop.chain_file import template
from otif_koop.message import Message
from otif_koop.otif.definition import Definition
from otif_koop.tables import table
from otif_koop.workshop.cascade import definition_for
from otif_koop.workshop.document import Workshop, from_content
from otif_koop.workshop.edits import apply, edits_of
from otif_koop.workshop.koop_case import Case, case_of, from_template
from otif_koop.workshop.koop_measuring import differing, is_taken, lacking, measuring, proposed, taking_over
from tests.workshop.documents import CHOICES, empty

POSITIONS = (1, 2, 3, 4, 5)

# alignment.md, C3
LEVEL = {1: "line", 2: "line", 3: "order", 4: "order", 5: "line"}
DUE = {1: "requested", 2: "requested", 3: "promised", 4: "promised", 5: "revised"}


def workshop(**content: Any) -> Workshop:
    return from_content(empty() | {"groups": {"a": {"name": "A"}}} | content)


def taken(made: Workshop, position: int) -> Workshop:
    return apply(made, *edits_of(made, taking_over(made, "a", position, said), "test"))


def said(text: Message) -> str:
    return text.text


@pytest.mark.parametrize("position", POSITIONS)
def test_every_rule_is_a_field_of_the_definition_and_has_a_reason(position) -> None:
    brings = measuring(position)
    choices = {choice["field"] for choice in table("choices")}
    for rule in brings.rules:
        assert rule.choice in choices
        assert rule.why.text
        rule.now(Definition())
    values = {rule.path: rule.value for rule in brings.rules}
    assert (values["level",], values["due",]) == (LEVEL[position], DUE[position])
    assert brings.beyond


@pytest.mark.parametrize("position", POSITIONS)
def test_one_click_takes_the_rules_over_with_their_reasons(position) -> None:
    made = taken(workshop(), position)
    definition = definition_for(made, "a")
    assert all(rule.now(definition) == rule.value for rule in measuring(position).rules)
    assert differing(made, "a", position) == ()
    assert is_taken(made, "a", position)
    for rule in measuring(position).rules:
        assert rule.why.text in made.reasons[f"group_definitions.a.{rule.choice}"]


@given(st.sampled_from(POSITIONS), st.fixed_dictionaries({}, optional={path: CHOICES[path] for path in CHOICES}))
def test_what_was_chosen_beside_stays_and_the_choices_agree(position, chosen) -> None:
    made = workshop()
    for path, value in chosen.items():
        try:
            made = apply(made, *edits_of(made, {("default_definition", *path): value}, "test"))
        except ValueError:  # choices that contradict each other
            continue
    after = taken(made, position)
    definition, before = definition_for(after, "a"), definition_for(made, "a")
    assert definition == proposed(made, "a", position)
    named = {rule.path[0] for rule in measuring(position).rules} | {"clock_start"}
    for field in Definition.model_fields:
        if field not in named:
            assert getattr(definition, field) == getattr(before, field)
    assert definition_for(after, None) == before


def test_for_all_groups_at_once_what_a_group_chose_itself_stays_with_its_reason() -> None:
    chosen = {"due": "revised", "window": {"early": 0}}
    reasons = {"group_definitions.a.due": "our own"}
    made = workshop(group_definitions={"a": chosen}, reasons=reasons)
    after = apply(made, *edits_of(made, taking_over(made, "a", 1, said, keeps_own=True), "test"))
    definition = definition_for(after, "a")
    assert (definition.due, definition.window.early, definition.window.late) == ("revised", 0, 0)
    assert (definition.level, definition.partials) == ("line", "by_due")
    assert after.reasons["group_definitions.a.due"] == "our own"
    assert [rule.path for rule in differing(after, "a", 1)] == [("due",), ("window", "early")]
    assert lacking(after, "a", 1) == ()


def test_a_template_leaves_the_promise_to_what_customers_ask() -> None:
    groups = {"a": {"name": "A", "expectations": {"lead_time_days": 4}}, "b": {"name": "B"}}
    made = workshop(groups=groups)
    after = apply(made, *edits_of(made, from_template(made, template("office-furniture"), str), "test"))
    assert after.koop.groups["a"].promise is None
    assert after.koop.groups["b"].promise is not None
    case = case_of(after, "a", None)
    assert isinstance(case, Case)
    assert case.group.promise.pmf().mean == 4


def test_a_deviation_is_seen() -> None:
    made = taken(workshop(), 3)
    after = apply(made, *edits_of(made, {("group_definitions", "a", "level"): "item"}, "test"))
    assert [rule.path for rule in differing(after, "a", 3)] == [("level",)]
    assert not is_taken(after, "a", 3)

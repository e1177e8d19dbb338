"""A definition in plain words, in both languages, whatever was chosen."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given, settings

from otif_koop.language import UNKNOWN_GAP, Language
from otif_koop.otif.definition import Definition, Unit
from otif_koop.otif.kinds import KINDS
from otif_koop.otif.sentences import kind_name, sentences
from otif_koop.tables import table
from tests.otif.order_books import definitions

NL, EN = Language("nl"), Language("en")
CHOICES = {choice["field"]: choice for choice in table("choices")}
ENUMS = {
    **{name: field.annotation for name, field in Definition.model_fields.items()},
    "window.unit": Unit,
}
EFFECTLESS = {"clock_start": {"due": "lead_time"}, "weight": {"level": "line"}}
"""Fields that only matter beside another choice."""


def definition_with(field: str, value: Any) -> Definition:
    content: Any = value
    for part in reversed(field.split(".")):
        content = {part: content}
    return Definition.model_validate(EFFECTLESS.get(field, {}) | content)


OPTIONS = [
    (field, option["value"]) for field, choice in CHOICES.items() if field != "credit" for option in choice["options"]
]


@settings(max_examples=80, deadline=None)
@given(definitions())
def test_every_choice_has_its_sentence_in_both_languages(definition: Definition) -> None:
    said = sentences(definition)
    left_out = {"clock_start"} if definition.due != "lead_time" else set()
    left_out |= {"weight"} if definition.level != "line" else set()
    assert list(said) == [field for field in CHOICES if field not in left_out]
    for field, sentence in said.items():
        dutch, english = NL.say(sentence), EN.say(sentence)
        for text in (dutch, english):
            assert text[0].isupper()
            assert text.endswith(".")
            assert "{" not in text
            assert UNKNOWN_GAP not in text
            assert "none" not in text.split()
        assert dutch != english, field


def test_every_field_of_the_definition_is_a_choice() -> None:
    assert {field.split(".")[0] for field in CHOICES} == set(Definition.model_fields) - {"calendar"}


@pytest.mark.parametrize("field", [name for name, kind in ENUMS.items() if isinstance(kind, type)])
def test_every_value_is_an_option(field: str) -> None:
    kind = ENUMS[field]
    if issubclass(kind, StrEnum):
        assert [option["value"] for option in CHOICES[field]["options"]] == [str(value) for value in kind]


@pytest.mark.parametrize(("field", "value"), OPTIONS)
def test_every_value_of_every_option_has_a_sentence_of_its_own(field: str, value: str) -> None:
    said = sentences(definition_with(field, value))[field]
    others = [
        sentences(definition_with(field, option["value"]))[field]
        for option in CHOICES[field]["options"]
        if option["value"] != value
    ]
    for language in (NL, EN):
        assert language.say(said) not in {language.say(other) for other in others}


@pytest.mark.parametrize(
    ("choices", "field", "english"),
    [
        ({}, "window", "Only what comes on or before the due date is on time."),
        ({"window": {"early": 2}}, "window", "From 2 days early up to 0 days late is on time."),
        ({"window": {"late": "none"}}, "window", "Any day is on time, however early or late."),
        (
            {"window": {"late": "none", "early": 3, "unit": "working_days"}},
            "window",
            "Late is always fine; up to 3 working days early is still on time.",
        ),
        (
            {"window": {"early": 1, "late": 2, "unit": "week"}},
            "window",
            "From 1 week early up to 2 weeks late is on time.",
        ),
        ({}, "in_full", "In full means nothing is missing; more than ordered is fine."),
        (
            {"in_full": {"under": 0.025}},
            "in_full",
            "In full means at most 2.5 % is missing; more than ordered is fine.",
        ),
        (
            {"in_full": {"under": 0.02, "over": 0}},
            "in_full",
            "In full means at most 2.0 % less and at most 0.0 % more than ordered.",
        ),
        ({"no_error": {"kinds": []}}, "no_error", "Errors are not measured."),
        (
            {"no_error": {"kinds": ["damage", "wrong_price"]}},
            "no_error",
            "These errors count: damage and wrong price.",
        ),
        ({}, "no_complaint", "Every kind of complaint in the data counts."),
        ({}, "scope", "All orders are measured."),
        (
            {"scope": {"regions": {"only": ["north", "south"], "without": ["east"]}}},
            "scope",
            "Measured are: region: only north and south and region: not east.",
        ),
        (
            {"credit": {"shape": "steps", "early": [[1, 1]], "late": [[1, 1], [3, 0.75]]}},
            "credit",
            "The score falls in steps. Early: 100.0 % up to 1. Late: 100.0 % up to 1 and 75.0 % up to 3.",
        ),
        ({}, "credit", "A delivery is on time or it is not."),
    ],
)
def test_what_is_said(choices: dict[str, Any], field: str, english: str) -> None:
    said = EN.say(sentences(Definition.model_validate(choices))[field])
    assert re.sub(r"\s", " ", said) == english


def test_under_a_credit_curve_the_window_says_that_it_gives_way() -> None:
    curve = {"shape": "linear", "early": [[0, 1]], "late": [[0, 1], [5, 0]]}
    said = sentences(Definition.model_validate({"credit": curve, "window": {"late": 3}}))
    assert "gives way" in said["window"].text


def test_the_points_of_a_curve_have_dutch_decimals() -> None:
    """half a day reads as 0.5 in Dutch."""
    curve = {"shape": "steps", "early": [[0.5, 1]], "late": [[0.5, 1]]}
    assert "0,5" in NL.say(sentences(Definition.model_validate({"credit": curve}))["credit"])


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_name_in_both_languages(kind: str) -> None:
    assert NL.say(kind_name(kind)) != EN.say(kind_name(kind))
    assert "_" not in EN.say(kind_name(kind))

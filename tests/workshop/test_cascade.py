from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otif_koop.message import Refused
from otif_koop.otif.cascade import chosen
from otif_koop.otif.definition import Definition, Due, Level, Unit
from otif_koop.workshop.cascade import definition_for, definitions_by_label
from otif_koop.workshop.document import Workshop, from_content
from otif_koop.workshop.edits import put, value_at
from tests.workshop.documents import CHOICES, empty


def workshop_with(default: dict[str, Any], own: dict[str, Any]) -> Workshop:
    return from_content(
        empty()
        | {"groups": {"a": {"name": "A"}, "b": {"name": "B"}}}
        | {"default_definition": default, "group_definitions": {"a": own}}
    )


def test_a_group_takes_over_what_it_did_not_choose_field_by_field() -> None:
    workshop = workshop_with(
        {
            "level": "line",
            "window": {"late": 2, "unit": "working_days"},
            "in_full": {"under": 0.1, "over": 0.2},
            "calendar": {"name": "NL", "holidays": ["2026-12-25"]},
            "scope": {"regions": {"only": ["NL", "BE"]}},
        },
        {
            "due": "requested",
            "window": {"late": 0},
            "in_full": {"under": 0.0},
            "calendar": {"name": "DE"},
            "scope": {"regions": {"without": ["BE"]}, "channels": {"only": ["web"]}},
        },
    )
    definition = definition_for(workshop, "a")
    assert (definition.level, definition.due) == (Level.LINE, Due.REQUESTED)
    assert (definition.window.early, definition.window.late, definition.window.unit) == ("none", 0, Unit.WORKING_DAYS)
    assert (definition.in_full.under, definition.in_full.over) == (0.0, 0.2)
    assert definition.calendar.name == "DE"
    assert [day.isoformat() for day in definition.calendar.holidays] == ["2026-12-25"]
    assert (definition.scope.regions.only, definition.scope.regions.without) == (("NL", "BE"), ("BE",))
    assert definition.scope.channels.only == ("web",)


def test_a_choice_stays_a_choice_and_a_default_stays_a_default() -> None:
    workshop = workshop_with({"due": "revised"}, {"clock_stop": "delivered", "window": {"late": 0}})
    definition = definition_for(workshop, "a")
    assert type(definition) is Definition
    assert definition.model_fields_set == {"due", "clock_stop", "window"}
    assert definition.window.model_fields_set == {"late"}  # chosen, though it is what the default is as well
    assert definition_for(workshop, "b").model_fields_set == {"due"}
    assert definition_for(workshop, None) is workshop.default_definition


def test_an_own_curve_replaces_the_whole_curve() -> None:
    curve = {"shape": "steps", "early": [[0, 1]], "late": [[3, 1]]}
    other = {"shape": "linear", "early": [[0, 1]], "late": [[0, 1], [9, 0]]}
    assert (
        definition_for(workshop_with({"credit": other}, {"credit": curve}), "a").credit
        == Definition(credit=curve).credit
    )
    assert definition_for(workshop_with({"credit": other}, {"credit": "none"}), "a").credit == "none"


def test_choices_that_agree_only_together_may_be_spread_over_default_and_group() -> None:
    workshop = workshop_with({"due": "lead_time"}, {"clock_start": "authorised"})
    assert definition_for(workshop, "a").clock_start == "authorised"


def test_an_unknown_group_is_refused() -> None:
    with pytest.raises(Refused, match="no customer group “x”"):
        definition_for(workshop_with({}, {"level": "line"}), "x")


@st.composite
def partial(draw: st.DrawFn) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for path in draw(st.lists(st.sampled_from(sorted(CHOICES)), unique=True, max_size=8)):
        content = put(content, path, draw(CHOICES[path]))
    return content


@settings(max_examples=100, deadline=None)
@given(partial(), partial())
def test_every_field_is_the_groups_own_choice_or_else_the_default(default: Any, own: Any) -> None:
    try:
        workshop = workshop_with(default, own)
    except Refused:  # a contradiction
        return
    merged = chosen(definition_for(workshop, "a"))
    apart = (chosen(workshop.default_definition), chosen(workshop.group_definitions.get("a", Definition())))
    for path in CHOICES:
        in_default, in_own = (value_at(content, path) for content in apart)
        assert value_at(merged, path) == (in_default if in_own is None else in_own)


def test_the_data_find_a_definition_by_label_or_by_name() -> None:
    workshop = from_content(
        empty()
        | {
            "groups": {
                "a": {"name": "Care"},
                "b": {"name": "Retail", "in_data": ["Care", "WEB", "DEALER"]},
                "c": {"name": "Export"},
                "d": {"name": "Export"},
            },
            "group_definitions": {"b": {"level": "line"}, "d": {"level": "item"}},
        }
    )
    levels = {label: definition.level.value for label, definition in definitions_by_label(workshop).items()}
    in_data = {"Care": "line", "WEB": "line", "DEALER": "line", "Export": "order"}
    assert levels == in_data | {"Care (a)": "order", "Retail": "line", "Export (d)": "item"}

"""The information gap is the gap of the score: derived, for every system and for files in which any column lacks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings

from otif_koop.otif.from_tables import order_book
from otif_koop.otif.resolve import resolve
from otif_koop.tables import table
from otif_koop.workshop.document import from_content
from otif_koop.workshop.gap import (
    SYSTEMS,
    Carried,
    can_give,
    effort_days,
    gaps,
    needs,
    needs_by_group,
    not_known,
    suggestions,
    what_to_record,
)
from tests.otif.order_books import OPTIONAL_COLUMNS, definitions, order_books, to_tables

BASIC = {"version": 1, "name": "W"}
FULL = frozenset(OPTIONAL_COLUMNS) | {"order_id", "line_id", "quantity_ordered"}


def workshop(**definition):
    return from_content(BASIC | ({"default_definition": definition} if definition else {}))


@settings(max_examples=40, deadline=None)
@given(order_books(), definitions())
def test_a_gap_is_missing_exactly_where_the_score_has_one(made, definition):
    assume(made.lines)
    book = order_book(to_tables(made))
    found, resolved = needs(definition, book), resolve(definition, book)
    missing = {need for need in found if need.state == "missing"}
    named = {note.values["column"] for note in resolved.gaps if "column" in note.values}
    assert named <= {need.field for need in missing}
    assert resolved.no_score == any(need.component == "whole" and need.choice != "weight" for need in missing)
    for component in ("in_full", "no_error", "no_complaint"):
        asked = [need for need in found if need.choice == component]
        if asked:
            assert (component in resolved.measured) == all(need.state == "measured" for need in asked)
    for need in found:
        if need.instead:
            assert need.instead in book.columns
        assert what_to_record(need).text
        assert effort_days(need) > 0
        assert not_known(need).text
        assert len(suggestions(need)) == len(SYSTEMS)


@pytest.mark.parametrize("column", [*OPTIONAL_COLUMNS, None])
def test_any_column_missing(column):
    chosen = {"due": "promised", "clock_stop": "delivered", "weight": "value", "level": "line", "partials": "agreed"}
    data = Carried(FULL - {column}, frozenset({"damage", "complaint"}))
    found = {gap.need.field: gap.need for gap in gaps(workshop(**chosen), data)}
    expected = {
        "promised_date": ("assumed", "revised_date"),
        "delivered_at": ("missing", None),
        "quantity_delivered": ("missing", None),
        "net_value": ("missing", None),
        "partial_agreed": ("missing", None),
        "cancelled_by": ("assumed", None),
    }
    if column in expected:
        assert (found[column].state, found[column].instead) == expected[column]
        assert set(found) == {column}
    else:
        assert found == {}


def test_a_default_that_falls_back_is_an_assumption_and_a_choice_is_a_gap():
    data = Carried(frozenset({"requested_date", "shipped_at", "quantity_delivered"}))
    by_default = {gap.need.field: gap.need for gap in gaps(workshop(), data)}
    assert by_default["promised_date"].state == "assumed"
    assert by_default["promised_date"].instead == "requested_date"
    assert by_default["delivered_at"].instead == "shipped_at"
    chosen = {gap.need.field: gap.need for gap in gaps(workshop(due="promised", clock_stop="delivered"), data)}
    assert {chosen[name].state for name in ("promised_date", "delivered_at")} == {"missing"}
    assert chosen["promised_date"].component == "whole"


def test_groups_with_a_definition_of_their_own_have_a_gap_of_their_own():
    made = from_content(
        BASIC
        | {
            "groups": {"care": {"name": "Zorg"}, "web": {"name": "Webshop"}},
            "group_definitions": {"web": {"clock_stop": "received"}},
        }
    )
    data = Carried(
        frozenset({"promised_date", "revised_date", "delivered_at", "quantity_delivered"}), frozenset({"damage"})
    )
    by_field = {gap.need.field: gap.groups for gap in gaps(made, data)}
    assert by_field == {"received_at": ("web",), "complaints": ("care", "web")}
    assert set(needs_by_group(made, data)) == {"care", "web"}


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_system_has_its_gap(system):
    profile = next(one for one in table("erp_profiles")["profiles"] if one["id"] == system)
    found = {
        gap.need.field: gap.need for gap in gaps(workshop(due="promised", clock_stop="delivered"), can_give(system))
    }
    no_date = profile["delivered_at"]["answer"] == "no"
    assert ("delivered_at" in found and found["delivered_at"].state == "missing") == no_date
    # the first promise is overwritten in every one of them: measured by assumption at most
    assert found["promised_date"].state == "assumed"
    assert {"errors", "complaints"} <= set(found)
    for need in found.values():
        told = next(one for one in suggestions(need) if one.system == profile["name"])
        assert told.known in {"checked", "partly"}


def test_suggestions_name_the_fields_of_the_system():
    need = next(one for one in needs(workshop(due="revised").default_definition, Carried(FULL)) if one.choice == "due")
    sap = next(one for one in suggestions(replace(need)) if one.system.startswith("SAP"))
    assert sap.answer == "yes"
    assert "VBEP-EDATU" in " ".join(sap.where)

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otif_koop.message import Refused
from otif_koop.otif.definition import Definition, Level, Window
from otif_koop.workshop import document
from otif_koop.workshop.document import CustomerGroup, Workshop, content_of, from_content
from otif_koop.workshop.edits import (
    Conflict,
    Edit,
    apply,
    edits_of,
    inverse,
    overlap,
    replay,
    still_to_do,
    value_at,
)
from otif_koop.workshop.groups import adding, new_group_id, removing
from tests.workshop.documents import changes, edit_of, empty, with_groups

AT = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)

Change = tuple[tuple[str, ...], Any]


def workshop(**more: Any) -> Workshop:
    return from_content(empty() | {"groups": {"a": {"name": "A"}}} | more)


@settings(max_examples=100, deadline=None)
@given(st.lists(changes(), max_size=30))
def test_after_any_edits_the_document_is_valid_and_taking_all_back_gives_the_start(made: list[Change]) -> None:
    start = now = with_groups()
    done: list[tuple[Edit, ...]] = []
    for path, value in made:
        try:
            edits = edits_of(now, {path: value}, "me", AT)
        except Refused:
            continue
        after = apply(now, *edits)
        content = content_of(after)
        assert content_of(from_content(content)) == content
        for edit in edits:
            assert value_at(content, edit.path) == edit.new
            assert Edit.model_validate_json(edit.model_dump_json()) == edit
        done.append(edits)
        now = after
    assert replay(content_of(start), [edit for edits in done for edit in edits]) == content_of(now)
    for edits in reversed(done):
        now = apply(now, *(inverse(edit) for edit in reversed(edits)))
    assert content_of(now) == content_of(start)
    assert now == start


def outcome(start: Workshop, *edits: Edit) -> str:
    """The file after one edit and then the next, or that they do not go together."""
    try:
        for edit in edits:
            start = apply(start, edit)
    except Refused as refused:
        return type(refused).__name__
    return document.write(start)


@settings(max_examples=120, deadline=None)
@given(st.lists(changes(), max_size=6), st.lists(changes(), min_size=2, max_size=10))
def test_edits_of_different_fields_can_be_made_in_any_order(before: list[Change], made: list[Change]) -> None:
    start = with_groups()
    for path, value in before:
        try:
            start = apply(start, *edits_of(start, {path: value}, "me", AT))
        except Refused:
            continue
    edits = []
    for path, value in made:
        try:
            edits += edits_of(start, {path: value}, "me", AT)
        except Refused:
            continue
    for one, other in combinations(edits, 2):
        if not overlap(one.path, other.path):
            assert outcome(start, one, other) == outcome(start, other, one) != "Conflict"


def test_an_edit_holds_what_will_be_stored_not_what_was_typed() -> None:
    typed = {
        ("default_definition", "window"): Window(late=2),
        ("default_definition", "level"): Level.LINE,
        ("targets", "a", "target"): "0.95",
        ("targets", "a", "by_date"): date(2027, 1, 1),
        ("groups", "a", "regions"): ("NL", "BE"),
        ("organisation",): "one\r\ntwo",
    }
    edits = {edit.path: edit for edit in edits_of(workshop(), typed, "me", AT)}
    assert {path: edit.new for path, edit in edits.items()} == {
        ("default_definition", "window"): {"late": 2},
        ("default_definition", "level"): "line",
        ("targets", "a", "target"): 0.95,
        ("targets", "a", "by_date"): "2027-01-01",
        ("groups", "a", "regions"): ["NL", "BE"],
        ("organisation",): "one\ntwo",
    }
    assert {edit.old for edit in edits.values()} == {None}


def test_what_does_not_change_is_no_edit() -> None:
    now = apply(workshop(), edit_of(workshop(), ("targets", "a", "target"), 0.9, "me"))
    assert edits_of(now, {("targets", "a", "target"): 0.9, ("targets", "a", "floor"): None}, "me") == ()


def test_changes_that_are_valid_only_together_are_made_together() -> None:
    both = {("default_definition", "due"): "lead_time", ("default_definition", "clock_start"): "authorised"}
    start = workshop()
    with pytest.raises(Refused, match="lead_time only"):
        edit_of(start, ("default_definition", "clock_start"), "authorised", "me")
    edits = edits_of(start, both, "me")
    assert content_of(apply(start, *edits))["default_definition"] == {"due": "lead_time", "clock_start": "authorised"}
    with pytest.raises(Refused, match="lead_time only"):
        apply(start, edits[1])


def test_someone_else_was_first() -> None:
    start = workshop()
    mine = edit_of(start, ("targets", "a", "target"), 0.95, "me")
    theirs = apply(start, edit_of(start, ("targets", "a", "target"), 0.9, "you"))
    with pytest.raises(Conflict) as conflict:
        apply(theirs, mine)
    (clash,) = conflict.value.clashes
    assert (clash.path, clash.found, clash.theirs, clash.yours) == (("targets", "a", "target"), None, 0.9, 0.95)
    assert still_to_do(theirs, [mine]) == (mine,)
    assert still_to_do(apply(start, mine), [mine]) == ()


def test_an_edit_inside_a_group_clashes_with_taking_the_group_away() -> None:
    start = workshop()
    named = edit_of(start, ("groups", "a", "name"), "Alpha", "me")
    without = edits_of(start, removing(start, "a"), "you")
    with pytest.raises(Conflict):
        apply(apply(start, named), *without)
    with pytest.raises(Conflict):
        apply(apply(start, *without), named)


def test_edits_that_hold_separately_may_not_hold_together() -> None:
    start = workshop(targets={"a": {"target": 0.9, "floor": 0.8}})
    lower = edit_of(start, ("targets", "a", "target"), 0.85, "me")
    higher = edit_of(start, ("targets", "a", "floor"), 0.88, "you")
    for one, other in ((lower, higher), (higher, lower)):
        with pytest.raises(Refused, match="floor cannot be higher"):
            apply(apply(start, one), other)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("id",), "x", "“id” of a workshop cannot be changed"),
        (("version",), 2, "“version” of a workshop cannot be changed"),
        (("name",), None, "name: this field is missing"),
        (("name", "first"), "x", "“name” holds one value"),
        (("colour",), "red", "colour: this field is not known"),
        (("groups", "a", "regions", "0"), "NL", "“regions” holds one value"),
        (("targets", "nobody", "target"), 0.9, "customer group “nobody”, which is not there"),
        (("default_definition", "window", "late"), -1, "default_definition.window.late: -1 is too small"),
        (("default_definition", "window", "late"), True, "is not a number"),
    ],
)
def test_an_impossible_edit_says_why(path: tuple[str, ...], value: Any, said: str) -> None:
    start = workshop(groups={"a": {"name": "A", "regions": ["NL"]}})
    with pytest.raises(Refused) as refused:
        edit_of(start, path, value, "me")
    assert said in str(refused.value)


def test_one_change_sets_a_field_once() -> None:
    with pytest.raises(Refused, match="twice"):
        edits_of(workshop(), {("groups", "b"): {"name": "B"}, ("groups", "b", "note"): "x"}, "me")


def test_who_made_an_edit_is_bounded() -> None:
    with pytest.raises(Refused, match="at most 200"):
        edit_of(workshop(), ("organisation",), "x", "y" * 201)


def test_a_definition_found_elsewhere_is_taken_over_as_it_was_chosen() -> None:
    start = workshop()
    taken = apply(start, edit_of(start, ("default_definition",), Definition(level=Level.ITEM), "me"))
    assert content_of(taken)["default_definition"] == {"level": "item"}


@pytest.mark.parametrize(
    ("name", "group_id"),
    [
        ("Zorg & onderwijs", "zorg-onderwijs"),
        ("België, één", "belgie-een"),
        ("A", "a-2"),
        ("שלום", "group"),
        ("<script>", "script"),
        ("x" * 10_000, "x" * 50),
        ("----", "group"),
    ],
)
def test_a_group_gets_a_free_id_from_its_name(name: str, group_id: str) -> None:
    start = workshop()
    assert new_group_id(start, name) == group_id
    grown = apply(start, *edits_of(start, adding(start, CustomerGroup(name=name)), "me"))
    assert grown.groups[group_id].name == name


def test_a_group_goes_with_everything_that_hangs_on_it() -> None:
    start = workshop()
    full = from_content(
        content_of(start)
        | {
            "groups": {"a": {"name": "A"}, "ab": {"name": "AB"}},
            "group_definitions": {"a": {"level": "line"}},
            "targets": {"a": {"target": 0.9}, "ab": {"target": 0.8}},
            "reasons": {"targets.a.target": "x", "targets.ab.target": "y", "groups.a": "z"},
        }
    )
    without = content_of(apply(full, *edits_of(full, removing(full, "a"), "me")))
    assert without == empty() | {
        "groups": {"ab": {"name": "AB"}},
        "targets": {"ab": {"target": 0.8}},
        "reasons": {"targets.ab.target": "y"},
    }
    with pytest.raises(Refused):
        removing(full, "nobody")

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otif_koop.message import Refused
from otif_koop.workshop.document import Workshop, content_of, from_content
from otif_koop.workshop.edits import Conflict, apply, edits_of
from otif_koop.workshop.undo import Change, can_redo, can_undo, redo, undo
from tests.workshop.documents import changes, empty, with_groups


class Room:
    """A workshop with its log, as the store would keep it."""

    def __init__(self, **content: Any) -> None:
        self.workshop: Workshop = from_content(empty() | content)
        self.log: list[Change] = []

    def take(self, change: Change) -> None:
        self.workshop = apply(self.workshop, *change)
        self.log.append(change)

    def do(self, by: str, *path: str, to: Any) -> None:
        self.take(edits_of(self.workshop, {path: to}, by))

    def undo(self, by: str) -> None:
        self.take(undo(self.workshop, self.log, by))

    def redo(self, by: str) -> None:
        self.take(redo(self.workshop, self.log, by))


def test_everyone_takes_back_their_own_last_change() -> None:
    room = Room()
    room.do("ann", "organisation", to="one")
    room.do("bob", "name", to="two")
    room.do("ann", "language", to="en")
    room.undo("ann")
    assert content_of(room.workshop) == empty() | {"organisation": "one", "name": "two"}
    room.undo("ann")
    assert content_of(room.workshop) == empty() | {"name": "two"}
    with pytest.raises(Refused, match="no change of yours"):
        room.undo("ann")
    room.redo("ann")
    room.redo("ann")
    assert content_of(room.workshop) == empty() | {"organisation": "one", "name": "two", "language": "en"}
    with pytest.raises(Refused, match="nothing that you took back"):
        room.redo("ann")
    room.undo("bob")
    assert room.workshop.name == "A workshop"


def test_a_change_made_at_once_is_taken_back_at_once() -> None:
    room = Room()
    both = {("default_definition", "due"): "lead_time", ("default_definition", "clock_start"): "authorised"}
    room.take(edits_of(room.workshop, both, "ann"))
    room.undo("ann")
    assert content_of(room.workshop) == empty()
    room.redo("ann")
    assert room.workshop.default_definition.clock_start == "authorised"


def test_what_someone_else_changed_since_is_not_taken_back() -> None:
    room = Room()
    room.do("ann", "organisation", to="one")
    room.do("bob", "organisation", to="two")
    with pytest.raises(Refused, match="Organisation: bob has changed this since"):
        room.undo("ann")
    room.undo("bob")
    room.undo("ann")
    assert content_of(room.workshop) == empty()


def test_a_group_that_someone_else_worked_on_is_not_taken_back() -> None:
    room = Room()
    room.do("ann", "groups", "a", to={"name": "A"})
    room.do("bob", "groups", "a", "note", to="mine")
    with pytest.raises(Refused, match="bob"):
        room.undo("ann")


def test_a_group_whose_target_someone_else_set_cannot_go() -> None:
    room = Room()
    room.do("ann", "groups", "a", to={"name": "A"})
    room.do("bob", "targets", "a", "target", to=0.9)
    with pytest.raises(Refused, match="“targets” names customer group “a”"):
        room.undo("ann")


def test_redo_is_refused_when_the_field_has_changed() -> None:
    room = Room()
    room.do("ann", "organisation", to="one")
    room.undo("ann")
    room.do("bob", "organisation", to="two")
    with pytest.raises(Conflict):
        room.redo("ann")


def test_a_new_change_ends_redo() -> None:
    room = Room()
    room.do("ann", "organisation", to="one")
    room.undo("ann")
    assert can_redo(room.log, "ann")
    room.do("ann", "language", to="en")
    assert not can_redo(room.log, "ann")
    assert can_undo(room.log, "ann")
    room.undo("ann")
    assert not can_undo(room.log, "ann")
    assert not can_undo(room.log, "nobody")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["ann", "undo", "redo"]), changes()), max_size=30))
def test_alone_undo_and_redo_walk_up_and_down_the_same_stairs(moves: list[tuple[str, Any]]) -> None:
    room = Room(**content_of(with_groups()))
    stairs, here = [content_of(room.workshop)], 0
    for move, (path, value) in moves:
        if move == "undo":
            assert can_undo(room.log, "ann") == (here > 0)
            if here > 0:
                room.undo("ann")
                here -= 1
        elif move == "redo":
            assert can_redo(room.log, "ann") == (here < len(stairs) - 1)
            if here < len(stairs) - 1:
                room.redo("ann")
                here += 1
        else:
            try:
                change = edits_of(room.workshop, {path: value}, "ann")
            except Refused:
                continue
            if change:
                room.take(change)
                del stairs[here + 1 :]
                stairs.append(content_of(room.workshop))
                here += 1
        assert content_of(room.workshop) == stairs[here]

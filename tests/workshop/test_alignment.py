"""Agreements follow the place of the order, keep only what differs, and go stale when the place moves."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otif_koop.message import Refused
from otif_koop.workshop.alignment import (
    Agreement,
    agreeing,
    agreement_of,
    choosing,
    is_agreed,
    position_of,
    terms,
    terms_of,
)
from otif_koop.workshop.decisions import decisions, screens, tension
from otif_koop.workshop.document import Workshop, content_of, from_content, read, write
from otif_koop.workshop.edits import apply, edits_of
from otif_koop.workshop.groups import removing
from otif_koop.workshop.history import describe
from otif_koop.workshop.steps import progress
from tests.workshop.documents import empty
from tests.workshop.test_contradictions import agreements, choices

TODAY = date(2026, 11, 25)


def workshop(place: int | None = 3, **agreement: Any) -> Workshop:
    content = {"groups": {"dealers": {"name": "Dealers"}, "zorg": {"name": "Zorg"}}}
    if place is not None:
        content["koop"] = {"groups": {"dealers": {"decision": {"position": place}}}}
    if agreement:
        content["alignment"] = {"groups": {"dealers": agreement}}
    return from_content(empty() | content)


def changed(made: Workshop, changes: dict[tuple[str, ...], Any]) -> Workshop:
    return apply(made, *edits_of(made, changes, "test"))


def test_every_decision_proposes_something_with_a_reason_at_each_place() -> None:
    for decision in decisions().values():
        assert set(decision.proposals) == set(decision.reasons) == {1, 2, 3, 4, 5}
        for value in decision.proposals.values():
            assert decision.kind == "days" or decision.chosen(value)
    assert [key for screen in screens() for key in screen.decisions] == list(decisions())
    assert len({tension(position).between.text for position in range(1, 6)}) == 5


def test_without_choices_the_place_decides_and_a_moved_place_brings_its_own_proposal() -> None:
    held = terms_of(workshop(4), "dealers")
    assert held is not None
    assert held.values["promising"] == "ctp"
    assert not held.differing
    moved = terms_of(workshop(2, filling="freely"), "dealers")
    assert moved is not None
    assert (moved.values["promising"], moved.values["filling"], moved.differing) == ("atp", "freely", {"filling"})
    assert terms_of(workshop(None), "dealers") is None


def test_a_quick_choice_gives_way_to_the_decision() -> None:
    assert position_of(workshop(None, position=2), "dealers") == 2
    assert position_of(workshop(4, position=2), "dealers") == 4


@given(st.integers(1, 5), agreements)
def test_what_holds_is_the_choice_or_else_the_proposal(position, content) -> None:
    agreement = Agreement(**content)
    held = terms(agreement, position)
    for key, decision in decisions().items():
        chosen = getattr(agreement, key)
        assert held.values[key] == (decision.proposals[position] if chosen is None else chosen)
        assert (key in held.differing) == (held.values[key] != decision.proposals[position])


@given(st.data(), st.sampled_from(list(decisions())))
def test_a_choice_is_kept_only_where_it_differs_with_its_reason(data, decision) -> None:
    made = workshop(3, reasons={decision: "why"}, filling="freely")
    value = data.draw(choices(decision))
    after = changed(made, choosing(made, "dealers", decision, value))
    held = terms_of(after, "dealers")
    assert held is not None
    wanted = terms(Agreement(**{decision: value}), 3).values[decision]
    assert held.values[decision] == wanted
    kept = wanted != decisions()[decision].proposals[3]
    assert (getattr(agreement_of(after, "dealers"), decision) is not None) == kept
    assert (decision in agreement_of(after, "dealers").reasons) == kept
    assert read(write(after)) == after


def test_the_order_of_clicking_leaves_no_trace() -> None:
    assert Agreement(buffer=("time", "capacity", "time")).buffer == ("capacity", "time")


@pytest.mark.parametrize("wrong", [{"promising": "guess"}, {"buffer": ["luck"]}, {"frozen": -1}, {"load_norm": 2}])
def test_what_cannot_be_agreed_is_refused(wrong) -> None:
    with pytest.raises(Refused):
        workshop(3, **wrong)


def test_an_agreement_goes_stale_when_the_place_moves() -> None:
    made = workshop(3)
    made = changed(made, agreeing(made, ["dealers", "zorg"], TODAY))
    assert is_agreed(made, "dealers")
    assert not is_agreed(made, "zorg"), "a group without a place has nothing to agree on"
    moved = changed(made, {("koop", "groups", "dealers", "decision", "position"): 2})
    assert not is_agreed(moved, "dealers")
    assert is_agreed(changed(moved, agreeing(moved, ["dealers"], TODAY)), "dealers")
    assert agreeing(made, ["dealers"], date(2027, 1, 1)) == {}, "what was agreed keeps its day"


def test_the_step_is_done_once_every_group_was_agreed() -> None:
    def state(made: Workshop) -> str:
        return next(one.state for one in progress(made) if one.step.id == "alignment")

    made = workshop(3)
    assert state(made) == "open"
    made = changed(made, agreeing(made, ["dealers"], TODAY))
    assert state(made) == "started"
    made = changed(made, {("alignment", "groups", "zorg", "position"): 4})
    assert state(changed(made, agreeing(made, ["zorg"], TODAY))) == "done"


def test_a_group_leaves_with_its_agreement_and_none_stands_alone() -> None:
    made = workshop(3, filling="freely")
    after = changed(made, removing(made, "dealers"))
    assert "alignment" not in content_of(after)
    with pytest.raises(Refused):
        from_content(empty() | {"alignment": {"groups": {"gone": {"position": 1}}}})


def test_the_log_tells_a_choice_in_words() -> None:
    made = workshop(3)
    edits = edits_of(made, choosing(made, "dealers", "acceptance", "everything"), "test")
    told = describe(edits[0], made)
    assert "Every order as it comes" in str(told.values.values())
    assert "Accepting orders for {group}" in str(told.values.values())

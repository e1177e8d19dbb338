"""Questions to the room: what is an answer, what comes out, what it does to the document."""

from __future__ import annotations

import json
from datetime import date
from statistics import median
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otif_koop.koop.factor_scores import factor_weights
from otif_koop.language import Language
from otif_koop.message import Refused
from otif_koop.workshop import ballot as ballots
from otif_koop.workshop.ballot import Ballot, accepted, free, from_content, into_document, outcomes, ready
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.edits import apply, edits_of
from otif_koop.workshop.targets import Target, choosing
from tests.workshop.documents import with_groups

TODAY = date(2026, 5, 4)
ODD = "<script>alert(1)</script> {0} '; drop table\u202e"


def first(kind: str, workshop: Workshop | None = None) -> Ballot:
    return getattr(ballots, kind)(workshop or with_groups())[0]


@pytest.mark.parametrize(("given", "kept"), [("95", 95.0), (" 95,5 ", 95.5), ("95%", 95.0), ("0", 0.0), ("100", 100.0)])
def test_a_target_is_typed_as_people_type_it(given, kept):
    assert accepted(first("targets"), {"answer": given}) == {"answer": kept}


@pytest.mark.parametrize("given", ["101", "-1", "nan", "inf", "1e999", "x", "95 of 96"])
def test_what_is_no_target_is_refused_with_the_bounds(given):
    with pytest.raises(Refused, match="Give a number from 0 to 100"):
        accepted(first("targets"), {"answer": given})


def test_blank_and_foreign_answers_are_refused():
    for ballot in (first("targets"), first("recognised"), first("factor_scores"), free("Why?", "text")):
        with pytest.raises(Refused, match="Nothing was filled in"):
            accepted(ballot, {"answer": "  ", "other": "1", "ballot": "x"})
    with pytest.raises(Refused, match="yes or no"):
        accepted(first("recognised"), {"answer": "maybe"})
    with pytest.raises(Refused, match="question first"):
        free("  ", "text")


def test_factors_may_be_left_blank():
    assert accepted(first("factor_scores"), {"M1": "5", "P1": "", "S1": "2"}) == {"M1": 5, "S1": 2}


def test_what_people_write_is_kept_as_written():
    assert accepted(free(ODD, "text"), {"answer": ODD}) == {"answer": ODD}
    (found,) = outcomes(free("Why?", "text"), [{"answer": ODD}, {"answer": "b"}, {"answer": ODD}])
    assert dict(found.counts) == {ODD: 2, "b": 1}
    assert found.median is None


@given(st.lists(st.integers(0, 100), min_size=1, max_size=200))
def test_the_median_and_the_middle_half(numbers):
    (found,) = outcomes(first("targets"), [{"answer": float(number)} for number in numbers])
    assert found.n == len(numbers) == sum(n for _, n in found.counts)
    assert found.median == median(numbers)
    assert min(numbers) <= found.low <= found.median <= found.high <= max(numbers)
    assert sum(found.low <= number <= found.high for number in numbers) * 2 >= len(numbers)
    assert [answer for answer, _ in found.counts] == sorted(set(numbers))


@pytest.mark.parametrize("code", ["nl", "en"])
def test_each_phone_reads_the_question_in_its_language(code):
    language = Language(code)
    for step in ("targets", "score", "koop"):
        for ballot in ready(step, with_groups()):
            again = from_content(json.loads(json.dumps(ballots.content_of(ballot))))
            assert again == ballot
            assert language.say(again.question) == language.say(ballot.question)
    assert language.say(from_content(ballots.content_of(free(ODD, "number"))).question) == ODD


def put_in(workshop: Workshop, ballot: Ballot, votes: list[dict[str, Any]]) -> Workshop:
    return apply(workshop, *edits_of(workshop, into_document(workshop, ballot, votes, "vote", TODAY), "ann"))


def test_what_came_out_fits_in_the_document():
    workshop, yes = with_groups(), [{"answer": True}] * 2 + [{"answer": False}]
    for votes, recognised in ((yes, True), ([*yes, {"answer": False}], False)):
        ballot = first("recognised")
        assert put_in(workshop, ballot, votes).groups[ballot.group].recognised is recognised
    for ballot, votes in ((free("Why?", "number"), [{"answer": 1.0}]), (first("targets"), [])):
        assert into_document(workshop, ballot, votes, "vote", TODAY) == {}


def test_the_target_of_the_room_is_chosen_today_and_takes_a_higher_floor_down_with_it():
    ballot = first("targets")
    once = put_in(with_groups(), ballot, [{"answer": 90.0}, {"answer": 95.0}, {"answer": 96.0}])
    assert once.targets[ballot.group] == Target(target=0.95, decided_on=TODAY)
    floored = apply(once, *edits_of(once, {("targets", ballot.group, "floor"): 0.93}, "ann"))
    again = put_in(floored, ballot, [{"answer": 92.0}])
    assert again.targets[ballot.group] == Target(target=0.92, floor=0.92, decided_on=TODAY)
    back = apply(again, *edits_of(again, choosing(ballot.group, again.targets[ballot.group], None, TODAY), "ann"))
    assert back.targets[ballot.group] == Target(floor=0.92), "the floor was chosen apart"


@pytest.mark.parametrize("n", [1, 3, 40, 41, 200])
def test_scores_of_many_go_in_one_by_one_or_as_medians(n):
    workshop = with_groups()
    votes = [{"M1": 1 + place % 5, "M2": 3} for place in range(n)]
    changes = into_document(workshop, first("factor_scores"), votes, "vote", TODAY)
    after = apply(workshop, *edits_of(workshop, changes, "ann"))
    (group,) = after.koop.groups.values()
    assert len(group.scorers) == (n if n <= 40 else 1)
    assert {scorer.scores["M2"] for scorer in group.scorers.values()} == {3}


def test_weights_of_the_room_sum_to_a_hundred():
    workshop = with_groups()
    votes = [{"M1": 10, "M2": 5}, {"M1": 10, "M2": 5, "P1": 0}]
    changes = into_document(workshop, first("weights"), votes, "vote", TODAY)
    after = apply(workshop, *edits_of(workshop, changes, "ann"))
    found = after.koop.weights
    assert sum(found.values()) == pytest.approx(100, abs=0.2)
    assert found["M1"] == pytest.approx(2 * found["M2"], rel=0.01)
    assert found["P1"] == 0
    assert found["S1"] == factor_weights()["S1"], "nobody weighed it"
    assert (
        into_document(workshop, first("weights"), [{"M1": 0}], "vote", TODAY)[("koop", "weights")] == factor_weights()
    )

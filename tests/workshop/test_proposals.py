"""Actions are proposed from the gap, the targets, the alignment and the step plan, and go once taken or declined."""

from __future__ import annotations

from datetime import date

from otif_koop.workshop.document import from_content
from otif_koop.workshop.gap import Carried, gaps
from otif_koop.workshop.plan_items import KINDS, PlanItem, is_due
from otif_koop.workshop.proposals import proposals
from otif_koop.workshop.text import is_key

TODAY = date(2026, 11, 25)
BASE = {
    "version": 1,
    "name": "W",
    "groups": {"zorg": {"name": "Zorg"}},
    "targets": {"zorg": {"target": 0.9, "by_date": "2027-03-31"}},
}
DATA = Carried(frozenset({"revised_date", "shipped_at"}), frozenset({"damage"}))


def proposed(**more):
    workshop = from_content(BASE | more)
    return proposals(workshop, gaps(workshop, DATA), TODAY)


def test_every_kind_of_action_is_proposed_with_a_date_and_an_effort():
    found = proposed()
    assert {one.kind for one in found} == set(KINDS)
    assert len({one.id for one in found}) == len(found)
    for one in found:
        assert is_key(one.id)
        assert TODAY <= one.start < one.due
        assert one.effort_days > 0
        PlanItem(kind=one.kind, title=one.title.text, start=one.start, due=one.due)


def test_the_gap_the_target_and_the_alignment_are_among_them():
    ids = {one.id for one in proposed()}
    assert {"gap-in_full-quantity_delivered", "gap-no_complaint-complaints", "gap-due-promised_date"} <= ids
    assert {"target-zorg", "alignment", "manual", "letter"} <= ids
    assert "gap-no_error-errors" not in ids
    due = next(one for one in proposed() if one.id == "target-zorg").due
    assert due == date(2027, 3, 31)


def test_without_a_gap_nobody_records_by_hand_and_without_targets_no_letter_goes_out():
    workshop = from_content({"version": 1, "name": "W"})
    ids = {one.id for one in proposals(workshop, (), TODAY)}
    assert not {"manual", "letter", "publish"} & ids
    assert {"bi", "note", "tracking", "pdca"} <= ids


def test_what_was_taken_or_declined_is_proposed_no_more():
    taken = {"items": {"x": {"kind": "inform", "title": "T", "source": "note"}}, "declined": {"tracking": "no"}}
    assert not {"note", "tracking"} & {one.id for one in proposed(plan=taken)}
    ticked = {"alignment": {"done": True, "at": "2026-11-25T08:00:00+00:00"}}
    assert "alignment" not in {one.id for one in proposed(progress=ticked)}


def test_due_within_a_week_or_over_and_never_when_done():
    def item(due, status="todo"):
        return PlanItem(kind="inform", title="T", due=due, status=status)

    assert is_due(item(date(2026, 12, 2)), TODAY)
    assert is_due(item(date(2026, 11, 1)), TODAY)
    assert not is_due(item(date(2026, 12, 3)), TODAY)
    assert not is_due(item(date(2026, 11, 1), "done"), TODAY)
    assert not is_due(item(None), TODAY)


SEEN = {
    "as_of": "2026-10-31",
    "definition": "aaaa",
    "level": "order",
    "combine": "product",
    "units": 100,
    "orders": 100,
    "score": {"share": 0.72, "sure": 100},
    "joint": 0.75,
    "rates": {"on_time": {"share": 0.8, "sure": 100}, "in_full": {"share": 0.9, "sure": 100}},
    "faults": {"0": 75, "1": 15, "3": 5, "2": 5},
}


def test_a_target_says_which_misses_to_solve_first():
    seen = {"zorg": {"target": 0.81, "seen": SEEN}}
    one = next(one for one in proposed(targets=seen) if one.id == "target-zorg")
    assert one.title.values["component"].text == "On time"
    assert one.title.values["n"] == 10, "0.9 in full, so 90 of the 100 must be on time, and 80 are"
    assert one.why.values["fails"] == 20
    live = from_content(BASE | {"targets": seen}).targets["zorg"].seen
    workshop = from_content(BASE | {"targets": {"zorg": {"target": 0.81}}})
    told = proposals(workshop, (), TODAY, {"zorg": live})
    assert (
        next(one for one in told if one.id == "target-zorg").title
        == next(one for one in proposed(targets=seen) if one.id == "target-zorg").title
    )


def test_a_target_for_a_sharper_rung_asks_to_measure_by_it():
    ids = {one.id for one in proposed(targets={"zorg": {"target": 0.9, "rung": "joint"}})}
    assert "rung-zorg" in ids
    assert "rung-zorg" not in {one.id for one in proposed(targets={"zorg": {"target": 0.9, "rung": "complaints"}})}


def test_groups_with_the_longest_of_ids_are_told_apart():
    ids = ["g" * 63 + end for end in "ab"] + ["g" * 52 + "-10", "g" * 52 + "-100"]
    found = proposed(groups={key: {"name": key} for key in ids}, targets={key: {"target": 0.9} for key in ids})
    assert len({one.id for one in found}) == len(found)
    assert all(is_key(one.id) for one in found)
    assert "target-" + ids[2] in {one.id for one in found}, "an id that fits stays as it is read"

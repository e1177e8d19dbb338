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

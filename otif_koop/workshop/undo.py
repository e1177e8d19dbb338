"""Undo and redo on the log of a workshop: everyone takes back what they did themselves, last thing first.

Nothing is ever removed from the log. Taking back is a new change of kind `undo`; who did what, and what of it still
stands, is read from the log alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from otif_koop.message import Refused, message
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.edits import Edit, apply, inverse, overlap
from otif_koop.workshop.fields import label

Change = tuple[Edit, ...]
"""What one person did at once: the edits of one revision."""


@dataclass
class _Hand:
    """Places in the log of what one person did that stands, and of what they took back and may do again."""

    done: list[int] = field(default_factory=list)
    taken_back: list[int] = field(default_factory=list)


def _hands(log: Sequence[Change]) -> dict[str, _Hand]:
    hands: dict[str, _Hand] = {}
    for place, change in enumerate(log):
        if not change:
            continue
        hand = hands.setdefault(change[0].by, _Hand())
        kind = change[0].kind
        if kind == "do":
            hand.done.append(place)
            hand.taken_back.clear()
        elif kind == "undo" and hand.done:
            hand.taken_back.append(hand.done.pop())
        elif kind == "redo" and hand.taken_back:
            hand.done.append(hand.taken_back.pop())
    return hands


def undo(workshop: Workshop, log: Sequence[Change], by: str, at: datetime | None = None) -> Change:
    """The edits that take back the last change of `by` that stands.

    `log`: all changes, oldest first (or the last few hundred). Raises `Refused` when there is none, or when someone
    else changed the same field since; `Conflict` when its value is not what `by` left.
    """
    hands = _hands(log)
    if by not in hands or not hands[by].done:
        raise Refused(message("There is no change of yours to take back."))
    place = hands[by].done[-1]
    for other, hand in hands.items():
        later = [log[index] for index in hand.done if index > place and other != by]
        for path in (edit.path for change in later for edit in change):
            if any(overlap(path, edit.path) for edit in log[place]):
                raise Refused(
                    message(
                        "{field}: {who} has changed this since, so it cannot be taken back.",
                        field=label(path, workshop),
                        who=other or message("someone else"),
                    )
                )
    return _again([inverse(edit) for edit in reversed(log[place])], "undo", workshop, at)


def redo(workshop: Workshop, log: Sequence[Change], by: str, at: datetime | None = None) -> Change:
    """The edits that do again what `by` took back last; raises as `undo` does."""
    hands = _hands(log)
    if by not in hands or not hands[by].taken_back:
        raise Refused(message("There is nothing that you took back and can do again."))
    return _again(log[hands[by].taken_back[-1]], "redo", workshop, at)


def can_undo(log: Sequence[Change], by: str) -> bool:
    """Whether `by` has a change that stands."""
    hand = _hands(log).get(by)
    return hand is not None and bool(hand.done)


def can_redo(log: Sequence[Change], by: str) -> bool:
    """Whether `by` took something back and did nothing since."""
    hand = _hands(log).get(by)
    return hand is not None and bool(hand.taken_back)


def _again(edits: Sequence[Edit], kind: str, workshop: Workshop, at: datetime | None) -> Change:
    moment = at or datetime.now(UTC)
    change = tuple(edit.model_copy(update={"kind": kind, "at": moment}) for edit in edits)
    apply(workshop, *change)
    return change

"""Groups merged, split, renamed and filled by hand: each a change of the workshop that can be undone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from otif_koop.message import Refused, message
from otif_koop.workshop.document import CustomerGroup, Workshop
from otif_koop.workshop.edits import Path
from otif_koop.workshop.grouping import MOST_BY_HAND, Basis, Condition, mark_of
from otif_koop.workshop.groups import free_id, new_group_id, removing


def data_labels(workshop: Workshop, group_id: str) -> tuple[str, ...]:
    """What the data call a group: its name where nothing else was said, nothing for a part that was split off."""
    group = _group(workshop, group_id)
    is_part = any(split.group == group_id for split in workshop.grouping.splits.values())
    return group.in_data or (() if is_part else (group.name,))


def renaming(workshop: Workshop, group_id: str, name: str, in_book: Collection[str]) -> dict[Path, Any]:
    """Another name; where the data (its groups are `in_book`) knew the group by the old one, that stays its label."""
    group = _group(workshop, group_id)
    changes: dict[Path, Any] = {("groups", group_id, "name"): name}
    if not group.in_data and group.name in in_book:
        changes["groups", group_id, "in_data"] = [group.name]
    return changes


def merging(workshop: Workshop, into: str, away: str) -> dict[Path, Any]:
    """Group `away` goes up in group `into`, with its customers; what was chosen for `away` goes.

    The kept scores of `into` go as well: they are those of other customers. Raises `Refused` where the two are one.
    """
    if into == away:
        raise Refused(message("Choose two different groups to merge."))
    labels = dict.fromkeys((*data_labels(workshop, into), *data_labels(workshop, away)))
    changes = removing(workshop, away) | _anew(workshop, into)
    changes["groups", into, "in_data"] = list(labels) or None
    grouping = workshop.grouping
    for key, split in grouping.splits.items():
        if split.group == away:
            changes["grouping", "splits", key] = split.model_copy(update={"group": into})
    changes |= {("grouping", "by_hand", mark): into for mark, to in grouping.by_hand.items() if to == away}
    return changes


def splitting(workshop: Workshop, group_id: str, name: str, condition: Condition) -> dict[Path, Any]:
    """A new group of those customers of a group who meet a condition; it expects, and is measured, as they were.

    The kept scores of the group that they leave go: they are those of other customers.
    """
    group = _group(workshop, group_id)
    new_id = new_group_id(workshop, name)
    sources: list[tuple[tuple[str, ...], tuple[Condition, ...]]] = [(data_labels(workshop, group_id), ())]
    sources += [(one.labels, one.conditions) for one in workshop.grouping.splits.values() if one.group == group_id]
    splits = [
        {"group": new_id, "labels": labels, "conditions": (*conditions, condition)}
        for labels, conditions in sources
        if labels
    ]
    changes: dict[Path, Any] = {
        ("groups", new_id): group.model_copy(update={"name": name, "in_data": ()}).model_dump(
            mode="json", exclude_unset=True, exclude={"in_data", "recognised"}
        )
    }
    own = workshop.group_definitions.get(group_id)
    if own is not None:
        changes["group_definitions", new_id] = own
        prefix = f"group_definitions.{group_id}."
        for path, reason in workshop.reasons.items():
            if path.startswith(prefix):
                changes["reasons", f"group_definitions.{new_id}.{path.removeprefix(prefix)}"] = reason
    taken = set(workshop.grouping.splits)
    for split in splits:
        key = free_id(new_id, taken)
        taken.add(key)
        changes["grouping", "splits", key] = split
    return changes | _anew(workshop, group_id)


def moving(workshop: Workshop, customers: Iterable[str], to: str) -> dict[Path, Any]:
    """These customers (their numbers in the data) belong to group `to`, whatever a rule says.

    Raises `Refused` for more than can be placed by hand, and for a group that is not there.
    """
    _group(workshop, to)
    marks = [mark_of(customer) for customer in customers]
    if len({*marks, *workshop.grouping.by_hand}) > MOST_BY_HAND:
        raise Refused(
            message(
                "At most {most} customers can be placed by hand. Split a group by what they have in common, or bring "
                "a file that names the group of each customer.",
                most=MOST_BY_HAND,
            )
        )
    return {("grouping", "by_hand", mark): to for mark in marks}


def grouping_by(workshop: Workshop, basis: Basis, labels: Mapping[str, str]) -> dict[Path, Any]:
    """Groups by another basis: `labels` gives each label of it the name of its group.

    A group that has one of the labels stays, with all that was chosen for it; other groups go. What was split off or
    placed by hand goes too, except the limits of the rules.
    """
    changes: dict[Path, Any] = {}
    owned: dict[str, str] = {}
    same = basis == workshop.grouping.basis
    for group_id in workshop.groups:
        mine = [label for label in data_labels(workshop, group_id) if same and label in labels]
        owned |= dict.fromkeys(mine, group_id)
        if not mine:
            changes |= removing(workshop, group_id)
    taken = set(workshop.groups)
    for label, name in labels.items():
        if label not in owned:
            group_id = free_id(name, taken)
            taken.add(group_id)
            changes["groups", group_id] = CustomerGroup(name=name[:200], in_data=(label,))
    for key in workshop.grouping.splits:
        changes["grouping", "splits", key] = None
    for mark in workshop.grouping.by_hand:
        changes["grouping", "by_hand", mark] = None
    changes["grouping", "basis"] = None if basis == "column" else basis
    return changes


def _group(workshop: Workshop, group_id: str) -> CustomerGroup:
    if group_id not in workshop.groups:
        raise Refused(message("There is no customer group “{group}” in this workshop.", group=group_id))
    return workshop.groups[group_id]


def _anew(workshop: Workshop, group_id: str) -> dict[Path, Any]:
    """Forget the kept scores of a group whose customers change: the next upload tells them for the new ones."""
    followed = {"scores": workshop.follow_up.scores, "bridges": workshop.follow_up.bridges}
    return {("follow_up", part, group_id): None for part, kept in followed.items() if group_id in kept}

"""Customer groups come and go with everything that hangs on them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import Any

from otif_koop.message import Refused, message
from otif_koop.workshop.document import CustomerGroup, Workshop
from otif_koop.workshop.edits import Path

PER_GROUP = ("group_definitions", "targets")
FOLLOWED = ("scores", "bridges", "actions", "published")


def new_group_id(workshop: Workshop, name: str) -> str:
    """A free id made from the name: "Zorg & onderwijs" becomes zorg-onderwijs, a second one zorg-onderwijs-2."""
    return free_id(name, workshop.groups)


def free_id(name: str, taken: Collection[str]) -> str:
    """An id made from `name` that is not `taken` yet."""
    ascii_name = unicodedata.normalize("NFKD", name[:200]).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "-", ascii_name.lower()).strip("-")[:50].strip("-") or "group"
    number, group_id = 1, stem
    while group_id in taken:
        number += 1
        group_id = f"{stem}-{number}"
    return group_id


def adding(workshop: Workshop, group: CustomerGroup) -> dict[Path, Any]:
    """The change that adds a group, for `edits_of`."""
    return {("groups", new_group_id(workshop, group.name)): group}


def removing(workshop: Workshop, group_id: str) -> dict[Path, Any]:
    """The change that takes a group away with all that was chosen for it and the reasons, for `edits_of`.

    Raises `Refused` for a group that is not there.
    """
    if group_id not in workshop.groups:
        raise Refused(message("There is no customer group “{group}” in this workshop.", group=group_id))
    changes: dict[Path, Any] = {(part, group_id): None for part in PER_GROUP if group_id in getattr(workshop, part)}
    if group_id in workshop.koop.groups:
        changes["koop", "groups", group_id] = None
    if group_id in workshop.alignment.groups:
        changes["alignment", "groups", group_id] = None
    grouping = workshop.grouping
    changes |= {("grouping", "splits", key): None for key, one in grouping.splits.items() if one.group == group_id}
    changes |= {("grouping", "by_hand", mark): None for mark, to in grouping.by_hand.items() if to == group_id}
    followed = {part: getattr(workshop.follow_up, part) for part in FOLLOWED}
    changes |= {("follow_up", part, group_id): None for part, kept in followed.items() if group_id in kept}
    prefixes = tuple(f"{part}.{group_id}." for part in ("groups", *PER_GROUP))
    changes |= {("reasons", path): None for path in workshop.reasons if f"{path}.".startswith(prefixes)}
    return changes | {("groups", group_id): None}

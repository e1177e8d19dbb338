"""Which definition measures a customer group: its own choices, and for the rest the workshop's default."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otif_koop.message import Refused, message
from otif_koop.otif.cascade import merge
from otif_koop.otif.definition import Definition

if TYPE_CHECKING:
    from otif_koop.workshop.document import Workshop


def definition_for(workshop: Workshop, group_id: str | None) -> Definition:
    """The definition that measures a group; `None` is the workshop's default.

    Raises `Refused` for a group that the workshop does not have.
    """
    if group_id is None:
        return workshop.default_definition
    if group_id not in workshop.groups:
        raise Refused(message("There is no customer group “{group}” in this workshop.", group=group_id))
    own = workshop.group_definitions.get(group_id)
    return workshop.default_definition if own is None else merge(workshop.default_definition, own)


def definitions_by_label(workshop: Workshop) -> dict[str, Definition]:
    """The definition of every group under each label that the client's data has for it.

    A group without labels of its own is known in the data by its name, unless another group has that as a label; of
    two groups with one name the first id holds.
    """
    found: dict[str, Definition] = {}
    for group_id, group in sorted(workshop.groups.items(), key=lambda entry: not entry[1].in_data):
        definition = definition_for(workshop, group_id)
        for label in group.in_data or (group.name,):
            found.setdefault(label, definition)
    return found

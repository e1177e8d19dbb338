"""Which definition measures a customer group: its own choices, and for the rest the workshop's default."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otif_koop.message import Refused, message
from otif_koop.otif.cascade import merge
from otif_koop.otif.definition import Definition
from otif_koop.workshop.labels import owners

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
    """The definition of every group under each label that it has in the client's data or in a regrouped book."""
    return {label: definition_for(workshop, group_id) for label, group_id in owners(workshop).items()}

"""How a customer group is called in the order data, and whose a label of the data is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from otif_koop.workshop.document import Workshop


def names_in_book(workshop: Workshop) -> dict[str, str]:
    """What each group (by id) is called once its orders stand together: its name, with its id where another has it.

    A label that the data use for another group counts as that group's.
    """
    owner = {label: group_id for group_id, group in workshop.groups.items() for label in group.in_data}
    names: dict[str, str] = {}
    for group_id, group in workshop.groups.items():
        name = group.name if owner.setdefault(group.name, group_id) == group_id else f"{group.name} ({group_id})"
        names[group_id] = name
    return names


def owners(workshop: Workshop) -> dict[str, str]:
    """The group (its id) of every label: first what the data call it, then the names of the groups themselves."""
    found = {label: group_id for group_id, group in workshop.groups.items() for label in group.in_data}
    for group_id, name in names_in_book(workshop).items():
        found.setdefault(name, group_id)
    return found


def labels_of(workshop: Workshop, group_id: str) -> tuple[str, ...]:
    """Every label that is a group's."""
    return tuple(label for label, owner in owners(workshop).items() if owner == group_id)

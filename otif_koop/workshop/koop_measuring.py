"""The rules of measuring that a decoupling point brings along, each with its reason (config/alignment.yaml)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from otif_koop.message import Message
from otif_koop.otif.cascade import GroupDefinition, merge
from otif_koop.otif.definition import ClockStart, Definition, Due
from otif_koop.tables import table
from otif_koop.workshop.cascade import definition_for
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.edits import plain, value_at
from otif_koop.yaml_file import check

Path = tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """A field of the definition with what the position proposes and why."""

    path: Path
    value: Any
    why: Message

    @property
    def choice(self) -> str:
        """The choice of config/choices.yaml that the field belongs to, which carries its reason."""
        return self.path[0] if self.path[0] in ("window", "in_full") else ".".join(self.path)

    def now(self, definition: Definition) -> Any:
        """What a definition has there, as plain value."""
        found: Any = definition
        for part in self.path:
            found = getattr(found, part)
        return plain(found)


@dataclass(frozen=True)
class Measuring:
    """What a position brings: its rules, why, and in words what the fields of a definition can't express."""

    why: Message
    rules: tuple[Rule, ...]
    beyond: tuple[Message, ...]


@cache
def measuring(position: int) -> Measuring:
    """What belongs to a position."""
    row = next(one for one in table("alignment")["measuring"] if one["position"] == position)
    rules = tuple(Rule(tuple(one["field"].split(".")), one["value"], Message(one["why"])) for one in row["fields"])
    return Measuring(Message(row["why"]), rules, tuple(Message(text) for text in row["says"]))


def differing(workshop: Workshop, group_id: str, position: int) -> tuple[Rule, ...]:
    """The rules that the group's definition does not follow now."""
    definition = definition_for(workshop, group_id)
    return tuple(one for one in measuring(position).rules if one.now(definition) != one.value)


def is_taken(workshop: Workshop, group_id: str, position: int) -> bool:
    """Whether the group was given choices of its own that follow every rule of its position."""
    return group_id in workshop.group_definitions and not differing(workshop, group_id, position)


def lacking(workshop: Workshop, group_id: str, position: int) -> tuple[Rule, ...]:
    """The rules about which the group itself chose nothing yet."""
    own = workshop.group_definitions.get(group_id)
    content = {} if own is None else own.model_dump(mode="json", exclude_unset=True)
    return tuple(one for one in measuring(position).rules if value_at(content, one.path) is None)


def proposed(workshop: Workshop, group_id: str, position: int) -> Definition:
    """The group's definition with all the position's rules taken over."""
    own: dict[str, Any] = {}
    for path, value in _fields(workshop, group_id, measuring(position).rules).items():
        here = own
        for part in path[:-1]:
            here = here.setdefault(part, {})
        here[path[-1]] = value
    return merge(definition_for(workshop, group_id), check(own, GroupDefinition))


def taking_over(
    workshop: Workshop, group_id: str, position: int, said: Callable[[Message], str], *, keeps_own: bool = False
) -> dict[Path, Any]:
    """The change that takes a position's rules over into the group's definition, with their reasons.

    `said` gives a reason in the language of the workshop. What was chosen beside these fields stays; where the change
    `keeps_own`, so does what the group chose itself for one of them.
    """
    rules = lacking(workshop, group_id, position) if keeps_own else measuring(position).rules
    fields = _fields(workshop, group_id, rules)
    changes: dict[Path, Any] = {("group_definitions", group_id, *path): value for path, value in fields.items()}
    reasons: dict[str, list[str]] = {}
    for rule in rules:
        reasons.setdefault(rule.choice, []).append(said(rule.why))
    for choice, told in reasons.items():
        path = f"group_definitions.{group_id}.{choice}"
        if not keeps_own or path not in workshop.reasons:
            changes["reasons", path] = " ".join(dict.fromkeys(told))
    return changes


def _fields(workshop: Workshop, group_id: str, rules: tuple[Rule, ...]) -> Mapping[Path, Any]:
    fields: dict[Path, Any] = {one.path: one.value for one in rules}
    starts = definition_for(workshop, group_id).clock_start
    if fields.get(("due",), Due.LEAD_TIME) != Due.LEAD_TIME and starts is ClockStart.AUTHORISED:
        fields[("clock_start",)] = ClockStart.ORDERED.value  # goes with a lead time only
    return fields

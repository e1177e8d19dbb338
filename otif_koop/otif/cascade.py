"""The cascade: what a customer group chose for itself, and for the rest the default (otif-method, section 2).

Whether a field was chosen is kept (pydantic's `fields_set`): a default may fall back on the nearest column that the
data has, a choice never does. A choice for all groups is a choice too.
"""

from __future__ import annotations

from typing import Any

from pydantic import Field, model_validator

from otif_koop.message import Refused, message
from otif_koop.otif.definition import Definition
from otif_koop.yaml_file import check, read


class GroupDefinition(Definition):
    """Only what a customer group chose for itself; whether the choices agree shows once the default is added."""

    @model_validator(mode="after")
    def _choices_agree(self) -> GroupDefinition:
        return self


class DefinitionFile(Definition):
    """A definition file: the default, and under `groups` what single customer groups do otherwise."""

    groups: dict[str, GroupDefinition] = Field(default_factory=dict, max_length=10_000)


def chosen(definition: Definition) -> dict[str, Any]:
    """What was chosen in `definition`, as plain nested fields."""
    return definition.model_dump(exclude_unset=True)


def merge(default: Definition, own: Definition) -> Definition:
    """`default` with every field that `own` chose put over it, field by field inside `window`, `scope` and the like.

    Raises `Refused` when the choices together contradict each other.
    """
    return check(_over(chosen(default), chosen(own)), Definition)


def _over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    both = dict(below)
    for field, value in above.items():
        under = below.get(field)
        both[field] = _over(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
    return both


def read_definitions(text: str) -> tuple[Definition, dict[str, Definition]]:
    """The default and the whole definition of each group that has its own, from YAML text.

    Raises `Refused` with the path to every field that can't be read, or that contradicts another.
    """
    file = read(text, DefinitionFile)
    content = chosen(file)
    groups = content.pop("groups", {})
    default = check(content, Definition)
    merged = {}
    for name, own in groups.items():
        try:
            merged[name] = check(_over(content, own), Definition)
        except Refused as refused:
            raise Refused(
                *(message("groups.{group}: {what}", group=name, what=problem) for problem in refused.problems)
            ) from None
    return default, merged


def definition_schema() -> dict[str, Any]:
    """The JSON Schema of a definition file."""
    return DefinitionFile.model_json_schema()

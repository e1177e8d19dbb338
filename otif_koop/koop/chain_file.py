"""A chain with its groups as one YAML file: what `otif-koop place` reads, and the templates to start from."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Self

from pydantic import Field, model_validator

from otif_koop import yaml_file
from otif_koop.koop.chain import Chain
from otif_koop.koop.group import Group
from otif_koop.message import Refused, message
from otif_koop.tables import config_folder


class ChainFile(Chain):
    """A chain and the groups that order on it."""

    groups: tuple[Group, ...] = Field(min_length=1, max_length=500)

    @model_validator(mode="after")
    def _groups_agree(self) -> Self:
        seen: set[str] = set()
        for group in self.groups:
            if group.name in seen:
                raise Refused(message("two groups have the name “{name}”", name=group.name))
            seen.add(group.name)
        return self

    @property
    def chain(self) -> Chain:
        """Without the groups."""
        return Chain.model_construct(_fields_set=None, **{name: getattr(self, name) for name in Chain.model_fields})


def schema() -> dict[str, Any]:
    """The JSON Schema of the YAML format."""
    return ChainFile.model_json_schema()


def read_chain(text: str) -> ChainFile:
    """A chain from YAML text; raises `Refused` with one message a fault, each naming its field."""
    return yaml_file.read(text, ChainFile)


def templates() -> tuple[str, ...]:
    """The names of the chains to start from, as `template` takes them."""
    return tuple(sorted(path.stem for path in _folder().glob("*.yaml")))


@cache
def template(name: str) -> ChainFile:
    """One of the chains in `config/chains/`."""
    return read_chain((_folder() / f"{name}.yaml").read_text(encoding="utf-8"))


def _folder() -> Path:
    return config_folder() / "chains"

"""The mechanism, shown on an older form that exists in these tests only."""

from __future__ import annotations

from typing import Any

import pytest

from otif_koop.message import Refused
from otif_koop.workshop import document, migrations
from otif_koop.workshop.migrations import migrate
from otif_koop.yaml_file import load_strict

FORM_0 = """
version: 0
title: An old workshop
groups:
- {id: care, name: Zorg, target: 95}
- {id: web, name: Webwinkel}
"""


def from_form_0(content: dict[str, Any]) -> dict[str, Any]:
    """In form 0 groups stood in a list, with their target in percent."""
    groups = content.pop("groups")
    content["name"] = content.pop("title")
    content["groups"] = {group["id"]: {"name": group["name"]} for group in groups}
    content["targets"] = {group["id"]: {"target": group["target"] / 100} for group in groups if "target" in group}
    return content


def test_an_old_form_is_brought_up_before_it_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(migrations.MIGRATIONS, 0, from_form_0)  # type: ignore[arg-type]
    workshop = document.read(FORM_0)
    assert workshop.version == document.VERSION
    assert workshop.name == "An old workshop"
    assert list(workshop.groups) == ["care", "web"]
    assert workshop.targets["care"].target == 0.95


def test_forms_are_climbed_one_by_one() -> None:
    seen = []

    def step(content: dict[str, Any]) -> dict[str, Any]:
        seen.append(content["version"])
        return content

    content = {"version": 3, "name": "W"}
    assert migrate(content, migrations={3: step, 4: step}, to=5) == {"version": 5, "name": "W"}
    assert seen == [3, 4]
    assert content["version"] == 3  # what was given is left alone


def test_an_old_form_does_not_pass_without_its_migration() -> None:
    with pytest.raises(Refused, match="form 0 of a workshop does not exist"):
        document.from_content(load_strict(FORM_0))


@pytest.mark.parametrize("version", [None, "1", True, 1.0])
def test_a_file_says_its_form(version: Any) -> None:
    with pytest.raises(Refused, match="version: write which form"):
        migrate({"version": version, "name": "W"})

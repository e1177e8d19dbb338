"""docs/coverage.md: every sentence of the articles has its place, and every place is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from otif_koop.workshop.steps import steps
from otif_koop.yaml_file import load_strict

PROJECT = Path(__file__).parents[1]
ROW = re.compile(r"^\| (?P<sentence>.+?) \| (?P<places>`.+`) \|$")


def rows() -> list[tuple[str, list[str]]]:
    found = []
    for line in (PROJECT / "docs" / "coverage.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("| ") and not line.startswith("| sentence"):
            match = ROW.match(line)
            assert match, f"a row that can't be read: {line}"
            found.append((match["sentence"], re.findall(r"`(.+?)`", match["places"])))
    return found


def names_in(file: Path) -> set[str]:
    names = set()
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        for target in getattr(node, "targets", [getattr(node, "target", None)]):
            if isinstance(target, ast.Name):
                names.add(target.id)
    return names


def is_there(place: str) -> bool:
    path, _, name = place.partition("::")
    path, _, key = path.partition("#")
    file = PROJECT / path
    if not file.exists():
        return False
    if name:
        return name in names_in(file)
    return not key or key in load_strict(file.read_text(encoding="utf-8"))


def test_every_place_is_there():
    gone = {place for _, places in rows() for place in places if not is_there(place)}
    assert gone == set()


def test_no_sentence_stands_twice_and_none_is_blank():
    sentences = [sentence for sentence, _ in rows()]
    assert len(sentences) > 75
    assert len(set(sentences)) == len(sentences)


def test_every_sentence_of_the_step_plan_has_a_row():
    told = " ".join(sentence for sentence, _ in rows())
    missing = [one for step in steps() for one in step.article if one.rstrip(".") not in told]
    assert missing == []


@pytest.mark.parametrize(
    "place",
    ["otif_koop/gone.py", "otif_koop/otif/laney.py::gone", "config/gap.yaml#gone", "config/gone.yaml#fields"],
)
def test_a_place_that_is_gone_is_noticed(place):
    assert not is_there(place)

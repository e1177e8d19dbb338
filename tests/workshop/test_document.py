from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otif_koop.message import Refused
from otif_koop.otif.definition import Level
from otif_koop.workshop import document
from otif_koop.workshop.document import Workshop, content_of, from_content, new_workshop
from otif_koop.workshop.edits import apply, edits_of
from tests.workshop.documents import WORDS, changes, empty, with_groups

GOLDEN = Path(__file__).parent / "golden"


def filled(*made: tuple[tuple[str, ...], object]) -> Workshop:
    """A workshop after those of the changes that are valid where they come."""
    workshop = with_groups()
    for path, value in made:
        try:
            workshop = apply(workshop, *edits_of(workshop, {path: value}, "me"))
        except Refused:
            continue
    return workshop


@settings(max_examples=100, deadline=None)
@given(st.lists(changes(), max_size=25))
def test_a_workshop_goes_through_yaml_unchanged(made: list[tuple[tuple[str, ...], object]]) -> None:
    workshop = filled(*made)
    again = document.read(document.write(workshop))
    assert again == workshop
    assert content_of(again) == content_of(workshop)  # and the same fields were chosen


def test_only_what_was_chosen_is_kept() -> None:
    workshop = from_content(empty() | {"default_definition": {"window": {"late": 1}}})
    assert content_of(workshop)["default_definition"] == {"window": {"late": 1}}
    assert workshop.default_definition.level is Level.ORDER
    assert not workshop.default_definition.chose("level")
    assert "level" not in document.write(workshop)


@pytest.mark.parametrize("word", [*WORDS, "x" * 10_000])
def test_a_name_may_be_anything_and_is_kept_as_it_is(word: str) -> None:
    workshop = new_workshop(word)
    assert workshop.name == word
    assert document.read(document.write(workshop)).name == word


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("x" * 10_001, "10001 characters is too long: at most 10000"),
        ("   ", "a name is expected"),
        ("bell\x07", "character 5 of this text is a control code (U+0007)"),
        ("half \ud83d", "control code (U+D83D)"),
    ],
)
def test_a_name_that_no_screen_or_file_can_hold_is_refused(name: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        new_workshop(name)
    assert said in str(refused.value)
    assert str(refused.value).startswith("name: ")


@pytest.mark.parametrize("end", ["\r\n", "\r", "\x0b", "\x85", "\u2028", "\u2029"])
def test_line_ends_from_elsewhere_become_newlines(end: str) -> None:
    assert new_workshop("W", organisation=f"one{end}two").organisation == "one\ntwo"


GROUP = {"groups": {"a": {"name": "A"}, "b": {"name": "B"}}}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"nam": "x"}, "nam: this field is not known"),
        ({"language": "fr"}, "language: “fr” is not one of"),
        ({"groups": {"a b": {"name": "A"}}}, "groups: “a b” cannot be an id"),
        ({"groups": {"a" * 65: {"name": "A"}}}, "cannot be an id"),
        ({"groups": {"a": {"name": "A", "regions": [""]}}}, "groups.a.regions.0: a name is expected"),
        ({"groups": {f"g{n}": {"name": "A"} for n in range(501)}}, "501 entries are too many: at most 500"),
        ({"targets": {"a": {"target": 0.9}}}, "“targets” names customer group “a”, which is not there"),
        ({"group_definitions": {"a": {"level": "line"}}}, "“group_definitions” names customer group “a”"),
        (GROUP | {"targets": {"a": {"target": 1.2}}}, "targets.a.target: 1.2 is too large: at most 1.0"),
        (GROUP | {"targets": {"a": {"target": True}}}, "targets.a.target: a number is expected"),
        (GROUP | {"targets": {"a": {"target": 0.9, "floor": 0.95}}}, "the floor cannot be higher than the target"),
        (GROUP | {"targets": {"a": {"target": float("nan")}}}, "targets.a.target"),
        ({"default_definition": {"window": {"late": None}}}, "default_definition.window.late: this is blank"),
        ({"default_definition": {"clock_start": "authorised"}}, "goes with due: lead_time only"),
        (
            GROUP | {"group_definitions": {"a": {"clock_start": "authorised"}}},
            "the definition of customer group “a” contradicts itself: clock_start: authorised goes with due: lead_time",
        ),
        (
            {"groups": {"a": {"name": "A", "in_data": ["x"]}, "b": {"name": "B", "in_data": ["x"]}}},
            "not to “a” and “b”",
        ),
        ({"data": {"mapping": {"rows": [[1, 2, 3]] * 20_000}}}, "rows of data stay out"),
        ({"data": {"mapping": {"a": {"b": {"c": {"d": {"e": {"f": 1}}}}}}}}, "too large to keep here"),
        ({"data": {"mapping": {"a": object()}}}, "data.mapping: only texts, numbers"),
        ({"progress": {"koop": {"done": True, "at": "2026-01-01T10:00:00"}}}, "progress.koop.at"),
        ({"version": 99}, "newer version of the program"),
        ({"version": "1"}, "version: write which form"),
        ({"reasons": {f"r{n}": "x" * 9_000 for n in range(40)}}, "The workshop would become 3"),
    ],
)
def test_a_document_that_cannot_be_says_where_and_why(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(Refused) as refused:
        from_content(empty() | wrong)
    assert said in str(refused.value)


@pytest.mark.parametrize("text", ["", "- a\n- b", "just words", "version: 1\nname: [", "version: 1\nversion: 1"])
def test_a_file_that_is_no_workshop_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        document.read(text)


def test_a_blank_field_is_a_field_left_out() -> None:
    content = content_of(document.read("version: 1\nname: W\norganisation:\ntargets:\ngroups: {a: {name: A, note: }}"))
    assert content == {"version": 1, "name": "W", "groups": {"a": {"name": "A"}}}


def test_a_workshop_cannot_be_changed_in_place() -> None:
    workshop = from_content(empty() | GROUP | {"data": {"mapping": {"columns": {"order_id": "Order"}}}})
    for attempt in (
        lambda: workshop.groups.__setitem__("c", workshop.groups["a"]),  # type: ignore[attr-defined]
        lambda: workshop.groups.pop("a"),  # type: ignore[attr-defined]
        lambda: workshop.data.mapping["columns"].update(line_id="Line"),
    ):
        with pytest.raises(TypeError):
            attempt()
    assert pickle.loads(pickle.dumps(workshop)) == workshop


def test_the_largest_workshop_can_be_read_back_from_its_file() -> None:
    notes = {f"r{n}": "é\n" * 800 for n in range(20)}
    holidays = [f"2026-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 29)]
    deep = {"a": {"b": {"c": {"d": list(range(10)) * 1_500}}}}
    content = empty() | {
        "groups": {f"group-{n}": {"name": f"Group {n}", "regions": ["NL", "BE", "DE"]} for n in range(250)},
        "group_definitions": {f"group-{n}": {"calendar": {"holidays": holidays}} for n in range(20)},
        "reasons": notes,
        "data": {"mapping": deep},
    }
    workshop = from_content(content)
    assert len(json.dumps(content)) > 0.9 * document.LARGEST_DOCUMENT
    assert document.read(document.write(workshop)) == workshop


def test_every_form_that_was_ever_made_can_still_be_read() -> None:
    golden = sorted(GOLDEN.glob("version_*.yaml"))
    assert [file.stem for file in golden] == [f"version_{n}" for n in range(1, document.VERSION + 1)]
    for file in golden:
        workshop = document.read(file.read_text(encoding="utf-8"))
        assert workshop.groups["project"].name == "Projectinrichters"
        assert workshop.targets["project"].target == 0.95
        assert workshop.group_definitions["project"].window.late == 0
        assert workshop.default_definition.window.late == 1
        assert workshop.progress["customers"].done
        assert workshop.version == document.VERSION


def test_the_newest_golden_file_is_what_we_write() -> None:
    text = (GOLDEN / f"version_{document.VERSION}.yaml").read_text(encoding="utf-8")
    assert document.write(document.read(text)) == text

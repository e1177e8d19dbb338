"""The definition as a document: what is read, what is refused and where, the cascade, and the schema."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings

from otif_koop.message import Refused
from otif_koop.otif.cascade import chosen, definition_schema, merge, read_definitions
from otif_koop.otif.definition import Definition, Due, Level, Unit
from otif_koop.yaml_file import DEEPEST_NESTING, LARGEST_FILE, load_strict, read, write
from tests.otif.order_books import definitions

SCHEMA = jsonschema.Draft202012Validator(definition_schema())


@settings(max_examples=50, deadline=None)
@given(definitions())
def test_a_definition_comes_back_from_yaml_with_what_was_chosen(definition: Definition) -> None:
    again = read(write(definition), Definition)
    assert again == definition
    assert again.model_fields_set == definition.model_fields_set
    assert chosen(again) == chosen(definition)
    assert read(write(definition, whole=True), Definition) == definition


@settings(max_examples=30, deadline=None)
@given(definitions())
def test_the_schema_accepts_what_the_loader_accepts(definition: Definition) -> None:
    for whole in (False, True):
        SCHEMA.validate(load_strict(write(definition, whole=whole)))


@pytest.mark.parametrize(
    "text",
    [
        "window: {early: none, late: 0}",
        "in_full: {under: 0, over: none}",
        "in_full: {under: 0.025, over: 2}",
        "calendar: {holidays: [2024-12-25], weekend: []}",
        "no_error: {kinds: all}\nno_complaint: {kinds: []}",
        "credit: none\ngroups: {Zorg: {level: line, window: {late: 2}}}",
        # a group's choices need not agree until the default is under them
        "due: lead_time\ngroups: {Zorg: {clock_start: authorised}}",
        "credit: {shape: linear, early: [{distance: 0, score: 1}], late: [{distance: 0, score: 1}]}",
        "credit: {shape: linear, early: [[0, 1], [10, 0]], late: [[0, 1]]}",
    ],
)
def test_what_the_loader_reads_fits_the_schema(text: str) -> None:
    read_definitions(text)
    SCHEMA.validate(load_strict(text))


@pytest.mark.parametrize(
    "text",
    [
        "window: {late: -1}",
        "window: {late: true}",
        "window: {late: }",
        "in_full: {under: 1}",
        "colour: red",
        "level: orders",
        "groups: {Zorg: {colour: red}}",
        "groups: {Zorg: {groups: {}}}",
        "calendar: {weekend: [zon]}",
    ],
)
def test_the_schema_refuses_what_the_loader_refuses(text: str) -> None:
    with pytest.raises(Refused):
        read_definitions(text)
    with pytest.raises(jsonschema.ValidationError):
        SCHEMA.validate(load_strict(text))


KIND = "no_error: {kinds: [complaint]}\nno_complaint: {kinds: [complaint]}"
BLANK = "this is blank"


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("level: NO", "level", "NO"),
        ("in_full: {under: NO}", "in_full.under", "NO"),
        ("window: {late: 14:30}", "window.late", "14:30"),
        ("window: {late: yes}", "window.late", "yes"),
        ("window: {late: true}", "window.late", "is not a number"),
        ("window: {late: }", "window.late", BLANK),
        ("window: {late: 1.5}", "window.late", "1.5"),
        ("window: {late: 10001}", "window.late", "10001"),
        ("window: {late: 1e999}", "window.late", "inf"),
        ("window: {soon: 1}", "window.soon", "not known"),
        ("in_full: {under: 1}", "in_full.under", "too large"),
        ("in_full: {under: 0.0255}", "in_full.under", "three decimals"),
        ("in_full: {over: -0.1}", "in_full.over", "too small"),
        ("in_full: {over: true}", "in_full.over", "is not a number"),
        ("credit: {shape: linear, early: [[0, 1], [5, 2]], late: [[0, 1]]}", "credit.early.1.score", "too large"),
        ("credit: {shape: linear, early: [[0, 1], [5, 0.1], [4, 0]], late: [[0, 1]]}", "credit", "go up"),
        ("credit: {shape: steps, early: [[1, 1], [2, 0.1], [4, 0.2]], late: [[0, 1]]}", "credit", "never rises"),
        ("credit: {shape: linear, early: [[1, 1]], late: [[0, 1]]}", "credit", "1 at the due date"),
        ("credit: {shape: steps, early: [[1, 0.9]], late: [[0, 1]]}", "credit", "1 at the due date"),
        ("credit: {shape: steps, early: [[1, 1]]}", "credit.late", "missing"),
        ("credit: {shape: round, early: [[1, 1]], late: [[1, 1]]}", "credit.shape", "round"),
        ("scope: {regions: {only: north}}", "scope.regions.only", "north"),
        ("scope: {regions: {only: [1]}}", "scope.regions.only.0", "1"),
        ("no_error: {kinds: [theft]}", "no_error", "theft"),
        ("no_error: {kinds: [damage, damage]}", "no_error", "twice"),
        ("calendar: {holidays: [2024-02-30]}", "calendar.holidays.0", "2024-02-30"),
        ("calendar: {weekend: [mon, tue, wed, thu, fri, sat, sun]}", "calendar", "working day"),
        ("groups: {Zorg: {level: orders}}", "groups.Zorg.level", "orders"),
        ("groups: {Zorg: {window: {late: soon}}}", "groups.Zorg.window.late", "soon"),
        ("groups: {Zorg: }", "groups.Zorg", BLANK),
        ("groups: {Zorg: {clock_start: authorised}}", "groups.Zorg", "clock_start"),
        (KIND, "·", "choose one"),
        ("clock_start: authorised", "·", "lead_time only"),
    ],
)
def test_a_refusal_names_the_path_and_what_is_wrong(text: str, where: str, what: str) -> None:
    with pytest.raises(Refused) as refused:
        read_definitions(text)
    assert len(refused.value.problems) == 1
    said = str(refused.value)
    assert said.startswith(f"{where}: ")
    assert what in said


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(Refused) as refused:
        read_definitions("level: orders\nwindow: {late: soon, early: -1}\ncolour: red\n")
    paths = {str(problem.values["path"]) for problem in refused.value.problems}
    assert paths == {"level", "window.late", "window.early", "colour"}


@pytest.mark.parametrize(
    "text",
    [
        "window: {late: 010}",
        'window: {late: "3"}',
        'in_full: {under: "0.0255"}',
        "calendar: {holidays: [1735084800]}",
    ],
)
def test_a_number_written_as_text_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        read(text, Definition)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("due: requested\nlevel: line\ndue: promised", "Line 3: “due” stands here twice"),
        ("window: {late: 1, late: 2}", "“late” stands here twice"),
        ("window: &w {late: 1}", "Line 1: an anchor"),
        ("level: line\nwindow: *w", "Line 2: an alias"),
        ("level: !!str line", "Line 1: a tag"),
        ("level: !python/object:os.system line", "Line 1: a tag"),
        ("a: " + "[" * (DEEPEST_NESTING + 1) + "]" * (DEEPEST_NESTING + 1), f"deeper than {DEEPEST_NESTING}"),
        ("a: " + "[" * 20_000, f"deeper than {DEEPEST_NESTING}"),
        ("#" * (LARGEST_FILE + 1), f"larger than {LARGEST_FILE}"),
        ("? [a]\n: 1", "a word, not a list"),
        ("level: line\n---\nlevel: item", "Line 2: this is not valid YAML"),
        ("level: [", "not valid YAML"),
        ("level: line\n\tdue: x", "not valid YAML"),
        ("\x00", "not a valid YAML file"),
        ("", "A list of fields"),
        ("- level", "A list of fields"),
        ("level", "A list of fields"),
        ("<<: {level: line}", "<<: this field is not known"),
        ("late: " + "9" * 5000, "not a valid YAML file"),
    ],
)
def test_what_is_not_plain_yaml_is_refused(text: str, what: str) -> None:
    with pytest.raises(Refused) as refused:
        read_definitions(text)
    assert what in str(refused.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"),
        ("off", "off"),
        ("14:30", "14:30"),
        ("010", "010"),
        ("1_000", "1_000"),
        ("2024-12-25", "2024-12-25"),
        ("TRUE", True),
        ("~", None),
        ("", None),
        ("0", 0),
        ("-12", -12),
        ("0x1F", 31),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("-", ["-"]),
    ],
)
def test_scalars_mean_what_they_say(text: str, value: Any) -> None:
    if text == "-":
        assert load_strict('a: ["-"]') == {"a": value}
        return
    read_back = load_strict(f"a: {text}")["a"]
    assert read_back == value
    assert type(read_back) is type(value)


def test_a_group_keeps_what_it_does_not_choose() -> None:
    default, groups = read_definitions(
        "due: requested\nwindow: {late: 2, unit: working_days}\ngroups:\n"
        "  Zorg: {window: {late: 0}, level: line}\n"
        "  Bouw: {due: promised, credit: {shape: steps, early: [[1, 1]], late: [[1, 1]]}}\n"
        "  Web: {}\n"
    )
    assert set(groups) == {"Zorg", "Bouw", "Web"}
    zorg = groups["Zorg"]
    assert (zorg.due, zorg.level, zorg.window.late, zorg.window.unit) == (
        Due.REQUESTED,
        Level.LINE,
        0,
        Unit.WORKING_DAYS,
    )
    assert (groups["Bouw"].due, groups["Bouw"].window) == (Due.PROMISED, default.window)
    assert groups["Web"] == default
    assert (default.due, default.level, default.credit) == (Due.REQUESTED, Level.ORDER, "none")
    assert all(type(one) is Definition for one in (default, *groups.values()))
    assert zorg.model_fields_set == {"due", "level", "window"}


def test_choices_that_contradict_each_other_over_the_cascade_are_refused_under_the_group() -> None:
    text = "due: lead_time\nclock_start: authorised\ngroups: {Zorg: {due: promised}, Bouw: {clock_start: ordered}}"
    with pytest.raises(Refused, match=r"groups\.Zorg.*lead_time only"):
        read_definitions(text)
    default, groups = read_definitions(text.replace("due: promised", "level: line"))
    assert (groups["Zorg"].clock_start, groups["Bouw"].clock_start) == ("authorised", "ordered")
    own = Definition.model_validate({"due": "promised"})
    with pytest.raises(Refused, match="lead_time only"):
        merge(default, own)


@settings(max_examples=30, deadline=None)
@given(definitions(), definitions())
def test_merging_puts_the_group_over_the_default(default: Definition, own: Definition) -> None:
    assert merge(default, Definition()) == default
    assert merge(Definition(), own) == own
    assert merge(default, default) == default
    try:
        both = merge(default, own)
    except Refused:
        return
    assert both.model_fields_set == default.model_fields_set | own.model_fields_set
    for name in Definition.model_fields:
        if own.chose(name) and name not in {"window", "calendar", "in_full", "scope", "credit"}:
            assert getattr(both, name) == getattr(own, name)
        if not own.chose(name):
            assert getattr(both, name) == getattr(default, name)


def test_whether_a_field_was_chosen_does_not_depend_on_its_value() -> None:
    chosen_promised = read("due: promised", Definition)
    assert chosen_promised == Definition()
    assert chosen_promised.chose("due")
    assert not chosen_promised.chose("level")
    assert not Definition().chose("due")

from __future__ import annotations

from typing import Any

import pytest

from otif_koop.language import Language
from otif_koop.tables import table
from otif_koop.workshop.document import Workshop, from_content
from otif_koop.workshop.edits import Conflict, apply, edits_of, inverse
from otif_koop.workshop.fields import label
from otif_koop.workshop.groups import removing
from otif_koop.workshop.history import describe
from tests.workshop.documents import FIELDS, edit_of, empty

ENGLISH = Language("en")


def workshop() -> Workshop:
    return from_content(
        empty()
        | {
            "groups": {"w": {"name": "Wholesale"}, "s": {"name": "<script>" * 30}},
            "targets": {"w": {"target": 0.92}},
            "default_definition": {"level": "order", "window": {"late": 2}},
        }
    )


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("targets", "w", "target"), 0.95, "Target for Wholesale from 92.0 % to 95.0 %"),
        (("targets", "w", "floor"), 0.5, "Floor for Wholesale: 50.0 %"),
        (("targets", "w", "by_date"), "2027-03-03", "Date of the target for Wholesale: 3 Mar 2027"),
        (("targets", "w", "target"), None, "Target for Wholesale: no longer 92.0 %"),
        (("name",), "Other", "Name of the workshop from A workshop to Other"),
        (("default_definition", "level"), "line", "Level for all groups from order to order line"),
        (
            ("default_definition", "window", "late"),
            "none",
            "Late that is still on time for all groups from 2 to no limit",
        ),
        (("default_definition", "window"), None, "Delivery window for all groups removed"),
        (("default_definition",), {"level": "item"}, "Measurement definition for all groups changed"),
        (("group_definitions", "w", "due"), "requested", "Due date for Wholesale: requested date"),
        (("group_definitions", "w"), {"due": "requested"}, "Measurement definition of Wholesale added"),
        (("default_definition", "no_error", "kinds"), [], "Kinds of error that count for all groups: none at all"),
        (("default_definition", "calendar", "holidays"), [f"2026-01-0{n}" for n in range(1, 9)], "8 entries"),
        (("groups", "w", "regions"), ["NL", "BE"], "Regions of Wholesale: NL and BE"),
        (("groups", "w", "recognised"), True, "Figure recognised for Wholesale: yes"),
        (("groups", "w", "expectations", "moment"), "week", "Delivery by day or by week for Wholesale: by week"),
        (("groups", "new"), {"name": "New ones"}, "Customer group New ones added"),
        (("groups", "s"), None, "Customer group <script>"),
        (("data", "files", "lines"), "orders.csv", "Data file “lines”: orders.csv"),
        (("data", "mapping"), {"order_id": "Order"}, "Columns of the data added"),
        (("progress", "koop"), {"done": True, "at": "2026-11-22T10:00:00Z"}, "Step “Decoupling point (KOOP)” done"),
        (("reasons", "targets.w.target"), "because", "Reason for a choice: because"),
    ],
)
def test_an_edit_is_one_readable_line(path: tuple[str, ...], value: Any, said: str) -> None:
    line = ENGLISH.say(describe(edit_of(workshop(), path, value, "me"), workshop())).replace("\u00a0", " ")
    assert said in line
    assert len(line) < 200


def test_taking_back_says_so() -> None:
    edit = edit_of(workshop(), ("targets", "w", "target"), 0.95, "me")
    back = inverse(edit).model_copy(update={"kind": "undo"})
    again = edit.model_copy(update={"kind": "redo"})
    assert ENGLISH.say(describe(back, workshop())).startswith("Taken back: Target for Wholesale from 95")
    assert ENGLISH.say(describe(again, workshop())).startswith("Done again: Target for Wholesale from 92")


def test_a_group_that_is_gone_keeps_its_name_in_the_log() -> None:
    start = workshop()
    edits = edits_of(start, removing(start, "w"), "me")
    after = apply(start, *edits)
    assert [ENGLISH.say(describe(edit, after)) for edit in edits] == [
        "Target and floor for w removed",
        "Customer group Wholesale removed",
    ]


def test_a_conflict_shows_both_values() -> None:
    start = workshop()
    mine = edit_of(start, ("targets", "w", "target"), 0.95, "me")
    theirs = apply(start, edit_of(start, ("targets", "w", "target"), 0.97, "you"))
    with pytest.raises(Conflict) as conflict:
        apply(theirs, mine)
    said = ENGLISH.say(conflict.value.problems[0]).replace("\u00a0", " ")
    assert said == ("Target for Wholesale: this has become 97.0 % meanwhile; you chose 95.0 %. Choose which one holds.")


def test_every_field_has_a_name() -> None:
    for path in FIELDS:
        assert label(path, workshop()).text != "Field “{path}”", path


def test_the_table_of_names_holds_no_field_that_is_not_there() -> None:
    schema = Workshop.model_json_schema()
    for name in table("document_fields")["labels"]:
        assert _known(schema, schema, name.split(".")), name
    for name in table("document_fields")["definition"]:
        assert _known(schema, schema["$defs"]["Definition"], name.split(".")), name


def _known(schema: dict[str, Any], part: dict[str, Any], path: list[str]) -> bool:
    if "$ref" in part:
        part = schema["$defs"][part["$ref"].rsplit("/", 1)[-1]]
    if not path:
        return True
    inside = part.get("additionalProperties") if path[0] == "*" else part.get("properties", {}).get(path[0])
    return isinstance(inside, dict) and _known(schema, inside, path[1:])

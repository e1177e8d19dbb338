"""Edits: small named changes of one field, the only way in which a workshop changes.

An edit says which field, from what, to what, by whom and when. The value that it found is part of it: where that is
no longer what is there, someone else was first and both values are shown (`Conflict`). Edits of different fields can
be applied in any order with the same result. `None` stands for a field that is not chosen, or an entry that is absent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from itertools import combinations
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, ValidationError

from otif_koop.message import Message, Refused, message
from otif_koop.workshop.document import Workshop, content_of, from_content
from otif_koop.workshop.fields import label, shown
from otif_koop.workshop.text import Moment, Text

Path = tuple[str, ...]

FIXED = ("id", "version")
DEEPEST_PATH = 12


def plain(value: Any) -> Any:
    """`value` as JSON holds it: a typed part of the document gives only what was chosen in it."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_unset=True)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value


Value = Annotated[JsonValue, BeforeValidator(plain)]


class Edit(BaseModel):
    """One field from `old` to `new`; `kind` tells a change from taking it back and from doing it again."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    path: Annotated[Path, Field(min_length=1, max_length=DEEPEST_PATH)]
    old: Value = None
    new: Value = None
    by: Annotated[Text, Field(max_length=200)]
    at: Moment
    kind: Literal["do", "undo", "redo"] = "do"


@dataclass(frozen=True)
class Clash:
    """Two values for one field: `yours` was to replace `found`, but `theirs` is there now (`by` whom, if known)."""

    path: Path
    found: Any
    theirs: Any
    yours: Any
    by: str | None = None

    def explain(self, workshop: Workshop) -> Message:
        """What happened, in words."""
        values = {
            "field": label(self.path, workshop),
            "theirs": shown(self.path, self.theirs),
            "yours": shown(self.path, self.yours),
        }
        if self.by:
            return message(
                "{field}: {who} has changed this to {theirs} meanwhile; you chose {yours}. Choose which one holds.",
                who=self.by,
                **values,
            )
        return message(
            "{field}: this has become {theirs} meanwhile; you chose {yours}. Choose which one holds.", **values
        )


class Conflict(Refused):
    """Someone else changed the same field; `clashes` holds both values of each field."""

    def __init__(self, clashes: Iterable[Clash], workshop: Workshop) -> None:
        self.clashes = tuple(clashes)
        super().__init__(*(clash.explain(workshop) for clash in self.clashes))


def value_at(content: Mapping[str, Any], path: Path) -> Any:
    """The plain value at `path`, or `None` where nothing was chosen."""
    here: Any = content
    for key in path:
        if not isinstance(here, Mapping):
            return None
        here = here.get(key)
    return here


def put(content: Mapping[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """A copy of `content` with `value` at `path`; `None` or an empty mapping takes the field away.

    Raises `Refused` where the path runs into a value that has no fields.
    """
    key, below = path[0], path[1:]
    if below:
        inside = content.get(key, {})
        if not isinstance(inside, Mapping):
            raise Refused(message("“{field}” holds one value: choose it as a whole.", field=key))
        value = put(inside, below, value)
    rest = {field: content[field] for field in content if field != key}
    return rest if value is None or value == {} else {**content, key: value}


def overlap(one: Path, other: Path) -> bool:
    """Whether two paths name the same field, or one lies inside the other."""
    shortest = min(len(one), len(other))
    return one[:shortest] == other[:shortest]


def edits_of(workshop: Workshop, changes: Mapping[Path, Any], by: str, at: datetime | None = None) -> tuple[Edit, ...]:
    """The edits that bring the fields in `changes` to their new values together; those that change nothing left out.

    Values may be typed parts of the document; `None` takes a choice back or an entry away. Raises `Refused` with the
    path to each fault when the workshop would not be valid.
    """
    for one, other in combinations(changes, 2):
        if overlap(one, other):
            raise Refused(message("One change cannot set “{field}” twice.", field=".".join(one)))
    before = content_of(workshop)
    after = before
    for path, value in changes.items():
        _refuse_fixed(path)
        after = put(after, path, plain(value))
    checked = content_of(from_content(after))  # as it is stored: 2 days as a number, dates as ISO text
    moment = at or datetime.now(UTC)
    edits = (_edit(path, value_at(before, path), value_at(checked, path), by, moment) for path in changes)
    return tuple(edit for edit in edits if edit.old != edit.new)


def _edit(path: Path, old: Any, new: Any, by: str, at: datetime) -> Edit:
    try:
        return Edit(path=path, old=old, new=new, by=by, at=at)
    except ValidationError:
        raise Refused(message("The name of who made a change is a text of at most 200 characters.")) from None


def apply(workshop: Workshop, *edits: Edit) -> Workshop:
    """The workshop after `edits`, which hold together: all of them or none.

    Raises `Conflict` where a field no longer has the value that its edit found, and `Refused` when the result would
    not be valid.
    """
    content = content_of(workshop)
    clashes = []
    for edit in edits:
        _refuse_fixed(edit.path)
        there = value_at(content, edit.path)
        if there != edit.old:
            clashes.append(Clash(edit.path, edit.old, there, edit.new))
        else:
            content = put(content, edit.path, edit.new)
    if clashes:
        raise Conflict(clashes, workshop)
    return from_content(content)


def still_to_do(workshop: Workshop, edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """The edits whose work someone else has not done already, to the same value."""
    content, left = content_of(workshop), []
    for edit in edits:
        there = value_at(content, edit.path)
        if there == edit.new and there != edit.old:
            continue
        left.append(edit)
        content = put(content, edit.path, edit.new)
    return tuple(left)


def replay(content: dict[str, Any], edits: Iterable[Edit]) -> dict[str, Any]:
    """Plain `content` after edits that were applied before, in their order and without checking them again."""
    for edit in edits:
        content = put(content, edit.path, edit.new)
    return content


def inverse(edit: Edit) -> Edit:
    """The edit that takes `edit` back, by the same person at the same moment."""
    return edit.model_copy(update={"old": edit.new, "new": edit.old})


def _refuse_fixed(path: Path) -> None:
    if path[0] in FIXED:
        raise Refused(message("“{field}” of a workshop cannot be changed.", field=path[0]))

"""What the fields of a workshop are called, and their values, when something is told about them in words.

The names stand in config/document_fields.yaml.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from otif_koop.message import Message, Refused, message
from otif_koop.tables import table
from otif_koop.workshop.decisions import decisions
from otif_koop.workshop.document import Workshop

LONGEST_SHOWN = 60  # characters of a text that a person typed
MOST_SHOWN = 6  # entries of a list

DEFINITIONS = ("default_definition", "group_definitions")
INSIDE = ("plan", "follow_up")  # their entries lie one level deeper
BY_GROUP = ("groups", "targets", "group_definitions")

_AT_PATH = "{path}: {what}."  # of `yaml_file.check`
_PERCENT = "{share:percent}"  # no words in it to translate


def label(path: Sequence[str], workshop: Workshop) -> Message:
    """The name of the field at `path`; a field without a name of its own gets that of the part it lies in."""
    part, here = path[0], tuple(path)
    if part in DEFINITIONS:
        named = _deepest_known(here[1:] if part == "default_definition" else here[2:], _names()["definition"])
        if named is not None and part == "default_definition":
            return message("{choice} for all groups", choice=Message(named))
        if named is not None:
            return message("{choice} for {group}", choice=Message(named), group=group_name(path[1], workshop))
    text = _deepest_known(here, _names()["labels"])
    if text is None:
        return message("Field “{path}”", path=".".join(path))
    return Message(text, _gaps(path, workshop))


def _gaps(path: Sequence[str], workshop: Workshop) -> dict[str, Any]:
    if len(path) < 2:
        return {}
    if path[0] == "alignment" and len(path) > 2:
        return {"group": group_name(path[2], workshop)}
    if path[0] == "koop" and len(path) > 2:
        stage = workshop.koop.stages.get(path[2])
        return {"group": group_name(path[2], workshop), "id": shortened(stage.name if stage else path[2])}
    if path[0] in BY_GROUP:
        return {"group": group_name(path[1], workshop)}
    if path[0] in INSIDE and len(path) > 2:
        item = workshop.plan.items.get(path[2]) if path[:2] == ("plan", "items") else None
        is_group = path[0] == "follow_up"
        return {"id": group_name(path[2], workshop) if is_group else shortened(item.title if item else path[2])}
    titles = {step["id"]: step["title"] for step in table("steps")["steps"]} if path[0] == "progress" else {}
    return {"id": Message(titles[path[1]]) if path[1] in titles else shortened(path[-1])}


def _deepest_known(path: tuple[str, ...], texts: dict[str, str]) -> str | None:
    """The text of the deepest part of `path` that has one; in the table * stands for one id: second, third or last."""
    for length in range(len(path), 0, -1):
        part = path[:length]
        for named in (part, (*part[:1], "*", *part[2:]), (*part[:-1], "*"), (*part[:2], "*", *part[3:])):
            if len(named) == length and ".".join(named) in texts:
                return texts[".".join(named)]
    return None


def in_words(refused: Refused, workshop: Workshop) -> Refused:
    """The same refusal with each field by its name rather than by its path in the document."""
    return Refused(*(_named(problem, workshop) for problem in refused.problems))


def _named(problem: Message, workshop: Workshop) -> Message:
    path = problem.values.get("path")
    if problem.text != _AT_PATH or not isinstance(path, str):
        return problem
    parts = path.split(".")
    if parts[0] == "stages" and len(parts) > 1:  # of a chain on its own, by their place
        order = workshop.koop.order
        at = int(parts[1]) if parts[1].isdigit() else len(order)
        parts = ["koop", "stages", *([order[at], *parts[2:]] if at < len(order) else [])]
    if parts[0] not in Workshop.model_fields:
        return message("{what}.", what=problem.values["what"])
    return message("{path}: {what}.", path=label(parts, workshop), what=problem.values["what"])


def group_name(group_id: str, workshop: Workshop) -> str:
    """What a group is called, shortened; its id when it is no longer there."""
    group = workshop.groups.get(group_id)
    return shortened(group.name if group else group_id)


def shown(path: Sequence[str], value: Any) -> Any:
    """A plain value as it goes into the gap of a message: words and shares as a `Message`, the rest as it is."""
    known, field = _names(), path[-1]
    if value is None:
        return message("nothing")
    if isinstance(value, dict):
        return message("another choice")
    if path[0] == "alignment" and field in decisions() and not isinstance(value, list):
        return next((one.label for one in decisions()[field].options if one.value == value), value)
    if isinstance(value, list):
        if len(value) > MOST_SHOWN:
            return message("{count} entries", count=len(value))
        return [shown(path, one) for one in value] if value else message("none at all")
    if isinstance(value, str):
        word = known["words"].get(field, {}).get(value)
        if word is not None:
            return Message(word)
        return _day(value) if field in known["dates"] else shortened(value)
    if field in known["shares"] and not isinstance(value, bool):
        return Message(_PERCENT, {"share": value})
    return value


def _day(value: str) -> date | str:
    try:
        return date.fromisoformat(value)
    except ValueError:  # someone's edit that was never valid
        return shortened(value)


def _names() -> dict[str, Any]:
    names: dict[str, Any] = table("document_fields")
    return names


def shortened(text: str) -> str:
    """At most `LONGEST_SHOWN` characters, on one line."""
    line = " ".join(text[: LONGEST_SHOWN * 4].split())
    return line if len(line) <= LONGEST_SHOWN else line[: LONGEST_SHOWN - 1] + "…"

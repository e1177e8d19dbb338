"""The log of a workshop as people read it: "Target for Wholesale from 92 % to 95 %"."""

from __future__ import annotations

from otif_koop.message import Message, message
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.edits import Edit
from otif_koop.workshop.fields import label, shown


def describe(edit: Edit, workshop: Workshop) -> Message:
    """What an edit did, in one line; `workshop` lends the names of its groups."""
    done = _done(edit, workshop)
    if edit.kind == "undo":
        return message("Taken back: {what}", what=done)
    if edit.kind == "redo":
        return message("Done again: {what}", what=done)
    return done


def _done(edit: Edit, workshop: Workshop) -> Message:
    field = _label(edit, workshop)
    if edit.path[0] == "progress" and isinstance(edit.new, dict):
        return (
            message("{field} done", field=field) if edit.new.get("done") else message("{field} not done", field=field)
        )
    if isinstance(edit.old, dict) or isinstance(edit.new, dict):
        if edit.old is None:
            return message("{field} added", field=field)
        return message("{field} removed", field=field) if edit.new is None else message("{field} changed", field=field)
    old, new = shown(edit.path, edit.old), shown(edit.path, edit.new)
    if edit.old is None:
        return message("{field}: {new}", field=field, new=new)
    if edit.new is None:
        return message("{field}: no longer {old}", field=field, old=old)
    return message("{field} from {old} to {new}", field=field, old=old, new=new)


def _label(edit: Edit, workshop: Workshop) -> Message:
    """As `label`, and a group that came or went in this very edit has its own name."""
    field = label(edit.path, workshop)
    group = edit.new if isinstance(edit.new, dict) else edit.old
    if edit.path[0] == "groups" and len(edit.path) == 2 and isinstance(group, dict) and "name" in group:
        return Message(field.text, {**field.values, "group": shown(("name",), group["name"])})
    return field

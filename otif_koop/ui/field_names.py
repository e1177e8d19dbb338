"""What a field of the order tables is called on the screen, and notes of the engine that name such fields."""

from __future__ import annotations

from otif_koop.intake.mapping.fields import SKIP, fields, usable
from otif_koop.intake.mapping.roles import ROLE_NAMES
from otif_koop.message import Message, message
from otif_koop.otif.kinds import KINDS
from otif_koop.otif.sentences import kind_name
from otif_koop.tables import table


def field_name(field: str | None) -> Message:
    """The label of a field; of one without a label its own name."""
    if field is None or field == SKIP:
        return message("not used")
    if field in KINDS:
        return message("Yes/no: {kind}", kind=kind_name(field))
    named = table("field_names").get(field)
    return Message(named["label"]) if named else message("{field}", field=field.replace("_", " "))


def in_words(note: Message) -> Message:
    """A note of `otif.resolve` with the question of the choice and the labels of the columns in place of their ids."""
    values = note.values
    if values.keys() == {"field", "column", "nearest"}:
        return message(
            "{question} The data has no “{column}”, so “{nearest}” is taken.",
            question=_question(values["field"]),
            column=field_name(values["column"]),
            nearest=field_name(values["nearest"]),
        )
    if values.keys() == {"field", "column"}:
        return message(
            "{question} The data has no “{column}”.",
            question=_question(values["field"]),
            column=field_name(values["column"]),
        )
    if values.keys() == {"component", "kinds"}:
        return message(
            "{question} The data doesn't show {kinds}.",
            question=_question(values["component"]),
            kinds=[kind_name(kind) for kind in values["kinds"].split(", ")],
        )
    return note


def with_labels(said: Message) -> Message:
    """A text of the intake with what fields and files are called on the screen in place of their ids."""
    values = {name: _label(name, value) for name, value in said.values.items()}
    return Message(said.text, values)


def _label(name: str, value: object) -> object:
    if isinstance(value, Message):
        return with_labels(value)
    if name == "field" and isinstance(value, str) and value in fields():
        return field_name(value)
    if name == "kind" and isinstance(value, str) and value in KINDS:
        return kind_name(value)
    if name == "role" and isinstance(value, str) and value in ROLE_NAMES:
        return ROLE_NAMES[value]
    return value


def _question(field: str) -> Message:
    """The title of a choice; `scope.regions` belongs to the choice `scope`."""
    titles = {choice["field"]: choice["title"] for choice in table("choices")}
    return Message(titles.get(field) or titles[field.split(".")[0]])


def field_choices() -> list[str]:
    """What a column may be, in the order of the order tables, with `skip` first."""
    named = [field for field in table("field_names") if field in fields() and usable(field)]
    others = [field for field in fields() if usable(field) and field not in named and field not in KINDS]
    return [SKIP, *named, *others, *KINDS]

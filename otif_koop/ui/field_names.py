"""What a field of the order tables is called on the screen."""

from __future__ import annotations

from otif_koop.intake.mapping.fields import SKIP, fields, usable
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


def field_choices() -> list[str]:
    """What a column may be, in the order of the order tables, with `skip` first."""
    named = [field for field in table("field_names") if field in fields() and usable(field)]
    others = [field for field in fields() if usable(field) and field not in named and field not in KINDS]
    return [SKIP, *named, *others, *KINDS]

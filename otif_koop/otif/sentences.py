"""A definition in plain words: one sentence a choice, for the screen, the charter and the SQL's comments."""

from __future__ import annotations

from typing import Any

from otif_koop.message import Message, message
from otif_koop.otif.definition import Credit, Definition, Due, Unit
from otif_koop.tables import table

UNITS = {
    Unit.CALENDAR_DAYS: message("days"),
    Unit.WORKING_DAYS: message("working days"),
    Unit.WEEK: message("weeks"),
}
"""What a window is counted in."""

_ONE = {Unit.CALENDAR_DAYS: message("day"), Unit.WORKING_DAYS: message("working day"), Unit.WEEK: message("week")}


def sentences(definition: Definition) -> dict[str, Message]:
    """One sentence for every field of the definition that has an effect, in the article's order."""
    said: dict[str, Message] = {}
    for choice in table("choices"):
        field = choice["field"]
        if field == "clock_start" and definition.due is not Due.LEAD_TIME:
            continue
        if field == "weight" and definition.level != "line":
            continue
        said[field] = _WRITTEN[field](definition) if field in _WRITTEN else _option(choice, _value(definition, field))
    return said


def _value(definition: Definition, field: str) -> Any:
    value: Any = definition
    for part in field.split("."):
        value = getattr(value, part)
    return value


def _option(choice: dict[str, Any], value: str) -> Message:
    text = next(option["text"] for option in choice["options"] if option["value"] == value)
    return Message(text)


def _window(definition: Definition) -> Message:
    window = definition.window

    def unit(number: int | str) -> Message:
        return (_ONE if number == 1 else UNITS)[window.unit]

    if definition.credit != "none":
        return message("The window gives way to the weighted score below.")
    if window.early == "none" and window.late == "none":
        return message("Any day is on time, however early or late.")
    if window.early == "none" and window.late == 0:
        return message("Only what comes on or before the due date is on time.")
    if window.early == "none":
        return message(
            "Early is always fine; up to {late} {unit} late is still on time.",
            late=window.late,
            unit=unit(window.late),
        )
    if window.late == "none":
        return message(
            "Late is always fine; up to {early} {unit} early is still on time.",
            early=window.early,
            unit=unit(window.early),
        )
    return message(
        "From {early} {early_unit} early up to {late} {late_unit} late is on time.",
        early=window.early,
        early_unit=unit(window.early),
        late=window.late,
        late_unit=unit(window.late),
    )


def _credit(definition: Definition) -> Message:
    credit = definition.credit
    if not isinstance(credit, Credit):
        return message("A delivery is on time or it is not.")
    if credit.shape == "steps":
        steps = {
            side: [
                message("{score:percent} up to {distance}", score=point.score, distance=point.distance)
                for point in getattr(credit, side)
            ]
            for side in ("early", "late")
        }
        return message("The score falls in steps. Early: {early}. Late: {late}.", **steps)
    points = {
        side: [
            message("{score:percent} at {distance}", score=point.score, distance=point.distance)
            for point in getattr(credit, side)
        ]
        for side in ("early", "late")
    }
    return message("The score falls evenly. Early: {early}. Late: {late}.", **points)


def _in_full(definition: Definition) -> Message:
    under, over = definition.in_full.under, definition.in_full.over
    if over == "none":
        if under == 0:
            return message("In full means nothing is missing; more than ordered is fine.")
        return message("In full means at most {under:percent} is missing; more than ordered is fine.", under=under)
    return message(
        "In full means at most {under:percent} less and at most {over:percent} more than ordered.",
        under=under,
        over=over,
    )


def _no_error(definition: Definition) -> Message:
    kinds = definition.no_error.kinds
    if kinds == "all":
        return message("Every kind of error in the data counts.")
    if not kinds:
        return message("Errors are not measured.")
    return message("These errors count: {kinds}.", kinds=[kind_name(kind) for kind in kinds])


def _no_complaint(definition: Definition) -> Message:
    kinds = definition.no_complaint.kinds
    if kinds == "all":
        return message("Every kind of complaint in the data counts.")
    if not kinds:
        return message("Complaints are not measured.")
    return message("These complaints count: {kinds}.", kinds=[kind_name(kind) for kind in kinds])


def _scope(definition: Definition) -> Message:
    parts = []
    for name, label in (
        ("order_types", message("order type")),
        ("regions", message("region")),
        ("channels", message("channel")),
    ):
        chosen = getattr(definition.scope, name)
        if chosen.only:
            parts.append(message("{label}: only {values}", label=label, values=list(chosen.only)))
        if chosen.without:
            parts.append(message("{label}: not {values}", label=label, values=list(chosen.without)))
    if not parts:
        return message("All orders are measured.")
    return message("Measured are: {parts}.", parts=parts)


_WRITTEN = {
    "window": _window,
    "credit": _credit,
    "in_full": _in_full,
    "no_error": _no_error,
    "no_complaint": _no_complaint,
    "scope": _scope,
}

_KIND_NAMES = {
    "picking_error": message("picking error"),
    "delivery_error": message("delivery error"),
    "damage": message("damage"),
    "return": message("return"),
    "credit_note": message("credit note"),
    "wrong_price": message("wrong price"),
    "not_invoiced": message("not invoiced"),
    "error_unspecified": message("error, not specified"),
    "unnecessary_contact": message("needless contact"),
    "customer_lost": message("customer lost"),
    "complaint": message("complaint"),
}


def kind_name(kind: str) -> Message:
    """What a kind of incident is called."""
    return _KIND_NAMES[kind]

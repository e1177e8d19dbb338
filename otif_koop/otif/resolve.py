"""What a definition comes to on this data: defaults fall back on the nearest column, choices become a gap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from otif_koop.message import Message, message
from otif_koop.otif.definition import ClockStart, ClockStop, Definition, Due, NoComplaint, NoError, Partials, Weight
from otif_koop.otif.kinds import COMPLAINT_KINDS, ERROR_KINDS

DUE_COLUMN = {Due.REQUESTED: "requested_date", Due.PROMISED: "promised_date", Due.REVISED: "revised_date"}
STOP_COLUMN = {
    ClockStop.SHIPPED: "shipped_at",
    ClockStop.DELIVERED: "delivered_at",
    ClockStop.RECEIVED: "received_at",
}
START_COLUMN = {ClockStart.ORDERED: "ordered_at", ClockStart.AUTHORISED: "authorised_at"}
SCOPE_COLUMN = {"order_types": "order_type", "regions": "region", "channels": "channel"}

NEAREST_DUE = (Due.PROMISED, Due.REVISED, Due.REQUESTED)
NEAREST_STOP = (ClockStop.DELIVERED, ClockStop.RECEIVED, ClockStop.SHIPPED)


class Carries(Protocol):
    """What a definition is held against: the columns and the kinds of error and complaint that there are."""

    @property
    def columns(self) -> frozenset[str]:
        """The columns that the data has: present and not wholly blank."""

    @property
    def kinds(self) -> frozenset[str]:
        """The incident kinds that the data can show."""


@dataclass(frozen=True)
class Resolved:
    """A definition with every field filled for one order book.

    `measured`: the components that the data can show, of on_time, in_full, no_error, no_complaint. `assumed`: what was
    taken instead of what the default names. `gaps`: what was chosen and can't be measured; `no_score`: the gaps among
    them without which nothing can be counted. `no_weight`: lines can't be weighed as chosen.
    """

    definition: Definition
    measured: frozenset[str]
    assumed: tuple[Message, ...]
    gaps: tuple[Message, ...]
    no_score: bool
    no_weight: bool


def resolve(definition: Definition, book: Carries) -> Resolved:
    """Fill `definition` in for `book` (otif-method, sections 2 and 6a.1, 6a.8).

    A default that the data lacks becomes the nearest column it has and is named under `assumed`. A field that someone
    chose never falls back: it becomes a gap.
    """
    notes = _Notes()
    filled: dict[str, Any] = {
        "due": _due(definition, book, notes),
        "clock_stop": _clock_stop(definition, book, notes),
    }
    if definition.partials is Partials.AGREED and "partial_agreed" not in book.columns:
        notes.gaps.append(_lacking("partials", "partial_agreed"))
    for name, column in SCOPE_COLUMN.items():
        chosen = getattr(definition.scope, name)
        if (chosen.only or chosen.without) and column not in book.columns:
            notes.gaps.append(_lacking(f"scope.{name}", column))
    no_score = bool(notes.gaps)

    measured = {"on_time"}
    if "quantity_delivered" in book.columns:
        measured.add("in_full")
    else:
        notes.assumed.append(message("The data has no delivered quantity: in full can't be measured."))
    for component, known, model in (
        ("no_error", ERROR_KINDS, NoError),
        ("no_complaint", COMPLAINT_KINDS, NoComplaint),
    ):
        kinds = _kinds(definition, component, known, book, notes)
        filled[component] = model(kinds=kinds)
        if kinds and book.kinds.issuperset(kinds):
            measured.add(component)

    no_weight = definition.weight is Weight.VALUE and "net_value" not in book.columns
    if no_weight:
        notes.gaps.append(_lacking("weight", "net_value"))
    return Resolved(
        definition=Definition.model_construct(
            _fields_set=definition.model_fields_set, **{**_fields(definition), **filled}
        ),
        measured=frozenset(measured),
        assumed=tuple(notes.assumed),
        gaps=tuple(notes.gaps),
        no_score=no_score,
        no_weight=no_weight,
    )


class _Notes:
    """What was assumed and what is missing, as it is found."""

    def __init__(self) -> None:
        self.assumed: list[Message] = []
        self.gaps: list[Message] = []


def _due(definition: Definition, book: Carries, notes: _Notes) -> Due:
    due = definition.due
    if due is Due.LEAD_TIME:
        needed = ("lead_time_days", START_COLUMN[definition.clock_start])
        notes.gaps += [_lacking("due", column) for column in needed if column not in book.columns]
        return due
    if _has_due(due, book):
        if due is not Due.REQUESTED and not {"promised_date", "revised_date"} <= book.columns:
            notes.assumed.append(
                message("The data has one confirmed date: it serves as the promised and as the revised date.")
            )
        return due
    nearest = next((other for other in NEAREST_DUE if _has_due(other, book)), None)
    if definition.chose("due") or nearest is None:
        notes.gaps.append(_lacking("due", DUE_COLUMN[due]))
        return due
    notes.assumed.append(_instead("due", DUE_COLUMN[due], DUE_COLUMN[nearest]))
    return nearest


def _clock_stop(definition: Definition, book: Carries, notes: _Notes) -> ClockStop:
    stop = definition.clock_stop
    if STOP_COLUMN[stop] in book.columns:
        return stop
    nearest = next((other for other in NEAREST_STOP if STOP_COLUMN[other] in book.columns), None)
    if definition.chose("clock_stop") or nearest is None:
        notes.gaps.append(_lacking("clock_stop", STOP_COLUMN[stop]))
        return stop
    notes.assumed.append(_instead("clock_stop", STOP_COLUMN[stop], STOP_COLUMN[nearest]))
    return nearest


def _kinds(
    definition: Definition, component: str, known: tuple[str, ...], book: Carries, notes: _Notes
) -> tuple[str, ...]:
    """The kinds a component counts; by default all its own kinds that the data has and the other doesn't claim."""
    chosen = getattr(definition, component).kinds
    if chosen == "all":
        other = definition.no_complaint.kinds if component == "no_error" else definition.no_error.kinds
        return tuple(kind for kind in known if kind in book.kinds and (other == "all" or kind not in other))
    unseen = [kind for kind in chosen if kind not in book.kinds]
    if unseen:
        notes.gaps.append(
            message("{component}: the data doesn't show {kinds}.", component=component, kinds=", ".join(unseen))
        )
    return tuple(chosen)


def _fields(definition: Definition) -> dict[str, Any]:
    return {name: getattr(definition, name) for name in Definition.model_fields}


def _has_due(due: Due, book: Carries) -> bool:
    """One confirmed date serves as promised and as revised (method, section 1)."""
    if due is Due.REQUESTED:
        return "requested_date" in book.columns
    return bool({"promised_date", "revised_date"} & book.columns)


def _lacking(field: str, column: str) -> Message:
    return message("{field}: the data has no {column}.", field=field, column=column)


def _instead(field: str, column: str, nearest: str) -> Message:
    return message(
        "{field}: the data has no {column}, so {nearest} is taken.", field=field, column=column, nearest=nearest
    )

"""The information gap: derived from the definitions chosen and the columns the data really have, never typed.

"Vaststellen informatie ‘gat’". What a definition needs is measured, measured by assumption (the nearest column serves),
or not measurable. The truth is `otif.resolve`: a gap here is a gap of the score, and the other way round.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from otif_koop.message import Message
from otif_koop.otif.definition import Cancelled, Definition, Due, Partials, Weight
from otif_koop.otif.resolve import DUE_COLUMN, SCOPE_COLUMN, START_COLUMN, STOP_COLUMN, Carries, Resolved, resolve
from otif_koop.tables import table
from otif_koop.workshop.cascade import definition_for
from otif_koop.workshop.document import Workshop

State = Literal["measured", "assumed", "missing"]
Component = Literal["whole", "on_time", "in_full", "no_error", "no_complaint"]

SYSTEMS = ("sap_ecc", "d365", "bc", "exact", "afas", "odoo", "netsuite")
"""The ERP systems that suggestions are given for, by the id of their profile (config/erp_profiles.yaml)."""

_NAMED_OTHERWISE = {"sap_ecc": ("sap_ecc", "sap_s4")}


@dataclass(frozen=True)
class Carried:
    """Columns and kinds that a source can give, where there is no order book (yet)."""

    columns: frozenset[str]
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Need:
    """One thing that a definition asks of the data.

    `field`: a column of the order tables, a kind of error or complaint, or `errors`/`complaints` for all of them.
    `choice`: the field of the definition that asks it. `component`: the part of the score that stands or falls with it.
    `instead`: the column that serves in its place, where the state is `assumed` and there is one.
    """

    field: str
    choice: str
    component: Component
    state: State
    instead: str | None = None


@dataclass(frozen=True)
class Gap:
    """A need that isn't simply measured, with the groups (ids; None: all of them, by the default) that have it."""

    need: Need
    groups: tuple[str | None, ...]

    @property
    def id(self) -> str:
        """Names the gap: for keys and proposals."""
        return f"{self.need.choice.replace('.', '-')}-{self.need.field}"


@dataclass(frozen=True)
class Suggestion:
    """Where a system has a field: `where` are its own names, `note` what to know, `known` how far it was checked."""

    system: str
    answer: Literal["yes", "no", "partly", "unknown"]
    where: tuple[str, ...]
    note: Mapping[str, str]
    known: str


def needs(definition: Definition, data: Carries) -> tuple[Need, ...]:
    """Everything that this definition asks of the data, in the article's order, each with its state."""
    resolved = resolve(definition, data)
    found = [
        *_due(definition, data, resolved),
        _column("clock_stop", STOP_COLUMN[definition.clock_stop], "on_time", data, resolved),
        _in_full(resolved),
    ]
    if definition.partials is Partials.AGREED:
        found.append(_column("partials", "partial_agreed", "whole", data, resolved))
    for name, column in SCOPE_COLUMN.items():
        chosen = getattr(definition.scope, name)
        if chosen.only or chosen.without:
            found.append(_column(f"scope.{name}", column, "whole", data, resolved))
    found += _kinds(definition, "no_error", data, resolved)
    found += _kinds(definition, "no_complaint", data, resolved)
    if definition.weight is Weight.VALUE:
        found.append(_column("weight", "net_value", "whole", data, resolved))
    if definition.cancelled is Cancelled.BY_CUSTOMER_EXCLUDED and "cancelled_quantity" in data.columns:
        state: State = "measured" if "cancelled_by" in data.columns else "assumed"
        found.append(Need("cancelled_by", "cancelled", "whole", state))
    return tuple(found)


def needs_by_group(workshop: Workshop, data: Carries) -> dict[str | None, tuple[Need, ...]]:
    """What every customer group's definition asks; under None the default's, where there are no groups."""
    ids: list[str | None] = [*workshop.groups] or [None]
    return {group_id: needs(definition_for(workshop, group_id), data) for group_id in ids}


def gaps(workshop: Workshop, data: Carries) -> tuple[Gap, ...]:
    """Every need that is not simply measured, with the groups that have it: what is missing first."""
    found: dict[Need, list[str | None]] = {}
    for group_id, asked in needs_by_group(workshop, data).items():
        for need in asked:
            if need.state != "measured":
                found.setdefault(need, []).append(group_id)
    order = {"missing": 0, "assumed": 1}
    return tuple(
        Gap(need, tuple(groups)) for need, groups in sorted(found.items(), key=lambda entry: order[entry[0].state])
    )


def what_to_record(need: Need) -> Message:
    """What must be recorded, in one sentence."""
    return Message(_row(need)["text"])


def effort_days(need: Need) -> int:
    """Working days of IT and BI: a first guess."""
    days: int = _row(need)["days"]
    return days


def not_known(need: Need) -> Message:
    """What part of the score can't be known until it is recorded."""
    return Message(table("gap")["lost"][need.component]["says"])


def suggestions(need: Need) -> tuple[Suggestion, ...]:
    """Where each ERP has it; suggestions, for the field names differ by version and set-up."""
    field = need.field if need.field in table("fields")["fields"] else "kind"
    names = table("fields")["fields"][field].get("erp", {})
    asked = {"cancelled_by": "cancelled"}.get(field, field)
    found = []
    for profile in table("erp_profiles")["profiles"]:
        if profile["id"] not in SYSTEMS:
            continue
        told = profile.get(asked, {})
        where = [told["where"]] if "where" in told else []
        for key in _NAMED_OTHERWISE.get(profile["id"], (profile["id"],)):
            where += [name for name in names.get(key, ()) if not any(name in one for one in where)]
        found.append(
            Suggestion(
                profile["name"],
                told.get("answer") or ("yes" if where else "unknown"),
                tuple(where),
                {code: told[code] for code in ("en", "nl") if code in told},
                profile["known"],
            )
        )
    return tuple(found)


def can_give(system: str) -> Carried:
    """What an ERP can give by its profile: for a workshop without data yet."""
    profile = next(one for one in table("erp_profiles")["profiles"] if one["id"] == system)
    dates = ("requested_date", "promised_date", "revised_date", "shipped_at", "delivered_at")
    columns = {"order_id", "line_id", "ordered_at", "quantity_ordered", "quantity_delivered", "net_value"}
    columns |= {name for name in dates if profile.get(name, {}).get("answer") in {"yes", "partly"}}
    if profile.get("cancelled", {}).get("answer") in {"yes", "partly"}:
        columns.add("cancelled_quantity")
    return Carried(frozenset(columns))


def _row(need: Need) -> Mapping[str, Any]:
    kinds = {"no_error": "errors", "no_complaint": "complaints"}
    row: Mapping[str, Any] = table("gap")["fields"][kinds.get(need.choice, need.field)]
    return row


def _lacks(column: str, choice: str, resolved: Resolved) -> bool:
    return any(note.values.get("column") == column and note.values.get("field") == choice for note in resolved.gaps)


def _column(choice: str, column: str, component: Component, data: Carries, resolved: Resolved) -> Need:
    if _lacks(column, choice, resolved):
        lost: Component = "whole" if resolved.no_score else component
        return Need(column, choice, lost, "missing")
    if column in data.columns:
        return Need(column, choice, component, "measured")
    nearest = next(
        (note.values.get("nearest") for note in resolved.assumed if note.values.get("column") == column), None
    )
    return Need(column, choice, component, "assumed", nearest)


def _due(definition: Definition, data: Carries, resolved: Resolved) -> list[Need]:
    if definition.due is Due.LEAD_TIME:
        asked = ("lead_time_days", START_COLUMN[definition.clock_start])
        return [_column("due", column, "on_time", data, resolved) for column in asked]
    wanted = DUE_COLUMN[definition.due]
    need = _column("due", wanted, "on_time", data, resolved)
    if need.state == "assumed" and need.instead is None:  # one confirmed date serves as promised and as revised
        other = "revised_date" if wanted == "promised_date" else "promised_date"
        return [Need(wanted, "due", "on_time", "assumed", other)]
    return [need]


def _in_full(resolved: Resolved) -> Need:
    return Need("quantity_delivered", "in_full", "in_full", "measured" if "in_full" in resolved.measured else "missing")


def _kinds(definition: Definition, component: Component, data: Carries, resolved: Resolved) -> list[Need]:
    chosen = getattr(definition, component).kinds
    if chosen == "all":
        there = component in resolved.measured
        name = "errors" if component == "no_error" else "complaints"
        return [Need(name, component, component, "measured" if there else "missing")]
    return [Need(kind, component, component, "measured" if kind in data.kinds else "missing") for kind in chosen]

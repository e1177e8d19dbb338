"""The growth path of a measurement: from the basic ratio to the sharpest OTIFnEnC, one rung at a time.

"Vaak is het verstandig om in de loop van de tijd uw OTIFnEnC te ontwikkelen van een basisratio naar de meest scherpe
ratio die uw prestatie naar uw klant 'perfect' meet."
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from otif_koop.message import Message, message
from otif_koop.otif.cascade import chosen
from otif_koop.otif.definition import Combine, Definition
from otif_koop.yaml_file import check

RungId = Literal["basic", "errors", "complaints", "joint", "early"]
EARLY_DAYS = 2
"""More days early than this is no longer on time, on the last rung."""


@dataclass(frozen=True)
class Rung:
    """A step of the growth path: its name, what it asks, and the choices it makes."""

    id: RungId
    name: Message
    says: Message
    choices: Mapping[tuple[str, ...], object]


RUNGS = (
    Rung("basic", message("Basic ratio"), message("On time and in full; nothing else counts yet."), {}),
    Rung("errors", message("With errors"), message("Count errors as well."), {("no_error", "kinds"): "all"}),
    Rung(
        "complaints",
        message("With complaints"),
        message("Count complaints as well."),
        {("no_complaint", "kinds"): "all"},
    ),
    Rung(
        "joint",
        message("Faultless share"),
        message("Count only what passes every component."),
        {("combine",): "joint"},
    ),
    Rung(
        "early",
        message("Nor too early"),
        message("More than two days early is no longer on time."),
        {("window", "early"): EARLY_DAYS},
    ),
)


def rung(rung_id: str) -> Rung:
    """The rung with this id."""
    return next(one for one in RUNGS if one.id == rung_id)


def rungs_of(definition: Definition) -> tuple[Rung, ...]:
    """The rungs that a definition can be on; with a credit curve the days early are weighed already."""
    return RUNGS if definition.credit == "none" else RUNGS[:-1]


def rung_of(definition: Definition) -> Rung:
    """The rung a definition stands on: everything up to and including it is asked."""
    here = RUNGS[0]
    for one in rungs_of(definition):
        if not _has(definition, one.id):
            break
        here = one
    return here


def rungs_left(definition: Definition) -> list[Rung]:
    """What a definition does not ask yet, in the order in which to take it."""
    return [one for one in rungs_of(definition) if not _has(definition, one.id)]


def at_rung(definition: Definition, rung_id: str | None) -> Definition:
    """A definition moved to a rung of the path: what lies above it is no longer asked; None: as it is."""
    if rung_id is None or rung_id == rung_of(definition).id:
        return definition
    place = [one.id for one in RUNGS].index(rung(rung_id).id)
    content: dict[str, Any] = chosen(definition)
    for name, least in (("no_error", 1), ("no_complaint", 2)):
        own = getattr(definition, name).kinds
        content[name] = {"kinds": () if place < least else own or "all"}
    content["combine"] = "joint" if place >= 3 else "product"
    early = definition.window.early
    window = content.get("window", {})
    content["window"] = {**window, "early": (EARLY_DAYS if early == "none" else early) if place >= 4 else "none"}
    if definition.credit != "none":
        content["window"] = window
    return check(content, Definition)


def _has(definition: Definition, rung_id: RungId) -> bool:
    if rung_id == "errors":
        return bool(definition.no_error.kinds)
    if rung_id == "complaints":
        return bool(definition.no_complaint.kinds)
    if rung_id == "joint":
        return definition.combine is Combine.JOINT
    if rung_id == "early":
        return definition.window.early != "none"
    return True


def choices_for(definition: Definition, rung_id: str) -> dict[tuple[str, ...], object]:
    """The choices that bring a definition to a rung, by field; only those that differ."""
    there = at_rung(definition, rung_id)
    asked: dict[tuple[str, ...], tuple[object, object]] = {
        ("no_error", "kinds"): (definition.no_error.kinds, there.no_error.kinds),
        ("no_complaint", "kinds"): (definition.no_complaint.kinds, there.no_complaint.kinds),
        ("combine",): (definition.combine.value, there.combine.value),
        ("window", "early"): (definition.window.early, there.window.early),
    }
    return {path: new for path, (old, new) in asked.items() if old != new}


def milestones(now: float, target: float, today: date, by: date) -> list[tuple[date, float]]:
    """What must be reached at the end of every quarter up to `by`, as shares of one, ending with the target.

    Every day takes away the same part of the misses that are left; to 100 % it goes in a straight line.
    """
    days = (by - today).days
    if days <= 0:
        return []
    found = []
    for end in _quarter_ends(today, by):
        part = (end - today).days / days
        if target >= 1 or now >= 1:
            share = now + (target - now) * part
        else:
            share = 1 - (1 - now) * ((1 - target) / (1 - now)) ** part
        found.append((end, share))
    return [*found, (by, target)]


def _quarter_ends(today: date, by: date) -> list[date]:
    """The last days of the quarters that end after today and before `by`."""
    ends: list[date] = []
    year, month = today.year, (today.month - 1) // 3 * 3 + 3
    while True:
        end = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        if end >= by:
            return ends
        if end > today:
            ends.append(end)
        year, month = (year + 1, 3) if month == 12 else (year, month + 3)

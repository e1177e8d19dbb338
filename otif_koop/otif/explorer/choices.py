"""Which definitions are defensible (`config/defensible.yaml`), as far as the data can carry them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from otif_koop.message import Message
from otif_koop.otif.cascade import chosen
from otif_koop.otif.definition import Definition, Due, Weight
from otif_koop.otif.order_book import Attribute
from otif_koop.otif.resolve import Carries, Resolved, resolve
from otif_koop.tables import table
from otif_koop.yaml_file import check

ONE_MEASURED = 1


class Explorable(Carries, Protocol):
    """What is explored: what it carries, and its customer groups."""

    @property
    def group(self) -> Attribute:
        """The customer group of every order (the names alone where the orders stay elsewhere)."""

    @property
    def order_grain(self) -> bool:
        """Whether every row is a whole order."""


@dataclass(frozen=True)
class Option:
    """One answer to a choice: the fields that it sets in a definition."""

    label: Message
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class Choice:
    """One choice of a definition with its defensible answers, at least one."""

    field: str
    title: Message
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Known:
    """A definition that people know: by whom and what it says, and the definition itself over the workshop's."""

    id: str
    label: Message
    says: Message
    definition: Definition


def choices_for(base: Definition, book: Explorable) -> tuple[Choice, ...]:
    """The choices with the options that the data can carry; a choice without any effect keeps one."""
    resolved = resolve(with_all(base), book)
    found = []
    for one in table("defensible")["choices"]:
        options = tuple(
            Option(Message(option["label"]), option["sets"])
            for option in one["options"]
            if _fits(one["field"], option["sets"], base, book, resolved)
        )
        if (one["field"] == "in_full" and "in_full" not in resolved.measured) or (
            one["field"] == "combine" and len(resolved.measured) == ONE_MEASURED
        ):
            options = options[:1]
        found.append(Choice(one["field"], Message(one["title"]), options))
    return tuple(found)


def _fits(field: str, fields: Mapping[str, Any], base: Definition, book: Explorable, resolved: Resolved) -> bool:
    if field == "level":
        return fields["level"] == "order" or not book.order_grain
    if field == "due" and fields["due"] == Due.LEAD_TIME and base.due is not Due.LEAD_TIME:
        return False
    if field == "components":
        names = [name for name in ("no_error", "no_complaint") if fields[name]["kinds"]]
        return all(name in resolved.measured for name in names)
    return not resolve(check(dict(fields), Definition), book).no_score


def with_all(definition: Definition) -> Definition:
    """The definition with errors and complaints, where it left either out."""
    content = chosen(definition)
    for name in ("no_error", "no_complaint"):
        if not getattr(definition, name).kinds:
            content[name] = {"kinds": "all"}
    return check(content, Definition)


def changed(definition: Definition, fields: Mapping[str, Any], base: Definition | None = None) -> Definition:
    """The definition with these fields put over it; the kinds that count stay those that it, or `base`, chose.

    >>> changed(Definition(), {"window": {"early": 0, "late": 0, "unit": "week"}}).window.early
    0
    """
    content = {**chosen(definition), **fields}
    for name in ("no_error", "no_complaint"):
        kinds = getattr(base or definition, name).kinds
        if fields.get(name, {}).get("kinds") == "all" and (base is not None or kinds):
            content[name] = {"kinds": kinds}
    if "window" in fields:
        content.pop("credit", None)
    if content.get("due") != Due.LEAD_TIME:
        content.pop("clock_start", None)
    return check(content, Definition)


_SWEPT = ("level", "due", "clock_stop", "window", "partials", "in_full", "combine", "credit", "weight")


def essence(definition: Definition, book: Carries) -> Definition:
    """What stays as it was chosen while everything else is varied: scope, calendar, kinds and the like.

    The kinds are written out: what `all` means depends on what the other side claims, and that is varied.
    """
    wide = with_all(definition)
    resolved = resolve(wide, book).definition
    content = chosen(wide) | {name: {"kinds": getattr(resolved, name).kinds} for name in ("no_error", "no_complaint")}
    kept = {name: value for name, value in content.items() if name not in _SWEPT}
    if definition.due is Due.LEAD_TIME:
        kept["due"] = definition.due
    elif "clock_start" in kept:
        del kept["clock_start"]
    return check(kept, Definition)


def plain(definition: Definition) -> Definition:
    """What all definitions beside this one have in common with it: scope, calendar, kinds and the like."""
    return changed(definition, {"credit": "none", "weight": Weight.COUNT})


def known_definitions(base: Definition, book: Carries) -> list[Known]:
    """The well-known definitions that the data can carry."""
    found = []
    for one in table("defensible")["known"]:
        definition = changed(plain(base), one["sets"])
        resolved = resolve(definition, book)
        if resolved.no_score or not _measures_what_it_names(definition, resolved):
            continue
        found.append(Known(one["id"], Message(one["label"]), Message(one["says"]), definition))
    return found


def _measures_what_it_names(definition: Definition, resolved: Resolved) -> bool:
    wanted = {name for name in ("no_error", "no_complaint") if getattr(definition, name).kinds}
    return wanted <= resolved.measured


def ladder_steps(base: Definition, book: Carries) -> list[tuple[Message, Definition]]:
    """From the basic ratio to the sharpest: each step's name, and the definition with all steps up to it."""
    known = {one["id"]: one["sets"] for one in table("defensible")["known"]}
    at, steps = plain(base), []
    for one in table("defensible")["ladder"]:
        fields = known[one["known"]] if "known" in one else one["sets"]
        following = changed(at, fields, base)
        resolved = resolve(following, book)
        if resolved.no_score or not _measures_what_it_names(following, resolved):
            continue
        at = following
        steps.append((Message(one["label"]), at))
    return steps

"""The fields that a column can be, with the names that people and systems give them (`config/fields.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from otif_koop.intake.mapping.header_text import compact, expanded, spellings, words
from otif_koop.otif.kinds import KINDS
from otif_koop.tables import table

FieldType = Literal["id", "text", "date", "number", "flag"]
Place = Literal["lines", "deliveries", "incidents", "join", "check", "none"]

SKIP = "skip"
"""What a column is that is not to be used."""

CONFIRMED = "confirmed_date"
"""Not a field of the order tables: one confirmed date, which is the promised or the revised date."""


@dataclass(frozen=True)
class Field:
    """One thing that a column can be. place: the table it belongs to, or why it is known and not in one."""

    name: str
    place: Place
    type: FieldType

    @property
    def used(self) -> bool:
        """Whether a column that is this field does anything."""
        return self.place != "none"


@dataclass(frozen=True)
class Synonym:
    """A field that a name stands for. certain: no need to ask by the name alone; opposite: yes there is no here."""

    field: str
    certain: bool
    opposite: bool = False


@dataclass(frozen=True)
class Ambiguous:
    """A name that must be asked: the fields it may be, in order, and the id of the question."""

    candidates: tuple[str, ...]
    question: str


@dataclass(frozen=True)
class Settled:
    """An ambiguous header that other columns of the same file settle."""

    header: str
    present: frozenset[str]
    absent: frozenset[str]
    field: str


@dataclass(frozen=True)
class Vocabulary:
    """Names looked up by their compact form."""

    synonyms: Mapping[str, tuple[Synonym, ...]]
    by_words: Mapping[frozenset[str], tuple[Synonym, ...]]
    ambiguous: Mapping[str, Ambiguous]
    settled: tuple[Settled, ...]


@cache
def fields() -> Mapping[str, Field]:
    """Every field by its name, the kinds of incident (as yes/no columns) among them."""
    found = {name: Field(name, entry["table"], entry["type"]) for name, entry in table("fields")["fields"].items()}
    found |= {kind: Field(kind, "incidents", "flag") for kind in KINDS}
    return found


def usable(name: str) -> bool:
    """Whether a mapping may give a column this field."""
    return name == SKIP or (name in fields() and name != CONFIRMED and fields()[name].used)


@cache
def vocabulary() -> Vocabulary:
    """The names of `config/fields.yaml` and `config/column_names.yaml`, ready to be looked up."""
    config = table("fields")
    synonyms, by_words = _synonyms(config)
    ambiguous = {
        form: Ambiguous(tuple(entry["candidates"]), entry["ask"])
        for entry in config["ambiguous_headers"]
        for header in entry["headers"]
        for form in (compact(header), compact(expanded(header)))
    }
    settled = tuple(
        Settled(
            compact(entry["header"]),
            frozenset(map(compact, entry["with"])),
            frozenset(map(compact, entry["without"])),
            entry["field"],
        )
        for entry in config["settled_by"]
    )
    return Vocabulary(
        {form: tuple(found) for form, found in synonyms.items()},
        {form: tuple(found) for form, found in by_words.items()},
        ambiguous,
        settled,
    )


def _synonyms(config: Mapping[str, Any]) -> tuple[dict[str, list[Synonym]], dict[frozenset[str], list[Synonym]]]:
    """What each name stands for, by its compact form and by its words."""
    synonyms: dict[str, list[Synonym]] = {}
    by_words: dict[frozenset[str], list[Synonym]] = {}

    def add(name: str, synonym: Synonym) -> None:
        for form in {*spellings(name), compact(expanded(name))}:
            _add(synonyms, form, synonym)
        # another order of words is another thing for ids: an order's customer is no customer order
        in_any_order = config["fields"].get(synonym.field, {"type": "flag"})["type"] in {"date", "number", "flag"}
        if synonym.certain and in_any_order and len(set(words(expanded(name)))) > 1:
            _add(by_words, frozenset(words(expanded(name))), synonym)

    for field, entry in (*config["fields"].items(), *table("column_names")["names"].items()):
        for name in _certain_names(entry):
            add(name, Synonym(field, certain=True))
        for given, certain in (("opposite", True), ("ask", False)):
            for name in entry.get(given, ()):
                for form in _sap_forms(name):
                    add(form, Synonym(field, certain=certain, opposite=given == "opposite"))
    for kind, names in config["kinds"].items():
        for name in (kind, *names):
            add(name, Synonym(kind, certain=True))
    for field in config["fields"]:  # the field's own name is that field, whatever else is called so
        synonyms[compact(field)] = [Synonym(field, certain=True)]
    return synonyms, by_words


def _certain_names(entry: Mapping[str, Any]) -> list[str]:
    names = [name for language in ("nl", "en", "de") for name in entry.get(language, ())]
    for systems in ("erp", "systems"):
        for system in entry.get(systems, {}).values():
            for name in system:
                names.extend(_sap_forms(name))
    return names


def _sap_forms(name: str) -> tuple[str, ...]:
    """VBAK-VBELN is VBAK-VBELN and VBELN."""
    first, dash, second = name.partition("-")
    return (name, second) if dash and name == name.upper() and len(first) == 4 else (name,)


def _add(found: dict[Any, list[Synonym]], key: Any, synonym: Synonym) -> None:
    there = found.setdefault(key, [])
    if synonym not in there:
        there.append(synonym)

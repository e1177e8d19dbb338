"""A header understood part by part, where no name is known: wensdatum klant is requested, date and customer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from otif_koop.intake.mapping.header_text import expanded, words
from otif_koop.tables import table

NEUTRAL = "neutral"
SHORTEST_IN_COMPOUND = 3


@dataclass(frozen=True)
class _Rule:
    field: str
    needed: frozenset[str]
    allowed: frozenset[str]


def field_of_parts(header: str) -> str | None:
    """The field that the parts of a header make; None where a part isn't understood, or no rule or several fit."""
    meanings: set[str] = set()
    for word in words(expanded(header)):
        found = _meanings(word)
        if found is None:
            return None
        meanings.update(found)
    meanings.discard(NEUTRAL)
    fields = {rule.field for rule in _rules() if rule.needed <= meanings <= rule.allowed}
    return fields.pop() if len(fields) == 1 else None


@cache
def _rules() -> tuple[_Rule, ...]:
    return tuple(
        _Rule(entry["field"], frozenset(entry["all"]), frozenset([*entry["all"], *entry["also"]]))
        for entry in table("fields")["part_rules"]
    )


@cache
def _vocabulary() -> dict[str, str]:
    return {word: meaning for meaning, found in table("fields")["parts"].items() for word in found}


@cache
def _meanings(word: str) -> tuple[str, ...] | None:
    """What a word, or each part of a compound, means; None where a part is left over."""
    known = _vocabulary()
    if word in known:
        return (known[word],)
    for cut in range(len(word) - 1, 0, -1):
        first, rest = word[:cut], word[cut:]
        if first in known and (cut >= SHORTEST_IN_COMPOUND) and (behind := _behind(rest)) is not None:
            return (known[first], *behind)
    return None


def _behind(rest: str) -> tuple[str, ...] | None:
    """The parts behind the first of a compound, perhaps after a linking letter."""
    for link in ("", "s", "e", "en", "n"):
        if rest.startswith(link) and len(rest) - len(link) >= SHORTEST_IN_COMPOUND:
            found = _meanings(rest[len(link) :])
            if found is not None:
                return found
    return None

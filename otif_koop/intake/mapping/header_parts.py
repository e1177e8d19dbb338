"""A header understood part by part, where no name is known: wensdatum klant is requested, date and customer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from otif_koop.intake.mapping.header_text import cut_short, expanded, spellings, words
from otif_koop.tables import table

NEUTRAL, SALES = "neutral", "sales"
SHORTEST_IN_COMPOUND = 3
SHORT_ENDS = ("nr", "id", "no", "dt")
BEST = "best"
COUNTED = frozenset({"ordered", "delivered", "shipped", "received", "confirmed", "cancelled", "returned"})
"""What numbers without a word for it are a quantity of: "geleverd" above numbers is how much."""


@dataclass(frozen=True)
class PartRule:
    """What a header is whose parts are all of `needed` and none beyond `allowed`: a field, or one to be asked for."""

    needed: frozenset[str]
    allowed: frozenset[str]
    field: str | None = None
    candidates: tuple[str, ...] = ()
    question: str = ""


def rule_of_parts(header: str, *, dated: bool = False, numbered: bool = False) -> PartRule | None:
    """The rule that the parts of a header fit; None where a part isn't understood, or no rule or several fit.

    dated: the column's values are dates, which stands in for the word: "laatst bevestigd" is then a date as well.
    numbered: they are numbers, which stands in for the word quantity.
    """
    meanings = meanings_of(header)
    if meanings is None:
        return None
    if "by" in meanings and "customer" not in meanings:
        return None
    meanings -= {"by"}
    if "clock" in meanings and not meanings & {"date", "moment"} and not dated:
        return None
    meanings -= {"clock"}
    if dated and "date" in meanings:
        meanings -= {"number"}  # the key of a date, as data warehouses have it
    if dated:
        meanings |= {"date"}
    elif numbered and meanings & COUNTED and not meanings & {"date", "number"}:
        meanings |= {"quantity"}
    fits = [rule for rule in _rules() if rule.needed <= meanings <= rule.allowed | {SALES}]
    certain = [rule for rule in fits if rule.field]
    if len({rule.field for rule in certain}) == 1:
        return certain[0]
    return fits[0] if fits and not certain else None


def meanings_of(header: str) -> frozenset[str] | None:
    """What the parts of a header mean; None where a part isn't understood."""
    meanings: set[str] = set()
    for word in words(header):
        found = _meanings(word) or (_beginning_of(word) if word in cut_short(header) else None)
        if found is None:
            return None
        meanings.update(found)
    if BEST in meanings:  # "best." is besteld and bestätigt; a delivery is not ordered but confirmed
        meanings = (meanings - {BEST}) | ({"confirmed"} if "delivery" in meanings else {"ordered", "confirmed"})
    return frozenset(meanings - {NEUTRAL})


def some_meanings(header: str) -> frozenset[str]:
    """What those parts of a header mean that are understood."""
    return frozenset(meaning for word in words(header) for meaning in _meanings(word) or ())


@cache
def _rules() -> tuple[PartRule, ...]:
    return tuple(
        PartRule(
            frozenset(entry["all"]),
            frozenset([*entry["all"], *entry["also"]]),
            entry.get("field"),
            tuple(entry.get("candidates", ())),
            entry.get("ask", ""),
        )
        for entry in table("header_words")["part_rules"]
    )


@cache
def _vocabulary() -> dict[str, str]:
    return {
        form: meaning
        for meaning, found in table("header_words")["parts"].items()
        for word in found
        for form in spellings(str(word))
    }


@cache
def _meanings(word: str) -> tuple[str, ...] | None:
    """What a word, its abbreviation written out, or each part of a compound, means; None where a part is left over."""
    known = _vocabulary()
    if word in known:
        return (known[word],)
    full = expanded(word)
    if full != word:
        return _meanings(full)
    for cut in range(len(word) - 1, 0, -1):
        first, rest = word[:cut], word[cut:]
        if cut < SHORTEST_IN_COMPOUND or (behind := _behind(rest)) is None:
            continue
        first = expanded(first)
        if first in known:
            return (known[first], *behind)
    return None


@cache
def _beginning_of(word: str) -> tuple[str, ...] | None:
    """What all words mean that begin with these letters; None where they don't mean one thing."""
    found = {meaning for other, meaning in _vocabulary().items() if other.startswith(word)}
    return tuple(found) if len(found) == 1 else None


def _behind(rest: str) -> tuple[str, ...] | None:
    """The parts behind the first of a compound, perhaps after a linking letter."""
    for link in ("", "s", "e", "en", "n"):
        part = rest[len(link) :]
        if rest.startswith(link) and (len(part) >= SHORTEST_IN_COMPOUND or part in SHORT_ENDS):
            found = _meanings(part)
            if found is not None:
                return found
    return None

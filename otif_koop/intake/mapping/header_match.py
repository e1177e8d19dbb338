"""What a header says that its column is, by its name alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache

from otif_koop.intake.mapping.fields import Synonym, fields, vocabulary
from otif_koop.intake.mapping.header_frame import names_within
from otif_koop.intake.mapping.header_parts import NEUTRAL, PartRule, rule_of_parts, some_meanings
from otif_koop.intake.mapping.header_text import compact, expanded, words

BY_NAME, WRITTEN_OUT, SAME_WORDS, WITHOUT_BRACKETS, IN_A_FRAME, BY_PARTS = 1.0, 0.95, 0.9, 0.85, 0.84, 0.82
ALIKE, PART = 0.6, 0.4
"""How sure a header makes: the very name, with abbreviations written out, in another order, without what stands between
brackets, without the table before it, understood part by part; and misspelt, a part of it."""

MAPPED_FROM = 0.8
"""A column is mapped without asking from here on."""

LETTERS_ALIKE, WORDS_ALIKE = 0.84, 0.9
LONG_WORD = 6

OF_SAP = "sap_"
"""Questions about SAP's own names, in capitals: POSNR may be the delivery's, Pos.-Nr. is the line."""

TELLS_NOTHING = frozenset({"date", "order", "orders", "number", "quantity", "country", NEUTRAL})
_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]")


@dataclass(frozen=True)
class HeaderMatch:
    """What a name may be. field: the one it is (None: asked or unknown); candidates: what else to offer, likeliest
    first.

    question: the id of a question that goes with an ambiguous name.
    """

    field: str | None
    certainty: float
    opposite: bool = False
    candidates: tuple[str, ...] = ()
    question: str | None = None


UNKNOWN = HeaderMatch(None, 0.0)


def match_header(
    header: str, all_headers: Iterable[str], *, dated: bool = False, numbered: bool = False
) -> HeaderMatch:
    """What `header` is, among the other headers of its file; `dated`: its values are dates, `numbered`: numbers."""
    headers = tuple(all_headers)
    others = _called(headers)
    match = _by_its_name(header, others, dated=dated, numbered=numbered)
    understood = match.field or match.certainty == 0.0 < len(match.candidates)
    if understood and match.certainty != BY_PARTS:
        return match
    for name in names_within(header, headers):
        within = _by_its_name(name, others, dated=dated, numbered=numbered)
        if understood and within.certainty <= BY_PARTS:
            continue
        if within.field or within.certainty == 0.0 < len(within.candidates):
            return replace(within, certainty=min(within.certainty, IN_A_FRAME))
    return match


@cache
def _called(headers: tuple[str, ...]) -> frozenset[str]:
    """What the headers of a file are called, with and without what stands around them."""
    return frozenset(compact(name) for header in headers for name in (header, *names_within(header, headers)))


def _by_its_name(header: str, others: frozenset[str], *, dated: bool, numbered: bool) -> HeaderMatch:
    known = vocabulary()
    forms = (compact(header), compact(expanded(header)))
    for rule in known.settled:
        if rule.header in forms and rule.present & others and not rule.absent & others:
            return HeaderMatch(rule.field, SAME_WORDS)
    for form in forms:
        if (asked := known.ambiguous.get(form)) and (header.isupper() or not asked.question.startswith(OF_SAP)):
            return HeaderMatch(None, 0.0, candidates=asked.candidates, question=asked.question)
    parts = rule_of_parts(header, dated=dated, numbered=numbered)
    for form, certainty in zip(forms, (BY_NAME, WRITTEN_OUT), strict=True):
        if form in known.synonyms:
            match = _among(known.synonyms[form], certainty)
            return _of_parts(parts) if parts and parts.field and _of_other_values(match, dated, numbered) else match
    same_words = known.by_words.get(frozenset(words(expanded(header))))
    if same_words:
        return _among(same_words, SAME_WORDS)
    if parts:
        return _of_parts(parts)
    outside = _BRACKETS.sub(" ", header)
    if outside != header and words(outside) and not _qualified(header):
        match = _by_its_name(outside, others, dated=dated, numbered=numbered)
        return replace(match, certainty=min(match.certainty, WITHOUT_BRACKETS))
    return _alike(words(expanded(header)))


def _of_parts(parts: PartRule) -> HeaderMatch:
    certainty = BY_PARTS if parts.field else 0.0
    return HeaderMatch(parts.field, certainty, candidates=parts.candidates, question=parts.question or None)


def _of_other_values(match: HeaderMatch, dated: bool, numbered: bool) -> bool:
    """Whether a name stands for something of another kind than the values are: "geleverd" above dates is when."""
    kinds = {fields()[name].type for name in (match.field, *match.candidates) if name and name in fields()}
    return bool(kinds) and ((dated and "date" not in kinds) or (numbered and kinds == {"date"}))


def _qualified(header: str) -> bool:
    """Whether what stands between brackets tells which one it is: a date (planned) is no date of what was done."""
    return any(some_meanings(found) - TELLS_NOTHING for found in _BRACKETS.findall(header))


def _among(synonyms: tuple[Synonym, ...], certainty: float) -> HeaderMatch:
    certain = [one for one in synonyms if one.certain]
    names = tuple(dict.fromkeys(one.field for one in (*certain, *synonyms)))
    if len({one.field for one in certain}) == 1:
        return HeaderMatch(certain[0].field, certainty, certain[0].opposite)
    return HeaderMatch(None, 0.0, candidates=names, question="several")


@cache
def _alike(header: tuple[str, ...]) -> HeaderMatch:
    """The names that this one may be a misspelling of, or that stand in it."""
    misspelt: dict[str, float] = {}
    part: dict[str, float] = {}
    near = [_near(word) for word in header]
    for name, synonyms in vocabulary().by_words.items():
        if len(name) == len(header):
            likeness = min(max(words.get(other, 0.0) for other in name) for words in near)
            if likeness >= LETTERS_ALIKE:
                _raise(misspelt, synonyms, likeness)
        elif name < set(header):
            _raise(part, synonyms, len(name) / len(header))
    if len(header) == 1 and len(header[0]) >= LONG_WORD:
        _misspelt_word(header[0], misspelt)
    for found, certainty in ((misspelt, ALIKE), (part, PART)):
        if found:
            names = tuple(sorted(found, key=lambda field: -found[field]))
            return HeaderMatch(None, certainty, candidates=names[:4], question="alike")
    return UNKNOWN


def _misspelt_word(header: str, misspelt: dict[str, float]) -> None:
    """The names of one word, as the Dutch and Germans write them, that this one is almost."""
    for name, synonyms in vocabulary().synonyms.items():
        if abs(len(name) - len(header)) <= 2 and (likeness := _ratio(header, name)) >= WORDS_ALIKE:
            _raise(misspelt, synonyms, likeness)


def _raise(found: dict[str, float], synonyms: tuple[Synonym, ...], likeness: float) -> None:
    for one in synonyms:
        if one.certain:
            found[one.field] = max(found.get(one.field, 0.0), likeness)


@cache
def _all_words() -> tuple[str, ...]:
    return tuple({word for name in vocabulary().by_words for word in name})


@cache
def _near(word: str) -> dict[str, float]:
    """The words of the vocabulary that are much like this one."""
    found = {other: _ratio(word, other) for other in _all_words() if abs(len(other) - len(word)) <= 2}
    return {other: likeness for other, likeness in found.items() if likeness >= LETTERS_ALIKE}


def _ratio(one: str, other: str) -> float:
    """How alike two words are, 0 to 1; 0 where they can't be alike enough to matter."""
    if one == other:
        return 1.0
    pair = SequenceMatcher(None, one, other)
    return pair.ratio() if pair.real_quick_ratio() >= LETTERS_ALIKE and pair.quick_ratio() >= LETTERS_ALIKE else 0.0

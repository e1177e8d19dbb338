"""A header as it is compared: without case, accents, punctuation, and with its abbreviations written out."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from otif_koop.tables import table

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SEPARATOR = re.compile(r"[^0-9a-z#%]+")
_PARTY = re.compile(r"\b(sold|sell|ship|deliver|bill)[-_ ]+to\b(?! date\b)")
_CUT_SHORT = re.compile(r"([^\W\d_]{4,})\.")
_UNIT_BEHIND = re.compile(r"\s*[\[(](st|stk|stuks|eur|€|usd|dagen|days|pcs|kg)[\])]\s*$", re.IGNORECASE)


@cache
def words(header: str) -> tuple[str, ...]:
    """The words of a header in lower case: LineNumber and line_number are line, number."""
    header = _UNIT_BEHIND.sub("", header)
    if not header.isupper():
        header = _CAMEL.sub(" ", header)
    header = header.replace("ß", "ss").replace("#", " # ").replace("%", " % ")
    plain = unicodedata.normalize("NFKD", header.lower())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    plain = _PARTY.sub(r"\1to", plain)
    return tuple(word for word in _SEPARATOR.split(plain) if word)


@cache
def compact(header: str) -> str:
    """The words of a header as one: Lev. datum is levdatum."""
    return "".join(words(header))


@cache
def cut_short(header: str) -> frozenset[str]:
    """The words of a header with a point behind them: they may be the beginning of a longer one (gelief., bestät.)."""
    return frozenset(word for found in _CUT_SHORT.findall(header) for word in words(found)[-1:])


@cache
def expanded(header: str) -> str:
    """The header with its abbreviations written out: Lev.dat. is lever datum."""
    full = _abbreviations()
    return " ".join(full.get(word, word) for word in words(header))


@cache
def _abbreviations() -> dict[str, str]:
    return {form: full for short, full in table("header_words")["abbreviations"].items() for form in spellings(short)}


_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def spellings(name: str) -> tuple[str, ...]:
    """A name as it is compared, and as German systems without umlauts write it: bestatigt, bestaetigt."""
    plain = unicodedata.normalize("NFC", name.lower())
    return tuple(dict.fromkeys(compact(form) for form in (plain, plain.translate(_UMLAUTS))))

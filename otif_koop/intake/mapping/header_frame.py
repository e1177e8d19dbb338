"""What stands around a header's name: the table that it comes from, the mark of a field that the client added."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from otif_koop.intake.mapping.header_parts import NEUTRAL, SALES, meanings_of
from otif_koop.intake.mapping.header_text import compact, words
from otif_koop.tables import table

MOSTLY = 0.6
"""The share of headers with the name of a table before them that makes it a habit of the file."""

NEARLY_ALL, FEWEST_HEADERS = 0.8, 5
_TABLE = re.compile(r"\s*(\w[^\W_]*)(?:__|[_.])(?=\w)")
_PATH = re.compile(r"\s*([^/:|]+?)\s*(?:[/:|]|->)\s*(?=\w)")
_TWO_LETTERS = re.compile(r"[A-Z]{2}(?=[A-Z0-9]{2,}$)")
OF_THE_ORDER = frozenset({"order", "line", "date", NEUTRAL, SALES})


def names_within(header: str, headers: tuple[str, ...]) -> tuple[str, ...]:
    """What a header is called without its frame, nearest to what is written first; empty where it has none.

    The name of a table is only taken off where most headers have one, and never where it tells of something else
    than the order: the code of Vendor_Code is not the order's.
    """
    names = dict.fromkeys(_unmarked(header))
    for name in (header, *names):
        names.update(dict.fromkeys(_without_table(name, headers)))
    names.pop(header, None)
    return tuple(name for name in names if words(name))


def _unmarked(header: str) -> Iterator[str]:
    """Without the marks that systems give to fields that the client added (ZZ_, custcol_, U_, _c)."""
    plain = _marks().sub("", header)
    if plain != header and len(plain) > 2:
        yield plain


@cache
def _marks() -> re.Pattern[str]:
    marks = table("header_words")["own_field_marks"]
    before = "|".join(map(re.escape, marks["before"]))
    behind = "|".join(map(re.escape, marks["behind"]))
    return re.compile(rf"^(?:{before})(?=.)|(?:{behind})$", re.IGNORECASE)


def _without_table(header: str, headers: tuple[str, ...]) -> Iterator[str]:
    rest = header
    while (found := _PATH.match(rest)) and _may_go(found[1]):
        rest = rest[found.end() :]
        yield rest
    if rest == header and (found := _TABLE.match(rest)) and _tabled(headers) and _may_go(found[1]):
        yield rest[found.end() :]
    if header[:2] in _two_letters(headers) and _TWO_LETTERS.match(header):
        yield header[2:]


def _may_go(before: str) -> bool:
    """Whether what stands before a name is a table of the order, or a word that means nothing here."""
    short = compact(before)
    if short.startswith(tuple(table("header_words")["other_tables"])):
        return False
    meanings = meanings_of(before)
    return meanings is None or meanings <= OF_THE_ORDER


@cache
def _tabled(headers: tuple[str, ...]) -> bool:
    """Whether most headers begin with the name of a table that several begin with."""
    tables = [found[1] if (found := _TABLE.match(header)) else "" for header in headers]
    several = {name for name, n in Counter(tables).items() if name and n > 1}
    return sum(name in several for name in tables) >= MOSTLY * len(headers)


@cache
def _two_letters(headers: tuple[str, ...]) -> frozenset[str]:
    """The two letters of the tables that nearly all headers begin with, as in JD Edwards and M3; empty where not."""
    starts = Counter(header[:2] for header in headers if _TWO_LETTERS.match(header))
    several = {letters: n for letters, n in starts.items() if n > 1}
    habit = len(headers) >= FEWEST_HEADERS and sum(several.values()) >= NEARLY_ALL * len(headers)
    return frozenset(several) if habit else frozenset()

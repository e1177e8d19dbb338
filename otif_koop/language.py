"""What is said on the screen, on paper and on the command line, in Dutch or in English.

The English text is its own id; the Dutch stands in `locale/nl.po`, read as it is when the program starts. Gaps in a
text are filled in the reader's formats by the gap's format name: `{share:percent}`, `{gain:points}`,
`{amount:money}`, `{day:date}`, `{day:month}`, `{day:week}`, `{saved:moment}`, `{n:number}`, `{range:interval}`.
Without a format a number is grouped (pass a year as text), a date is a date, a list is "a, b en c", a `Message` is
said first and a text is shown as it is. A value that is not there never stops a sentence.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from numbers import Number
from pathlib import Path
from typing import Any

from babel.lists import format_list
from babel.messages.pofile import read_po

from otif_koop.figures import Figures, is_missing
from otif_koop.message import Message

CODES = ("nl", "en")
"""The languages there are, in the order in which they are offered."""

CATALOG = Path(__file__).parent / "locale" / "nl.po"

GAP_FORMATS = ("percent", "points", "money", "date", "month", "week", "moment", "number", "interval")

UNKNOWN_GAP = "…"

Escape = Callable[[str], str]


class Language(Figures):
    """One language: its sentences and its figures. `Language("nl")` costs nothing: the catalog is shared."""

    @classmethod
    def for_reader(cls, locale: str | None) -> Language:
        """The language for a browser's locale ("nl-BE"): Dutch for Dutch or unknown, English for any other."""
        return cls("nl" if not locale or locale.lower().startswith("nl") else "en")

    @property
    def name(self) -> str:
        """What the language calls itself."""
        return {"nl": "Nederlands", "en": "English"}[self.code]

    def say(self, text: Message | str, /, **values: Any) -> str:
        """The text in this language, with its gaps filled; `values` add to those of a `Message`."""
        return self._said(text, values, _as_it_is)

    def markdown(self, text: Message | str, /, **values: Any) -> str:
        """As `say`, for a place that reads Markdown: what stands in the text counts, what stands in a value doesn't."""
        return self._said(text, values, markdown_safe)

    def plural(self, one: str, many: str, n: int, /, **values: Any) -> str:
        """`one` for a single thing and `many` otherwise; `{n}` is the number."""
        singular, plural = self._catalog.get(one, (one, many))[:2] if self.code == "nl" else (one, many)
        return self._filled(singular if n == 1 else plural, {"n": n, **values}, _as_it_is)

    @property
    def _catalog(self) -> Mapping[str, tuple[str, ...]]:
        return _dutch() if self.code == "nl" else {}

    def _said(self, text: Message | str, values: Mapping[str, Any], escape: Escape) -> str:
        if isinstance(text, Message):
            values = {**text.values, **values}
            text = text.text
        return self._filled(self._catalog.get(text, (text,))[0], values, escape)

    def _filled(self, text: str, values: Mapping[str, Any], escape: Escape) -> str:
        try:
            parts = list(string.Formatter().parse(text))
        except ValueError:  # braces that are no gaps
            return text
        return "".join(
            before + ("" if gap is None else self._fill(gap, spec or "", values, escape))
            for before, gap, spec, _ in parts
        )

    def _fill(self, gap: str, spec: str, values: Mapping[str, Any], escape: Escape) -> str:
        if gap not in values:
            return UNKNOWN_GAP
        value = values[gap]
        if isinstance(value, Message):
            return self._said(value, {}, escape)
        if isinstance(value, str):
            return escape(str(value))
        try:
            if spec == "interval":
                return self.interval(*value)
            if spec in GAP_FORMATS:
                return str(getattr(self, spec)(value))
            return self._plain(value, escape)
        except (TypeError, ValueError, ArithmeticError, AttributeError, OSError):  # OSError: a moment beyond the clock
            return escape(str(value))

    def _plain(self, value: Any, escape: Escape) -> str:
        if isinstance(value, bool):
            return self.say("yes") if value else self.say("no")
        if isinstance(value, datetime) and (value.hour or value.minute):
            return self.moment(value)
        if isinstance(value, date) and not is_missing(value):
            return self.date(value)
        if isinstance(value, list | tuple | set | frozenset):
            items = sorted(value, key=str) if isinstance(value, set | frozenset) else value
            return format_list([self._fill("one", "", {"one": item}, escape) for item in items], locale=self.locale)
        if isinstance(value, Number) or is_missing(value):
            return self.number(value)
        return escape(str(value))


def markdown_safe(text: str) -> str:
    """Text typed by a person or read from a file, for a place that reads Markdown: shown as it was typed."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


_MARKUP = re.compile(r"([!-/:-@\[-`{-~])")


def _as_it_is(text: str) -> str:
    return text


@cache
def _dutch() -> Mapping[str, tuple[str, ...]]:
    """The Dutch by English text: one string, or the singular and the plural."""
    with CATALOG.open("rb") as file:
        catalog = read_po(file, locale="nl", charset="utf-8")
    dutch: dict[str, tuple[str, ...]] = {}
    for entry in catalog:
        english = entry.id[0] if isinstance(entry.id, list | tuple) else entry.id
        strings = entry.string if isinstance(entry.string, list | tuple) else (entry.string,)
        if english and all(strings) and not entry.fuzzy:
            dutch[english] = tuple(str(one) for one in strings)
    return dutch

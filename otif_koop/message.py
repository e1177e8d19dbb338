"""What the rooms below the screen have to say, before it is put in a language.

A domain module never makes a sentence: it makes a `Message`, an English text with named gaps and the values
that go in them. `language.Language.say` looks the text up in the catalog and writes the values in the reader's
formats. `message(` is also the word by which the catalog's extractor finds these texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Message:
    """An English text with `{gaps}` and the values for them.

    A gap may name a format: `{share:percent}`, `{points:points}`, `{amount:money}`, `{day:date}`, `{name}`.
    Values that are messages themselves are said first.
    """

    text: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.text, tuple(sorted((k, str(v)) for k, v in self.values.items()))))


def message(text: str, /, **values: Any) -> Message:
    """A `Message`; the call by which the catalog's extractor finds its text."""
    return Message(text, values)


class Refused(ValueError):
    """Something that cannot be done as asked, with what is wrong and what to do about it.

    `problems` holds one message a problem, in the order they were found; never empty.
    """

    def __init__(self, *problems: Message) -> None:
        self.problems = problems
        super().__init__("; ".join(problem.text.format_map(_Plain(problem.values)) for problem in problems))


class _Plain(dict[str, Any]):
    """Values for a log line: formats are ignored and a missing value shows its name."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        super().__init__({name: _Text(value) for name, value in values.items()})

    def __missing__(self, key: str) -> _Text:
        return _Text("{" + key + "}")


class _Text:
    def __init__(self, value: Any) -> None:
        self.value = value

    def __format__(self, spec: str) -> str:
        if isinstance(self.value, Message):
            return self.value.text.format_map(_Plain(self.value.values))
        return str(self.value)

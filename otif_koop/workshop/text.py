"""What a person may type: any words, kept as they are, within bounds that a screen and a file can hold."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime

from otif_koop.message import Refused, message
from otif_koop.workshop.frozen import FrozenDict

LONGEST_TEXT = 10_000  # characters
LONGEST_KEY = 64
MOST_KEYS = 500

_LINE_END = re.compile("\r\n|[\r\x0b\x85\u2028\u2029]")  # pasted from Windows, slides or a design program
_UNSHOWABLE = re.compile("[\x00-\x08\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")


def readable(text: str) -> str:
    """`text` with every line end as a newline and nothing else changed.

    Raises `Refused` when it is longer than `LONGEST_TEXT`, or holds a character that has no place in a text
    (a control code or half a character), which slides, workbooks and PostgreSQL cannot hold.
    """
    if len(text) > LONGEST_TEXT:
        raise Refused(
            message("this text of {length} characters is too long: at most {most}", length=len(text), most=LONGEST_TEXT)
        )
    text = _LINE_END.sub("\n", text)
    unshowable = _UNSHOWABLE.search(text)
    if unshowable:
        raise Refused(
            message(
                "character {place} of this text is a control code ({code}) that cannot be shown: remove it",
                place=unshowable.start() + 1,
                code=f"U+{ord(unshowable.group()):04X}",
            )
        )
    return text


def _not_blank(text: str) -> str:
    if not text.strip():
        raise Refused(message("a name is expected here: write at least one character"))
    return text


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


Text = Annotated[str, AfterValidator(readable)]
Name = Annotated[Text, AfterValidator(_not_blank)]
Moment = Annotated[AwareDatetime, AfterValidator(_utc)]


def is_key(key: str) -> bool:
    """Whether `key` can be the id of an entry: 1 to 64 letters, digits, hyphens and underscores."""
    return _KEY.fullmatch(key) is not None


def keyed(entries: dict[str, Any]) -> dict[str, Any]:
    """`entries` frozen and in the order of their ids, so that the order of two edits leaves no trace.

    Raises `Refused` for what can be no id, and for more than `MOST_KEYS`.
    """
    for key in entries:
        if not is_key(key):
            raise Refused(
                message(
                    "“{key}” cannot be an id: use letters, digits, hyphens and underscores, at most {most}",
                    key=key if len(key) < 60 else key[:57] + "…",
                    most=LONGEST_KEY,
                )
            )
    return bounded(entries)


def bounded(entries: dict[str, Any]) -> dict[str, Any]:
    """`entries` frozen and in order; raises `Refused` for more than `MOST_KEYS`."""
    if len(entries) > MOST_KEYS:
        raise Refused(message("{count} entries are too many: at most {most}", count=len(entries), most=MOST_KEYS))
    return FrozenDict(sorted(entries.items()))

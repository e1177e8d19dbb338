"""A mapping whose fields the workshop does not know: kept as it is for the room that wrote it, and bounded."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator

from otif_koop.message import Refused, message
from otif_koop.workshop.frozen import freeze

LARGEST = 60_000  # characters of JSON
DEEPEST = 6


def _plain(content: dict[str, Any]) -> dict[str, Any]:
    """Only what YAML and JSON hold, bounded: a mapping of columns fits, rows of data do not."""
    try:
        size = len(json.dumps(content, allow_nan=False))
    except (TypeError, ValueError):
        raise Refused(message("only texts, numbers, yes/no, lists and mappings can be kept here")) from None
    if size > LARGEST or _depth(content) > DEEPEST:
        raise Refused(message("this is too large to keep here: rows of data stay out of the workshop document"))
    kept: dict[str, Any] = freeze(_without_blanks(content))
    return kept


def _without_blanks(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_blanks(inner) for key, inner in value.items() if inner is not None}
    return value


def _depth(value: Any) -> int:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return 1 + max((_depth(inner) for inner in inside), default=0)


PlainMapping = Annotated[Mapping[str, Any], AfterValidator(_plain)]

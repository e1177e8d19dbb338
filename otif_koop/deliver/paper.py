"""Paper: a typst template and its content become a PDF, the same bytes for the same content."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from tempfile import TemporaryDirectory
from typing import Any


def typeset(template: str, content: Mapping[str, Any]) -> bytes:
    """The PDF of a template that reads `content` as JSON; what people typed is text in it, never mark-up."""
    import typst  # only here: the app's start does not wait for it

    source: Any = template.encode()
    with TemporaryDirectory() as empty:  # typst reads below its root only: there is nothing to read
        made: bytes = typst.compile(
            source,
            root=empty,
            sys_inputs={"content": json.dumps(content, ensure_ascii=False)},
            timestamp=int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()),
        )
    return made

"""Older forms of the workshop document, brought up to the form that this version of the program reads.

`MIGRATIONS[n]` turns the plain content of form n into that of form n + 1; it runs before the content is checked.
Raising `VERSION` means adding a migration here and a golden file of the old form in tests/workshop/golden.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from otif_koop.message import Refused, message

VERSION = 1

Migration = Callable[[dict[str, Any]], dict[str, Any]]

MIGRATIONS: Mapping[int, Migration] = {}


def migrate(
    content: dict[str, Any], *, migrations: Mapping[int, Migration] = MIGRATIONS, to: int = VERSION
) -> dict[str, Any]:
    """`content` in form `to`; its `version` field says which form it has.

    Raises `Refused` when that field is missing, or names a form that is newer than `to` or was never made.
    """
    version = content.get("version")
    if not isinstance(version, int) or isinstance(version, bool):
        raise Refused(message("version: write which form this workshop has, as in “version: {newest}”.", newest=to))
    if version > to:
        raise Refused(
            message(
                "This workshop was saved by a newer version of the program (form {version}, this one reads up to "
                "form {newest}): update the program and open it again.",
                version=version,
                newest=to,
            )
        )
    while version < to:
        if version not in migrations:
            raise Refused(message("version: form {version} of a workshop does not exist.", version=version))
        content = migrations[version](dict(content))
        version += 1
        content["version"] = version
    return content

"""Signing what was agreed: by name, on a day, for exactly this content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, Field

from otif_koop.workshop.part import Part
from otif_koop.workshop.text import Moment, Name, keyed

if TYPE_CHECKING:
    from otif_koop.workshop.document import Workshop

NOT_SIGNED = ("id", "version", "signatures", "progress", "follow_up", "plan", "data", "language")
"""Parts that live on after signing: how far things are, what was appended, and which files were read."""


class Signature(Part):
    """Who signed, when, for the content with this hash, which was this revision of the workshop."""

    name: Name
    at: Moment
    content: Annotated[str, Field(min_length=8, max_length=64)]
    revision: Annotated[int, Field(ge=0)] = 0


Signatures = Annotated[Mapping[str, Signature], AfterValidator(keyed)]


def content_hash(workshop: Workshop) -> str:
    """Sixteen letters that name what was agreed: groups, definitions, reasons and targets, and nothing else."""
    from otif_koop.workshop.document import content_of

    agreed = {part: value for part, value in content_of(workshop).items() if part not in NOT_SIGNED}
    return hashlib.sha256(json.dumps(agreed, sort_keys=True).encode()).hexdigest()[:16]


def is_agreed(path: tuple[str, ...]) -> bool:
    """Whether a change at `path` changes what was signed."""
    return path[0] not in NOT_SIGNED

"""What is signed: exactly this content, named by a hash."""

from __future__ import annotations

import hashlib
import json

from otif_koop.workshop.document import Workshop, content_of

NOT_SIGNED = ("id", "version", "signatures", "progress", "follow_up", "plan", "data", "language")
"""Parts that live on after signing: how far things are, what was appended, and which files were read."""


def content_hash(workshop: Workshop) -> str:
    """Sixteen letters that name what was agreed: groups, definitions, reasons and targets, and nothing else."""
    agreed = {part: value for part, value in content_of(workshop).items() if part not in NOT_SIGNED}
    return hashlib.sha256(json.dumps(agreed, sort_keys=True).encode()).hexdigest()[:16]


def is_agreed(path: tuple[str, ...]) -> bool:
    """Whether a change at `path` changes what was signed."""
    return path[0] not in NOT_SIGNED

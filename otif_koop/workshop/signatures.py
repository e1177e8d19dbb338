"""The signatures under what was agreed: by name, on a day, for exactly one content."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, Field

from otif_koop.workshop.part import Part
from otif_koop.workshop.text import Moment, Name, keyed


class Signature(Part):
    """Who signed, when, for the content with this hash, which was this revision of the workshop."""

    name: Name
    at: Moment
    content: Annotated[str, Field(min_length=8, max_length=64)]
    revision: Annotated[int, Field(ge=0)] = 0


Signatures = Annotated[Mapping[str, Signature], AfterValidator(keyed)]

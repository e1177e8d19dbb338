"""What every part of the workshop document has in common."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator

from otif_koop.message import Refused, message


class Part(BaseModel):
    """A part of the document; a blank field is a field left out."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _blank_is_left_out(cls, content: Any) -> Any:
        if isinstance(content, dict):
            return {field: value for field, value in content.items() if value is not None}
        return content


def no_bool(value: Any) -> Any:
    """`value`, unless it is yes or no where a number is expected; raises `Refused`."""
    if isinstance(value, bool):
        raise Refused(message("a number is expected"))
    return value

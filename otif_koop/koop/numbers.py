"""The kinds of number that chain and group documents hold, each with its limits, and what those documents share."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, GetJsonSchemaHandler

from otif_koop.message import Refused, message

_SMALLEST = 1e-6


def _no_bool(value: Any) -> Any:
    if isinstance(value, bool):
        raise Refused(message("a number is expected"))
    return value


def _above_zero(value: float) -> float:
    if not value >= _SMALLEST:
        raise Refused(message("a number above 0 is expected; here it is {given}", given=value))
    return value


_NUMBER = BeforeValidator(_no_bool)
_ABOVE_ZERO = AfterValidator(_above_zero)

Money = Annotated[float, Field(ge=0, le=1e9), _NUMBER]
Share = Annotated[float, Field(ge=0, le=1), _NUMBER]
Yield = Annotated[float, Field(le=1, json_schema_extra={"exclusiveMinimum": 0}), _NUMBER, _ABOVE_ZERO]
Rate = Annotated[float, Field(ge=0, le=100), _NUMBER]
Positive = Annotated[float, Field(le=1e9, json_schema_extra={"exclusiveMinimum": 0}), _NUMBER, _ABOVE_ZERO]
NotNegative = Annotated[float, Field(ge=0, le=1e9), _NUMBER]
Count = Annotated[int, Field(ge=1, le=10_000_000), _NUMBER]
Position = Annotated[int, Field(ge=1, le=5), _NUMBER]
Name = Annotated[str, Field(min_length=1, max_length=80)]

LONGEST = 2_000  # periods
Periods = Annotated[float, Field(ge=0, le=LONGEST), _NUMBER]
WholePeriods = Annotated[int, Field(ge=0, le=LONGEST), _NUMBER]
Interval = Annotated[int, Field(ge=1, le=LONGEST), _NUMBER]
YearPart = Annotated[float, Field(le=10_000, json_schema_extra={"exclusiveMinimum": 0}), _NUMBER, _ABOVE_ZERO]
ShareBelowOne = Annotated[float, Field(ge=0, lt=1), _NUMBER]
Histogram = dict[Annotated[int, Field(ge=0, le=LONGEST)], Annotated[float, Field(ge=0, le=1e12)]]


class Frozen(BaseModel):
    """A document of this package: never changed in place, unknown fields and infinite numbers refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class NumberOrFields(Frozen):
    """A document that a bare number may stand for; its JSON Schema says so."""

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """The fields' schema, that lets a number through as well."""
        reference = handler(core_schema)
        handler.resolve_ref_schema(reference).update({"type": ["object", "number"], "minimum": 0})
        return reference


def is_number(content: Any) -> bool:
    """Whether this is a number in a document; true and false are not."""
    return isinstance(content, int | float) and not isinstance(content, bool)


def check_chances(chances: Histogram) -> None:
    """Refuses chances that do not sum to 1."""
    total = sum(chances.values())
    if abs(total - 1) > 1e-6:
        raise Refused(message("the chances must sum to 1; here they sum to {total}", total=round(total, 6)))

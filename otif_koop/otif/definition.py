"""The measurement definition: every choice that decides what a delivery reliability figure means.

Each field answers one question of the article "Hoe bereken ik OTIF"; a definition is frozen, and what is not set
keeps the article's basic ratio. Whether a field was set matters: a default may fall back on the nearest column that
the data has, a choice never does (`resolve.py`).
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from otif_koop.message import Refused, message
from otif_koop.otif.kinds import COMPLAINT_KINDS, ERROR_KINDS


class Level(StrEnum):
    """What is counted (order niveau, regel niveau of item niveau)."""

    ORDER = "order"
    LINE = "line"
    ITEM = "item"


class Due(StrEnum):
    """The date to be on time for (gevraagde datum versus toegezegde datum versus levertermijn)."""

    REQUESTED = "requested"
    PROMISED = "promised"
    REVISED = "revised"
    LEAD_TIME = "lead_time"


class ClockStart(StrEnum):
    """Where a lead time begins (1e opgave of na autorisatie)."""

    ORDERED = "ordered"
    AUTHORISED = "authorised"


class ClockStop(StrEnum):
    """Where the clock stops (waar stopt de teller)."""

    SHIPPED = "shipped"
    DELIVERED = "delivered"
    RECEIVED = "received"


class Unit(StrEnum):
    """What a deviation is counted in; a week is the ISO week (leverweek)."""

    CALENDAR_DAYS = "calendar_days"
    WORKING_DAYS = "working_days"
    WEEK = "week"


class Partials(StrEnum):
    """Which delivery of a line decides (effect van deelleveringen, al dan niet overeengekomen)."""

    COMPLETED = "completed"
    FIRST = "first"
    BY_DUE = "by_due"
    AGREED = "agreed"


class Incidents(StrEnum):
    """Errors and complaints as one component (the author) or as two (his reader)."""

    ONE_COMPONENT = "one_component"
    SEPARATE = "separate"


class Combine(StrEnum):
    """The headline: the product of the components (the article), or the share that passes them all."""

    PRODUCT = "product"
    JOINT = "joint"


class Weight(StrEnum):
    """What a line weighs, at line level."""

    COUNT = "count"
    QUANTITY = "quantity"
    VALUE = "value"


class OpenLines(StrEnum):
    """A line that is not complete: a failure once its date has passed, or never counted."""

    FAIL_WHEN_OVERDUE = "fail_when_overdue"
    EXCLUDE = "exclude"


class Cancelled(StrEnum):
    """Which cancelled quantity is no longer due."""

    BY_CUSTOMER_EXCLUDED = "by_customer_excluded"
    INCLUDED = "included"
    ALL_EXCLUDED = "all_excluded"


class MissingDue(StrEnum):
    """A line without the due date: left out, or not on time."""

    EXCLUDE = "exclude"
    FAIL = "fail"


class PeriodBy(StrEnum):
    """The date that decides in which period an order counts."""

    DUE = "due"
    DELIVERED = "delivered"
    ORDERED = "ordered"


def _per_mille(value: Any) -> Any:
    """Tolerances are compared per mille, so more than three decimals can't be honoured."""
    if isinstance(value, bool) or (isinstance(value, str) and value != "none"):
        raise Refused(message("“{given}” is not a number, such as 0.02 for 2 %", given=str(value)))
    if isinstance(value, int | float) and (Fraction(str(value)) * 1000).denominator != 1:
        raise Refused(message("a tolerance has at most three decimals (0.025 is 2.5 %)"))
    return value


def _number(value: Any) -> Any:
    """A text is no number here: “010” and “3” may be anything."""
    if isinstance(value, bool) or (isinstance(value, str) and value != "none"):
        raise Refused(message("“{given}” is not a number", given=str(value)))
    return value


def _day(value: Any) -> Any:
    """A number is no date here, or 1735084800 would be Christmas."""
    if isinstance(value, int | float):
        raise Refused(message("a date such as 2026-12-25 is expected"))
    return value


Limit = Annotated[Annotated[int, Field(ge=0, le=10_000)] | Literal["none"], BeforeValidator(_number)]
"""A whole number of days (or weeks) from zero up, or `none`: no limit. Zero is not none."""

Distance = Annotated[float, Field(ge=0, le=10_000), BeforeValidator(_number)]

Share = Annotated[float, Field(ge=0, lt=1), BeforeValidator(_per_mille)]
OverShare = Annotated[float, Field(ge=0, le=1000), BeforeValidator(_per_mille)]
OverLimit = Annotated[OverShare | Literal["none"], BeforeValidator(_per_mille)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Window(_Frozen):
    """How far off the due date is still on time."""

    early: Limit = "none"
    late: Limit = 0
    unit: Unit = Unit.CALENDAR_DAYS


class Calendar(_Frozen):
    """The working days, copied here so that a newer holiday list never changes an old score."""

    name: str = Field(default="", max_length=60)
    weekend: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...] = ("sat", "sun")
    holidays: tuple[Annotated[date, BeforeValidator(_day)], ...] = ()
    source: str = Field(default="", max_length=200)

    @model_validator(mode="after")
    def _some_day_is_worked(self) -> Calendar:
        if len(set(self.weekend)) > 6:
            raise Refused(message("at least one day of the week must be a working day"))
        return self


class CurvePoint(_Frozen):
    """At this distance from the due date (in the window's unit) a delivery still scores this much."""

    distance: Distance
    score: Annotated[float, Field(ge=0, le=1), BeforeValidator(_number)]


def _pairs_too(schema: dict[str, Any]) -> None:
    """A point may also be written as a pair: [3, 0.75]."""
    pair = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
    for side in ("early", "late"):
        points = schema["properties"][side]
        points["items"] = {"anyOf": [points["items"], pair]}


class Credit(_Frozen):
    """A weighted score instead of in or out of the window (gewogen score).

    `steps`: a score holds up to and including its distance, and past the last it is 0.
    `linear`: straight lines between the points, level past the last.
    """

    model_config = ConfigDict(json_schema_extra=_pairs_too)

    shape: Literal["steps", "linear"]
    early: tuple[CurvePoint, ...] = Field(min_length=1, max_length=50)
    late: tuple[CurvePoint, ...] = Field(min_length=1, max_length=50)

    @model_validator(mode="before")
    @classmethod
    def _pairs(cls, content: Any) -> Any:
        """Accepts `[[0, 1], [10, 0]]` for a side."""
        if not isinstance(content, dict):
            return content
        sides = {
            side: [
                {"distance": point[0], "score": point[1]}
                if isinstance(point, list | tuple) and len(point) == 2
                else point
                for point in content[side]
            ]
            for side in ("early", "late")
            if isinstance(content.get(side), list | tuple)
        }
        return {**content, **sides}

    @model_validator(mode="after")
    def _falls_outward(self) -> Credit:
        for side in (self.early, self.late):
            if side[0].score != 1 or (self.shape == "linear" and side[0].distance != 0):
                raise Refused(message("a credit curve is 1 at the due date itself"))
            for nearer, further in pairwise(side):
                if further.distance <= nearer.distance:
                    raise Refused(message("the distances of a credit curve go up"))
                if further.score > nearer.score:
                    raise Refused(message("a credit curve never rises away from the due date"))
        return self


class InFull(_Frozen):
    """How much less or more than ordered is still in full, as a fraction of what was ordered."""

    under: Share = 0.0
    over: OverLimit = "none"


def _known(kinds: tuple[str, ...], known: tuple[str, ...]) -> None:
    for kind in kinds:
        if kind not in known:
            raise Refused(message("“{kind}” is not one of {choices}", kind=kind, choices=", ".join(known)))
    if len(set(kinds)) != len(kinds):
        raise Refused(message("a kind stands here twice"))


class NoError(_Frozen):
    """The kinds that count as an error: every kind that the data has (`all`), or a list; empty is not measured."""

    kinds: tuple[str, ...] | Literal["all"] = "all"

    @model_validator(mode="after")
    def _kinds_exist(self) -> NoError:
        if self.kinds != "all":
            _known(self.kinds, ERROR_KINDS + COMPLAINT_KINDS)
        return self


class NoComplaint(_Frozen):
    """The kinds that count as a complaint: every kind that the data has (`all`), or a list; empty is not measured."""

    kinds: tuple[str, ...] | Literal["all"] = "all"

    @model_validator(mode="after")
    def _kinds_exist(self) -> NoComplaint:
        if self.kinds != "all":
            _known(self.kinds, ERROR_KINDS + COMPLAINT_KINDS)
        return self


class Only(_Frozen):
    """Values in (`only`; empty is all of them) and values out (`without`)."""

    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


class Scope(_Frozen):
    """Which orders are measured at all."""

    order_types: Only = Only()
    regions: Only = Only()
    channels: Only = Only()


class Definition(_Frozen):
    """One measurement definition; `Definition()` is the article's basic ratio."""

    level: Level = Level.ORDER
    due: Due = Due.PROMISED
    clock_start: ClockStart = ClockStart.ORDERED
    clock_stop: ClockStop = ClockStop.DELIVERED
    window: Window = Window()
    calendar: Calendar = Calendar()
    credit: Credit | Literal["none"] = "none"
    partials: Partials = Partials.COMPLETED
    in_full: InFull = InFull()
    no_error: NoError = NoError()
    no_complaint: NoComplaint = NoComplaint()
    incidents: Incidents = Incidents.ONE_COMPONENT
    combine: Combine = Combine.PRODUCT
    weight: Weight = Weight.COUNT
    open_lines: OpenLines = OpenLines.FAIL_WHEN_OVERDUE
    cancelled: Cancelled = Cancelled.BY_CUSTOMER_EXCLUDED
    missing_due: MissingDue = MissingDue.EXCLUDE
    scope: Scope = Scope()
    period_by: PeriodBy = PeriodBy.DUE

    @model_validator(mode="after")
    def _choices_agree(self) -> Definition:
        if self.clock_start is ClockStart.AUTHORISED and self.due is not Due.LEAD_TIME:
            raise Refused(message("clock_start: authorised goes with due: lead_time only"))
        if self.no_error.kinds != "all" and self.no_complaint.kinds != "all":
            for kind in self.no_error.kinds:
                if kind in self.no_complaint.kinds:
                    raise Refused(
                        message("“{kind}” stands under no_error and under no_complaint: choose one", kind=kind)
                    )
        return self

    def chose(self, field: str) -> bool:
        """Whether someone set this field, rather than leaving the default."""
        return field in self.model_fields_set

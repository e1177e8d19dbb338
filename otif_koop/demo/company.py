"""The demo company as `config/demo.yaml` describes it, typed; every figure is explained there."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from otif_koop.tables import table
from otif_koop.yaml_file import check

Weight = Annotated[int, Field(ge=0)]
Days = dict[int, Weight]
"""A chance table: a number of days, pieces or per cent, and its weight."""
Words = dict[str, Weight]
"""A chance table of words."""
Percent = Annotated[int, Field(ge=0, le=100)]
PerMille = Annotated[int, Field(ge=0, le=1000)]
Week = Annotated[tuple[Weight, ...], Field(min_length=7, max_length=7)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Family(_Frozen):
    """A product family: its variants are the sizes × the finishes."""

    code: str
    name: str
    sizes: tuple[str, ...]
    finishes: tuple[str, ...]
    price: int
    extra_days: int


class IncidentKind(_Frozen):
    """How incidents of one kind come in."""

    word: str
    after: Days
    whole_order: Percent
    with_quantity: Percent


class Group(_Frozen):
    """One customer group: who they are, what and when they order, and what happens to their orders."""

    name: str
    customer_number: int
    customers: int
    name_patterns: tuple[str, ...]
    orders: int
    season: Annotated[tuple[Weight, ...], Field(min_length=12, max_length=12)]
    weekend: bool
    lines: Days
    quantity: Days
    families: Words
    discount: Percent
    channels: Words
    order_types: Words
    regions: Words
    approval: Days
    requested: Days
    requested_blank: PerMille
    phased: Percent
    phase_days: Days
    lead_time: int
    shortest: int
    padding: Days
    promised_blank: PerMille
    transport: int
    slow_transport: Percent
    order_delay: Days
    busy_months: tuple[int, ...]
    busy_delay: Days
    line_delay: Days
    partial_agreed: Percent
    split: PerMille
    rest: Days
    short: PerMille
    nothing: PerMille
    over: PerMille
    forgotten: PerMille
    postponed: Percent
    postponed_days: Days
    redated: Percent
    redated_after: Percent
    cancelled: PerMille
    cancelled_late: PerMille
    dropped: PerMille
    delivered_blank: PerMille
    received: Percent
    incidents: dict[str, tuple[PerMille, PerMille]]


class Company(_Frozen):
    """The whole of `config/demo.yaml`."""

    company: str
    seed: int
    start: date
    months: int
    next_export: date
    closed_days: tuple[date, ...]
    weekdays: Week
    weekdays_and_weekend: Week
    variant_flat: int
    families: dict[str, Family]
    place_beginnings: tuple[str, ...]
    place_endings: tuple[str, ...]
    regions: dict[str, str]
    incident_kinds: dict[str, IncidentKind]
    cancelled_by_words: dict[str, str]
    groups: dict[str, Group]
    three_parts: Percent
    first_part: Days
    short_by: Days
    over_by: Days
    closing_row: Percent
    closing_after: Days
    cancelled_part: Days
    cancelled_after_entry: Days
    cancelled_after_due: Days
    redated_hits: Days
    redated_before: int
    received_after: Days
    incident_quantity: Days


@cache
def demo_company() -> Company:
    """The demo company; raises `Refused` naming the field when `config/demo.yaml` is not as described."""
    return check(table("demo"), Company)

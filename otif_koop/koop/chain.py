"""The chain from sand to customer: its stages, what each adds, and what lies behind it (koop-method, sections 1–2)."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any, Self

from pydantic import Field, model_validator

from otif_koop.koop.lead_time import LeadTime
from otif_koop.koop.numbers import (
    Count,
    Frozen,
    Interval,
    Money,
    Name,
    Position,
    Positive,
    Rate,
    Share,
    YearPart,
    Yield,
)
from otif_koop.message import Refused, message


class StageType(StrEnum):
    """What is done in a stage."""

    DESIGN = "design"
    MEANS = "means"  # make the means of production: moulds, tools, a line
    PURCHASE = "purchase"
    FABRICATE = "fabricate"
    ASSEMBLE = "assemble"
    DISTRIBUTE = "distribute"
    SERVICE = "service"


LONGEST_CHAIN = 3_000  # periods

KNOWLEDGE = (StageType.DESIGN, StageType.MEANS)
"""Stages after which only knowledge lies ready: no stock."""


class Stage(Frozen):
    """One step towards the customer, and the stock point behind it.

    Money is in euros a unit, lead time and shelf life in periods, obsolescence a year.
    """

    name: Name
    id: str = Field(default="", max_length=80, description="Keeps a stage the same when it is renamed; made from name")
    type: StageType
    company: str = Field(default="", max_length=80, description="Whose stage this is (bedrijfskolom)")
    own: bool = Field(default=True, description="Whether it is ours: stock can lie only behind our own stages")
    customer_specific: bool = Field(default=False, description="From here on the product is for one customer")
    lead_time: LeadTime
    added_value: Money = Field(default=0.0, description="€ added to a unit that is started")
    yield_share: Yield = 1.0
    items: Count = Field(default=1, description="Stock items behind this stage: variants × places")
    obsolescence: Rate = Field(default=0.0, description="Chance a year that stock behind this stage loses its market")
    salvage: Share = Field(default=0.0, description="Share of its value that obsolete or expired stock still brings")
    shelf_life: Interval | None = None
    replenish_every: Interval = Field(default=1, description="Each item is ordered every so many periods")
    surcharge: Money = Field(default=0.0, description="€ a unit more when made to order rather than in series")
    logistic_cost: Money | None = Field(default=None, description="€ a unit delivered from behind this stage")
    capacity: Positive | None = Field(default=None, description="Pieces a period that this stage can start")
    position: Position | None = Field(default=None, description="The position of this stock point, if not the usual")
    stock_point: bool = Field(default=False, description="Stock is kept here anyway; what lies below draws on it")

    @model_validator(mode="before")
    @classmethod
    def _id_from_name(cls, content: Any) -> Any:
        if isinstance(content, dict) and not content.get("id") and isinstance(content.get("name"), str):
            return {**content, "id": re.sub(r"\W+", "-", content["name"].lower()).strip("-") or "stage"}
        return content

    @model_validator(mode="after")
    def _stock_can_lie_here(self) -> Self:
        if self.stock_point and self.type in KNOWLEDGE:
            raise Refused(message("after a stage of type {type} only knowledge lies ready, no stock", type=self.type))
        return self


class Chain(Frozen):
    """The stages in order, from upstream to the customer, and the rates that hold for all of them."""

    name: str = Field(default="", max_length=80)
    period: str = Field(default="day", max_length=20, description="What one period is called")
    periods_per_year: YearPart = 250.0
    holding_rate: Rate = Field(default=0.2, description="€ a year to hold stock worth € 1: capital, space, insurance")
    logistic_cost: Money = Field(default=0.0, description="€ a unit delivered, where a stage names no other")
    least_immediate: Share = Field(
        default=0.5, lt=1, description="A stock point that serves fewer lines at once than this does not decouple"
    )
    overtaking: bool = Field(
        default=False, description="Whether a later replenishment can arrive before an earlier one"
    )
    stages: tuple[Stage, ...] = Field(min_length=1, max_length=30)

    @model_validator(mode="after")
    def _stages_agree(self) -> Self:
        for field in ("name", "id"):
            seen: set[str] = set()
            for stage in self.stages:
                value = getattr(stage, field)
                if value in seen:
                    raise Refused(message("two stages have the {field} “{value}”", field=field, value=value))
                seen.add(value)
        if not any(stage.own for stage in self.stages):
            raise Refused(message("no stage is our own: at least one must be"))
        longest = sum(stage.lead_time.pmf().longest for stage in self.stages)
        if longest > LONGEST_CHAIN:
            raise Refused(
                message(
                    "the chain can take {longest} periods, at most {most} fit: choose a longer period, such as a week",
                    longest=longest,
                    most=LONGEST_CHAIN,
                )
            )
        if self.overtaking:
            for stage in self.stages:
                if stage.replenish_every > 1:
                    raise Refused(
                        message(
                            "replenishments overtake only where each item is replenished every period; "
                            "“{stage}” does so every {every}",
                            stage=stage.name,
                            every=stage.replenish_every,
                        )
                    )
        return self

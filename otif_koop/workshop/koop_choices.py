"""What is decided about the decoupling point: the chain, what each group asks of it, and where its order enters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from otif_koop.koop.chain import Stage
from otif_koop.koop.group import Demand, Level, Promise
from otif_koop.koop.numbers import Money, Position, Rate, Share, ShareBelowOne, YearPart
from otif_koop.message import Refused, message
from otif_koop.workshop.frozen import FrozenDict
from otif_koop.workshop.part import Part
from otif_koop.workshop.text import Name, Text, keyed

MOST_STAGES = 30
Score = Annotated[int, Field(ge=1, le=5)]
Weight = Annotated[float, Field(ge=0, le=100)]


class Rates(Part):
    """What holds for the whole chain; the fields of `koop.chain.Chain` without its stages."""

    name: Annotated[Text, Field(max_length=80)] = ""
    period: Annotated[Text, Field(max_length=20)] = "day"
    periods_per_year: YearPart = 250.0
    holding_rate: Rate = 0.2
    logistic_cost: Money = 0.0
    least_immediate: ShareBelowOne = 0.5
    overtaking: bool = False


class Decision(Part):
    """Where a group's order enters. `review`: what would turn the advice, as it stood when this was decided."""

    position: Position
    subtype: Literal["5a", "5b"] | None = None
    reason: Text = ""
    decided_by: Text = ""
    decided_on: date | None = None
    review: Annotated[tuple[Text, ...], Field(max_length=20)] = ()

    @model_validator(mode="after")
    def _subtype_is_of_position_five(self) -> Decision:
        if self.subtype is not None and self.position != 5:
            raise Refused(message("only position 5 has the kinds 5a and 5b"))
        return self


class Scorer(Part):
    """One person's scores, 1–5 by factor (config/koop_factors.yaml)."""

    name: Name
    scores: Annotated[Mapping[str, Score], AfterValidator(keyed)] = Field(default_factory=FrozenDict)


class GroupChoices(Part):
    """What a customer group asks of the chain; what is absent is taken from the targets, the data or a default.

    `demand_from`: whether the demand was typed, estimated from the order book or came with a template.
    `target`: share on time in full from this chain, where it differs from the group's target.
    """

    demand: Demand | None = None
    demand_from: Literal["typed", "data", "template"] = "typed"
    promise: Promise | None = None
    target: Share | None = None
    level: Level | None = None
    lines_per_order: Annotated[float, Field(ge=1, le=1_000)] = 1.0
    late_cost: Money = 0.0
    lost_share: Share = 0.0
    margin: Money = 0.0
    decision: Decision | None = None
    scorers: Annotated[Mapping[str, Scorer], AfterValidator(keyed)] = Field(default_factory=FrozenDict)


class Koop(Part):
    """The chain (`stages` by id, in the order of `order`) and each group's choices by group id.

    `weights`: those of the factors that the room changed; `wild_from`: weekly variation from which demand is wild.
    `capacity_delay`, `capacity_exceeded`: the periods that work to order may wait, and the share that may wait longer.
    """

    chain: Rates = Rates()
    stages: Annotated[Mapping[str, Stage], AfterValidator(keyed)] = Field(default_factory=FrozenDict)
    order: Annotated[tuple[str, ...], Field(max_length=MOST_STAGES)] = ()
    groups: Annotated[Mapping[str, GroupChoices], AfterValidator(keyed)] = Field(default_factory=FrozenDict)
    weights: Annotated[Mapping[str, Weight], AfterValidator(keyed)] = Field(default_factory=FrozenDict)
    wild_from: Annotated[float, Field(gt=0, le=10)] = 0.5
    capacity_delay: Annotated[float, Field(ge=0, le=1_000)] = 1.0
    capacity_exceeded: Annotated[float, Field(ge=0.001, le=0.5)] = 0.05

    @model_validator(mode="after")
    def _order_names_every_stage_once(self) -> Koop:
        if sorted(self.order) != sorted(self.stages):
            raise Refused(message("the order of the stages must name every stage once"))
        return self

"""Which customer belongs to which group: the column that tells it, what was split off, and who was placed by hand.

It holds rules and no customer number: whoever was placed by hand is kept under a mark that is found again in the
client's own data. So the same grouping holds when the next export comes in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from otif_koop.message import Refused, message
from otif_koop.workshop.frozen import FrozenDict
from otif_koop.workshop.part import Part
from otif_koop.workshop.text import Name, keyed

Basis = Literal["column", "channel", "region", "order_type", "behaviour"]
"""What gives a customer its first label: the group in the data, another attribute, or the rules on what it orders."""

WORDS = ("region", "channel", "order_type", "abc", "xyz")
NUMBERS = ("asked_days", "lines_per_order", "order_value", "orders", "partial", "agreed", "revenue")
SHARES = ("partial", "agreed")
"""Those of the figures that are shares of one."""
Fact = Literal[
    "region",
    "channel",
    "order_type",
    "abc",
    "xyz",
    "asked_days",
    "lines_per_order",
    "order_value",
    "orders",
    "partial",
    "agreed",
    "revenue",
]
MOST_BY_HAND = 500


class Condition(Part):
    """What a customer must be: one of `values` for a fact in words, from `least` to under `below` for a figure."""

    fact: Fact
    values: Annotated[tuple[Name, ...], Field(max_length=500)] = ()
    least: float | None = None
    below: float | None = None

    @model_validator(mode="after")
    def _asks_something(self) -> Condition:
        if self.fact in WORDS and not self.values:
            raise Refused(message("say for which values customers go to another group"))
        if self.fact in NUMBERS and self.least is None and self.below is None:
            raise Refused(message("say from which figure, or below which, customers go to another group"))
        return self


class Split(Part):
    """Customers with one of `labels` who meet all `conditions` belong to `group`."""

    group: Name
    labels: Annotated[tuple[Name, ...], Field(max_length=500)]
    conditions: Annotated[tuple[Condition, ...], Field(min_length=1, max_length=10)]


class Grouping(Part):
    """`limits`: those of the rules that were set otherwise. `by_hand`: the group of a customer, by `mark_of` it."""

    basis: Basis = "column"
    limits: Annotated[Mapping[str, float], AfterValidator(keyed)] = Field(default_factory=FrozenDict)
    splits: Annotated[Mapping[str, Split], AfterValidator(keyed)] = Field(default_factory=FrozenDict)
    by_hand: Annotated[Mapping[str, Name], AfterValidator(keyed)] = Field(default_factory=FrozenDict)

    def groups_named(self) -> set[str]:
        """The ids of the groups that splits and placements name."""
        return {split.group for split in self.splits.values()} | set(self.by_hand.values())


def mark_of(customer: str) -> str:
    """The mark under which a customer is kept; two customers practically never share one.

    It keeps numbers out of the document and of every shared link. It is no lock: who knows how the numbers look can
    make the marks of all of them and compare.
    """
    return hashlib.sha256(customer.encode()).hexdigest()[:20]

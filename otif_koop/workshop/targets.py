"""The target of a customer group: what it must reach, by when, on which rung, and what was known when it was chosen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from otif_koop.message import Refused, message
from otif_koop.otif.definition import Combine, Level
from otif_koop.workshop.frozen import FrozenDict
from otif_koop.workshop.growth_path import RungId
from otif_koop.workshop.part import Part, no_bool
from otif_koop.workshop.text import Text, keyed

Share = Annotated[float, Field(ge=0, le=1), BeforeValidator(no_bool)]
Number = Annotated[float, Field(ge=0)]


class Measured(Part):
    """A share of one, and on how many independent orders it is seen (`otif.interval.effective_number`)."""

    share: Share
    sure: Number


Shares = Annotated[Mapping[str, Measured], AfterValidator(keyed)]
Numbers = Annotated[Mapping[str, Number], AfterValidator(keyed)]


class Standing(Part):
    """Where a group stood on a day, as counts and shares only: no order and no customer.

    `score` is the headline (product or joint, by `combine`), `joint` the share of `units` that passes everything.
    `rates` are those of the components that make up the headline. `faults`: units by the byte of faults they have
    (`otif.judge`; lines at item level). `sizes`: orders by their number of counted lines. `lines`: share of the lines
    that pass everything. `path`: the score on each rung that can be measured. `days`: from the first to the last day
    that the orders belong to. `definition`: the hash of how was measured.
    """

    as_of: date
    definition: Annotated[Text, Field(min_length=4, max_length=64)]
    level: Level
    combine: Combine
    units: Number
    orders: Number
    days: Annotated[int, Field(ge=1, le=100_000)] = 1
    score: Measured
    joint: Share
    rates: Shares = Field(default_factory=FrozenDict)
    faults: Numbers = Field(default_factory=FrozenDict)
    sizes: Numbers = Field(default_factory=FrozenDict)
    lines: Share | None = None
    path: Shares = Field(default_factory=FrozenDict)


class Target(Part):
    """What a group must reach, as shares of one; `floor` is where action follows (ondergrens).

    `rung`: the rung of the growth path it is meant for; absent, that of the group's definition. `seen`: where the
    group stood when this was chosen, so that someone without the data understands it too.
    """

    target: Share | None = None
    floor: Share | None = None
    by_date: date | None = None
    rung: RungId | None = None
    decided_by: Text = ""
    decided_on: date | None = None
    note: Text = ""
    seen: Standing | None = None

    @model_validator(mode="after")
    def _floor_is_below(self) -> Target:
        if self.target is not None and self.floor is not None and self.floor > self.target:
            raise Refused(message("the floor cannot be higher than the target"))
        return self


def choosing(group_id: str, known: Target | None, share: float | None, today: date) -> dict[tuple[str, ...], Any]:
    """The change that makes `share` (of one) the target of a group today; None takes the choice back.

    `known` is what the workshop holds of it: a floor above the new target goes down with it.
    """
    changes: dict[tuple[str, ...], Any] = {
        ("targets", group_id, "target"): share,
        ("targets", group_id, "decided_on"): None if share is None else today,
    }
    if share is not None and known is not None and known.floor is not None and known.floor > share:
        changes["targets", group_id, "floor"] = share
    return changes

"""The plan in the workshop document: what must happen, who does it and when, and the texts that go with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from otif_koop.message import Message, Refused, message
from otif_koop.workshop.frozen import FrozenDict
from otif_koop.workshop.part import Part
from otif_koop.workshop.text import Name, Text, keyed

Kind = Literal["measure", "inform", "customers", "follow_up"]
Status = Literal["todo", "doing", "done"]

KINDS: dict[str, Message] = {
    "measure": message("Reach the measurement"),
    "inform": message("Inform the organisation"),
    "customers": message("Inform customers"),
    "follow_up": message("Follow-up"),
}
STATUSES: dict[str, Message] = {"todo": message("To do"), "doing": message("Under way"), "done": message("Done")}


class PlanItem(Part):
    """One action. `effort_days`: working days it takes. `source`: the id of the proposal it came from, if any."""

    kind: Kind
    title: Name
    owner: Text = ""
    start: date | None = None
    due: date | None = None
    status: Status = "todo"
    effort_days: Annotated[int, Field(ge=0, le=1000)] = 0
    source: Text = ""
    note: Text = ""

    @model_validator(mode="after")
    def _starts_before_it_ends(self) -> PlanItem:
        if self.start and self.due and self.start > self.due:
            raise Refused(message("an action cannot end before it starts: move one of the two dates"))
        return self


class Plan(Part):
    """`items` by id; `texts`: a draft that someone changed, by its name and language (`letter-nl`).

    `declined`: ids of proposals that the room does not want, with why.
    """

    items: Annotated[Mapping[str, PlanItem], AfterValidator(keyed)] = Field(default_factory=FrozenDict)
    texts: Annotated[Mapping[str, Text], AfterValidator(keyed)] = Field(default_factory=FrozenDict)
    declined: Annotated[Mapping[str, Text], AfterValidator(keyed)] = Field(default_factory=FrozenDict)


def in_order(items: Mapping[str, PlanItem]) -> list[tuple[str, PlanItem]]:
    """The actions by due date, those without one last."""
    return sorted(items.items(), key=lambda entry: (entry[1].due or date.max, entry[1].title))


def is_due(item: PlanItem, today: date, within: int = 7) -> bool:
    """Whether an action that is not done ends within so many days, or ended already."""
    return item.status != "done" and item.due is not None and (item.due - today).days <= within

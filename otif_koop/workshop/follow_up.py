"""Follow-up in the workshop document: the scores that were appended per period, and plan–do–check–act per group.

Only counts are kept, never rows. A period's figures come from the upload that knows most of it: the one that counts up
to the latest day, unless it holds only part of what was known of that period.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from otif_koop.message import Message, Refused, message
from otif_koop.workshop.frozen import FrozenDict
from otif_koop.workshop.part import Part
from otif_koop.workshop.text import Moment, Name, Text, keyed

_MONTH, _WEEK = "{day:month}", "{day:week} {year}"  # no words in them to translate

Rhythm = Literal["month", "week"]
Number = Annotated[float, Field(ge=0)]
Fraction = Annotated[float, Field(ge=0, le=1)]


class Kept(Part):
    """The score of one group in one period, as counts.

    `units`: orders, lines or pieces that count; `good`: those of them that pass everything; `known`: all there are,
    with those left out. `score`: the headline figure. `definition`: the hash of the definition it was made by. `final`
    is false where orders are still open, or complaints may still come. `rate`s are shares of one.
    """

    level: Literal["order", "line", "item"]
    units: Number
    good: Number
    known: Number
    score: Fraction
    definition: Annotated[Text, Field(min_length=4, max_length=64)]
    as_of: date
    final: bool = True

    @model_validator(mode="after")
    def _good_are_some(self) -> Kept:
        if self.good > self.units or self.units > self.known:
            raise Refused(message("more good ones than counted ones: make the score anew from the data"))
        return self


class Bridge(Part):
    """One period under the definition before a change and the one after it."""

    before: Fraction
    after: Fraction
    old: Text
    new: Text


class Action(Part):
    """One turn of plan–do–check–act: why it goes wrong, what is done about it, from when on."""

    cause: Text = ""
    measure: Name
    owner: Text = ""
    since: date | None = None
    learned: Text = ""


Periods = Annotated[Mapping[str, Kept], AfterValidator(keyed)]
Bridges = Annotated[Mapping[str, Bridge], AfterValidator(keyed)]
Actions = Annotated[Mapping[str, Action], AfterValidator(keyed)]


class FollowUp(Part):
    """`scores` and `bridges` by group and period ("2026-11", "2026-W45"), `actions` by group and id.

    `published`: by group, when its figures were last released to its customers.
    """

    rhythm: Rhythm = "month"
    scores: Annotated[Mapping[str, Periods], AfterValidator(keyed)] = Field(default_factory=FrozenDict)
    bridges: Annotated[Mapping[str, Bridges], AfterValidator(keyed)] = Field(default_factory=FrozenDict)
    actions: Annotated[Mapping[str, Actions], AfterValidator(keyed)] = Field(default_factory=FrozenDict)
    published: Annotated[Mapping[str, Moment], AfterValidator(keyed)] = Field(default_factory=FrozenDict)


def period_id(first_day: date, rhythm: Rhythm) -> str:
    """ "2026-11" for a month, "2026-W45" for a week: both sort by time."""
    if rhythm == "month":
        return f"{first_day:%Y-%m}"
    year, week, _ = first_day.isocalendar()
    return f"{year}-W{week:02}"


def first_day_of(period: str) -> date:
    """The first day of a period by its id; raises `Refused` for one that is no period."""
    try:
        year, _, rest = period.partition("-")
        if rest.startswith("W"):
            return date.fromisocalendar(int(year), int(rest[1:]), 1)
        return date(int(year), int(rest), 1)
    except ValueError:
        raise Refused(message("“{period}” is no month (2026-11) and no week (2026-W45).", period=period[:40])) from None


def period_said(period: str) -> Message:
    """ "okt 2026" for a month, "wk 45 2026" for a week, in the reader's language."""
    first = first_day_of(period)
    return Message(_WEEK if "W" in period else _MONTH, {"day": first, "year": period[:4]})


def last_day_of(period: str) -> date:
    """The last day of a period by its id."""
    first = first_day_of(period)
    if "W" in period:
        return first + timedelta(days=6)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return following - timedelta(days=1)

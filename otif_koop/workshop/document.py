"""The workshop: one frozen, typed document with everything that its pages decide.

What is kept is what was chosen; a field that nobody touched is absent, also from the file. Entries that can be added
and removed are keyed by id. Raw order data never enters the document.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from otif_koop import yaml_file
from otif_koop.lately import Lately
from otif_koop.message import Refused, message
from otif_koop.otif.cascade import GroupDefinition, merge
from otif_koop.otif.definition import Definition
from otif_koop.workshop.alignment import Alignment
from otif_koop.workshop.follow_up import FollowUp
from otif_koop.workshop.frozen import FrozenDict
from otif_koop.workshop.grouping import Grouping
from otif_koop.workshop.koop_choices import Koop
from otif_koop.workshop.migrations import VERSION, migrate
from otif_koop.workshop.part import Part, no_bool
from otif_koop.workshop.plain_mapping import PlainMapping
from otif_koop.workshop.plan_items import Plan
from otif_koop.workshop.signatures import Signatures
from otif_koop.workshop.targets import Share, Target
from otif_koop.workshop.text import Moment, Name, Text, bounded, is_key, keyed

LARGEST_DOCUMENT = 300_000  # characters of JSON: its YAML then stays within what `read` accepts


Days = Annotated[int, Field(ge=0, le=10_000), BeforeValidator(no_bool)]
Texts = Annotated[tuple[Name, ...], Field(max_length=500)]


class Expectations(Part):
    """What delivery must be for a group (eisen en verwachtingen, intern en extern).

    `complete_share`: the part of what was ordered, 0..1, from which the customer calls a line complete.
    """

    customers: Text = ""
    ours: Text = ""
    lead_time_days: Days = 0
    moment: Literal["day", "week"] = "day"
    early_welcome: bool = False
    partial_deliveries: Literal["wanted", "accepted", "refused"] = "accepted"
    dynamic_lead_times: bool = False
    complete_share: Share | None = None


class CustomerGroup(Part):
    """A group of customers that share one way of measuring and one target.

    `in_data`: how the client's data calls this group, where that differs from its name. `learns`: what the figure
    will teach us (relevantie van metingen), `acts`: who will act on it. `recognised`: whether the people in the room
    recognise the figure.
    """

    name: Name
    business: Literal["b2c", "b2b", "both"] = "b2b"
    regions: Texts = ()
    channels: Texts = ()
    size: Literal["large", "middle", "small", "mixed"] = "mixed"
    in_data: Texts = ()
    expectations: Expectations = Expectations()
    learns: Text = ""
    acts: Text = ""
    recognised: bool = False
    owner: Text = ""
    note: Text = ""


class Data(Part):
    """How the client's files were read; never their rows.

    `files`: what each file serves as (an id such as `lines`) with its name. `mapping`: what intake needs to read the
    same layout again. `as_of`: the day up to which the data count. `accepted`: a finding's id with why it is accepted.
    """

    files: Annotated[Mapping[str, Name], AfterValidator(keyed)] = Field(default_factory=FrozenDict)
    mapping: PlainMapping = Field(default_factory=FrozenDict)
    as_of: date | None = None
    accepted: Annotated[Mapping[str, Text], AfterValidator(keyed)] = Field(default_factory=FrozenDict)


class Done(Part):
    """A step of the plan, ticked (or explicitly not) at a moment."""

    done: bool
    at: Moment


def _known_form(version: int) -> int:
    if version != VERSION:
        raise Refused(message("this program makes workshops of form {newest}", newest=VERSION))
    return version


def _id(given: str) -> str:
    if given and not is_key(given):
        raise Refused(message("this is not the id of a workshop: leave it out and it gets a new one"))
    return given


class Workshop(Part):
    """The document of one workshop. `reasons`: a field's path, joined by points, with why it was chosen so."""

    version: Annotated[int, AfterValidator(_known_form)]
    id: Annotated[str, AfterValidator(_id)] = ""
    name: Name
    organisation: Text = ""
    language: Literal["nl", "en"] = "nl"
    groups: Annotated[Mapping[str, CustomerGroup], AfterValidator(keyed)] = Field(default_factory=FrozenDict)
    grouping: Grouping = Grouping()
    default_definition: Definition = Definition()
    group_definitions: Annotated[Mapping[str, GroupDefinition], AfterValidator(keyed)] = Field(
        default_factory=FrozenDict
    )
    reasons: Annotated[Mapping[Name, Text], AfterValidator(bounded)] = Field(default_factory=FrozenDict)
    koop: Koop = Koop()
    alignment: Alignment = Alignment()
    data: Data = Data()
    targets: Annotated[Mapping[str, Target], AfterValidator(keyed)] = Field(default_factory=FrozenDict)
    plan: Plan = Plan()
    follow_up: FollowUp = FollowUp()
    signatures: Signatures = Field(default_factory=FrozenDict)
    progress: Annotated[Mapping[str, Done], AfterValidator(keyed)] = Field(default_factory=FrozenDict)

    @model_validator(mode="after")
    def _groups_exist(self) -> Workshop:
        for part, entries in (
            ("group_definitions", self.group_definitions),
            ("targets", self.targets),
            ("koop.groups", self.koop.groups),
            ("alignment.groups", self.alignment.groups),
            ("grouping", self.grouping.groups_named()),
        ):
            for group_id in entries:
                if group_id not in self.groups:
                    raise Refused(
                        message(
                            "“{part}” names customer group “{group}”, which is not there", part=part, group=group_id
                        )
                    )
        return self

    @model_validator(mode="after")
    def _definitions_hold(self) -> Workshop:
        for group_id, own in self.group_definitions.items():
            try:
                merge(self.default_definition, own)
            except Refused as refused:
                raise Refused(
                    message(
                        "the definition of customer group “{group}” contradicts itself: {why}",
                        group=group_id,
                        why=refused.problems[0].values.get("what", refused.problems[0]),
                    )
                ) from None
        return self

    @model_validator(mode="after")
    def _labels_are_unique(self) -> Workshop:
        owner: dict[str, str] = {}
        for group_id, group in self.groups.items():
            for label in group.in_data:
                if owner.setdefault(label, group_id) != group_id:
                    raise Refused(
                        message(
                            "“{label}” in the data can belong to one customer group only, not to “{one}” and “{other}”",
                            label=label,
                            one=owner[label],
                            other=group_id,
                        )
                    )
        return self


def new_workshop(name: str, *, organisation: str = "", language: str = "nl") -> Workshop:
    """An empty workshop; raises `Refused` for a blank or impossible name."""
    content = {"version": VERSION, "name": name, "language": language}
    return from_content(content | ({"organisation": organisation} if organisation else {}))


def content_of(workshop: Workshop) -> dict[str, Any]:
    """What was chosen, as plain JSON values: nested dicts without blanks and without empty mappings.

    Shared by all who ask, so do not change it.
    """
    # kept with the document itself, so that no other can have its number
    found: tuple[Workshop, dict[str, Any]] = _contents.get(
        id(workshop), lambda: (workshop, _without_empty(workshop.model_dump(mode="json", exclude_unset=True)))
    )
    return found[1]


_contents = Lately(12)
"""Of the documents that were asked about last, each beside its content: an edit asks six times."""


def _without_empty(content: dict[str, Any]) -> dict[str, Any]:
    kept = {key: _without_empty(value) if isinstance(value, dict) else value for key, value in content.items()}
    return {key: value for key, value in kept.items() if value != {}}


def from_content(content: dict[str, Any]) -> Workshop:
    """The workshop in plain values of any form that was ever made; raises `Refused` with every fault and its path."""
    workshop = yaml_file.check(migrate(content), Workshop)
    size = len(json.dumps(content_of(workshop)))
    if size > LARGEST_DOCUMENT:
        raise Refused(
            message(
                "The workshop would become {size} characters long, and {most} is the most that it can hold: shorten "
                "the longest notes.",
                size=size,
                most=LARGEST_DOCUMENT,
            )
        )
    return workshop


def read(text: str) -> Workshop:
    """The workshop in a YAML file; raises `Refused`."""
    content = yaml_file.load_strict(text)
    if not isinstance(content, dict):
        raise Refused(message("This is not a workshop file: it holds no fields with values."))
    return from_content(content)


def write(workshop: Workshop) -> str:
    """YAML that `read` gives back equal."""
    return yaml_file.write(workshop)

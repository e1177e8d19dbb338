"""Actions proposed for the plan: from the information gap, the targets, the alignment and the article's step plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from otif_koop.message import Message, message
from otif_koop.tables import table
from otif_koop.workshop.alignment import is_agreed
from otif_koop.workshop.cascade import definition_for
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.fields import group_name
from otif_koop.workshop.gap import Gap, effort_days, what_to_record
from otif_koop.workshop.growth_path import at_rung, rung, rung_of
from otif_koop.workshop.plan_items import Kind
from otif_koop.workshop.target_effects import NAMES, asked
from otif_koop.workshop.targets import Standing, Target
from otif_koop.workshop.text import LONGEST_KEY

IT_STARTS, IT_DAYS = 14, 76
"""Days from today on which IT starts with a gap, and how long it gets."""


@dataclass(frozen=True)
class Proposal:
    """An action to take over: `id` is what an item keeps as its `source`."""

    id: str
    kind: Kind
    title: Message
    why: Message
    start: date
    due: date
    effort_days: int


def proposals(
    workshop: Workshop, found: Sequence[Gap], today: date, standings: Mapping[str, Standing] | None = None
) -> list[Proposal]:
    """What is proposed now and isn't in the plan yet, nor declined: the gap first, then the article's own steps.

    `standings`: where the groups stand by data that are at hand; without it, what was seen when a target was chosen.
    """
    there = {item.source for item in workshop.plan.items.values()} | set(workshop.plan.declined)
    made = [
        *_from_gap(found, today),
        *_from_targets(workshop, today, standings or {}),
        *_from_alignment(workshop, today),
    ]
    missing = any(gap.need.state == "missing" for gap in found)
    for row in table("plan_proposals")["proposals"]:
        if row.get("needs") == "missing" and not missing:
            continue
        if row.get("needs") == "targets" and not any(one.target is not None for one in workshop.targets.values()):
            continue
        made.append(
            Proposal(
                row["id"],
                row["kind"],
                Message(row["title"]),
                Message(row["why"]),
                today + timedelta(days=row["starts"]),
                today + timedelta(days=row["ends"]),
                row["days"],
            )
        )
    return [one for one in made if one.id not in there]


def _id(kind: str, key: str) -> str:
    """The id of a proposal, which is a key of the document: a name too long for one is told apart by its hash."""
    name = f"{kind}-{key}"
    return name if len(name) <= LONGEST_KEY else f"{name[:51]}-{sha256(name.encode()).hexdigest()[:12]}"


def _from_gap(found: Sequence[Gap], today: date) -> list[Proposal]:
    made = []
    for gap in found:
        why = (
            message("It can't be measured: the data do not have it.")
            if gap.need.state == "missing"
            else message("It is measured by assumption: something else serves in its place.")
        )
        start = today + timedelta(days=IT_STARTS)
        made.append(
            Proposal(
                _id("gap", gap.id),
                "measure",
                what_to_record(gap.need),
                why,
                start,
                start + timedelta(days=IT_DAYS if gap.need.state == "missing" else 2 * IT_DAYS),
                effort_days(gap.need),
            )
        )
    return made


def _from_targets(workshop: Workshop, today: date, standings: Mapping[str, Standing]) -> list[Proposal]:
    made: list[Proposal] = []
    for group_id in workshop.groups:
        target = workshop.targets.get(group_id)
        name = group_name(group_id, workshop)
        if target is None or target.target is None:
            continue
        ends = target.by_date if target.by_date and target.by_date > today else today + timedelta(days=180)
        title, why = _towards(workshop, group_id, name, target, standings.get(group_id, target.seen))
        made.append(Proposal(_id("target", group_id), "follow_up", title, why, today, ends, 5))
        measured = rung_of(definition_for(workshop, group_id))
        if target.rung is not None and target.rung != measured.id:
            title = message(
                "Measure {group} by the rung of its target, “{rung}”", group=name, rung=rung(target.rung).name
            )
            why = message("The target is meant for another rung than is measured now, “{rung}”.", rung=measured.name)
            starts = today + timedelta(days=IT_STARTS)
            made.append(Proposal(_id("rung", group_id), "measure", title, why, today, max(starts, ends), 2))
    return made


def _towards(
    workshop: Workshop, group_id: str, name: str, target: Target, standing: Standing | None
) -> tuple[Message, Message]:
    """What brings a group to its target: the misses to solve first, where it is known how it stands."""
    definition = at_rung(definition_for(workshop, group_id), target.rung)
    aim = target.target or 0.0
    misses = () if standing is None else asked(standing, definition, aim).misses
    if standing is None or not misses:
        return (
            message("Bring {group} to {target:percent}", group=name, target=aim),
            message("The target of the group, with its date."),
        )
    first = misses[0]
    n = round(first.fails) if first.needed is None else first.needed
    return (
        message(
            "Bring {group} to {target:percent}: put right {n} misses, first “{component}”",
            group=name,
            target=aim,
            n=n,
            component=NAMES[first.component],
        ),
        message(
            "Today {now:percent}, and {fails:number} miss by “{component}”: that lifts the score most.",
            now=standing.score.share,
            fails=first.fails,
            component=NAMES[first.component],
        ),
    )


def _from_alignment(workshop: Workshop, today: date) -> list[Proposal]:
    done = workshop.progress.get("alignment")
    everyone = bool(workshop.groups) and all(is_agreed(workshop, group_id) for group_id in workshop.groups)
    if everyone if done is None else done.done:
        return []
    return [
        Proposal(
            "alignment",
            "inform",
            message("Write down what sales and production agree, and sign it"),
            message("Order acceptance and production planning must be in step before anything is promised."),
            today,
            today + timedelta(days=21),
            2,
        )
    ]

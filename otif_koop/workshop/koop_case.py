"""The workshop's chain and groups as the engine takes them, each figure with where it came from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from otif_koop.koop.chain import Chain
from otif_koop.koop.chain_file import ChainFile
from otif_koop.koop.group import Demand, Group, Promise
from otif_koop.message import Message, message
from otif_koop.workshop.cascade import definition_for
from otif_koop.workshop.document import CustomerGroup, Workshop
from otif_koop.workshop.groups import free_id
from otif_koop.workshop.growth_path import at_rung
from otif_koop.workshop.koop_choices import GroupChoices, Koop, Rates
from otif_koop.workshop.koop_estimates import Estimate
from otif_koop.workshop.target_effects import asked, asked_of_the_chain
from otif_koop.yaml_file import check

DEFAULT_TARGET = 0.95
_LONGEST_NAME = 80


@dataclass(frozen=True)
class Case:
    """A group as the engine takes it; `sources` tells of demand, promise and target where each came from."""

    group_id: str
    group: Group
    sources: Mapping[str, Message]
    choices: GroupChoices


@dataclass(frozen=True)
class Lacking:
    """A group that can't be placed yet, and what it still needs."""

    group_id: str
    name: str
    needs: tuple[Message, ...]


def chain_of(koop: Koop) -> Chain | None:
    """The chain, or None where it has no stages yet; raises `Refused` where the stages can't be one chain."""
    if not koop.order:
        return None
    stages = [
        {**koop.stages[stage_id].model_dump(mode="json", exclude_unset=True), "id": stage_id} for stage_id in koop.order
    ]
    return check({**koop.chain.model_dump(mode="json", exclude_unset=True), "stages": stages}, Chain)


def case_of(workshop: Workshop, group_id: str, estimate: Estimate | None) -> Case | Lacking:
    """One group; raises `Refused` where what was chosen for it contradicts itself."""
    choices = workshop.koop.groups.get(group_id, GroupChoices())
    sources: dict[str, Message] = {}
    demand = _demand(choices, estimate, sources)
    promise = promise_of(workshop.groups[group_id], choices, estimate, sources)
    name = _unique_name(workshop, group_id)
    if demand is None or promise is None:
        needs = []
        if demand is None:
            needs.append(message("how much it orders"))
        if promise is None:
            needs.append(message("a promised lead time"))
        return Lacking(group_id, name, tuple(needs))
    target = target_of(workshop, group_id, choices, sources)
    content = {
        "name": name,
        "demand": demand.model_dump(mode="json", exclude_unset=True),
        "promise": promise.model_dump(mode="json", exclude_unset=True),
        "target": target,
        "level": choices.level if demand.by_lines or demand.lines is not None else None,
        "lines_per_order": choices.lines_per_order if demand.by_lines else 1.0,
        "late_cost": choices.late_cost,
        "lost_share": choices.lost_share,
        "margin": choices.margin,
        "position": choices.decision.position if choices.decision else None,
    }
    return Case(group_id, check(content, Group), sources, choices)


def from_template(workshop: Workshop, template: ChainFile, said: Callable[[str], str]) -> dict[tuple[str, ...], object]:
    """The change that takes a template over: its chain, and its groups' figures for groups that have none.

    A workshop without groups gets those of the template. `said` gives the template's names in the reader's language.
    """
    order: list[str] = []
    stages = {}
    for stage in template.stages:
        stage_id = free_id(stage.id, order)
        order.append(stage_id)
        stages[stage_id] = stage.model_copy(
            update={"name": said(stage.name), "id": stage_id, "company": said(stage.company) if stage.company else ""}
        )
    rates = {name: getattr(template, name) for name in Rates.model_fields if name in template.model_fields_set}
    changes: dict[tuple[str, ...], object] = {
        ("koop", "stages"): {key: one.model_dump(mode="json", exclude_unset=True) for key, one in stages.items()},
        ("koop", "order"): order,
        ("koop", "chain"): {**rates, "name": said(template.name)},
    }
    if not workshop.groups:
        taken: list[str] = []
        for group in template.groups:
            group_id = free_id(said(group.name), taken)
            taken.append(group_id)
            changes["groups", group_id] = {"name": said(group.name)}
            changes["koop", "groups", group_id] = _choices_of(group)
        return changes
    for number, (group_id, customers) in enumerate(workshop.groups.items()):
        if group_id not in workshop.koop.groups:
            figures = _choices_of(template.groups[number % len(template.groups)])
            if (
                customers.expectations.lead_time_days > 0
            ):  # what customers ask is better known than a template's promise
                figures.pop("promise", None)
            changes["koop", "groups", group_id] = figures
    return changes


def _choices_of(group: Group) -> dict[str, object]:
    content = group.model_dump(mode="json", exclude_unset=True, exclude={"name", "position"})
    return {**content, "demand_from": "template"}


def _demand(choices: GroupChoices, estimate: Estimate | None, sources: dict[str, Message]) -> Demand | None:
    if choices.demand is not None and not (choices.demand_from == "template" and estimate is not None):
        told = {
            "typed": message("typed in this workshop"),
            "data": message("estimated from the order data and kept"),
            "template": message("from the template: replace it by your own"),
        }
        sources["demand"] = told[choices.demand_from]
        return choices.demand
    if estimate is not None:
        sources["demand"] = message("estimated from {lines} order lines", lines=estimate.lines)
        return estimate.demand
    return None


def promise_of(
    group: CustomerGroup, choices: GroupChoices, estimate: Estimate | None, sources: dict[str, Message]
) -> Promise | None:
    """The promised lead time of a group, or None; `sources` is told where it came from."""
    if choices.promise is not None:
        sources["promise"] = message("chosen in this workshop")
        return choices.promise
    if group.expectations.lead_time_days > 0:
        sources["promise"] = message("what the group expects")
        return Promise(periods=min(group.expectations.lead_time_days, 2_000))
    if estimate is not None and estimate.promise is not None:
        sources["promise"] = message("half of the order lines were promised this or sooner")
        return Promise(periods=estimate.promise)
    return None


def target_of(workshop: Workshop, group_id: str, choices: GroupChoices, sources: dict[str, Message]) -> float:
    """The share on time in full that the chain must reach; `sources` is told where it came from."""
    if choices.target is not None:
        sources["target"] = message("chosen for this chain")
        return choices.target
    target = workshop.targets.get(group_id)
    if target is not None and target.target is not None:
        sources["target"] = message("what the target of the group asks of the chain")
        definition = at_rung(definition_for(workshop, group_id), target.rung)
        by_order = choices.lines_per_order > 1
        asks = asked(target.seen, definition, target.target).otif if by_order else None
        share = asked_of_the_chain(target.seen, definition, target.target) if asks is None else asks
        return round(share, 4)
    sources["target"] = message("usual start; choose your own")
    return DEFAULT_TARGET


def _unique_name(workshop: Workshop, group_id: str) -> str:
    """The group's name; with its id where another has the same, since shared stock is told by name."""
    name = " ".join(workshop.groups[group_id].name.split())[:_LONGEST_NAME] or group_id
    same = sum(" ".join(one.name.split())[:_LONGEST_NAME] == name for one in workshop.groups.values())
    return name if same == 1 else f"{name[: _LONGEST_NAME - 67]} ({group_id})"

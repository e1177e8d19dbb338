"""Why a position is advised, falls out, or deserves a second look, in one plain sentence each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otif_koop.koop.cost import Cost
from otif_koop.koop.flow import Flow
from otif_koop.koop.group import Group, Level
from otif_koop.koop.period_names import periods_named
from otif_koop.message import Message, message

if TYPE_CHECKING:
    from otif_koop.koop.candidate import Candidate


def cost_names() -> dict[str, Message]:
    """What each field of a `Cost` is called."""
    return {
        "holding_stock": message("holding stock"),
        "holding_wip": message("holding work in process"),
        "obsolescence": message("obsolete stock"),
        "outdating": message("stock past its shelf life"),
        "surcharge": message("working to order instead of in series"),
        "logistics": message("delivering"),
        "late": message("late deliveries"),
    }


def cheapest(group: Group) -> Message:
    """Of the advised point."""
    return message("the cheapest position that reaches {target:percent}", target=group.target)


def dearer(cost: Cost[float], best: Cost[float]) -> Message:
    """Of a point that reaches the target at more cost, with the cause that weighs most."""
    more = {name: getattr(cost, name) - getattr(best, name) for name in cost_names()}
    most = max(more, key=lambda name: more[name])
    return message(
        "reaches the target, but costs {more:money} a year more, most of all for {cause} ({part:money})",
        more=cost.total - best.total,
        cause=cost_names()[most],
        part=more[most],
    )


def out_of_reach(flow: Flow, group: Group, ceiling: float, promise_needed: int | None) -> Message:
    """Of a point that can't reach the target, whatever the stock (gate 3)."""
    if ceiling >= group.target:
        return message(
            "{target:percent} would need unlimited stock here: {ceiling:percent} is approached, never reached",
            target=group.target,
            ceiling=ceiling,
        )
    return message(
        "whatever the stock, at most {ceiling:percent} is on time: what comes after the order takes too long; "
        "{target:percent} could be promised in {needed} {period}",
        ceiling=ceiling,
        target=group.target,
        needed=promise_needed,
        period=periods_named(flow.chain.period),
    )


def no_such_position() -> Message:
    """Of a position that no point of the chain has."""
    return message("this chain has no place for it")


def notes(flow: Flow, group: Group) -> tuple[Message, ...]:
    """What to keep in mind about the chain and the demand."""
    found: list[Message] = []
    fixed = [stage.name for stage, time in zip(flow.stages, flow.lead_times, strict=True) if time.sd == 0]
    if fixed:
        found.append(message("The lead time of {stages} is said never to vary: is that so?", stages=fixed))
    if group.level is Level.LINE and group.counts is not Level.LINE:
        found.append(message("Demand is smoother than chance, so pieces are counted instead of lines."))
    return tuple(found)


def warnings(flow: Flow, one: Candidate, periods_of_stock: float) -> tuple[Message, ...]:
    """What to keep in mind about a result."""
    found: list[Message] = []
    stage = flow.stage_before(one.point)
    if stage is not None and one.has_stock and stage.shelf_life is not None and 2 * periods_of_stock > stage.shelf_life:
        found.append(
            message(
                "{stock:number} {period} of stock is more than half the shelf life of {life}: "
                "what expires also takes up to 2 points off the share on time",
                stock=round(periods_of_stock, 1),
                period=periods_named(flow.chain.period),
                life=stage.shelf_life,
            )
        )
    if (
        flow.chain.overtaking
        and one.has_stock
        and one.service.slack.shape[1] - 1 > one.service.cover.replenishment.shortest
    ):
        found.append(
            message("part of the slack is longer than the fastest replenishment: the share on time is on the safe side")
        )
    return tuple(found)

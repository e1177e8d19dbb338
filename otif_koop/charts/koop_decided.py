"""The chain with the decoupling points that were decided, as the charter shows it on the screen and on paper."""

from __future__ import annotations

from otif_koop.charts import koop_chain
from otif_koop.charts.koop_chain import PlaceMark, StageBar
from otif_koop.charts.koop_lanes import GroupLane
from otif_koop.charts.vega_lite import Drawing
from otif_koop.koop.flow import Flow
from otif_koop.koop.period_names import periods_named
from otif_koop.koop.position_names import title
from otif_koop.language import Language
from otif_koop.message import Refused, message
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.koop_case import Case, case_of, chain_of, promise_of


def stage_bars(flow: Flow, language: Language) -> tuple[list[StageBar], list[float]]:
    """The stages to scale, and where each point lies: in mean periods from the start of the chain."""
    ends, bars = [0.0], []
    several = any(stage.company or not stage.own for stage in flow.stages)
    for stage, time in zip(flow.stages, flow.lead_times, strict=True):
        start = ends[-1]
        ends.append(start + time.mean)
        whose = stage.company or (message("ours") if stage.own else message("someone else's"))
        told = message(
            "{stage}: {mean:number} ± {sd:number} {period}, {whose}",
            stage=stage.name,
            mean=round(time.mean, 1),
            sd=round(time.sd, 1),
            period=periods_named(flow.chain.period),
            whose=whose,
        )
        company = language.say(whose) if several else ""
        bars.append(StageBar(stage.name, start, ends[-1], stage.own, told, company))
    return bars, ends


def decided(workshop: Workshop, language: Language) -> tuple[Drawing, str] | None:
    """The drawing with what it shows in words; None where there is no chain or nothing was decided yet."""
    try:
        chain = chain_of(workshop.koop)
    except Refused:  # two people's edits that do not go together; the page of the decoupling point says so
        return None
    if chain is None:
        return None
    flow = Flow(chain)
    stages, ends = stage_bars(flow, language)
    lanes = _lanes(workshop, flow, ends)
    if not lanes:
        return None
    places = [
        PlaceMark(
            ends[point],
            flow.position(point),
            "possible" if flow.closed(point) is None else "closed",
            flow.closed(point) or title(flow.position(point)),
        )
        for point in flow.points
    ]
    period = language.say(periods_named(chain.period))
    told = koop_chain.alt_text(stages, places, lanes, language)
    return koop_chain.chart(stages, places, lanes, period, language), told


def _lanes(workshop: Workshop, flow: Flow, ends: list[float]) -> list[GroupLane]:
    made = []
    for group_id, group in workshop.groups.items():
        choices = workshop.koop.groups.get(group_id)
        if choices is None or choices.decision is None:
            continue
        position = choices.decision.position
        point = _point(workshop, flow, group_id, position)
        if point is None:
            continue
        promise = promise_of(group, choices, None, {})
        wait = None if promise is None else promise.pmf().mean
        made.append(GroupLane(group_id, group.name, ends[point], position, wait, decided=True, chosen=False))
    return made


def _point(workshop: Workshop, flow: Flow, group_id: str, position: int) -> int | None:
    """Where the group's orders enter: of several points that are this position the cheapest, where that is known."""
    points = [point for point in flow.points if flow.position(point) == position]
    if len(points) < 2:
        return points[0] if points else None
    try:
        case = case_of(workshop, group_id, None)
    except Refused:
        case = None
    if not isinstance(case, Case):
        return points[-1]
    from otif_koop.koop.placement import place

    return place(flow.chain, case.group).at(position).point

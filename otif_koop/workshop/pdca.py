"""Plan–do–check–act for a customer group: is it signal or noise, did a measure help, may the next rung be taken?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from otif_koop.message import Message, message
from otif_koop.otif.laney import Chart, difference, p_prime
from otif_koop.workshop.cascade import definition_for
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.edits import Path
from otif_koop.workshop.follow_up import Action, Kept, first_day_of, period_said
from otif_koop.workshop.growth_path import Rung, rung_of, rungs_left

MET_FOR = 3
"""Final periods in a row on target after which the next rung of the growth path is offered."""

FEWEST = 3
"""Under so many periods nothing is said about signal or noise."""

SURE = 2.0
"""Widened standard deviations beyond which a difference is more than noise."""


@dataclass(frozen=True)
class Check:
    """The check of one group: the periods that are measured alike, oldest first, and their p′ chart (None: too few)."""

    periods: tuple[str, ...]
    kept: tuple[Kept, ...]
    chart: Chart | None
    earlier: tuple[str, ...]
    """Periods that were measured by another definition and are not judged with the rest."""


@dataclass(frozen=True)
class Effect:
    """A share before and after a measure, and how sure it is that it is no noise."""

    before: float
    after: float
    verdict: Literal["better", "worse", "noise"]


def check(scores: Mapping[str, Kept]) -> Check:
    """The p′ chart of the periods measured by the latest definition."""
    if not scores:
        return Check((), (), None, ())
    latest = scores[max(scores)].definition
    alike = {period: one for period, one in sorted(scores.items()) if one.definition == latest and one.units > 0}
    kept = tuple(alike.values())
    chart = p_prime([one.good for one in kept], [one.units for one in kept]) if len(kept) >= FEWEST else None
    return Check(tuple(alike), kept, chart, tuple(period for period in sorted(scores) if period not in alike))


def verdict(checked: Check) -> Message:
    """What the check says of the latest period, in one sentence."""
    if checked.chart is None:
        return message("From {n} periods on this says what is signal and what is noise.", n=FEWEST)
    last, period = checked.chart.points[-1], period_said(checked.periods[-1])
    if last.signal and last.share < last.low:
        return message("{period} is a signal: lower than chance explains. Look for the cause.", period=period)
    if last.signal:
        return message("{period} is a signal: higher than chance explains. Find out what went well.", period=period)
    if last.shifted:
        return message("The last periods lie on one side: the process has shifted.")
    return message("{period} is noise: within what this process gives by itself.", period=period)


def effect(action: Action, checked: Check) -> Effect | None:
    """What became of the share since a measure; None without a date, or without periods on both sides of it."""
    if action.since is None or checked.chart is None:
        return None
    sides: tuple[list[tuple[float, float]], list[tuple[float, float]]] = ([], [])
    for period, one in zip(checked.periods, checked.kept, strict=True):
        sides[first_day_of(period) >= action.since].append((one.good, one.units))
    if not sides[0] or not sides[1]:
        return None
    before, after = (sum(g for g, _ in side) / sum(n for _, n in side) for side in sides)
    sure = difference(sides[0], sides[1], checked.chart.sigma_z)
    return Effect(before, after, "noise" if abs(sure) < SURE else "better" if sure > 0 else "worse")


def met_in_a_row(workshop: Workshop, group_id: str) -> int:
    """How many of the latest final periods in a row reached the group's target."""
    target = workshop.targets.get(group_id)
    if target is None or target.target is None:
        return 0
    if target.rung is not None and target.rung != rung_of(definition_for(workshop, group_id)).id:
        return 0  # chosen for another rung than is measured by now
    scores = workshop.follow_up.scores.get(group_id, {})
    latest = scores[max(scores)].definition if scores else ""
    met = 0
    for _, one in sorted(scores.items(), reverse=True):
        if not one.final:
            continue
        if one.score < target.target or one.definition != latest:
            break
        met += 1
    return met


def next_rung(workshop: Workshop, group_id: str) -> Rung | None:
    """The next rung for a group that met its target for `MET_FOR` periods; None: not yet, or none is left."""
    if met_in_a_row(workshop, group_id) < MET_FOR:
        return None
    return next(iter(rungs_left(definition_for(workshop, group_id))), None)


def taking_next_rung(workshop: Workshop, group_id: str) -> dict[Path, Any]:
    """The change by which a group is measured by its next rung, and its target judged by it; none where none is due."""
    rung, target = next_rung(workshop, group_id), workshop.targets.get(group_id)
    if rung is None:
        return {}
    changes: dict[Path, Any] = {("group_definitions", group_id, *path): value for path, value in rung.choices.items()}
    if target is not None and target.rung is not None:
        changes["targets", group_id, "rung"] = rung.id
    return changes

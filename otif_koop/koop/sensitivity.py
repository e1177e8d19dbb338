"""One input at a time: how far it must change before the two cheapest positions swap (koop-method, section 14)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from otif_koop.koop.candidate import candidate
from otif_koop.koop.chain import Chain, Stage
from otif_koop.koop.flow import Flow
from otif_koop.koop.group import Demand, Group
from otif_koop.koop.lead_time import LeadTime
from otif_koop.koop.placement import Placement
from otif_koop.koop.pmf import Pmf
from otif_koop.message import Message, message

_FACTORS = (2.0, 4.0)
_LATE_FACTORS = (2.0, 10.0)  # factors on the share that may be late
_NARROWED = 12
_NEAR_ENOUGH = 1e-3

Case = tuple[Chain, Group]


@dataclass(frozen=True)
class Flip:
    """An input, its value now and the value at which the advice swaps with the runner-up ("draait om bij +35 %").

    `change` is relative (0.35), for the target in share (0.02).
    """

    what: Message
    now: float
    turns_at: float
    change: float


@dataclass(frozen=True)
class _Input:
    what: Message
    now: float
    changed: Callable[[float], Case]


def sensitivity(chain: Chain, placement: Placement) -> tuple[Flip, ...]:
    """The nearest flips up and down of every input that has one between a quarter and four times its value.

    Sorted by how little has to change. Empty without a runner-up.
    """
    if placement.best is None or placement.runner_up is None:
        return ()
    first, second = placement.best.point or 0, placement.at(placement.runner_up).point or 0
    found: list[Flip] = []

    def lead(chain: Chain, group: Group) -> float:
        return _lead(chain, group, first, second)

    now = lead(chain, placement.group)
    for one in _inputs(chain, placement.group):
        for factors in (_FACTORS, tuple(1 / factor for factor in _FACTORS)):
            factor = _swaps_at(lambda x, one=one: lead(*one.changed(x)), now, factors)  # type: ignore[misc]
            if factor is not None:
                found.append(Flip(one.what, one.now, one.now * factor, factor - 1))
    found += _target_flips(lambda group: lead(chain, group), now, placement.group)
    return tuple(sorted(found, key=lambda flip: abs(flip.change)))


def _swaps_at(lead: Callable[[float], float], now: float, factors: tuple[float, ...]) -> float | None:
    """The factor nearest to 1 at which the second becomes the cheaper: by steps, then narrowed."""
    near, ahead = 1.0, now
    for far in factors:
        behind = lead(far)
        if behind < 0:
            return _narrowed(lead, near, ahead, far, behind)
        near, ahead = far, behind
    return None


def _narrowed(lead: Callable[[float], float], near: float, ahead: float, far: float, behind: float) -> float:
    """Between a factor with a lead and one without: a straight line where both are known, halving otherwise."""
    for turn in range(_NARROWED):
        if abs(far / near - 1) < _NEAR_ENOUGH:
            break
        straight = turn % 3 < 2 and np.isfinite([ahead, behind]).all()
        share = float(np.clip(ahead / (ahead - behind), 0.02, 0.98)) if straight else 0.5
        middle = near * (far / near) ** share
        value = lead(middle)
        if value < 0:
            far, behind = middle, value
        else:
            near, ahead = middle, value
    return far


def _lead(chain: Chain, group: Group, first: int, second: int) -> float:
    """What the second point costs more than the first; it loses its lead as well by no longer reaching the target."""
    flow, target = Flow(chain), np.array([group.target])
    totals = []
    for point in (first, second):
        one = candidate(flow, group, point, group.promise.pmf())
        levels = one.levels(target)
        totals.append(np.inf if np.isnan(levels[0]) else float(one.outcome(levels).cost.total[0]))
    if np.isinf(totals).all():
        return 0.0
    return totals[1] - totals[0]


def _target_flips(lead: Callable[[Group], float], now: float, group: Group) -> list[Flip]:
    """By the share that may be late; the change is told in share."""
    late = 1 - group.target
    if not 0 < late < 1:
        return []

    def at(factor: float) -> float:
        return lead(group.model_copy(update={"target": 1 - min(late * factor, 0.999)}))

    found = []
    for factors in (_LATE_FACTORS, tuple(1 / factor for factor in _LATE_FACTORS)):
        factor = _swaps_at(at, now, factors)
        if factor is not None:
            found.append(Flip(message("target"), group.target, 1 - late * factor, late - late * factor))
    return found


def _inputs(chain: Chain, group: Group) -> Iterator[_Input]:
    yield _Input(
        message("holding rate"),
        chain.holding_rate,
        lambda x: (chain.model_copy(update={"holding_rate": chain.holding_rate * x}), group),
    )
    yield _Input(message("demand"), group.demand.a_period()[0], lambda x: (chain, _with(group, _more(group.demand, x))))
    yield _Input(
        message("variability of demand"),
        group.demand.a_period()[1],
        lambda x: (chain, _with(group, _wilder(group.demand, x))),
    )
    for index, stage in enumerate(chain.stages):
        for field, what in (
            ("surcharge", message("surcharge to order of “{stage}”", stage=stage.name)),
            ("items", message("stock items after “{stage}”", stage=stage.name)),
            ("obsolescence", message("obsolescence after “{stage}”", stage=stage.name)),
        ):
            now = getattr(stage, field)
            if now > 0:
                yield _Input(what, now, _scaled(chain, group, index, field))
        lead_time = stage.lead_time.pmf()
        if lead_time.mean > 0:
            yield _Input(
                message("mean lead time of “{stage}”", stage=stage.name),
                lead_time.mean,
                _stretched(chain, group, index, lead_time, 0.0),
            )
        if lead_time.sd > 0:
            yield _Input(
                message("variation of the lead time of “{stage}”", stage=stage.name),
                lead_time.sd,
                _stretched(chain, group, index, lead_time, lead_time.mean),
            )


def _with(group: Group, demand: Demand) -> Group:
    return group.model_copy(update={"demand": demand})


def _more(demand: Demand, factor: float) -> Demand:
    """More orders of the same size; without order lines, mean and variance grow together."""
    update: dict[str, float] = {}
    if demand.lines is not None:
        update["lines"] = demand.lines * factor
    if demand.mean is not None and demand.sd is not None:
        update |= {"mean": demand.mean * factor, "sd": demand.sd * factor**0.5}
    return demand.model_copy(update=update)


def _wilder(demand: Demand, factor: float) -> Demand:
    """The size of a line, or else the demand a period, varies more."""
    if demand.line_size is not None:
        return demand.model_copy(update={"line_size_sd": demand.line_size_sd * factor})
    return demand.model_copy(update={"sd": (demand.sd or 0.0) * factor})


def _scaled(chain: Chain, group: Group, index: int, field: str) -> Callable[[float], Case]:
    def changed(factor: float) -> Case:
        stage = chain.stages[index]
        return _with_stage(chain, index, stage.model_copy(update={field: getattr(stage, field) * factor})), group

    return changed


def _stretched(chain: Chain, group: Group, index: int, lead_time: Pmf, around: float) -> Callable[[float], Case]:
    """Every lead time further from `around` by the factor, split over the two whole periods next to it."""

    def changed(factor: float) -> Case:
        chances: dict[int, float] = {}
        for periods in np.flatnonzero(lead_time.chances):
            moved = max(around + (float(periods) - around) * factor, 0.0)
            below = int(moved)
            for whole, share in ((below, 1 - (moved - below)), (below + 1, moved - below)):
                chances[whole] = chances.get(whole, 0.0) + float(lead_time.chances[periods]) * share
        stage = chain.stages[index]
        stretched = stage.model_copy(update={"lead_time": LeadTime.model_construct(counts=chances, mean=None, sd=0.0)})
        return _with_stage(chain, index, stretched), group

    return changed


def _with_stage(chain: Chain, index: int, stage: Stage) -> Chain:
    stages = (*chain.stages[:index], stage, *chain.stages[index + 1 :])
    return chain.model_copy(update={"stages": stages})

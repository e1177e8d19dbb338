"""What a target asks of a customer group, held against where the group stands: components, lines, orders to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil, prod

from otif_koop.message import Message, message
from otif_koop.otif.component_demands import (
    alone,
    equal_demands,
    joint_demands,
    line_demand,
    lines_that_count,
    product_demands,
)
from otif_koop.otif.definition import Combine, Definition, Incidents, Level
from otif_koop.otif.first_misses import MASKS, Cause, first_misses
from otif_koop.otif.interval import number_to_settle, wilson
from otif_koop.otif.judge import LATE, SHORT
from otif_koop.otif.orders_needed import Verdict, orders_needed, orders_to_prove, seen_by, verdict
from otif_koop.workshop.targets import Measured, Standing

MONTH = 30.44
"""Days in a month, on average."""

NAMES: dict[str, Message] = {
    "on_time": message("On time"),
    "in_full": message("In full"),
    "no_error": message("No errors"),
    "no_complaint": message("No complaints"),
    "no_error_no_complaint": message("No errors or complaints"),
}
"""What the components are called."""

_AGREES = 0.001  # between the share of units without a fault and the joint share

ORDER_SIZES = (1, 2, 3, 6, 8, 12)
"""Orders of so many lines, where the data do not tell."""


@dataclass(frozen=True)
class ComponentAsked:
    """One component: where it is, what the target asks of it, and whether it is there.

    `alone`: what it would need if the others stay as they are (None: 100 % is not enough, or not known).
    """

    name: str
    today: Measured | None
    demand: float
    alone: float | None
    verdict: Verdict | None


@dataclass(frozen=True)
class Asked:
    """All that a target asks. Shares of one; None where the data don't tell.

    `otif`: the part on time in full, which stock and lead time decide. `line`: the share of the lines, when lines miss
    apart from each other; `line_clustered`: when misses keep coming together as they do today. `orders_needed` and
    `orders_to_prove`: orders of this group after which it is known, at today's score and at a faultless one.
    """

    target: float
    components: tuple[ComponentAsked, ...]
    otif: float | None
    line: float | None
    line_clustered: float | None
    line_today: float | None
    verdict: Verdict | None
    orders_needed: int | None
    orders_to_prove: int | None
    misses: tuple[Cause, ...]


def asked(standing: Standing | None, definition: Definition, target: float) -> Asked:
    """What `target` asks of a group; without figures every component is asked the same."""
    if standing is None:
        names = components_of(definition)
        same = equal_demands(names, target, definition.combine)
        return Asked(
            target,
            tuple(ComponentAsked(name, None, same[name], None, None) for name in names),
            same["on_time"] * same["in_full"],
            None,
            None,
            None,
            None,
            None,
            orders_to_prove(target),
            (),
        )
    shares = {name: one.share for name, one in _in_order(standing.rates).items()}
    is_product = standing.combine is Combine.PRODUCT
    demands = product_demands(shares, target) if is_product else joint_demands(shares, standing.joint, target)
    by_itself = alone(shares, target) if is_product else dict.fromkeys(shares, None)
    faults = {int(code): number for code, number in standing.faults.items()}
    score = standing.score
    same_order = standing.level is Level.ORDER and standing.lines is not None and bool(standing.sizes)
    counted = lines_that_count(standing.joint, standing.lines or 0.0) if same_order else None
    needed = orders_needed(score.share, target)
    to_prove = orders_to_prove(target)
    per_unit = _orders_per_unit(standing)
    return Asked(
        target=target,
        components=tuple(
            ComponentAsked(
                name,
                standing.rates[name],
                demand,
                by_itself[name],
                verdict(standing.rates[name].share, standing.rates[name].sure, demand),
            )
            for name, demand in demands.items()
        ),
        otif=_otif(standing, demands, faults, target),
        line=line_demand(target, order_sizes(standing)) if same_order else None,
        line_clustered=None if counted is None or target <= 0 else target ** (1 / counted),
        line_today=standing.lines if same_order else None,
        verdict=verdict(score.share, score.sure, target),
        orders_needed=None if needed is None else ceil(needed * per_unit),
        orders_to_prove=None if to_prove is None else ceil(to_prove * per_unit),
        misses=tuple(first_misses(_counted(standing, faults, shares), tuple(shares), target, _combine_of(standing))),
    )


def asked_of_the_chain(standing: Standing | None, definition: Definition, target: float) -> float:
    """The share on time in full that stock and lead time must give, per order line where the group is scored by order.

    A decoupling point is laid out by order line; errors and complaints are not its doing.
    """
    found = asked(standing, definition, target)
    otif = target if found.otif is None else found.otif
    by_order = standing is not None and standing.level is Level.ORDER and bool(standing.sizes)
    return line_demand(otif, order_sizes(standing)) if by_order and standing is not None else otif


def components_of(definition: Definition) -> tuple[str, ...]:
    """What the headline of a definition is made of, when the data can show all of it."""
    counts = [name for name in ("no_error", "no_complaint") if getattr(definition, name).kinds]
    if len(counts) == 2 and definition.incidents is Incidents.ONE_COMPONENT:
        counts = ["no_error_no_complaint"]
    return ("on_time", "in_full", *counts)


def order_sizes(standing: Standing) -> dict[int, float]:
    """How many orders have n lines."""
    return {int(lines): number for lines, number in sorted(standing.sizes.items(), key=lambda one: int(one[0]))}


def lines_an_order(standing: Standing | None) -> float | None:
    """Lines an order, on average; None where it is not known."""
    if standing is None or not standing.sizes:
        return None
    sizes = order_sizes(standing)
    return sum(lines * number for lines, number in sizes.items()) / sum(sizes.values())


def a_month(standing: Standing) -> float:
    """Orders a month."""
    return standing.orders / max(standing.days / MONTH, 1.0)


def interval(one: Measured) -> tuple[float, float]:
    """The 95 % interval of a share."""
    return wilson(one.share, one.sure)


def orders_to_settle(standing: Standing, target: float | None) -> int | None:
    """How many more orders at today's score would tell it from the target, rounded to two figures.

    None where the margin leaves the target out already, or where score and target are the same.
    """
    if target is None:
        return None
    low, high = interval(standing.score)
    needed = number_to_settle(standing.score.share, target)
    if not low <= target <= high or needed is None or standing.score.sure <= 0:
        return None
    more = standing.orders * max(0.0, needed / standing.score.sure - 1)
    return int(float(f"{more:.1e}")) or None


def months_until(today: date, day: date | None) -> float | None:
    """Months from today; None without a date or for one that is past."""
    return None if day is None or day <= today else (day - today).days / MONTH


def shows_by(standing: Standing, target: float, months: float) -> float:
    """How far from the target a score must be to show within so many months, as a share (0..1)."""
    return seen_by(a_month(standing) * months / _orders_per_unit(standing), target)


def proposal(standing: Standing | None, wall: float | None, usual: float) -> float:
    """A target to begin with, in whole per cents: a quarter of the misses fewer, as far as the wall allows.

    `usual` is what to begin with where nothing is measured.
    """
    aim = usual if standing is None else 1 - 0.75 * (1 - standing.score.share)
    return round(min(aim, 0.99 if wall is None else wall), 2)


def _orders_per_unit(standing: Standing) -> float:
    """Orders that one independent unit takes: more than 1 where misses cluster."""
    return standing.orders / standing.score.sure if standing.score.sure > 0 else 1.0


def _in_order(rates: Mapping[str, Measured]) -> dict[str, Measured]:
    return {name: rates[name] for name in MASKS if name in rates}


def _combine_of(standing: Standing) -> Combine:
    """Pieces have no bytes of faults; their rates are put together as if by chance."""
    return Combine.PRODUCT if standing.level is Level.ITEM else standing.combine


def _counted(standing: Standing, faults: Mapping[int, float], shares: Mapping[str, float]) -> Mapping[int, float]:
    """The units by the faults they have, as far as they tell of the score; empty where they don't.

    Lines that weigh by value, and a credit curve, score otherwise than their number. Pieces are spread over the
    components as if by chance.
    """
    if standing.level is Level.ITEM:
        mixed: dict[int, float] = {0: standing.units}
        for name, share in shares.items():
            passed = {code: number * share for code, number in mixed.items()}
            failed = {code | MASKS[name]: number * (1 - share) for code, number in mixed.items()}
            mixed = passed | failed
        return mixed
    total = sum(faults.values())
    return faults if total > 0 and abs(faults.get(0, 0.0) / total - standing.joint) < _AGREES else {}


def _otif(standing: Standing, demands: Mapping[str, float], faults: Mapping[int, float], target: float) -> float | None:
    if standing.combine is Combine.PRODUCT:
        return prod(demands[name] for name in ("on_time", "in_full") if name in demands)
    total = sum(faults.values())
    if total <= 0:
        return None
    today = sum(number for code, number in faults.items() if not code & (LATE | SHORT)) / total
    return joint_demands({"otif": today}, standing.joint, target)["otif"]

"""The engine against lives lived through order by order, on random chains (koop-method, section 16.1).

Each chain is drawn from a seed: 2–4 stages with lead times that vary, one of the demand models and levels, a promise
that is fixed or differs by customer, reviews, several lines an order, overtaking. The engine says which stock a target
needs; the simulation then lives with that stock.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import gamma

from otif_koop.koop.chain import Chain
from otif_koop.koop.chain_file import template
from otif_koop.koop.group import Group
from otif_koop.koop.placement import place
from otif_koop.koop.together import place_together
from tests.koop.event_simulation import WARM_UP, Situation, live, never_overtaking, received, served_in

CLOSE = 0.0015  # share on time: 0.15 point
STOCK_CLOSE = 0.012  # relative, as the method's own verification found at worst


def lead_time(rng: np.random.Generator, least: int, width: int) -> dict[int, float]:
    """Chances with one top, over `width` whole periods from `least` up."""
    weights = rng.random(width) + np.minimum(np.arange(1, width + 1), np.arange(width, 0, -1))
    chances = np.round(weights / weights.sum(), 4)
    chances[-1] = 1 - chances[:-1].sum()
    return {least + step: float(chance) for step, chance in enumerate(chances)}


def random_case(seed: int) -> tuple[Chain, Group, int]:
    """A chain, a group, and the point where its stock lies."""
    rng = np.random.default_rng(seed)
    count = int(rng.integers(2, 5))
    point = int(rng.integers(1, count))
    by_lines = seed % 3 != 2
    lines_per_order = 3 if seed % 6 == 4 else 1
    overtaking = seed % 4 == 3
    # several lines an order: enough items that two orders seldom share them, as the formula takes for granted
    items = 30 if lines_per_order > 1 else int(rng.integers(1, 4))
    every = 1 if overtaking else int(rng.choice([1, 1, 2, 5]))
    stages = [
        {
            "name": f"stage {index}",
            "type": "fabricate",
            "lead_time": {"chances": lead_time(rng, int(rng.integers(1, 5)), int(rng.integers(2, 5)))},
            "added_value": 10,
            "items": items if index + 1 == point else 12,
            "replenish_every": every if index + 1 == point else 1,
        }
        for index in range(count)
    ]
    stages[-1]["items"] = items * 4
    supply = sum(min(stage["lead_time"]["chances"]) for stage in stages[:point])
    delivery = sum(max(stage["lead_time"]["chances"]) for stage in stages[point:])
    # overtaking is exact as long as no order has more slack than the fastest replenishment takes
    longest = min(delivery + 3, sum(min(s["lead_time"]["chances"]) for s in stages[point:]) + supply)
    promise = longest if not overtaking else min(longest, delivery)
    if seed % 5 == 1:
        promise = {"chances": {max(promise - 2, 0): 0.3, promise: 0.7}}
    if by_lines:
        size = float(rng.uniform(1, 6))
        demand = {
            "lines": float(rng.uniform(0.6, 3)) * (items / 4 if items > 4 else 1),
            "line_size": size,
            "line_size_sd": size * float(rng.uniform(0, 1.2)),
        }
        level = "unit" if seed % 6 == 1 else "line"
    else:
        mean = float(rng.uniform(5, 80))
        demand = {"mean": mean, "sd": mean * float(rng.uniform(0.2, 0.8))}
        level = str(rng.choice(["unit", "period"]))
    chain = Chain.model_validate({"overtaking": overtaking, "least_immediate": 0.0, "stages": stages})
    group = Group.model_validate(
        {"name": "g", "demand": demand, "promise": promise, "level": level, "lines_per_order": lines_per_order}
    )
    ceiling = place(chain, group).points[point].ceiling
    return chain, group.model_copy(update={"target": round(ceiling * float(rng.uniform(0.75, 0.985)), 4)}), point


def situation(chain: Chain, group: Group, point: int) -> Situation:
    """The same for the simulation, from the documents alone."""
    demand, stage = group.demand, chain.stages[point - 1]
    promise = group.promise.chances or {group.promise.periods: 1.0}
    return Situation(
        upstream=[one.lead_time.chances for one in chain.stages[:point]],
        downstream=[one.lead_time.chances for one in chain.stages[point:]],
        items=stage.items,
        promise=promise,
        counted=group.level.value,
        rate=demand.lines or 0.0,
        size=demand.line_size or 1.0,
        size_sd=demand.line_size_sd,
        mean=demand.mean or 0.0,
        sd=demand.sd or 0.0,
        variants=chain.stages[-1].items,
        lines_per_order=int(group.lines_per_order),
        every=stage.replenish_every,
        overtaking=chain.overtaking,
    )


def assert_agrees(computed: float, lived: np.ndarray, least: float) -> None:
    error = lived.std(ddof=1) / len(lived) ** 0.5
    assert abs(lived.mean() - computed) <= max(3.5 * error, least), (computed, lived.mean(), error)


@pytest.mark.parametrize("seed", range(16))
def test_the_engine_agrees_with_a_life_lived_through(seed):
    chain, group, point = random_case(seed)
    result = place(chain, group).points[point]
    assert result.feasible
    assert result.otif == pytest.approx(group.target, abs=0.05)
    periods = 40_000 if group.lines_per_order == 1 else 20_000  # thirty items take their time
    lived = live(situation(chain, group, point), result.base_stock, seed, periods)
    assert_agrees(result.otif, lived.otif, CLOSE)
    assert_agrees(result.on_hand, lived.on_hand, STOCK_CLOSE * result.on_hand)


def test_the_cases_cover_what_was_verified():
    cases = [random_case(seed) for seed in range(16)]
    groups = [group for _, group, _ in cases]
    assert {group.level.value for group in groups} == {"unit", "line", "period"}
    assert any(chain.overtaking for chain, _, _ in cases)
    assert any(group.lines_per_order > 1 for group in groups)
    assert any(group.promise.chances for group in groups)
    assert any(chain.stages[point - 1].replenish_every > 1 for chain, _, point in cases)


def test_two_groups_on_shared_components():
    """Section 17.3: the components feed one group's orders and the other's finished stock."""
    file = template("two-groups")
    parts, finished = place_together(file.chain, file.groups).stocked
    lived = _shares_of_both(parts.level, finished.level, replications=30)
    assert_agrees(parts.otif["Projects"], lived[:, 0], CLOSE)
    assert_agrees(finished.otif["Web shop"], lived[:, 1], CLOSE)


def rounded_gamma(mean: float, sd: float, least: int) -> np.ndarray:
    """Chances of 0, 1, 2, … periods."""
    shape, scale = ((mean - least) / sd) ** 2, sd**2 / (mean - least)
    edges = np.arange(60) - 0.5
    chances = np.diff(gamma.cdf(edges, shape, loc=least, scale=scale))
    return chances / chances.sum()


def _shares_of_both(parts_level: float, finished_level: float, replications: int, periods: int = 15_000):
    """Share on time of either group, of one component and its six finished items in each replication."""
    rng = np.random.default_rng(17)
    purchase, process, assemble, ship = (
        rounded_gamma(*given) for given in ((20, 4, 12), (8, 2, 4), (4, 1, 2), (2, 0.5, 1))
    )
    supply = np.convolve(purchase, process)
    kept = np.flatnonzero(supply > 1e-9)
    length = periods + 2 * WARM_UP
    supplied = never_overtaking(rng, supply[kept] / supply[kept].sum(), periods, replications) + kept[0]
    usual = np.flatnonzero(assemble > 1e-9)
    assembled = never_overtaking(rng, assemble[usual] / assemble[usual].sum(), length, 6 * replications) + usual[0]

    def times(chances: np.ndarray, count: int) -> np.ndarray:
        return rng.choice(len(chances), size=count, p=chances)

    shares = []
    for turn in range(replications):
        count = rng.poisson(30 / 20 * periods)
        when = np.sort(rng.uniform(0, periods, count)).astype(np.int64)
        size = rng.gamma(16 / 9, 2 / (16 / 9), count)
        web_shop, which = rng.random(count) < 0.6, rng.integers(0, 6, count)
        asked = np.cumsum(size)
        upto = np.concatenate([[0.0], asked])[np.searchsorted(when, np.arange(periods), side="right")]
        cover = received(parts_level, np.diff(upto, prepend=0.0), np.arange(periods), supplied[:, turn], length)
        there = served_in(cover, asked, when)
        used = (when > WARM_UP) & (when < periods - WARM_UP)
        complete = there + times(assemble, count) + times(ship, count)
        of_projects = (complete <= when + 15)[used & ~web_shop].mean()
        of_web_shop = []
        for item in range(6):
            mine = web_shop & (which == item)
            arrives = there[mine] + assembled[there[mine], 6 * turn + item] + 1
            stock = finished_level + np.cumsum(np.bincount(arrives, weights=size[mine], minlength=length + WARM_UP))
            ready = served_in(stock, np.cumsum(size[mine]), when[mine])
            of_web_shop.append((ready + times(ship, int(mine.sum())) <= when[mine] + 3)[used[mine]])
        shares.append((of_projects, np.concatenate(of_web_shop).mean()))
    return np.array(shares)

"""Stock that expires (koop-method, section 8.2): the quick estimate against the recursion, and that against a shelf."""

from __future__ import annotations

from collections import deque

import numpy as np
import pytest

from otif_koop.koop.chain_file import template
from otif_koop.koop.item_demand import LineDemand, PeriodDemand
from otif_koop.koop.placement import place
from otif_koop.koop.shelf_life import expiring, expiring_simulated, unsold

CASES = [
    (PeriodDemand(10, 6), 4, 5, 90),
    (PeriodDemand(10, 6), 4, 5, 108),
    (PeriodDemand(10, 10), 5, 10, 150),
    (LineDemand(0.5, 4, 3), 10, 8, 36),
    (PeriodDemand(3, 3), 2, 20, 66),
]


@pytest.mark.parametrize(("demand", "lead_time", "shelf_life", "level"), CASES)
def test_the_quick_estimate_is_near_the_recursion(demand, lead_time, shelf_life, level):
    quick = expiring(demand, np.array([float(level)]), lead_time, shelf_life)[0]
    exact = expiring_simulated(demand, level, lead_time, shelf_life)
    assert 0.86 * exact <= quick <= 1.04 * exact


@pytest.mark.parametrize(("lead_time", "shelf_life", "level"), [(4, 5, 95.0), (0, 4, 45.0), (6, 1, 80.0), (0, 1, 15.0)])
def test_the_recursion_is_a_shelf_with_the_oldest_sold_first(lead_time, shelf_life, level):
    """A shelf of batches by age, backorders and all, ordered up to its level at the end of every period."""
    rng = np.random.default_rng(5)
    periods = 60_000
    asked = rng.gamma(25 / 9, 3.6, periods)
    shelf: deque[list[float]] = deque([[level, 0]])  # pieces, period in which they came in
    under_way: deque[float] = deque([0.0] * lead_time)
    owed = expired = 0.0
    coming = 0.0
    for period in range(periods):
        if period:
            under_way.append(coming)
            shelf.append([under_way.popleft(), period])
        owed += asked[period]
        while owed > 1e-12 and shelf:
            taken = min(owed, shelf[0][0])
            shelf[0][0] -= taken
            owed -= taken
            if shelf[0][0] <= 1e-12:
                shelf.popleft()
        gone = 0.0
        while shelf and shelf[0][1] <= period - shelf_life + 1:
            gone += shelf.popleft()[0]
        expired += gone if period > 500 else 0.0
        coming = asked[period] + gone
    computed = expiring_simulated(PeriodDemand(10, 6), level, lead_time, shelf_life, 200_000)
    assert expired / (periods - 500) == pytest.approx(computed, rel=0.05, abs=0.01)


def test_a_last_batch_that_is_not_sold_in_time():
    """Gamma: 10 periods of mean 10, sd 6 stay under 120 with a chance from scipy's own gamma."""
    from scipy.stats import gamma

    assert unsold(PeriodDemand(10, 6), 120, 4, 6) == pytest.approx(gamma.cdf(120, 10 * 100 / 36, scale=3.6))


def test_food_warns_and_pays_for_what_expires():
    file = template("food")
    placement = place(file.chain, file.groups[1])
    local = placement.at(1)
    assert local.cost.outdating > 0
    assert any("shelf life" in warning.text for warning in local.warnings)

"""What stays behind of a last batch and passes its shelf life (koop-method, section 8), on the example of 17.2."""

from __future__ import annotations

import numpy as np
import pytest

from otif_koop.koop.chain_file import template
from otif_koop.koop.flow import Flow
from otif_koop.koop.last_batch import expired, last_batch
from otif_koop.koop.placement import place

FURNITURE = template("office-furniture")
CHAIN, DEALERS = FURNITURE.chain, FURNITURE.groups[0]


def test_the_chance_is_that_of_a_year_lived_many_times():
    """30 lines a day over 120 items, 2 ± 1.5 pieces each; the batch takes 32 days to come and 60 to be sold."""
    rng = np.random.default_rng(11)
    lines = rng.poisson(30 / 120 * (32 + 60), 200_000)
    asked = rng.gamma(np.maximum(lines * (2 / 1.5) ** 2, 1e-12), 1.5**2 / 2)
    for pieces in (30, 46, 60):
        found = last_batch(CHAIN, DEALERS, 3, pieces, 60, 0.1)
        assert found.lead_time == pytest.approx(32, abs=0.05)
        assert found.left == pytest.approx((asked < pieces).mean(), abs=0.006)
    assert found.most == pytest.approx(np.quantile(asked, 0.1), rel=0.02)


@pytest.mark.parametrize("accepted", [0.001, 0.1, 0.99])
def test_the_largest_batch_leaves_something_with_the_accepted_chance(accepted):
    most = last_batch(CHAIN, DEALERS, 2, 1, 30, accepted).most
    assert last_batch(CHAIN, DEALERS, 2, most, 30, accepted).left == pytest.approx(accepted, abs=1e-4)
    assert last_batch(CHAIN, DEALERS, 2, most, 60, accepted).left < accepted


def test_what_keeps_does_not_expire_and_what_does_is_near_the_estimate():
    assert expired(CHAIN, DEALERS, 3, 28) is None
    food = template("food")
    local = place(food.chain, food.groups[1]).at(1)
    gone = expired(food.chain, food.groups[1], local.point, local.base_stock)
    assert gone.lived > 0
    assert 0.86 * gone.lived <= gone.estimated <= 1.04 * gone.lived
    stage = food.stages[local.point - 1]
    lost = Flow(food.chain).values[local.point] * (1 - stage.salvage)  # € a piece
    assert local.cost.outdating == pytest.approx(gone.estimated * lost, rel=1e-3)

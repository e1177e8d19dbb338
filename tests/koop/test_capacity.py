"""Capacity of an order-driven stage against a life lived through (koop-method, section 13)."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq

from otif_koop.koop.capacity import capacity, late_share
from otif_koop.koop.chain_file import template
from otif_koop.koop.order_work import order_work
from otif_koop.message import Refused


@pytest.mark.parametrize("variation", [0.3, 0.6, 1.0])
@pytest.mark.parametrize("delay", [1, 3])
@pytest.mark.parametrize("exceeded", [0.02, 0.1])
def test_what_is_exceeded_is_near_what_was_asked(variation, delay, exceeded):
    found = capacity(100, 100 * variation, delay, exceeded)
    rng = np.random.default_rng(3)
    work = rng.gamma(1 / variation**2, 100 * variation**2, 400_000)
    waiting, late = 0.0, 0
    for one in work.tolist():
        waiting = max(0.0, waiting + one - found.needed)
        late += waiting > found.needed * delay
    realised = late / len(work)
    assert 0.55 * exceeded <= realised <= 1.1 * exceeded
    assert late_share(100, 100 * variation, found.needed, delay) == pytest.approx(realised, rel=0.25, abs=0.001)


@pytest.mark.parametrize(("sd", "delay", "exceeded"), [(5, 2, 0.05), (10, 1, 0.1), (20, 3, 0.01)])
def test_it_solves_the_two_equations_of_the_method(sd, delay, exceeded):
    found = capacity(10, sd, delay, exceeded).needed
    scale = sd**2 / 10
    eta = brentq(lambda eta: -((10 / sd) ** 2) * np.log1p(-eta * scale) - eta * found, 1e-9, (1 - 1e-12) / scale)
    assert (1 - eta * scale) * np.exp(-eta * found * delay) == pytest.approx(exceeded, rel=1e-6)


def test_steady_work_needs_no_more_than_itself():
    assert capacity(10, 0, 1, 0.05).utilisation == 1
    assert capacity(10, 5, 0, 0.05).heavy_traffic is None


def test_more_patience_costs_less_capacity():
    needed = [capacity(10, 6, delay, 0.05).needed for delay in range(6)]
    assert needed == sorted(needed, reverse=True)
    assert needed[-1] > 10


@pytest.mark.parametrize(
    "given",
    [(0, 1, 1, 0.1), (10, -1, 1, 0.1), (10, 1, -1, 0.1), (10, 1, 1, 0), (10, 1, 1, 1), (float("nan"), 1, 1, 0.1)],
)
def test_impossible_work_is_refused(given):
    with pytest.raises(Refused):
        capacity(*given)


def test_a_design_is_lived_through_with_what_the_stage_has():
    """Assembly to order of the example: 30 lines of 2 ± 1.5 a day, so 60 ± 13.7 pieces."""
    file = template("office-furniture")

    def assembly(capacity):
        stages = tuple(
            stage.model_copy(update={"capacity": capacity}) if stage.type == "assemble" else stage
            for stage in file.stages
        )
        chain = file.chain.model_copy(update={"stages": stages})
        return next(one for one in order_work(chain, [(file.groups[0], 2)], 1.0, 0.05) if one.stage == stages[2].name)

    unknown = assembly(None)
    assert (unknown.available, unknown.late_as_it_is, unknown.piles_up) == (None, None, False)
    assert (unknown.mean, unknown.sd) == (60, pytest.approx((30 * (2**2 + 1.5**2)) ** 0.5))
    assert 0.5 * 0.05 <= unknown.late <= 1.1 * 0.05
    exact = assembly(unknown.capacity.needed)
    assert exact.late_as_it_is == exact.late
    assert assembly(1.05 * unknown.capacity.needed).late_as_it_is < exact.late < assembly(61.0).late_as_it_is
    short = assembly(59.0)
    assert short.piles_up
    assert assembly(60.0).piles_up, "on average enough, and never a day to catch up"
    assert not assembly(61.0).piles_up
    assert short.late_as_it_is > 0.9

"""Guaranteed service against stockpyl's dynamic programme and against all choices tried (koop-method, section 12)."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from otif_koop.koop.chain_file import template
from otif_koop.koop.guaranteed import service_times, suggest


def random_chain(seed: int):
    rng = np.random.default_rng(seed)
    stages = int(rng.integers(1, 6))
    times = [int(time) for time in rng.integers(0, 8, stages)]
    holding = np.cumsum(rng.uniform(0.1, 5, stages))
    if seed % 3 == 0:  # value can also fall, as after cutting
        rng.shuffle(holding)
    return times, holding, int(rng.integers(0, sum(times) + 3)), int(rng.integers(0, 4)) if seed % 4 == 0 else 0


@pytest.mark.parametrize("seed", range(40))
def test_stockpyl_finds_the_same_cost(seed):
    from stockpyl.gsm_serial import optimize_committed_service_times

    times, holding, promise, inbound = random_chain(seed)
    z, sd = 1.645, 3.0
    stages = len(times)
    _, cost = optimize_committed_service_times(
        num_nodes=stages,
        local_holding_cost={stages - i: float(holding[i]) for i in range(stages)},
        processing_time={stages - i: times[i] for i in range(stages)},
        demand_bound_constant=z,
        external_outbound_cst=promise,
        external_inbound_cst=inbound,
        demand_mean=10,
        demand_standard_deviation=sd,
    )
    found = service_times(times, holding * z * sd, promise, inbound)
    assert found.cost == pytest.approx(cost, abs=1e-6)


@pytest.mark.parametrize("seed", range(12))
def test_no_choice_of_service_times_is_cheaper(seed):
    times, holding, promise, inbound = random_chain(seed)
    times, holding = times[:3], holding[:3]
    longest = inbound + sum(times)
    best = np.inf
    for quoted in itertools.product(range(longest + 1), repeat=len(times)):
        arriving = (inbound, *quoted[:-1])
        covered = [a + t - q for a, t, q in zip(arriving, times, quoted, strict=True)]
        if min(covered) >= 0 and quoted[-1] <= promise:
            best = min(best, sum(h * c**0.5 for h, c in zip(holding, covered, strict=True)))
    assert service_times(times, holding, promise, inbound).cost == pytest.approx(best, abs=1e-9)


def test_slack_beyond_the_last_stage_is_used_upstream():
    """The third extreme point, D - Σ T_j: with D above T_N the stage before may quote a part of its time."""
    found = service_times([5, 4], [1.0, 10.0], 6)
    assert found.quoted == (2, 6)
    assert found.covered == (3, 0)
    assert found.cost == pytest.approx(3**0.5)


def test_the_suggestion_is_made_of_points_where_stock_can_lie():
    file = template("machine-building")
    for group in file.groups:
        found = suggest(file.chain, group)
        assert all(point not in (1, 2) for point in found.points)  # only knowledge lies ready there
        assert found.koop == (found.points[-1] if found.points else 0)
    furniture = template("office-furniture")
    assert suggest(furniture.chain, furniture.groups[0]).points == (1, 2)

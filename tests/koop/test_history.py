"""Demand from history (koop-method, section 4.4) and lead times in every form people give them."""

from __future__ import annotations

import numpy as np
import pytest

from otif_koop.koop import pmf
from otif_koop.koop.history import autocorrelations, interval_sd
from otif_koop.koop.item_demand import PeriodDemand
from otif_koop.koop.lead_time import LeadTime
from otif_koop.message import Refused


def wandering(periods: int, memory: float, seed: int = 1):
    rng = np.random.default_rng(seed)
    noise = rng.normal(0, 10, periods)
    path = np.zeros(periods)
    for period in range(1, periods):
        path[period] = memory * path[period - 1] + noise[period]
    return path


def test_the_interval_holds_what_days_hang_together():
    error = wandering(60_000, 0.5)
    daily = error.std()
    lags = autocorrelations(error, 8)
    exact = PeriodDemand(1.0, daily, lags).variance(np.array([9.0]))[0] / 9
    assert interval_sd(error, 9) ** 2 == pytest.approx(exact, rel=0.03)
    assert interval_sd(error, 9) > 1.4 * daily
    assert interval_sd(wandering(60_000, 0.0), 9) == pytest.approx(10, rel=0.03)


def test_the_variance_over_an_interval_by_hand():
    """σ²[τ + 2((τ-1)φ₁ + (τ-2)φ₂)] for τ = 4, φ = 0.5, 0.2."""
    assert PeriodDemand(1, 3, (0.5, 0.2)).variance(np.array([4.0]))[0] == pytest.approx(
        9 * (4 + 2 * (3 * 0.5 + 2 * 0.2))
    )


@pytest.mark.parametrize(("periods", "interval"), [(5, 3), (5, 0)])
def test_too_little_history_is_refused(periods, interval):
    with pytest.raises(Refused):
        interval_sd(np.ones(periods), interval)


@pytest.mark.parametrize(
    ("given", "mean", "shortest", "longest"),
    [
        (4, 4, 4, 4),
        (0, 0, 0, 0),
        ({"mean": 20, "sd": 4, "least": 12}, 20, 12, None),
        ({"least": 1, "usual": 2, "most": 6}, 3, 1, 6),
        ({"least": 0, "usual": 0, "most": 0}, 0, 0, 0),
        ({"least": 2, "usual": 2, "most": 2}, 2, 2, 2),
        ({"least": 0, "usual": 1e-300, "most": 5}, 5 / 3, 0, 5),
        ({"chances": {2: 0.25, 6: 0.75}}, 5, 2, 6),
        ({"counts": {2: 10, 6: 30}}, 5, 2, 6),
    ],
)
def test_lead_times(given, mean, shortest, longest):
    found = LeadTime.model_validate(given).pmf()
    assert found.chances.sum() == pytest.approx(1)
    assert found.mean == pytest.approx(mean, abs=0.06)
    assert found.shortest == shortest
    assert longest is None or found.longest == longest


def test_stages_after_one_another():
    together = pmf.from_counts({1: 0.7, 2: 0.2, 3: 0.1}).then(pmf.from_counts({4: 0.5, 5: 0.5}))
    assert dict(enumerate(together.chances.round(10))) == {
        0: 0,
        1: 0,
        2: 0,
        3: 0,
        4: 0,
        5: 0.35,
        6: 0.45,
        7: 0.15,
        8: 0.05,
    }
    assert (together.within(6), together.within(-1), together.within(99)) == (pytest.approx(0.8), 0.0, 1.0)
    assert (together.reached_within(0.8), together.reached_within(0.81), together.reached_within(1.0)) == (6, 7, 8)

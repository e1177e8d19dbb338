"""The example that can be checked by hand (koop-method, section 17.1), to five decimals."""

from __future__ import annotations

import numpy as np
import pytest

from otif_koop.koop import pmf
from otif_koop.koop.cover import Cover, slack_chances
from otif_koop.koop.group import Level
from otif_koop.koop.item_demand import LineDemand, PeriodDemand, stay_within
from otif_koop.koop.service import Service

U = pmf.from_counts({4: 0.5, 5: 0.5})
R = pmf.from_counts({1: 0.7, 2: 0.2, 3: 0.1})
BY_PERIOD = PeriodDemand(10, 6)
BY_LINES = LineDemand(0.5, 4, 3)


def service(demand, level: Level, promise: int) -> Service:
    return Service(demand, Cover(U), slack_chances(pmf.exactly(promise), R)[None, :], level)


def five(value: float):
    return pytest.approx(value, abs=5e-6)


def beyond(demand, level: float, periods: float) -> float:
    return float(demand.over(np.array([periods]), np.ones((1, 1))).beyond(np.array([level]))[0, 0])


def test_demand_by_period():
    assert beyond(BY_PERIOD, 60, 6) == pytest.approx(5.833991, abs=5e-7)
    assert beyond(BY_PERIOD, 60, 3) == pytest.approx(0.051264, abs=5e-7)
    assert stay_within(BY_PERIOD, 60, 6) == pytest.approx(0.532583, abs=5e-7)


def test_demand_by_lines():
    assert stay_within(BY_LINES, 14, 3) == pytest.approx(0.892033, abs=5e-7)
    assert beyond(BY_LINES, 14, 3) == pytest.approx(0.545705, abs=5e-7)
    in_the_third_period = np.array([[0.0, 0.0, 1.0]])
    within = BY_LINES.up_to_a_line(in_the_third_period).within(np.array([14.0]))[0, 0]
    assert within == pytest.approx(0.808523, abs=5e-7)


def test_a_line_is_the_integral_of_the_method():
    """∫₀¹ Σ_n Pois(n; λ(τ-1+u)) F_Γ(S; (n+1)a, θ) du by the eight Gauss–Legendre points that the text names."""
    from scipy.stats import gamma, poisson

    points, weights = np.polynomial.legendre.leggauss(8)
    numbers = np.arange(200)
    for period in (1, 3, 9):
        chances = np.zeros((1, period))
        chances[0, -1] = 1.0
        shape, scale = (4 / 3) ** 2 * (numbers + 1), 9 / 4
        expected = sum(
            weight / 2 * poisson.pmf(numbers, 0.5 * (period - 1 + (point + 1) / 2)) @ gamma.cdf(14, shape, scale=scale)
            for point, weight in zip(points, weights, strict=True)
        )
        assert BY_LINES.up_to_a_line(chances).within(np.array([14.0]))[0, 0] == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(("promise", "weights"), [(3, {3: 0.35, 4: 0.45, 5: 0.15, 6: 0.05}), (1, {5: 0.35, 6: 0.35})])
def test_cover_weights(promise, weights):
    found = Cover(U).weights(slack_chances(pmf.exactly(promise), R)[None, :])[0]
    assert {period: round(chance, 9) for period, chance in enumerate(found) if chance > 1e-12} == weights


@pytest.mark.parametrize(
    ("demand", "level", "stock", "promise", "expected"),
    [
        (BY_PERIOD, Level.UNIT, 60, 3, 0.93808),
        (BY_PERIOD, Level.PERIOD, 60, 3, 0.91378),
        (BY_PERIOD, Level.UNIT, 60, 1, 0.51125),
        (BY_PERIOD, Level.PERIOD, 60, 1, 0.46113),
        (BY_PERIOD, Level.UNIT, 60, 2, 0.77747),
        (BY_PERIOD, Level.PERIOD, 60, 2, 0.73511),
        (BY_PERIOD, Level.UNIT, 60, 5, 0.99721),
        (BY_PERIOD, Level.PERIOD, 60, 5, 0.99539),
        (BY_LINES, Level.LINE, 14, 1, 0.39545),
        (BY_LINES, Level.LINE, 14, 2, 0.57639),
        (BY_LINES, Level.LINE, 14, 3, 0.72089),
        (BY_LINES, Level.LINE, 14, 5, 0.89762),
        (BY_LINES, Level.UNIT, 14, 1, 0.42308),
        (BY_LINES, Level.UNIT, 14, 2, 0.61035),
        (BY_LINES, Level.UNIT, 14, 3, 0.75487),
        (BY_LINES, Level.UNIT, 14, 5, 0.91592),
    ],
)
def test_otif(demand, level, stock, promise, expected):
    assert service(demand, level, promise).otif(np.array([float(stock)]))[0, 0] == five(expected)


def test_on_hand_and_backorders():
    by_period = service(BY_PERIOD, Level.UNIT, 3)
    assert by_period.on_hand(np.array([60.0]))[0] == five(8.92268)
    assert by_period.backorders(np.array([60.0]))[0] == five(3.92268)
    assert service(BY_LINES, Level.LINE, 3).on_hand(np.array([14.0]))[0] == five(5.19146)


def test_very_many_lines_are_summed_over_a_grid_without_loss(monkeypatch):
    from otif_koop.koop import item_demand

    busy = LineDemand(100.0, 2.0, 1.5)
    chances = np.zeros((1, 20))
    chances[0, [0, 9, 19]] = 0.2, 0.3, 0.5
    levels = np.array([150.0, 1900.0, 2100.0, 3900.0, 4100.0])
    exact = busy.up_to_a_line(chances).within(levels), busy.over(np.arange(1.0, 21), chances).beyond(levels)
    monkeypatch.setattr(item_demand, "_MOST_COUNTED", 10)
    grid = busy.up_to_a_line(chances).within(levels), busy.over(np.arange(1.0, 21), chances).beyond(levels)
    assert grid[0] == pytest.approx(exact[0], abs=5e-5)
    assert grid[1] == pytest.approx(exact[1], abs=1e-6)


def test_so_many_lines_that_they_flow_are_served_like_pieces(monkeypatch):
    from otif_koop.koop import item_demand

    demand = LineDemand(2000.0, 2.0, 1.5)
    levels = np.linspace(8_000, 24_000, 9)
    one_by_one = service(demand, Level.LINE, 3).otif(levels)
    monkeypatch.setattr(item_demand, "_FLOWING", 10)
    assert service(demand, Level.LINE, 3).otif(levels) == pytest.approx(one_by_one, abs=2e-3)


def test_the_kernel_is_scipys_gamma_where_few_and_where_many_amounts_are_mixed():
    from scipy.stats import gamma

    from otif_koop.koop.mixture import Mixture

    for count in (40, 4000):
        means = np.arange(1.0, count + 1)
        levels = np.array([0.5, 20.0, 39.0, 1500.0])
        found = Mixture(np.eye(count)[:: count // 40], means, 1.7).within(levels)
        assert found == pytest.approx(gamma.cdf(levels[:, None], means[:: count // 40] / 1.7, scale=1.7), abs=1e-12)

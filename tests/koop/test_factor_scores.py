"""Without numbers: the workshop's scores and the quick scan (koop-method, section 15)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otif_koop.koop.chain_file import template
from otif_koop.koop.factor_scores import disagreement, factor_weights, score_factors, together
from otif_koop.koop.placement import place
from otif_koop.koop.quick_scan import quick_scan, scan_group, weekly_variation
from otif_koop.message import Refused
from otif_koop.tables import table

FACTORS = list(factor_weights())
SCORES = st.fixed_dictionaries({factor: st.integers(1, 5) for factor in FACTORS})


def values_by_hand(scores, weights):
    total = sum(weights[factor] for factor in scores)
    return {
        position: sum(weights[f] * max(0, 1 - abs(position - score) / 2) for f, score in scores.items()) / total
        for position in range(1, 6)
    }


def test_the_weights_sum_to_a_hundred():
    assert len(FACTORS) == 15
    assert sum(factor_weights().values()) == 100


def test_agreeing_scores():
    scoring = score_factors(dict.fromkeys(FACTORS, 2))
    assert scoring.values == pytest.approx({1: 0.5, 2: 1.0, 3: 0.5, 4: 0.0, 5: 0.0})
    assert (scoring.best, scoring.mean, scoring.spread, scoring.contradicts_itself) == (2, 2.0, 0.0, False)
    assert scoring.acceptability[2] == 1.0


@settings(max_examples=60, deadline=None, derandomize=True)
@given(SCORES)
def test_values_acceptability_and_flips(scores):
    weights = factor_weights()
    scoring = score_factors(scores)
    assert scoring.values == pytest.approx(values_by_hand(scores, weights))
    assert sum(scoring.acceptability.values()) == pytest.approx(1)
    assert scoring.values[scoring.best] == pytest.approx(max(scoring.values.values()))
    for flip in scoring.flips:
        turned = values_by_hand(scores, {**weights, flip.factor: flip.turns_at})
        assert turned[flip.position] == pytest.approx(turned[scoring.best], abs=1e-9)


def test_fast_and_specific_contradicts_itself():
    """The market wants it from the shelf, the product wants a unique design: split the group."""
    fast = dict.fromkeys(("M1", "M2", "M3", "M7"), 1)
    specific = dict.fromkeys(("M4", "P1", "P2", "O1", "O2"), 5)
    assert score_factors(fast | specific).contradicts_itself


def test_a_closed_position_never_wins():
    scoring = score_factors(dict.fromkeys(FACTORS, 4), open_positions=(1, 2))
    assert scoring.best == 2
    assert set(scoring.values) == set(scoring.acceptability) == {1, 2}
    assert score_factors({"M1": 3}, open_positions=()).best is None


def test_missing_factors_drop_out():
    assert score_factors({"M1": 5, "M4": 5}).values == pytest.approx({1: 0, 2: 0, 3: 0, 4: 0.5, 5: 1})


def test_the_same_seed_draws_the_same():
    scores = {factor: 1 + index % 5 for index, factor in enumerate(FACTORS)}
    assert score_factors(scores).acceptability == score_factors(scores).acceptability


@pytest.mark.parametrize("scores", [{}, {"X9": 3}, {"M1": 0}, {"M1": 6}, {"M1": float("nan")}])
def test_impossible_scores_are_refused(scores):
    with pytest.raises(Refused):
        score_factors(scores)


def test_impossible_weights_are_refused():
    for weight in (-1.0, float("inf")):
        with pytest.raises(Refused):
            score_factors({"M1": 3}, weights={"M1": weight, "M2": 1.0})
    with pytest.raises(Refused):
        score_factors({"M1": 3}, weights={"M1": 0.0, "M2": 1.0})


def test_several_people():
    assert together([{"M1": 1, "M2": 4}, {"M1": 2}, {"M1": 5}]) == {"M1": (2, 1, 5), "M2": (4, 4, 4)}


def test_where_figures_and_scores_differ_it_says_why():
    file = template("office-furniture")
    placement = place(file.chain, file.groups[0])
    assert disagreement(placement, score_factors(dict.fromkeys(FACTORS, 3))) is None
    impossible = disagreement(placement, score_factors(dict.fromkeys(FACTORS, 4)))
    assert impossible.values["why"] == placement.at(4).why
    dearer = disagreement(placement, score_factors(dict.fromkeys(FACTORS, 2)))
    assert (dearer.values["scored"], dearer.values["advised"]) == (2, 3)


@pytest.mark.parametrize(
    ("ratio", "variation", "positions"),
    [(4, 0.2, (1, 2)), (4, 0.9, (3,)), (0.5, 0.9, (4, 5)), (0.5, 0.2, (2, 4, 5)), (None, 0.2, (1, 2))],
)
def test_quick_scan(ratio, variation, positions):
    assert quick_scan(ratio, variation).positions == positions


def test_quick_scan_of_a_group():
    """30 lines a day of 2 ± 1.5: sd √(30·6.25) on 60 a day, over a week of 250/52 days."""
    file = template("office-furniture")
    expected = (30 * 6.25) ** 0.5 / 60 / (250 / 52) ** 0.5
    assert weekly_variation(file.chain, file.groups[0]) == pytest.approx(expected)
    scan = scan_group(file.chain, file.groups[0])
    assert scan.chain_to_promise == pytest.approx(34.02 / 8, abs=0.01)
    assert scan.positions == (1, 2)
    assert np.isfinite(scan.variation)


def test_the_tables_say_all_that_the_screen_shows():
    positions = table("koop_positions")["positions"]
    assert [one["position"] for one in positions] == [1, 2, 3, 4, 5]
    assert [one["steering"] for one in positions] == ["stock"] * 3 + ["order"] * 2
    for one in positions:
        assert set(one["words"]) == {"on_stock", "stock_lies", "driven_by", "risk", "sales"}
        assert all([one["title"], one["article"], *one["words"].values()])
    assert [one["id"] for one in positions[4]["subtypes"]] == ["5a", "5b"]
    for factor in table("koop_factors")["factors"]:
        assert all([factor["title"], factor["words"]["low"], factor["words"]["high"], factor["source"]])

"""What must hold on every chain (koop-method, section 17.4)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from otif_koop.koop import pmf
from otif_koop.koop.base_stock import levels_for
from otif_koop.koop.candidate import candidate
from otif_koop.koop.chain import Chain
from otif_koop.koop.cover import Cover, slack_chances
from otif_koop.koop.flow import Flow
from otif_koop.koop.group import Group, Level, Promise
from otif_koop.koop.item_demand import LineDemand, PeriodDemand
from otif_koop.koop.placement import place
from otif_koop.koop.pooling import item_demand, pooled_sd
from otif_koop.koop.service import Service
from tests.koop.random_chains import chains, demands, groups, lead_times

CHECKED = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
SMALL = 1e-7


def open_stock(flow: Flow) -> list[int]:
    return [k for k in flow.points if flow.closed(k) is None and flow.holds_stock(k)]


def at_promise(group: Group, periods: int) -> Group:
    return group.model_copy(update={"promise": Promise(periods=periods)})


@CHECKED
@given(chains(), groups())
def test_otif_rises_with_stock_up_to_the_ceiling(chain, group):
    flow = Flow(chain)
    for point in open_stock(flow):
        service = candidate(flow, group, point, group.promise.pmf()).service
        levels = np.linspace(0, service.highest_level, 30)
        share = service.otif(levels)[:, 0]
        assert np.all(np.diff(share) >= -SMALL)
        assert np.all((share >= 0) & (share <= service.ceilings[0] + SMALL))


@CHECKED
@given(chains(), groups(), st.integers(0, 15))
def test_otif_rises_and_stock_falls_with_the_promise(chain, group, promise):
    flow = Flow(chain)
    for point in open_stock(flow):
        sooner, later = (candidate(flow, group, point, pmf.exactly(promise + step)) for step in (0, 1))
        levels = np.linspace(0, sooner.service.highest_level, 12)
        assert np.all(later.service.otif(levels)[:, 0] >= sooner.service.otif(levels)[:, 0] - SMALL)
        target = np.array([group.target])
        now, then = sooner.levels(target)[0], later.levels(target)[0]
        assert np.isnan(now) or then <= now * (1 + SMALL) + SMALL


def test_a_promise_that_covers_all_still_asks_for_a_stock_that_decouples():
    """No order waits for stock here, so the share on time never jumps; what is served at once still rises with it."""
    lead_times = [{"mean": 1.0, "sd": 0.4375, "least": 0.0}, {"mean": 1.0, "sd": 0.5, "least": 0.0}]
    stages = [
        {"name": name, "type": "purchase", "lead_time": time, "items": 1}
        for name, time in zip(("one", "two"), lead_times, strict=True)
    ]
    group = Group.model_validate(
        {"name": "g", "demand": {"mean": 1.0, "sd": 0.2}, "promise": {"periods": 13}, "target": 0.5, "level": "period"}
    )
    found = candidate(Flow(Chain.model_validate({"stages": stages})), group, 1, pmf.exactly(13))
    level = found.levels(np.array([0.5]))[0]
    assert found.service.immediate(np.array([level]))[0, 0] == pytest.approx(0.5, abs=1e-9)


@CHECKED
@given(chains(), groups())
def test_stock_rises_with_the_target_and_reaches_it(chain, group):
    flow = Flow(chain)
    targets = np.array([0.3, 0.6, 0.8, 0.9, 0.95, 0.99])
    for point in open_stock(flow):
        one = candidate(flow, group, point, group.promise.pmf())
        levels = one.levels(targets)
        known = np.isfinite(levels)
        assert np.all(np.diff(known.astype(int)) <= 0)
        assert np.all(np.diff(levels[known]) >= -SMALL * (1 + levels[known][1:]))
        outcome = one.outcome(levels[known])
        assert np.all(outcome.otif >= targets[known] - 1e-6)
        assert np.all(outcome.on_hand >= 0)
        assert np.all(np.isfinite(outcome.cost.total))
        assert np.all(targets[~known] >= one.ceilings[0] - 1e-6)


@CHECKED
@given(lead_times(), lead_times(), st.integers(0, 30), st.integers(1, 5))
def test_cover_weights_sum_to_the_ceiling(supply, delivery, promise, every):
    chain = Chain.model_validate(
        {
            "stages": [
                {"name": "make", "type": "fabricate", "lead_time": supply},
                {"name": "bring", "type": "distribute", "lead_time": delivery},
            ]
        }
    )
    flow = Flow(chain)
    slack = slack_chances(pmf.exactly(promise), flow.order_time(1))
    weights = Cover(flow.make_time(0, 1), every).weights(slack[None, :])[0]
    assert weights.sum() == pytest.approx(flow.order_time(1).within(promise), abs=1e-9)
    assert slack.sum() == pytest.approx(flow.order_time(1).within(promise), abs=1e-9)


@CHECKED
@given(chains(), groups())
def test_units_are_never_late_when_everything_fits_in_the_promise(chain, group):
    flow = Flow(chain)
    for point in open_stock(flow):
        every = chain.stages[point - 1].replenish_every
        long = flow.make_time(0, point).longest + flow.order_time(point).longest + every
        one = candidate(flow, at_promise(group, long), point, pmf.exactly(long))
        assert one.service.otif(np.zeros(1))[0, 0] == pytest.approx(1.0, abs=1e-9)


@CHECKED
@given(demands(), lead_times(), st.integers(0, 6), st.floats(0.01, 500), st.floats(0.1, 60))
def test_the_unit_of_measure_does_not_matter(demand, lead_time, promise, factor, level):
    def otif(scale: float) -> float:
        scaled = {
            name: value * scale if name in {"line_size", "line_size_sd", "mean", "sd"} else value
            for name, value in demand.items()
        }
        chain = Chain.model_validate(
            {"stages": [{"name": "make", "type": "fabricate", "lead_time": lead_time, "items": 3}]}
        )
        group = Group.model_validate({"name": "g", "demand": scaled, "promise": promise})
        one = candidate(Flow(chain), group, 1, pmf.exactly(promise))
        return float(one.service.otif(np.array([level * scale]))[0, 0])

    assert otif(factor) == pytest.approx(otif(1.0), abs=1e-6)


@CHECKED
@given(st.floats(0.1, 100), st.integers(1, 1000), st.integers(1, 1000))
def test_pooling_gains_the_square_root_without_correlation_and_nothing_with_full(sd, items, end_items):
    assume(items <= end_items)
    total = items * pooled_sd(sd, items, end_items, 0.0)
    assert total == pytest.approx(sd * items**0.5)
    assert items * pooled_sd(sd, items, end_items, 1.0) == pytest.approx(
        end_items * pooled_sd(sd, end_items, end_items, 1.0)
    )
    for correlation in (0.0, 0.3, 1.0):
        assert pooled_sd(sd, 1, end_items, correlation) == pytest.approx(sd)


@CHECKED
@given(chains(), groups())
def test_without_a_stock_point_there_is_no_stock(chain, group):
    flow = Flow(chain)
    result = place(chain, group).points[0]
    assert result.ceiling == pytest.approx(
        sum(
            group.promise.pmf().chances[d] * flow.order_time(0).within(d)
            for d in range(group.promise.pmf().longest + 1)
        )
    )
    assert result.base_stock is None
    if result.feasible:
        assert (result.on_hand, result.stock_value) == (0, 0)
        assert result.otif == pytest.approx(result.ceiling)


@CHECKED
@given(groups(), lead_times(), lead_times())
def test_an_upstream_point_that_never_runs_out_never_adds_stock_below(group, first, second):
    def level(upstream: pmf.Pmf, flow: Flow) -> float:
        service = candidate(flow, group, 2, group.promise.pmf()).service
        served = Service(service.demand, Cover(upstream), service.slack, service.level, service.lines)
        return float(levels_for(served, np.array([group.target]))[0])

    flow = Flow(
        Chain.model_validate(
            {
                "stages": [
                    {"name": "buy", "type": "purchase", "lead_time": first},
                    {"name": "make", "type": "fabricate", "lead_time": second, "items": 5},
                ]
            }
        )
    )
    alone, fed = level(flow.make_time(0, 2), flow), level(flow.make_time(1, 2), flow)
    assert np.isnan(alone) == np.isnan(fed)
    assert np.isnan(alone) or fed <= alone * (1 + SMALL) + SMALL


@CHECKED
@given(chains(), groups())
def test_a_placement_is_whole(chain, group):
    placement = place(chain, group)
    assert [one.position for one in placement.positions] == [1, 2, 3, 4, 5]
    feasible = [one for one in placement.positions if one.feasible]
    assert (placement.advice is None) == (not feasible)
    if feasible:
        cheapest = min(feasible, key=lambda one: one.total)
        assert placement.best.total == cheapest.total
    if placement.regret is not None:
        assert placement.regret >= 0
    for one in placement.positions:
        assert one.why.text
        assert 0 <= one.ceiling <= 1 + 1e-12
        if one.feasible:
            assert one.otif >= group.target - 1e-6
            assert one.late_by_order_time + one.late_by_stock + one.otif == pytest.approx(1)
            assert np.isfinite([one.total, one.on_hand, one.stock_value, one.capital]).all()
            assert one.immediate is None or one.immediate >= chain.least_immediate - 1e-6


@CHECKED
@given(demands(), st.integers(1, 4), st.integers(1, 8))
def test_demand_upstream_grows_with_what_is_lost_below(demand, good, items):
    share = good / 5
    group = Group.model_validate({"name": "g", "demand": demand, "promise": 1})

    def at_first(yield_share: float):
        chain = Chain.model_validate(
            {
                "stages": [
                    {"name": "buy", "type": "purchase", "lead_time": 2, "items": items},
                    {"name": "make", "type": "fabricate", "lead_time": 1, "yield_share": yield_share, "items": items},
                ]
            }
        )
        return item_demand(Flow(chain), [group], 1)

    assert at_first(share).mean == pytest.approx(at_first(1.0).mean / share)
    assert at_first(share).sd == pytest.approx(at_first(1.0).sd / share, abs=1e-9)


@CHECKED
@given(st.floats(0.05, 3), st.floats(0.5, 9), st.sampled_from([0.0, 0.5, 1.5]), st.integers(1, 9), st.integers(0, 2))
def test_a_fixed_lead_time_gives_the_same_overtaking_or_not(rate, size, variation, lead_time, slack):
    """With nothing that varies, nothing overtakes: sections 6.3 and 6.4 must agree."""
    demand = LineDemand(rate, size, size * variation)
    by_period = PeriodDemand(rate * size, max(size * variation, 0.1))
    levels = np.linspace(0, 4 * demand.mean * lead_time + 5 * size, 9)
    chances = np.zeros((1, slack + 1))
    chances[0, slack] = 1.0
    for model, level in (
        (demand, Level.LINE),
        (demand, Level.UNIT),
        (by_period, Level.PERIOD),
        (by_period, Level.UNIT),
    ):
        in_turn = Service(model, Cover(pmf.exactly(lead_time)), chances, level)
        overtaking = Service(model, Cover(pmf.exactly(lead_time), overtaking=True), chances, level)
        assert overtaking.otif(levels) == pytest.approx(in_turn.otif(levels), abs=1e-9)
        assert overtaking.on_hand(levels) == pytest.approx(in_turn.on_hand(levels), abs=1e-9)

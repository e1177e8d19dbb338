"""Office furniture and two groups on one chain (koop-method, sections 17.2 and 17.3), to the last printed digit."""

from __future__ import annotations

import numpy as np
import pytest

from otif_koop.koop.chain_file import template
from otif_koop.koop.exchange import exchange
from otif_koop.koop.flips import flips_by_promise, why_not_monotone
from otif_koop.koop.flow import Flow
from otif_koop.koop.group import Promise
from otif_koop.koop.placement import place
from otif_koop.koop.sensitivity import sensitivity
from otif_koop.koop.stocking import Placed, StockLine
from otif_koop.koop.together import place_together


@pytest.fixture(scope="module")
def furniture():
    return template("office-furniture").chain


@pytest.fixture(scope="module")
def dealers():
    return template("office-furniture").groups[0]


@pytest.fixture(scope="module")
def two_groups():
    return template("two-groups")


def asked(group, promise: int, target: float):
    return group.model_copy(update={"promise": Promise(periods=promise), "target": target})


def test_the_five_positions(furniture, dealers):
    placement = place(furniture, dealers)
    rows = {
        1: (0, 1.0, 10.97, 4533, 453254, 247861),
        2: (2.02, 1.0, 28.03, 1426, 135461, 130044),
        3: (6.02, 0.9699, 129.75, 863, 60409, 113515),
    }
    for position, (order_time, ceiling, level, on_hand, value, total) in rows.items():
        found = placement.at(position)
        assert found.feasible
        assert found.order_time == pytest.approx(order_time, abs=0.01)
        assert found.ceiling == pytest.approx(ceiling, abs=1e-4)
        assert found.base_stock == pytest.approx(level, abs=0.01)
        assert found.on_hand == pytest.approx(on_hand, abs=1)
        assert found.stock_value == pytest.approx(value, abs=1)
        assert found.total == pytest.approx(total, abs=1)
        assert found.otif == pytest.approx(0.95, abs=1e-9)
    assert not placement.at(4).feasible
    assert placement.at(4).order_time == pytest.approx(14.02, abs=0.01)
    assert placement.at(4).ceiling == pytest.approx(0.0003, abs=1e-4)
    assert not placement.at(5).feasible
    assert placement.at(5).order_time == pytest.approx(34.02, abs=0.01)
    assert placement.at(5).ceiling == pytest.approx(0, abs=1e-3)
    assert (placement.advice, placement.runner_up, placement.is_tie) == (3, 2, False)
    assert placement.regret == pytest.approx(130044 - 113515, abs=2)


def test_holding_on_work_in_process_is_equal_for_all(furniture, dealers):
    placement = place(furniture, dealers)
    for position in (1, 2, 3):
        found = placement.at(position)
        assert found.cost.holding_wip == pytest.approx(16405, abs=1)
        assert found.wip_forecast + found.wip_order == pytest.approx(16405 / 0.2, abs=5)


@pytest.mark.parametrize(
    ("promise", "target", "position", "ceiling", "level", "on_hand", "total"),
    [(3, 0.97, 2, 0.9897, 35.69, 2310, 151216), (15, 0.95, 3, 1.0, 95.60, 273, 103818)],
)
def test_other_promises(furniture, dealers, promise, target, position, ceiling, level, on_hand, total):
    placement = place(furniture, asked(dealers, promise, target))
    assert placement.advice == position
    assert placement.best.ceiling == pytest.approx(ceiling, abs=1e-4)
    assert placement.best.base_stock == pytest.approx(level, abs=0.01)
    assert placement.best.on_hand == pytest.approx(on_hand, abs=1)
    assert placement.best.total == pytest.approx(total, abs=1)


def test_flips_by_promise(furniture, dealers):
    found = flips_by_promise(furniture, dealers)
    assert [(one.d_from, one.d_to, one.position) for one in found] == [(0, 2, 1), (3, 7, 2), (8, 30, 3), (31, None, 2)]
    assert why_not_monotone(found) is not None
    assert why_not_monotone(found[:3]) is None


def test_the_wall_and_the_jump_behind_it(furniture, dealers):
    curve = exchange(furniture, dealers, np.array([0.969, 0.97]))
    assert curve.position.tolist() == [3, 2]
    assert curve.cost / 1000 == pytest.approx([110.4, 123.7], abs=0.1)
    wall = next(one.wall for one in curve.curves if one.position == 3)
    assert wall == pytest.approx(0.9699, abs=1e-4)


def test_where_the_two_cheapest_swap(furniture, dealers):
    flips = {
        flip.what.text.format(**flip.what.values): flip
        for flip in sensitivity(furniture, place(furniture, dealers))
        if flip.change < 0 or "surcharge" in flip.what.text
    }
    assert flips["stock items after “Assemble”"].turns_at == pytest.approx(60, abs=1)
    assert flips["surcharge to order of “Assemble”"].turns_at == pytest.approx(2.1, abs=0.05)


def test_two_groups_share_components(two_groups):
    together = place_together(two_groups.chain, two_groups.groups)
    components, finished = together.stocked
    assert together.internal == 0.7
    assert components.level == pytest.approx(97.19, abs=0.01)
    assert components.wait.mean == pytest.approx(1.53, abs=0.01)
    assert components.stock_value == pytest.approx(20688, abs=1)
    assert finished.level == pytest.approx(11.42, abs=0.01)
    assert finished.stock_value == pytest.approx(108167, abs=1)
    projects, web_shop = together.groups
    assert (projects.position, web_shop.position) == (3, 2)
    assert projects.otif == pytest.approx(0.956, abs=1e-3)
    assert web_shop.otif == pytest.approx(0.970, abs=1e-3)


def test_what_sharing_saves(two_groups):
    """219, 195, 141 and 129 k€ of stock (section 11)."""
    flow = Flow(two_groups.chain)
    projects, web_shop = two_groups.groups

    def stock(placed, points, internal=0.0) -> float:
        return sum(one.stock_value for one in StockLine(flow, placed, points).stocked(internal)) / 1000

    all_finished = stock([Placed(projects, 3), Placed(web_shop, 3)], [3])
    assert all_finished == pytest.approx(219, abs=1)
    separate = stock([Placed(projects, 2)], [2]) + stock([Placed(web_shop, 3)], [3])
    assert separate == pytest.approx(195, abs=1)
    own_components = stock([Placed(projects, 2)], [2]) + stock([Placed(web_shop, 3)], [2, 3], 0.7)
    assert own_components == pytest.approx(141, abs=1)
    together = place_together(two_groups.chain, two_groups.groups)
    assert together.stock_value / 1000 == pytest.approx(129, abs=1)
    assert together.separate_stock_value / 1000 == pytest.approx(195, abs=1)
    assert together.saving > 0

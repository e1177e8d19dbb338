"""What a target asks of a group and of the chain, and what must be said before anyone agrees."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otif_koop.koop.chain_file import template
from otif_koop.koop.exchange import exchange
from otif_koop.koop.placement import place
from otif_koop.otif.definition import Combine, Definition
from otif_koop.workshop.document import from_content
from otif_koop.workshop.koop_case import Case, case_of
from otif_koop.workshop.target_effects import a_month, asked, asked_of_the_chain, interval, orders_to_settle, proposal
from otif_koop.workshop.target_notes import notes
from otif_koop.workshop.target_price import counted_as, price, shares_drawn
from otif_koop.workshop.targets import Measured, Standing
from otif_koop.yaml_file import check
from tests.workshop.test_proposals import SEEN

TODAY = date(2026, 11, 25)
FURNITURE = template("office-furniture")
CHAIN, DEALERS = FURNITURE.chain, FURNITURE.groups[0]
STANDING = check(SEEN | {"sizes": {"2": 40, "6": 60}, "lines": 0.9, "days": 305}, Standing)
JOINT = check({"combine": "joint"}, Definition)


def kinds(target, standing=STANDING, cost=None, by=date(2027, 6, 30)):
    return [note.kind for note in notes(asked(standing, Definition(), target), standing, cost, by, TODAY)]


def test_with_figures():
    found = asked(STANDING, Definition(), 0.85)
    assert prod(part.demand for part in found.components) == pytest.approx(0.85)
    assert [part.name for part in found.components] == ["on_time", "in_full"], "the article's order"
    assert found.otif == pytest.approx(0.85)
    assert 0.4 * found.line**2 + 0.6 * found.line**6 == pytest.approx(0.85)
    assert found.verdict == "missed"
    assert a_month(STANDING) == pytest.approx(100 / (305 / 30.44))
    low, high = interval(STANDING.score)
    assert low < 0.72 < high


@given(st.floats(0.01, 1))
def test_without_figures_it_still_says_what_is_asked(target):
    for definition in (Definition(), JOINT):
        found = asked(None, definition, target)
        assert [part.name for part in found.components] == ["on_time", "in_full", "no_error_no_complaint"]
        assert found.verdict is None
        assert 0 <= found.otif <= 1
        assert found.otif >= target - 1e-9, "errors and complaints ask their part"


def test_the_joint_share_asks_its_own_part_of_the_chain():
    standing = STANDING.model_copy(
        update={"combine": Combine.JOINT, "score": STANDING.score.model_copy(update={"share": 0.75})}
    )
    one = asked(check(standing.model_dump(mode="json"), Standing), JOINT, 0.9)
    assert one.otif == pytest.approx(0.9), "without errors and complaints, all of it is on time in full"


def test_the_chain_is_laid_out_by_line():
    line = asked_of_the_chain(STANDING, Definition(), 0.85)
    assert line == pytest.approx(asked(STANDING, Definition(), 0.85).line)
    assert asked_of_the_chain(None, Definition(), 0.95) == pytest.approx(0.95 ** (2 / 3))
    workshop = from_content(
        {
            "version": 1,
            "name": "W",
            "groups": {"zorg": {"name": "Zorg"}},
            "targets": {"zorg": {"target": 0.85, "seen": STANDING.model_dump(mode="json", exclude_unset=True)}},
            "koop": {"groups": {"zorg": {"promise": 8, "demand": {"lines": 30, "line_size": 2}}}},
        }
    )
    case = case_of(workshop, "zorg", None)
    assert isinstance(case, Case)
    assert case.group.target == pytest.approx(line, abs=1e-4)


def priced(target, standing=None, group=DEALERS):
    otif = asked(standing, Definition(), target).otif
    curve = exchange(CHAIN, counted_as(group, standing), np.array(shares_drawn(otif)))
    advice = place(CHAIN, group).advice
    return price(curve, advice, None, target, lambda aim: asked(standing, Definition(), aim).otif)


def test_the_price_is_that_of_the_curve():
    found = priced(0.90)
    assert (found.position, found.decided) == (3, False)
    assert found.wall == pytest.approx(0.9699, abs=1e-4), "koop-method, section 17.2"
    at = place(CHAIN, DEALERS.model_copy(update={"target": found.otif})).at(3)
    assert found.cost == pytest.approx(at.cost.before_late, rel=2e-3)
    assert found.point > 0
    assert found.is_reachable


def test_beyond_the_wall_there_is_no_price_and_it_is_said():
    found = priced(0.98)
    assert (found.cost, found.point, found.is_reachable) == (None, None, False)
    assert kinds(0.98, cost=found)[0] == "stop", "above 96.99 % on time in full"
    assert found.best_wall == pytest.approx(1.0)
    nowhere = replace(found, best_wall=0.97)
    told = notes(asked(None, Definition(), 0.98), None, nowhere, None, TODAY)[0].says
    assert "Promise later" in told.text
    nearly = priced(0.96)
    assert nearly.wall > 0.96
    assert not nearly.is_reachable
    assert kinds(0.96, cost=nearly)[0] == "doubt"


def test_an_order_is_as_late_as_its_slowest_line():
    assert counted_as(DEALERS, STANDING).lines_per_order == pytest.approx(4.4)
    assert counted_as(DEALERS, None).lines_per_order == 1
    by_line = check(STANDING.model_dump(mode="json") | {"level": "line"}, Standing)
    assert counted_as(DEALERS, by_line).lines_per_order == 1


def test_what_can_not_be_tested_is_said():
    assert kinds(1.0) == ["doubt"]
    assert kinds(0.99, by=date(2026, 12, 31)) == ["doubt"], "381 faultless orders, and ten come in a month"
    assert kinds(0.9, by=date(2027, 6, 30)) == ["know"], "35 orders: a month is too short"
    assert kinds(0.5) == ["good"]
    assert kinds(0.9, by=TODAY) == ["know"]
    assert kinds(0.9, standing=None) == []
    assert "know" in kinds(0.75)


def test_the_proposal_keeps_under_the_wall():
    assert proposal(STANDING, None, 0.95) == pytest.approx(0.79)
    assert proposal(STANDING, 0.74, 0.95) == pytest.approx(0.74)
    assert proposal(None, None, 0.95) == 0.95
    best = STANDING.model_copy(update={"score": Measured(share=1.0, sure=100)})
    assert proposal(best, None, 0.95) == 0.99


def test_pieces_are_put_right_in_pieces_and_weighed_misses_not_at_all():
    content = STANDING.model_dump(mode="json")
    pieces = check(content | {"level": "item", "units": 1000}, Standing)
    first = asked(pieces, Definition(), 0.81).misses[0]
    assert (first.component, round(first.fails), first.needed) == ("on_time", 200, 100)
    weighed = check(content | {"joint": 0.85, "score": {"share": 0.85, "sure": 100}}, Standing)
    assert asked(weighed, Definition(), 0.9).misses == (), "by its faults 75 % is good, by its credit 85 %"


def test_how_many_orders_more_would_settle_it():
    low, high = interval(STANDING.score)
    inside = (STANDING.score.share + high) / 2
    more = orders_to_settle(STANDING, inside)
    assert more is not None
    grown = (STANDING.orders + more) / STANDING.orders * STANDING.score.sure
    low, high = interval(Measured(share=STANDING.score.share, sure=grown * 1.1))
    assert not low <= inside <= high
    assert orders_to_settle(STANDING, 0.999) is None, "the margin leaves it out already"
    assert orders_to_settle(STANDING, STANDING.score.share) is None
    assert orders_to_settle(STANDING, None) is None

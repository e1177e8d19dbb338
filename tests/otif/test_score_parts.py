"""The total of groups with definitions of their own: what stands behind it is what it counts."""

from __future__ import annotations

import numpy as np
import pytest

from otif_koop.demo import demo_tables
from otif_koop.otif.definition import Credit, Definition, InFull, Level, NoError, Window
from otif_koop.otif.from_tables import order_book
from otif_koop.otif.judge import Outcome
from otif_koop.otif.score import score
from otif_koop.otif.score_interval import joint_interval_of
from otif_koop.otif.score_lines import PASSES
from otif_koop.otif.score_parts import judged_together, parts_of

CURVE = Credit(shape="linear", early=((0, 1), (10, 0)), late=((0, 1), (10, 0)))
OWN = {
    "Webshop": Definition(due="requested", level="line", window=Window(early=1), in_full=InFull(under=0.02)),
    "Zorg": Definition(window=Window(unit="week"), partials="by_due"),
    "Dealers": Definition(no_error=NoError(kinds=())),
}


@pytest.fixture(scope="module")
def book():
    return order_book(demo_tables(scale=0.05))


def share(judged: Outcome, measured: frozenset[str], level: Level) -> float:
    """The share without any fault, straight from the outcome."""
    mask = sum(PASSES[component] for component in measured)
    at_orders = level is Level.ORDER
    fault, reason, credit = (
        (judged.order_fault, judged.order_reason, judged.order_credit)
        if at_orders
        else (judged.line_fault, judged.line_reason, judged.line_credit)
    )
    passed = ((fault & mask) == 0) * (1.0 if credit is None else credit)
    return float(passed[reason == 0].sum() / (reason == 0).sum())


@pytest.mark.parametrize("level", [Level.ORDER, Level.LINE, Level.ITEM])
@pytest.mark.parametrize("curve", [False, True])
def test_the_total_lies_in_its_interval_and_follows_from_its_outcome(book, level, curve):
    own = OWN | ({"Overheid": Definition(credit=CURVE)} if curve else {})
    scored = score(book, Definition(), groups=own)
    parts = parts_of(book, scored.resolved, scored.as_of)
    joint = scored.score(None, level).measured.joint
    low, high = joint_interval_of(parts, level)
    assert low <= joint <= high
    assert len(parts) == len(own) + 1
    if level is not Level.ITEM:
        together = judged_together(book, parts)
        assert share(together, parts[0].resolved.measured, level) == pytest.approx(joint, abs=1e-12)


def test_every_order_is_judged_by_one_part(book):
    scored = score(book, Definition(), groups=OWN)
    parts = parts_of(book, scored.resolved, scored.as_of)
    assert (np.sum([part.orders for part in parts], axis=0) == 1).all()


def test_without_definitions_of_their_own_there_is_one_part(book):
    scored = score(book, Definition())
    (part,) = parts_of(book, scored.resolved, scored.as_of)
    together = judged_together(book, [part])
    assert np.array_equal(together.line_fault, part.judged.line_fault)
    assert np.array_equal(together.order_reason, part.judged.order_reason)

"""The score of groups and totals, each figure worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from otif_koop.otif.counts import REASONS
from otif_koop.otif.definition import Definition, Level
from otif_koop.otif.order_book import OrderBook
from otif_koop.otif.score import COUNTERS, score
from otif_koop.otif.split import Split
from tests.otif.by_hand import day
from tests.otif.small_books import definition, figure, judge, line, marked, small_book


def two_groups(**more: Any) -> OrderBook:
    """A: three lines in two orders, one a day late. B: two orders of a line, two days late and half delivered."""
    return small_book(
        line("1", "1", (8, 10), customer_group="A", net_value=100),
        line("1", "2", (9, 30), ordered=30, customer_group="A", net_value=300),
        line("2", "1", (8, 20), ordered=20, customer_group="A", net_value=100),
        line("3", "1", (10, 10), customer_group="B", net_value=50),
        line("4", "1", (8, 5), customer_group="B", net_value=50),
        **more,
    )


@pytest.mark.parametrize(
    ("level", "on_time", "in_full", "joint"),
    [
        # by the default of the total: 2 of 4 orders, 3 of 5 lines, 40 of 80 pieces on time (B's missing 5 on the 8th)
        (Level.ORDER, 2 / 4, 3 / 4, 1 / 4),
        (Level.LINE, 3 / 5, 4 / 5, 2 / 5),
        (Level.ITEM, 40 / 80, 75 / 80, 35 / 80),
    ],
)
def test_groups_add_up_to_the_total(level: Level, on_time: float, in_full: float, joint: float) -> None:
    result = score(two_groups(), Definition())
    total = result.score(None, level)
    assert (total.on_time, total.in_full, total.otif.joint) == (on_time, in_full, joint)
    assert total.otif.product == pytest.approx(on_time * in_full)
    assert (total.otif.low, total.otif.high) == (pytest.approx(on_time + in_full - 1), on_time)
    assert total.definition == result.score("A", level).definition
    assert total.counts == result.score("A", level).counts + result.score("B", level).counts


@pytest.mark.parametrize(
    ("level", "on_time", "in_full", "joint"),
    [
        # A by one day late: all of it; B by the default, but half is enough there: order 3 is late, order 4 good
        (Level.ORDER, 3 / 4, 4 / 4, 3 / 4),
        (Level.LINE, 4 / 5, 5 / 5, 4 / 5),
        (Level.ITEM, 70 / 80, 75 / 80, 65 / 80),
    ],
)
def test_the_total_scores_each_order_by_the_definition_of_its_own_group(
    level: Level, on_time: float, in_full: float, joint: float
) -> None:
    groups = {"A": definition(window={"late": 1}), "B": definition(in_full={"under": 0.5})}
    result = score(two_groups(), Definition(), groups=groups)
    total = result.score(None, level)
    assert (total.on_time, total.in_full, total.otif.joint) == (on_time, in_full, joint)
    assert total.definition is None
    assert result.score("A", level).definition.window.late == 1
    assert result.score("B", level).definition.in_full.under == 0.5
    assert result.score("A", level).otif.joint == 1


INCIDENTS = [marked("2", "damage", "1"), marked("3", "complaint")]
NO_ERRORS_IN_B = {"B": definition(no_error={"kinds": []})}


def test_the_total_has_only_the_components_that_every_group_measures() -> None:
    result = score(two_groups(incidents=INCIDENTS), Definition(), groups=NO_ERRORS_IN_B)
    total, a, b = (result.score(name, Level.LINE) for name in (None, "A", "B"))
    assert a.no_error == pytest.approx(2 / 3)
    assert (b.no_error, b.no_complaint) == (None, 0.5)
    assert (total.no_error, total.no_error_no_complaint, total.otifnenc) == (None, None, None)
    assert total.no_complaint == pytest.approx(4 / 5)
    assert total.measured.components == ("on_time", "in_full", "no_complaint")
    assert total.measured.product == pytest.approx(3 / 5 * 4 / 5 * 4 / 5)


# Once a bug: the total's joint share adds up each group's own `every`, so A's errors count in a total that names
# no errors; the joint share can then fall under the range of the components it names
@pytest.mark.parametrize("level", Level)
def test_the_total_s_joint_share_is_of_the_components_it_names(level: Level) -> None:
    everywhere = score(two_groups(incidents=INCIDENTS), definition(no_error={"kinds": []})).score(None, level)
    total = score(two_groups(incidents=INCIDENTS), Definition(), groups=NO_ERRORS_IN_B).score(None, level)
    assert total.measured.components == everywhere.measured.components
    assert total.measured.joint == everywhere.measured.joint


@pytest.mark.parametrize(("weight", "on_time"), [("count", 3 / 5), ("quantity", 40 / 80), ("value", 250 / 600)])
def test_the_weight_of_lines(weight: str, on_time: float) -> None:
    book = two_groups()
    assert figure(book, Level.LINE, weight=weight).on_time == pytest.approx(on_time)
    assert figure(book, Level.LINE, weight=weight).counts.units == 5
    assert figure(book, Level.ORDER, weight=weight).on_time == 2 / 4


def test_the_value_of_what_is_still_due_weighs() -> None:
    book = small_book(
        line("1", "1", (8, 5), net_value=100, cancelled_quantity=5, cancelled_by="customer"),
        line("2", "1", (9, 10), net_value=150),
        line("3", "1", (9, 10), net_value=-80),
        line("4", "1", (9, 10)),
    )
    one = figure(book, Level.LINE, weight="value")
    assert (one.counts.units, one.counts.weight, one.on_time) == (4, 200, 50 / 200)


def test_lines_that_all_weigh_nothing_have_no_rate() -> None:
    one = figure(small_book(line("1", "1", (8, 10), net_value=0)), Level.LINE, weight="value")
    assert one.on_time is one.otif is one.measured is None


def test_the_range_and_a_hidden_zero() -> None:
    book = small_book(line("1", "1", (9, 10)), line("2", "1", (8, 5)))
    one = figure(book)
    assert (one.otif.product, one.otif.joint, one.otif.low, one.otif.high) == (0.25, 0, 0, 0.5)
    assert one.otif.hides_zero
    assert not figure(small_book(line("1", "1", (9, 5)))).otif.hides_zero
    both = figure(small_book(line("1", "1", (9, 5)), line("2", "1", (8, 10))))
    assert (both.otif.product, both.otif.joint) == (0.25, 0.5)
    assert not both.otif.hides_zero
    three = figure(small_book(line("1", "1", (8, 10)), line("2", "1", (8, 10)), line("3", "1", (9, 10))))
    assert (three.otif.low, three.otif.high) == (pytest.approx(2 / 3), pytest.approx(2 / 3))


def test_errors_and_complaints_together_or_apart() -> None:
    book = small_book(
        *(line(str(n), "1", (8, 10)) for n in range(4)), incidents=[marked("0", "damage"), marked("0", "complaint")]
    )
    together, apart = figure(book), figure(book, incidents="separate")
    assert together.otifnenc.components == ("on_time", "in_full", "no_error_no_complaint")
    assert together.otifnenc.product == 3 / 4
    assert apart.otifnenc.components == ("on_time", "in_full", "no_error", "no_complaint")
    assert apart.otifnenc.product == pytest.approx(9 / 16)
    assert together.otifnenc.joint == apart.otifnenc.joint == 3 / 4
    assert apart.otifnenc.low == pytest.approx(1 / 2)


def test_whole_orders_have_an_order_level_only() -> None:
    book = small_book(line("1", "1", (8, 10)), line("2", "1", (9, 10)), order_grain=True)
    result = score(book, Definition())
    assert result.score(None, Level.ORDER).on_time == 0.5
    assert result.score(None, Level.ORDER).gaps == ()
    for level in (Level.LINE, Level.ITEM):
        one = result.score(None, level)
        assert one.no_data
        assert one.on_time is one.measured is None
        assert "whole order" in one.gaps[-1].text


def test_only_the_levels_asked_for() -> None:
    result = score(two_groups(), Definition(), levels=[Level.ITEM])
    assert {(one.group, one.level) for one in result.scores} == {
        ("A", Level.ITEM),
        ("B", Level.ITEM),
        (None, Level.ITEM),
    }


@pytest.mark.parametrize(
    ("as_of", "units", "excluded", "on_time"),
    [(7, 0, 4, None), (8, 4, 0, 2 / 4), (9, 4, 0, 1 / 4), (None, 4, 0, 1 / 4)],
)
def test_what_comes_after_the_as_of_day_is_not_known_yet(
    as_of: int | None, units: int, excluded: int, on_time: float | None
) -> None:
    book = small_book(
        line("1", "1", (8, 10)), line("2", "1", (9, 10)), line("3", "1"), line("4", "1", (8, 4), (9, 6)), incidents=[]
    )
    result = score(book, Definition(), as_of=None if as_of is None else day(as_of))
    assert result.as_of == day(as_of or 9)
    one = result.score(None, Level.ORDER)
    assert (one.counts.units, one.counts.excluded["open"], one.on_time) == (units, excluded, on_time)
    if as_of == 8:  # the rest of order 4 never came: its last delivery decides, and that was on the 8th
        assert one.in_full == 1 / 4
    if as_of is None:
        assert one.in_full == 3 / 4


def test_incidents_after_the_as_of_day_have_not_happened() -> None:
    book = small_book(line("1", "1", (8, 10)), incidents=[marked("1", "damage", on=12)])
    assert (book.as_of, figure(book).no_error) == (day(12), 0)
    assert figure(book, as_of=day(11)).no_error == 1


def test_why_orders_lines_and_pieces_are_left_out() -> None:
    book = small_book(
        line("1", "1", (8, 10), region="north"),
        line("2", "1", (8, 10), region="south"),
        line("3", "1", region="north", ordered=0),
        line("4", "1", region="north", ordered=7, cancelled_quantity=7, cancelled_by="customer"),
        line("5", "1", (8, 10), region="north", due=None),
        line("6", "1", region="north", due=20),
        line("6", "2", (8, 10), region="north"),
    )
    choices = {"scope": {"regions": {"only": ["north"]}}}
    for level, units, excluded in (
        (Level.ORDER, 1, (1, 1, 1, 1, 1)),
        (Level.LINE, 2, (1, 1, 1, 1, 1)),
        (Level.ITEM, 20, (10, 0, 7, 10, 10)),
    ):
        one = figure(book, level, **choices)
        assert (one.counts.units, one.counts.excluded) == (units, dict(zip(REASONS, excluded, strict=True)))
        assert one.counts.total == units + sum(excluded)


def test_a_split_by_region_adds_up_to_the_whole() -> None:
    book = small_book(
        line("1", "1", (8, 10), region="north", customer_group="A"),
        line("1", "2", (9, 10), region="north", customer_group="A"),
        line("2", "1", (8, 10), region="south", customer_group="A"),
        line("3", "1", (8, 10), region="north", customer_group="B"),
        line("4", "1", (8, 10), customer_group="B"),
    )
    region = book.attributes["region"]
    assert region.names == ("north", "south")
    split = Split(book, np.where(region.codes < 0, 2, region.codes).astype(np.int32), 3)
    expected = {Level.ORDER: (1 / 2, 1, 1), Level.LINE: (2 / 3, 1, 1), Level.ITEM: (20 / 30, 1, 1)}
    facts, resolved, judged = judge(book)
    for level, rates in expected.items():
        parts = COUNTERS[level](facts, resolved, judged, split)
        assert [one.on_time / one.weight for one in parts] == pytest.approx(rates)
        assert parts[0] + parts[1] + parts[2] == figure(book, level).counts


def test_a_group_is_of_the_order_never_of_a_line() -> None:
    book = small_book(line("1", "1", (8, 10), customer_group="B"), line("1", "2", (9, 10), customer_group="A"))
    assert book.group.names == ("A",)
    assert score(book, Definition()).score("A", Level.LINE).counts.units == 2

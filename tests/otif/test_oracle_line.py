"""The oracle's judgement of one line, each rule worked out by hand (method, §3 and §6a)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tests.otif.by_hand import day, judged, measure, one_line
from tests.otif.oracle import LEVELS, Row

TWO_ON_TIME_EIGHT_LATE = ((8, 2), (9, 8))


@pytest.mark.parametrize(
    ("rows", "choices", "expected"),
    [
        (((8, 10),), {}, (1, 1, 10, 10, 10)),
        (((9, 10),), {}, (0, 1, 0, 10, 0)),
        (((3, 10),), {}, (1, 1, 10, 10, 10)),
        (((3, 10),), {"window": {"early": 4}}, (0, 1, 0, 10, 0)),
        (((3, 10),), {"window": {"early": 5}}, (1, 1, 10, 10, 10)),
        # the tolerance decides which delivery completes the line, never the pieces
        (((8, 9), (9, 1)), {}, (0, 1, 9, 10, 9)),
        (((8, 9), (9, 1)), {"in_full": {"under": 0.1}}, (1, 1, 9, 10, 9)),
        (((8, 9),), {"in_full": {"under": 0.1}}, (1, 1, 10, 9, 9)),
        (((8, 9),), {"in_full": {"under": 0.099}}, (1, 0, 10, 9, 9)),
        (((8, 12),), {"in_full": {"over": 0.2}}, (1, 1, 10, 10, 10)),
        (((8, 12),), {"in_full": {"over": 0.199}}, (1, 0, 10, 10, 10)),
        # over-delivery counts at most what was ordered, in order of arrival
        (((9, 8), (8, 6)), {}, (0, 1, 6, 10, 6)),
        # the rest that never came counts with the last delivery
        (((8, 4), (9, 4)), {}, (0, 0, 4, 8, 4)),
        (((9, 4),), {"window": {"late": 1}}, (1, 0, 10, 4, 4)),
        # partials
        (TWO_ON_TIME_EIGHT_LATE, {"partials": "completed"}, (0, 1, 2, 10, 2)),
        (TWO_ON_TIME_EIGHT_LATE, {"partials": "first"}, (1, 0, 2, 10, 2)),
        (TWO_ON_TIME_EIGHT_LATE, {"partials": "by_due"}, (1, 0, 2, 10, 2)),
        (TWO_ON_TIME_EIGHT_LATE, {"partials": "by_due", "window": {"late": 1}}, (1, 1, 10, 10, 10)),
        (TWO_ON_TIME_EIGHT_LATE, {"partials": "by_due", "window": {"late": "none"}}, (1, 1, 10, 10, 10)),
        (TWO_ON_TIME_EIGHT_LATE, {"partials": "agreed"}, (0, 1, 2, 10, 2)),
        (((7, 2), (7, 8), (9, 5)), {"partials": "first", "in_full": {"over": 0}}, (1, 1, 10, 10, 10)),
        (((7, 10), (9, 5)), {"partials": "by_due", "in_full": {"over": 0}}, (1, 0, 10, 10, 10)),
        # zero-piece rows close the line short, but only without pieces
        (((8, 0),), {}, (1, 0, 10, 0, 0)),
        (((9, 0),), {}, (0, 0, 0, 0, 0)),
        (((8, 0), (9, 0)), {}, (0, 0, 0, 0, 0)),
        (((8, 0), (9, 0)), {"partials": "first"}, (1, 0, 0, 0, 0)),
        (((8, 10), (9, 0)), {}, (1, 1, 10, 10, 10)),
        (((8, 4), (9, 0)), {}, (1, 0, 10, 4, 4)),
        # rows that don't exist
        (((None, 10),), {}, (0, 0, 0, 0, 0)),
        (((8, None), (9, 10), (7, -5)), {}, (0, 1, 0, 10, 0)),
        ((), {}, (0, 0, 0, 0, 0)),
        # 8 March 2017 is a Wednesday
        (((12, 10),), {"window": {"late": 0, "unit": "week"}}, (1, 1, 10, 10, 10)),
        (((13, 10),), {"window": {"late": 0, "unit": "week"}}, (0, 1, 0, 10, 0)),
        (((5, 10),), {"window": {"early": 0, "unit": "week"}}, (0, 1, 0, 10, 0)),
        (((5, 10),), {"window": {"early": 1, "unit": "week"}}, (1, 1, 10, 10, 10)),
        (((3, 10),), {"window": {"early": 2, "unit": "working_days"}}, (0, 1, 0, 10, 0)),
        (((3, 10),), {"window": {"early": 3, "unit": "working_days"}}, (1, 1, 10, 10, 10)),
        (((12, 10),), {"window": {"late": 2, "unit": "working_days"}}, (0, 1, 0, 10, 0)),
        (((12, 10),), {"window": {"late": 3, "unit": "working_days"}}, (1, 1, 10, 10, 10)),
    ],
)
def test_a_line(rows: Any, choices: dict[str, Any], expected: tuple[int, ...]) -> None:
    assert judged(one_line(*rows), choices) == expected


@pytest.mark.parametrize(
    ("due", "stop", "late", "expected"),
    [
        (10, 11, 0, 0),
        (10, 11, 1, 1),
        (10, 12, 1, 1),
        (10, 13, 1, 1),
        (10, 14, 0, 0),
        (10, 14, 1, 1),
        (10, 15, 1, 0),
        (11, 13, 0, 1),
        (11, 14, 0, 1),
    ],
)
def test_working_days_with_a_holiday_on_monday_the_13th(due: int, stop: int, late: int, expected: int) -> None:
    choices = {"window": {"late": late, "unit": "working_days"}, "calendar": {"holidays": [day(13)]}}
    assert judged(one_line((stop, 10), due=due), choices)[0] == expected


@pytest.mark.parametrize(
    ("days", "unit", "due"),
    [
        (0, "calendar_days", 3),
        (3, "calendar_days", 6),
        (2.5, "calendar_days", 6),
        (3, "week", 6),
        (0, "working_days", 3),
        (1, "working_days", 6),
        (3, "working_days", 9),
    ],
)
def test_the_due_date_of_a_lead_time_from_friday_the_3rd(days: float, unit: str, due: int) -> None:
    choices = {
        "due": "lead_time",
        "window": {"unit": unit},
        "calendar": {"holidays": [day(7)]},
    }
    book = one_line((8, 10), ordered_at=day(3), lead_time_days=days)
    assert measure(book, choices)[None]["order"]["periods"] == {"1": day(due)}
    late = {**choices, "clock_start": "authorised"}
    assert judged(book, late) == ("missing_due",)


@pytest.mark.parametrize(("start", "days"), [(3, None), (None, 2), (3, -1)])
def test_a_lead_time_without_its_parts_has_no_due_date(start: int | None, days: int | None) -> None:
    book = one_line((8, 10), ordered_at=None if start is None else day(start), lead_time_days=days)
    assert judged(book, {"due": "lead_time"}) == ("missing_due",)


def test_a_blank_revised_date_is_the_promised_date_and_one_column_serves_for_both() -> None:
    revised = {"due": "revised"}
    assert judged(one_line((9, 10), revised_date=day(9)), revised)[0] == 1
    assert judged(one_line((9, 10), revised_date=day(9)))[0] == 0
    assert judged(one_line((9, 10)), revised)[0] == 0
    assert judged(one_line((9, 10), due=None, revised_date=day(9)))[0] == 1
    lines, deliveries, _ = one_line((9, 10), due=9)
    other = {"order_id": "2", "line_id": "1", "quantity_ordered": 1, "revised_date": day(1)}
    assert measure(([*lines, other], deliveries, None), revised)[None]["line"]["on_time"] == 1
    lines, deliveries, _ = one_line((9, 10), due=None, revised_date=day(9))
    promised = {"order_id": "2", "line_id": "1", "quantity_ordered": 1, "promised_date": day(1)}
    total = measure(([*lines, promised], deliveries, None))[None]
    assert total["line"]["excluded"]["missing_due"] == 1


def test_a_line_without_due_date_is_left_out_or_fails() -> None:
    book = one_line((8, 10), due=None)
    assert judged(book) == ("missing_due",)
    assert judged(book, {"missing_due": "fail"}) == (0, 1, 0, 10, 0)
    assert judged(book, {"missing_due": "fail", "partials": "by_due"})[:2] == (0, 0)
    assert judged(one_line(due=None), {"missing_due": "fail", "open_lines": "exclude"}) == (0, 0, 0, 0, 0)


def test_open_lines() -> None:
    short = one_line((6, 4))
    assert judged(short, now=day(7)) == ("open",)
    assert judged(short, now=day(8)) == (1, 0, 10, 4, 4)
    assert judged(short, {"open_lines": "exclude"}) == ("open",)
    assert judged(short, {"in_full": {"under": 0.6}}, now=day(7)) == (1, 1, 10, 4, 4)
    assert judged(one_line((6, 0)), {"open_lines": "exclude"}, now=day(7)) == (1, 0, 10, 0, 0)
    # a delivery after the as-of date has not happened yet, one on it has
    assert judged(one_line((9, 10)), now=day(8)) == (0, 0, 0, 0, 0)
    assert judged(one_line((8, 10)), now=day(8)) == (1, 1, 10, 10, 10)
    # nor does a generous window keep an overdue line open
    assert judged(one_line(), {"window": {"late": 5}}, now=day(8)) == (0, 0, 0, 0, 0)


def test_without_a_delivered_quantity_each_row_brings_an_equal_share() -> None:
    book = one_line((8, None), (9, None), (9, None))
    total = measure(book, has_quantity_delivered=False)[None]
    assert (total["line"]["on_time"], total["item"]["on_time"]) == (0, Fraction(10, 3))
    assert total["line"]["joint"] == 0
    assert total["item"]["joint"] == Fraction(10, 3)
    for level in LEVELS:
        assert total[level]["in_full"] is None
        assert total[level]["otif"] is None
    assert measure(book, {"partials": "first"}, has_quantity_delivered=False)[None]["line"]["joint"] == 1
    assert measure(book, {"in_full": {"under": 0.7}}, has_quantity_delivered=False)[None]["line"]["on_time"] == 1
    assert measure(one_line(), {}, now=day(7), has_quantity_delivered=False)[None]["line"]["excluded"]["open"] == 1


CUSTOMER = {"cancelled_by": "customer"}


@pytest.mark.parametrize(
    ("cancelled", "rule", "expected"),
    [
        (CUSTOMER | {"cancelled_quantity": 4}, "by_customer_excluded", (1, 1)),
        (CUSTOMER | {"cancelled_quantity": 4}, "included", (1, 0)),
        (CUSTOMER | {"cancelled_quantity": -4}, "by_customer_excluded", (1, 0)),
        (CUSTOMER | {"cancelled_quantity": 11}, "by_customer_excluded", ("cancelled",)),
        (CUSTOMER | {"cancelled_quantity": 4, "cancelled_at": day(7)}, "by_customer_excluded", (1, 1)),
        (CUSTOMER | {"cancelled_quantity": 4, "cancelled_at": day(8)}, "by_customer_excluded", (1, 0)),
        (CUSTOMER | {"cancelled_quantity": 4, "cancelled_at": day(8)}, "all_excluded", (1, 1)),
        ({"cancelled_by": "supplier", "cancelled_quantity": 4}, "by_customer_excluded", (1, 0)),
        ({"cancelled_by": "supplier", "cancelled_quantity": 4}, "all_excluded", (1, 1)),
        ({"cancelled_quantity": 4}, "by_customer_excluded", (1, 0)),
        ({"cancelled_quantity": 4}, "all_excluded", (1, 1)),
    ],
)
def test_cancelled_quantities(cancelled: Row, rule: str, expected: tuple[Any, ...]) -> None:
    book = one_line((8, 6), **cancelled)
    assert judged(book, {"cancelled": rule})[:2] == expected


def test_over_delivery_is_judged_on_what_is_left_of_the_order() -> None:
    book = one_line((8, 10), cancelled_by="customer", cancelled_quantity=4)
    assert judged(book, {"in_full": {"over": 0.5}})[:2] == (1, 0)
    item = measure(book)[None]["item"]
    assert (item["units"], item["excluded"]["cancelled"], item["in_full"]) == (6, 4, 6)


@pytest.mark.parametrize("ordered", [0, -3, None])
def test_nothing_ordered_is_no_quantity(ordered: int | None) -> None:
    assert judged(one_line((8, 10), ordered=ordered)) == ("no_quantity",)

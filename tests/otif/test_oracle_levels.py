"""The oracle's curves, weights, incidents, orders, groups and periods, worked out by hand (method, §4 to §6a)."""

from __future__ import annotations

from fractions import Fraction

import pytest

from otif_koop.otif.kinds import KINDS
from tests.otif.by_hand import KNOWN, day, incident, judged, measure, one_line
from tests.otif.oracle import LEVELS, Row, component_rates

# ---- credit curves, weights


def test_steps_are_nothing_past_the_last_and_lines_stay_level() -> None:
    points = [[0, 1], [2, 0.5]]
    for shape, expected in (("steps", [1, 0.5, 0.5, 0]), ("linear", [1, 0.75, 0.5, 0.5])):
        for side in (-1, 1):
            choices = {"credit": {"shape": shape, "early": points, "late": points}}
            values = [judged(one_line((8 + side * off, 10)), choices)[0] for off in range(4)]
            assert values == [Fraction(str(value)) for value in expected]


def test_the_lowest_line_gives_the_order_its_credit_and_pieces_have_their_own() -> None:
    lines, deliveries, _ = one_line((8, 4), (9, 4))
    lines.append(lines[0] | {"line_id": "2"})
    deliveries.append({"order_id": "1", "line_id": "2", "delivered_at": day(8), "quantity_delivered": 10})
    curve = {"shape": "linear", "early": [[0, 1]], "late": [[0, 1], [4, 0]]}
    total = measure((lines, deliveries, None), {"credit": curve})[None]
    assert total["order"]["on_time"] == Fraction(3, 4)
    assert total["line"]["on_time"] == Fraction(7, 4)
    assert total["line"]["otif"] == 1
    assert total["item"]["on_time"] == 10 + 4 + 6 * Fraction(3, 4)
    assert total["item"]["otif"] == 10 + 4 + 4 * Fraction(3, 4)


@pytest.mark.parametrize(
    ("choice", "value", "weighs"),
    [("count", 50, 1), ("quantity", 50, 8), ("value", 50, 40), ("value", None, 0), ("value", -5, 0)],
)
def test_what_a_line_weighs(choice: str, value: int | None, weighs: int) -> None:
    book = one_line((8, 8), net_value=value, cancelled_by="customer", cancelled_quantity=2)
    line = measure(book, {"weight": choice})[None]["line"]
    assert (line["units"], line["denominator"], line["otif"]) == (1, weighs, weighs)


# ---- incidents


@pytest.mark.parametrize(
    ("incidents", "marked"),
    [
        ([incident("picking_error", quantity=3)], (3, 0, 3)),
        ([incident("picking_error", quantity=3), incident("picking_error", quantity=4)], (7, 0, 7)),
        ([incident("picking_error", quantity=3), incident("damage", quantity=4)], (4, 0, 4)),
        ([incident("picking_error", quantity=3), incident("complaint", quantity=4)], (3, 4, 4)),
        ([incident("picking_error", quantity=30)], (10, 0, 10)),
        ([incident("picking_error")], (10, 0, 10)),
        ([incident("picking_error", quantity=0)], (10, 0, 10)),
        ([incident("complaint", line=None, quantity=1)], (0, 10, 10)),
        ([incident("picking_error", on=20)], (0, 0, 0)),
        ([incident("picking_error", on=19)], (10, 0, 10)),
        ([incident("customer_lost", quantity=3)], (0, 0, 0)),
    ],
)
def test_marked_pieces(incidents: list[Row], marked: tuple[int, int, int]) -> None:
    choices = {"no_error": {"kinds": ["picking_error", "damage"]}, "no_complaint": {"kinds": ["complaint"]}}
    book = one_line((8, 6), (9, 4), incidents=incidents)
    total = measure(book, choices, now=day(19), kinds=frozenset(KINDS))[None]
    names = ("no_error", "no_complaint", "no_error_no_complaint")
    assert tuple(10 - total["item"][name] for name in names) == marked
    assert tuple(1 - total["line"][name] for name in names) == tuple(pieces > 0 for pieces in marked)
    assert total["item"]["otifnenc"] == max(0, 6 - marked[2])


def test_an_incident_on_an_unknown_or_uncounted_line_counts_for_the_order_only() -> None:
    lines, deliveries, _ = one_line((8, 10))
    lines.append({"order_id": "1", "line_id": "2", "quantity_ordered": 5, "promised_date": None})
    for where in ("2", "unheard of"):
        total = measure((lines, deliveries, [incident("picking_error", where)]))[None]
        assert [total[level]["no_error"] for level in LEVELS] == [0, 1, 10]
        assert total["order"]["units"] == 1


def test_a_component_without_a_source_is_not_measured() -> None:
    for incidents, kinds in ((None, KNOWN), ([], frozenset())):
        total = measure(one_line((8, 10), incidents=incidents), kinds=kinds)[None]
        assert component_rates(total["line"], "one_component") == {"on_time": 1, "in_full": 1}
        assert (total["line"]["otif"], total["line"]["joint"], total["line"]["otifnenc"]) == (1, 1, None)
    errors = measure(one_line((8, 10), incidents=[incident("damage")]), kinds=frozenset({"damage"}))[None]["line"]
    assert (errors["no_error"], errors["no_complaint"], errors["no_error_no_complaint"]) == (0, None, None)
    assert (errors["otif"], errors["joint"], errors["otifnenc"]) == (1, 0, None)
    chosen = {"no_error": {"kinds": ["damage", "return"]}}
    gap = measure(one_line((8, 10), incidents=[incident("damage")]), chosen, kinds=frozenset({"damage"}))[None]["line"]
    assert (gap["no_error"], gap["joint"]) == (None, 1)
    clean = measure(one_line((8, 10), incidents=[]))[None]["line"]
    assert (clean["no_error"], clean["no_complaint"], clean["otifnenc"]) == (1, 1, 1)


# ---- orders, groups, scope, periods


def test_an_order_takes_its_lowest_attributes_and_the_last_reason_of_its_lines() -> None:
    lines, deliveries, _ = one_line((8, 10), customer_group=None, region="y")
    lines.append({"order_id": "1", "line_id": "2", "quantity_ordered": 0, "customer_group": "B", "region": "x"})
    lines.append({"order_id": "2", "line_id": "1", "quantity_ordered": 0, "customer_group": "A"})
    lines.append({"order_id": "2", "line_id": "2", "quantity_ordered": 7, "region": "z"})
    result = measure((lines, deliveries, None), {"scope": {"regions": {"without": ["y"]}}})
    assert set(result) == {None, "A", "B"}
    assert result["B"]["order"]["units"] == 1
    assert result["A"]["order"]["excluded"] == dict.fromkeys(("scope", "no_quantity", "cancelled", "open"), 0) | {
        "missing_due": 1
    }
    only = measure((lines, deliveries, None), {"scope": {"regions": {"only": ["y"]}}})[None]
    assert [only[level]["excluded"]["scope"] for level in LEVELS] == [2, 4, 17]
    assert (
        measure((lines[:1], deliveries, None), {"scope": {"channels": {"only": ["web"]}}})[None]["line"]["units"] == 0
    )


def test_an_order_with_an_open_line_is_open_and_its_other_lines_count() -> None:
    lines, deliveries, _ = one_line((8, 10))
    lines.append({"order_id": "1", "line_id": "2", "quantity_ordered": 5, "promised_date": day(20)})
    total = measure((lines, deliveries, None), now=day(12))[None]
    assert (total["order"]["units"], total["order"]["excluded"]["open"]) == (0, 1)
    assert (total["line"]["units"], total["line"]["excluded"]["open"]) == (1, 1)
    assert (total["item"]["units"], total["item"]["excluded"]["open"]) == (10, 5)
    assert component_rates(total["order"], "one_component") is None


def test_an_order_s_period_is_over_its_counted_lines() -> None:
    lines, deliveries, _ = one_line((8, 4), (9, 6), (11, 1), (12, 0), ordered_at=day(2))
    lines.append(
        {"order_id": "1", "line_id": "2", "quantity_ordered": 0, "promised_date": day(20), "ordered_at": day(4)}
    )
    lines.append({"order_id": "1", "line_id": "3", "quantity_ordered": 1, "promised_date": day(7), "ordered_at": None})
    periods = [
        measure((lines, deliveries, None), {"period_by": by})[None]["order"]["periods"]["1"]
        for by in ("due", "delivered", "ordered")
    ]
    assert periods == [day(8), day(11), day(2)]

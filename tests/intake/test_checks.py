"""What should be looked at is found, with the rows of the file, and nothing goes unsaid."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from otif_koop.intake import Severity, findings_table
from otif_koop.intake.checks.delivery_rules import DELIVERY_RULES
from otif_koop.intake.checks.line_rules import LINE_RULES
from tests.intake.files import TODAY, codes, table, take_in

GOOD = {
    "order_id": "1",
    "line_id": "1",
    "customer_id": "K1",
    "customer_group": "Zorg",
    "quantity_ordered": "5",
    "ordered_at": "2026-02-20",
    "promised_date": "2026-03-01",
    "quantity_delivered": "5",
    "shipped_at": "2026-02-28",
    "delivered_at": "2026-03-01",
    "cancelled_quantity": "",
    "Op tijd": "ja",
    "Volledig": "ja",
    "OTIF": "ja",
}


def intake_of(*changes: dict[str, str]):
    """A file of good rows, each in an order of its own, with these changes: the first is in row 2."""
    rows = [{**GOOD, "order_id": str(order), **change} for order, change in enumerate(changes, start=1)]
    return take_in(lines=table(list(GOOD), [list(row.values()) for row in rows], "orders.csv"))


CASES = [
    ("missing_quantity", {"quantity_ordered": "", "Volledig": "", "OTIF": ""}),
    ("negative_quantity", {"quantity_ordered": "-5", "Volledig": "", "OTIF": ""}),
    ("zero_quantity", {"quantity_ordered": "0", "Volledig": "", "OTIF": ""}),
    ("missing_due_date", {"promised_date": "", "Op tijd": "", "OTIF": ""}),
    ("due_before_order", {"promised_date": "2026-02-01", "Op tijd": "nee", "OTIF": "nee"}),
    ("due_far_ahead", {"promised_date": "2029-03-01"}),
    ("more_cancelled_than_ordered", {"cancelled_quantity": "6"}),
    ("missing_customer", {"customer_id": ""}),
    ("delivered_before_ordered", {"delivered_at": "2026-01-01", "shipped_at": ""}),
    ("delivery_dates_out_of_order", {"shipped_at": "2026-03-02"}),
    ("delivery_in_future", {"delivered_at": "2026-12-24", "Op tijd": "nee", "OTIF": "nee"}),
    ("negative_delivered", {"quantity_delivered": "-1", "Volledig": "nee", "OTIF": "nee"}),
    ("missing_delivered_quantity", {"quantity_delivered": "", "Volledig": "nee", "OTIF": "nee"}),
    ("zero_delivered", {"quantity_delivered": "0", "Volledig": "nee", "OTIF": "nee"}),
    ("delivered_without_date", {"shipped_at": "", "delivered_at": "", "Op tijd": "", "OTIF": "nee"}),
    ("more_delivered_than_ordered", {"quantity_delivered": "6"}),
    ("on_time_flag_contradicts", {"Op tijd": "nee"}),
    ("in_full_flag_contradicts", {"Volledig": "nee"}),
    ("otif_flag_contradicts", {"OTIF": "nee"}),
    (
        "ordered_in_future",
        {"ordered_at": "2026-12-01", "promised_date": "2026-12-20", "delivered_at": "", "shipped_at": "2026-12-02"},
    ),
]


def test_good_rows_give_no_finding():
    assert codes(intake_of({}, {}, {})) == {}


@pytest.mark.parametrize(("code", "change"), CASES, ids=[code for code, _ in CASES])
def test_each_check_names_its_row_and_columns(code, change):
    found = {one.code: one for one in intake_of({}, change, {}).findings}
    assert code in found
    assert found[code].rows.tolist() == [3]
    assert found[code].count == 1
    assert found[code].file == "orders.csv"
    assert found[code].columns
    assert found[code].message.values["n"] == 1
    assert found[code].done.text
    besides = {"ordered_in_future": {"delivery_in_future"}}.get(code, set())
    assert set(found) <= {code, *besides, *(["date_order_doubt"] if code == "delivered_before_ordered" else [])}


def test_every_rule_of_the_tables_has_a_case():
    assert {rule.code for rule in (*LINE_RULES, *DELIVERY_RULES)} <= {code for code, _ in CASES}


def test_an_order_is_in_one_group_and_of_one_customer():
    same = {"order_id": "9"}
    intake = intake_of(
        {**same, "line_id": "1"}, {**same, "line_id": "2", "customer_group": "Bouw"}, {"customer_id": "K2"}
    )
    found = {one.code: one.rows.tolist() for one in intake.findings}
    assert found["order_in_two_groups"] == [2, 3]
    assert found["customer_in_two_groups"] == [2, 3]
    assert "order_of_two_customers" not in found
    other = intake_of({**same, "line_id": "1"}, {**same, "line_id": "2", "customer_id": "K2"})
    assert codes(other)["order_of_two_customers"] == 2


def test_late_marks_are_the_opposite_of_on_time():
    header = ["order_id", "line_id", "quantity_ordered", "promised_date", "delivered_at", "Te laat"]
    rows = [["1", "1", "5", "2026-03-01", "2026-03-02", "nee"], ["1", "2", "5", "2026-03-01", "2026-03-02", "ja"]]
    found = {one.code: one.rows.tolist() for one in take_in(lines=table(header, rows)).findings}
    assert found["on_time_flag_contradicts"] == [2]


def test_many_deliveries_before_their_order_raise_a_doubt_about_the_dates():
    rows = [["1", str(n), "5", f"1{n % 9}-03-2026", f"0{1 + n % 9}-02-2026"] for n in range(20)]
    intake = take_in(lines=table(["order_id", "line_id", "quantity_ordered", "ordered_at", "delivered_at"], rows))
    doubt = next(one for one in intake.findings if one.code == "date_order_doubt")
    assert doubt.severity is Severity.WRONG
    assert doubt.count == 20
    assert doubt.message.values["share"] == 1.0


def test_a_gap_in_time_is_counted_in_weeks():
    rows = []
    for week in [*range(10), *range(13, 25)]:
        for day in range(5):
            when = date(2026, 1, 5) + timedelta(weeks=week, days=day)
            rows += [[f"{when}-{again}", "1", "5", str(when)] for again in range(3)]
    intake = take_in(lines=table(["order_id", "line_id", "quantity_ordered", "ordered_at"], rows))
    gap = next(one for one in intake.findings if one.code == "gap_in_time")
    assert gap.count == 3
    assert gap.message.values["day"] == date(2026, 3, 16)


def test_what_no_column_gives_is_said():
    assert {"no_due_date", "no_delivery_date"} <= set(
        codes(take_in(lines=table(["order_id", "line_id", "quantity_ordered"], [["1", "1", "5"]])))
    )


def test_nothing_disappears_without_a_finding():
    """Every row of the file is a line, a delivery of one, or a row that a finding names as left out."""
    generator = np.random.default_rng(7)
    days = [str(date(2026, 1, 1) + timedelta(days=int(day))) for day in generator.integers(0, 200, 400)]
    rows = []
    for n in range(400):
        order = str(generator.integers(1, 80)) if generator.random() > 0.03 else ""
        line = str(generator.integers(1, 6)) if generator.random() > 0.03 else ""
        rows.append([order, line, str(generator.integers(-1, 9)), days[n], str(generator.integers(0, 9)), days[n - 1]])
    rows += rows[:20]
    header = ["order_id", "line_id", "quantity_ordered", "promised_date", "quantity_delivered", "delivered_at"]
    for shape in ("line", "delivery"):
        intake = take_in(lines=table(header, rows), shape=shape)
        kept = set(intake.tables.lines["source_row"]) | set(intake.tables.deliveries["source_row"])
        left = {
            int(row)
            for one in intake.findings
            if one.code in {"missing_order_id", "exact_copies", "repeated_line", "conflicting_repeat"}
            for row in one.rows
        }
        assert kept | left == set(range(2, len(rows) + 2)), shape
        keys = intake.tables.lines[["order_id", "line_id"]]
        assert not keys.duplicated().any()


def test_findings_stand_worst_first_and_can_be_downloaded():
    intake = intake_of({"quantity_ordered": "-5"}, {"customer_id": ""}, {"promised_date": ""})
    order = [one.severity for one in intake.findings]
    assert order == sorted(order, key=[Severity.WRONG, Severity.LOOK, Severity.INFO].index)
    frame = findings_table(intake.findings)
    assert list(frame.columns) == ["code", "severity", "file", "row", "columns"]
    assert len(frame) == sum(one.count for one in intake.findings)
    assert findings_table([]).empty


def test_today_decides_what_lies_in_the_future():
    assert "delivery_in_future" in codes(intake_of({"delivered_at": str(TODAY + timedelta(days=1))}))
    assert "delivery_in_future" not in codes(intake_of({"delivered_at": str(TODAY)}))

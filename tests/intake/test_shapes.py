"""What a row is: a line, a delivery, an order; headers and lines; and what becomes of copies, repeats and conflicts."""

from __future__ import annotations

import pandas as pd
import pytest

from otif_koop.intake import NotAssembled, with_customer_groups
from otif_koop.otif.from_tables import order_book
from otif_koop.otif.order_tables import DELIVERY_DATES, LINE_DATES, LINE_FLAGS, LINE_NUMBERS, LINE_TEXTS
from tests.intake.files import codes, table, take_in

LINE = ["order_id", "line_id", "quantity_ordered", "promised_date", "quantity_delivered", "delivered_at"]


def rows(frame: pd.DataFrame, *names: str) -> list[tuple]:
    dated = frame.assign(**{name: frame[name].dt.strftime("%m-%d") for name in names if frame[name].dtype.kind == "M"})
    return [
        tuple(None if pd.isna(value) else value for value in row) for row in dated[list(names)].itertuples(index=False)
    ]


def test_one_row_a_line():
    intake = take_in(
        lines=table(
            LINE,
            [
                ["1", "1", "5", "2026-03-01", "5", "2026-03-01"],
                ["1", "2", "5", "2026-03-01", "0", "2026-03-02"],
                ["1", "3", "5", "2026-03-01", "", ""],
                ["1", "4", "5", "2026-03-01", "0", ""],
                ["1", "5", "5", "2026-03-01", "3", ""],
            ],
        )
    )
    assert (intake.shape, intake.tables.order_grain) == ("line", False)
    assert intake.tables.incidents is None
    assert rows(intake.tables.deliveries, "line_id", "quantity_delivered", "delivered_at") == [
        ("1", 5.0, "03-01"),
        ("2", 0.0, "03-02"),
        ("5", 3.0, None),
    ]
    assert codes(intake) == {"zero_delivered": 1, "delivered_without_date": 1}


def test_the_tables_have_the_types_that_they_promise():
    header = [*LINE, "customer_id", "partial_agreed", "ordered_at", "net_value", "klacht"]
    intake = take_in(
        lines=table(header, [["1", "1", "5", "2026-03-01", "5", "2026-03-01", "", "ja", "2026-02-01", "9,5", "nee"]])
    )
    for name in intake.tables.lines:
        dtype = intake.tables.lines[name].dtype
        if name in LINE_TEXTS:
            assert dtype == "str"
        elif name in LINE_DATES:
            assert dtype.kind == "M"
            assert dtype.tz is None if hasattr(dtype, "tz") else True
        elif name in LINE_NUMBERS:
            assert dtype == "float64"
        elif name in LINE_FLAGS:
            assert dtype == "boolean"
        else:
            assert (name, dtype) == ("source_row", "int64")
    assert set(intake.tables.deliveries.columns) <= {
        "order_id",
        "line_id",
        "quantity_delivered",
        "source_row",
        *DELIVERY_DATES,
    }
    assert intake.tables.kinds == {"complaint"}
    assert len(intake.tables.incidents) == 0
    assert order_book(intake.tables).columns


def test_without_a_delivered_quantity_the_column_is_absent():
    header = [name for name in LINE if name != "quantity_delivered"]
    intake = take_in(
        lines=table(header, [["1", "1", "5", "2026-03-01", "2026-03-01"], ["1", "2", "5", "2026-03-01", ""]])
    )
    assert "quantity_delivered" not in intake.tables.deliveries
    assert rows(intake.tables.deliveries, "line_id") == [("1",)]


def test_without_any_quantity_each_line_is_one_piece():
    intake = take_in(
        lines=table(["order_id", "line_id", "promised_date", "delivered_at"], [["1", "1", "2026-03-01", "2026-03-01"]])
    )
    assert intake.tables.lines["quantity_ordered"].tolist() == [1.0]
    assert any("one piece" in said.text for said in intake.assumed)


REPEATED = [
    ["1", "1", "10", "2026-03-01", "6", "2026-03-01"],
    ["1", "1", "10", "2026-03-01", "4", "2026-03-05"],
    ["1", "2", "5", "2026-03-01", "5", "2026-03-01"],
    ["2", "1", "8", "2026-03-01", "4", "2026-03-01"],
    ["2", "1", "8", "2026-03-02", "4", "2026-03-05"],
]


def test_a_row_a_delivery_is_detected_and_conflicts_are_reported():
    intake = take_in(lines=table(LINE, REPEATED))
    assert intake.shape == "delivery"
    assert rows(intake.tables.lines, "order_id", "line_id", "quantity_ordered", "promised_date", "source_row") == [
        ("1", "1", 10.0, "03-01", 2),
        ("1", "2", 5.0, "03-01", 4),
        ("2", "1", 8.0, "03-01", 5),
    ]
    assert len(intake.tables.deliveries) == 5
    conflict = next(one for one in intake.findings if one.code == "conflicting_repeat")
    assert (conflict.rows.tolist(), conflict.columns) == ([6], ("order_id", "line_id", "promised_date"))


def test_what_a_row_is_can_be_overruled():
    intake = take_in(lines=table(LINE, REPEATED), shape="line")
    assert intake.shape == "line"
    assert len(intake.tables.deliveries) == 3
    assert codes(intake)["repeated_line"] == 2


def test_repeated_lines_that_say_something_else_keep_the_first():
    again = [["1", "1", "10", "2026-03-01", "10", "2026-03-01"], ["1", "1", "99", "2026-04-01", "9", "2026-03-05"]]
    intake = take_in(lines=table(LINE, [*again, ["1", "2", "1", "2026-03-01", "1", "2026-03-01"]]))
    assert intake.shape == "line"
    assert rows(intake.tables.lines, "line_id", "quantity_ordered") == [("1", 10.0), ("2", 1.0)]
    assert rows(intake.tables.deliveries, "line_id", "quantity_delivered") == [("1", 10.0), ("2", 1.0)]
    repeated = next(one for one in intake.findings if one.code == "repeated_line")
    assert repeated.rows.tolist() == [3]


def test_exact_copies_of_a_row_count_once():
    copied = [REPEATED[2], REPEATED[2], REPEATED[0], REPEATED[1], REPEATED[0]]
    intake = take_in(lines=table(LINE, copied))
    assert codes(intake)["exact_copies"] == 2
    assert next(one for one in intake.findings if one.code == "exact_copies").rows.tolist() == [3, 6]
    assert intake.tables.deliveries["quantity_delivered"].tolist() == [5.0, 6.0, 4.0]


def test_one_row_an_order():
    header = ["order_id", "promised_date", "actual_delivery_date", "lines_total", "lines_delivered_complete", "status"]
    intake = take_in(
        lines=table(
            header,
            [
                ["1", "2026-03-01", "2026-03-01", "3", "3", "delivered"],
                ["2", "2026-03-01", "", "2", "0", "cancelled"],
                ["3", "2026-03-01", "2026-03-03", "2", "1", "cancelled"],
            ],
        )
    )
    assert (intake.shape, intake.tables.order_grain) == ("order", True)
    assert rows(intake.tables.lines, "order_id", "line_id", "cancelled_quantity") == [
        ("1", "1", None),
        ("2", "1", 2.0),
        ("3", "1", None),
    ]
    assert rows(intake.tables.deliveries, "order_id", "quantity_delivered") == [("1", 3.0), ("3", 1.0)]
    assert codes(intake) == {"cancelled_by_status": 1, "cancelled_and_delivered": 1}
    assert "cancelled_by" not in intake.tables.lines


def test_who_cancelled_can_be_said():
    tables = {
        "lines": table(
            ["order_id", "promised_date", "lines_total", "status"],
            [["1", "2026-03-01", "3", "Geannuleerd"], ["2", "2026-03-01", "3", "open"]],
        )
    }
    intake = take_in("cancelled_by=customer", **tables)
    assert rows(intake.tables.lines, "cancelled_quantity", "cancelled_by") == [(3.0, "customer"), (None, None)]


def test_who_cancelled_stands_in_a_column():
    header = ["order_id", "line_id", "quantity_ordered", "cancelled_quantity", "geannuleerd door"]
    values = [
        ["1", "1", "3", "3", "Klant"],
        ["1", "2", "3", "1", "leverancier"],
        ["1", "3", "3", "3", "systeem"],
        ["1", "4", "3", "", ""],
    ]
    intake = take_in(lines=table(header, values))
    assert rows(intake.tables.lines, "cancelled_quantity", "cancelled_by") == [
        (3.0, "customer"),
        (1.0, "supplier"),
        (3.0, None),
        (None, None),
    ]
    assert codes(intake)["cancelled_by_whom"] == 1


def test_order_and_product_are_the_key_where_there_is_no_line_number():
    header = ["order_id", "sku", "quantity_ordered", "promised_date", "quantity_delivered", "delivered_at"]
    values = [
        ["1", "A", "5", "2026-03-01", "5", "2026-03-01"],
        ["1", "B", "5", "2026-03-01", "5", "2026-03-01"],
        ["2", "A", "5", "2026-03-01", "5", "2026-03-01"],
    ]
    intake = take_in(lines=table(header, values))
    assert rows(intake.tables.lines, "order_id", "line_id") == [("1", "A"), ("1", "B"), ("2", "A")]
    assert not intake.tables.order_grain


def test_rows_without_any_key_below_the_order_are_numbered():
    header = ["order_id", "quantity_ordered", "promised_date"]
    values = [["2", "5", "2026-03-01"], ["1", "6", "2026-03-01"], ["2", "7", "2026-03-02"]]
    intake = take_in(lines=table(header, values))
    assert rows(intake.tables.lines, "order_id", "line_id") == [("2", "1"), ("1", "1"), ("2", "2")]
    assert "numbered" in intake.said.text


def test_deliveries_of_whole_orders():
    header = ["order_id", "lines_total", "promised_date", "lines_delivered_complete", "delivered_at"]
    values = [
        ["1", "5", "2026-03-01", "3", "2026-03-01"],
        ["1", "5", "2026-03-01", "2", "2026-03-02"],
        ["2", "1", "2026-03-01", "1", "2026-03-02"],
    ]
    intake = take_in(lines=table(header, values))
    assert (intake.shape, intake.tables.order_grain, len(intake.tables.lines), len(intake.tables.deliveries)) == (
        "delivery",
        True,
        2,
        3,
    )


def test_rows_without_a_key_are_left_out_or_numbered_and_said():
    values = [
        ["", "1", "5", "2026-03-01", "5", "2026-03-01"],
        ["1", "", "5", "2026-03-01", "5", "2026-03-01"],
        ["1", "", "5", "2026-03-01", "5", "2026-03-01"],
    ]
    values[2][4] = "4"
    intake = take_in(lines=table(LINE, values))
    assert codes(intake)["missing_order_id"] == 1
    assert rows(intake.tables.lines, "order_id", "line_id") == [("1", "#3"), ("1", "#4")]


# ---------------------------------------------------------------- more files

LINES = table(
    ["order_id", "line_id", "product_id", "quantity_ordered", "promised_date"],
    [["1", "10", "A", "5", "2026-03-01"], ["1", "20", "B", "6", "2026-03-01"], ["2", "10", "A", "7", "2026-03-02"]],
    "lines.csv",
)


def test_headers_of_orders_fill_what_the_lines_lack():
    orders = table(
        ["order_id", "customer_id", "ordered_at", "promised_date", "klacht"],
        [["1", "K1", "2026-02-01", "2026-12-31", "ja"], ["3", "K3", "2026-02-01", "", "nee"]],
        "orders.csv",
    )
    intake = take_in(lines=LINES, orders=orders)
    assert rows(intake.tables.lines, "customer_id", "ordered_at", "promised_date") == [
        ("K1", "02-01", "03-01"),
        ("K1", "02-01", "03-01"),
        (None, None, "03-02"),
    ]
    assert rows(intake.tables.incidents, "order_id", "line_id", "kind") == [("1", None, "complaint")]
    found = {one.code: (one.file, one.rows.tolist()) for one in intake.findings}
    assert found["no_header"] == ("lines.csv", [4])
    assert found["order_without_lines"] == ("orders.csv", [3])


def test_deliveries_and_their_shipments():
    deliveries = table(
        ["shipment_id", "order_id", "line_id", "quantity_delivered"],
        [["S1", "1", "10", "3"], ["S2", "1", "10", "2"], ["S2", "1", "20", "6"], ["S3", "9", "10", "1"]],
        "pakbonregels.csv",
    )
    shipments = table(["shipment_id", "shipped_at"], [["S1", "2026-02-27"], ["S2", "2026-03-03"]], "pakbonnen.csv")
    intake = take_in(lines=LINES, deliveries=deliveries, shipments=shipments)
    assert rows(intake.tables.deliveries, "order_id", "line_id", "quantity_delivered", "shipped_at", "source_row") == [
        ("1", "10", 3.0, "02-27", 2),
        ("1", "10", 2.0, "03-03", 3),
        ("1", "20", 6.0, "03-03", 4),
        ("9", "10", 1.0, None, 5),
    ]
    lost = next(one for one in intake.findings if one.code == "delivery_without_line")
    assert (lost.file, lost.rows.tolist()) == ("pakbonregels.csv", [5])


def test_deliveries_by_product():
    deliveries = table(
        ["order_id", "product_id", "quantity_delivered", "delivered_at"],
        [["1", "B", "6", "2026-03-01"], ["2", "A", "7", "2026-03-01"]],
    )
    intake = take_in(lines=LINES, deliveries=deliveries)
    assert rows(intake.tables.deliveries, "order_id", "line_id") == [("1", "20"), ("2", "10")]


def test_deliveries_that_name_only_the_order_are_refused_where_orders_have_lines():
    deliveries = table(["order_id", "quantity_delivered", "delivered_at"], [["1", "6", "2026-03-01"]], "geleverd.csv")
    with pytest.raises(NotAssembled, match=r"geleverd.csv names the order and neither the line nor the product"):
        take_in(lines=LINES, deliveries=deliveries)


def test_shipments_without_quantities_give_their_orders_a_date():
    shipments = table(
        ["order_id", "delivered_at"], [["1", "2026-03-01"], ["1", "2026-03-04"], ["2", "2026-03-02"]], "zendingen.csv"
    )
    intake = take_in(lines=LINES, shipments=shipments)
    assert rows(intake.tables.deliveries, "order_id", "line_id", "delivered_at") == [
        ("1", "10", "03-04"),
        ("1", "20", "03-04"),
        ("2", "10", "03-02"),
    ]
    assert any("latest one decides" in said.text for said in intake.assumed)


def test_keys_with_leading_zeros_find_each_other():
    deliveries = table(
        ["order_id", "line_id", "quantity_delivered", "delivered_at"], [["0000000001", "000010", "5", "2026-03-01"]]
    )
    intake = take_in(lines=LINES, deliveries=deliveries)
    assert rows(intake.tables.deliveries, "order_id", "line_id") == [("1", "10")]
    assert sum("leading zeros" in said.text for said in intake.assumed) == 2


def test_keys_that_would_become_one_are_not_matched_loosely():
    lines = table(["order_id", "line_id", "quantity_ordered"], [["7", "1", "5"], ["07", "1", "6"]], "lines.csv")
    deliveries = table(
        ["order_id", "line_id", "quantity_delivered", "delivered_at"],
        [["007", "1", "5", "2026-03-01"], ["07", "1", "6", "2026-03-01"]],
    )
    intake = take_in(lines=lines, deliveries=deliveries)
    assert codes(intake)["delivery_without_line"] == 1
    assert rows(intake.tables.deliveries, "order_id") == [("007",), ("07",)]


def test_schedule_lines_get_their_deliveries_in_order_of_time():
    schedules = table(
        ["order_id", "line_id", "schedule_line_id", "quantity_ordered", "promised_date"],
        [["1", "10", "1", "6", "2026-03-10"], ["1", "10", "2", "4", "2026-03-20"], ["2", "10", "1", "7", "2026-03-10"]],
        "indeling.csv",
    )
    deliveries = table(
        ["order_id", "line_id", "quantity_delivered", "delivered_at"],
        [
            ["1", "10", "5", "2026-03-20"],
            ["1", "10", "4", "2026-03-09"],
            ["1", "10", "3", "2026-03-25"],
            ["2", "10", "7", "2026-03-09"],
        ],
    )
    intake = take_in(lines=LINES, schedules=schedules, deliveries=deliveries)
    assert rows(intake.tables.lines, "order_id", "line_id", "product_id", "quantity_ordered") == [
        ("1", "10/1", "A", 6.0),
        ("1", "10/2", "A", 4.0),
        ("2", "10/1", "A", 7.0),
    ]
    assert sorted(rows(intake.tables.deliveries, "order_id", "line_id", "quantity_delivered", "delivered_at")) == [
        ("1", "10/1", 2.0, "03-20"),
        ("1", "10/1", 4.0, "03-09"),
        ("1", "10/2", 1.0, "03-25"),
        ("1", "10/2", 2.0, "03-25"),
        ("1", "10/2", 3.0, "03-20"),
        ("2", "10/1", 7.0, "03-09"),
    ]
    assert codes(intake)["line_without_schedule"] == 1


def test_incidents_of_a_file_of_their_own():
    incidents = table(
        ["order_id", "line_id", "Soort klacht", "Aantal", "Datum melding"],
        [
            ["1", "10", "Transportschade", "2", "2026-03-05"],
            ["1", "", "klacht", "", ""],
            ["2", "99", "prijsfout", "", ""],
            ["9", "1", "retour", "1", ""],
            ["2", "10", "gedoe", "", ""],
        ],
        "klachten.csv",
    )
    intake = take_in(lines=LINES, incidents=incidents)
    assert rows(intake.tables.incidents, "order_id", "line_id", "kind", "quantity", "occurred_at") == [
        ("1", "10", "damage", 2.0, "03-05"),
        ("1", None, "complaint", None, None),
        ("2", None, "wrong_price", None, None),
        ("2", "10", "error_unspecified", None, None),
    ]
    assert {"incident_without_order": 1, "incident_without_line": 1, "unknown_kind": 1}.items() <= codes(intake).items()
    assert intake.tables.kinds == {"damage", "complaint", "wrong_price", "error_unspecified"}


def test_yes_no_and_quantity_columns_of_errors():
    header = ["order_id", "line_id", "quantity_ordered", "Schade", "RejectedQty", "Klacht"]
    intake = take_in(
        lines=table(header, [["1", "1", "5", "ja", "2", ""], ["1", "2", "5", "nee", "0", "te laat gebeld"]])
    )
    assert rows(intake.tables.incidents, "line_id", "kind", "quantity") == [
        ("1", "damage", None),
        ("1", "error_unspecified", 2.0),
        ("2", "complaint", None),
    ]
    assert intake.tables.kinds == {"damage", "error_unspecified", "complaint"}


def test_an_error_on_several_deliveries_of_a_line_is_one_error():
    header = [*LINE, "Schade"]
    intake = take_in(
        lines=table(
            header,
            [
                ["1", "1", "10", "2026-03-01", "6", "2026-03-01", "ja"],
                ["1", "1", "10", "2026-03-01", "4", "2026-03-05", "ja"],
            ],
        )
    )
    assert len(intake.tables.incidents) == 1


def test_customer_groups_from_a_file_and_by_hand():
    lines = table(
        ["order_id", "line_id", "customer_id", "quantity_ordered"],
        [["1", "1", "K1", "5"], ["2", "1", "K2", "5"], ["3", "1", "K3", "5"]],
        "lines.csv",
    )
    groups = table(["Klantnummer", "Klantgroep"], [["K1", "Zorg"], ["K2", "Bouw"], ["K2", "Retail"]], "groepen.csv")
    intake = take_in(lines=lines, groups=groups)
    assert rows(intake.tables.lines, "customer_group") == [("Zorg",), ("Bouw",), (None,)]
    assert {"customer_without_group": 1, "repeated_header": 1}.items() <= codes(intake).items()
    by_hand = with_customer_groups(intake.tables, {"K3": "Export", "K1": "Care"})
    assert rows(by_hand.lines, "customer_group") == [("Care",), ("Bouw",), ("Export",)]
    with pytest.raises(NotAssembled):
        with_customer_groups(take_in(lines=LINES).tables, {"K1": "x"})


def test_complete_delivery_only_is_the_opposite_of_an_agreed_partial_delivery():
    header = ["order_id", "line_id", "quantity_ordered", "Compleet leveren"]
    intake = take_in(lines=table(header, [["1", "1", "5", "ja"], ["1", "2", "5", "nee"], ["1", "3", "5", ""]]))
    assert rows(intake.tables.lines, "partial_agreed") == [(False,), (True,), (None,)]


def test_sales_that_a_system_books_as_negative_are_turned():
    header = ["order_id", "line_id", "quantity_ordered", "quantity_delivered"]
    intake = take_in(lines=table(header, [[str(n), "1", "-5", "-4"] for n in range(12)]))
    assert intake.tables.lines["quantity_ordered"].tolist() == [5.0] * 12
    assert intake.tables.deliveries["quantity_delivered"].tolist() == [4.0] * 12
    assert [one.count for one in intake.findings if one.code == "negative_turned"] == [12, 12]
    few = take_in(lines=table(header, [[str(n), "1", "5" if n else "-5", "4"] for n in range(12)]))
    assert few.tables.lines["quantity_ordered"].tolist() == [-5.0] + [5.0] * 11


def test_an_order_number_on_the_first_row_of_an_order_counts_for_the_rows_below():
    block = [("7", "10"), ("", "20"), ("", "30"), ("8", "10")]
    values = [[order and f"{order}{again}", line, "5"] for again in range(3) for order, line in block]
    intake = take_in(lines=table(["order_id", "line_id", "quantity_ordered"], values))
    assert intake.tables.lines["order_id"].tolist()[:4] == ["70", "70", "70", "80"]
    assert codes(intake) == {"no_delivery_date": 12, "no_due_date": 12, "order_number_repeated": 6}


def test_a_status_that_denies_is_no_cancellation():
    header = ["order_id", "line_id", "quantity_ordered", "status", "annuleringsreden"]
    values = [
        ["1", "1", "5", "niet geannuleerd", "nee"],
        ["1", "2", "5", "open", "niet leverbaar"],
        ["1", "3", "5", "order_canceled", ""],
    ]
    intake = take_in(lines=table(header, values))
    assert rows(intake.tables.lines, "line_id", "cancelled_quantity") == [("1", None), ("2", 5.0), ("3", 5.0)]


def test_words_that_deny_are_no_error():
    header = ["order_id", "line_id", "quantity_ordered", "Klacht"]
    said = ["geen klacht", "Nee", "verkeerde kleur", "", "no complaint", "0"]
    intake = take_in(lines=table(header, [["1", str(n), "5", text] for n, text in enumerate(said)]))
    assert rows(intake.tables.incidents, "line_id", "kind") == [("2", "complaint")]


def test_corrections_of_a_line_are_no_partial_deliveries():
    values = [["1", "1", "10", "2026-03-01", "10", "2026-03-01"], ["1", "1", "10", "2026-03-01", "10", "2026-03-04"]]
    assert take_in(lines=table(LINE, values)).shape == "line"
    values[0][4], values[1][4] = "6", "4"
    assert take_in(lines=table(LINE, values)).shape == "delivery"

"""From a client's bytes to a score, on small files in the shapes of public ones."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from otif_koop.demo import client_export, demo_tables
from otif_koop.intake import detect_roles, propose, read_file, to_order_tables
from otif_koop.otif.definition import Definition, Level
from otif_koop.otif.from_tables import order_book
from otif_koop.otif.score import score
from tests.intake.files import codes, csv_bytes, table, take_in

ARTICLE = [
    ["1", "1", "10000", "10000", "2017-03-06", "2017-03-06", "0", "0"],
    ["1", "2", "8000", "8000", "2017-03-06", "2017-03-06", "1", "0"],
    ["1", "3", "6000", "5000", "2017-03-06", "2017-03-06", "0", "0"],
    ["1", "4", "5000", "4000", "2017-03-06", "2017-03-06", "0", "0"],
    ["2", "5", "6500", "6500", "2017-03-08", "2017-03-10", "0", "1"],
    ["2", "6", "6000", "6000", "2017-03-08", "2017-03-10", "0", "1"],
    ["2", "7", "6000", "6000", "2017-03-08", "2017-03-10", "0", "0"],
]
ARTICLE_HEADER = [
    "order_id",
    "line",
    "ordered_qty",
    "delivered_qty",
    "agreed_date",
    "delivered_date",
    "error",
    "complaint",
]


def test_the_article_needs_no_answer():
    tables = {"lines": table(ARTICLE_HEADER, ARTICLE, delimiter=",")}
    assert propose(tables).questions == ()
    intake = take_in(**tables)
    assert intake.findings == ()
    assert intake.tables.kinds == {"error_unspecified", "complaint"}
    assert intake.tables.lines["quantity_ordered"].sum() == 47500
    assert intake.tables.deliveries["quantity_delivered"].sum() == 45500
    assert order_book(intake.tables).quantity_ordered.sum() == 47500


DELIVERIES_HEADER = [
    "ID",
    "Project Code",
    "PQ #",
    "PO / SO #",
    "Country",
    "PQ First Sent to Client Date",
    "Scheduled Delivery Date",
    "Delivered to Client Date",
    "Delivery Recorded Date",
    "Unit of Measure (Per Pack)",
    "Line Item Quantity",
    "Line Item Value",
    "Weight (Kilograms)",
]


def project_deliveries():
    start, rows = date(2006, 6, 2), []
    for n in range(1, 121):
        due = start + timedelta(days=5 * (n // 3))
        came = due + timedelta(days=(n % 7) - 5)
        dates = [f"{day.day}-{day:%b-%y}" for day in (due, came, came)]
        first = [
            str(n * 2 + 1),
            f"100-CI-T{n % 9}",
            "Pre-PQ Process",
            f"SCMS-{n // 3}",
            "Côte d'Ivoire",
            "Pre-PQ Process",
        ]
        rows.append([*first, *dates, "30", str(n * 10), f"{n * 1.5:.2f}", "Weight Captured Separately"])
    return rows


@pytest.mark.parametrize(
    ("header", "how"),
    [
        (DELIVERIES_HEADER, {"delimiter": "\t", "encoding": "utf-8", "newline": "\r"}),
        (DELIVERIES_HEADER, {"delimiter": "\t", "encoding": "cp1252", "newline": "\n"}),
        ([name.lower() for name in DELIVERIES_HEADER], {"delimiter": ",", "encoding": "utf-8-sig", "newline": "\r\n"}),
    ],
)
def test_one_file_in_three_encodings_is_one_answer(header, how):
    rows = project_deliveries()
    tables = {"lines": read_file(csv_bytes(header, rows, **how), "export.csv")}
    assert not propose(tables).questions
    intake = take_in(**tables)
    lines, deliveries = intake.tables.lines, intake.tables.deliveries
    assert lines["region"].unique().tolist() == ["Côte d'Ivoire"]
    assert lines["order_id"].nunique() == 41
    assert "quantity_delivered" not in deliveries
    late = deliveries["delivered_at"].to_numpy() > lines["promised_date"].to_numpy()
    assert late.sum() == sum((n % 7) - 5 > 0 for n in range(1, 121))


def test_an_inbound_file_with_rejected_quantities_and_its_header():
    detail = table(
        [
            "PurchaseOrderID",
            "PurchaseOrderDetailID",
            "DueDate",
            "OrderQty",
            "ProductID",
            "UnitPrice",
            "LineTotal",
            "ReceivedQty",
            "RejectedQty",
            "StockedQty",
            "ModifiedDate",
        ],
        [
            ["1", "1", "2011-04-30 00:00:00", "4", "1", "50.26", "201.04", "3.0", "0.0", "3.0", "2011-04-23 00:00:00"],
            [
                "2",
                "2",
                "2011-04-30 00:00:00",
                "3",
                "359",
                "45.12",
                "135.36",
                "3.0",
                "1.0",
                "2.0",
                "2011-04-23 00:00:00",
            ],
        ],
        delimiter="\t",
    )
    header = table(
        ["PurchaseOrderID", "Status", "VendorID", "OrderDate", "ShipDate", "SubTotal"],
        [
            ["1", "4", "1580", "2011-04-16 00:00:00", "2011-04-25 00:00:00", "201.04"],
            ["2", "1", "1496", "2011-04-16 00:00:00", "2011-05-25 00:00:00", "272.1015"],
        ],
        delimiter="\t",
    )
    asked = {question.header for question in propose({"lines": detail, "orders": header}).questions}
    assert asked == {"DueDate", "ShipDate"}
    intake = take_in("promised_date=DueDate", "shipped_at=ShipDate", lines=detail, orders=header)
    assert intake.tables.deliveries["shipped_at"].dt.month.tolist() == [4, 5]
    assert intake.tables.deliveries["quantity_delivered"].tolist() == [3.0, 3.0]
    assert intake.tables.incidents[["line_id", "kind", "quantity"]].to_numpy().tolist() == [
        ["2", "error_unspecified", 1.0]
    ]
    assert codes(intake) == {}


def test_the_demo_company_s_own_export_goes_in_unasked_with_its_errors_and_complaints():
    """The main job on the files that come with the product: the figures are those of its tables."""
    tables = demo_tables(scale=0.02)
    made = client_export(tables, workbook=False)
    by_role = detect_roles([read_file(content, name) for name, content in made.items()])
    assert {role: table.name for role, table in by_role.items()} == {
        "lines": "orderregels.csv",
        "incidents": "fouten_en_klachten.csv",
    }
    proposed = propose(by_role)
    assert not proposed.blocking
    book, own = order_book(to_order_tables(by_role, proposed.mapping).tables), order_book(tables)
    one, other = (score(each, Definition()).score(None, Level.ORDER) for each in (book, own))
    assert (one.no_error, one.no_complaint, one.measured) == (other.no_error, other.no_complaint, other.measured)

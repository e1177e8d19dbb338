"""Exports as clients send them, made here: the article's table, and one file of each common grain."""

from __future__ import annotations

from datetime import date, timedelta

from otif_koop.demo import client_export, demo_tables
from tests.intake.files import csv_bytes
from tests.intake.test_whole_way import ARTICLE, ARTICLE_HEADER

ARTICLE_FILE = csv_bytes(ARTICLE_HEADER, ARTICLE, delimiter=",")

US_HEADER = [
    "ID",
    "PO / SO #",
    "Country",
    "Scheduled Delivery Date",
    "Delivered to Client Date",
    "Delivery Recorded Date",
    "Vendor",
    "Line Item Quantity",
    "Line Item Value",
]


def us_file() -> bytes:
    """Tabs, cp1252, dates such as 2-Jun-06, and no delivered quantity: in full can't be shown."""
    rows = []
    for n in range(60):
        due = date(2006, 6, 2) + timedelta(days=3 * n)
        came = due + timedelta(days=4 if n % 5 == 0 else -(n % 3))
        told = [f"{day.day}-{day:%b-%y}" for day in (due, came, came)]
        rows.append([str(n + 1), f"SCMS-{n // 2}", "Côte d’Ivoire", *told, "Aurobindo", str(19 + n), str(551 + n)])
    return csv_bytes(US_HEADER, rows, delimiter="\t", encoding="cp1252")


ORDER_HEADER = [
    "order_id",
    "order_date",
    "requested_delivery_date",
    "promised_delivery_date",
    "actual_delivery_date",
    "region",
    "lines_total",
    "lines_delivered_complete",
    "status",
]


def order_file() -> bytes:
    """One row an order, with a requested and a promised date, its quantities counted in lines."""
    rows = []
    for n in range(90):
        placed = date(2026, 1, 5) + timedelta(days=n)
        asked, said = placed + timedelta(days=8), placed + timedelta(days=10)
        came = said + timedelta(days=(n % 7) - 4)
        days = [day.isoformat() for day in (placed, asked, said, came)]
        rows.append([f"SO-{n}", *days, "Ege", "3", "2" if n % 9 == 0 else "3", "delivered"])
    return csv_bytes(ORDER_HEADER, rows, delimiter=",")


def dutch_files() -> dict[str, bytes]:
    """One row a delivery and a file of errors and complaints, as a Dutch system writes them."""
    return client_export(demo_tables(scale=0.05), workbook=False)

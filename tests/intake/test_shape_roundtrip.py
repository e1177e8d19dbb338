"""Any order book, written in any of the shapes that clients bring, comes back as it was."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.intake.files import table, take_in

START = date(2026, 1, 15)
DAYS = st.integers(0, 60).map(lambda days: START + timedelta(days=days))
DELIVERIES = st.lists(st.tuples(st.integers(1, 9), DAYS), max_size=3, unique_by=lambda row: row[1])
LINES = st.lists(st.tuples(st.integers(1, 30), DAYS, DELIVERIES), min_size=1, max_size=4)
BOOKS = st.lists(LINES, min_size=1, max_size=6)


def rows_of(book):
    """(order, line, ordered, promised) and (order, line, delivered, day) of a book."""
    lines, deliveries = [], []
    for order, order_lines in enumerate(book, start=1):
        for place, (ordered, promised, came) in enumerate(order_lines, start=1):
            key = (f"SO-{order}", str(place * 10))
            lines.append((*key, ordered, promised))
            deliveries += [(*key, pieces, day) for pieces, day in came]
    return lines, deliveries


def check(intake, lines, deliveries):
    found = intake.tables.lines
    promised = found["promised_date"].dt.date
    assert Counter(
        zip(found["order_id"], found["line_id"], found["quantity_ordered"], promised, strict=True)
    ) == Counter(lines)
    came = intake.tables.deliveries
    days = came["delivered_at"].dt.date
    assert Counter(zip(came["order_id"], came["line_id"], came["quantity_delivered"], days, strict=True)) == Counter(
        deliveries
    )


LINE_HEADER = ["Ordernummer", "Regel", "Besteld", "Toegezegde leverdatum"]
DELIVERY_HEADER = ["Ordernummer", "Regel", "Geleverd", "Werkelijke leverdatum"]


@settings(max_examples=60, deadline=None)
@given(BOOKS)
def test_one_row_a_delivery(book):
    lines, deliveries = rows_of(book)
    rows = []
    for line in lines:
        came = [delivery[2:] for delivery in deliveries if delivery[:2] == line[:2]]
        rows += [[*line, *delivery] for delivery in came] or [[*line, "", ""]]
    header = [*LINE_HEADER, *DELIVERY_HEADER[2:]]
    check(take_in(lines=table(header, rows), shape="delivery"), lines, deliveries)


@settings(max_examples=60, deadline=None)
@given(BOOKS)
def test_lines_and_deliveries(book):
    lines, deliveries = rows_of(book)
    tables = {"lines": table(LINE_HEADER, lines, "lines.csv")}
    if deliveries:
        tables["deliveries"] = table(DELIVERY_HEADER, deliveries, "deliveries.csv")
    intake = take_in(**tables)
    if deliveries:
        check(intake, lines, deliveries)


@settings(max_examples=60, deadline=None)
@given(BOOKS)
def test_headers_lines_shipments_and_their_lines(book):
    """As SAP has it: the promise on the order, the day on the shipment, keys with and without leading zeros."""
    lines, deliveries = rows_of([[(line[0], order[0][1], line[2]) for line in order] for order in book])
    numbered = {line[0]: line[0].removeprefix("SO-").zfill(10) for line in lines}
    promised = {numbered[line[0]]: line[3] for line in lines}
    tables = {
        "lines": table(
            ["VBELN", "POSNR", "KWMENG"], [(numbered[line[0]], line[1], line[2]) for line in lines], "VBAP.csv"
        ),
        "orders": table(
            ["VBELN", "Toegezegde datum"], [(key.lstrip("0"), day) for key, day in promised.items()], "VBAK.csv"
        ),
    }
    if deliveries:
        shipment = {day: f"8{place:03d}" for place, day in enumerate(sorted({row[3] for row in deliveries}))}
        items = [(shipment[day], numbered[order], line.zfill(6), pieces) for order, line, pieces, day in deliveries]
        tables["deliveries"] = table(["VBELN", "VGBEL", "VGPOS", "LFIMG"], items, "LIPS.csv")
        tables["shipments"] = table(
            ["VBELN", "Afleverdatum"], [(key, day) for day, key in shipment.items()], "LIKP.csv"
        )
    answers = ["lines.order_id=VBELN", "lines.line_id=POSNR", "orders.order_id=VBELN"]
    answers += ["deliveries.shipment_id=VBELN", "shipments.shipment_id=VBELN"] if deliveries else []
    intake = take_in(*answers, **tables)
    if deliveries:
        check(
            intake,
            [(numbered[order], line, ordered, day) for order, line, ordered, day in lines],
            [(numbered[order], line, pieces, day) for order, line, pieces, day in deliveries],
        )


@settings(max_examples=60, deadline=None)
@given(BOOKS)
def test_schedule_lines_lose_and_add_no_piece(book):
    lines, deliveries = rows_of(book)
    schedules = [(*line[:2], str(part), line[2], line[3] + timedelta(days=part)) for line in lines for part in (1, 2)]
    header = [*LINE_HEADER[:2], "Leverregel", *LINE_HEADER[2:]]
    tables = {"lines": table(header, schedules, "indeling.csv")}
    if not deliveries:
        return
    tables["deliveries"] = table(DELIVERY_HEADER, deliveries, "deliveries.csv")
    intake = take_in(**tables)
    came = intake.tables.deliveries
    assert came["quantity_delivered"].sum() == sum(row[2] for row in deliveries)
    assert came["order_id"].isin(intake.tables.lines["order_id"]).all()
    ordered = intake.tables.lines.set_index(["order_id", "line_id"])["quantity_ordered"]
    total = came.groupby(["order_id", "line_id"])["quantity_delivered"].sum()
    for (order, line), pieces in total.items():
        if line.endswith("/1"):  # only the last schedule line takes what is too much
            assert pieces <= ordered[order, line]
        else:
            assert total.get((order, line[:-1] + "1"), 0) == ordered[order, line[:-1] + "1"]


def test_exact_copies_in_every_file_count_once():
    lines = table(LINE_HEADER, [["1", "10", "5", "2026-03-01"]] * 2, "lines.csv")
    deliveries = table(DELIVERY_HEADER, [["1", "10", "3", "2026-03-01"]] * 2, "deliveries.csv")
    incidents = table(["Ordernummer", "Soort klacht"], [["1", "schade"]] * 2, "klachten.csv")
    intake = take_in(lines=lines, deliveries=deliveries, incidents=incidents)
    assert intake.tables.deliveries["quantity_delivered"].tolist() == [3.0]
    assert len(intake.tables.incidents) == 1
    copies = [(one.file, one.rows.tolist()) for one in intake.findings if one.code == "exact_copies"]
    assert sorted(copies) == [("deliveries.csv", [3]), ("klachten.csv", [3]), ("lines.csv", [3])]

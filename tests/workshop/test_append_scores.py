"""Twelve monthly uploads: in sequence, out of order, twice, in parts and under another definition."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pandas as pd
import pytest

from otif_koop.otif.definition import Level
from otif_koop.otif.from_tables import order_book
from otif_koop.otif.newer import with_newer
from otif_koop.otif.order_tables import OrderTables
from otif_koop.otif.trend import trend
from otif_koop.workshop.append_scores import appended
from otif_koop.workshop.document import Workshop, from_content
from otif_koop.workshop.edits import apply, edits_of
from otif_koop.workshop.follow_up import first_day_of, last_day_of, period_id

MONTHS = [date(2025 + (month > 12), (month - 1) % 12 + 1, 1) for month in range(11, 23)]


def end_of(month: date) -> date:
    return last_day_of(period_id(month, "month"))


def orders(months, until: date, *, complaints: bool = True) -> OrderTables:
    """Twenty orders a month, two late, one short; what was delivered or reported by `until`."""
    lines, deliveries, incidents = [], [], []
    for month in months:
        for number in range(20):
            key, due = f"{month:%Y%m}-{number}", month + timedelta(days=number + 3)
            group = "Zorg" if number % 2 else "Dealers"
            lines.append((key, "1", group, month, due, 10.0))
            on = due + timedelta(days=5 if number in (2, 5) else 0)
            if on <= until:
                deliveries.append((key, "1", on, 9.0 if number == 7 else 10.0))
            if complaints and number in (4, 9) and on + timedelta(days=20) <= until:
                incidents.append((key, None, "complaint", on + timedelta(days=20)))
    frame = pd.DataFrame(
        lines, columns=["order_id", "line_id", "customer_group", "ordered_at", "promised_date", "quantity_ordered"]
    )
    came = pd.DataFrame(deliveries, columns=["order_id", "line_id", "delivered_at", "quantity_delivered"])
    told = pd.DataFrame(incidents, columns=["order_id", "line_id", "kind", "occurred_at"])
    for table, names in ((frame, ["ordered_at", "promised_date"]), (came, ["delivered_at"]), (told, ["occurred_at"])):
        for name in names:
            table[name] = pd.to_datetime(table[name])
    return OrderTables(frame, came, told, frozenset({"complaint"}))


def start(**more) -> Workshop:
    groups = {"zorg": {"name": "Zorg"}, "dealers": {"name": "Dealers"}}
    return from_content({"version": 1, "name": "W", "groups": groups} | more)


def upload(workshop: Workshop, tables: OrderTables, until: date):
    made = appended(workshop, order_book(tables), until)
    return apply(workshop, *edits_of(workshop, made.changes, "test")), made


@pytest.fixture(scope="module")
def uploads():
    """Month by month the export of all orders so far."""
    return [(orders(MONTHS[: place + 1], end_of(month)), end_of(month)) for place, month in enumerate(MONTHS)]


@pytest.fixture(scope="module")
def in_sequence(uploads) -> Workshop:
    workshop = start()
    for tables, until in uploads:
        workshop, _ = upload(workshop, tables, until)
    return workshop


def test_in_sequence_every_period_is_there_once_and_right(in_sequence, uploads):
    tables, until = uploads[-1]
    book = order_book(tables)
    for group_id, label in (("zorg", "Zorg"), ("dealers", "Dealers")):
        kept = in_sequence.follow_up.scores[group_id]
        assert list(kept) == [period_id(month, "month") for month in MONTHS]
        scored = trend(book, in_sequence.default_definition, Level.ORDER, group=label, as_of=until)
        assert [one.score.counts.units for one in scored] == [one.units for one in kept.values()]
        assert [one.score.counts.every for one in scored] == [one.good for one in kept.values()]
        assert [round(one.score.measured.product, 6) for one in scored] == [one.score for one in kept.values()]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_out_of_order_and_twice_comes_to_the_same(in_sequence, uploads, seed):
    workshop, order = start(), [*uploads, *uploads]
    random.Random(seed).shuffle(order)
    for tables, until in order:
        workshop, _ = upload(workshop, tables, until)
    assert workshop == in_sequence


def test_the_same_upload_again_changes_nothing(in_sequence, uploads):
    _, made = upload(in_sequence, *uploads[-1])
    assert (made.changes, made.count) == ({}, 0)


def test_young_periods_are_not_final_while_complaints_may_come(in_sequence):
    final = {period: one.final for period, one in in_sequence.follow_up.scores["zorg"].items()}
    *old, before, last = final.values()
    assert all(old)
    assert (before, last) == (True, False)


def test_a_complaint_that_comes_late_lowers_its_own_month(uploads):
    workshop, _ = upload(start(), *uploads[0])
    month = period_id(MONTHS[0], "month")
    first = workshop.follow_up.scores["zorg"][month]
    workshop, _ = upload(workshop, *uploads[1])
    assert workshop.follow_up.scores["zorg"][month].good < first.good
    assert not first.final


def test_an_export_of_the_new_month_alone_adds_and_leaves_the_rest(in_sequence):
    workshop = start()
    for month in MONTHS:
        workshop, made = upload(workshop, orders([month], end_of(month)), end_of(month))
        assert made.count == 2
    assert list(workshop.follow_up.scores["zorg"]) == list(in_sequence.follow_up.scores["zorg"])


def test_an_export_with_a_few_orders_of_an_old_month_does_not_overwrite_it(uploads):
    workshop, _ = upload(start(), *uploads[1])
    before = workshop.follow_up.scores["zorg"]
    newer = orders(MONTHS[:3], end_of(MONTHS[2]))
    moved = newer.lines["order_id"].isin([f"{MONTHS[1]:%Y%m}-5"]) | newer.lines["order_id"].str.startswith(
        f"{MONTHS[2]:%Y%m}"
    )
    keys = set(newer.lines.loc[moved, "order_id"])
    part = OrderTables(
        newer.lines[moved], newer.deliveries[newer.deliveries["order_id"].isin(keys)], None, frozenset({"complaint"})
    )
    workshop, made = upload(workshop, part, end_of(MONTHS[2]))
    month = period_id(MONTHS[1], "month")
    assert workshop.follow_up.scores["zorg"][month] == before[month]
    assert any("only part" in note.text for note in made.notes)
    # brought together with the rows of before it is whole again
    whole = with_newer(uploads[1][0], part)
    workshop, _ = upload(workshop, whole, end_of(MONTHS[2]))
    assert workshop.follow_up.scores["zorg"][month].as_of == end_of(MONTHS[2])


def test_another_definition_is_marked_and_bridged(in_sequence, uploads):
    changed = apply(in_sequence, *edits_of(in_sequence, {("default_definition", "window", "late"): 10}, "test"))
    after, made = upload(changed, *uploads[-1])
    before, now = in_sequence.follow_up.scores["zorg"], after.follow_up.scores["zorg"]
    assert len({one.definition for one in now.values()}) == 1
    (period, bridge), *more = after.follow_up.bridges["zorg"].items()
    assert not more
    assert (bridge.before, bridge.after) == (before[period].score, now[period].score)
    assert bridge.after > bridge.before
    assert before[period].final
    assert len(made.notes) == 2


def test_weeks(uploads):
    workshop, _ = upload(start(follow_up={"rhythm": "week"}), *uploads[2])
    kept = workshop.follow_up.scores["dealers"]
    assert all("W" in period for period in kept)
    assert [first_day_of(period).weekday() for period in kept] == [0] * len(kept)


def test_a_group_that_the_data_do_not_know_gets_nothing(uploads):
    made = appended(
        from_content({"version": 1, "name": "W", "groups": {"x": {"name": "X"}}}),
        order_book(uploads[0][0]),
        uploads[0][1],
    )
    assert made.changes == {}

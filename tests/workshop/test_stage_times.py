"""Lead times as measured: between dates of the order data, and from a pasted column."""

from __future__ import annotations

import numpy as np
import pytest

from otif_koop.demo import demo_tables
from otif_koop.message import Refused
from otif_koop.otif.from_tables import order_book
from otif_koop.otif.order_book import NO_DATE
from otif_koop.workshop.stage_times import measured_spans, pasted, quantile


@pytest.fixture(scope="module")
def book():
    return order_book(demo_tables())


def test_shipping_takes_the_working_days_between_the_two_dates(book):
    spans = {(one.start, one.end): one for one in measured_spans(book, 250)}
    shipped, delivered = book.deliveries.days["shipped_at"], book.deliveries.days["delivered_at"]
    known = (shipped != NO_DATE) & (delivered != NO_DATE) & (delivered >= shipped)
    epoch = np.datetime64("1970-01-01", "D")
    days = np.busday_count(epoch + shipped[known].astype(int), epoch + delivered[known].astype(int))
    found, times = np.unique(days, return_counts=True)
    assert spans["shipped_at", "delivered_at"].counts == dict(zip(found.tolist(), times.tolist(), strict=True))
    assert spans["ordered_at", "delivered_at"].within(1.0) == max(spans["ordered_at", "delivered_at"].counts)


def test_too_few_measurements_are_no_histogram(book):
    assert all(one.seen >= 20 for one in measured_spans(book, 250))


def test_a_pasted_column_is_counted():
    assert pasted("12\n14\n 12,4;13.6\t0") == {0: 1, 12: 2, 14: 2}
    assert quantile({0: 1, 12: 2, 14: 2}, 0.5) == 12


@pytest.mark.parametrize("text", ["", " ; ", "twaalf", "3 -1", "2001", "nan", "inf", "1 " * 100_001])
def test_what_is_no_lead_time_is_refused_in_words(text):
    with pytest.raises(Refused):
        pasted(text)

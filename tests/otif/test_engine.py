"""The engine against the naive oracle: the same whole numbers for every order book and every definition."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from otif_koop.otif.count import count_items, count_lines, count_orders
from otif_koop.otif.counts import REASONS, Counts
from otif_koop.otif.definition import Definition, Weight
from otif_koop.otif.facts import View, facts_of
from otif_koop.otif.from_tables import order_book
from otif_koop.otif.judge import outcome
from otif_koop.otif.order_book import NO_DATE, OrderBook, to_date, to_day
from otif_koop.otif.resolve import Resolved, resolve
from otif_koop.otif.score import score
from otif_koop.otif.split import Split
from otif_koop.otif.trend import period_days
from tests.otif import oracle
from tests.otif.order_books import Book, definitions, listed, order_books, to_tables

COUNTERS = {"order": count_orders, "line": count_lines, "item": count_items}
NAMES = {
    "denominator": "weight",
    "on_time": "on_time",
    "in_full": "in_full",
    "no_error": "no_error",
    "no_complaint": "no_complaint",
    "no_error_no_complaint": "clean",
    "otif": "otif",
    "joint": "every",
}


def as_written(definition: Definition, book: OrderBook) -> Resolved:
    """The definition taken literally, also where the data lacks its column: the oracle knows no gaps."""
    resolved = resolve(definition, book)
    literal = Definition.model_construct(
        **{
            **{name: getattr(resolved.definition, name) for name in Definition.model_fields},
            "due": definition.due,
            "clock_stop": definition.clock_stop,
        }
    )
    return replace(resolved, definition=literal, no_score=False)


def readable(definition: Definition, book: Book) -> dict[str, Any]:
    """The definition for the oracle; a list with a kind that the data can't show is a gap, so not measured (6a.8)."""
    content = listed(definition, book.kinds)
    for component in ("no_error", "no_complaint"):
        if not book.kinds.issuperset(content[component]["kinds"]):
            content[component]["kinds"] = []
    return content


def agree(counts: Counts, expected: dict[str, Any], exact: bool) -> None:
    def same(ours: float, theirs: Fraction) -> bool:
        return Fraction(ours) == theirs if exact else abs(ours - theirs) <= 1e-9 * max(1, abs(theirs))

    scaled = {"units": expected["units"], **expected["excluded"]}
    ours = {"units": counts.units, **counts.excluded}
    # pieces may be fractions of a piece, which a float holds only nearly
    assert {name: pytest.approx(float(value), abs=1e-9) for name, value in scaled.items()} == ours
    for theirs, name in NAMES.items():
        if expected[theirs] is not None:
            assert same(getattr(counts, name), expected[theirs]), theirs


@settings(max_examples=2500, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(order_books(), definitions())
def test_the_engine_counts_what_the_oracle_counts(book: Book, definition: Definition) -> None:
    if not book.lines:
        return
    engine = order_book(to_tables(book))
    resolved = as_written(definition, engine)
    facts = facts_of(engine, View.of(resolved.definition, to_day(book.now)))
    judged = outcome(facts, resolved)
    split = Split(engine, engine.group.codes, len(engine.group.names))
    expected = oracle.score(definition=readable(definition, book), **book.arguments())
    assert set(expected) == {None, *engine.group.names}
    whole_numbers = definition.credit == "none" and engine.scale == 1 and facts.share == 1
    for level, count in COUNTERS.items():
        exact = whole_numbers and not (level == "line" and definition.weight is not Weight.COUNT)
        exact = exact or (definition.credit == "none" and level == "order")
        counted = count(facts, resolved, judged, split)
        for name, counts in zip(engine.group.names, counted, strict=True):
            agree(counts, expected[name][level], exact)
        total = counted[0]
        for part in counted[1:]:
            total = total + part
        agree(total, expected[None][level], exact)
    measured = {name: expected[None]["line"][name] is not None for name in ("in_full", "no_error", "no_complaint")}
    assert measured == {name: name in resolved.measured for name in measured}

    days = period_days(facts, judged, definition.period_by)
    for order_id, period in expected[None]["order"]["periods"].items():
        day = int(days[list(engine.order_id).index(order_id)])
        assert (None if day == NO_DATE else to_date(day)) == period


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(order_books(), definitions())
def test_a_split_in_any_order_counts_the_same(book: Book, definition: Definition) -> None:
    """Parts that do not stand one after another take another way through the sums."""
    if not book.lines:
        return
    engine = order_book(to_tables(book))
    resolved = as_written(definition, engine)
    facts = facts_of(engine, View.of(resolved.definition, to_day(book.now)))
    judged = outcome(facts, resolved)
    n = len(engine.group.names)
    for count in COUNTERS.values():
        one = count(facts, resolved, judged, Split(engine, engine.group.codes, n))
        other = count(facts, resolved, judged, Split(engine, n - 1 - engine.group.codes, n))
        assert [part.excluded for part in one] == [part.excluded for part in other[::-1]]
        assert [part.every for part in one] == pytest.approx([part.every for part in other[::-1]])


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(order_books(), definitions())
def test_a_score_never_says_more_than_the_data(book: Book, definition: Definition) -> None:
    if not book.lines:
        return
    engine = order_book(to_tables(book))
    resolved = resolve(definition, engine)
    scored = score(engine, definition, as_of=book.now)
    for one in scored.scores:
        assert set(one.counts.excluded) == set(REASONS)
        for name in ("on_time", "in_full", "no_error", "no_complaint"):
            rate = getattr(one, name)
            assert rate is None or 0 <= rate <= 1
            assert rate is None or name in resolved.measured
        if resolved.no_score or one.counts.weight == 0:
            assert one.otif is None
            assert one.measured is None
        for combined in (one.otif, one.otifnenc, one.measured):
            if combined is not None:
                assert combined.low - 1e-9 <= combined.joint <= combined.high + 1e-9
                assert combined.low - 1e-9 <= combined.product <= combined.high + 1e-9
    if resolved.no_score:
        assert resolved.gaps

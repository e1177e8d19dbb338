"""The explorer: its figure for a definition is the engine's figure for that definition, to the unit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from otif_koop.demo import demo_tables
from otif_koop.otif.definition import Combine, Definition, Level, Partials, Window
from otif_koop.otif.explorer.bridge import bridge
from otif_koop.otif.explorer.choices import changed, essence
from otif_koop.otif.explorer.effects import effects, ladder, met_by, rankings
from otif_koop.otif.explorer.explorer import Explorer, explorer_of, headline, shown_groups
from otif_koop.otif.explorer.level_advice import level_advice
from otif_koop.otif.explorer.two_tolerances import Against, cell_of_own, tolerances, with_tolerances
from otif_koop.otif.explorer.warnings import contradictions, signs
from otif_koop.otif.from_tables import order_book
from otif_koop.otif.order_book import OrderBook
from otif_koop.otif.resolve import resolve
from otif_koop.otif.score import score
from tests.otif.order_books import DAYS, HARD, Book, definitions, order_books, to_tables


def by_the_engine(book: OrderBook, definition: Definition, as_of: date) -> dict[str | None, float | None]:
    scored = score(book, definition, as_of=as_of, levels=(definition.level,))
    return {one.group: headline(one, definition) for one in scored.scores}


@settings(max_examples=12, **HARD)
@given(order_books(), definitions(), st.integers(0, 2**32 - 1))
def test_every_definition_of_the_sweep_scores_as_the_engine_does(book: Book, definition: Definition, seed: int) -> None:
    assume(book.lines)
    engine = order_book(to_tables(book))
    explorer = explorer_of(engine, definition, book.now)
    swept = explorer.sweep()
    there = np.argwhere(~np.isnan(swept.grid(None)))
    for row in np.random.default_rng(seed).permutation(there)[:15]:
        places = tuple(int(one) for one in row)
        expected = by_the_engine(engine, swept.definition(places), book.now)
        for group in (None, *swept.groups):
            figure = swept.grid(group)[places]
            if np.isnan(figure):
                assert expected[group] is None
            else:  # the counts are the same; pieces divided into parts of a piece may round otherwise
                assert figure == pytest.approx(expected[group], rel=1e-12)


@settings(max_examples=80, **HARD)
@given(order_books(), definitions(), definitions())
def test_any_definition_scores_as_the_engine_does(book: Book, base: Definition, other: Definition) -> None:
    """Inside the grid and outside it, whatever the explorer was opened with."""
    assume(book.lines)
    engine = order_book(to_tables(book))
    explorer = explorer_of(engine, base, book.now)
    expected = by_the_engine(engine, other, book.now)
    found = explorer.scores(other)
    assert {group: headline(one, other) for group, one in found.items()} == expected


def test_the_story_of_the_demo(demo: Explorer) -> None:
    scores = demo.sweep().of(None)
    assert len(scores) > 5000
    assert scores.min() < 0.05
    assert scores.max() > 0.9
    article = demo.figure(Definition(), None)
    assert article is not None
    places = demo.sweep().place_of(resolve(Definition(), demo.book), demo.book)
    assert demo.sweep().grid(None)[places] == article
    nearest = demo.sweep().nearest(None, article - 1e-9, article + 1e-9, places)
    assert nearest == places


def test_one_explorer_serves_all_that_it_explores(demo: Explorer) -> None:
    other = Definition(level=Level.LINE, window=Window(late=3), partials=Partials.FIRST, combine=Combine.JOINT)
    assert explorer_of(demo.book, other, demo.as_of) is demo
    assert essence(other, demo.book) == demo.base


def test_a_single_choice_takes_or_adds_what_the_definitions_differ(demo: Explorer) -> None:
    chosen = Definition(level=Level.LINE, combine=Combine.JOINT)
    here = demo.figure(chosen, "Zorg")
    found = effects(demo, chosen, "Zorg")
    assert here is not None
    assert [abs(one.difference or 0) for one in found] == sorted(abs(one.difference or 0) for one in found)[::-1]
    assert len({one.field for one in found}) == 8
    for one in found[:5]:
        assert one.figure == by_the_engine(demo.book, one.definition, demo.as_of)["Zorg"]
        assert one.difference == pytest.approx(one.figure - here)


def test_the_ladder_ends_at_the_sharpest(demo: Explorer) -> None:
    steps = ladder(demo, None)
    joint = [one.figure for one in steps[1:]]
    assert None not in joint
    assert joint == sorted(joint, key=lambda figure: -(figure or 0))


@pytest.mark.parametrize("against", Against)
def test_a_map_of_two_tolerances_rises_with_both(demo: Explorer, against: Against) -> None:
    lines = Definition(level=Level.LINE, combine=Combine.JOINT)
    figures = tolerances(demo, lines, None, against)
    assert (np.diff(figures, axis=0) >= 0).all()
    assert (np.diff(figures, axis=1) >= 0).all()
    strict = with_tolerances(lines, 0, 0, against)
    assert figures[0, 0] == demo.figure(strict, None)
    assert figures[0, 0] == by_the_engine(demo.book, strict, demo.as_of)[None]
    assert cell_of_own(strict, against) == (0, 0)
    assert cell_of_own(with_tolerances(lines, 99, 0, against), against) is None


def test_groups_pass_under_fewer_definitions_as_the_target_rises(demo: Explorer) -> None:
    low, high = met_by(demo, {"Zorg": 0.2, "Webshop": 0.0}), met_by(demo, {"Zorg": 0.9})
    assert low["Webshop"] == 1
    assert 0 < high["Zorg"] < low["Zorg"] < 1


def test_ranks_of_groups(demo: Explorer) -> None:
    ranked = rankings(demo, Definition(), changed(Definition(), {"level": "item"}))
    assert sorted(row.places[0] for row in ranked) == list(range(1, 9))
    assert any(row.places[0] != row.places[1] for row in ranked)


def test_the_level_of_the_demo_is_not_the_order(demo: Explorer) -> None:
    advice = level_advice(demo, Definition(), None)
    assert advice.level is Level.LINE
    assert advice.partials is not None
    assert advice.partials > 0.15


def test_warnings_of_the_demo(demo: Explorer) -> None:
    assert {one.code for one in contradictions(demo, Definition(), None)} == {"agreed_partials", "blank_tolerance"}
    strict = Definition(window=Window(early=0), in_full={"under": 0.0})
    assert "early_without_calendar" in {one.code for one in contradictions(demo, strict, None)}
    assert "padded" in {one.code for one in signs(demo, Definition(), "Projectinrichters")}


def test_of_thousands_of_groups_the_largest_are_shown(demo: Explorer) -> None:
    tables = demo_tables()
    by_customer = replace(tables, lines=tables.lines.assign(customer_group=tables.lines["customer_id"]))
    book = order_book(by_customer)
    assert len(book.group.names) > 100
    explorer = explorer_of(book, Definition(), book.as_of)
    assert len(explorer.groups) == len(shown_groups(book)) < 30
    for definition in (Definition(), changed(Definition(), {"level": "item"}), Definition(window=Window(late=30))):
        expected = by_the_engine(book, definition, book.as_of)
        found = explorer.scores(definition)
        assert set(found) == {None, *explorer.groups}
        assert {group: headline(one, definition) for group, one in found.items()} == {
            group: expected[group] for group in found
        }
        assert explorer.figure(definition, None) == demo.figure(definition, None)
    assert rankings(explorer, Definition(), changed(Definition(), {"level": "line"}))


@settings(max_examples=60, **HARD)
@given(order_books(), definitions(), definitions(), st.sampled_from(DAYS))
def test_the_parts_of_a_bridge_add_up(book: Book, old: Definition, new: Definition, turn: date) -> None:
    assume(book.lines)
    engine = order_book(to_tables(book))
    found = bridge(engine, old, new, turn, as_of=book.now)
    if found is None:
        return
    assert found.before + found.definition + found.mix + found.performance == pytest.approx(found.after)
    same = bridge(engine, old, old, turn, as_of=book.now)
    if same is not None:  # the old one may have nothing to count after the turn
        assert same.definition == 0
        assert same.before == found.before


def test_a_change_of_definition_on_the_same_performance_is_all_definition() -> None:
    """Twice the same orders, before and after: nothing happened but the definition."""
    tables = demo_tables()
    month = tables.lines[tables.lines["promised_date"].dt.month == 3]
    later = month.assign(order_id="again-" + month["order_id"])
    for column in month.columns:
        if column.endswith(("_date", "_at")):
            later[column] = month[column] + np.timedelta64(364, "D")
    rows = tables.deliveries[tables.deliveries["order_id"].isin(month["order_id"])]
    moved = rows.assign(order_id="again-" + rows["order_id"])
    for column in rows.columns:
        if column.endswith("_at"):
            moved[column] = rows[column] + np.timedelta64(364, "D")
    both = replace(
        tables,
        lines=pd.concat([month, later], ignore_index=True),
        deliveries=pd.concat([rows, moved], ignore_index=True),
        incidents=None,
        kinds=frozenset(),
    )
    book = order_book(both)
    found = bridge(
        book, Definition(level=Level.LINE), Definition(level=Level.LINE, window=Window(late=2)), date(2026, 9, 1)
    )
    assert found is not None
    assert found.definition > 0
    assert found.mix == pytest.approx(0)
    assert found.performance == pytest.approx(0)

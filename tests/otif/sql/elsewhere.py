"""Order books as tables of another engine, and the comparison of its scores with those of the local engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from otif_koop.otif.definition import Definition, Level
from otif_koop.otif.from_tables import order_book
from otif_koop.otif.order_tables import DELIVERY_DATES, LINE_DATES, LINE_FLAGS, LINE_NUMBERS, OrderTables
from otif_koop.otif.score import COMPONENTS, Score, score
from otif_koop.otif.sql.contract import TableNames
from otif_koop.otif.sql.probe import Engine, Look, look
from otif_koop.otif.sql.score_there import score_there
from otif_koop.otif.sql.trend_there import trends_there
from otif_koop.otif.trend import By, trend
from tests.otif.order_books import Book, definitions, order_books, to_tables

DATES = {*LINE_DATES, *DELIVERY_DATES, "occurred_at"}
NUMBERS = {*LINE_NUMBERS, "quantity_delivered", "quantity"}


def frames(tables: OrderTables) -> dict[str, pd.DataFrame]:
    found = {"order_lines": tables.lines, "deliveries": tables.deliveries}
    if tables.incidents is not None:
        found["incidents"] = tables.incidents
    return {name: frame.drop(columns="source_row", errors="ignore") for name, frame in found.items()}


def arrow(frame: pd.DataFrame) -> pa.Table:
    fields = [pa.field(name, _type(name)) for name in frame.columns]
    columns = {name: pa.array(_plain(name, frame[name]), type=_type(name)) for name in frame.columns}
    return pa.table(columns, schema=pa.schema(fields))


def rows(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    return list(zip(*(_plain(name, frame[name]) for name in frame.columns), strict=True))


def _plain(name: str, column: pd.Series[Any]) -> list[Any]:
    values = [None if pd.isna(value) else value for value in column]
    if name in DATES:
        return [None if value is None else value.date() for value in values]
    if name in NUMBERS:
        return [None if value is None else float(value) for value in values]
    return [None if value is None else bool(value) for value in values] if name in LINE_FLAGS else values


def _type(name: str) -> pa.DataType:
    if name in DATES:
        return pa.date32()
    if name in NUMBERS:
        return pa.float64()
    return pa.bool_() if name in LINE_FLAGS else pa.string()


def column_types(frame: pd.DataFrame) -> str:
    """The columns of a table, as PostgreSQL declares them."""
    of = {pa.date32(): "DATE", pa.float64(): "DOUBLE PRECISION", pa.bool_(): "BOOLEAN", pa.string(): "TEXT"}
    return ", ".join(f"{name} {of[_type(name)]}" for name in frame.columns)


def agree(
    engine: Engine,
    tables: OrderTables,
    definition: Definition,
    groups: dict[str, Definition] | None = None,
    as_of: date | None = None,
    seen: Look | None = None,
    levels: Sequence[Level] = tuple(Level),
) -> bool:
    """Assert that `engine` scores `tables` as the local engine does, to the unit; whether any unit counted."""
    book = order_book(tables)
    here = score(book, definition, groups=groups, as_of=as_of, levels=levels)
    there = score_there(engine, definition, groups=groups, as_of=as_of, levels=levels, kinds=book.kinds, seen=seen)
    assert there.as_of == here.as_of
    assert [(one.group, one.level) for one in there.scores] == [(one.group, one.level) for one in here.scores]
    for ours, theirs in zip(here.scores, there.scores, strict=True):
        same(ours, theirs)
    return any(not one.no_data for one in here.scores)


def same(ours: Score, theirs: Score) -> None:
    where = f"{ours.group!r} {ours.level}"
    assert dict(theirs.counts.excluded) == dict(ours.counts.excluded), where
    assert theirs.gaps == ours.gaps, where
    assert theirs.assumed == ours.assumed, where
    counted = {"units", "weight", "on_time", "every", *(name for name in COMPONENTS if getattr(ours, name) is not None)}
    counted |= {"clean"} if ours.no_error_no_complaint is not None else set()
    counted |= {"otif"} if ours.otif is not None else set()
    for name in sorted(counted):
        exact = isinstance(getattr(ours.counts, name), int) and not _real(ours)
        expected = getattr(ours.counts, name)
        assert getattr(theirs.counts, name) == (expected if exact else pytest.approx(expected, rel=1e-9, abs=1e-9)), (
            f"{where}: {name}"
        )
    for name in COMPONENTS:
        rate, expected = getattr(theirs, name), getattr(ours, name)
        assert rate == (None if expected is None else pytest.approx(expected, rel=1e-9, abs=1e-12)), f"{where}: {name}"
    for name in ("otif", "otifnenc", "measured"):
        one, other = getattr(ours, name), getattr(theirs, name)
        assert (one is None) == (other is None), f"{where}: {name}"
        if one is not None:
            assert other.components == one.components
            for part in ("product", "joint", "low", "high"):
                assert getattr(other, part) == pytest.approx(getattr(one, part), rel=1e-9, abs=1e-9), f"{where}: {name}"


def _real(one: Score) -> bool:
    """Whether the counts are sums of fractions, which differ in the last digit with the order of adding."""
    definition = one.definition
    if definition is None or definition.credit != "none":
        return True
    return one.level is Level.LINE and definition.weight == "value"


# ---- random cases: a book with two definitions to score it by, the second with a customer group that does otherwise

SAMPLE = settings(
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a failing case is small enough; shrinking takes minutes
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
    ],
)


@dataclass(frozen=True)
class Case:
    book: Book
    definitions: tuple[Definition, Definition, Definition]
    as_of: date | None

    def agree_by_period(self, engine: Engine, by: By) -> int:
        """Assert that `engine`, holding the book, scores periods as here; how many there are."""
        return agree_by_period(engine, to_tables(self.book), self.definitions[0], by, self.as_of)

    def agree(self, engine: Engine) -> int:
        """Assert that `engine`, holding the book, scores it as here; how many definitions had anything to count."""
        one, other, own = self.definitions
        tables = to_tables(self.book)
        return agree(engine, tables, one, as_of=self.as_of) + agree(engine, tables, other, {"A": own}, self.as_of)


def cases() -> st.SearchStrategy[Case]:
    three = st.tuples(definitions(), definitions(), definitions())
    books = order_books().filter(lambda book: bool(book.lines))
    return st.builds(
        lambda book, some, given: Case(book, some, book.now if given else None), books, three, st.booleans()
    )


def agree_on_periods(fill: Callable[[Book], Engine]) -> None:
    """Assert that an engine, filled with random books, scores periods as the local engine does, and that there are."""
    periods = []

    @settings(SAMPLE, max_examples=20)
    @given(cases(), st.sampled_from(["week", "month"]))
    def agree_on(case: Case, by: By) -> None:
        periods.append(case.agree_by_period(fill(case.book), by))

    agree_on()
    assert sum(periods) > 0


def agree_by_period(
    engine: Engine,
    tables: OrderTables,
    definition: Definition,
    by: By,
    as_of: date | None = None,
    levels: Sequence[Level] = tuple(Level),
) -> int:
    """Assert that `engine` scores weeks or months as the local engine does, each group and all; how many there are."""
    book, seen = order_book(tables), look(engine, TableNames(), as_of=as_of)
    if book.kinds != seen.source.kinds:
        book = replace(book, kinds=seen.source.kinds)  # a kind that can be seen and did not occur
    there = trends_there(engine, definition, levels, by=by, seen=seen)
    assert {group for group, _ in there} <= {*book.group.names, None}
    for group, level in product((*book.group.names, None), levels):
        ours = trend(book, definition, level, group=group, by=by, as_of=as_of)
        theirs = there.get((group, level), [])
        assert [(one.first_day, one.final) for one in theirs] == [(one.first_day, one.final) for one in ours]
        for one, other in zip(ours, theirs, strict=True):
            same(one.score, other.score)
    return sum(map(len, there.values()))

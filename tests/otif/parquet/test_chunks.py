"""Order lines from Parquet in chunks: what is counted by chunk is what the whole order book counts, to the unit."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from weakref import ref

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otif_koop.demo.article import article_tables
from otif_koop.message import Refused
from otif_koop.otif import score_lines
from otif_koop.otif.definition import Definition, Level
from otif_koop.otif.explorer.effects import effects, known, ladder
from otif_koop.otif.explorer.explorer import MOST_GROUPS, explorer_of
from otif_koop.otif.facts import View, facts_of
from otif_koop.otif.from_tables import order_book
from otif_koop.otif.judge import outcome
from otif_koop.otif.kinds import KINDS
from otif_koop.otif.order_book import OrderBook
from otif_koop.otif.order_tables import OrderTables
from otif_koop.otif.parquet.explore_chunks import explore_chunks
from otif_koop.otif.parquet.in_chunks import BookInChunks, in_chunks
from otif_koop.otif.parquet.score_chunks import score_chunks, trends_chunks
from otif_koop.otif.parquet.tables import names_in
from otif_koop.otif.resolve import resolve
from otif_koop.otif.score import score
from otif_koop.otif.sql.contract import TableNames
from otif_koop.otif.trend import trend
from tests.otif.order_books import Book, definitions, order_books, to_tables
from tests.otif.parquet.on_disk import on_disk
from tests.otif.sql.elsewhere import SAMPLE, same

BOOKS = order_books().filter(lambda book: bool(book.lines))
LINES = st.integers(1, 6)


@contextmanager
def chunked(tables: OrderTables, lines: int) -> Iterator[BookInChunks]:
    with TemporaryDirectory() as folder, in_chunks(on_disk(Path(folder), tables), lines=lines) as chunks:
        yield chunks


def whole(tables: OrderTables) -> OrderBook:
    """The order book, which knows the kinds that occur as Parquet tells them."""
    occurring = set() if tables.incidents is None else set(tables.incidents["kind"]) & set(KINDS)
    return replace(order_book(tables), kinds=frozenset(occurring))


@settings(SAMPLE, max_examples=30)
@given(BOOKS, definitions(), definitions(), LINES, st.booleans())
def test_chunks_score_what_the_whole_scores(
    book: Book, definition: Definition, own: Definition, lines: int, given_day: bool
) -> None:
    tables = to_tables(book)
    here, as_of = whole(tables), book.now if given_day else None
    expected = score(here, definition, groups={"A": own}, as_of=as_of)
    with chunked(tables, lines) as chunks:
        assert (chunks.columns, chunks.kinds) == (here.columns, here.kinds)
        assert (chunks.scale, chunks.latest_day, chunks.n_lines) == (here.scale, here.latest_day, here.n_lines)
        assert chunks.group.names == here.group.names
        there = score_chunks(chunks, definition, groups={"A": own}, as_of=as_of)
        names = (*here.group.names, None)
        months = trends_chunks(chunks, definition, tuple(Level), groups=names, as_of=as_of)
    for (group, level), theirs in months.items():
        ours = trend(here, definition, level, group=group, as_of=as_of)
        assert [(one.first_day, one.final) for one in theirs] == [(one.first_day, one.final) for one in ours]
        for one, other in zip(ours, theirs, strict=True):
            same(one.score, other.score)
    assert there.as_of == expected.as_of
    assert [(one.group, one.level) for one in there.scores] == [(one.group, one.level) for one in expected.scores]
    for one, other in zip(expected.scores, there.scores, strict=True):
        same(one, other)


@settings(SAMPLE, max_examples=3)
@given(BOOKS, st.integers(3, 8))
def test_every_defensible_definition_scores_the_same(book: Book, lines: int) -> None:
    tables = to_tables(book)
    base = Definition.model_validate({"no_error": {"kinds": "all"}, "no_complaint": {"kinds": "all"}})
    ours = explorer_of(whole(tables), base, book.now)
    with chunked(tables, lines) as chunks:
        there = explore_chunks(chunks, base, book.now)
        assert there.choices() == ours.choices()
        np.testing.assert_array_equal(there.sweep().scores, ours.sweep().scores)
        assert [one.figure for one in ladder(there, None)] == [one.figure for one in ladder(ours, None)]
        assert [figure for _, figure in known(there, None)] == [figure for _, figure in known(ours, None)]
        for group in (None, *ours.groups):
            assert effects(there, base, group) == effects(ours, base, group)


def many(orders: int, groups: int, **more: list[object]) -> OrderTables:
    """Orders of three lines whose rows stand far apart, each delivered by a third of them too late."""
    lines = pd.DataFrame(
        {
            "order_id": [f"O{at % orders}" for at in range(3 * orders)],
            "line_id": [str(1 + at // orders) for at in range(3 * orders)],
            "customer_group": [f"g{(at % orders) % groups:03}" for at in range(3 * orders)],
            "quantity_ordered": 0.7,
            "promised_date": pd.Timestamp("2025-03-03"),
        }
        | more
    )
    came = lines[["order_id", "line_id"]].assign(quantity_delivered=0.7)
    came["delivered_at"] = pd.Timestamp("2025-03-03") + pd.to_timedelta([at % 3 // 2 for at in range(len(came))], "D")
    return OrderTables(lines, came)


def test_an_order_whose_rows_stand_in_every_chunk_is_one_order() -> None:
    tables = many(160, 40)
    expected = score(order_book(tables), Definition())
    with chunked(tables, 60) as chunks:
        assert len(chunks.files) > 6
        assert max(book.n_lines for book in chunks.books()) < 150
        there = score_chunks(chunks, Definition())
        assert there.scores == expected.scores
        explored, ours = (
            explore_chunks(chunks, Definition()),
            explorer_of(order_book(tables), Definition(), there.as_of),
        )
        assert len(explored.groups) == MOST_GROUPS
        assert explored.groups == ours.groups
        np.testing.assert_array_equal(explored.sweep().scores, ours.sweep().scores)
        places = [file.parent for file in chunks.files]
    assert not any(place.exists() for place in places)


def test_periods_of_all_groups_and_levels_take_one_look_at_each_order(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = []
    monkeypatch.setattr(score_lines, "outcome", lambda *given: looks.append(given[0].book) or outcome(*given))
    with chunked(many(40, 4), 60) as chunks:
        found = trends_chunks(chunks, Definition(), tuple(Level), groups=(*chunks.group.names, None))
        assert len(looks) == len(chunks.files) > 1
        assert len(found) == 5 * 3
        assert all(found.values())
        with pytest.raises(ValueError, match="no group 'moon'"):
            trends_chunks(chunks, Definition(), (Level.ORDER,), groups=("moon",))


def test_the_groups_may_stand_in_another_column(tmp_path: Path) -> None:
    region = [["north", "south", None][at % 20 % 3] for at in range(60)]
    names = on_disk(tmp_path, many(20, 4, region=list(region)))
    with in_chunks(names, by="region", lines=20) as chunks:
        expected = order_book(many(20, 1, customer_group=list(region)))
        assert score_chunks(chunks, Definition()).scores == score(expected, Definition()).scores
        assert chunks.group.names == ("north", "south", "")
    with pytest.raises(Refused, match="channel"), in_chunks(names, by="channel"):
        pass


def test_dates_with_times_and_as_text_and_other_types_are_read(tmp_path: Path) -> None:
    lines = pa.table(
        {
            "ORDER_ID": pa.array([1, 1, 2], pa.int64()),
            "line_id": pa.array([1, 2, 1], pa.int32()),
            "Quantity_Ordered": pa.array(["1.5", "2", "3"]).cast(pa.decimal128(9, 2)),
            "promised_date": pa.array(["2025-03-03", "2025-03-03", None]),
            "partial_agreed": pa.array([1, 0, None], pa.int8()),
            "requested_date": pa.array([1741046399, -1, None], pa.timestamp("s", tz="Europe/Amsterdam")),
        }
    )
    deliveries = pa.table(
        {
            "order_id": pa.array(["1", "1"]),
            "line_id": pa.array(["1", "2"]),
            "quantity_delivered": pa.array([1.5, float("nan")]),
            "delivered_at": pa.array([1741046399000, None], pa.timestamp("ms")),  # a second to midnight
        }
    )
    pyarrow.parquet.write_table(lines, tmp_path / "order_lines.parquet")
    (tmp_path / "deliveries" / "year=2025").mkdir(parents=True)
    pyarrow.parquet.write_table(deliveries, tmp_path / "deliveries" / "year=2025" / "part-0.parquet")
    with in_chunks(names_in(str(tmp_path))) as chunks:
        (book,) = chunks.books()
        assert (book.n_orders, book.n_lines, book.scale) == (2, 3, 10)
        assert sorted(book.quantity_ordered) == [15, 20, 30]
        assert sorted(np.datetime64(int(day), "D").astype(str) for day in book.days["requested_date"][:2]) == [
            "1970-01-01",
            "2025-03-04",
        ]
        assert np.datetime64(int(book.deliveries.days["delivered_at"][0]), "D") == np.datetime64("2025-03-03")
        assert list(book.deliveries.quantity) == [15]
        assert book.partial_agreed.sum() == 1


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"order_id": ["1"], "line_id": ["1"]}, "quantity_ordered"),
        ({"order_id": ["1", "1"], "line_id": ["1", "1"], "quantity_ordered": [1.0, 2.0]}, "stands twice"),
        ({"order_id": ["1", None], "line_id": ["1", "1"], "quantity_ordered": [1.0, 2.0]}, "1 order lines have no"),
        ({"order_id": ["1"], "line_id": ["1"], "quantity_ordered": ["many"]}, "quantity_ordered can't be read"),
        ({"order_id": ["1"], "line_id": ["1"], "quantity_ordered": [1e15]}, "too large"),
        ({"order_id": pa.array([], pa.string()), "line_id": [], "quantity_ordered": []}, "no order lines"),
    ],
)
def test_what_cannot_be_counted_is_refused_by_name(tmp_path: Path, columns: dict[str, Any], says: str) -> None:
    names = on_disk(tmp_path, article_tables())
    pyarrow.parquet.write_table(pa.table(columns), tmp_path / "own.parquet")
    with pytest.raises(Refused, match=says), in_chunks(replace(names, lines=str(tmp_path / "own.parquet"))):
        pass


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="order_lines"):
        names_in(str(tmp_path))
    with pytest.raises(Refused, match="There is no table"), in_chunks(TableNames(str(tmp_path / "a"), "b", "c")):
        pass
    (tmp_path / "order_lines.parquet").write_bytes(b"PAR1 is all it has of Parquet")
    with pytest.raises(Refused, match="can't be read"), in_chunks(names_in(str(tmp_path))):
        pass


def in_files(folder: Path, *files: dict[str, Any]) -> TableNames:
    """The article's tables with order lines in files of unlike columns."""
    names = on_disk(folder, article_tables())
    for file in Path(names.lines).iterdir():
        file.unlink()
    for at, columns in enumerate(files):
        key = {"order_id": [f"O{at}"], "line_id": ["1"], "quantity_ordered": pa.array([2], pa.int32())}
        pyarrow.parquet.write_table(pa.table(key | columns), Path(names.lines) / f"part-{at}.parquet")
    return names


def test_a_column_that_only_a_later_file_fills_is_there(tmp_path: Path) -> None:
    first = {"promised_date": pa.nulls(1), "own": [1]}
    second = {"promised_date": pa.array([20_000], pa.date32()), "region": ["N"], "quantity_ordered": [1.5], "own": [""]}
    with in_chunks(in_files(tmp_path, first, second), by="region") as chunks:
        assert {"promised_date", "customer_group"} <= chunks.columns
        assert chunks.group.names == ("N", "")
        (book,) = chunks.books()
        assert sorted(book.quantity_ordered) == [15, 20]
        assert max(book.days["promised_date"]) == 20_000


def test_a_later_file_that_is_damaged_or_unlike_is_refused(tmp_path: Path) -> None:
    names = in_files(tmp_path, {}, {"quantity_ordered": ["many"]})
    with pytest.raises(Refused, match="quantity_ordered has incompatible types"), in_chunks(names):
        pass
    file = Path(names.lines) / "part-1.parquet"
    pyarrow.parquet.write_table(pa.table({"order_id": ["1"], "line_id": ["1"], "quantity_ordered": [1]}), file)
    whole = file.read_bytes()
    for damaged in (whole[: len(whole) // 2], b"PAR1" + bytes(150) + whole[154:]):  # its end, its rows
        file.write_bytes(damaged)
        with pytest.raises(Refused, match="can't be read"), in_chunks(names):
            pass


def test_what_is_still_being_written_is_not_counted(tmp_path: Path) -> None:
    names = on_disk(tmp_path, article_tables())
    half = Path(names.lines) / "_temporary" / "0"
    half.mkdir(parents=True)
    (half / "part-9.parquet").write_bytes(b"PAR1")
    with in_chunks(names) as chunks:
        assert chunks.n_lines == whole(article_tables()).n_lines


def test_a_chunk_that_was_counted_leaves_memory() -> None:
    with chunked(many(60, 3), 30) as chunks:
        gone = []
        gc.disable()
        try:
            for book in chunks.books():
                facts_of(book, View.of(resolve(Definition(), book).definition, book.latest_day))
                gone.append(ref(book))
                del book
            assert len(gone) > 3
            assert [one() for one in gone] == [None] * len(gone)
        finally:
            gc.enable()

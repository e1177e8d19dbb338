"""The known traps of measuring OTIF (method, §9), each a test."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from otif_koop.cli import main
from otif_koop.message import Refused
from otif_koop.otif.definition import Definition, Level
from otif_koop.otif.from_tables import order_book
from otif_koop.otif.score import score
from otif_koop.yaml_file import read
from tests.intake.files import codes, table, take_in
from tests.otif.by_hand import day
from tests.otif.small_books import figure, line, small_book

HEADER = ["order_id", "line_id", "customer_group", "quantity_ordered", "promised_date", "quantity_delivered"]
HEADER += ["delivered_at"]


def scored(rows: list[list[str]], header: list[str] = HEADER, **how: Any) -> dict[Level, Any]:
    book = order_book(take_in(lines=table(header, rows, **how)).tables)
    result = score(book, Definition())
    return {level: result.score(None, level) for level in Level}


@pytest.mark.parametrize("level", Level)
def test_on_time_and_in_full_have_one_denominator(level: Level) -> None:
    """One line late and full, one short and in time, one that never came, one without a date, one still open."""
    book = small_book(
        line("1", "1", (9, 10)),
        line("2", "1", (8, 4)),
        line("3", "1"),
        line("4", "1", (8, 10), due=None),
        line("5", "1", due=30),
    )
    one = figure(book, level)
    worth = 10 if level is Level.ITEM else 1
    assert (one.counts.units, one.counts.weight) == (3 * worth, 3 * worth)
    assert one.counts.excluded == {"scope": 0, "no_quantity": 0, "cancelled": 0, "missing_due": worth, "open": worth}
    assert one.on_time == pytest.approx(1 / 3)
    assert one.in_full == pytest.approx({Level.ITEM: 14 / 30}.get(level, 1 / 3))


@pytest.mark.parametrize("field", ["under", "over"])
def test_a_blank_tolerance_is_refused_and_not_zero(field: str) -> None:
    for blank in ("", " ~", " null", ' ""'):
        with pytest.raises(Refused, match=rf"in_full\.{field}"):
            read(f"in_full:\n  {field}:{blank}\n", Definition)


@pytest.mark.parametrize("level", Level)
def test_an_empty_group_has_no_data_and_neither_0_nor_100_percent(level: Level) -> None:
    book = small_book(
        line("1", "1", (8, 10), customer_group="A"),
        line("2", "1", customer_group="B", due=30),
        line("3", "1", (8, 10), customer_group="C", due=None),
        line("4", "1", (8, 10), customer_group="D", ordered=0),
    )
    result = score(book, Definition())
    assert result.score("A", level).on_time == 1
    for group, reason in (("B", "open"), ("C", "missing_due"), ("D", "no_quantity")):
        one = result.score(group, level)
        assert one.no_data
        assert one.on_time is one.in_full is one.otif is one.measured is None
        if (group, level) != ("D", Level.ITEM):  # nothing was ordered: there are no pieces to leave out
            assert one.counts.excluded[reason] == one.counts.total > 0
    assert result.score(None, level).on_time == 1


@pytest.mark.parametrize("level", Level)
def test_over_delivery_never_lifts_a_rate_above_100_percent_nor_repairs_another_line(level: Level) -> None:
    book = small_book(line("1", "1", (8, 30)), line("1", "2", (7, 3), (8, 3)))
    one = figure(book, level)
    assert one.in_full == {Level.ORDER: 0, Level.LINE: 0.5, Level.ITEM: 16 / 20}[level]
    alone = figure(small_book(line("1", "1", (8, 30)), line("2", "1", (8, 10), (8, 1))), level)
    assert alone.on_time == alone.in_full == alone.otif.joint == 1


@pytest.mark.parametrize("time", ["2026-03-08 00:00:01", "2026-03-08 23:59", "2026-03-08T18:30:00"])
def test_a_delivery_on_the_day_itself_is_on_time_at_any_time_of_day(time: str) -> None:
    rows = [["1", "1", "", "5", "2026-03-08", "5", time], ["2", "1", "", "5", "2026-03-08", "5", "2026-03-09 00:00:01"]]
    assert {level: one.on_time for level, one in scored(rows).items()} == dict.fromkeys(Level, 0.5)


def test_a_time_of_day_in_the_tables_themselves_decides_nothing() -> None:
    tables = take_in(lines=table(HEADER, [["1", "1", "", "5", "2026-03-08", "5", "2026-03-08"]])).tables
    for days, hours, expected in ((0, 23, 1), (1, 0, 0)):
        tables.deliveries["delivered_at"] = pd.to_datetime(["2026-03-08"]) + pd.Timedelta(days=days, hours=hours)
        tables.lines["promised_date"] = pd.to_datetime(["2026-03-08 06:00"])
        assert figure(order_book(tables)).on_time == expected


@pytest.mark.parametrize("level", Level)
def test_open_lines_that_are_overdue_are_counted(level: Level) -> None:
    book = small_book(line("1", "1", (8, 10)), line("2", "1"), line("3", "1", due=9), line("4", "1", due=None))
    worth = 10 if level is Level.ITEM else 1
    on_the_8th = figure(book, level)
    assert on_the_8th.counts.units == 2 * worth
    assert on_the_8th.on_time == on_the_8th.in_full == 0.5
    assert on_the_8th.counts.excluded["open"] == worth
    assert figure(book, level, as_of=day(9)).on_time == pytest.approx(1 / 3)
    assert figure(book, level, as_of=day(9), open_lines="exclude").on_time == 1


def test_lines_of_one_order_with_different_due_dates_are_each_judged_by_their_own() -> None:
    each = small_book(line("1", "1", (8, 10), due=8), line("1", "2", (20, 10), due=20))
    assert figure(each, Level.ORDER).on_time == 1
    late = small_book(line("1", "1", (9, 10), due=8), line("1", "2", (10, 10), due=20))
    assert (figure(late, Level.ORDER).on_time, figure(late, Level.LINE).on_time) == (0, 0.5)
    waiting = small_book(line("1", "1", (8, 10), due=8), line("1", "2", due=20))
    order, lines = figure(waiting, Level.ORDER), figure(waiting, Level.LINE)
    assert order.no_data
    assert (order.counts.excluded["open"], lines.counts.units, lines.counts.excluded["open"]) == (1, 1, 1)


PLAIN = [
    ["1", "1", "Café", "12.5", "2026-03-05", "12.5", "2026-03-05"],
    ["2", "1", "Zorg", "1000.25", "2026-03-05", "1000.00", "2026-03-13"],
]
DUTCH = [
    ["1", "1", "Café", "12,5", "05-03-2026", "12,5", "05-03-2026"],
    ["2", "1", "Zorg", "1.000,25", "05-03-2026", "1.000,00", "13-03-2026"],
]


@pytest.mark.parametrize(
    ("rows", "how"),
    [
        (PLAIN, {"encoding": "utf-8-sig"}),
        (PLAIN, {"newline": "\r"}),
        (PLAIN, {"newline": "\n"}),
        (PLAIN, {"encoding": "cp1252"}),
        (PLAIN, {"encoding": "utf-16"}),
        (PLAIN, {"delimiter": "\t"}),
        (PLAIN, {"delimiter": ","}),
        (DUTCH, {}),
        (DUTCH, {"delimiter": "\t", "encoding": "cp1252", "newline": "\r"}),
        (DUTCH, {"delimiter": ",", "encoding": "utf-8-sig"}),
    ],
)
def test_a_byte_order_mark_line_ends_encodings_tabs_and_decimal_commas_change_nothing(
    rows: list[list[str]], how: dict[str, str]
) -> None:
    intake = take_in("date_order=day_first", lines=table(HEADER, rows, **how))
    assert set(intake.tables.lines["customer_group"]) == {"Café", "Zorg"}
    result = score(order_book(intake.tables), Definition())
    assert result.as_of == date(2026, 3, 13)
    item = result.score(None, Level.ITEM)
    assert item.counts.units == 1012.75
    assert item.in_full == pytest.approx(1012.5 / 1012.75)
    assert item.on_time == pytest.approx(12.5 / 1012.75)


def test_day_first_and_month_first_are_told_apart_by_the_data_or_asked(
    tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    def file(*dates: tuple[str, str]) -> str:
        lines = [f"{n};1;;5;{due};5;{came}" for n, (due, came) in enumerate(dates)]
        path = tmp_path / "orders.csv"
        path.write_text("\n".join([";".join(HEADER), *lines]), encoding="utf-8")
        return str(path)

    def on_time(*arguments: str) -> str:
        assert main(["score", *arguments]) == 0
        return capsys.readouterr().out

    doubtful = file(("03/05/2026", "04/04/2026"), ("02/06/2026", "03/06/2026"))
    assert main(["score", doubtful]) == 2
    said = capsys.readouterr().err
    assert "date_order=day_first" in said
    assert "date_order=month_first" in said
    assert "Data up to 2026-06-03" in on_time(doubtful, "--map", "date_order=day_first")
    assert "Data up to 2026-04-04" in on_time(doubtful, "--map", "date_order=month_first")
    assert "Data up to 2026-03-14" in on_time(file(("03/13/2026", "03/14/2026"), ("03/02/2026", "03/01/2026")))
    assert "Data up to 2026-04-13" in on_time(file(("13/03/2026", "13/04/2026"), ("03/02/2026", "03/01/2026")))


def test_given_flags_that_contradict_the_dates_are_reported_and_the_dates_hold() -> None:
    header = [*HEADER, "On time", "In full"]
    rows = [
        ["1", "1", "", "5", "2026-03-08", "5", "2026-03-09", "yes", "yes"],
        ["2", "1", "", "5", "2026-03-08", "5", "2026-03-08", "yes", "no"],
        ["3", "1", "", "5", "2026-03-08", "5", "2026-03-08", "yes", "yes"],
    ]
    intake = take_in(lines=table(header, rows))
    found = {one.code: one.rows.tolist() for one in intake.findings}
    assert found == {"on_time_flag_contradicts": [2], "in_full_flag_contradicts": [3]}
    one = figure(order_book(intake.tables))
    assert (one.on_time, one.in_full) == (pytest.approx(2 / 3), 1)


def test_zero_delivered_with_a_date_closes_the_line_short_at_that_date() -> None:
    rows = [
        ["1", "1", "", "5", "2026-03-08", "0", "2026-03-08"],
        ["2", "1", "", "5", "2026-03-08", "0", "2026-03-09"],
        ["3", "1", "", "5", "2026-03-08", "5", "2026-03-08"],
    ]
    intake = take_in(lines=table(HEADER, rows))
    assert codes(intake) == {"zero_delivered": 2}
    one = figure(order_book(intake.tables))
    assert one.counts.units == 3
    assert (one.on_time, one.in_full, one.otif.joint) == (
        pytest.approx(2 / 3),
        pytest.approx(1 / 3),
        pytest.approx(1 / 3),
    )


def test_re_dating_after_the_due_date_shows_between_promised_and_revised() -> None:
    book = small_book(line("1", "1", (12, 10), revised_date=12), line("2", "1", (8, 10)), line("3", "1", (9, 10)))
    first, last = figure(book, due="promised"), figure(book, due="revised")
    assert (first.on_time, last.on_time) == (pytest.approx(1 / 3), pytest.approx(2 / 3))
    assert not first.assumed
    assert not last.assumed


def test_padding_shows_between_requested_and_promised() -> None:
    book = small_book(line("1", "1", (8, 10), requested_date=5), line("2", "1", (8, 10), requested_date=8))
    assert (figure(book, due="requested").on_time, figure(book, due="promised").on_time) == (0.5, 1)

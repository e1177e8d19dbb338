"""Texts to numbers, dates and flags, and when to ask."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otif_koop.intake import propose
from otif_koop.intake.values.date_column import order_evidence, take_apart, to_dates
from otif_koop.intake.values.date_text import MONTHS
from otif_koop.intake.values.flag_column import BLANK, NO, UNREAD, YES, to_flags
from otif_koop.intake.values.number_column import decimal_evidence, to_numbers
from tests.intake.files import codes, table, take_in

NUMBERS = [
    ("1.200,50", "comma", 1200.5),
    ("1,200.50", "point", 1200.5),
    ("1.200", "comma", 1200.0),
    ("1.200", "point", 1.2),
    ("1.234.567", "comma", 1234567.0),
    ("3,0-", "comma", -3.0),
    ("€ 12,50", "comma", 12.5),
    ("12,50 EUR", "comma", 12.5),
    ("-€ 5,00", "comma", -5.0),
    ("€ -5,00", "comma", -5.0),
    ("1 234,50", "comma", 1234.5),
    ("1\u00a0234\u00a0567,5", "comma", 1234567.5),
    ("1'234.50", "point", 1234.5),
    ("(12,50)", "comma", -12.5),
    ("25,-", "comma", 25.0),
    ("12 st", "comma", 12.0),
    ("3 doos", "comma", 3.0),
    ("1.200 KG", "comma", 1200.0),
    ("2,5 m2", "comma", 2.5),
    ("+7", "point", 7.0),
    ("0,125", "comma", 0.125),
    ("1,5E3", "comma", 1500.0),
    ("10", None, 10.0),
    ("1.5", None, 1.5),
]


def test_days_of_a_century_are_dates_where_nearly_all_are():
    read = to_dates(take_apart(pa.array(["126061", "124366", "0"])), {}, "Europe/Amsterdam")
    assert [str(day)[:10] for day in read.moments[:2]] == ["2026-03-02", "2024-12-31"]
    assert read.empty.tolist() == [False, False, True]
    among = to_dates(take_apart(pa.array(["126061", "2026-03-02", "125366", "5"])), {}, "Europe/Amsterdam")
    assert among.unread.tolist() == [True, False, True, True]  # 2025 has no day 366


@pytest.mark.parametrize(("text", "mark", "number"), NUMBERS)
def test_numbers(text, mark, number):
    assert to_numbers(pa.array([text]), mark)[0] == number


@pytest.mark.parametrize(
    ("text", "mark"),
    [("abc", "comma"), ("12.5", "comma"), ("1.2.3", "comma"), ("0,125", "point"), ("1,2,3", "point"), ("", "comma")],
)
def test_what_is_no_number_is_not_made_one(text, mark):
    assert np.isnan(to_numbers(pa.array([text]), mark)[0])


@pytest.mark.parametrize(
    ("values", "proven"),
    [
        (["1.200", "3,5"], "comma"),
        (["1,200", "3.5"], "point"),
        (["1.200", "2.400"], None),
        (["12", "7"], None),
        (["0,125"], "comma"),
        (["1250,000"], "comma"),
        (["1.000.000"], "comma"),
        (["3,5", "3.5"], "both"),
    ],
)
def test_the_decimal_mark_follows_from_values_that_leave_no_doubt(values, proven):
    assert decimal_evidence(pa.array(values)).proven == proven


@given(
    st.integers(-(10**9), 10**9), st.integers(0, 2), st.booleans(), st.sampled_from(["comma", "point"]), st.booleans()
)
def test_a_number_written_in_either_way_reads_back(cents, decimals, grouped, mark, behind):
    number = cents / 10**decimals
    text = f"{abs(number):,.{decimals}f}" if grouped else f"{abs(number):.{decimals}f}"
    if mark == "comma":
        text = text.translate(str.maketrans(",.", ".,"))
    text = (f"{text}-" if behind else f"-{text}") if number < 0 else text
    assert to_numbers(pa.array([text]), mark)[0] == pytest.approx(number, abs=1e-9)


def dates(values, order=None, zone="Europe/Amsterdam"):
    return to_dates(take_apart(pa.array(values)), order or {}, zone)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01",
        "2026/3/1",
        "20260301",
        "01-Mar-26",
        "1 mrt 2026",
        "1 maart 2026",
        "1. März 2026",
        "March 1, 2026",
        "Mar 1st, 2026",
        "zo 1 mrt. 2026",
        "46082",
        "2026-03-01T00:00:00",
        "2026-03-01 00:00:00.000",
        "/Date(1772323200000)/",
    ],
)
def test_dates_that_need_no_order(text):
    assert str(dates([text]).moments[0]) == "2026-03-01T00:00:00"


@pytest.mark.parametrize(
    "text",
    [
        "00000000",
        "0000-00-00",
        "1900-01-01",
        "01-01-1900",
        "9999-12-31",
        "31-12-9999",
        "1753-01-01",
        "0206-03-01",
        "1970-01-01",
    ],
)
def test_dates_that_stand_for_none(text):
    read = dates([text], {"-": "day_first"})
    assert np.isnat(read.moments[0])
    assert read.empty[0]
    assert not read.unread[0]


@pytest.mark.parametrize("text", ["Date Not Captured", "31-02-2026", "32-01-2026", "12", "2026-13-01", "x"])
def test_what_is_no_date_is_not_made_one(text):
    read = dates([text], {"-": "day_first"})
    assert np.isnat(read.moments[0])
    assert read.unread[0]


def test_day_and_month_follow_from_the_column():
    evidence = order_evidence(take_apart(pa.array(["31-03-2026", "01-04-2026", "3/14/2026", "1/2/2026", "01.02.2026"])))
    assert evidence.proven("-") == "day_first"
    assert evidence.proven("/") == "month_first"
    assert evidence.undecided == (".",)
    contradicting = order_evidence(take_apart(pa.array(["31-03-2026", "03-31-2026", "01-02-2026"])))
    assert contradicting.contradicting == ("-",)
    assert contradicting.undecided == ("-",)


def test_times_and_time_zones():
    read = dates(
        ["2026-03-01T23:30:00Z", "2026-07-01T23:30:00+00:00", "2026-03-01 2:05 PM", "01-03-2026 14.30"],
        {"-": "day_first"},
    )
    assert [str(moment) for moment in read.moments] == [
        "2026-03-02T00:30:00",
        "2026-07-02T01:30:00",
        "2026-03-01T14:05:00",
        "2026-03-01T14:30:00",
    ]
    assert read.shifted


DAY = st.dates(date(1990, 1, 1), date(2099, 12, 31))
LONG = ["januari", "februari", "maart", "april", "mei", "juni"]
LONG += ["juli", "augustus", "september", "oktober", "november", "december"]
DUTCH = {MONTHS[name]: name for name in LONG}


@given(
    st.lists(DAY, min_size=1, max_size=30),
    st.sampled_from(["%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%m/%d/%Y", "%Y%m%d", "%Y-%m-%d", "named"]),
)
def test_dates_read_back(days, form):
    texts = [f"{day.day} {DUTCH[day.month]} {day.year}" if form == "named" else day.strftime(form) for day in days]
    order = "month_first" if form.startswith("%m") else "day_first"
    read = dates(texts, dict.fromkeys("-/.", order))
    assert [moment.astype("datetime64[D]").astype(object) for moment in read.moments] == days


@given(st.lists(DAY, min_size=40, max_size=60, unique=True))
def test_enough_dates_prove_their_own_order(days):
    if not any(day.day > 12 for day in days):
        days = [*days, days[0].replace(day=28) + timedelta(0)]
    assert order_evidence(take_apart(pa.array([day.strftime("%d-%m-%Y") for day in days]))).proven("-") == "day_first"


def test_flags():
    texts = ["Ja", "nee", "X", "1", "0", "true", "ONWAAR", "", "n.v.t.", "misschien", "3", "0,0"]
    assert to_flags(pa.array(texts)).tolist() == [YES, NO, YES, YES, NO, YES, NO, BLANK, BLANK, UNREAD, YES, NO]


HEADER = ["Order", "Regel", "Besteld", "Geleverd", "Prijs per regel", "Toegezegde datum", "Werkelijke leverdatum"]


def test_another_column_decides_and_it_is_said():
    rows = [
        ["1", "1", "1.200", "1.200", "", "03-04-2026", "31-03-2026"],
        ["1", "2", "1", "1,5", "", "05-04-2026", "01-04-2026"],
    ]
    intake = take_in(lines=table(HEADER, rows))
    assert intake.tables.lines["quantity_ordered"].tolist() == [1200.0, 1.0]
    assert intake.tables.lines["promised_date"].dt.strftime("%Y-%m-%d").tolist() == ["2026-04-03", "2026-04-05"]
    assert {"decimal_assumed", "date_order_assumed"} <= set(codes(intake))


def test_two_formats_in_one_column_are_both_read_and_said():
    rows = [
        ["1", str(n), "1", "1", "", text, "2026-03-31"]
        for n, text in enumerate(["31-03-2026", "2026-04-01", "20260402"])
    ]
    intake = take_in(lines=table(HEADER, rows))
    assert intake.tables.lines["promised_date"].dt.day.tolist() == [31, 1, 2]
    assert codes(intake)["two_date_formats"] == 3


def test_unreadable_and_empty_values_name_their_rows():
    rows = [
        ["1", "1", "vijf", "5", "", "2026-03-01", "9999-12-31"],
        ["1", "2", "5", "5", "", "onleesbaar", "2026-03-01"],
        ["1", "3", "5", "5", "", "2026-03-01", "2026-03-01"],
        *[["2", str(n), "5", "5", "", "2026-03-01", "2026-03-01"] for n in range(20)],
    ]
    found = {one.code: one for one in take_in(lines=table(HEADER, rows)).findings}
    assert found["unreadable_number"].rows.tolist() == [2]
    assert found["unreadable_date"].rows.tolist() == [3]
    assert found["empty_date"].rows.tolist() == [2]
    assert found["unreadable_number"].columns == ("Besteld",)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-W07", "2026-02-13"),
        ("2026W7", "2026-02-13"),
        ("2026-W07-3", "2026-02-11"),
        ("wk 7 2026", "2026-02-13"),
        ("Week 7-2026", "2026-02-13"),
        ("W07/26", "2026-02-13"),
        ("KW 53 2026", "2027-01-01"),
    ],
)
def test_a_week_is_its_friday(text, day):
    read = to_dates(take_apart(pa.array([text])), {}, "Europe/Amsterdam")
    assert str(read.moments[0])[:10] == day
    assert read.styles == ("week",)


def test_a_week_that_a_year_has_not_is_none():
    read = to_dates(take_apart(pa.array(["wk 53 2025", "wk 7", "W07"])), {}, "Europe/Amsterdam")
    assert read.unread.all()


def weeks_of(header, values):
    rows = [[str(n), "1", "5", "5", value, "16-02-2026"] for n, value in enumerate(values)]
    return table(["Ordernummer", "Regel", "Besteld", "Geleverd", header, "Werkelijke leverdatum"], rows)


@pytest.mark.parametrize(
    ("header", "values", "read"),
    [
        ("Toegezegde leverweek", ["202607", "202608"], True),
        ("Toegezegde datum", ["202607", "202614"], True),
        ("Toegezegde datum", ["202607", "202614", "000000", "0"], True),
        ("Toegezegde datum", ["202607", "202608"], False),  # July, or the seventh week
    ],
)
def test_a_bare_year_and_week_is_read_where_it_can_be_nothing_else(header, values, read):
    intake = take_in(f"promised_date={header}", lines=weeks_of(header, values))
    assert ("weeks" in codes(intake)) is read
    filled = [int(value) > 0 for value in values]
    assert intake.tables.lines["promised_date"].notna().tolist() == [one and read for one in filled]
    known = [one for one in propose({"lines": weeks_of(header, values)}).columns if one.field == "promised_date"]
    assert bool(known) is (read and "week" not in header)


def test_only_a_year_of_this_century_is_the_year_of_a_bare_week():
    intake = take_in("promised_date=Leverweek", lines=weeks_of("Leverweek", ["202607", "072026", "000000"]))
    found = {one.code: one.rows.tolist() for one in intake.findings}
    assert (found["unreadable_date"], found["empty_date"]) == ([3], [4])


def test_where_only_weeks_can_be_what_was_promised_they_are_offered():
    asked = propose({"lines": weeks_of("Toegezegde week", ["2026-W07", "2026-W08"])}).questions
    assert [one.options for one in asked if one.blocking] == [("promised_date=Toegezegde week",)]


def test_days_without_a_year_say_that_the_year_is_missing():
    rows = [[str(n), "1", "5", "5", "12-jan", "16-02-2026"] for n in range(3)]
    read = take_in(
        "promised_date=Datum",
        lines=table(["Ordernummer", "Regel", "Besteld", "Geleverd", "Datum", "Werkelijke leverdatum"], rows),
    )
    said = next(one for one in read.findings if one.code == "unreadable_date")
    assert "no year" in said.done.text


KEYS = ["Ordernummer", "Regel", "Besteld", "Geleverd", "Toegezegde datum", "Werkelijke leverdatum"]


def test_order_numbers_that_a_spreadsheet_shortened_are_pointed_out():
    rows = [["4,5001E+09", str(n), "5", "5", "16-02-2026", "16-02-2026"] for n in range(3)]
    found = take_in(lines=table(KEYS, rows)).findings
    assert [(one.code, one.count) for one in found] == [("shortened_numbers", 3)]
    assert found[0].severity == "wrong"


def test_different_units_in_one_column_are_pointed_out():
    rows = [
        [str(n), "1", f"5 {unit}", "5 st", "16-02-2026", "16-02-2026"] for n, unit in enumerate(["st", "stk", "doos"])
    ]
    found = take_in(lines=table(KEYS, rows)).findings
    assert [(one.code, one.columns, one.message.values["units"]) for one in found] == [
        ("different_units", ("Besteld",), ["st", "doos"])
    ]


@pytest.mark.parametrize(
    ("ordered", "delivered", "columns"),
    [
        ("2 doos", "24 st", ("Geleverd",)),
        ("2 doos", "24", ("Geleverd",)),
        ("1 200 kg", "1200", ("Geleverd",)),
        ("5 st", "5", None),
        ("5 ST", "5 stuks", None),
        ("1 200 kg", "1 200 KG", None),
    ],
)
def test_delivered_in_another_unit_than_ordered_is_pointed_out(ordered, delivered, columns):
    rows = [[str(n), "1", ordered, delivered, "16-02-2026", "16-02-2026"] for n in range(3)]
    found = [one for one in take_in(lines=table(KEYS, rows)).findings if one.code == "different_units"]
    assert [one.columns for one in found] == ([columns] if columns else [])
    for one in found:
        values = one.message.values
        assert (values["one"], values["another"], values["file"]) == (delivered, ordered, "export.csv")
    apart = take_in(
        lines=table([*KEYS[:3], KEYS[4]], [[*row[:3], row[4]] for row in rows], "lines.csv"),
        deliveries=table([*KEYS[:2], KEYS[3], KEYS[5]], [[*row[:2], row[3], row[5]] for row in rows], "sent.csv"),
    )
    assert [one.file for one in apart.findings if one.code == "different_units"] == (["sent.csv"] if columns else [])


def test_a_bare_number_beside_boxes_is_a_unit_of_its_own_and_beside_pieces_it_is_not():
    for values, units in ((["100", "2 doos"], ["no unit", "doos"]), (["100", "2 st", "3"], [])):
        rows = [[str(n), "1", value, value, "16-02-2026", "16-02-2026"] for n, value in enumerate(values)]
        found = [one for one in take_in(lines=table(KEYS, rows)).findings if one.code == "different_units"]
        said = [[str(getattr(unit, "text", unit)) for unit in one.message.values["units"]] for one in found]
        assert said == ([units] * 2 if units else [])


def test_formulas_without_an_answer_are_blank_and_said():
    rows = [["1", "1", "5", "#DEEL/0!", "16-02-2026", "#N/B"], ["2", "1", "5", "5", "16-02-2026", "16-02-2026"]]
    found = {(one.code, one.columns): one.rows.tolist() for one in take_in(lines=table(KEYS, rows)).findings}
    assert found[("formula_without_answer", ("Geleverd",))] == [2]
    assert found[("formula_without_answer", ("Werkelijke leverdatum",))] == [2]


def test_thousands_written_in_two_ways_are_pointed_out():
    rows = [
        [str(n), "1", besteld, "5", "16-02-2026", "16-02-2026"]
        for n, besteld in enumerate(["5", "1.200", "1,200", "2.400"])
    ]
    tables = {"lines": table(KEYS, rows)}
    assert [one.samples for one in propose(tables).questions] == [("1.200", "1,200", "2.400")]
    found = take_in("decimal=comma", **tables)
    assert found.tables.lines["quantity_ordered"].tolist() == [5.0, 1200.0, 1.2, 2400.0]
    said = {one.code: one.rows.tolist() for one in found.findings}
    assert said["thousands_mixed"] == [4]
    one_way = table(KEYS, [row for row in rows if "," not in row[2]])
    assert "thousands_mixed" not in codes(take_in("decimal=comma", lines=one_way))

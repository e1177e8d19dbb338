"""Sentences and figures in both languages."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otif_koop.language import CODES, Language, markdown_safe
from otif_koop.message import message

NL, EN = Language("nl"), Language("en")


@pytest.mark.parametrize(
    ("value", "nl", "en"),
    [
        (0.913, "91,3 %", "91.3 %"),
        (1, "100,0 %", "100.0 %"),
        (Fraction(1, 3), "33,3 %", "33.3 %"),
        (0.0005, "0,1 %", "0.1 %"),  # half up, as in a spreadsheet
        (np.float64(0.8903), "89,0 %", "89.0 %"),
        (None, "–", "–"),
        (float("nan"), "–", "–"),
        (pd.NA, "–", "–"),
    ],
)
def test_percent(value, nl, en):
    assert (NL.percent(value).replace("\u00a0", " "), EN.percent(value).replace("\u00a0", " ")) == (nl, en)
    assert " " not in NL.percent(value), "a figure never breaks over two lines"


@pytest.mark.parametrize(
    ("value", "nl"),
    [(0.024, "+2,4 pp"), (-0.01, "−1,0 pp"), (0, "0,0 pp"), (-0.0001, "0,0 pp"), (0.0001, "0,0 pp"), (None, "–")],
)
def test_points_carry_their_sign_and_zero_has_none(value, nl):
    assert NL.points(value).replace("\u00a0", " ") == nl


def test_money_numbers_and_ranges():
    assert NL.money(12345.5) == "€\u00a012.346"
    assert EN.money(12345.5) == "€12,346"
    assert EN.money(-3) == "−€3"
    assert NL.money(Decimal("-0.2")) == "€\u00a00"
    assert NL.number(1234567) == "1.234.567"
    assert EN.number(2.5) == "2.5"
    assert NL.number(100.0) == "100"
    assert NL.number(2, decimals=1) == "2,0"
    assert NL.number(float("inf")) == "∞"
    assert NL.interval(0.891, 0.93) == "89,1–93,0\u00a0%"
    assert NL.interval(None, 0.93) == "–"


@pytest.mark.parametrize(
    "day",
    [date(2026, 3, 3), datetime(2026, 3, 3), pd.Timestamp("2026-03-03"), np.datetime64("2026-03-03", "ns")],  # noqa: DTZ001
)
def test_every_kind_of_date(day):
    assert (NL.date(day), EN.date(day)) == ("3 mrt 2026", "3 Mar 2026")
    assert (NL.month(day), EN.month(day)) == ("mrt 2026", "Mar 2026")
    assert NL.week(day) == "wk\u00a010"


def test_missing_dates_are_a_dash():
    assert NL.date(None) == NL.date(pd.NaT) == NL.week(np.datetime64("NaT")) == NL.moment(None) == "–"


def test_a_sentence_fills_its_gaps_in_the_readers_formats():
    text = "{share:percent}, {gain:points}, {cost:money}, {day:date}, {week:week}, {n:number}, {m}, {who}"
    text += ", {range:interval}"
    values = {
        "share": 0.913,
        "gain": 0.024,
        "cost": 12345,
        "day": date(2026, 3, 3),
        "week": 10,
        "n": 12345,
        "m": 12345,
        "who": "De Werkplek",
        "range": (0.5, 0.6),
    }
    dutch = "91,3 %, +2,4 pp, € 12.345, 3 mrt 2026, wk 10, 12.345, 12.345, De Werkplek, 50,0–60,0 %"
    english = "91.3 %, +2.4 pp, €12,345, 3 Mar 2026, wk 10, 12,345, 12,345, De Werkplek, 50.0–60.0 %"
    assert NL.say(text, **values).replace("\u00a0", " ") == dutch
    assert EN.say(message(text, **values)).replace("\u00a0", " ") == english


def test_messages_lists_and_booleans_inside_a_gap():
    inner = message("{n} rows", n=1000)
    assert EN.say("A: {what}", what=inner) == "A: 1,000 rows"
    assert EN.say("{all}", all=["x", inner, 3]) == "x, 1,000 rows and 3"
    assert NL.say("{all}", all=("x", "y")) == "x en y"
    assert (NL.say("{is_open}", is_open=True), EN.say("{is_open}", is_open=False)) == ("ja", "no")


def test_a_value_is_never_read_as_a_text():
    assert EN.say("{name}", name="{secret} {x:percent}") == "{secret} {x:percent}"


def test_what_is_missing_never_stops_a_sentence():
    assert EN.say("{a} and {b:percent}", b=None) == "… and –"
    assert EN.say("100 % {") == "100 % {"
    assert EN.say("{n:parsec}", n=3) == "3"
    assert EN.say("{then:moment}", then=67_768_036_191_676_800) == "67768036191676800"


@given(
    text=st.text(alphabet="ab {}:%!.[0]", max_size=20),
    value=st.one_of(st.none(), st.integers(), st.floats(), st.text(), st.dates(), st.lists(st.integers()), st.binary()),
    kind=st.sampled_from(["percent", "points", "money", "date", "month", "week", "moment", "number", "interval", ""]),
)
def test_saying_never_raises(text, value, kind):
    for language in (NL, EN):
        assert isinstance(language.say(text, a=value, b=value), str)
        assert isinstance(language.say("{gap:" + kind + "}", gap=value), str)


def test_an_unknown_text_is_shown_in_english():
    assert NL.say("There is no Dutch for this one") == "There is no Dutch for this one"


def test_a_catalog_text_is_said_in_dutch_and_kept_in_english():
    assert (NL.say("yes"), EN.say("yes")) == ("ja", "yes")


def test_plural():
    assert EN.plural("{n} thing", "{n} things", 1) == "1 thing"
    assert EN.plural("{n} thing", "{n} things", 0) == "0 things"
    assert NL.plural("{n} thing", "{n} things", 1200) == "1.200 things"


@pytest.mark.parametrize(
    ("locale", "code"), [("nl-NL", "nl"), ("nl-BE", "nl"), ("en-US", "en"), ("de-DE", "en"), (None, "nl"), ("", "nl")]
)
def test_the_browser_proposes_a_language(locale, code):
    assert Language.for_reader(locale).code == code


def test_there_is_no_third_language():
    with pytest.raises(ValueError, match="no such language"):
        Language("de")


def test_languages_are_equal_by_code():
    assert Language("nl") == NL
    assert hash(Language("nl")) == hash(NL)
    assert NL != EN


@pytest.mark.parametrize("code", CODES)
def test_charts_get_whole_locales(code):
    locale = Language(code).vega_locale()
    assert len(locale["time"]["months"]) == len(locale["time"]["shortMonths"]) == 12
    assert len(locale["time"]["days"]) == 7
    assert locale["time"]["days"][0].lower() in {"zondag", "sunday"}
    assert locale["number"]["decimal"] == {"nl": ",", "en": "."}[code]


def test_typed_text_loses_its_markup():
    assert markdown_safe("a*b* [x](y)\n# c") == r"a\*b\* \[x\]\(y\) \# c"
    assert NL.markdown("**{name}**", name="*x*") == r"**\*x\***"
    assert EN.markdown("{what}", what=message("**{name}**", name="*x*")) == r"**\*x\***"

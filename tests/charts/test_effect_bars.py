from __future__ import annotations

from otif_koop.charts.effect_bars import alt_text, chart
from otif_koop.message import message
from tests.charts.reading import EN, NL, marks, rows, words
from tests.charts.sample_figures import EFFECTS


def test_the_largest_effect_stands_first_with_its_sign_in_words():
    drawn = chart(EFFECTS, EN)
    assert words(drawn)[0] == "−21.3\u00a0pp · Orders instead of order lines"
    assert words(drawn)[1].startswith("+8.7\u00a0pp · ")
    assert {said.split(" ·")[0] for said in words(drawn)[2:]} == {"no score", "no difference"}


def test_down_is_left_and_hollow_and_up_is_right_and_solid():
    lower, higher = sorted(rows(chart(EFFECTS[:2], EN), "solid", kind="rect"), key=lambda bar: bar["end"])
    assert (lower["start"], lower["end"], lower["solid"]) == (0, -0.213, False)
    assert (higher["start"], higher["end"], higher["solid"]) == (0, 0.087, True)


def test_zero_is_always_in_view():
    for effects in (EFFECTS, EFFECTS[:1], EFFECTS[1:2], EFFECTS[2:]):
        low, high = marks(chart(effects, EN), "rule")[0]["encoding"]["x"]["scale"]["domain"]
        assert low <= 0 <= high
        assert low < high


def test_what_rounds_to_nothing_is_no_difference():
    assert words(chart([(message("a"), 0.0004)], EN))[0].startswith("no difference")
    assert words(chart([(message("a"), -0.0006)], EN))[0].startswith("−0.1\u00a0pp · ")


def test_the_text_names_the_three_largest():
    said = alt_text(EFFECTS, NL)
    assert said.count(";") == 2
    for number in ("4", "−21,3\u00a0pp", "+8,7\u00a0pp"):
        assert number in said

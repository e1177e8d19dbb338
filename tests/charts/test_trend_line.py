from __future__ import annotations

from otif_koop.charts.trend_line import alt_text, chart
from otif_koop.otif.definition import Combine
from tests.charts.reading import EN, NL, marks, rows, words
from tests.charts.sample_figures import YEAR, months, weeks


def test_every_period_with_a_score_has_its_dot():
    shares = [record["share"] for record in rows(chart(YEAR, Combine.JOINT, EN), "share", "units")]
    assert {0.75, 0.74, 0.83, 0.88, 0.92} == set(shares)
    assert 0.9 in {record["share"] for record in rows(chart(YEAR, Combine.PRODUCT, EN), "share", "units")}


def test_what_is_not_final_is_dashed_hollow_and_said():
    drawn = chart(YEAR, Combine.JOINT, EN)
    assert [layer["mark"]["strokeDash"] for layer in marks(drawn, "line")] == [[1, 0], [6, 4]]
    assert [layer["mark"]["filled"] for layer in marks(drawn, "point")] == [True, False]
    assert "not final" in words(drawn)
    settled = chart(months([(0.5, 0.5), (0.6, 0.6)], final=2), Combine.JOINT, EN)
    assert "not final" not in words(settled)
    assert len(marks(settled, "line")) == 1


def test_the_target_is_a_line_with_its_word():
    drawn = chart(YEAR, Combine.JOINT, NL, target=0.95)
    assert any("95,0\u00a0%" in said for said in words(drawn))
    assert marks(drawn, "rule")
    low, high = marks(drawn, "rule")[0]["encoding"]["y"]["scale"]["domain"]
    assert low <= 0.74 < 0.95 <= high
    assert marks(chart(YEAR, Combine.JOINT, NL), "rule") == []


def test_the_scale_stays_within_nought_and_one_and_is_never_a_point():
    for share in (0.0, 0.5, 0.999, 1.0):
        drawn = chart(months([(share, share)], final=1), Combine.JOINT, EN)
        low, high = marks(drawn, "point")[0]["encoding"]["y"]["scale"]["domain"]
        assert 0 <= low <= share <= high <= 1
        assert high - low > 0.05


def test_few_ticks_for_many_periods():
    axis = marks(chart(weeks(200), Combine.JOINT, EN, by="week"), "point")[0]["encoding"]["x"]["axis"]
    assert 3 <= len(axis["values"]) <= 5
    assert axis["format"] == "wk %-V"


def test_the_text_has_the_numbers():
    said = alt_text(YEAR, Combine.JOINT, EN, target=0.9)
    assert said.startswith("Line of the score over 5 months, from Jan 2025 (75.0\u00a0%) to Jun 2025 (92.0\u00a0%)")
    assert "lowest 74.0\u00a0% in Feb 2025, highest 92.0\u00a0% in Jun 2025" in said
    assert "target of 90.0\u00a0% was reached in 1 of them" in said
    assert "The last 2 are not final yet." in said
    assert "wk\u00a02 (6 Jan 2025)" in alt_text(weeks(3), Combine.JOINT, EN, by="week")
    assert "92,0\u00a0%" in alt_text(YEAR, Combine.JOINT, NL)


def test_periods_come_in_any_order():
    assert alt_text(YEAR[::-1], Combine.JOINT, EN) == alt_text(YEAR, Combine.JOINT, EN)

from __future__ import annotations

import pytest

from otif_koop.charts.delay_histogram import alt_text, chart
from otif_koop.charts.delay_zones import how_far, window_of, zones_of
from otif_koop.otif.definition import Definition, Unit, Window
from tests.charts.reading import EN, NL, marks, rows, words
from tests.charts.sample_figures import CURVE, ORDINARY_DELAYS, STEPS, WINDOW, delays

ALL = 4 + 40 + 60 + 150 + 900 + 80 + 30 + 20 + 16 + 25


def axis_of_days(drawn):
    return next(layer["encoding"]["x"]["axis"] for layer in marks(drawn, "bar"))


def test_lines_fall_in_and_out_of_the_window_at_its_very_edges():
    zones = zones_of(delays({-4: 1, -3: 2, 0: 3, 1: 4, 2: 5}), WINDOW)
    assert dict(zip(zones.days, zones.zone, strict=True)) == {
        -4: "early", -3: "in", -2: "in", -1: "in", 0: "in", 1: "in", 2: "late",
    }  # fmt: skip
    assert zones.share("late") == pytest.approx(5 / 15)


def test_no_limit_is_no_edge():
    zones = zones_of(delays({-300: 1, 300: 1}), Definition(window=Window(early="none", late="none")))
    assert set(zones.zone) == {"in"}
    drawn = chart(delays({-300: 1, 300: 1}), Definition(window=Window(early="none", late="none")), EN)
    assert marks(drawn, "rule") == []
    assert len(marks(drawn, "rect")) == 1


def test_what_never_came_is_no_bar_but_counts():
    figures = delays({0: 3}, never=1)
    assert zones_of(figures, Definition()).never_share == 0.25
    assert "never came 1 (25.0\u00a0%)" in words(chart(figures, Definition(), EN))
    assert sum(bar["lines"] for bar in rows(chart(figures, Definition(), EN), "lines")) == 3


def test_every_bar_is_drawn_once_with_its_look():
    drawn = chart(ORDINARY_DELAYS, WINDOW, NL)
    bars = rows(drawn, "deviation", "lines")
    assert {bar["deviation"]: bar["lines"] for bar in bars} == {
        -30: 4, -8: 40, -3: 60, -1: 150, 0: 900, 1: 80, 4: 30, 12: 20, 30: 16,
    }  # fmt: skip
    assert len(bars) == 9
    looks = {layer["mark"]["fillOpacity"]: layer["mark"]["strokeDash"] for layer in marks(drawn, "bar")}
    assert len(looks) == 3, "in, early and late differ in more than colour"


def test_the_ends_say_that_they_gather():
    axis = axis_of_days(chart(ORDINARY_DELAYS, Definition(), EN))
    assert axis["labelExpr"].count("30 or more") == 2
    assert {-30, 0, 30} <= set(axis["values"])
    plain = axis_of_days(chart(delays({-30: 1, 30: 1}), Definition(), EN))
    assert "or more" not in plain["labelExpr"]


def test_there_are_few_ticks_whatever_the_reach():
    for reach in (1, 3, 7, 30, 400, 4000):
        assert 2 <= len(axis_of_days(chart(delays({-reach: 1, reach: 1}), Definition(), EN))["values"]) <= 9


def test_the_axis_reaches_to_a_window_without_lines():
    x = marks(chart(delays({0: 5}), Definition(window=Window(early=2, late=4)), EN), "bar")[0]["encoding"]["x"]
    low, high = x["scale"]["domain"]
    assert low < -2.5
    assert high > 4.5


def test_a_curve_is_drawn_instead_of_the_window():
    drawn = chart(ORDINARY_DELAYS, CURVE, EN)
    assert marks(drawn, "rect") == []
    scores = {point["deviation"]: point["credit"] for point in rows(drawn, "credit")}
    assert (scores[0], scores[-5], scores[1], scores[5]) == pytest.approx((1, 0.5, 0.8, 0))
    assert marks(drawn, "line")[0]["mark"]["interpolate"] == "linear"
    assert marks(chart(ORDINARY_DELAYS, STEPS, EN), "line")[0]["mark"]["interpolate"] == "step"


def test_only_a_movable_chart_has_the_selection():
    assert [one["name"] for one in chart(ORDINARY_DELAYS, Definition(), NL, movable=True).to_dict()["params"]] == [
        "window"
    ]
    assert "params" not in chart(ORDINARY_DELAYS, Definition(), NL).to_dict()


@pytest.mark.parametrize(
    ("selected", "window"),
    [((-2.4, 1.7), (2, 1)), ((-2, 1), (2, 1)), ((-0.5, 0.5), (0, 0)), ((1.2, 4.9), (0, 4)), ((-9.9, -3.1), (9, 0))],
)
def test_a_selected_stretch_is_the_whole_days_in_it(selected, window):
    assert window_of(*selected) == window


def test_the_text_has_the_numbers():
    said = alt_text(ORDINARY_DELAYS, WINDOW, EN)
    assert f"{EN.number(ALL)} order lines" in said
    for lines in (60 + 150 + 900 + 80, 4 + 40, 30 + 20 + 16, 25):
        assert EN.percent(lines / ALL) in said
    assert "on the due date" in said
    assert NL.percent(25 / ALL) in alt_text(ORDINARY_DELAYS, WINDOW, NL)
    credited = alt_text(ORDINARY_DELAYS, CURVE, EN)
    assert EN.percent(900 / ALL) in credited
    assert EN.percent((40 + 60 + 150 + 80 + 30) / ALL) in credited


def test_the_text_says_how_far_the_highest_bar_lies():
    assert "2 working days late" in alt_text(delays({2: 5, 3: 1}), WINDOW, EN)
    assert "30 or more days early" in alt_text(delays({-30: 5, 0: 1}, early=4), Definition(), EN)
    assert EN.say(how_far(0, Unit.WEEK)) == "in the due week"


def test_nothing_to_draw_says_why():
    assert words(chart(delays({}), Definition(), EN)) == [
        "There is no counted order line with a delivery and a due date."
    ]
    assert "12" in words(chart(delays({}, never=12), Definition(), EN))[0]

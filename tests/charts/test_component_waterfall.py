from __future__ import annotations

import pytest

from otif_koop.charts.component_waterfall import alt_text, chart
from otif_koop.otif.definition import Level
from tests.charts.reading import EN, NL, marks, rows, words
from tests.charts.sample_figures import ORDINARY_MIX, combined, mix


def blocks(drawn) -> list[tuple[float, float]]:
    placed = sorted(rows(drawn, "start", "end", "words"), key=lambda record: record["top"])
    unique = {record["top"]: (record["start"], record["end"]) for record in placed}
    return list(unique.values())


def test_blocks_fall_from_everything_to_the_joint_share():
    drawn = chart(ORDINARY_MIX, 1000, combined(0.68, 0.7), Level.LINE, EN)
    everything, *falling, left, product = blocks(drawn)
    assert everything == (0, 1)
    assert [pytest.approx(one) for one in falling] == [(1, 0.85), (0.85, 0.79), (0.79, 0.75), (0.75, 0.7)]
    assert left == (0, 0.7)
    assert product == (0.68, 0.68)
    assert rows(drawn, "middle")[0]["start"] == 0.68
    assert words(drawn) == [
        "100.0\u00a0% of 1,000 order lines",
        "−15.0\u00a0pp not on time",
        "−6.0\u00a0pp more: on time, not in full",
        "−4.0\u00a0pp more: only an error",
        "−5.0\u00a0pp more: only a complaint",
        "70.0\u00a0% without any fault",
        "68.0\u00a0% product of the components",
    ]


def test_what_fails_on_two_is_lost_once():
    both = mix(("on_time in_full no_error no_complaint", 10), ("in_full no_complaint", 5))
    falling = blocks(chart(both, 20, combined(0.1, 0.25), Level.ORDER, EN))[1:-2]
    assert falling == [(1, 0.5), (0.5, 0.25), (0.25, 0.25), (0.25, 0.25)]


def test_components_that_are_not_measured_have_no_block():
    drawn = chart(ORDINARY_MIX, 1000, combined(0.8, 0.79, ("on_time", "in_full")), Level.LINE, EN)
    assert len(blocks(drawn)) == 1 + 2 + 2
    apart = chart(ORDINARY_MIX, 1000, combined(0.8, 0.81, ("on_time", "no_complaint")), Level.LINE, EN)
    assert [pytest.approx(one) for one in blocks(apart)[1:3]] == [(1, 0.85), (0.85, 0.8)]


def test_weights_get_a_block_so_that_it_ends_where_the_score_stands():
    drawn = chart(ORDINARY_MIX, 1000, combined(0.74, 0.77), Level.LINE, EN)
    assert blocks(drawn)[-3] == pytest.approx((0.7, 0.77))
    assert "+7.0\u00a0pp through weighting" in words(drawn)


def test_steps_join_the_blocks():
    drawn = chart(ORDINARY_MIX, 1000, combined(0.68, 0.7), Level.LINE, EN)
    steps = [record["start"] for record in rows(drawn, "start", "from", "to") if "middle" not in record]
    assert steps == pytest.approx([1, 0.85, 0.79, 0.75, 0.7])
    assert len(marks(drawn, "rule")) == 2


def test_the_text_has_the_numbers():
    said = alt_text(ORDINARY_MIX, 1000, combined(0.68, 0.7), Level.LINE, NL)
    for number in (
        "1.000",
        "−15,0\u00a0pp",
        "−6,0\u00a0pp",
        "−4,0\u00a0pp",
        "−5,0\u00a0pp",
        "70,0\u00a0%",
        "68,0\u00a0%",
    ):
        assert number in said


def test_nothing_counted_is_nothing_lost():
    assert len(words(chart(mix(), 0, None, Level.ORDER, EN))) == 1
    assert len(words(chart(mix(), 5, None, Level.ORDER, EN))) == 1

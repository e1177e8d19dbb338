from __future__ import annotations

from otif_koop.charts.cause_bars import MOST, fault_chart, fault_text, way_chart, way_text
from otif_koop.otif.causes import LateWay
from tests.charts.reading import EN, NL, rows, words
from tests.charts.sample_figures import EVERY_SET, ORDINARY_MIX, WAY, mix


def lengths(drawn) -> list[float]:
    return [bar["end"] for bar in {record["top"]: record for record in rows(drawn, "top", "words")}.values()]


def test_sets_stand_most_first_with_their_words():
    drawn = fault_chart(ORDINARY_MIX, EN)
    assert words(drawn)[:2] == ["120 · not on time", "60 · not in full"]
    assert words(drawn)[-1] == "30 · not on time and not in full"
    assert lengths(drawn)[: len(ORDINARY_MIX)] == [120, 60, 50, 40, 30]


def test_the_rarest_sets_go_together():
    drawn = fault_chart(EVERY_SET, EN)
    assert len(words(drawn)) == MOST
    assert words(drawn)[-1].endswith("other combinations")
    assert sum(lengths(drawn)) == EVERY_SET["lines"].sum()


def test_a_set_without_lines_is_no_bar():
    assert len(words(fault_chart(mix(("on_time", 3), ("in_full", 0)), EN))) == 1


def test_the_text_of_the_sets_has_the_numbers():
    assert fault_text(ORDINARY_MIX, EN) == (
        "Bars of 300 missed order lines by what they fail on. Most often: not on time, 120 lines (40.0\u00a0%)."
    )
    assert "40,0\u00a0%" in fault_text(ORDINARY_MIX, NL)


def test_the_way_keeps_its_order_and_shows_what_stands_beside_it():
    drawn = way_chart(WAY, EN)
    assert lengths(drawn) == [20, 110, 30, 0, 25, 15]
    assert words(drawn)[1] == "110 · authorised → shipped; days: usually 3, when late 6.5"
    assert words(drawn)[3].endswith("when late –")
    hollow = [record["words"] for record in rows(drawn, "solid") if not record["solid"]]
    assert len({*hollow}) == 2


def test_the_text_of_the_way_has_the_numbers():
    said = way_text(WAY, EN)
    for number in (
        "200",
        "authorised to shipped",
        "110 lines",
        "55.0\u00a0%",
        "usually 3",
        "late 6.5",
        "25 never",
        "of 15",
    ):
        assert number in said
    assert "1 never came; of 2 it can't be said" in way_text(LateWay(3, (), 1, 2), EN)

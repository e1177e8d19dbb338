from __future__ import annotations

import numpy as np
import pytest

from otif_koop.charts.article_orders import LEFT_OUT, MOST, alt_text, chart
from otif_koop.demo.article import article_tables
from otif_koop.otif.counts import REASONS
from otif_koop.otif.definition import Definition, Level, Partials
from otif_koop.otif.from_tables import order_book
from otif_koop.otif.score import score
from otif_koop.otif.score_lines import judged_lines, lines_table
from tests.charts.reading import EN, NL, rows, words
from tests.charts.sample_figures import ARTICLE_SCORE, CURVE, lines


def by_engine(definition: Definition, *, overlap: bool = False):
    book = order_book(article_tables(overlap=overlap))
    scored = score(book, definition)
    facts, judged = judged_lines(book, scored.resolved[book.group.names[0]], scored.as_of)
    table = lines_table(facts, scored.resolved[book.group.names[0]], judged, np.ones(book.n_lines, np.bool_))
    return table, scored.score(None, definition.level)


def test_the_articles_own_lines_and_score():
    drawn = chart(*by_engine(Definition(level=Level.LINE)), EN)
    assert drawn.to_dict()["title"] == "product 23.3\u00a0% · faultless 14.3\u00a0%"
    orders, faults = words(drawn)[:2], words(drawn)[2:]
    assert orders == ["order 1", "order 2"]
    assert faults == ["× error", *["1,000 too few"] * 2, *["late · ! complaint"] * 2, "late"]


def test_late_is_striped_and_short_has_a_hollow_end():
    drawn = chart(lines(), ARTICLE_SCORE, EN)
    striped = {record["line"] for record in rows(drawn, "striped") if record["striped"]}
    assert striped == {"5", "6", "7"}
    stripes = rows(drawn, "start", kind="rule")
    assert len({stripe["top"] for stripe in stripes}) == 3
    assert len(stripes) > 30
    assert max(stripe["start"] for stripe in stripes) < 6500
    ends = [(record["start"], record["end"]) for record in rows(drawn, "end", kind="rect") if record["role"] == "short"]
    assert ends == [(5000, 6000), (4000, 5000)]


def test_a_line_with_everything_wrong_says_it_all():
    said = words(chart(*by_engine(Definition(level=Level.LINE), overlap=True), EN))
    assert "late · × error · ! complaint" in said


def test_a_late_line_with_credit_says_what_it_counts_for():
    said = words(chart(*by_engine(CURVE), EN))
    assert "late · counts 60.0\u00a0%" in said


def test_complete_in_the_end_is_not_called_too_few():
    table, one = by_engine(Definition(partials=Partials.BY_DUE))
    assert "late · not in full" in words(chart(table, one, EN))


def test_over_delivery_is_said():
    table = lines(quantity_delivered=[11000.0] + [1.0] * 6, in_full=[False] * 7)
    assert "1,000 too many" in words(chart(table, ARTICLE_SCORE, EN))


@pytest.mark.parametrize("reason", REASONS)
def test_a_line_that_is_left_out_says_why_and_nothing_else(reason):
    unknown = dict.fromkeys(("on_time", "in_full", "no_error", "no_complaint"), [None] * 7)
    table = lines(left_out=[reason] * 7, **unknown)
    drawn = chart(table, ARTICLE_SCORE, EN)
    assert set(words(drawn)[2:]) == {EN.say(LEFT_OUT[reason])}
    assert {record["role"] for record in rows(drawn, "line", kind="rect")} == {"quiet"}


def test_it_fits_beside_the_choices():
    spec = chart(lines(), ARTICLE_SCORE, NL).to_dict()
    title, padding = spec["config"]["title"], spec["padding"]
    assert spec["height"] + 1.3 * title["fontSize"] + title["offset"] + padding["top"] + padding["bottom"] <= 160


def test_more_lines_than_fit_are_not_drawn():
    many = lines().loc[np.repeat(range(7), 10)]
    assert len({record["top"] for record in rows(chart(many, ARTICLE_SCORE, EN), "line")}) == MOST


def test_the_text_has_the_score_and_every_fault():
    said = alt_text(lines(), ARTICLE_SCORE, EN)
    assert said.startswith("7 order lines, product 0.0\u00a0% · faultless 0.0\u00a0%.")
    for fault in ("line 2: × error", "line 3: 1,000 too few", "line 5: late · ! complaint", "line 7: late"):
        assert fault in said
    assert "line 1" not in said
    assert "1.000" in alt_text(lines(), ARTICLE_SCORE, NL)
    fine = alt_text(lines().head(1), ARTICLE_SCORE, EN)
    assert "Nothing is wrong" in fine

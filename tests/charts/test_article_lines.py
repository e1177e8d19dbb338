"""The article's two orders as a drawing: a bar a line, and every fault in words."""

from __future__ import annotations

import re

import numpy as np
import pytest

from otif_koop.charts.article_lines import LEFT_OUT, MOST, alt_text, drawing
from otif_koop.demo.article import article_tables
from otif_koop.otif.counts import REASONS
from otif_koop.otif.definition import Definition, Level, Partials
from otif_koop.otif.from_tables import order_book
from otif_koop.otif.score import score
from otif_koop.otif.score_lines import judged_lines, lines_table
from tests.charts.reading import EN, NL
from tests.charts.sample_figures import ARTICLE_SCORE, CURVE, lines


def by_engine(definition: Definition, *, overlap: bool = False):
    book = order_book(article_tables(overlap=overlap))
    scored = score(book, definition)
    resolved = scored.resolved[book.group.names[0]]
    facts, judged = judged_lines(book, resolved, scored.as_of)
    table = lines_table(facts, resolved, judged, np.ones(book.n_lines, np.bool_))
    return table, scored.score(None, definition.level)


def cells(drawn: str) -> list[tuple[str, str, str]]:
    """Name, bars and words of each line."""
    inside = drawn[drawn.index('">') + 2 : drawn.rindex("</div>")]
    pattern = r'<span>(.*?)</span><span style="display:flex">(.*?)</span><span>([^<]*)</span>(?=<span>|$)'
    return re.findall(pattern, inside)


def widths(bars: str) -> list[float]:
    return [float(width) for width in re.findall(r"width:([\d.]+)%", bars)]


def test_every_line_of_the_article_with_its_faults():
    rows = cells(drawing(*by_engine(Definition(level=Level.LINE)), EN))
    assert [name for name, _, _ in rows] == ["order 1", "", "", "", "order 2", "", ""]
    assert [words for _, _, words in rows] == [
        *("", "× error", "1,000 too few", "1,000 too few"),
        *("late · ! complaint", "late · ! complaint", "late"),
    ]


def test_late_is_striped_and_short_has_a_dashed_end():
    rows = cells(drawing(lines(), ARTICLE_SCORE, EN))
    assert ["repeating-linear-gradient" in bars for _, bars, _ in rows] == [False] * 4 + [True] * 3
    assert ["dashed" in bars for _, bars, _ in rows] == [False, False, True, True, False, False, False]
    assert widths(rows[0][1]) == [100.0]
    assert widths(rows[2][1]) == [50.0, 10.0]


def test_a_line_with_everything_wrong_says_it_all():
    assert "late · × error · ! complaint" in drawing(*by_engine(Definition(level=Level.LINE), overlap=True), EN)


def test_a_late_line_with_credit_says_what_it_counts_for():
    assert "late · counts 60.0\u00a0%" in drawing(*by_engine(CURVE), EN)


def test_complete_in_the_end_is_not_called_too_few():
    assert "late · not in full" in drawing(*by_engine(Definition(partials=Partials.BY_DUE)), EN)


def test_over_delivery_is_said():
    table = lines(quantity_delivered=[11000.0] + [1.0] * 6, in_full=[False] * 7)
    assert "1,000 too many" in drawing(table, ARTICLE_SCORE, EN)


@pytest.mark.parametrize("reason", REASONS)
def test_a_line_that_is_left_out_says_why_and_nothing_else(reason):
    unknown = dict.fromkeys(("on_time", "in_full", "no_error", "no_complaint"), [None] * 7)
    rows = cells(drawing(lines(left_out=[reason] * 7, **unknown), ARTICLE_SCORE, EN))
    assert {words for _, _, words in rows} == {EN.say(LEFT_OUT[reason])}


def test_more_lines_than_fit_are_not_drawn():
    many = lines().loc[np.repeat(range(7), 10)]
    assert len(cells(drawing(many, ARTICLE_SCORE, EN))) == MOST


def test_what_was_typed_stays_text():
    table = lines(order_id=["<script>alert(1)</script>"] * 7)
    drawn = drawing(table, ARTICLE_SCORE, EN)
    assert "<script>" not in drawn
    assert "&lt;script&gt;" in drawn


def test_nothing_to_draw_says_so():
    assert drawing(lines().head(0), ARTICLE_SCORE, EN) == "<p>There are no order lines to show.</p>"


def test_the_text_has_the_score_and_every_fault():
    said = alt_text(lines(), ARTICLE_SCORE, EN)
    assert said.startswith("7 order lines, product 0.0\u00a0% · faultless 0.0\u00a0%.")
    for fault in ("line 2: × error", "line 3: 1,000 too few", "line 5: late · ! complaint", "line 7: late"):
        assert fault in said
    assert "line 1" not in said
    assert "1.000" in alt_text(lines(), ARTICLE_SCORE, NL)
    assert "Nothing is wrong" in alt_text(lines().head(1), ARTICLE_SCORE, EN)

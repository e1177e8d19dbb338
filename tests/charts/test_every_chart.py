"""What holds for every chart: valid, said in the reader's language, readable, and without a theme of its own."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from otif_koop.charts.house_style import ROLES
from otif_koop.language import CODES, Language
from tests.charts.reading import valid
from tests.charts.sample_figures import CASES

MARK = "§"
LITERAL_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(rgb|hsl)a?\(")


class Marking(Language):
    """A language whose every text begins with a mark, so that a text that was never said stands out."""

    @property
    def _catalog(self):
        return _MarkAll()


class _MarkAll:
    def get(self, key: tuple[str, str], default: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(MARK + text for text in default)


@cache
def drawn(name: str, language: Language) -> tuple[dict[str, Any], str]:
    """A case's specification, checked against Vega-Lite's schema, and its text for a screen reader."""
    chart, said = CASES[name](language)
    return valid(chart.to_dict()), said


every_chart = pytest.mark.parametrize("name", CASES)
every_language = pytest.mark.parametrize("code", CODES)


def parts(spec: Any) -> Iterator[tuple[str, Any]]:
    """Every key of a specification with its value, but not those of the data."""
    if isinstance(spec, dict):
        for key, value in spec.items():
            if key != "datasets":
                yield key, value
                yield from parts(value)
    elif isinstance(spec, list):
        for one in spec:
            yield from parts(one)


def records(spec: dict[str, Any]) -> list[dict[str, Any]]:
    return [record for data in spec["datasets"].values() for record in data]


@every_language
@every_chart
def test_the_specification_is_valid_and_its_data_whole(name, code):
    spec, _ = drawn(name, Language(code))
    json.dumps(spec, allow_nan=False)
    assert records(spec)
    for record in records(spec):
        for column, value in record.items():
            assert value is not None, column
            assert not (isinstance(value, float) and not math.isfinite(value)), column


@every_language
@every_chart
def test_figures_are_written_as_the_reader_writes_them(name, code):
    spec, _ = drawn(name, Language(code))
    assert spec["config"]["locale"] == Language(code).vega_locale()


@every_chart
def test_every_text_is_said_in_the_readers_language(name):
    spec, said = drawn(name, Marking("nl"))
    assert MARK in said
    assert spec["title"].startswith(MARK)
    tooltips = set()
    for key, value in parts(spec):
        if key == "title" and isinstance(value, str):
            assert value.startswith(MARK), value
        if key == "tooltip" and value:
            tooltips |= {one["field"] for one in value if one["type"] == "nominal"}
        if key == "labelExpr" and not value.endswith("][datum.value]"):  # those are names of rows, mostly typed
            texts = re.findall(r'"((?:[^"\\]|\\.)*)"', value)
            assert any(json.loads(f'"{text}"').startswith(MARK) for text in texts) or "format(" in value, value
    for record in records(spec):
        words = record.get("words", MARK)
        assert MARK in words or is_a_figure(words), words
        for field in tooltips - {"group", "line", "came", "figure", "sure", "units", "period", "words"}:
            if field in record and not field.startswith("fact_"):
                assert MARK in record[field], field


def is_a_figure(words: str) -> bool:
    return words == "" or not re.search("[A-Za-z]", words)


@every_language
@every_chart
def test_the_text_for_a_screen_reader_is_whole(name, code):
    _, said = drawn(name, Language(code))
    assert len(said) > 15
    assert not re.search(r"nan|\bNone\b(?! of)|[{}]|…|\bTrue\b|–\.", said), said
    assert said[-1] == "."


@every_chart
def test_nothing_is_too_small_to_read(name):
    spec, _ = drawn(name, Language("nl"))
    sizes = {key: value for key, value in parts(spec) if key.lower().endswith("fontsize")}
    assert {"fontSize", "labelFontSize"} <= set(sizes)
    assert min(sizes.values()) >= 14


@every_chart
def test_the_theme_decides_on_colours(name):
    """Marks name a role; the one literal colour is that of a selection, which can't follow a scale."""
    spec, _ = drawn(name, Language("nl"))
    assert spec["config"].get("background") is None
    literal = [value for key, value in parts(spec) if isinstance(value, str) and LITERAL_COLOUR.search(value)]
    assert set(literal) <= {"#c8641e"}
    for key, value in parts(spec):
        if key in {"color", "stroke"} and isinstance(value, dict):
            assert value["scale"]["domain"] == list(ROLES)
        assert key not in {"labelColor", "titleColor", "gridColor", "domainColor"}
    assert {record["role"] for record in records(spec) if "role" in record} <= set(ROLES)


@every_chart
def test_the_width_is_as_wide_as_there_is_room(name):
    spec, _ = drawn(name, Language("nl"))
    assert spec["autosize"] == {"type": "fit-x", "contains": "padding"}
    assert "width" not in spec
    assert spec["height"] > 0
    assert not {"hconcat", "vconcat", "concat", "facet", "repeat"} & {key for key, _ in parts(spec)}

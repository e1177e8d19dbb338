"""A chart on paper is the drawing of the screen: the same marks at the same places, in the theme's colours."""

from __future__ import annotations

import tomllib
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest

from otif_koop.charts.svg import COLOURS, svg
from otif_koop.charts.vega_lite import fixed
from otif_koop.language import CODES, Language
from tests.charts.koop_figures import CHAIN, KOOP_CASES
from tests.charts.reading import layers, words

SVG = "{http://www.w3.org/2000/svg}"
CHAINS = [name for name in KOOP_CASES if name.startswith("koop chain")]
WIDTH, SIDE = 680, 10


def drawn(name: str, code: str = "nl"):
    chart, _ = KOOP_CASES[name](Language(code))
    return chart, ET.fromstring(svg(chart, Language(code), WIDTH))


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("name", CHAINS)
def test_every_mark_and_every_word_of_the_screen_is_there(name, code):
    chart, paper = drawn(name, code)
    spec = chart.to_dict()
    told = [one.text for one in paper.iter(f"{SVG}text")]
    assert told[0] == spec["title"]
    for said in words(chart):
        assert said in told
    seen = [layer for layer in layers(spec) if layer["mark"].get("opacity", 1) > 0.01]
    for kind, elements in (("rect", {"rect"}), ("rule", {"line"}), ("point", {"circle", "polygon"})):
        marks = sum(len(spec["datasets"][one["data"]["name"]]) for one in seen if one["mark"]["type"] == kind)
        assert sum(one.tag.removeprefix(SVG) in elements for one in paper.iter()) == marks, kind
    across, down = float(paper.get("width")), float(paper.get("height"))
    for one in paper.iter(f"{SVG}text"):
        assert -1 <= float(one.get("x")) <= across
        assert 0 <= float(one.get("y")) <= down


def test_the_stages_lie_to_scale():
    _, paper = drawn("koop chain")
    means = [stage.lead_time.pmf().mean for stage in CHAIN.stages]
    bars = [one for one in paper.iter(f"{SVG}rect") if float(one.get("height")) == 34]
    assert len(bars) == len(means)
    ordered = sorted(bars, key=lambda one: float(one.get("x")))
    widths = [float(one.get("width")) for one in ordered]
    assert [one / widths[0] for one in widths] == pytest.approx([one / means[0] for one in means], abs=1e-3)
    assert sum(widths) == pytest.approx((WIDTH - 2 * SIDE) / 1.06, abs=0.1)


def test_the_colours_are_those_of_the_light_screen():
    theme = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text())["theme"]
    assert list(COLOURS) == theme["light"]["chartCategoricalColors"]


def test_what_only_a_screen_can_draw_is_refused():
    for name in ("koop curve", "koop costs"):
        with pytest.raises(NotImplementedError):
            svg(KOOP_CASES[name](Language("nl"))[0], Language("nl"))


@pytest.mark.parametrize("kind", ["rect", "rule", "point", "text"])
def test_a_property_or_channel_that_paper_would_leave_out_is_refused(kind):
    chart = KOOP_CASES[CHAINS[0]](Language("nl"))[0]
    place = next(n for n, one in enumerate(chart.layers) if one.mark["type"] == kind)
    known = chart.layers[place]
    for odd in (replace(known, mark={**known.mark, "angle": 45}), known.encode(strokeOpacity=fixed(0.5))):
        layers = [odd if n == place else one for n, one in enumerate(chart.layers)]
        with pytest.raises(NotImplementedError, match=f"(angle|strokeOpacity).* of {kind}"):
            svg(replace(chart, layers=layers), Language("nl"))

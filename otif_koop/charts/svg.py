"""A chart as an SVG picture, for paper: the same drawing that a screen gets as Vega-Lite.

It knows the marks that the drawing of the chain uses, with their properties and channels: bars, rules, points and words
on a linear x axis, in pixels from the top. What it does not know it refuses, so that nothing is left out in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from math import sqrt
from typing import Any

from otif_koop.charts.house_style import FONT, LINE, ROLES, TITLE_FONT
from otif_koop.charts.vega_lite import Drawing, Layers, Marks
from otif_koop.language import Language

COLOURS = ("#b4470c", "#33658a", "#86909c", "#2f7d63", "#7a5195", "#c99a1a", "#4f6d7a", "#a23b5c")
"""Of the roles, as the light theme has them (.streamlit/config.toml)."""

_COLOUR = dict(zip(ROLES, COLOURS, strict=True))
_SIDE = 10  # px left and right of what is drawn
_HEAD = TITLE_FONT + 18  # px for the title
_FOOT = 2 * LINE + 12  # px for the axis
_AXIS = "#5b6670"
_SILENT = {"tooltip", "detail", "cursor"}  # a picture on paper can't be touched
_ANCHOR = {"left": "start", "center": "middle", "right": "end"}
_BASELINE = {"top": 0.8, "middle": 0.35, "bottom": -0.2, "alphabetic": 0.0}  # of the size of the letters
_OUTLINE = {"strokeWidth", "strokeDash", "opacity"}
_PROPERTIES = {
    "rect": {*_OUTLINE, "fillOpacity", "cornerRadius"},
    "rule": _OUTLINE,
    "point": {*_OUTLINE, "fillOpacity", "shape", "size", "filled"},
    "text": {"fontSize", "fontWeight", "lineBreak", "lineHeight", "align", "baseline", "dx"},
}
_CHANNELS = {
    "rect": {"x", "x2", "y", "y2", "color", "stroke", "fill", "fillOpacity"},
    "rule": {"x", "x2", "y", "y2", "color", "stroke"},
    "point": {"x", "y", "color", "stroke", "fill", "fillOpacity"},
    "text": {"x", "y", "color", "text"},
}
_UNSEEN = 0.01


@dataclass(frozen=True)
class _Paper:
    """What is drawn on: `width` px across for the values from `low` to `high`."""

    width: float
    low: float
    high: float

    def across(self, value: float) -> float:
        return (value - self.low) / (self.high - self.low) * self.width


def svg(drawing: Drawing, language: Language, width: int = 680) -> str:
    """The drawing as SVG, so many px wide; `NotImplementedError` where it holds what only a screen can draw."""
    marks = [one for one in drawing.layers if isinstance(one, Marks)]
    if len(marks) < len(drawing.layers):
        raise NotImplementedError(f"layers in layers: {[one for one in drawing.layers if isinstance(one, Layers)]}")
    axis = next(channel for one in marks for channel in [one.encoding.get("x", {})] if channel.get("axis"))
    low, high = axis["scale"]["domain"]
    paper = _Paper(width - 2 * _SIDE, low, high)
    height = float(drawing.look["height"])
    inside = [shape for one in marks for shape in _marks(one, paper)]
    inside += _axis(axis["axis"], paper, height, language)
    whole = height + _HEAD + _FOOT
    title = _text(drawing.look["title"], 0, TITLE_FONT, "start", TITLE_FONT, "#0f1720", bold=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{whole:g}" viewBox="0 0 {width} {whole:g}" '
        f'font-family="Libertinus Serif, serif">{title}'
        f'<g transform="translate({_SIDE},{_HEAD})">{"".join(inside)}</g></svg>'
    )


def _marks(one: Marks, paper: _Paper) -> list[str]:
    kind = one.mark["type"]
    draw = {"rect": _rect, "rule": _rule, "point": _point, "text": _words}.get(kind)
    if draw is None:
        raise NotImplementedError(f"marks of type {kind}")
    unknown = set(one.encoding) - _CHANNELS[kind] - _SILENT
    if unknown:
        raise NotImplementedError(f"channels {sorted(unknown)} of {kind}")
    unknown = set(one.mark) - _PROPERTIES[kind] - _SILENT - {"type"}
    if unknown:
        raise NotImplementedError(f"properties {sorted(unknown)} of {kind}")
    if one.mark.get("opacity", 1) < _UNSEEN:
        return []
    made = []
    for row in one.rows:
        at = {name: _place(name, channel, row, paper) for name, channel in one.encoding.items() if name[0] in "xy"}
        made.append(draw(one, row, at))
    return made


def _place(name: str, channel: Mapping[str, Any], row: Mapping[str, Any], paper: _Paper) -> float:
    """px from the left or from the top."""
    if "value" in channel:
        if not isinstance(channel["value"], int | float):
            raise NotImplementedError(f"{name} at {channel['value']}")
        return float(channel["value"])
    value = float(row[channel["field"]])
    return paper.across(value) if name[0] == "x" else value


def _look(one: Marks, row: Mapping[str, Any], *, is_filled: bool) -> str:
    """Fill and outline as SVG attributes, by Vega-Lite's rules for a mark that is filled or hollow by nature."""
    colour = _role(one.encoding.get("color"), row)
    fill = _role(one.encoding.get("fill"), row) or (colour if is_filled else None)
    stroke = _role(one.encoding.get("stroke"), row) or (None if is_filled else colour)
    told = {
        "fill": fill or "none",
        "stroke": stroke,
        "stroke-width": one.mark.get("strokeWidth") if stroke else None,
        "stroke-dasharray": _dashes(one.mark.get("strokeDash")) if stroke else None,
        "fill-opacity": _opacity(one, row),
        "opacity": one.mark.get("opacity"),
    }
    return " ".join(f'{name}="{value}"' for name, value in told.items() if value is not None)


def _role(channel: Mapping[str, Any] | None, row: Mapping[str, Any]) -> str | None:
    return None if channel is None else _COLOUR[row[channel["field"]]]


def _opacity(one: Marks, row: Mapping[str, Any]) -> float | None:
    channel = one.encoding.get("fillOpacity")
    if channel is None:
        found = one.mark.get("fillOpacity")
    else:
        found = channel["value"] if "value" in channel else row[channel["field"]]
    return None if found is None else float(found)


def _dashes(given: list[float] | None) -> str | None:
    return None if given is None or given == [1, 0] else " ".join(f"{one:g}" for one in given)


def _rect(one: Marks, row: Mapping[str, Any], at: Mapping[str, float]) -> str:
    left, right = sorted((at["x"], at["x2"]))
    top, bottom = sorted((at["y"], at["y2"]))
    size = f'x="{left:.2f}" y="{top:g}" width="{right - left:.2f}" height="{bottom - top:g}"'
    return f'<rect {size} rx="{one.mark.get("cornerRadius", 0)}" {_look(one, row, is_filled=True)}/>'


def _rule(one: Marks, row: Mapping[str, Any], at: Mapping[str, float]) -> str:
    ends = f'x1="{at["x"]:.2f}" x2="{at.get("x2", at["x"]):.2f}" y1="{at["y"]:g}" y2="{at.get("y2", at["y"]):g}"'
    return f"<line {ends} {_look(one, row, is_filled=False)}/>"


def _point(one: Marks, row: Mapping[str, Any], at: Mapping[str, float]) -> str:
    look = _look(one, row, is_filled=bool(one.mark.get("filled")))
    radius, shape = sqrt(one.mark["size"]) / 2, one.mark["shape"]
    if shape == "circle":
        return f'<circle cx="{at["x"]:.2f}" cy="{at["y"]:g}" r="{radius:.2f}" {look}/>'
    arm, high = radius / 2.5, radius * sqrt(3) / 2
    corners = {
        "triangle-down": [(0.0, high), (-radius, -high), (radius, -high)],
        "cross": [
            *((-radius, -arm), (-radius, arm), (-arm, arm), (-arm, radius), (arm, radius), (arm, arm)),
            *((radius, arm), (radius, -arm), (arm, -arm), (arm, -radius), (-arm, -radius), (-arm, -arm)),
        ],
    }
    if shape not in corners:
        raise NotImplementedError(f"points of shape {shape}")
    told = " ".join(f"{at['x'] + x:.2f},{at['y'] + y:.2f}" for x, y in corners[shape])
    return f'<polygon points="{told}" {look}/>'


def _words(one: Marks, row: Mapping[str, Any], at: Mapping[str, float]) -> str:
    mark, lines = one.mark, str(row[one.encoding["text"]["field"]]).split("\n")
    size = mark.get("fontSize", FONT)
    y = at["y"] + size * _BASELINE[mark.get("baseline", "middle")]
    colour, bold = _role(one.encoding.get("color"), row) or "#0f1720", mark.get("fontWeight", 400) > 500
    anchor, x = _ANCHOR[mark.get("align", "center")], at["x"] + mark.get("dx", 0)
    return "".join(
        _text(line, x, y + number * mark.get("lineHeight", LINE), anchor, size, colour, bold=bold)
        for number, line in enumerate(lines)
    )


def _text(words: str, x: float, y: float, anchor: str, size: float, colour: str, *, bold: bool = False) -> str:
    look = f'text-anchor="{anchor}" font-size="{size:g}" fill="{colour}"' + (' font-weight="700"' if bold else "")
    return f'<text x="{x:.2f}" y="{y:.2f}" {look}>{escape(words)}</text>'


def _axis(axis: Mapping[str, Any], paper: _Paper, height: float, language: Language) -> list[str]:
    if "values" not in axis:
        raise NotImplementedError("an axis that chooses its own values")
    y = height + LINE
    made = [
        _text(language.number(value), paper.across(value), y, "middle", FONT, _AXIS)
        for value in axis["values"]
        if paper.low <= value <= paper.high
    ]
    return [*made, _text(axis["title"], paper.width / 2, y + LINE + 4, "middle", FONT, _AXIS)]

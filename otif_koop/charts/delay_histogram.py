"""Order lines by how early or late they came, with the definition's window, or its credit curve, drawn on it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np

from otif_koop.charts.bar_rows import pixels
from otif_koop.charts.delay_zones import WORDS, Zones, how_far, zones_of
from otif_koop.charts.house_style import (
    LINE,
    across,
    colour,
    down,
    down_to,
    dressed,
    nothing,
    outline,
    rows,
    tooltips,
    words,
)
from otif_koop.charts.vega_lite import Channel, Drawing, Layers, Marks, column, stretch
from otif_koop.language import Language
from otif_koop.message import Message, message
from otif_koop.otif.credit import credit_of
from otif_koop.otif.definition import Credit, Definition, Unit
from otif_koop.otif.delays import Delays

TITLE = message("How early or late it came")
EMPTY = message("There is no counted order line with a delivery and a due date.")
HEIGHT = 330
TOP = 3 * LINE + 10  # px kept for the words above the bars
TOP_OF_CURVE = TOP + LINE  # a curve has more to say

AXIS = {
    Unit.CALENDAR_DAYS: message("← days early · days late →"),
    Unit.WORKING_DAYS: message("← working days early · late →"),
    Unit.WEEK: message("← weeks early · weeks late →"),
}
LOOK: dict[str, tuple[str, float, list[int]]] = {  # of a bar by its zone: role, how full, dashes of its outline
    "early": ("ink", 0.15, [3, 2]),
    "in": ("main", 1.0, [1, 0]),
    "late": ("late", 0.3, [1, 0]),
    "full": ("main", 1.0, [1, 0]),
    "part": ("main", 0.35, [1, 0]),
    "none": ("late", 0.3, [1, 0]),
}
BRUSH = "#c8641e"  # between the accents of both themes: a selection can't follow the theme


def chart(figures: Delays, definition: Definition, language: Language, *, movable: bool = False) -> Drawing:
    """The histogram of a table of delays under `definition`.

    `movable` adds the selection `window`, a stretch of `deviation`; `delay_zones.window_of` reads a window from it.
    """
    zones = zones_of(figures, definition)
    if not sum(zones.lines):
        return nothing(language, TITLE, _none_came(zones))
    low, high = _reach(zones, definition)
    ends = _ends(figures, zones)
    x = column(
        "deviation:Q",
        scale={"domain": [low, high], "nice": False, "zero": False},
        axis=_axis(ends, low, high, definition.window.unit, language),
    )
    bars = _bars(zones, ends, definition, x, high - low, language)
    if movable:
        look = {"fill": BRUSH, "fillOpacity": 0.2, "stroke": BRUSH, "strokeWidth": 2}
        bars[0] = bars[0].selecting(stretch("window", **look))
    if definition.credit == "none":
        layers = [*_band(definition, x, low, high), *bars, *_words_of_window(definition, zones, low, high, language)]
        return dressed(layers, language, TITLE, HEIGHT)
    curve = _curve(definition.credit, x, low, high)
    whole = Layers([Layers(bars), curve], independent=("y",))
    return dressed([whole, *_words_of_credit(zones, language)], language, TITLE, HEIGHT)


def alt_text(figures: Delays, definition: Definition, language: Language) -> str:
    """What the histogram shows, for who can't see it."""
    zones = zones_of(figures, definition)
    if not sum(zones.lines):
        return language.say(_none_came(zones))
    if definition.credit == "none":
        text = message(
            "Histogram of {n} order lines by how early or late they came: {inside:percent} in the window, "
            "{early:percent} too early, {late:percent} too late, {never:percent} never came. Highest bar: {peak}.",
            inside=zones.share("in"),
            early=zones.share("early"),
            late=zones.share("late"),
        )
    else:
        text = message(
            "Histogram of {n} order lines by how early or late they came, with what they score as a line: "
            "{full:percent} counts fully, {part:percent} in part, {none:percent} for nothing, "
            "{never:percent} never came. Highest bar: {peak}.",
            full=zones.share("full"),
            part=zones.share("part"),
            none=zones.share("none"),
        )
    peak = zones.days[int(np.argmax(zones.lines))]
    highest = how_far(peak, definition.window.unit, or_more=peak in _ends(figures, zones))
    return language.say(text, n=zones.total, never=zones.never_share, peak=highest)


def _none_came(zones: Zones) -> Message:
    if not zones.never:
        return EMPTY
    return message("None of the {n} counted order lines has both a delivery and a due date.", n=zones.never)


def _ends(figures: Delays, zones: Zones) -> set[int]:
    """The bars that gather everything further out."""
    return {
        day
        for day, gathers in ((zones.days[0], figures.clipped_early), (zones.days[-1], figures.clipped_late))
        if gathers
    }


def _reach(zones: Zones, definition: Definition) -> tuple[float, float]:
    """From where to where the axis runs: all the bars, and the window's limits as far as they lie near."""
    least, most = zones.days[0], zones.days[-1]
    early, late = definition.window.early, definition.window.late
    room = max(most - least, 6)
    low = min(least, -2 if early == "none" else -min(early, room) - 1)
    high = max(most, 2 if late == "none" else min(late, room) + 1)
    return low - 0.6, high + 0.6


def _axis(ends: set[int], low: float, high: float, unit: Unit, language: Language) -> dict[str, Any]:
    """A tick at zero, at the gathering ends and at round distances well away from those; without a sign."""
    span = high - low
    step = next(one for one in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000) if one * 6 >= span)
    regular = [day for day in range(int(low) // step * step, int(high) + 1, step) if low < day < high]
    ticks = sorted(ends | {day for day in regular if all(abs(day - end) > span / 8 for end in ends)})
    said = {str(day): language.say(message("{n} or more", n=abs(day))) for day in ends}
    return {
        "title": language.say(AXIS[unit]),
        "values": ticks,
        "labelExpr": f"{json.dumps(said)}[datum.value] || format(abs(datum.value), ',d')",
        "grid": False,
        "labelOverlap": True,
        "labelPadding": 14,  # clear of the zeros of the upright axes
    }


def _bars(
    zones: Zones, ends: set[int], definition: Definition, x: Channel, span: float, language: Language
) -> list[Marks]:
    bars = [
        {
            "deviation": day,
            "lines": count,
            "zone": zone,
            "role": LOOK[zone][0],
            "came": language.say(how_far(day, definition.window.unit, or_more=day in ends)),
            "scores": language.say(WORDS[zone]),
        }
        for day, count, zone in zip(zones.days, zones.lines, zones.zone, strict=True)
        if count
    ]
    y = column(
        "lines:Q",
        title=language.say("order lines"),
        scale={"domainMin": 0, "nice": True, "range": [HEIGHT, TOP if definition.credit == "none" else TOP_OF_CURVE]},
        axis={"tickCount": 3, "tickMinStep": 1, "format": ",d"},
    )
    tips = [
        *tooltips({"came": language.say("came"), "scores": language.say("counts")}),
        column("lines:Q", title=language.say("order lines"), format=",d"),
    ]
    layers = []
    for zone, (_, fullness, dash) in LOOK.items():
        part = [bar for bar in bars if bar["zone"] == zone]
        if part:
            mark = rows(part).drawn_as(
                "bar",
                size={"expr": f"max(2, 0.8 * width / {span})"},
                fillOpacity=fullness,
                strokeWidth=1.5,
                strokeDash=dash,
            )
            layers.append(mark.encode(x=x, y=y, color=colour(), stroke=outline(), tooltip=tips))
    return layers


def _band(definition: Definition, x: Channel, low: float, high: float) -> list[Marks]:
    """The window as a band in the accent colour, with a heavy edge where it has a limit."""
    window = definition.window
    left = low if window.early == "none" else max(low, -window.early - 0.5)
    right = high if window.late == "none" else min(high, window.late + 0.5)
    tall = {"y": down(TOP - LINE // 2), "y2": down_to(HEIGHT)}
    band = rows([{"deviation": left, "right": right}], "choice").drawn_as("rect", opacity=0.12, tooltip=None)
    layers = [band.encode(x=x, x2=column("right:Q"), color=colour(), **tall)]
    edges = [edge for edge, limit in ((left, window.early), (right, window.late)) if limit != "none"]
    if edges:
        rule = rows([{"deviation": edge} for edge in edges], "choice").drawn_as("rule", strokeWidth=3, tooltip=None)
        layers.append(rule.encode(x=x, color=colour(), **tall))
    return layers


def _words_of_window(definition: Definition, zones: Zones, low: float, high: float, language: Language) -> list[Marks]:
    window = definition.window
    early = 0.0 if window.early == "none" else (max(low, -window.early) - low) / (high - low)
    late = 1.0 if window.late == "none" else (min(high, window.late) - low) / (high - low)
    middle = (early + late) / 2
    side = "left" if middle < 1 / 3 else "right" if middle > 2 / 3 else "center"
    inside = language.say("in your window {share:percent}", share=zones.share("in"))
    said = [_Heading(inside, 0, side, "choice")]
    if window.early != "none":
        said.append(_Heading(language.say("too early {share:percent}", share=zones.share("early")), 1, "left", "ink"))
    if window.late != "none":
        said.append(_Heading(language.say("too late {share:percent}", share=zones.share("late")), 1, "right", "late"))
    return _headings([*said, *_never(zones, 2, language)])


def _words_of_credit(zones: Zones, language: Language) -> list[Marks]:
    return _headings(
        [
            _Heading(language.say("what a line counts for on your curve"), 0, "center", "choice"),
            _Heading(language.say("fully {share:percent}", share=zones.share("full")), 1, "left", "main"),
            _Heading(language.say("in part {share:percent}", share=zones.share("part")), 2, "left", "main"),
            _Heading(language.say("for nothing {share:percent}", share=zones.share("none")), 1, "right", "late"),
            *_never(zones, 3, language),
        ]
    )


def _never(zones: Zones, line: int, language: Language) -> list[_Heading]:
    said = language.say("never came {n} ({share:percent})", n=zones.never, share=zones.never_share)
    return [_Heading(said, line, "right", "late")] if zones.never else []


@dataclass(frozen=True)
class _Heading:
    """Words above the bars, on a line and at a side."""

    words: str
    line: int
    side: str
    role: str


def _headings(said: list[_Heading]) -> list[Marks]:
    layers = []
    for side, place in _SIDES.items():
        part = [
            {"words": one.words, "role": one.role, "middle": LINE / 2 + one.line * LINE}
            for one in said
            if one.side == side
        ]
        if part:
            x = across(place)
            layers.append(words(part, x=x, y=pixels("middle"), role=None, bold=True, align=side, baseline="middle"))
    return layers


_SIDES: dict[str, Any] = {"left": 0, "center": {"expr": "width / 2"}, "right": {"expr": "width"}}


def _curve(credit: Credit, x: Channel, low: float, high: float) -> Marks:
    """What a line counts for, by its distance, in the accent colour with an axis of its own."""
    days = np.arange(int(low), int(high) + 1)
    points = [
        {"deviation": int(day), "credit": float(one)} for day, one in zip(days, credit_of(days, credit), strict=True)
    ]
    y = column(
        "credit:Q",
        scale={"domain": [0, 1], "range": [HEIGHT, TOP_OF_CURVE]},
        axis={"title": None, "format": ".0%", "values": [0, 0.5, 1], "orient": "right", "grid": False},
    )
    line = rows(points, "choice").drawn_as(
        "line", strokeWidth=3, interpolate="linear" if credit.shape == "linear" else "step", tooltip=None
    )
    curve: Marks = line.encode(x=x, y=y, color=colour())
    return curve

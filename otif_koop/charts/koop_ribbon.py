"""Which position wins at which promised lead time: one ribbon, with the promise of now on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from otif_koop.charts.bar_rows import pixels
from otif_koop.charts.house_style import LINE, colour, dressed, outline, rows, tooltips, words
from otif_koop.charts.vega_lite import Drawing, beside, column, fixed
from otif_koop.koop.flips import PromiseInterval
from otif_koop.language import Language
from otif_koop.message import message

TITLE = message("The cheapest position at each promise")
BAR = 34
ROLES = {None: "quiet", 1: "spare", 2: "main", 3: "gain", 4: "short", 5: "ink"}


def chart(intervals: Sequence[PromiseInterval], promise: float, period: str, language: Language) -> Drawing:
    """A stretch an interval, with the number of its position in it; promises in whole periods across."""
    last = _last(intervals, promise)
    parts = []
    for one in intervals:
        end = last if one.d_to is None else min(one.d_to, last)
        if one.d_from > last:
            continue
        position = language.say("none") if one.position is None else str(one.position)
        told = language.say(
            message("from {low} on") if one.d_to is None else message("{low} to {high}"), low=one.d_from, high=one.d_to
        )
        parts.append(
            {"x": one.d_from - 0.5, "end": end + 0.5, "middle": (one.d_from + end) / 2, "role": ROLES[one.position]}
            | {"top": LINE + 8, "bottom": LINE + 8 + BAR, "words": position, "text_y": LINE + 8 + BAR / 2}
            | {"fact_0": language.say("position") + " " + position, "fact_1": told}
        )
    x = column(
        "x:Q",
        scale={"domain": [-0.5, last + 0.5], "nice": False, "zero": False},
        axis={
            "title": language.say("promised lead time ({period})", period=period),
            "format": ",d",
            "tickMinStep": 1,
            "tickCount": 8,
            "grid": False,
        },
    )
    tip = tooltips({"fact_0": language.say("position"), "fact_1": language.say("promised lead time")})
    bars = (
        rows(parts)
        .drawn_as("rect", fillOpacity=0.3, strokeWidth=2)
        .encode(
            x=x,
            x2=column("end:Q"),
            y=pixels("top"),
            y2=column("bottom:Q"),
            color=colour(),
            stroke=outline(),
            tooltip=tip,
        )
    )
    names = words(parts, x=beside("middle:Q", x), y=pixels("text_y"), bold=True, role="ink").encode(tooltip=tip)
    now = [
        {"x": promise, "words": language.say("now {n}", n=round(promise, 1)), "top": LINE, "bottom": LINE + BAR + 16}
    ]
    rule = (
        rows(now, "choice")
        .drawn_as("rule", strokeWidth=3, tooltip=None)
        .encode(x=x, y=pixels("top"), y2=column("bottom:Q"), color=colour())
    )
    side = "left" if promise < last / 3 else "right" if promise > 2 * last / 3 else "center"
    label: Any = words(now, x=x, y=fixed(8), role="choice", bold=True, align=side)
    return dressed([bars, names, rule, label], language, TITLE, LINE + BAR + 20)


def alt_text(intervals: Sequence[PromiseInterval], promise: float, language: Language) -> str:
    """What the ribbon shows, for who can't see it."""
    said = [language.say("Promise now: {n}.", n=round(promise, 1))]
    for one in intervals:
        position = language.say("none") if one.position is None else str(one.position)
        if one.d_to is None:
            said.append(language.say("From {low} on: position {position}.", low=one.d_from, position=position))
        else:
            said.append(
                language.say("{low} to {high}: position {position}.", low=one.d_from, high=one.d_to, position=position)
            )
    return " ".join(said)


def _last(intervals: Sequence[PromiseInterval], promise: float) -> float:
    """How far the axis runs: past the last flip and past the promise."""
    return float(max(intervals[-1].d_from * 1.25 + 2, promise * 1.2 + 1, 5) // 1)

"""The check of plan–do–check–act: the score by period between the limits within which it is noise (p′ chart)."""

from __future__ import annotations

from math import ceil, floor
from typing import Any

from otif_koop.charts.house_style import LINE, colour, dressed, nothing, outline, rows, tooltips, words
from otif_koop.charts.vega_lite import Drawing, Marks, column
from otif_koop.language import Language
from otif_koop.message import message
from otif_koop.workshop.follow_up import period_said
from otif_koop.workshop.pdca import Check

TITLE = message("Signal or noise")
EMPTY = message("There are too few periods yet to tell signal from noise.")
HEIGHT = 280


def chart(checked: Check, language: Language, *, target: float | None = None) -> Drawing:
    """A band of noise, the periods as dots in it, signals as diamonds outside it; the target as a line."""
    points = _points(checked, language)
    if not points:
        return nothing(language, TITLE, EMPTY)
    least = min([min(point["low"], point["share"]) for point in points] + ([] if target is None else [target]))
    most = max([max(point["high"], point["share"]) for point in points] + ([] if target is None else [target]))
    low, high = max(0.0, floor(least * 20 - 0.2) / 20), min(1.0, ceil(most * 20 + 0.2) / 20)
    x = column("period:O", sort=None, axis={"title": None, "labelAngle": 0, "labelOverlap": "greedy"})
    y = column(
        "share:Q",
        scale={"domain": [low, high], "range": [HEIGHT, LINE], "nice": False, "zero": False},
        axis={"title": None, "format": ".0%", "tickCount": 4},
    )
    band = rows([{**point, "share": point["low"]} for point in points], "quiet").drawn_as(
        "bar", opacity=0.25, width={"band": 0.5}
    )
    layers: list[Marks] = [band.encode(x=x, y=y, y2=column("high:Q"), color=colour())]
    centre = [{**point, "share": point["centre"]} for point in points]
    layers.append(
        rows(centre, "ink")
        .drawn_as("line", strokeWidth=1.5, strokeDash=[2, 3], tooltip=None)
        .encode(x=x, y=y, color=colour())
    )
    layers.append(rows(points, "main").drawn_as("line", strokeWidth=2.5, tooltip=None).encode(x=x, y=y, color=colour()))
    tips = tooltips(
        {
            "period": language.say("period"),
            "figure": language.say("score"),
            "range": language.say("noise"),
            "state": language.say("state"),
        }
    )
    for is_signal, shape, role, size in ((False, "circle", "main", 90), (True, "diamond", "short", 240)):
        part = [point for point in points if point["signal"] is is_signal]
        if part:
            dots = rows(part, role).drawn_as("point", filled=True, shape=shape, size=size, opacity=1)
            layers.append(dots.encode(x=x, y=y, color=colour(), stroke=outline(), tooltip=tips))
    signals = [{**point, "words": language.say("signal")} for point in points if point["signal"]]
    if signals:
        layers.append(words(signals, x=x, y=y, role="short", bold=True, dy=-16))
    if target is not None:
        aim = [{**points[0], "share": target, "words": language.say("target {target:percent}", target=target)}]
        layers.append(
            rows([{**point, "share": target} for point in points], "choice")
            .drawn_as("line", strokeWidth=2.5, tooltip=None)
            .encode(x=x, y=y, color=colour())
        )
        layers.append(words(aim, x=x, y=y, role="choice", bold=True, align="left", dy=-10, dx=-12))
    return dressed(layers, language, TITLE, HEIGHT)


def alt_text(checked: Check, language: Language) -> str:
    """What the chart shows, for who can't see it."""
    points = _points(checked, language)
    if not points:
        return language.say(EMPTY)
    signals = [point["period"] for point in points if point["signal"]]
    told = language.say(
        "Score over {n} periods from {first} to {last}, around {centre:percent}; the last one is {figure}.",
        n=len(points),
        first=points[0]["period"],
        last=points[-1]["period"],
        centre=points[0]["centre"],
        figure=points[-1]["figure"],
    )
    if signals:
        return told + " " + language.say("Signals: {periods}.", periods=signals)
    return told + " " + language.say("No period is a signal.")


def _points(checked: Check, language: Language) -> list[dict[str, Any]]:
    if checked.chart is None:
        return []
    made = []
    for period, kept, point in zip(checked.periods, checked.kept, checked.chart.points, strict=True):
        made.append(
            {
                "period": language.say(period_said(period)),
                "share": point.share,
                "low": point.low,
                "high": point.high,
                "centre": checked.chart.centre,
                "figure": language.percent(point.share),
                "range": language.interval(point.low, point.high),
                "signal": point.signal,
                "state": language.say("final") if kept.final else language.say("not final"),
            }
        )
    return made

"""The score by month or week, with the periods that are not final yet set apart, and the target."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from math import ceil, floor
from typing import Any, Literal

import pandas as pd

from otif_koop.charts.house_style import LINE, across, colour, down, down_to, dressed, nothing, rows, tooltips, words
from otif_koop.charts.vega_lite import Channel, Drawing, Marks, column
from otif_koop.language import Language
from otif_koop.message import message
from otif_koop.otif.definition import Combine
from otif_koop.otif.trend import PeriodScore

By = Literal["week", "month"]

TITLE = {"month": message("Score per month"), "week": message("Score per week")}
EMPTY = message("There is no period with orders to count.")
HEIGHT = 300
TOP = LINE + 14  # px kept for the words above the line
MOST_TICKS = 5
MANY = 20  # periods: the dots get smaller


def chart(
    periods: Sequence[PeriodScore],
    combine: Combine,
    language: Language,
    *,
    by: By = "month",
    target: float | None = None,
) -> Drawing:
    """A line with a dot a period; dashed with hollow dots where a period is not final."""
    points = _points(periods, combine, by, language)
    if not points:
        return nothing(language, TITLE[by], EMPTY)
    x, y = _x(points, by), _y(points, target)
    final = [point for point in points if point["final"]]
    tail = [point for point in points if not point["final"]]
    layers: list[Marks] = []
    if tail:
        layers += _not_final(tail, x, by, language)
    if target is not None:
        layers += _target(target, y, language)
    for part, dash in ((final, [1, 0]), (final[-1:] + tail if tail else [], [6, 4])):
        if len(part) > 1:
            line = rows(part, "main").drawn_as("line", strokeWidth=3, strokeDash=dash, strokeJoin="round", tooltip=None)
            layers.append(line.encode(x=x, y=y, color=colour()))
    tips = tooltips(
        {
            "period": language.say("period"),
            "figure": language.say("score"),
            "units": language.say("counted"),
            "state": language.say("state"),
        }
    )
    for part, hollow in ((final, False), (tail, True)):
        if part:
            mark = rows(part, "main").drawn_as(
                "point", filled=not hollow, size=90 if len(points) <= MANY else 30, strokeWidth=2.5, opacity=1
            )
            layers.append(mark.encode(x=x, y=y, color=colour(), tooltip=tips))
    last = {**points[-1], "words": points[-1]["figure"]}
    layers.append(words([last], x=x, y=y, role="main", bold=True, align="right", dy=-16, dx=6))
    return dressed(layers, language, TITLE[by], HEIGHT)


def alt_text(
    periods: Sequence[PeriodScore],
    combine: Combine,
    language: Language,
    *,
    by: By = "month",
    target: float | None = None,
) -> str:
    """What the line shows, for who can't see it."""
    points = _points(periods, combine, by, language)
    if not points:
        return language.say(EMPTY)
    if len(points) == 1:
        return language.say("One period with a score: {period}, {figure}.", **points[0])
    least = min(points, key=lambda point: point["share"])
    most = max(points, key=lambda point: point["share"])
    text = {
        "month": message(
            "Line of the score over {n} months, from {first} ({start}) to {last} ({end}); lowest {least} in "
            "{worst}, highest {most} in {best}."
        ),
        "week": message(
            "Line of the score over {n} weeks, from {first} ({start}) to {last} ({end}); lowest {least} in "
            "{worst}, highest {most} in {best}."
        ),
    }[by]
    parts = [
        language.say(
            text,
            n=len(points),
            first=points[0]["period"],
            start=points[0]["figure"],
            last=points[-1]["period"],
            end=points[-1]["figure"],
            least=least["figure"],
            worst=least["period"],
            most=most["figure"],
            best=most["period"],
        )
    ]
    if target is not None:
        met = sum(point["share"] >= target for point in points)
        parts.append(
            language.say("The target of {target:percent} was reached in {met} of them.", target=target, met=met)
        )
    open_still = sum(not point["final"] for point in points)
    if open_still:
        parts.append(language.plural("The last {n} is not final yet.", "The last {n} are not final yet.", open_still))
    return " ".join(parts)


def _points(periods: Sequence[PeriodScore], combine: Combine, by: By, language: Language) -> list[dict[str, Any]]:
    """A record a period that has a score, oldest first."""
    said = {
        True: language.say("final"),
        False: language.say("not final: orders of this period are still open"),
    }
    points = []
    for period in sorted(periods, key=lambda one: one.first_day):
        combined = period.score.measured
        if combined is None:
            continue
        share = combined.joint if combine is Combine.JOINT else combined.product
        points.append(
            {
                "day": pd.Timestamp(period.first_day),
                "share": share,
                "final": period.final,
                "period": language.month(period.first_day) if by == "month" else _week(period.first_day, language),
                "figure": language.percent(share),
                "units": language.number(period.score.counts.units),
                "state": said[period.final],
            }
        )
    return points


def _week(first_day: date, language: Language) -> str:
    return f"{language.week(first_day)} ({language.date(first_day)})"


def _half(by: By) -> timedelta:
    return timedelta(days=15) if by == "month" else timedelta(days=3, hours=12)


def _x(points: list[dict[str, Any]], by: By) -> Channel:
    """Half a period of room on both sides, and a few whole periods as ticks, the last among them."""
    days = [point["day"] for point in points]
    every = ceil(len(days) / MOST_TICKS)
    return column(
        "day:T",
        scale={"domain": [_moment(days[0] - _half(by)), _moment(days[-1] + _half(by))], "nice": False},
        axis={
            "title": None,
            "values": [_moment(day) for day in days[::-1][::every][::-1]],
            "format": "%b %Y" if by == "month" else "wk %-V",
            "grid": False,
            "labelOverlap": True,
            "labelFlush": False,
        },
    )


def _y(points: list[dict[str, Any]], target: float | None) -> Channel:
    """Zoomed to tens of per cents around the figures and the target."""
    shares = [point["share"] for point in points] + ([] if target is None else [target])
    low = max(0.0, floor(min(shares) * 10 - 0.2) / 10)
    high = min(1.0, max(ceil(max(shares) * 10 + 0.2) / 10, low + 0.2))
    return column(
        "share:Q",
        scale={"domain": [low, high], "range": [HEIGHT, TOP], "nice": False, "zero": False},
        axis={"title": None, "format": ".0%", "tickCount": 4},
    )


def _moment(day: pd.Timestamp) -> dict[str, Any]:
    return {"year": day.year, "month": day.month, "date": day.day, "hours": day.hour}


def _not_final(tail: list[dict[str, Any]], x: Channel, by: By, language: Language) -> list[Marks]:
    """A faint band behind the periods that can still change, with the word above it."""
    band = [{"day": tail[0]["day"] - _half(by), "until": tail[-1]["day"] + _half(by)}]
    rect = rows(band, "quiet").drawn_as("rect", opacity=0.15, tooltip=None)
    said = [{"words": language.say("not final")}]
    return [
        rect.encode(x=x, x2=column("until:T"), y=down(0), y2=down_to(HEIGHT), color=colour()),
        words(said, x=across({"expr": "width - 4"}), y=down(LINE / 2), align="right", baseline="middle"),
    ]


def _target(target: float, y: Channel, language: Language) -> list[Marks]:
    said = [{"share": target, "words": language.say("target {target:percent}", target=target)}]
    rule = rows(said, "choice").drawn_as("rule", strokeWidth=2.5, tooltip=None)
    label = words(said, x=across(4), y=y, role="choice", bold=True, align="left", baseline="bottom", dy=-4)
    return [rule.encode(y=y, color=colour()), label]

"""The growth path: the score on every rung, from the basic ratio to the sharpest, with the target on its rung."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from otif_koop.charts.group_dots import STEP, UPRIGHT
from otif_koop.charts.house_style import colour, dressed, nothing, outline, rows, tooltips
from otif_koop.charts.named_rows import by_name, by_share
from otif_koop.charts.vega_lite import Drawing, column
from otif_koop.language import Language
from otif_koop.message import Message, message

TITLE = message("Growth path: the score by rung")
EMPTY = message("The score on each rung shows once there are data.")


@dataclass(frozen=True)
class RungFigure:
    """One rung: its name, today's share (0..1) there with its 95 % interval, and the target if it is meant for it."""

    name: Message
    share: float | None
    interval: tuple[float, float] | None
    target: float | None
    is_here: bool


def chart(rungs: Sequence[RungFigure], language: Language) -> Drawing:
    """A row a rung, the basic one on top; the rung of the target in the accent colour."""
    known = [one for one in rungs if one.share is not None]
    if not known:
        return nothing(language, TITLE, EMPTY)
    spans = [
        {"place": place, "share": one.interval[0], "high": one.interval[1], "role": _role(one)}
        for place, one in enumerate(rungs)
        if one.interval is not None
    ]
    dots = [
        {
            "place": place,
            "share": one.share,
            "role": _role(one),
            "what": language.say(one.name),
            "figure": language.percent(one.share),
            "sure": "–" if one.interval is None else language.interval(*one.interval),
        }
        for place, one in enumerate(rungs)
        if one.share is not None
    ]
    aims = [
        {"place": place, "share": one.target, "role": "choice", "what": language.say(message("target"))}
        | {"figure": language.percent(one.target), "sure": "–"}
        for place, one in enumerate(rungs)
        if one.target is not None
    ]
    least = min(float(one["share"]) for one in [*dots, *spans, *aims])  # type: ignore[arg-type]
    x = by_share(least)
    names = [[language.say(one.name), _below(one, language)] for one in rungs]
    y = by_name(names)
    tip = tooltips(
        {"what": language.say("rung"), "figure": language.say("score"), "sure": language.say("95 % interval")}
    )
    layers = []
    if spans:
        span = rows(spans).drawn_as("rule", strokeWidth=6, opacity=0.45, strokeCap="round", tooltip=None)
        layers.append(span.encode(x=x, x2=column("high:Q"), y=y, color=colour()))
    layers.append(
        rows(dots).drawn_as("point", filled=True, size=240, opacity=1).encode(x=x, y=y, color=colour(), tooltip=tip)
    )
    if aims:
        aim = rows(aims).drawn_as("point", filled=True, size=420, shape=UPRIGHT, strokeWidth=3, opacity=1)
        layers.append(aim.encode(x=x, y=y, color=colour(), stroke=outline(), tooltip=tip))
    return dressed(layers, language, TITLE, STEP * len(rungs))


def alt_text(rungs: Sequence[RungFigure], language: Language) -> str:
    """What the path shows, for who can't see it."""
    known = [one for one in rungs if one.share is not None]
    if not known:
        return language.say(EMPTY)
    said = [language.say("{rung}: {share:percent}.", rung=one.name, share=one.share) for one in known]
    said += [
        language.say("The target of {target:percent} is meant for “{rung}”.", target=one.target, rung=one.name)
        for one in rungs
        if one.target is not None
    ]
    return " ".join(said)


def _role(one: RungFigure) -> str:
    return "choice" if one.is_here else "main"


def _below(one: RungFigure, language: Language) -> str:
    if one.share is None:
        return language.say("not measured")
    if one.target is None:
        return language.percent(one.share)
    return language.say("{share:percent}, target {target:percent}", share=one.share, target=one.target)

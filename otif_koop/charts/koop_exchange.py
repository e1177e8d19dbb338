"""The exchange curve: what a share on time costs a year at each position, the cheapest of them, and the walls."""

from __future__ import annotations

from typing import Any

import numpy as np

from otif_koop.charts.house_style import LINE, colour, dressed, nothing, rows, tooltips, words
from otif_koop.charts.vega_lite import Channel, Drawing, column, fixed
from otif_koop.koop.exchange import Exchange
from otif_koop.language import Language
from otif_koop.message import Message, message

TITLE = message("€ a year for each share on time")
EMPTY = message("No position reaches 80 % at this promise: promise later or shorten the chain.")
TARGET = message("target {share:percent}")
HEIGHT = 340
LOOK: dict[int, tuple[str, list[int]]] = {  # of a position: role and dashes
    1: ("spare", [2, 3]),
    2: ("main", [1, 0]),
    3: ("gain", [9, 4]),
    4: ("short", [12, 3, 2, 3]),
    5: ("ink", [4, 2]),
}
WALL_BELOW = 0.9999


def chart(curve: Exchange, target: float, language: Language, aim: Message = TARGET) -> Drawing:
    """Target across, € a year up; the envelope thick in the accent colour, a wall where a position stops.

    `aim` is what the upright line at the target says.
    """
    known = np.isfinite(curve.cost)
    if not known.any():
        return nothing(language, TITLE, EMPTY)
    low, high = float(curve.targets[0]), 1.0
    floor, ceiling = 0.0, _ceiling(curve)
    x = column(
        "target:Q",
        scale={"domain": [low, high], "nice": False, "zero": False, "clamp": False},
        axis={"title": language.say("share on time in full"), "format": ".0%", "tickCount": 5, "grid": False},
    )
    y = column(
        "cost:Q",
        scale={"domain": [floor, ceiling], "nice": False, "clamp": False},
        axis={"title": language.say("€ a year, without late deliveries"), "format": ",.0f", "tickCount": 5},
    )
    layers: list[Any] = []
    tip = tooltips(
        {
            "fact_0": language.say("position"),
            "figure": language.say("share on time in full"),
            "period": language.say("€ a year"),
        }
    )
    lines: list[dict[str, Any]] = []
    names: list[dict[str, Any]] = []
    walls: list[dict[str, Any]] = []
    for one in curve.curves:
        role, _ = LOOK[one.position]
        finite = np.isfinite(one.cost) & (one.cost <= ceiling)
        if not finite.any():
            continue
        lines += [
            {
                "target": float(target_here),
                "cost": float(cost_here),
                "role": role,
                "part": one.position,
                "fact_0": language.say("position {position}", position=one.position),
                "figure": language.percent(float(target_here)),
                "period": language.money(float(cost_here)),
            }
            for target_here, cost_here in zip(curve.targets[finite], one.cost[finite], strict=True)
        ]
        names.append({**lines[-1], "words": str(one.position)})
        if low < one.wall < WALL_BELOW:
            said = language.say("{position}: wall {share:percent}", position=one.position, share=one.wall)
            walls.append({**lines[-1], "target": one.wall, "cost": floor, "top": lines[-1]["cost"], "words": said})
    layers.append(
        rows(lines)
        .drawn_as("line", strokeWidth=2.5, point=False)
        .encode(x=x, y=y, color=colour(), strokeDash=_dashes(), detail=column("part:N"), tooltip=tip)
    )
    layers.append(
        rows(lines).drawn_as("point", size=60, filled=True, opacity=0.001).encode(x=x, y=y, color=colour(), tooltip=tip)
    )
    layers.append(words(names, x=x, y=y, role=None, bold=True, align="right", dx=-4, dy=-10))
    if walls:
        layers.append(
            rows(walls)
            .drawn_as("rule", strokeWidth=2, strokeDash=[2, 3], tooltip=None)
            .encode(x=x, y=y, y2=column("top:Q"), color=colour())
        )
    for above, wall in enumerate(reversed(walls)):  # the names of the walls over each other, the last one lowest
        layers.append(words([wall], x=x, y=y, role=None, align="right", dx=-6, dy=-10 - LINE * above))
    envelope: list[dict[str, Any]] = []
    for t, c, p in zip(curve.targets[known], curve.cost[known], curve.position[known], strict=True):
        if c > ceiling:
            continue
        point = {"target": float(t), "cost": float(c), "part": int(p)}
        if envelope and envelope[-1]["part"] != point["part"]:  # the line goes on where another position takes over
            envelope.append({**point, "part": envelope[-1]["part"]})
        envelope.append(point)
    layers.append(
        rows(envelope, "choice")
        .drawn_as("line", strokeWidth=7, opacity=0.35, tooltip=None)
        .encode(x=x, y=y, color=colour(), detail=column("part:N"))
    )
    if low <= target <= high:
        goal = [{"target": target, "words": language.say(aim, share=target)}]
        layers.append(
            rows(goal, "choice")
            .drawn_as("rule", strokeWidth=2.5, strokeDash=[6, 4], tooltip=None)
            .encode(x=x, color=colour())
        )
        side = "right" if target > (low + high) / 2 else "left"
        layers.append(
            words(goal, x=x, y=fixed(8), role="choice", bold=True, align=side, dx=-6 if side == "right" else 6)
        )
    if curve.optimum is not None and low <= curve.optimum.otif <= high and curve.optimum.before_late <= ceiling:
        best = [
            {
                "target": curve.optimum.otif,
                "cost": curve.optimum.before_late,
                "fact_0": language.say("cheapest with the cost of lateness"),
                "figure": language.percent(curve.optimum.otif),
                "period": language.money(curve.optimum.before_late),
            }
        ]
        layers.append(
            rows(best, "ink")
            .drawn_as("point", shape="diamond", size=200, filled=True)
            .encode(x=x, y=y, color=colour(), tooltip=tip)
        )
    return dressed(layers, language, TITLE, HEIGHT)


def alt_text(curve: Exchange, target: float, language: Language) -> str:
    """What the curve shows, for who can't see it."""
    known = np.isfinite(curve.cost)
    if not known.any():
        return language.say(EMPTY)
    first, last = int(np.flatnonzero(known)[0]), int(np.flatnonzero(known)[-1])
    said = [
        language.say(
            "From {low:percent} for {cheap:money} a year to {high:percent} for {dear:money}.",
            low=float(curve.targets[first]),
            cheap=float(curve.cost[first]),
            high=float(curve.targets[last]),
            dear=float(curve.cost[last]),
        )
    ]
    said += [
        language.say("Position {position} goes no further than {wall:percent}.", position=one.position, wall=one.wall)
        for one in curve.curves
        if one.wall < WALL_BELOW
    ]
    price = curve.price_of_a_point(target)
    if price is not None:
        said.append(
            language.say("At {target:percent} a point more costs {price:money} a year.", target=target, price=price)
        )
    return " ".join(said)


def _ceiling(curve: Exchange) -> float:
    """Up to where is drawn: a position that is far dearer than the best would flatten all the others."""
    best = float(np.nanmax(curve.cost))
    most = max(float(np.nanmax(one.cost)) for one in curve.curves if np.isfinite(one.cost).any())
    return min(most, 1.5 * best) * 1.08 or 1.0


def _dashes() -> Channel:
    """Each position its own dashes, so that colour is not needed to tell them apart."""
    scale = {"domain": list(LOOK), "range": [dash for _, dash in LOOK.values()]}
    return column("part:N", scale=scale, legend=None)

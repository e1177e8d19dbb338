"""What every position costs a year for one group, by cause; a position that falls out says why."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from otif_koop.charts.bar_rows import pixels
from otif_koop.charts.house_style import LINE, SCALE, across, dressed, rows, tooltips, words, wrapped
from otif_koop.charts.vega_lite import Channel, Drawing, column
from otif_koop.koop.cost import Cost
from otif_koop.language import Language
from otif_koop.message import Message, message

TITLE = message("Cost a year at each position")
BAR = 24  # px
SPACE = 16

CAUSES: tuple[tuple[str, Message, tuple[str, ...]], ...] = (
    ("main", message("holding stock and work in process"), ("holding_stock", "holding_wip")),
    ("short", message("obsolete and expired stock"), ("obsolescence", "outdating")),
    ("spare", message("working to order"), ("surcharge",)),
    ("quiet", message("delivering"), ("logistics",)),
    ("late", message("late deliveries"), ("late",)),
)
"""Parts of a bar: role, what it is, and the fields of a `Cost` in it."""


@dataclass(frozen=True)
class PositionCost:
    """A position with its cost a year, or None and why it falls out."""

    position: int
    title: Message
    cost: Cost[float] | None
    why: Message
    advised: bool
    chosen: bool


def chart(positions: Sequence[PositionCost], language: Language) -> Drawing:
    """A row a position, from the customer (1) upstream (5)."""
    most = max((one.cost.total for one in positions if one.cost), default=1.0) or 1.0
    x = column(
        "start:Q",
        scale={"domain": [0, most * 1.02], "nice": False},
        axis={"title": language.say("€ a year"), "format": ",.0f", "tickCount": 4, "grid": False},
    )
    parts, heads, reasons, frames, y = [], [], [], [], 0
    for one in positions:
        head = wrapped(_head(one, language), 43)
        heads.append({"words": head, "y": y, "bold": one.advised or one.chosen})
        y += LINE * (1 + head.count("\n"))
        if one.cost is None:
            why = wrapped(language.say(one.why), 40, 5)
            reasons.append({"words": why, "y": y})
            y += LINE * (1 + why.count("\n")) + SPACE - 4
            continue
        start = 0.0
        for role, cause, fields in CAUSES:
            amount = sum(getattr(one.cost, field) for field in fields)
            if amount <= 0:
                continue
            parts.append(
                {"start": start, "end": start + amount, "role": role, "top": y, "bottom": y + BAR}
                | {"fact_0": language.say("position {position}", position=one.position)}
                | {"fact_1": language.say(cause), "figure": language.money(amount)}
            )
            start += amount
        if one.advised:
            frames.append({"start": 0.0, "end": start, "top": y - 2, "bottom": y + BAR + 2})
        y += BAR + SPACE
    layers: list[Any] = []
    titles = {"fact_0": language.say("position"), "fact_1": language.say("cause"), "figure": language.say("€ a year")}
    bars: dict[str, Any] = {"y": pixels("top"), "y2": column("bottom:Q"), "x": x, "x2": column("end:Q")}
    if parts:
        shown = [role for role, _, _ in CAUSES if any(part["role"] == role for part in parts)]
        layers.append(
            rows(parts).drawn_as("rect").encode(color=_legend(shown, language), tooltip=tooltips(titles), **bars)
        )
    if frames:
        layers.append(
            rows(frames, "choice")
            .drawn_as("rect", fillOpacity=0, strokeWidth=3, tooltip=None)
            .encode(stroke=column("role:N", scale=SCALE, legend=None), **bars)
        )
    for bold in (False, True):
        part = [head for head in heads if head["bold"] is bold]
        if part:
            layers.append(words(part, x=across(0), y=pixels("y"), align="left", baseline="top", bold=bold))
    if reasons:
        layers.append(words(reasons, x=across(18), y=pixels("y"), align="left", baseline="top", role="ink"))
    return dressed(layers, language, TITLE, y)


def _head(one: PositionCost, language: Language) -> str:
    told = [f"{one.position}  {language.say(one.title)}"]
    if one.cost is not None:
        told.append(language.money(one.cost.total))
    if one.advised:
        told.append(language.say("advice"))
    if one.chosen:
        told.append(language.say("decided"))
    return " · ".join(told)


def alt_text(positions: Sequence[PositionCost], language: Language) -> str:
    """What the bars show, for who can't see them."""
    said = []
    for one in positions:
        if one.cost is None:
            said.append(language.say("Position {position} falls out: {why}.", position=one.position, why=one.why))
        else:
            said.append(
                language.say("Position {position}: {cost:money} a year.", position=one.position, cost=one.cost.total)
            )
    advised = next((one.position for one in positions if one.advised), None)
    if advised is not None:
        said.append(language.say("Advice: position {position}.", position=advised))
    return " ".join(said)


def _legend(shown: list[str], language: Language) -> Channel:
    names = {role: language.say(cause) for role, cause, _ in CAUSES}
    return column(
        "role:N",
        scale=SCALE,
        legend={
            "title": None,
            "values": shown,
            "labelExpr": f"{json.dumps(names)}[datum.value]",
            "orient": "bottom",
            "columns": 1,
            "symbolType": "square",
            "labelLimit": 340,
        },
    )

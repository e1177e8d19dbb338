"""Customers as bubbles: how often they order across, how large an order is up, what they bring in as size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from otif_koop.charts.house_style import colour, dressed, nothing, outline, rows, tooltips
from otif_koop.charts.vega_lite import Channel, Drawing, column
from otif_koop.language import Language
from otif_koop.message import Message, message

EMPTY = message("The data name no customers, so there is no map of them.")
MOST = 400  # bubbles that are drawn
HEIGHT = 380
SMALLEST, LARGEST = 25.0, 900.0  # square px of a bubble


@dataclass(frozen=True)
class CustomerBubble:
    """A customer; `weight` is its share (0..1) of all revenue, or of the order lines where there are no values."""

    customer: str
    group: str
    orders: int
    lines_per_order: float
    weight: float
    chosen: bool = False


@dataclass(frozen=True)
class Drawn:
    """The heaviest customers, of how many there are; and the name of the group that stands out, if any."""

    bubbles: Sequence[CustomerBubble]
    count: int
    group: str | None = None


def chart(drawn: Drawn, language: Language) -> Drawing:
    """Both axes by doublings, since customers differ a hundredfold. The open group in the accent colour, and filled."""
    if not drawn.bubbles:
        return nothing(language, _title(drawn), EMPTY)
    top = max(one.weight for one in drawn.bubbles) or 1.0
    made = [
        {
            "x": one.orders,
            "y": one.lines_per_order,
            "size": SMALLEST + (LARGEST - SMALLEST) * one.weight / top,
            "role": "choice" if one.chosen else "main",
            "line": one.customer,
            "group": one.group or language.say("(no group)"),
            "units": language.number(one.orders),
            "figure": language.number(round(one.lines_per_order, 1)),
            "came": language.percent(one.weight, 2),
            "chosen": one.chosen,
        }
        for one in sorted(drawn.bubbles, key=lambda one: -one.weight)
    ]
    x = _axis("x:Q", language.say("orders in the data"), [one.orders for one in drawn.bubbles])
    y = _axis("y:Q", language.say("order lines per order"), [one.lines_per_order for one in drawn.bubbles])
    tip = tooltips(
        {
            "line": language.say("customer"),
            "group": language.say("customer group"),
            "units": language.say("orders"),
            "figure": language.say("order lines per order"),
            "came": language.say("share of the whole"),
        }
    )
    layers: list[Any] = []
    for chosen in (False, True):
        part = [row for row in made if row["chosen"] is chosen]
        if part:
            look = rows(part).drawn_as(
                "point", filled=True, fillOpacity=0.75 if chosen else 0.12, strokeWidth=1.5, strokeOpacity=0.9
            )
            size = column("size:Q", scale=None, legend=None)
            layers.append(look.encode(x=x, y=y, size=size, color=colour(), stroke=outline(), tooltip=tip))
    return dressed(layers, language, _title(drawn), HEIGHT)


def _axis(name: str, title: str, values: Sequence[float]) -> Channel:
    least, most = min(values), max(values)
    if least == most:
        least, most = least / 2, most * 2
    return column(
        name,
        scale={"type": "log", "base": 2, "domain": [max(least * 0.85, 0.01), most * 1.2], "nice": False},
        axis={"title": title, "format": "~g", "tickCount": 6, "grid": False, "labelOverlap": True},
    )


def _title(drawn: Drawn) -> Message:
    if drawn.count > len(drawn.bubbles):
        return message("The {n} heaviest of {most} customers", n=len(drawn.bubbles), most=drawn.count)
    return message("The customers: how often, how large, how much")


def alt_text(drawn: Drawn, language: Language) -> str:
    """What the bubbles show, for who can't see them."""
    if not drawn.bubbles:
        return language.say(EMPTY)
    orders = [one.orders for one in drawn.bubbles]
    sizes = [one.lines_per_order for one in drawn.bubbles]
    said = language.say(
        "{n} customers as bubbles: from {few} to {many} orders, and from {small:number} to {large:number} order lines "
        "an order.",
        n=len(drawn.bubbles),
        few=min(orders),
        many=max(orders),
        small=round(min(sizes), 1),
        large=round(max(sizes), 1),
    )
    mine = [one for one in drawn.bubbles if one.chosen]
    if drawn.group is None or not mine:
        return said
    return said + " " + language.say("{n} of them are of {group}.", n=len(mine), group=drawn.group)

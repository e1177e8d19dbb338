"""Customer groups by what they bring in against how often they order: the busiest are seldom the heaviest."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from otif_koop.charts.group_dots import shortened
from otif_koop.charts.house_style import ROLES, SCALE, dressed, nothing, rows, tooltips
from otif_koop.charts.named_rows import by_name
from otif_koop.charts.vega_lite import Drawing, column
from otif_koop.language import Language
from otif_koop.message import Message, message

TITLE = message("What each group orders and brings in")
EMPTY = message("There is no customer group to show.")
ORDERS = message("share of the orders")
REVENUE = message("share of the revenue")
LINES = message("share of the order lines")
CHOSEN = message("the same, chosen group")
MOST = 25  # groups that are drawn
STEP = 34  # px a group
MANY = 12  # groups: the scale stands above them
SHAPES = {"main": "circle", "ink": "diamond", "choice": "square"}


@dataclass(frozen=True)
class GroupWeight:
    """A group's shares (0..1) of all orders and of all revenue, or of the order lines where there are no values."""

    group: str
    customers: int | None
    orders: float
    weight: float
    chosen: bool = False


def heaviest(groups: Sequence[GroupWeight]) -> list[GroupWeight]:
    """The groups that are drawn: the heaviest first, and always the chosen one."""
    ranked = sorted(groups, key=lambda one: (-one.weight, one.group))
    return [one for place, one in enumerate(ranked) if place < MOST or one.chosen]


def chart(groups: Sequence[GroupWeight], has_revenue: bool, language: Language) -> Drawing:
    """A row a group: a circle for its share of the revenue, a diamond for its share of the orders, a line between."""
    if not groups:
        return nothing(language, TITLE, EMPTY)
    drawn = heaviest(groups)
    weight = REVENUE if has_revenue else LINES
    most = max(max(one.orders, one.weight) for one in drawn)
    x = column(
        "share:Q",
        scale={"domain": [0, max(most * 1.04, 0.01)], "nice": False},
        axis={"title": None, "format": ".0%", "tickCount": 4, "orient": "bottom" if len(drawn) <= MANY else "top"},
    )
    names = [shortened(" ".join(one.group.split())) for one in drawn]
    y = by_name(names)
    spans = [
        {"place": place, "share": min(one.orders, one.weight), "high": max(one.orders, one.weight)}
        for place, one in enumerate(drawn)
    ]
    dots: list[dict[str, Any]] = []
    for place, one in enumerate(drawn):
        for role, share, what in (("ink", one.orders, ORDERS), ("main", one.weight, weight)):
            dots.append(
                {
                    "place": place,
                    "share": share,
                    "role": "choice" if role == "main" and one.chosen else role,
                    "size": 200 if role == "main" else 110,
                    "group": one.group,
                    "figure": language.percent(share),
                    "what": language.say(what),
                }
            )
    there = {dot["role"] for dot in dots}
    said = {"main": weight, "ink": ORDERS, "choice": CHOSEN}
    legend = {
        "title": None,
        "orient": "top",
        "values": [role for role in said if role in there],
        "labelExpr": f"{json.dumps({role: language.say(text) for role, text in said.items()})}[datum.label]",
        "columns": 1,
        "symbolOpacity": 1,
        "padding": 0,
        "labelPadding": 6,
        "labelLimit": 320,
    }
    colours = column("role:N", scale=SCALE, legend=legend)
    shapes = {"domain": list(ROLES), "range": [SHAPES.get(role, "circle") for role in ROLES]}
    line = rows(spans, "quiet").drawn_as("rule", strokeWidth=3, opacity=0.6, tooltip=None)
    mark = rows(dots).drawn_as("point", filled=True, opacity=1)
    return dressed(
        [
            line.encode(x=x, x2=column("high:Q"), y=y, color=colours),
            mark.encode(
                x=x,
                y=y,
                size=column("size:Q", scale=None, legend=None),
                shape=column("role:N", scale=shapes, legend=legend),
                color=colours,
                tooltip=tooltips(
                    {
                        "group": language.say("customer group"),
                        "what": language.say("figure"),
                        "figure": language.say("share"),
                    }
                ),
            ),
        ],
        language,
        title(groups, drawn),
        STEP * len(drawn),
    )


def title(groups: Sequence[GroupWeight], drawn: Sequence[GroupWeight]) -> Message:
    """The title, which says how many groups are drawn where that is not all of them."""
    if len(drawn) == len(groups):
        return TITLE
    return message("What each group orders and brings in: the {n} heaviest of {most}", n=len(drawn), most=len(groups))


def alt_text(groups: Sequence[GroupWeight], has_revenue: bool, language: Language) -> str:
    """What the dots show, for who can't see them."""
    if not groups:
        return language.say(EMPTY)
    first = heaviest(groups)[0]
    busiest = max(groups, key=lambda one: one.orders)
    return language.say(
        "{n} customer groups. {heavy} has the largest {weight}, {share:percent}, with {orders:percent} of the orders; "
        "{busy} orders most often, {most:percent} of the orders for {light:percent}.",
        n=len(groups),
        heavy=first.group,
        weight=REVENUE if has_revenue else LINES,
        share=first.weight,
        orders=first.orders,
        busy=busiest.group,
        most=busiest.orders,
        light=busiest.weight,
    )

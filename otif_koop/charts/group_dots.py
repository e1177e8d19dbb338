"""Customer groups as dots, lowest first: the headline figure with how sure it is, the other figure and the target."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from otif_koop.charts.house_style import ROLES, SCALE, dressed, nothing, rows, tooltips
from otif_koop.charts.named_rows import by_name, by_share
from otif_koop.charts.vega_lite import Drawing, column
from otif_koop.figures import NOTHING
from otif_koop.language import Language
from otif_koop.message import message
from otif_koop.otif.definition import Combine

TITLE = message("Score per customer group")
EMPTY = message("There is no customer group to show.")
NO_DATA = message("No customer group has anything to count yet.")
NO_DATA_HERE = message("no data")
ENOUGH = message("enough orders to judge")
TOO_FEW = message("too few orders to judge")
WORDS = {
    "joint": message("faultless share"),
    "product": message("product"),
    "target": message("target"),
}
NAME = 20  # characters of a name
STEP = 46  # px a group
MANY = 12  # groups: the scale stands above them

ROLE = {"joint": "main", "product": "ink", "target": "choice"}
UPRIGHT = "M0,-1.7L0,1.7"  # a path of the height of the dots
SHAPES = {"main": "circle", "ink": "diamond", "choice": UPRIGHT}


@dataclass(frozen=True)
class GroupFigure:
    """The figures of one group: shares (0..1), None where nothing can be said.

    `interval` is the 95 % interval of the headline, `enough` whether there are enough orders to judge by, `target` the
    target it has, if any.
    """

    group: str
    joint: float | None
    product: float | None
    interval: tuple[float, float] | None = None
    enough: bool = True
    target: float | None = None

    def headline(self, combine: Combine) -> float | None:
        """The figure that this group is judged by."""
        return self.joint if combine is Combine.JOINT else self.product


def chart(groups: Sequence[GroupFigure], combine: Combine, language: Language) -> Drawing:
    """A row a group: a circle for the joint share, a diamond for the product, the headline the larger of them.

    Hollow where there are too few orders to judge; the target is an upright line in the accent colour.
    """
    if not groups:
        return nothing(language, TITLE, EMPTY)
    placed = _sorted(groups, combine)
    dots = list(_dots(placed, combine, language))
    if not any(group.headline(combine) is not None for group in placed):
        return nothing(language, TITLE, NO_DATA)
    spans = [
        {"place": place, "share": group.interval[0], "high": group.interval[1]}
        for place, group in enumerate(placed)
        if group.interval is not None and group.headline(combine) is not None
    ]
    least = min(one["share"] for one in [*dots, *spans])
    x = by_share(least, "bottom" if len(placed) <= MANY else "top")
    names = [_label(group, combine, language) for group in placed]
    y = by_name(names, 160)
    there = {dot["role"] for dot in dots}
    shown = [ROLE[what] for what in WORDS if ROLE[what] in there]
    said = {ROLE[what]: language.say(text) for what, text in WORDS.items()}
    legend = {
        "title": None,
        "orient": "top",
        "values": shown,
        "labelExpr": f"{json.dumps(said)}[datum.label]",
        "columns": 1,  # one under the other, or a phone cuts them off
        "symbolOpacity": 1,
        "padding": 0,
        "labelPadding": 6,
    }
    colours = column("role:N", scale=SCALE, legend=legend)
    layers = []
    if spans:
        line = rows(spans, ROLE[combine.value]).drawn_as(
            "rule", strokeWidth=5, opacity=0.45, strokeCap="round", tooltip=None
        )
        layers.append(line.encode(x=x, x2=column("high:Q"), y=y, color=colours))
    shapes = {"domain": list(ROLES), "range": [SHAPES.get(role, "circle") for role in ROLES]}
    mark = (
        rows(dots)
        .drawn_as("point", filled=True, strokeWidth=2.5, opacity=1)
        .encode(
            x=x,
            y=y,
            size=column("size:Q", scale=None, legend=None),
            shape=column("role:N", scale=shapes, legend=legend),
            fillOpacity=column("full:Q", scale=None, legend=None),
            color=colours,
            stroke=column("role:N", scale=SCALE, legend=legend),
            tooltip=tooltips(
                {
                    "group": language.say("customer group"),
                    "what": language.say("figure"),
                    "figure": language.say("score"),
                    "sure": language.say("95 % interval"),
                    "orders": language.say("judged"),
                }
            ),
        )
    )
    return dressed([*layers, mark], language, TITLE, STEP * len(placed))


def alt_text(groups: Sequence[GroupFigure], combine: Combine, language: Language) -> str:
    """What the dots show, for who can't see them."""
    if not groups:
        return language.say(EMPTY)
    known = [(group.headline(combine), group) for group in groups]
    scored = sorted(((figure, group) for figure, group in known if figure is not None), key=lambda one: one[0])
    if not scored:
        return language.say(NO_DATA)
    (low, worst), (high, best) = scored[0], scored[-1]
    aimed = [(figure, group.target) for figure, group in scored if group.target is not None and group.enough]
    if len(scored) == 1:
        only = language.say(
            "{group}: {figure} {share:percent}.", group=worst.group, figure=WORDS[combine.value], share=low
        )
        parts = [only]
    else:
        parts = [
            language.say(
                "Dot plot of {n} customer groups by the {figure}: from {worst} with {low:percent} to {best} with "
                "{high:percent}.",
                n=len(groups),
                figure=WORDS[combine.value],
                worst=worst.group,
                low=low,
                best=best.group,
                high=high,
            )
        ]
    if aimed:
        met = sum(figure >= target for figure, target in aimed)
        parts.append(language.say("{met} of the {n} groups with a target reach it.", met=met, n=len(aimed)))
    few = sum(not group.enough for _, group in scored)
    if few or len(scored) < len(groups):
        parts.append(
            language.say("Too few orders to judge: {few}; no data: {none}.", few=few, none=len(groups) - len(scored))
        )
    return " ".join(parts)


def _sorted(groups: Sequence[GroupFigure], combine: Combine) -> list[GroupFigure]:
    """Lowest headline first, groups without one last."""

    def order(group: GroupFigure) -> tuple[bool, float]:
        figure = group.headline(combine)
        return figure is None, figure or 0.0

    return sorted(groups, key=order)


def _dots(groups: Sequence[GroupFigure], combine: Combine, language: Language) -> Iterable[dict[str, Any]]:
    for place, group in enumerate(groups):
        for what, figure in (("target", group.target), ("product", group.product), ("joint", group.joint)):
            if figure is None:
                continue
            head = what == combine.value
            yield {
                "place": place,
                "share": figure,
                "role": ROLE[what],
                "size": 420 if what == "target" else 260 if head else 130,
                "full": float(group.enough or what == "target"),
                "group": group.group,
                "what": language.say(WORDS[what]),
                "figure": language.percent(figure),
                "sure": language.interval(*group.interval) if head and group.interval else NOTHING,
                "orders": language.say(ENOUGH if group.enough else TOO_FEW),
            }


def _label(group: GroupFigure, combine: Combine, language: Language) -> list[str]:
    """The name and the figure, or why there is none; as lines."""
    figure = group.headline(combine)
    if figure is None:
        below = language.say(NO_DATA_HERE)
    elif group.enough:
        below = language.percent(figure)
    else:
        below = language.say("{share:percent}, too few", share=figure)
    return [shortened(" ".join(group.group.split())), below]


def shortened(name: str) -> str:
    """A long name without its middle: names of one family differ at the end."""
    return name if len(name) <= NAME else f"{name[: NAME // 2]}…{name[-NAME // 2 + 1 :]}"

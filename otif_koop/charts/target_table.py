"""Customer groups by component as a heat table: is what the target asks of each met, missed, or not known yet?"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from otif_koop.charts.group_dots import MANY, shortened
from otif_koop.charts.house_style import LINE, colour, dressed, nothing, outline, rows, tooltips, words
from otif_koop.charts.named_rows import by_name
from otif_koop.charts.vega_lite import Drawing, column, touched
from otif_koop.language import Language
from otif_koop.message import Message, message
from otif_koop.otif.orders_needed import Verdict

TITLE = message("Today against what the target asks")
EMPTY = message("There is no customer group with figures yet.")
PICKED = "picked"
"""Name of the selection; it holds the `group_id` of the row that was touched."""

ROLE: dict[str, str] = {"met": "gain", "missed": "late", "unknown": "quiet", "none": "quiet"}
SHAPE: dict[str, str] = {"met": "✓", "missed": "✕", "unknown": "?", "none": "·"}
WORDS: dict[str, Message] = {
    "met": message("met"),
    "missed": message("missed"),
    "unknown": message("can't tell yet"),
    "none": message("no target yet"),
}
STEP = 52  # px a group
_FAR = 0.25  # a share so far from what is asked has the deepest colour
_HEAD = 10  # characters of a column's name on one line


@dataclass(frozen=True)
class Cell:
    """One component (or the whole score) of a group: shares (0..1), None where it is not known."""

    column: str
    share: float | None
    asked: float | None
    verdict: Verdict | None


@dataclass(frozen=True)
class Row:
    """One group, worst first as the caller sorts them."""

    group_id: str
    group: str
    cells: tuple[Cell, ...]


def chart(table: Sequence[Row], columns: Sequence[tuple[str, Message]], language: Language) -> Drawing:
    """A row a group, a column a component: a sign, today's share, and under it what is asked."""
    found = list(_records(table, columns, language))
    if not found:
        return nothing(language, TITLE, EMPTY)
    heads = [textwrap.wrap(language.say(title), _HEAD, break_long_words=False) for _, title in columns]
    whole = columns[-1][0]
    names = [[shortened(" ".join(row.group.split())), language.say(WORDS[_state(row, whole)])] for row in table]
    height = STEP * len(table)
    x = column(
        "column:O",
        title=None,
        scale={"domain": list(range(len(columns))), "paddingInner": 0.04},
        axis={
            "orient": "top",
            "labelExpr": f"{json.dumps(heads)}[datum.value]",
            "labelAngle": 0,
            "labelLineHeight": LINE,
            "labelOverlap": False,
            "labelPadding": 6 + LINE * (max(map(len, heads)) - 1),
            "labelLimit": 200,
            "ticks": False,
            "domain": False,
        },
    )
    y = by_name(names, 160)
    y = y | {"scale": y["scale"] | {"paddingInner": 0.08}, "axis": y["axis"] | {"ticks": False, "domain": False}}
    tip = tooltips(
        {
            "group": language.say("customer group"),
            "what": language.say("component"),
            "figure": language.say("today"),
            "fact_0": language.say("asked"),
            "state": language.say("target"),
        }
    )
    picked = touched(PICKED, "group_id")
    heat = column("heat:Q", scale=None, legend=None)
    rect: Any = (
        rows(found)
        .drawn_as("rect", strokeWidth=1.5, strokeOpacity=0.8, cornerRadius=3, cursor="pointer")
        .encode(x=x, y=y, color=colour(), stroke=outline(), fillOpacity=heat, tooltip=tip)
    )
    said = words(found, x=x, y=y, baseline="middle", dy=-LINE / 2, bold=True)
    return dressed([rect.selecting(picked), said], language, TITLE, height)


def alt_text(table: Sequence[Row], columns: Sequence[tuple[str, Message]], language: Language) -> str:
    """What the table shows, for who can't see it."""
    if not any(cell.share is not None for row in table for cell in row.cells):
        return language.say(EMPTY)
    whole = columns[-1][0]
    states = [_state(row, whole) for row in table]
    said = [
        language.say(
            "Table of {n} customer groups. Target met: {met}, missed: {missed}, can't tell yet: {unknown}, no target "
            "yet: {none}.",
            n=len(table),
            **{name: states.count(name) for name in SHAPE},
        )
    ]
    for row in table[:MANY]:
        missed = [
            title for key, title in columns for cell in row.cells if cell.column == key and cell.verdict == "missed"
        ]
        if missed:
            said.append(language.say("{group} misses: {parts}.", group=row.group, parts=missed))
    return " ".join(said)


def _records(table: Sequence[Row], columns: Sequence[tuple[str, Message]], language: Language) -> Any:
    place_of = {key: (place, title) for place, (key, title) in enumerate(columns)}
    for place, row in enumerate(table):
        for cell in row.cells:
            if cell.share is None and cell.asked is None:
                continue
            state = cell.verdict or "none"
            at, title = place_of[cell.column]
            now, asked = language.percent(cell.share, 0), language.percent(cell.asked, 0)
            below = f"\n≥ {asked}" if cell.asked is not None else ""
            yield {
                "place": place,
                "column": at,
                "group_id": row.group_id,
                "role": ROLE[state],
                "heat": _heat(cell),
                "words": (f"{SHAPE[state]} {now}" if cell.share is not None else "") + below,
                "group": row.group,
                "what": language.say(title),
                "figure": language.percent(cell.share),
                "fact_0": language.percent(cell.asked),
                "state": language.say(WORDS[state]),
            }


def _heat(cell: Cell) -> float:
    """How deep the colour is: the further from what is asked, the deeper."""
    gap = 0.0 if cell.share is None or cell.asked is None else abs(cell.share - cell.asked)
    return 0.1 + 0.3 * min(gap / _FAR, 1.0)


def _state(row: Row, whole: str) -> str:
    return next((cell.verdict for cell in row.cells if cell.column == whole and cell.verdict), "none")

"""A few order lines as a tiny picture: what was due, what came, and what is wrong with it under the chosen definition.

Made for the article's own two orders, beside the choices on *measure*.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from otif_koop.charts.bar_rows import pixels
from otif_koop.charts.house_style import across, colour, dressed, nothing, outline, rows, tooltips, words
from otif_koop.figures import is_missing
from otif_koop.language import Language
from otif_koop.message import Message, message
from otif_koop.otif.score import Score

EMPTY = message("There are no order lines to show.")
NO_SCORE = message("no score")
SCORE = message("product {product:percent} · faultless {joint:percent}")
STEP, BAR, BETWEEN = 16, 12, 7  # px: a line, its bar, and between two orders
NAMES, WORDS = 62, 165  # px kept to the left and to the right of the bars
STRIPES = 22  # over the longest bar
MOST = 20  # lines

LATE = message("late")
COUNTS = message("counts {share:percent}")
TOO_FEW = message("{n} too few")
TOO_MANY = message("{n} too many")
NOT_IN_FULL = message("not in full")  # all of it came in the end, but not when it counted
ERROR = message("× error")
COMPLAINT = message("! complaint")
LEFT_OUT = {
    "scope": message("not measured"),
    "no_quantity": message("no quantity"),
    "cancelled": message("cancelled"),
    "missing_due": message("no due date"),
    "open": message("still open"),
}


def chart(lines: pd.DataFrame, score: Score, language: Language) -> alt.LayerChart:
    """The picture of a table of judged lines (`score_lines.lines_table`), under the score it came to.

    A bar a line: solid where it came in time, striped where it is late, with a dashed hollow end for what is missing;
    words beside it name every fault. No more than `MOST` lines.
    """
    title = _title(score)
    if not len(lines):
        return nothing(language, title, EMPTY)
    bars, orders, height = _placed(lines.head(MOST), language)
    longest = max([bar["due"] for bar in bars] + [bar["came"] for bar in bars] + [1.0])
    x = alt.X(
        "start:Q",
        scale=alt.Scale(
            domain=[0, longest], nice=False, range=[NAMES, {"expr": f"max(width - {WORDS}, {NAMES + 40})"}]
        ),
        axis=None,
    )
    tips = tooltips(
        {"line": language.say("order line"), "said": language.say("due and delivered"), "words": language.say("judged")}
    )
    y = {"y": pixels("top"), "y2": alt.Y2("bottom:Q")}
    layers: list[alt.Chart] = []
    for part, mark in (
        ([{**bar, "end": bar["due"], "role": "quiet"} for bar in bars], {"fillOpacity": 0, "strokeWidth": 1}),
        (
            [{**bar, "start": bar["came"], "end": bar["due"], "role": "short"} for bar in bars if bar["short"]],
            {"fillOpacity": 0.12, "strokeWidth": 1.5, "strokeDash": [3, 2]},
        ),
        ([{**bar, "end": bar["came"]} for bar in bars if not bar["striped"]], {"fillOpacity": 0.9, "strokeWidth": 0}),
        ([{**bar, "end": bar["came"]} for bar in bars if bar["striped"]], {"fillOpacity": 0.15, "strokeWidth": 1}),
    ):
        if part:
            bar_marks = rows(part).mark_rect(**mark)
            layers.append(
                bar_marks.encode(x=x, x2=alt.X2("end:Q"), **y, color=colour(), stroke=outline(), tooltip=tips)
            )
    stripes = [
        {"start": longest * (place + 0.5) / STRIPES, "top": bar["top"], "bottom": bar["bottom"]}
        for bar in bars
        if bar["striped"]
        for place in range(STRIPES)
        if longest * (place + 0.5) / STRIPES < bar["came"]
    ]
    if stripes:
        layers.append(rows(stripes, "late").mark_rule(strokeWidth=1.5, tooltip=None).encode(x=x, **y, color=colour()))
    right = across({"expr": f"max(width - {WORDS}, {NAMES + 40}) + 8"})
    layers += [
        words(orders, x=across(0), y=pixels("middle"), align="left", baseline="middle", fontSize=14),
        words(
            [bar for bar in bars if bar["words"]],
            x=right,
            y=pixels("middle"),
            align="left",
            baseline="middle",
            fontSize=14,
        ),
    ]
    return dressed(layers, language, title, height, small=True)


def alt_text(lines: pd.DataFrame, score: Score, language: Language) -> str:
    """What the picture shows, for who can't see it: the score and every line with a fault."""
    if not len(lines):
        return language.say(EMPTY)
    bars, _, _ = _placed(lines.head(MOST), language)
    wrong = [
        language.say("line {line}: {faults}", line=bar["line"], faults=bar["words"]) for bar in bars if bar["words"]
    ]
    return language.say(
        "{n} order lines, {score}. {faults}.",
        n=len(lines),
        score=_title(score),
        faults="; ".join(wrong) if wrong else message("Nothing is wrong with any of them"),
    )


def _title(score: Score) -> Message:
    combined = score.measured
    return NO_SCORE if combined is None else Message(SCORE.text, {"product": combined.product, "joint": combined.joint})


def _placed(lines: pd.DataFrame, language: Language) -> tuple[list[dict[str, Any]], list[dict[str, Any]], int]:
    """The bars from the top down, the names of the orders at their middle, and the height in px."""
    bars: list[dict[str, Any]] = []
    orders: list[dict[str, Any]] = []
    y = 0
    for order, part in lines.groupby("order_id", sort=False):
        first = y = y + (BETWEEN if bars else 0)
        for line in part.to_dict("records"):
            bars.append({**_bar(line, language), "top": y, "bottom": y + BAR, "middle": y + BAR / 2, "start": 0.0})
            y += STEP
        name = language.say("order {order}", order=str(order))
        orders.append({"words": name if len(name) <= 8 else str(order)[-8:], "middle": (first + y - STEP + BAR) / 2})
    return bars, orders, y


def _bar(line: Mapping[Any, Any], language: Language) -> dict[str, Any]:
    """One line as lengths and words."""
    due = max(0.0, float(line["quantity_due"]))
    came = due if is_missing(line["quantity_delivered"]) else max(0.0, float(line["quantity_delivered"]))
    faults: list[Message] = []
    credit = 1.0 if is_missing(line.get("credit")) else float(line["credit"])
    late = _failed(line["on_time"]) or credit < 1
    if late:
        faults.append(LATE)
    if credit < 1:
        faults.append(Message(COUNTS.text, {"share": credit}))
    if _failed(line["in_full"]):
        text = TOO_FEW if came < due else TOO_MANY if came > due else NOT_IN_FULL
        faults.append(Message(text.text, {"n": abs(due - came)}))
    if _failed(line["no_error"]):
        faults.append(ERROR)
    if _failed(line["no_complaint"]):
        faults.append(COMPLAINT)
    out = line["left_out"]
    if not is_missing(out):
        faults = [LEFT_OUT[out]]
    return {
        "line": str(line["line_id"]),
        "due": due,
        "came": came,
        "short": came < due and is_missing(out),
        "striped": late and is_missing(out),
        "role": "quiet" if not is_missing(out) else "late" if late else "main",
        "words": " · ".join(language.say(fault) for fault in faults),
        "said": language.say("{came} of {due}", came=came, due=due),
    }


def _failed(passed: Any) -> bool:
    return not is_missing(passed) and not passed

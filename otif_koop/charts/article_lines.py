"""A few order lines as a tiny drawing: what was due, what came, and what is wrong with it under the chosen definition.

Made for the article's own two orders, beside the choices on *measure*, where it is drawn anew at every choice: plain
HTML, because a chart would cost the server and the browser a hundred times as much as these seven bars are worth.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd

from otif_koop.figures import is_missing
from otif_koop.language import Language
from otif_koop.message import Message, message
from otif_koop.otif.score import Score

MOST = 20  # lines
EMPTY = message("There are no order lines to show.")
NO_SCORE = message("no score")
SCORE = message("product {product:percent} · faultless {joint:percent}")

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

# Tones in the middle, so that they stand out on a light and on a dark screen.
_FILLS = {
    "good": "background:#4f8ab5",
    "late": "background:repeating-linear-gradient(90deg,#c2557a 0 3px,transparent 3px 7px);outline:1px solid #c2557a",
    "out": "background:#8a949e",
}

_GRID = (
    "display:grid;grid-template-columns:max-content minmax(40px,1fr) max-content;gap:4px 10px;align-items:center;"
    "font-size:0.85rem"
)


def drawing(lines: pd.DataFrame, score: Score, language: Language) -> str:
    """The lines of a judged table (`score_lines.lines_table`) as HTML: at most `MOST`, one bar each.

    A bar is solid where the line came in time, striped where it is late, with a dashed end for what is missing; words
    beside it name every fault, and a screen reader gets `alt_text`.
    """
    if not len(lines):
        return f"<p>{escape(language.say(EMPTY))}</p>"
    records = lines.head(MOST).to_dict("records")
    longest = max(max(_lengths(line)) for line in records) or 1.0
    rows, before = [], None
    for line in records:
        order = str(line["order_id"])
        name = language.say("order {order}", order=order) if order != before else ""
        rows.append(_row(line, name, longest, language))
        before = order
    return (
        f'<div role="img" aria-label="{escape(alt_text(lines, score, language))}" style="{_GRID}">{"".join(rows)}</div>'
    )


def alt_text(lines: pd.DataFrame, score: Score, language: Language) -> str:
    """What the drawing shows, for who can't see it: the score and every line with a fault."""
    if not len(lines):
        return language.say(EMPTY)
    said = [(str(line["line_id"]), _words(line, language)) for line in lines.head(MOST).to_dict("records")]
    wrong = [language.say("line {line}: {faults}", line=line, faults=words) for line, words in said if words]
    return language.say(
        "{n} order lines, {score}. {faults}.",
        n=len(lines),
        score=_score(score),
        faults="; ".join(wrong) if wrong else message("Nothing is wrong with any of them"),
    )


def _score(score: Score) -> Message:
    combined = score.measured
    return NO_SCORE if combined is None else Message(SCORE.text, {"product": combined.product, "joint": combined.joint})


def _row(line: Mapping[Any, Any], name: str, longest: float, language: Language) -> str:
    due, came = _lengths(line)
    fill = "out" if not is_missing(line["left_out"]) else "late" if _is_late(line) else "good"
    missing = ""
    if came < due:
        missing = (
            f'<span style="width:{100 * (due - came) / longest:.1f}%;height:0.75rem;border:1px dashed currentColor;'
            'box-sizing:border-box"></span>'
        )
    return (
        f"<span>{escape(name)}</span>"
        f'<span style="display:flex"><span style="width:{100 * came / longest:.1f}%;height:0.75rem;'
        f'{_FILLS[fill]}"></span>{missing}</span>'
        f"<span>{escape(_words(line, language))}</span>"
    )


def _lengths(line: Mapping[Any, Any]) -> tuple[float, float]:
    due = max(0.0, float(line["quantity_due"]))
    return due, due if is_missing(line["quantity_delivered"]) else max(0.0, float(line["quantity_delivered"]))


def _is_late(line: Mapping[Any, Any]) -> bool:
    return _failed(line["on_time"]) or _credit(line) < 1


def _credit(line: Mapping[Any, Any]) -> float:
    return 1.0 if is_missing(line.get("credit")) else float(line["credit"])


def _words(line: Mapping[Any, Any], language: Language) -> str:
    """Every fault of a line; why it is left out where it is."""
    if not is_missing(line["left_out"]):
        return language.say(LEFT_OUT[line["left_out"]])
    due, came = _lengths(line)
    faults: list[Message] = []
    if _is_late(line):
        faults.append(LATE)
    if _credit(line) < 1:
        faults.append(Message(COUNTS.text, {"share": _credit(line)}))
    if _failed(line["in_full"]):
        text = TOO_FEW if came < due else TOO_MANY if came > due else NOT_IN_FULL
        faults.append(Message(text.text, {"n": abs(due - came)}))
    if _failed(line["no_error"]):
        faults.append(ERROR)
    if _failed(line["no_complaint"]):
        faults.append(COMPLAINT)
    return " · ".join(language.say(fault) for fault in faults)


def _failed(passed: Any) -> bool:
    return not is_missing(passed) and not passed

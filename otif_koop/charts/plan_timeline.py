"""The plan over time: one bar an action from its start to its end, with a stroke at today and its date below."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from otif_koop.charts.house_style import LINE, across, colour, dressed, nothing, rows, tooltips, words
from otif_koop.charts.vega_lite import Drawing, column
from otif_koop.language import Language
from otif_koop.message import message
from otif_koop.workshop.plan_items import KINDS, STATUSES, PlanItem

TITLE = message("The plan over time")
EMPTY = message("No action has a date yet.")
ROW = 44  # px an action: its words above its bar
ROLES = {"todo": "main", "doing": "choice", "done": "quiet"}
LONGEST = 52  # characters of a title


def chart(items: Sequence[PlanItem], today: date, language: Language) -> Drawing:
    """Bars by end date, coloured and named by status."""
    drawn = _rows(items, language)
    if not drawn:
        return nothing(language, TITLE, EMPTY)
    height = ROW * len(drawn) + LINE
    first = min([row["start"] for row in drawn] + [pd.Timestamp(today)]) - timedelta(days=3)
    last = max([row["end"] for row in drawn] + [pd.Timestamp(today)]) + timedelta(days=3)
    x = column(
        "start:T",
        scale={"domain": [_moment(first), _moment(last)], "nice": False},
        axis={"title": None, "format": "%b %Y", "tickCount": 5, "orient": "top", "grid": True, "labelOverlap": True},
    )
    scale = {"domain": [0, height], "range": [0, height], "nice": False, "zero": False}
    y = column("y:Q", scale=scale, axis=None)
    tips = tooltips(
        {
            "title": language.say("Action"),
            "kind": language.say("Kind"),
            "owner": language.say("Owner"),
            "ends": language.say("Ends"),
            "status": language.say("Status"),
        }
    )
    bars = (
        rows(drawn).drawn_as("rule", strokeWidth=12).encode(x=x, x2=column("end:T"), y=y, color=colour(), tooltip=tips)
    )
    said = [{**row, "words": row["short"], "y": row["y"] - 17} for row in drawn]
    label = words(said, x=across(2), y=y, align="left", baseline="middle", limit={"expr": "width"})
    # a stroke a bar: one line through all of them would run through the words
    now = pd.Timestamp(today)
    strokes = [{"start": now, "y": row["y"] - 7, "until": row["y"] + 9} for row in drawn]
    stroke = rows(strokes, "ink").drawn_as("rule", strokeWidth=3, tooltip=None)
    rule = stroke.encode(x=x, y=y, y2=column("until:Q"), color=colour())
    when = [{"start": now, "y": height - LINE / 2, "words": language.say("today, {day:date}", day=today)}]
    is_late = now - first > last - now  # the words stay inside the picture
    below = words(when, x=x, y=y, align="right" if is_late else "left", baseline="middle", bold=True)
    return dressed([bars, rule, label, below], language, TITLE, height + LINE)


def alt_text(items: Sequence[PlanItem], today: date, language: Language) -> str:
    """What the bars show, for who can't see them."""
    drawn = _rows(items, language)
    if not drawn:
        return language.say(EMPTY)
    ends = [item.due for item in items if item.due is not None]
    late = sum(item.due < today for item in items if item.due is not None and item.status != "done")
    return language.say(
        "{n} actions from {first:date} to {last:date}; {late} of them ended and are not done.",
        n=len(drawn),
        first=min(row["start"] for row in drawn),
        last=max(ends),
        late=late,
    )


def _rows(items: Sequence[PlanItem], language: Language) -> list[dict[str, Any]]:
    dated = sorted((item for item in items if item.due is not None), key=lambda item: (item.due, item.title))
    made = []
    for place, item in enumerate(dated):
        if item.due is None:
            continue
        end = pd.Timestamp(item.due)
        start = pd.Timestamp(item.start) if item.start else end - timedelta(days=1)
        status = language.say(STATUSES[item.status])
        title = item.title if len(item.title) <= LONGEST else item.title[: LONGEST - 1] + "…"
        made.append(
            {
                "title": item.title,
                "short": f"{status} · {title}",  # the end is what a phone cuts off
                "kind": language.say(KINDS[item.kind]),
                "owner": item.owner or "–",
                "ends": language.date(item.due),
                "status": status,
                "start": start,
                "end": max(end, start + timedelta(days=1)),
                "y": place * ROW + 32,
                "role": ROLES[item.status],
            }
        )
    return made


def _moment(day: pd.Timestamp) -> dict[str, Any]:
    return {"year": day.year, "month": day.month, "date": day.day}

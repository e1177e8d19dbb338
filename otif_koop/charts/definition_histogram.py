"""All definitions by what they score on the same deliveries, with the chosen and the well-known ones marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from otif_koop.charts.bar_rows import pixels
from otif_koop.charts.house_style import LINE, colour, dressed, nothing, rows, tooltips, words
from otif_koop.charts.vega_lite import Channel, Drawing, Marks, column, touched
from otif_koop.language import Language
from otif_koop.message import Message, message

TITLE = message("All definitions by their score")
EMPTY = message("No definition gives a score on these data.")
CHOSEN = message("chosen {share:percent}")
KNOWN = message("{label} {share:percent}")
HEIGHT = 190  # px of the bars
BINS = 50
TURN = 0.6  # a name right of this stands left of its line
BIN, MARK = "bin", "known"
"""The selections: `bin` gives the place of a bar, `known` that of a well-known definition."""


@dataclass(frozen=True)
class Marked:
    """A definition on the axis: its name (None: the chosen one) and its score (0..1)."""

    label: Message | None
    score: float


def counts_of(scores: npt.NDArray[np.float64]) -> tuple[int, ...]:
    """How many scores lie in each of the bins from 0 to 1; a bin holds its lower edge, the last both."""
    places = np.minimum((scores * BINS + 1e-9).astype(int), BINS - 1)
    return tuple(np.bincount(places, minlength=BINS).tolist())


def edges(place: int) -> tuple[float, float]:
    """From where to where a bin runs."""
    return place / BINS, (place + 1) / BINS


def chart(
    counts: Sequence[int], marked: Sequence[Marked], low: float | None, high: float | None, language: Language
) -> Drawing:
    """Bars of how many definitions score what; touching a bar or a name selects it."""
    if low is None or high is None or not sum(counts):
        return nothing(language, TITLE, EMPTY)
    top = LINE * len(marked) + 8
    scale = {"domain": [0, 1], "nice": False}
    x = column("start:Q", scale=scale, axis={"title": None, "format": ".0%", "tickCount": 5, "grid": False})
    most = max(counts)
    bars = []
    for place, count in enumerate(counts):
        if count:
            start, end = edges(place)
            at = top + HEIGHT * (1 - count / most)
            said = language.say("{low:percent} to {high:percent}", low=start, high=end)
            bars.append(
                {"start": start, "end": end, "top": at, "bottom": top + HEIGHT, "place": place}
                | {"between": said, "count": count}
            )
    tips = [
        *tooltips({"between": language.say("score")}),
        column("count:Q", title=language.say("definitions"), format=",d"),
    ]
    picked = touched(BIN, "place")
    bar = (
        rows(bars, "main")
        .drawn_as("rect", stroke="transparent", strokeWidth=1, cursor="pointer", fillOpacity=0.75)
        .encode(
            x=x,
            x2=column("end:Q"),
            y=pixels("top"),
            y2=column("bottom:Q"),
            color=colour(),
            tooltip=tips,
            detail=column("place:Q"),
        )
        .selecting(picked)
    )
    return dressed([bar, *_marks(marked, x, top, language)], language, TITLE, top + HEIGHT)


def _marks(marked: Sequence[Marked], x: Channel, top: float, language: Language) -> list[Marks]:
    """A name and an upright line a definition; names stand right of their line, far to the right left of it."""
    order = sorted(range(len(marked)), key=lambda at: (marked[at].score >= TURN, marked[at].score))
    order = [at for at in order if marked[at].score < TURN] + [at for at in order[::-1] if marked[at].score >= TURN]
    records = []
    for row, at in enumerate(order):
        one = marked[at]
        said = language.say(CHOSEN if one.label is None else KNOWN, label=one.label or "", share=one.score)
        records.append(
            {"start": one.score, "y": LINE * row + LINE / 2, "bottom": top + HEIGHT, "words": said, "place": at}
            | {"role": "choice" if one.label is None else "ink", "left": one.score < TURN}
        )
    layers = []
    for role, width, dash in (("ink", 1.2, [3, 3]), ("choice", 3.5, [1, 0])):
        part = [record for record in records if record["role"] == role]
        if part:
            line = rows(part, role).drawn_as("rule", strokeWidth=width, strokeDash=dash, tooltip=None)
            layers.append(line.encode(x=x, y=pixels("y"), y2=column("bottom:Q"), color=colour()))
    for left in (True, False):
        for role in ("ink", "choice"):
            part = [record for record in records if record["left"] is left and record["role"] == role]
            if part:
                side = {"align": "left", "dx": 6} if left else {"align": "right", "dx": -6}
                layers.append(
                    words(part, x=x, y=pixels("y"), role=role, bold=role == "choice", baseline="middle", **side)
                )
    if records:
        touch = rows(records, "ink").drawn_as(
            "point", size=700, filled=True, opacity=0.001, cursor="pointer", tooltip=None
        )
        layers.append(touch.encode(x=x, y=pixels("y"), detail=column("place:Q")).selecting(touched(MARK, "place")))
    return layers


def alt_text(
    counts: Sequence[int], marked: Sequence[Marked], low: float | None, high: float | None, language: Language
) -> str:
    """What the bars show, for who can't see them."""
    if low is None or high is None or not sum(counts):
        return language.say(EMPTY)
    start, end = edges(int(np.argmax(counts)))
    text = language.say(
        "Histogram of {n:number} definitions by what they score: from {low:percent} to {high:percent}, "
        "most of them between {start:percent} and {end:percent}.",
        n=sum(counts),
        low=low,
        high=high,
        start=start,
        end=end,
    )
    names = [
        language.say(CHOSEN if one.label is None else KNOWN, label=one.label or "", share=one.score)
        for one in sorted(marked, key=lambda one: one.score)
    ]
    return " ".join([text, *([language.say("Marked: {names}.", names="; ".join(names))] if names else [])])

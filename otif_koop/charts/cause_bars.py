"""Why lines miss, as bars: which components they fail together, and where on the way the late ones lost their time."""

from __future__ import annotations

import pandas as pd

from otif_koop.charts.bar_rows import BarRow, bar_rows
from otif_koop.charts.house_style import dressed, nothing
from otif_koop.charts.vega_lite import Drawing, column
from otif_koop.language import Language
from otif_koop.message import Message, message
from otif_koop.otif.causes import LateWay, Stretch
from otif_koop.otif.score import COMPONENTS

MIX_TITLE = message("What the missed lines fail on")
MIX_EMPTY = message("No order line missed anything.")
WAY_TITLE = message("Where late lines lost their time")
WAY_EMPTY = message("No order line was late.")
MOST = 8  # bars; the rarer combinations go together in the last

FAULTS = {
    "on_time": message("not on time"),
    "in_full": message("not in full"),
    "no_error": message("an error"),
    "no_complaint": message("a complaint"),
}
STATIONS = {
    "ordered_at": message("entered"),
    "authorised_at": message("authorised"),
    "shipped_at": message("shipped"),
    "delivered_at": message("delivered"),
    "received_at": message("signed for"),
}
NEVER = message("{n} · never came")
UNKNOWN = message("{n} · no dates, or no slower than usual")


def fault_chart(mix: pd.DataFrame, language: Language) -> Drawing:
    """The missed lines by the set of components they fail (`causes.fault_mix`), most first."""
    sets = _sets(mix)
    if not sets:
        return nothing(language, MIX_TITLE, MIX_EMPTY)
    total = sum(lines for _, lines in sets)
    bars = [
        BarRow(
            language.say(message("{n} · {faults}", n=lines, faults=faults)),
            0,
            lines,
            "late",
            facts={language.say("share of the missed lines"): language.percent(lines / total)},
        )
        for faults, lines in sets
    ]
    return _drawn(bars, language, MIX_TITLE)


def fault_text(mix: pd.DataFrame, language: Language) -> str:
    """What the bars of `fault_chart` show, for who can't see them."""
    sets = _sets(mix)
    if not sets:
        return language.say(MIX_EMPTY)
    total = sum(lines for _, lines in sets)
    faults, lines = sets[0]
    return language.say(
        "Bars of {n} missed order lines by what they fail on. Most often: {faults}, {lines} lines ({share:percent}).",
        n=total,
        faults=faults,
        lines=lines,
        share=lines / total,
    )


def way_chart(way: LateWay, language: Language) -> Drawing:
    """The late lines by the stretch of the way on which they lost most, in the order of the way."""
    if not way.late:
        return nothing(language, WAY_TITLE, WAY_EMPTY)
    title = language.say("share of the late lines")
    bars = [
        BarRow(
            language.say(_stretch(stretch)),
            0,
            stretch.blamed,
            "late",
            facts={title: language.percent(stretch.blamed / way.late)},
        )
        for stretch in way.stretches
    ]
    bars += [
        BarRow(
            language.say(text, n=lines), 0, lines, "ink", solid=False, facts={title: language.percent(lines / way.late)}
        )
        for text, lines in ((NEVER, way.never), (UNKNOWN, way.unknown))
        if lines
    ]
    return _drawn(bars, language, WAY_TITLE)


def way_text(way: LateWay, language: Language) -> str:
    """What the bars of `way_chart` show, for who can't see them."""
    if not way.late:
        return language.say(WAY_EMPTY)
    beside = message("{never} never came; of {unknown} it can't be said.", never=way.never, unknown=way.unknown)
    worst = max(way.stretches, key=lambda stretch: stretch.blamed, default=None)
    if worst is None or not worst.blamed:
        return language.say("Bars of {n} late order lines by where they lost time: {beside}", n=way.late, beside=beside)
    return language.say(
        "Bars of {n} late order lines by where they lost most time. Most often from {start} to {end}: {lines} lines "
        "({share:percent}); days taken there: usually {usual:number}, when late {late:number}. {beside}",
        n=way.late,
        start=STATIONS[worst.start],
        end=STATIONS[worst.end],
        lines=worst.blamed,
        share=worst.blamed / way.late,
        late=worst.late,
        usual=worst.usual,
        beside=beside,
    )


def _sets(mix: pd.DataFrame) -> list[tuple[Message, int]]:
    """What fails together and how many lines, most first; no more than `MOST` of them."""
    components = [name for name in COMPONENTS if name in mix.columns]
    ordered = mix[mix["lines"] > 0].sort_values("lines", ascending=False, kind="stable")
    sets = [
        (message("{all}", all=[FAULTS[name] for name in components if row[name]]), int(row["lines"]))
        for row in ordered.to_dict("records")
    ]
    if len(sets) <= MOST:
        return sets
    rest = sum(lines for _, lines in sets[MOST - 1 :])
    return [*sets[: MOST - 1], (message("other combinations"), rest)]


def _stretch(stretch: Stretch) -> Message:
    return message(
        "{n} · {start} → {end}; days: usually {usual:number}, when late {late:number}",
        n=stretch.blamed,
        start=STATIONS[stretch.start],
        end=STATIONS[stretch.end],
        late=stretch.late,
        usual=stretch.usual,
    )


def _drawn(bars: list[BarRow], language: Language, title: Message) -> Drawing:
    """Bars from zero without an axis: the number stands in the words of each."""
    longest = max(bar.end for bar in bars)
    placed = bar_rows(bars, column("start:Q", scale={"domain": [0, longest], "nice": False}, axis=None))
    return dressed(placed.layers, language, title, placed.height)

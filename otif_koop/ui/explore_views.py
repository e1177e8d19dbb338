"""The tabs of the explorer: ladder, groups, ranking, tolerances, what to be careful with, the level, and the change."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import streamlit as st

from otif_koop.charts import definition_spans, score_bridge, score_ladder, tolerance_map
from otif_koop.message import Message, message
from otif_koop.otif.definition import Level
from otif_koop.otif.explorer.bridge import Bridge, bridge
from otif_koop.otif.explorer.choices import changed
from otif_koop.otif.explorer.effects import (
    known,
    ladder,
    rankings,
)
from otif_koop.otif.explorer.explorer import Explorer
from otif_koop.otif.explorer.level_advice import LevelAdvice, level_advice
from otif_koop.otif.explorer.two_tolerances import (
    LATE_LIMITS,
    LIMITS,
    Against,
    cell_of_own,
    tolerances,
    with_tolerances,
)
from otif_koop.otif.explorer.warnings import Sign, contradictions, signs
from otif_koop.otif.order_book import NO_DATE, OrderBook
from otif_koop.ui import inputs
from otif_koop.ui.explore import picked, picture_key, tried, try_out
from otif_koop.ui.explored import Explored, needs_the_rows
from otif_koop.ui.number_columns import to_the_right
from otif_koop.ui.picture import picture
from otif_koop.ui.score_view import LEVELS, target_of
from otif_koop.ui.speech import language, markdown, say

_AGAINST = "explore_against"
_OTHER, _TURN = "explore_other", "explore_turn"
_TRIED = "tried"
ADVICE = {
    Level.ORDER: message("Orders represent these deliveries best."),
    Level.LINE: message("Order lines represent these deliveries best."),
    Level.ITEM: message("Pieces represent these deliveries best."),
}


def steps(looked: Explored) -> None:
    """From the basic ratio to the sharpest one; touching a step tries it."""
    told, key = language(), picture_key(looked, "ladder")

    def rungs() -> list[score_ladder.Rung]:
        return [(one.label, one.figure) for one in ladder(looked.explorer, looked.group)]

    def touched() -> None:
        place, found = picked(key, score_ladder.PICKED), ladder(looked.explorer, looked.group)
        if place is not None and place < len(found):
            try_out(looked, found[place].definition, found[place].label)

    st.markdown(
        say(
            "The article: let the measure grow from a basic ratio to the sharpest one. "
            "Every step keeps the steps above it; the line is the chosen definition."
        )
    )
    picture(
        looked.explorer,
        ("ladder", looked.what),
        lambda: score_ladder.chart(rungs(), looked.figure, told),
        lambda: score_ladder.alt_text(rungs(), told),
        key=key,
        on_select=touched,
    )


def groups(looked: Explored) -> None:
    """What each group scores under all definitions, and under how many of them it meets its target."""
    told = language()
    names = looked.explorer.groups
    targets = tuple(target_of(name) for name in names)

    def spans() -> list[definition_spans.GroupSpan]:
        found = []
        for name, target in zip(names, targets, strict=True):
            scores = looked.explorer.sweep().of(name)
            if not len(scores):
                continue
            low, quarter, three_quarters, high = (float(one) for one in np.quantile(scores, (0, 0.25, 0.75, 1)))
            met = None if target is None else float(np.mean(scores >= target))
            here = looked.explorer.figure(looked.definition, name)
            label = name or say("(no group)")
            found.append(definition_spans.GroupSpan(label, low, quarter, three_quarters, high, here, target, met))
        return sorted(found, key=lambda one: one.chosen or 0)

    st.markdown(
        say(
            "The thin line runs from the lowest to the highest score, the thick one holds the middle half; the diamond "
            "is the chosen definition, the upright line the target."
        )
    )
    picture(
        looked.explorer,
        ("spans", looked.what, targets),
        lambda: definition_spans.chart(spans(), told),
        lambda: definition_spans.alt_text(spans(), told),
    )


def ranks(looked: Explored) -> None:
    """How the groups change places under another definition."""
    told = language()
    others = {one.id: (one.label, one.definition) for one, _ in known(looked.explorer, None)}
    own = tried(looked)
    if own is not None:
        others = {_TRIED: (message("The definition that is tried"), own), **others}
    if not others:
        st.caption(say("Touch a definition above to compare the groups under it."))
        return
    kept = st.session_state.get(_OTHER)
    at = kept if kept in others else next(iter(others))
    inputs.choose(
        message("Compare with"),
        {name: label for name, (label, _) in others.items()},
        at,
        "explore-other",
        _compare_with,
        is_list=True,
    )
    found = rankings(looked.explorer, looked.definition, others[at][1])
    here, there = say("Chosen"), say(others[at][0])
    columns = {
        say("Customer group"): [one.group or say("(no group)") for one in found],
        say("Place now"): [told.number(one.places[0]) for one in found],
        say("Place then"): [_moved(*one.places) for one in found],
        here: [told.percent(one.figures[0]) for one in found],
        there: [told.percent(one.figures[1]) for one in found],
    }
    st.dataframe(
        pd.DataFrame(columns),
        hide_index=True,
        width="stretch",
        height="content",
        column_config=to_the_right(list(columns)[1:]),
    )


@inputs.for_looking
def _compare_with(other: str | None) -> None:
    st.session_state[_OTHER] = other


def _moved(now: int, then: int) -> str:
    """The place then, with an arrow where it is another."""
    sign = "▲" if then < now else "▼" if then > now else "="
    return f"{sign} {language().number(then)}"


def two_tolerances(looked: Explored) -> None:
    """Days late against quantity missing, or against days early; touching a cell tries it."""
    told, own = language(), looked.definition
    against = Against(st.session_state.get(_AGAINST, Against.MISSING))
    key, limits = picture_key(looked, f"map-{against}"), LIMITS[against]
    inputs.choose(
        message("Days late against what?"),
        {Against.MISSING.value: message("Pieces missing"), Against.EARLY.value: message("Days early")},
        against.value,
        "explore-against",
        _against,
    )

    def figures() -> list[list[float | None]]:
        found = tolerances(looked.explorer, own, looked.group, against)
        return [[None if np.isnan(figure) else float(figure) for figure in row] for row in found]

    def touched() -> None:
        place = picked(key, tolerance_map.PICKED)
        if place is not None:
            row, column = tolerance_map.cell_of(place, limits)
            late, limit = LATE_LIMITS[row], limits[column]
            if against is Against.EARLY:
                says = message("At most {late} late, and at most {early} early.", late=late, early=int(limit))
            else:
                says = message("At most {late} late, and at most {under:percent} missing.", late=late, under=limit)
            try_out(looked, with_tolerances(own, late, limit, against), says)

    here = cell_of_own(own, against)
    if own.level is Level.ITEM and against is Against.MISSING:
        st.caption(say("Counted in pieces, every piece that came counts: a tolerance on quantity does nothing."))
    picture(
        looked.explorer,
        ("map", looked.what, against),
        lambda: tolerance_map.chart(figures(), LATE_LIMITS, limits, here, own.window.unit, told, against),
        lambda: tolerance_map.alt_text(figures(), LATE_LIMITS, limits, told, against),
        key=key,
        on_select=touched,
    )


@inputs.for_looking
def _against(chosen: str | None) -> None:
    st.session_state[_AGAINST] = chosen or Against.MISSING.value


def careful(looked: Explored) -> None:
    """Rules that contradict each other, and signs that a figure is made to look good."""
    explorer = looked.explorer
    rules = contradictions(explorer, looked.definition, looked.group)
    st.markdown(f"**{say('The rules')}**")
    _listed(rules, message("No rules that contradict each other."))
    st.markdown(f"**{say('The data')}**")
    if not isinstance(explorer, Explorer):
        needs_the_rows()
        return
    found = explorer.kept.get(("signs", looked.what), lambda: signs(explorer, looked.definition, looked.group))
    _listed(found, message("No signs that the figure looks better than the customer's day."))


def _listed(found: list[Sign], nothing: Message) -> None:
    if not found:
        st.caption(markdown(nothing))
        return
    told = language()
    shares = [
        "" if one.code == "agreed_partials" or one.share is None else f"**{told.percent(one.share)}** · "
        for one in found
    ]
    st.markdown("\n".join(f"- {share}{markdown(one.says)}" for share, one in zip(shares, found, strict=True)))


def which_level(looked: Explored) -> None:
    """Which level is representative, and why."""
    told = language()
    advice = level_advice(looked.explorer, looked.definition, looked.group)
    if advice is None:
        needs_the_rows()
        return
    st.markdown(f"**{say(ADVICE[advice.level])}** {markdown(advice.why)}")
    for place, (level, figure) in zip(st.columns(len(advice.figures)), advice.figures.items(), strict=True):
        label = say("Faultless {level}", level=LEVELS[level])
        place.metric(label, told.percent(figure), border=level is advice.level)
    st.caption(" · ".join(_facts(advice)))
    st.caption(markdown(advice.unless))
    if advice.level is not looked.definition.level:
        other = changed(looked.definition, {"level": advice.level.value})
        inputs.button(message("Look at this level"), "explore-level", try_out, (looked, other, ADVICE[advice.level]))


def _facts(advice: LevelAdvice) -> list[str]:
    """What the advice goes by: agreed partial deliveries, lines an order, and the spread between the levels."""
    known = [figure for figure in advice.figures.values() if figure is not None]
    found = [say("{lines:number} lines an order", lines=round(advice.lines, 1))]
    if advice.partials is not None:
        found.insert(0, say("partial deliveries agreed on {share:percent} of the orders", share=advice.partials))
    if len(known) > 1:
        spread = language().number(100 * (max(known) - min(known)), decimals=1)
        found.append(say("{points} pp between the levels", points=spread))
    return found


def change(looked: Explored) -> None:
    """How much of a change over time is the definition, the mix of groups, and delivering itself."""
    told, orders = language(), looked.book
    if orders is None:
        needs_the_rows()
        return
    turns = _turns(looked, orders)
    if len(turns) < 2:
        st.caption(say("There are too few months in these data to compare."))
        return
    kept = st.session_state.get(_TURN)
    turn = kept if kept in turns else turns[len(turns) // 2]
    inputs.choose(
        message("Compare before and from"),
        {one.isoformat(): told.month(one) for one in turns},
        turn.isoformat(),
        "explore-turn",
        _turn_at,
        is_list=True,
    )
    new = tried(looked) or looked.definition
    st.caption(
        say("From then on by the definition that is tried; on the share without any fault, over all groups.")
        if tried(looked) is not None
        else say("On the share without any fault, over all groups. Try a definition above to see what it would add.")
    )

    def found() -> Bridge | None:
        return bridge(orders, looked.definition, new, turn, as_of=looked.explorer.as_of)

    what = ("bridge", looked.what, new.model_dump_json(exclude_unset=True), turn)
    one = looked.explorer.kept.get(what, found)
    if one is None:
        st.caption(say("There is nothing to count on one of the two sides."))
        return
    parts = {"definition": one.definition, "mix": one.mix, "performance": one.performance}
    picture(
        looked.explorer,
        what,
        lambda: score_bridge.chart(one.before, parts, one.after, told),
        lambda: score_bridge.alt_text(one.before, parts, one.after, told),
    )


@inputs.for_looking
def _turn_at(day: str | None) -> None:
    st.session_state[_TURN] = None if day is None else date.fromisoformat(day)


def _turns(looked: Explored, orders: OrderBook) -> list[date]:
    """The first days of the months over which the orders were entered or due, but the first."""

    def made() -> list[date]:
        for name in ("promised_date", "revised_date", "requested_date", "ordered_at"):
            days = orders.days[name]
            days = days[(days != NO_DATE) & (days <= looked.explorer.now)]
            if len(days):
                months = np.unique(days.astype("datetime64[D]").astype("datetime64[M]"))
                return [one.astype("datetime64[D]").item() for one in months[1:]]
        return []

    return looked.explorer.kept.get("turns", made)

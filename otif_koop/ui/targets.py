"""All groups on one page: which targets are met, what the whole set costs, and which misses to solve first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from otif_koop.charts import target_table
from otif_koop.charts.target_table import PICKED, SHAPE, WORDS, Cell, Row
from otif_koop.message import Message, message
from otif_koop.otif.first_misses import MASKS
from otif_koop.otif.orders_needed import verdict
from otif_koop.ui import data, frame, inputs, session, target_results
from otif_koop.ui.kept import kept
from otif_koop.ui.number_columns import after_the_first
from otif_koop.ui.picture import described
from otif_koop.ui.score_view import LEVELS
from otif_koop.ui.session import Changes
from otif_koop.ui.speech import language, markdown, say
from otif_koop.ui.target_results import Facts
from otif_koop.ui.text_table import text_table
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.standings import FEWEST_KEPT
from otif_koop.workshop.target_effects import NAMES

GROUP = "target_group"
"""Session state: the group whose card is open."""

MOST_DRAWN = 15
"""Rows of the table that are drawn; the others stand in the list below it."""

MOST_PRICED = 12
"""Groups whose cost is worked out unasked."""

WHOLE = "whole"
_TABLE = "target-table"


def nothing_yet(workshop: Workshop | None) -> bool:
    """The page without a workshop or without groups: what it will give, and where to begin."""
    if workshop is not None and workshop.groups:
        return False
    frame.gives("targets")
    if workshop is None:
        frame.link("start", message("Open or make a workshop first"))
    else:
        st.info(say("There is no customer group yet: a target belongs to a group."))
        frame.link("customers", message("Name the customer groups"))
        frame.link("koop", message("Or begin with the example chain of the decoupling point"))
    return True


def figures(workshop: Workshop, found: Mapping[str, Facts]) -> None:
    """How many groups have a target, how they stand, and what the whole set costs a year."""
    chosen = [one for one in found.values() if one.is_chosen]
    states = [one.asked.verdict for one in chosen]
    with st.container(horizontal=True):
        st.metric(say("Groups with a target"), say("{n} of {all}", n=len(chosen), all=len(found)), width="content")
        for state in SHAPE if any(states) else ():
            if state != "none":
                n = len([one for one in states if (one or "unknown") == state])
                st.metric(f"{SHAPE[state]} {say(WORDS[state])}", language().number(n), width="content")
        _cost(workshop, chosen)


def _cost(workshop: Workshop, chosen: list[Facts]) -> None:
    if not chosen or not workshop.koop.order:
        return
    asked_for = f"target-cost-{session.workshop_id()}"
    if len(chosen) > MOST_PRICED and not st.session_state.get(asked_for):
        inputs.button(message("Work out what the whole set costs"), "target-cost", _ask, (asked_for,))
        return
    costs, points = kept("cost of the whole set", lambda: _prices(workshop, chosen))
    if not costs:
        return
    told = language()
    more = say("{price} for one point more on all of them", price=told.money(sum(points))) if points else None
    help_ = say(
        "Stock, work in process, obsolescence and order-driven surcharges at the targets, before the cost of lateness; "
        "each group as if it had the chain to itself."
    )
    if len(costs) < len(chosen):
        help_ += " " + say("Known for {n} of the {all} groups.", n=len(costs), all=len(chosen))
    st.metric(
        say("The whole set, a year"),
        told.money(sum(costs)),
        delta=more,
        delta_color="off",
        delta_arrow="off",
        help=help_,
        width="content",
    )


def _prices(workshop: Workshop, chosen: list[Facts]) -> tuple[list[float], list[float]]:
    """€ a year of each target whose price is known, and of one point more where that can be bought."""
    found = [priced[0] for one in chosen if (priced := target_results.priced(workshop, one)) is not None]
    costs = [one.cost for one in found if one.cost is not None]
    return costs, [one.point for one in found if one.point is not None]


@inputs.for_looking
def _ask(key: str) -> None:
    st.session_state[key] = True


def overview(found: Mapping[str, Facts]) -> None:
    """The heat table of groups and components; touching a row opens the card of its group."""
    ranked = in_order(found)
    if not any(one.standing for one in ranked):
        _no_figures()
        return
    told = language()
    columns = _columns(ranked)
    drawn = [_row(one) for one in ranked if one.standing is not None][:MOST_DRAWN]
    described(
        (_TABLE, tuple(drawn), tuple(columns)),
        lambda: target_table.chart(drawn, columns, told),
        lambda: target_table.alt_text(drawn, columns, told),
        key=f"{_TABLE}:{told.code}",
        on_select=_pick,
        selection_mode=PICKED,
    )
    st.caption(
        say("✓ met · ✕ missed · ? can’t tell yet, for the target lies within the margin. ≥ is what the target asks.")
    )
    if len(drawn) < len(ranked):
        st.caption(
            say(
                "The {n} groups that need it most are drawn; all {all} stand in the list.",
                n=len(drawn),
                all=len(ranked),
            )
        )


def _no_figures() -> None:
    """Why there is nothing to compare targets with, and what to do about it."""
    if data.book() is None:
        st.info(
            say(
                "There are no figures yet, so a target is chosen on what customers need. With data this page shows "
                "where every group stands."
            ),
            icon=":material/upload_file:",
        )
        frame.link("data", message("Bring the data"))
        return
    st.info(
        say(
            "The data of this session tell nothing of these groups: either they are called otherwise in the data, "
            "or the definition asks for something that the data don't have."
        ),
        icon=":material/report:",
    )
    frame.link("customers", message("See what the data call the groups"))
    frame.link("data", message("See what the data can measure"))


def misses_first(found: Mapping[str, Facts]) -> None:
    """Of every group, the component to solve first, and how many orders that takes."""
    ranked = [one for one in in_order(found) if one.is_chosen and one.asked.misses]
    if not ranked:
        return
    st.markdown(f"**{say('Which misses first?')}**")
    rows = kept(("misses first", language().code), lambda: _misses(ranked))
    figures = after_the_first(rows, say("solve first"))
    st.dataframe(text_table(rows), hide_index=True, width="stretch", key="misses-first", column_config=figures)
    st.caption(
        say(
            "To put right: so many of them miss by this over the days of the data, and must not. The component that "
            "lifts the score most comes first."
        )
    )


def _misses(ranked: list[Facts]) -> list[dict[str, str]]:
    told = language()
    rows = []
    for one in ranked:
        first, standing = one.asked.misses[0], one.standing
        assert standing is not None  # noqa: S101 - misses come from a standing
        needed = first.needed if first.needed is not None else round(first.fails)
        rows.append(
            {
                say("Customer group"): one.name,
                say("today"): told.percent(standing.score.share),
                say("target"): told.percent(one.aim),
                say("solve first"): say(NAMES[first.component]),
                say("to put right"): told.number(needed),
                say("of"): told.number(first.fails),
                say("then"): told.percent(first.after if first.needed is None else one.aim),
            }
        )
    return rows


def every_group(found: Mapping[str, Facts]) -> None:
    """The list of all groups with their targets, for who has many."""
    if len(found) <= MOST_DRAWN:
        return
    more = st.expander(say("All groups"), icon=":material/table:", key="all-targets", on_change="rerun")
    if not more.open:
        return
    told = language()
    with more:
        st.dataframe(
            [
                {
                    say("Customer group"): one.name,
                    say("today"): told.percent(None if one.standing is None else one.standing.score.share),
                    say("target"): told.percent(one.target.target),
                    say("by"): told.date(one.target.by_date),
                    say("state"): say(WORDS[(one.asked.verdict if one.is_chosen else None) or "none"]),
                }
                for one in in_order(found)
            ],
            hide_index=True,
            width="stretch",
            key="all-targets-list",
        )


def keep_figures(workshop: Workshop, found: Mapping[str, Facts]) -> None:
    """Keeps where the groups stand with the workshop, for whoever opens it without the data."""
    if data.is_demo(workshop) or not session.may_edit():
        return
    newer = [one.group_id for one in found.values() if _is_newer(one)]
    if not newer:
        return
    inputs.button(
        message("Keep these figures with the workshop"),
        "keep-figures",
        _keep,
        (newer,),
        icon=":material/save:",
        why=message(
            "Counts and shares only, no order and no customer: then a manager who opens the link without the data sees "
            "where every group stands."
        ),
    )


def _is_newer(one: Facts) -> bool:
    """Whether the data at hand tell of a group with a target what the workshop does not hold yet."""
    seen, now = one.target.seen, one.standing
    if not one.is_chosen or not one.live or now is None or now.orders < FEWEST_KEPT:
        return False
    return seen is None or (seen.as_of, seen.definition, seen.units) != (now.as_of, now.definition, now.units)


def _keep(group_ids: list[str]) -> None:
    def seen(workshop: Workshop) -> Changes:
        found = {group_id: target_results.kept_standing(workshop, group_id) for group_id in group_ids}
        return {("targets", group_id, "seen"): one for group_id, one in found.items() if one is not None}

    session.change(seen)


def choose_group(found: Mapping[str, Facts]) -> Facts | None:
    """Which group's card is open; the one that needs it most where nobody chose."""
    workshop = session.workshop()
    chosen = str(st.session_state.get(GROUP))
    if chosen not in found:
        chosen = in_order(found)[0].group_id
    options = {key: one.name for key, one in found.items()}
    inputs.choose(message("Which customer group?"), options, chosen, "target-group", _choose, is_list=len(options) > 8)
    return None if workshop is None else target_results.one_group(workshop, chosen)


def in_order(found: Mapping[str, Facts]) -> list[Facts]:
    """Missed first, by how far; then what can't be told, what is met, and last the groups without a target."""
    rank = {"missed": 0, "unknown": 1, "met": 2, None: 3}

    def order(one: Facts) -> tuple[int, float]:
        state = one.asked.verdict if one.is_chosen else None
        share = one.standing.score.share if one.standing is not None else 1.0
        return rank[state], share - one.aim if one.is_chosen else share

    return sorted(found.values(), key=order)


def _columns(ranked: list[Facts]) -> list[tuple[str, Message]]:
    there = {part.name for one in ranked for part in one.asked.components if one.standing is not None}
    return [*((name, NAMES[name]) for name in MASKS if name in there), (WHOLE, message("Together"))]


def _row(one: Facts) -> Row:
    cells = []
    for part in one.asked.components:
        share = None if part.today is None else part.today.share
        cells.append(
            Cell(part.name, share, part.demand if one.is_chosen else None, part.verdict if one.is_chosen else None)
        )
    if one.standing is not None:
        score = one.standing.score
        state = verdict(score.share, score.sure, one.aim) if one.is_chosen else None
        cells.append(Cell(WHOLE, score.share, one.aim if one.is_chosen else None, state))
    return Row(one.group_id, one.name, tuple(cells))


@inputs.for_looking
def _choose(group_id: str | None) -> None:
    if group_id is not None:
        st.session_state[GROUP] = group_id


def _pick() -> None:
    picture: Any = st.session_state.get(f"{_TABLE}:{language().code}")
    picked = picture["selection"].get(PICKED, []) if picture else []
    if picked and "group_id" in picked[0]:
        st.session_state[GROUP] = picked[0]["group_id"]


def source(one: Facts) -> None:
    """Where the figures of a group come from."""
    standing = one.standing
    if standing is None:
        return
    values: dict[str, Any] = {
        "day": standing.as_of,
        "n": standing.units,
        "level": LEVELS[standing.level],
    }
    if one.live:
        st.caption(markdown("{n:number} {level} up to {day:date}, from the data of this session.", **values))
    elif data.book() is None:
        st.caption(markdown("{n:number} {level} up to {day:date}, as kept when the target was chosen.", **values))

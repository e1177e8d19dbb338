"""What the target of a customer group asks: of every component, of orders of every size, and which misses first."""

from __future__ import annotations

from typing import Any

import streamlit as st

from otif_koop.message import Message, message
from otif_koop.otif.definition import Combine, Level
from otif_koop.ui.number_columns import after_the_first, to_the_right
from otif_koop.ui.score_view import LEVELS
from otif_koop.ui.speech import language, markdown, say
from otif_koop.ui.target_results import Facts
from otif_koop.ui.text_table import text_table
from otif_koop.workshop.target_effects import NAMES, ORDER_SIZES, a_month


def components(one: Facts) -> None:
    """What the target asks of every component and of the order lines."""
    words = language()
    rows = []
    for part in one.asked.components:
        row = {say("component"): say(NAMES[part.name])}
        if part.today is not None:
            row[say("today")] = words.percent(part.today.share)
        row[say("asked")] = words.percent(part.demand)
        if part.today is not None:
            row[say("to gain")] = words.points(max(part.demand - part.today.share, 0.0))
            if one.standing is not None and one.standing.combine is Combine.PRODUCT:
                row[say("by itself")] = say("not enough") if part.alone is None else words.percent(part.alone)
        rows.append(row)
    figures = after_the_first(rows)
    st.dataframe(text_table(rows), hide_index=True, width="stretch", key=f"asked-{one.group_id}", column_config=figures)
    if one.standing is None:
        st.caption(say("Asked: the same of every component, as long as nothing is known of where they are."))
        return
    said = [say("Asked: every component puts right the same part of its misses.")]
    if one.standing.combine is Combine.PRODUCT:
        said.append(say("By itself: what it would take if the others stay as they are."))
    st.caption(" ".join(said))


def sizes(one: Facts) -> None:
    """The effect of order size: what a line must do for orders of so many lines, and how orders of that size do."""
    words = language()
    st.markdown(f"**{say('The effect of order size')}**")
    standing = one.standing
    rows = []
    for n in ORDER_SIZES:
        row = {
            say("lines in an order"): words.number(n),
            say("per line, for the target"): words.percent(one.aim ** (1 / n), 2),
        }
        if one.asked.line is not None:
            good = say("orders good at {share:percent} a line", share=one.asked.line)
            row[good] = words.percent(one.asked.line**n)
        rows.append(row)
    st.dataframe(
        text_table(rows),
        hide_index=True,
        width="stretch",
        key=f"sizes-{one.group_id}",
        column_config=to_the_right(rows[0]),
    )
    if standing is not None and standing.level is not Level.ORDER:
        st.caption(
            say(
                "This group is measured per {level}, so the size of an order plays no part in its score.",
                level=message("order line") if standing.level is Level.LINE else message("piece"),
            )
        )
    else:
        st.caption(say("An order is good only when all its lines are: large orders ask far more of every line."))


def first(one: Facts) -> None:
    """In which order to solve the misses, up to the target."""
    standing = one.standing
    if standing is None:
        return
    st.markdown(f"**{say('Solve first')}**")
    if not one.asked.misses:
        is_there = standing.score.share >= one.aim
        st.markdown(
            say("Nothing has to be put right for this target.")
            if is_there
            else say("Here misses can't be counted one by one, as they are weighed: look at what each component needs.")
        )
        return
    level = LEVELS[standing.level]
    lines = []
    for place, cause in enumerate(one.asked.misses, start=1):
        values: dict[str, Any] = {
            "component": NAMES[cause.component],
            "fails": cause.fails,
            "only": cause.only,
            "level": level,
            "after": cause.after,
            "needed": cause.needed,
        }
        known: Message = (
            message(
                "**{component}**: {fails:number} {level} miss by it, {only:number} by nothing else. All of them put "
                "right: {after:percent}, not enough yet.",
                **values,
            )
            if cause.needed is None
            else message(
                "**{component}**: {fails:number} {level} miss by it, {only:number} by nothing else. With "
                "{needed:number} of them put right the target is there.",
                **values,
            )
        )
        lines.append(f"{place}. {markdown(known)}")
    st.markdown("\n".join(lines))
    needed = one.asked.orders_needed
    if needed is None:
        st.caption(say("Today’s score is the target itself: no number of orders tells them apart."))
    else:
        st.caption(
            say(
                "To know whether today’s score meets the target takes {n} orders; {come} come in a month.",
                n=needed,
                come=max(1, round(a_month(standing))),
            )
        )

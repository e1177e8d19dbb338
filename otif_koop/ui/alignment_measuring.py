"""What the place of the order means for measuring: its rules beside those that hold, taken over with one click."""

from __future__ import annotations

from typing import Any

import streamlit as st

from otif_koop.message import Message, message
from otif_koop.otif.definition import Definition
from otif_koop.otif.order_book import OrderBook
from otif_koop.tables import table
from otif_koop.ui import data, frame, inputs, session
from otif_koop.ui.alignment import Seen
from otif_koop.ui.speech import language, markdown, say
from otif_koop.workshop.alignment import position_of
from otif_koop.workshop.cascade import definition_for
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.edits import Path
from otif_koop.workshop.gap import needs, what_to_record
from otif_koop.workshop.koop_measuring import Rule, differing, is_taken, lacking, measuring, proposed, taking_over


def show(workshop: Workshop, one: Seen) -> None:
    """The rules of the place beside the group's own, with what differs and why."""
    if one.terms is None:
        return
    position, definition = one.terms.position, definition_for(workshop, one.group_id)
    brings = measuring(position)
    st.markdown(markdown("**Place {n} measures by these rules.** {why}", n=position, why=brings.why))
    lines = [
        f"| {say('Choice')} | {say('Place {n}', n=position)} | {say('Now')} |",
        "|---|---|---|",
    ]
    for rule in brings.rules:
        now = rule.now(definition)
        mark = ":material/check:" if now == rule.value else ":material/edit:"
        titled = f"**{_title(rule)}** :small[:gray[{say(rule.why)}]]"
        shown = (titled, _told(rule, rule.value), f"{mark} {_told(rule, now)}")
        lines.append(f"| {' | '.join(shown)} |")
    st.markdown("\n".join(lines))
    _not_in_data(workshop, one, data.book())
    others = differing(workshop, one.group_id, position)
    if is_taken(workshop, one.group_id, position):
        st.success(say("The definition of this group follows the place."), icon=":material/check_circle:")
    else:
        _take(workshop, one)
    if others and one.group_id in workshop.group_definitions:
        _deviations(workshop, one, definition, others)
    st.markdown(
        f"**{say('What the fields of a definition do not say, and has to be agreed in words:')}**\n"
        + "\n".join(f"- {say(text)}" for text in brings.beyond)
    )
    frame.link("measure", message("To all choices of measuring"))


def _take(workshop: Workshop, one: Seen) -> None:
    with st.container(horizontal=True):
        inputs.button(
            message("Take these rules over for {group}", group=one.name),
            f"take-rules-{one.group_id}",
            _taken,
            ([one.group_id],),
            icon=":material/rule:",
            is_primary=True,
        )
        open_groups = []
        for group_id in workshop.groups:
            position = position_of(workshop, group_id)
            if position is not None and lacking(workshop, group_id, position):
                open_groups.append(group_id)
        if len(open_groups) > 1:
            inputs.button(
                message("For all {n} groups, beside what they chose themselves", n=len(open_groups)),
                "take-rules-all",
                _taken,
                (open_groups, True),
                icon=":material/done_all:",
                why=message("Every group gets the rules of its own place; what a group chose itself stays."),
            )


def _taken(group_ids: list[str], keeps_own: bool = False) -> None:
    workshop, told = session.workshop(), language()
    changes: dict[Path, Any] = {}
    if workshop is None:
        return
    for group_id in group_ids:
        position = position_of(workshop, group_id)
        if position is not None:
            changes |= taking_over(workshop, group_id, position, told.say, keeps_own=keeps_own)
    session.change(changes)


def _not_in_data(workshop: Workshop, one: Seen, orders: OrderBook | None) -> None:
    """What these rules ask that the data can't give."""
    if orders is None or one.terms is None:
        return
    asked = needs(proposed(workshop, one.group_id, one.terms.position), orders)
    missing = [say(what_to_record(need)) for need in asked if need.state == "missing"]
    if missing:
        st.warning(
            markdown(
                "By these rules there is no score yet; the data lack: {missing}", missing=list(dict.fromkeys(missing))
            ),
            icon=":material/help:",
        )


def _deviations(workshop: Workshop, one: Seen, definition: Definition, others: tuple[Rule, ...]) -> None:
    """What was chosen otherwise, with room for the reason."""
    st.markdown(f"**{say('Measured otherwise than the place proposes')}**")
    for rule in {rule.choice: rule for rule in others}.values():
        path = f"group_definitions.{one.group_id}.{rule.choice}"
        said = workshop.reasons.get(path, "")
        inputs.text(
            message("{choice}: {now} — why?", choice=_title(rule), now=_told(rule, rule.now(definition))),
            "" if said == say(rule.why) else said,
            f"align-reason-{path}",
            session.fill_in,
            ("reasons", path),
            most=1000,
        )


def _title(rule: Rule) -> str:
    titles = {
        ("window", "late"): message("Late that is still on time"),
        ("window", "early"): message("Early that is still on time"),
        ("in_full", "under"): message("Less than ordered that is still in full"),
        ("in_full", "over"): message("More than ordered that is still in full"),
    }
    if rule.path in titles:
        return say(titles[rule.path])
    return say(next(one["title"] for one in table("choices") if one["field"] == ".".join(rule.path)))


def _told(rule: Rule, value: Any) -> str:
    if value == "none":
        return say("no limit")
    if rule.path[0] == "in_full":
        return language().percent(value)
    if rule.path[0] == "window":
        return language().plural("{n} day", "{n} days", int(value))
    options = next(one["options"] for one in table("choices") if one["field"] == ".".join(rule.path))
    return say(next((Message(one["label"]) for one in options if one["value"] == value), message("another choice")))

"""The choices of a measurement definition, each with the article's question, a why, room for a reason and remarks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from otif_koop.message import Message, message
from otif_koop.otif.definition import Definition, Due, Level
from otif_koop.otif.order_book import OrderBook
from otif_koop.tables import table
from otif_koop.ui import inputs, remarks, session
from otif_koop.ui.measure_controls import CONTROLS, EVERYONE, base, options
from otif_koop.ui.speech import language, markdown, say
from otif_koop.workshop.document import Workshop

_GROUP = "measured_group"


def choices(workshop: Workshop, definition: Definition, group_id: str, orders: OrderBook | None, depth: str) -> None:
    """All choices of one depth (basic, more), in the article's order."""
    for choice in table("choices"):
        if choice["depth"] != depth or _without_effect(choice["field"], definition):
            continue
        with st.container(border=True, key=f"choice-{choice['field'].replace('.', '-')}"):
            # one element for the three: a page of choices has many, and each costs
            st.markdown(
                f"#### {say(choice['title'])}\n:small[:gray[{say(choice['question'])}]]\n\n:small[{say(choice['why'])}]"
            )
            CONTROLS.get(choice["field"], options)(choice, definition, group_id, orders)
            _reason(workshop, choice, group_id)


def _without_effect(field: str, definition: Definition) -> bool:
    if field == "clock_start":
        return definition.due is not Due.LEAD_TIME
    if field == "weight":
        return definition.level is not Level.LINE
    return field == "window" and definition.credit != "none"


def _reason(workshop: Workshop, choice: dict[str, Any], group_id: str) -> None:
    path = ".".join((*base(group_id), choice["field"]))
    said = workshop.reasons.get(path, "")
    label = say("Our reason") if not said else say("Our reason ✓")
    n = remarks.count_at_rule("measure", choice["field"])
    told = language().plural("{n} remark", "{n} remarks", n) if n else say("remarks")
    key = f"reason-of-{path}"
    popover = st.popover(
        _steady(key, f"{label} · {told}"), icon=":material/edit_note:", type="tertiary", key=key, on_change="rerun"
    )
    if popover.open:  # an input that nobody sees costs as much as one that is seen
        with popover:
            inputs.text(
                message("Why do we choose this?"),
                said,
                f"reason-{path}",
                session.fill_in,
                ("reasons", path),
                most=1000,
                lines=3,
            )
            names = {EVERYONE: "", **{key: group.name for key, group in workshop.groups.items()}}
            remarks.at_rule("measure", choice["field"], group_id, names)


def _steady(key: str, label: str) -> str:
    """The label of a popover, kept while that is open: with another it would fall shut under what is being typed."""
    if st.session_state.get(key):
        kept: str = st.session_state.get(f"label-of-{key}", label)
        return kept
    st.session_state[f"label-of-{key}"] = label
    return label


def sentences_beside(said: Mapping[str, Message]) -> None:
    """The definition in plain words."""
    st.markdown("\n".join(f"- {markdown(sentence)}" for sentence in said.values()))


def chosen_group(workshop: Workshop) -> str:
    """The group whose definition is shown and changed, or `EVERYONE`."""
    kept = str(st.session_state.get(_GROUP))
    return kept if kept in workshop.groups else EVERYONE


def for_whom(workshop: Workshop, group_id: str) -> None:
    """The choice of the group; nothing to choose where there are none."""
    if not workshop.groups:
        return
    inputs.choose(
        message("For whom?"),
        {EVERYONE: say("All groups"), **{key: group.name for key, group in workshop.groups.items()}},
        group_id,
        "measured-group",
        _choose_group,
        is_list=True,
        why=message("A group without choices of its own follows the choices for all groups."),
    )
    if group_id != EVERYONE:
        _inherits(workshop, group_id)


@inputs.for_looking
def _choose_group(group_id: str | None) -> None:
    st.session_state[_GROUP] = group_id or EVERYONE


def _inherits(workshop: Workshop, group_id: str) -> None:
    """Whether a group has choices of its own, with the way back to those for all groups."""
    if group_id not in workshop.group_definitions:
        st.caption(
            say("This group follows the choices for all groups. Change one here and it holds for this group only.")
        )
        return
    inputs.button(
        message("Follow all groups again"),
        f"follow-{group_id}",
        session.change,
        ({("group_definitions", group_id): None},),
        icon=":material/restart_alt:",
    )

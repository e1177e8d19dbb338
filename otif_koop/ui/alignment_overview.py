"""All groups together: what was agreed, what was chosen otherwise, and which contradictions they have in common."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from otif_koop.koop.chain import Chain
from otif_koop.koop.position_names import title
from otif_koop.message import Message, message
from otif_koop.ui import inputs
from otif_koop.ui.alignment import Seen, agree, seen
from otif_koop.ui.speech import language, markdown, say
from otif_koop.workshop.alignment import agreement_of, is_agreed
from otif_koop.workshop.decisions import decisions
from otif_koop.workshop.document import Workshop

_MOST_NAMES, _MOST_LINES = 8, 20


def overview(workshop: Workshop, chain: Chain | None) -> None:
    """All groups: where they stand, what was agreed otherwise, what contradicts; and agreeing for all at once."""
    groups = [seen(workshop, group_id, chain) for group_id in workshop.groups]
    open_groups = [one for one in groups if one.terms is not None and not is_agreed(workshop, one.group_id)]
    agreed = sum(is_agreed(workshop, one.group_id) for one in groups)
    st.markdown(
        say(
            "{agreed} of {n} customer groups were agreed; {wrong} have a contradiction.",
            agreed=agreed,
            n=len(groups),
            wrong=sum(bool(one.found) for one in groups),
        )
    )
    st.dataframe(
        {
            say("Customer group"): [one.name for one in groups],
            say("Place"): [_place_told(one) for one in groups],
            say("Agreed"): [_agreed_told(workshop, one.group_id) for one in groups],
            say("Contradictions"): [len(one.found) for one in groups],
            say("Own choices"): [_titles(one.terms.differing if one.terms else ()) for one in groups],
        },
        column_config={
            say("Agreed"): st.column_config.Column(width="small"),
            say("Own choices"): st.column_config.Column(width="large"),
        },
        hide_index=True,
        width="stretch",
        height="auto" if len(groups) < 12 else 440,
        key="align-overview",
    )
    if open_groups:
        inputs.button(
            message("Agree for all {n} groups as it stands", n=len(open_groups)),
            "agree-all",
            agree,
            ([one.group_id for one in open_groups],),
            icon=":material/handshake:",
            why=message("Groups without a place are left out; every group can still be changed."),
        )

    _shared_contradictions(groups)


def _shared_contradictions(groups: Sequence[Seen]) -> None:
    """Each contradiction with the groups that have it: what most have in common comes first."""
    having: dict[Message, list[Seen]] = {}
    what_to_do: dict[Message, Message] = {}
    for one in groups:
        for found in one.found:
            having.setdefault(found.title, []).append(one)
            what_to_do[found.title] = found.do
    most_first = sorted(having.items(), key=lambda entry: -len(entry[1]))
    for told, ones in most_first[:_MOST_LINES]:
        names = [one.name for one in ones[:_MOST_NAMES]]
        if len(ones) > _MOST_NAMES:
            names.append(say("{n} more", n=len(ones) - _MOST_NAMES))
        st.markdown(
            markdown(
                ":material/bolt: **{title}** {names}. :small[:material/lightbulb: {do}]",
                title=told,
                names=names,
                do=what_to_do[told],
            )
        )
    if len(most_first) > _MOST_LINES:
        st.caption(say("And {n} more.", n=len(most_first) - _MOST_LINES))


def _place_told(one: Seen) -> str:
    return say("not chosen yet") if one.terms is None else f"{one.terms.position} {say(title(one.terms.position))}"


def _agreed_told(workshop: Workshop, group_id: str) -> str:
    agreement = agreement_of(workshop, group_id)
    if agreement.agreed_on is None:
        return say("not yet")
    if not is_agreed(workshop, group_id):
        return say("for another place: look again")
    return language().date(agreement.agreed_on)


def _titles(keys: Sequence[str] | frozenset[str]) -> str:
    return ", ".join(say(one.title) for key, one in decisions().items() if key in keys)

"""Scoring with the room: each factor from 1 to 5, by one person or several; the score is the position it argues for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from otif_koop.koop.chain import Chain
from otif_koop.koop.placement import Placement
from otif_koop.message import Message, Refused, message
from otif_koop.tables import table
from otif_koop.ui import inputs, koop_scan, koop_scored, session
from otif_koop.ui.koop_picture import GROUP
from otif_koop.ui.speech import markdown, say
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.edits import Path
from otif_koop.workshop.groups import free_id
from otif_koop.workshop.koop_case import Case, Lacking
from otif_koop.workshop.koop_choices import GroupChoices, Scorer

_WHO = "koop_scorer"
"""Session state: by group whose scores are filled in."""

_TOGETHER = "room"
"""The id of the scores that the room gives together, before anyone is named."""

MOST_PEOPLE = 30


def without_chain(workshop: Workshop) -> None:
    """Scoring for who has no chain to draw yet."""
    if not workshop.groups:
        return
    chosen = str(st.session_state.get(GROUP))
    group_id = chosen if chosen in workshop.groups else next(iter(workshop.groups))
    opened = st.expander(
        say("No figures yet? Score together"), icon=":material/how_to_vote:", key="koop-scores-open", on_change="rerun"
    )
    if not opened.open:
        return
    with opened:
        names = {one: group.name for one, group in workshop.groups.items()}
        inputs.choose(
            message("For which customer group?"), names, group_id, "koop-score-group", _group, is_list=len(names) > 4
        )
        score(workshop, None, group_id, None)


def with_chain(
    workshop: Workshop,
    chain: Chain,
    cases: Mapping[str, Case | Lacking],
    group_id: str,
    placement: Placement | None,
) -> None:
    """The quick scan of all groups, and scoring one of them beside its figures."""
    opened = st.expander(
        say("Without figures: quick scan and scoring"),
        icon=":material/how_to_vote:",
        key="koop-scores-open",
        on_change="rerun",
    )
    if opened.open:
        with opened:
            koop_scan.scan(workshop, chain, cases, group_id, placement)
            st.divider()
            score(workshop, chain, group_id, placement)


@inputs.for_looking
def _group(group_id: str | None) -> None:
    if group_id is not None:
        st.session_state[GROUP] = group_id


def score(workshop: Workshop, chain: Chain | None, group_id: str, placement: Placement | None) -> None:
    """The factors to score, and what the scores of all say together."""
    scorers = workshop.koop.groups.get(group_id, GroupChoices()).scorers
    st.markdown(
        say(
            "Give each factor the position that it argues for: 1 on stock close to the customer, 5 to be designed to "
            "order. Skip what nobody knows. The weights are a proposal."
        )
    )
    who = _who(group_id, scorers)
    koop_scored.results(workshop, chain, group_id, placement)
    scores = scorers[who].scores if who in scorers else {}
    factors = table("koop_factors")["factors"]
    left, right = st.columns(2, gap="large")
    for number, one in enumerate(factors):
        with left if number < (len(factors) + 1) // 2 else right:
            inputs.choose(
                Message(one["title"]),
                {str(step): str(step) for step in range(1, 6)},
                str(scores[one["id"]]) if one["id"] in scores else None,
                f"score-{group_id}-{who}-{one['id']}",
                _set,
                (group_id, who, one["id"]),
                why=message("Source: {source}", source=one["source"]),
            )
            st.caption(
                markdown("1 = {low} · 5 = {high}", low=Message(one["words"]["low"]), high=Message(one["words"]["high"]))
            )


def _who(group_id: str, scorers: Mapping[str, Scorer]) -> str:
    """Whose scores are filled in; a name more is added here."""
    chosen = st.session_state.get(_WHO, {}).get(group_id)
    who = chosen if chosen in scorers else next(iter(scorers), _TOGETHER)
    left, middle, right = st.columns([3, 3, 2], vertical_alignment="bottom")
    with left:
        names = {one: scorer.name for one, scorer in scorers.items()} or {_TOGETHER: say("all of us together")}
        inputs.choose(
            message("Whose scores are these?"), names, who, f"koop-who-{group_id}", _pick, (group_id,), is_list=True
        )
    with middle:
        inputs.text(
            message("Someone else scores as well"),
            "",
            f"koop-who-more-{group_id}",
            _add,
            (group_id,),
            most=80,
            example=message("a name, then Enter"),
        )
    with right:
        if who in scorers:
            inputs.button(
                message("Take these scores away"),
                f"koop-who-less-{group_id}",
                session.change,
                ({("koop", "groups", group_id, "scorers", who): None},),
                icon=":material/person_remove:",
            )
    return who


@inputs.for_looking
def _pick(who: str | None, group_id: str) -> None:
    st.session_state[_WHO] = {**st.session_state.get(_WHO, {}), group_id: who}


def _add(name: str, group_id: str) -> None:
    workshop, name = session.workshop(), " ".join(name.split())
    if workshop is None or not name:
        return
    scorers = workshop.koop.groups.get(group_id, GroupChoices()).scorers
    if any(one.name.casefold() == name.casefold() for one in scorers.values()):
        raise Refused(message("“{name}” is in the list already: choose that name.", name=name))
    if len(scorers) >= MOST_PEOPLE:
        raise Refused(message("{most} people score this group already: take someone away first.", most=MOST_PEOPLE))
    who = free_id(name, scorers)
    session.change({("koop", "groups", group_id, "scorers", who, "name"): name})
    _pick(who, group_id)


def _set(step: str | None, group_id: str, who: str, factor: str) -> None:
    workshop = session.workshop()
    if workshop is None:
        return
    path = ("koop", "groups", group_id, "scorers", who)
    changes: dict[Path, Any] = {(*path, "scores", factor): None if step is None else int(step)}
    if who not in workshop.koop.groups.get(group_id, GroupChoices()).scorers:
        changes[*path, "name"] = say("all of us together")
    session.change(changes)

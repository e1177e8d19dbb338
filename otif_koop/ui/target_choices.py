"""What is chosen of a target: how high, the lower limit, by when, on which rung of the growth path, by whom and why."""

from __future__ import annotations

import streamlit as st

from otif_koop.message import message
from otif_koop.ui import inputs, session, target_results
from otif_koop.ui.due import today
from otif_koop.ui.session import Changes
from otif_koop.ui.speech import say
from otif_koop.ui.target_results import Facts
from otif_koop.workshop.cascade import definition_for
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.growth_path import choices_for, rung, rung_of, rungs_of
from otif_koop.workshop.targets import choosing


def choices(workshop: Workshop, one: Facts) -> None:
    """Target, lower limit, date, rung and who decided."""
    key, target = one.group_id, one.target
    inputs.slide(
        message("Target (%)") if one.is_chosen else message("Target (%), not chosen yet"),
        round(one.aim * 100),
        f"target-{key}",
        _aim,
        (key,),
        least=0,
        most=100,
        why=message("Drag it, or use the arrow keys: everything on this card follows."),
    )
    if not one.is_chosen:
        st.caption(_proposed(one))
        inputs.button(
            message("Take {aim:percent} as the target", aim=one.aim),
            f"take-target-{key}",
            _take,
            (key, one.aim),
            is_primary=True,
        )
    exact, lower = st.columns(2)
    with exact:
        percent = None if target.target is None else round(target.target * 100, 2)
        inputs.number(
            message("Exactly (%)"), percent, f"target-exact-{key}", _aim, (key,), least=0.0, most=100.0, step=0.1
        )
    with lower:
        floor = None if target.floor is None else round(target.floor * 100, 2)
        inputs.number(
            message("Lower limit (%)"),
            floor,
            f"target-floor-{key}",
            _floor,
            (key,),
            least=0.0,
            most=100.0,
            step=0.5,
            why=message("Below this something must be done at once."),
        )
    when, who = st.columns(2)
    with when:
        inputs.day(
            message("To be reached by"),
            target.by_date,
            f"target-date-{key}",
            session.fill_in,
            ("targets", key, "by_date"),
        )
    with who:
        inputs.text(
            message("Decided by"),
            target.decided_by,
            f"target-who-{key}",
            session.fill_in,
            ("targets", key, "decided_by"),
        )
    own = rung_of(one.definition)
    inputs.choose(
        message("Rung of the growth path"),
        {step.id: step.name for step in rungs_of(one.definition)},
        target.rung or own.id,
        f"target-rung-{key}",
        _rung,
        (key,),
        is_list=True,
        why=message("From a basic ratio to the sharpest one: the target is judged by the figure of its rung."),
    )
    _measured_otherwise(workshop, one)


def _proposed(one: Facts) -> str:
    if one.standing is None:
        return say("Proposal: the usual start. Without figures nothing more can be said.")
    return say("Proposal: a quarter of today’s misses fewer, and never more than the decoupling point can give.")


def _measured_otherwise(workshop: Workshop, one: Facts) -> None:
    """Where the score page measures by another rung than the target is meant for."""
    measured = rung_of(definition_for(workshop, one.group_id))
    if one.target.rung is None or one.target.rung == measured.id:
        return
    st.caption(say("The score page measures by “{rung}” until the definition follows.", rung=measured.name))
    inputs.button(message("Measure by this rung"), f"measure-rung-{one.group_id}", _measure, (one.group_id,))


def note(one: Facts) -> None:
    """Why this target."""
    inputs.text(
        message("Why this target?"),
        one.target.note,
        f"target-note-{one.group_id}",
        session.fill_in,
        ("targets", one.group_id, "note"),
        lines=2,
        most=1000,
    )
    if one.target.decided_on is not None:
        st.caption(say("Chosen on {day:date}.", day=one.target.decided_on))


def _aim(percent: float | None, group_id: str) -> None:
    share = None if percent is None else round(percent / 100, 4)

    def chosen(workshop: Workshop) -> Changes:
        changes = choosing(group_id, workshop.targets.get(group_id), share, today())
        seen = None if share is None else target_results.kept_standing(workshop, group_id)
        return changes if seen is None else {**changes, ("targets", group_id, "seen"): seen}

    session.change(chosen)


def _take(group_id: str, aim: float) -> None:
    _aim(aim * 100, group_id)


def _floor(percent: float | None, group_id: str) -> None:
    session.change({("targets", group_id, "floor"): None if percent is None else round(percent / 100, 4)})


def _rung(rung_id: str | None, group_id: str) -> None:
    if rung_id is not None:
        session.change({("targets", group_id, "rung"): rung(rung_id).id})


def _measure(group_id: str) -> None:
    def measured(workshop: Workshop) -> Changes:
        target = workshop.targets.get(group_id)
        if target is None or target.rung is None:
            return {}
        asked = choices_for(definition_for(workshop, group_id), target.rung)
        return {("group_definitions", group_id, *where): value for where, value in asked.items()}

    session.change(measured)

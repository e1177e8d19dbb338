"""One decision at a time: what each side takes on, the choice, and the proposal with its reason."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import streamlit as st

from otif_koop.deliver.agreement_sheet import value_told
from otif_koop.koop.chain import Chain
from otif_koop.koop.placement import PointResult
from otif_koop.message import Message, message
from otif_koop.ui import inputs, session
from otif_koop.ui.alignment import SHEET, Seen, contradiction, placed_at, show_part
from otif_koop.ui.speech import language, markdown, say
from otif_koop.workshop.alignment import Agreement, Terms, agreement_of, choosing, terms
from otif_koop.workshop.decisions import SIDES, Decision, Screen, decisions, screens, usual_figures
from otif_koop.workshop.document import Workshop

_SCREEN = "alignment-screen"


def screen_list(one: Seen) -> Screen:
    """The decisions as a list, with what holds under each; returns the one to show."""
    if one.terms is None:
        raise ValueError("a group without a position has no decisions")
    known = {screen.id: screen for screen in screens()}
    key = f"{_SCREEN}:{language().code}"
    if st.session_state.get(key) not in known:
        st.session_state[key] = st.session_state.get(_SCREEN, screens()[0].id)
    labels = {screen.id: _label(screen, one) for screen in screens()}
    chosen = st.radio(
        say("Decisions"),
        list(known),
        format_func=labels.__getitem__,
        captions=[_caption(screen, one.terms) for screen in screens()],
        key=key,
        on_change=_keep,
        args=(key,),
        label_visibility="collapsed",
    )
    return known[chosen]


def _keep(key: str) -> None:
    st.session_state[_SCREEN] = st.session_state[key]


def _label(screen: Screen, one: Seen) -> str:
    marks = ""
    if any(found.at in screen.decisions for found in one.found):
        marks += " :material/bolt:"
    if one.terms is not None and one.terms.differing & {*screen.decisions}:
        marks += " :material/edit:"
    return f"**{say(screen.title)}**{marks}"


def _caption(screen: Screen, held: Terms) -> str:
    if len(screen.decisions) > 2:
        return say("sales · production · both")
    return " · ".join(value_told(key, held, language()) for key in screen.decisions)


def show(workshop: Workshop, screen: Screen, one: Seen, chain: Chain | None) -> None:
    """A screen: its decisions, with the contradictions between the columns."""
    if one.terms is None:
        return
    if screen.id == "kpis":
        for key in screen.decisions:
            _contradictions(one, key)
        _judged(workshop, one, one.terms)
    else:
        for key in screen.decisions:
            _decision(workshop, decisions()[key], one, one.terms)
        if screen.id == "promising":
            _why_late(placed_at(workshop, one, chain))
    _next(screen)


def _contradictions(one: Seen, decision: str) -> None:
    for found in one.found:
        if found.at == decision:
            contradiction(found)


def _why_late(placed: PointResult | None) -> None:
    """What the engine expects to come late here, by its two causes: P(R > D) and P(R ≤ D, W > D − R)."""
    if placed is None or placed.late_by_stock is None:
        return
    st.caption(
        say(
            "At the target, {order:percent} comes late because the work after the order takes longer than promised, "
            "and {stock:percent} because stock was short. Record which of the two it was.",
            order=placed.late_by_order_time,
            stock=placed.late_by_stock,
        )
    )


def _decision(workshop: Workshop, decision: Decision, one: Seen, held: Terms) -> None:
    st.subheader(say(decision.question), anchor=False)
    _control(decision, one.group_id, held)
    for column, side, icon in zip(st.columns(2), SIDES, (":material/storefront:", ":material/factory:"), strict=True):
        with column.container(border=True, height="stretch"):
            title = say("Sales") if side == "sales" else say("Production")
            said = "\n\n".join(say(text) for text in decision.taken_on(side, held.values[decision.id]))
            st.markdown(f"{icon} **{title}**\n\n{said or say('Takes nothing on yet.')}")
    _contradictions(one, decision.id)
    _beside(workshop, decision.id, one.group_id, held)
    _proposal(workshop, decision, one.group_id, held)


def _control(decision: Decision, group_id: str, held: Terms, *, only: Collection[str] | None = None) -> None:
    key, value = f"align-{decision.id}-{group_id}", held.values[decision.id]
    if isinstance(value, int):
        inputs.number(
            message("Working days"), value, key, _choose_days, (group_id, decision.id), least=0, most=1000, step=1
        )
        return
    labels: dict[str, str | Message] = {
        option.value: option.label
        for option in decision.options
        if only is None or option.value in only or option.value in value
    }
    if isinstance(value, str):
        inputs.choose(
            decision.title, labels, value, key, _choose, (group_id, decision.id), is_list=True, hides_label=True
        )
    else:
        inputs.choose_some(decision.title, labels, value, key, _choose, (group_id, decision.id), hides_label=True)


def _choose_days(days: float | None, group_id: str, decision: str) -> None:
    _choose(None if days is None else int(days), group_id, decision)


def _choose(value: Any, group_id: str, decision: str) -> None:
    session.change(lambda workshop: choosing(workshop, group_id, decision, value))


def _proposal(workshop: Workshop, decision: Decision, group_id: str, held: Terms) -> None:
    """What the place proposes and why; where it was left, the way back and room for the reason."""
    why = decision.reasons[held.position]
    if decision.id not in held.differing:
        st.markdown(
            markdown(":material/assistant_direction: **As place {n} proposes.** {why}", n=held.position, why=why)
        )
        return
    st.markdown(
        markdown(
            ":material/assistant_direction: **Place {n} proposes: {advised}.** {why}",
            n=held.position,
            advised=value_told(decision.id, terms(Agreement(), held.position), language()),
            why=why,
        )
    )
    inputs.text(
        message("Why do we do otherwise?"),
        agreement_of(workshop, group_id).reasons.get(decision.id, ""),
        f"align-why-{decision.id}-{group_id}",
        session.fill_in,
        ("alignment", "groups", group_id, "reasons", decision.id),
        most=500,
    )
    inputs.button(
        message("Follow the proposal"),
        f"align-back-{decision.id}-{group_id}",
        _choose,
        (None, group_id, decision.id),
        icon=":material/undo:",
    )


def _beside(workshop: Workshop, decision: str, group_id: str, held: Terms) -> None:
    """What goes with a decision: limits, and who has the last word."""
    agreement = agreement_of(workshop, group_id)
    if decision == "acceptance":
        _limit(group_id, held)
        inputs.text(
            message("Who may say no, or later?"),
            agreement.refuses,
            f"align-refuses-{group_id}",
            session.fill_in,
            ("alignment", "groups", group_id, "refuses"),
            example=message("For instance: the planner, and the sales manager above ten pieces"),
        )
    elif decision == "weekly":
        inputs.text(
            message("Who decides when we disagree?"),
            agreement.decides,
            f"align-decides-{group_id}",
            session.fill_in,
            ("alignment", "groups", group_id, "decides"),
            example=message("For instance: the supply chain manager"),
        )
    elif decision == "buffer" and held.chose("buffer", ["capacity", "slots"]):
        _load_norm(group_id, held)


def _limit(group_id: str, held: Terms) -> None:
    if held.chose("acceptance", ["normal_size", "within_atp"]):
        inputs.number(
            message("A large order is so many times the usual"),
            held.large_order,
            f"align-large-{group_id}",
            session.fill_in,
            ("alignment", "groups", group_id, "large_order"),
            least=1.0,
            most=1000.0,
            step=1.0,
        )
    elif held.chose("acceptance", ["load_norm", "set_and_slot"]):
        _load_norm(group_id, held)


def _load_norm(group_id: str, held: Terms) -> None:
    inputs.number(
        message("Norm for the load (% of the capacity)"),
        round(held.load_norm * 100, 1),
        f"align-load-{group_id}",
        _set_share,
        (group_id, "load_norm"),
        least=0.0,
        most=100.0,
        step=1.0,
        why=message("What is sold of the capacity in a delivery window at most; the rest absorbs surprises."),
    )


def _set_share(percent: float | None, group_id: str, field: str) -> None:
    share = None if percent is None else round(percent / 100, 4)
    session.fill_in(share, "alignment", "groups", group_id, field)


def _judged(workshop: Workshop, one: Seen, held: Terms) -> None:
    """The figures of sales beside those of production, and what both share; first those that matter at this place."""
    everything = st.toggle(say("Show every figure"), key=f"align-every-figure:{language().code}")
    for column, key, icon in zip(
        st.columns(2), ("kpis_sales", "kpis_production"), (":material/storefront:", ":material/factory:"), strict=True
    ):
        decision = decisions()[key]
        with column.container(border=True, height="stretch"):
            st.markdown(f"{icon} **{say(decision.question)}**")
            _control(decision, one.group_id, held, only=None if everything else _usual(decision, held.position))
            _proposal(workshop, decision, one.group_id, held)
    shared = decisions()["kpis_shared"]
    with st.container(border=True):
        st.markdown(f":material/handshake: **{say(shared.question)}**")
        _control(shared, one.group_id, held, only=None if everything else _usual(shared, held.position))
        _proposal(workshop, shared, one.group_id, held)


def _usual(decision: Decision, position: int) -> set[str]:
    """What is proposed here, with what many companies go by whatever the place."""
    proposed = decision.proposals[position]
    return {*usual_figures(), *(proposed if isinstance(proposed, tuple) else ())}


def _next(screen: Screen) -> None:
    order = [one.id for one in screens()]
    place = order.index(screen.id)
    if place + 1 < len(order):
        following = screens()[place + 1]
        inputs.button(
            message("Next: {decision}", decision=following.title),
            "align-next",
            _go,
            (following.id,),
            icon=":material/arrow_forward:",
        )
    else:
        inputs.button(
            message("To the agreement sheet"), "align-to-sheet", show_part, (SHEET,), icon=":material/arrow_forward:"
        )


@inputs.for_looking
def _go(screen_id: str) -> None:
    st.session_state[_SCREEN] = screen_id
    st.session_state[f"{_SCREEN}:{language().code}"] = screen_id

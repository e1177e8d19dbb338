"""Working together: seeing what others do, being in the same place, and minding the time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import streamlit as st

from otif_koop.message import Refused
from otif_koop.ui import frame, scene, session, voting
from otif_koop.ui.routes import hub
from otif_koop.ui.speech import language, markdown, say
from otif_koop.ui.trouble import refuse_later
from otif_koop.ui.uninterrupted import uninterrupted
from otif_koop.workshop.scene import Scene
from otif_koop.workshop.steps import steps

_PRESENTS = "presents"

_HTML = '<span id="clock" role="timer"></span><span id="who"></span>'
_CSS = """
:host, span {font: inherit; color: var(--st-text-color); font-family: var(--st-font); white-space: nowrap}
#clock {font-variant-numeric: tabular-nums; font-weight: 650; margin-right: .6rem}
#clock.over {color: var(--st-primary-color)}
#who {opacity: .75}
"""
_live = st.components.v2.component(
    "otif_koop_live",
    html=_HTML,
    css=_CSS,
    js=(Path(__file__).parent / "assets" / "live.js").read_text(encoding="utf-8"),
)


def listen(step_id: str) -> None:
    """Hears what others do in the open workshop, and shows the clock and how many are here."""
    workshop_id = session.workshop_id()
    if workshop_id is None:
        return
    now = datetime.now(UTC)
    at = scene.scene()
    clock = None
    if at.timed:
        clock = {"seconds": at.minutes_planned(at.timed) * 60 - at.seconds_spent(at.timed, now)}
    _live(
        key="live",
        data={
            "address": f"./events?w={workshop_id}",
            "revision": session.revision(),
            "scene": scene.number(),
            "votes": scene.votes(),
            "watches": voting.watches(),
            "unsaved": not session.is_saved(),
            "clock": clock,
            "by": session.BY,
            "facilitator": session.known_as(session.BY),
            "here": say("here now"),
            "left": say("time left for this step"),
            "over": say("over the time planned for this step"),
        },
        width="content",
        on_news_change=_rerun,
        on_again_change=_rerun,
    )
    group = at.at_step
    if group and group != step_id and not session.may_edit():
        st.page_link(frame.page(group), label=say("The group is at {step}", step=frame.step(group).title))


def _rerun() -> None:
    """Nothing to do: the run that follows takes over what others did."""


def follow_the_group(step_id: str) -> None:
    """Goes where the facilitator called everyone to; facilitators stay where they are."""
    called = scene.called_to()
    if called is not None and called != step_id and not session.may_edit():
        st.switch_page(frame.page(called))


def door(step_id: str) -> None:
    """For who leads: call everyone here, the clock, and large type for the beamer."""
    with st.popover(
        say("Together"), icon=":material/groups:", type="tertiary", key="together", on_change="rerun"
    ) as box:
        if box.open:
            _lead(step_id)


def _lead(step_id: str) -> None:
    st.button(
        say("Bring everyone to this page"),
        key="call_all",
        icon=":material/campaign:",
        on_click=_change,
        args=(lambda now: now.call_to(step_id),),
    )
    here = [session.known_as(name) for name in hub.who(session.workshop_id() or "")]
    if len(here) > 1:
        st.caption(markdown("Here now: {names}", names=here))
    at, now = scene.scene(), datetime.now(UTC)
    minutes = st.number_input(
        say("Minutes for this step"), 1, 240, at.minutes_planned(step_id), key=f"minutes-{step_id}-{language().code}"
    )
    spent = at.seconds_spent(step_id, now)
    if spent >= 30:
        st.caption(
            say("{spent} of {planned} minutes used", spent=round(spent / 60), planned=at.minutes_planned(step_id))
        )
    if at.timed == step_id:
        st.button(
            say("Stop the clock"),
            key="clock_stop",
            icon=":material/timer_off:",
            on_click=_change,
            args=(lambda before: before.stop(datetime.now(UTC)),),
        )
    else:
        st.button(
            say("Start the clock"),
            key="clock_start",
            icon=":material/timer:",
            on_click=_change,
            args=(lambda before: before.start(step_id, int(minutes), datetime.now(UTC)),),
        )
    st.button(
        say("Large type for the beamer"),
        key="present",
        icon=":material/present_to_all:",
        on_click=_present,
        args=(True,),
    )


def _change(how: Callable[[Scene], Scene]) -> None:
    right = session.right()
    if right is None:
        return
    with uninterrupted():
        try:
            session.store().scenes.change(right, how)
        except Refused as refused:
            refuse_later(refused)


def _present(is_wanted: bool) -> None:
    st.session_state[_PRESENTS] = is_wanted


def presents() -> bool:
    """Whether this session shows large type and nothing around the page."""
    return bool(st.session_state.get(_PRESENTS))


def large_type() -> None:
    """Large type, and the way back."""
    st.html(
        "<style>:root, html {font-size: 20px !important} header[data-testid='stHeader'] {display: none}"
        "[data-testid='stMainBlockContainer'] {padding-top: 1rem; max-width: none}</style>"
    )
    st.button(
        say("Back to ordinary size"),
        key="present_no_more",
        icon=":material/close_fullscreen:",
        type="tertiary",
        on_click=_present,
        args=(False,),
    )


def time_taken() -> None:
    """Minutes used of those planned, a line a step that was timed; nothing where none was."""
    at, now = scene.scene(), datetime.now(UTC)
    lines = [
        markdown(
            "{step}: {spent} of {planned} minutes",
            step=one.title,
            spent=round(at.seconds_spent(one.id, now) / 60),
            planned=at.minutes_planned(one.id),
        )
        for one in steps()
        if at.seconds_spent(one.id, now) >= 30
    ]
    if lines:
        st.subheader(say("Time a step took"), anchor=False)
        st.markdown("\n".join(f"- {line}" for line in lines))

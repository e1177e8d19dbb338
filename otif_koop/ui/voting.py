"""Asking the room: a question to everyone's phone, hidden answers, what came out, and taking it over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from otif_koop.charts import vote_counts
from otif_koop.message import Message, Refused, message
from otif_koop.store.ballots import Asked
from otif_koop.store.rights import Right
from otif_koop.ui import inputs, scene, session, share
from otif_koop.ui.due import today
from otif_koop.ui.picture import described
from otif_koop.ui.speech import language, markdown, say
from otif_koop.ui.trouble import show_refusal
from otif_koop.workshop.ballot import Ballot, Kind, Outcome, free, into_document, outcomes, ready
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.steps import Step

_LAST, _LINK = "last_question", "voting_link"
_PANEL, _QUESTION = "ask-the-room", "own-question"
_KINDS: dict[Kind, Message] = {
    "number": message("a number"),
    "score": message("1 to 5"),
    "yesno": message("yes or no"),
    "text": message("in words"),
}


def panel(opened: Step) -> None:
    """At the foot of every page of an open workshop: who leads asks, the others are led to the question."""
    right, workshop = session.right(), session.workshop()
    if right is None or workshop is None or opened.phase is None:
        return
    asked = _last(right)
    if right.may("lead"):
        box = st.expander(say("Ask the room"), icon=":material/how_to_vote:", key=_PANEL, on_change="rerun")
        if box.open:
            with box:
                _lead(right, workshop, opened, asked)
    elif asked is not None and asked.is_open and right.may("vote"):
        st.link_button(say("Answer the question"), f"./vote?w={workshop.id}", icon=":material/how_to_vote:")
    elif asked is not None and asked.is_revealed:
        with st.expander(say("What came out"), icon=":material/how_to_vote:"):
            _outcome(right, asked)


def watches() -> bool:
    """Whether the count of answers is on this screen."""
    return bool(st.session_state.get(_PANEL))


def _last(right: Right) -> Asked | None:
    """The question put last; looked up when the scene changed, and where the answers are counted on this screen."""
    at = (right.workshop_id, scene.number(), scene.votes() if watches() else 0)
    known = st.session_state.get(_LAST)
    if known is None or known[0] != at:
        try:
            known = (at, session.store().ballots.last(right.workshop_id) if scene.number() else None)
        except Refused:
            return None
        st.session_state[_LAST] = known
    found: Asked | None = known[1]
    return found


def _lead(right: Right, workshop: Workshop, opened: Step, asked: Asked | None) -> None:
    if asked is not None and asked.is_open:
        _running(right, asked)
        return
    if asked is not None and asked.is_revealed:
        _outcome(right, asked)
        _take_over(right, asked)
    _ask(right, workshop, opened)


def _running(right: Right, asked: Asked) -> None:
    code, what = st.columns([1, 2], vertical_alignment="center")
    with code:
        _scan(right)
    with what:
        st.subheader(markdown(asked.ballot.question), anchor=False)
        st.markdown(language().plural("**{n}** answer", "**{n}** answers", asked.n))
        with st.container(horizontal=True):
            inputs.button(
                message("Show what came out"),
                "reveal",
                _store,
                (lambda: session.store().ballots.reveal(right, asked.id),),
                icon=":material/visibility:",
                is_primary=True,
                is_disabled=asked.n == 0,
            )
            inputs.button(
                message("Close without showing"),
                "close_ballot",
                _store,
                (lambda: session.store().ballots.close(right, asked.id),),
                icon=":material/close:",
            )


def _scan(right: Right) -> None:
    """The code that leads to the question; its link holds a day and is made once a session."""
    made = st.session_state.get(_LINK)
    if made is None or made[0] != right.workshop_id:
        try:
            label = say("voting")
            _, token = session.store().links.make(right, "participant", label=label, days=1)
        except Refused as refused:
            show_refusal(refused)
            return
        made = (right.workshop_id, token)
        st.session_state[_LINK] = made
    address = f"{share.public_address()}/join#{made[1]}"
    st.image(share.qr(address), width=260, alt=say("The link as a QR code"))
    with st.popover(say("Copy the link"), icon=":material/link:", type="tertiary"):
        st.code(address, language=None, wrap_lines=True)


def _ask(right: Right, workshop: Workshop, opened: Step) -> None:
    offered = ready(opened.id, workshop)
    if offered:
        key, said = f"ready-{opened.id}-{language().code}", [say(ballot.question) for ballot in offered]
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.selectbox(
                say("Ready to ask here"),
                range(len(offered)),
                format_func=said.__getitem__,
                key=key,
            )
            inputs.button(
                message("Ask this"), f"ask-{opened.id}", _put_ready, (right, offered, key), icon=":material/send:"
            )
    st.markdown(say("**A question of your own**") if offered else say("**A question to everyone's phone**"))
    # one below the other: beside each other a phone would cut the answers off
    st.text_input(say("Question"), max_chars=200, key=_QUESTION)
    kind_key = f"own-kind-{language().code}"
    st.segmented_control(
        say("Answer"),
        list(_KINDS),
        default="number",
        required=True,
        format_func={code: say(label) for code, label in _KINDS.items()}.__getitem__,
        key=kind_key,
    )
    inputs.button(message("Ask it"), "ask-own", _put_own, (right, kind_key), icon=":material/send:")


def _put(right: Right, ballot: Ballot) -> None:
    session.store().ballots.ask(right, ballot)


def _put_ready(right: Right, offered: list[Ballot], key: str) -> None:
    _put(right, offered[st.session_state[key]])


def _put_own(right: Right, kind_key: str) -> None:
    # read here: what was typed last may come with the click itself
    kind: Kind = st.session_state[kind_key] or "number"
    _put(right, free(st.session_state[_QUESTION], kind))
    st.session_state[_QUESTION] = ""


def _store(do: Callable[[], Any]) -> None:
    do()


def _outcome(right: Right, asked: Asked) -> None:
    try:
        votes = session.store().ballots.votes(right, asked.id)
    except Refused as refused:
        show_refusal(refused)
        return
    st.subheader(markdown(asked.ballot.question), anchor=False)
    found = outcomes(asked.ballot, votes)
    if asked.ballot.items:
        _many(found)
    elif asked.ballot.kind == "text":
        st.markdown("\n".join(f"- {markdown('{answer}', answer=str(answer))}" for answer, _ in found[0].counts))
    else:
        _one(found[0], asked.ballot.unit)


def _one(outcome: Outcome, unit: str) -> None:
    if outcome.median is not None and outcome.low is not None and outcome.high is not None:
        middle, half, count = st.columns(3)
        middle.metric(say("Median"), vote_counts.said(outcome.median, unit, language()))
        low, high = (language().number(value) for value in (outcome.low, outcome.high))
        half.metric(say("Middle half"), f"{low} – {high} {unit}".strip())
        count.metric(say("Answers"), language().number(outcome.n))
    if outcome.n:
        described(
            outcome,
            lambda: vote_counts.chart(outcome, unit, language()),
            lambda: vote_counts.alt_text(outcome, unit, language()),
            key="vote-counts",
        )


def _many(found: list[Outcome]) -> None:
    heads = (say("Median"), say("Middle half"), say("Answers"))
    lines = [f"| | {' | '.join(heads)} |", "|---|--:|--:|--:|"]
    for one in found:
        if one.median is not None and one.low is not None and one.high is not None:
            median, low, high, n = (language().number(value) for value in (one.median, one.low, one.high, one.n))
            lines.append(f"| {markdown(one.item.text)} | {median} | {low} – {high} | {n} |")
    st.markdown("\n".join(lines))


def _take_over(right: Right, asked: Asked) -> None:
    if not asked.ballot.into:
        return
    inputs.button(
        message("Take this over in the workshop"),
        "take_outcome",
        _take,
        (right, asked),
        icon=":material/check:",
        is_primary=True,
    )


def _take(right: Right, asked: Asked) -> None:
    votes = session.store().ballots.votes(right, asked.id)
    session.change(lambda workshop: into_document(workshop, asked.ballot, votes, say("vote"), today()))

"""Sharing the open workshop: make a link for others, show it as a code to scan, take it back."""

from __future__ import annotations

import os
import socket
from datetime import UTC, datetime
from urllib.parse import urlsplit

import streamlit as st

from otif_koop.message import Message, Refused, message
from otif_koop.store.links import MAKER, Link
from otif_koop.store.rights import KINDS, Kind
from otif_koop.ui import session
from otif_koop.ui.speech import language, markdown, say
from otif_koop.ui.trouble import refuse_later, show_refusal, show_waiting
from otif_koop.ui.visitor import is_own_name

ADDRESS = "OTIF_KOOP_ADDRESS"
"""The setting with the address by which others reach this server, where that is not the one in the browser."""

KIND_NAMES: dict[Kind, Message] = {
    "viewer": message("Look"),
    "participant": message("Take part"),
    "facilitator": message("Facilitate"),
}
_GIVES: dict[Kind, Message] = {
    "viewer": message("Sees everything, explores and downloads; changes nothing."),
    "participant": message("Also votes and comments, from a phone as well."),
    "facilitator": message("May do everything: edit, share, move the group on."),
}
_HOLDS: dict[int | None, Message] = {
    1: message("a day"),
    7: message("a week"),
    90: message("three months"),
    None: message("until taken back"),
}
_MADE, _LABEL = "link_just_made", "share-label"


def door() -> None:
    """The button that opens the dialog."""
    if st.button(say("Share"), icon=":material/group_add:", key="share", type="tertiary"):
        st.session_state.pop(_MADE, None)
        st.dialog(say("Share this workshop"), width="large", icon=":material/group_add:")(dialog)()


def who_am_i() -> None:
    """For who came in by a link that does not edit: under which name, and what that allows."""
    right = session.right()
    if right is None:
        return
    st.caption(
        markdown("{name}: {gives}", name=right.name, gives=_GIVES[right.kind])
        if right.kind == "participant"
        else say(_GIVES[right.kind])
    )
    if session.at_the_machine():
        st.button(
            say("Be the facilitator again"),
            key="leave_link",
            type="tertiary",
            icon=":material/logout:",
            on_click=_leave,
        )


def _leave() -> None:
    try:
        wanted = session.right_here().workshop_id
        session.store().links.leave(session.browser(), wanted)
        session.open_workshop(wanted)
    except Refused as refused:
        refuse_later(refused)


def dialog() -> None:
    """What is in the dialog: a new link, and those that there are."""
    show_waiting()
    kind: Kind = (
        st.segmented_control(
            say("What may they do?"),
            KINDS,
            default="participant",
            required=True,
            format_func={one: say(name) for one, name in KIND_NAMES.items()}.__getitem__,
            key=f"share-kind-{language().code}",
        )
        or "participant"
    )
    st.caption(say(_GIVES[kind]))
    days = st.segmented_control(
        say("How long does the link hold?"),
        list(_HOLDS),
        default=7,
        format_func={one: say(name) for one, name in _HOLDS.items()}.__getitem__,
        key=f"share-days-{language().code}",
    )
    st.text_input(say("For whom? (for the list below)"), max_chars=60, key=_LABEL)
    st.button(
        say("Make the link"),
        key="make_link",
        type="primary",
        icon=":material/add_link:",
        on_click=_make,
        args=(kind, days),
    )
    made = st.session_state.get(_MADE)
    if made is not None:
        _just_made(*made)
    _links()


def _make(kind: Kind, days: int | None) -> None:
    label = st.session_state[_LABEL]  # read here: what was typed last may come with the click itself
    try:
        st.session_state[_MADE] = session.store().links.make(session.right_here(), kind, label=label.strip(), days=days)
    except Refused as refused:
        refuse_later(refused)


def _just_made(link: Link, token: str) -> None:
    base = public_address()
    with st.container(border=True, horizontal=True):
        st.image(qr(f"{base}/join#{token}"), width=200, alt=say("The link as a QR code"))
        with st.container():
            st.markdown(say("**{kind}**, shown only now: copy it, or let it be scanned.", kind=KIND_NAMES[link.kind]))
            st.code(f"{base}/join#{token}", language=None, wrap_lines=True)
            if is_own_name(urlsplit(base).hostname):
                st.caption(
                    say(
                        "This address works on this computer only. docs/hosting.md tells how others in the room, or "
                        "elsewhere, reach it."
                    )
                )


def public_address() -> str:
    """The address by which others reach this server, without a path."""
    told = os.environ.get(ADDRESS)
    if told:
        return told.rstrip("/")
    parts = urlsplit(st.context.url or "http://localhost:8501")
    if is_own_name(parts.hostname) and not is_own_name(st.get_option("server.address")):
        # at the machine itself, which others in the room reach as well: by its address in their network
        return f"{parts.scheme}://{_address_in_network() or parts.hostname}:{parts.port or 8501}"
    return f"{parts.scheme}://{parts.netloc}"


def _address_in_network() -> str | None:
    """This machine's address in the network it is in; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect(("192.0.2.1", 9))  # an address kept for documents: only which way it would go is asked
        except OSError:
            return None
        return str(asked.getsockname()[0])


def qr(text: str) -> str:
    """A code to scan, as SVG."""
    import segno

    return str(segno.make(text, error="m").svg_inline(scale=6, border=3, light="#ffffff", dark="#000000"))


def _links() -> None:
    try:
        found = session.store().links.all(session.right_here())
    except Refused as refused:
        show_refusal(refused)
        return
    now = datetime.now(UTC)
    held = [link for link in found if link.holds(now) and link.label != MAKER]
    if not held:
        return
    st.subheader(say("Links that hold"), anchor=False)
    for link in held:
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            until = say("until taken back") if link.expires_at is None else say("until {day:date}", day=link.expires_at)
            told = markdown(
                "{until} · made by {who} · {n} came in", until=until, who=session.known_as(link.made_by), n=link.guests
            )
            st.markdown(markdown("**{kind}** {label}", kind=KIND_NAMES[link.kind], label=link.label) + f"  \n{told}")
            st.button(
                say("Take back"),
                key=f"revoke-{link.id}",
                on_click=_revoke,
                args=(link.id,),
                icon=":material/link_off:",
            )


def _revoke(link_id: str) -> None:
    try:
        session.store().links.revoke(session.right_here(), link_id)
    except Refused as refused:
        refuse_later(refused)

"""Publishing what a customer group gets to see: released or taken back, by a link of its own, or as a file."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from otif_koop.deliver.published_page import page, period_name, published
from otif_koop.message import Refused, message
from otif_koop.ui import inputs, session, share
from otif_koop.ui.speech import language, markdown, say
from otif_koop.ui.trouble import refuse_later
from otif_koop.workshop.document import Workshop


def for_group(workshop: Workshop, group_id: str) -> None:
    """What the customers of this group get to see, and whether it was released."""
    name = workshop.groups[group_id].name
    more = st.expander(
        markdown("Publication for {group}", group=name), icon=":material/public:", key="publication", on_change="rerun"
    )
    if not more.open:
        return
    told = language()
    content = published(workshop, group_id, told)
    with more:
        at = workshop.follow_up.published.get(group_id)
        if at is None:
            st.caption(
                say(
                    "Not published yet. Only the figures, the target and the rules are shown: no order, no other group."
                )
            )
            inputs.button(message("Publish"), f"publish-{group_id}", _publish, (group_id,), is_primary=True)
        else:
            st.caption(say("Published; last refreshed {at:moment}. Every new upload refreshes it.", at=at))
            with st.container(horizontal=True):
                inputs.button(message("Make a new link"), f"publish-link-{group_id}", _new_link, (group_id,))
                inputs.button(message("Take it back"), f"unpublish-{group_id}", _unpublish, (group_id,))
            _link(st.session_state.get(_link_of(group_id)))
        if content.latest is not None:
            period, kept = content.latest
            st.metric(
                markdown("{group} · {period}", group=name, period=period_name(period, told)), told.percent(kept.score)
            )
        st.markdown("\n".join(f"- {told.markdown('{rule}', rule=rule)}" for rule in content.rules))
        st.download_button(
            say("Download the page (.html)"),
            page(content, told),
            file_name=f"{group_id}.html",
            mime="text/html",
            icon=":material/download:",
            on_click="ignore",
            key=f"page-{group_id}",
        )


def _link(token: str | None) -> None:
    """A link just made, to copy or to scan."""
    if token is None:
        return
    address = f"{share.public_address()}/published?lang={language().code}#{token}"
    with st.container(border=True, horizontal=True):
        st.image(share.qr(address), width=160, alt=say("The link as a QR code"))
        with st.container():
            st.markdown(say("For the customers of this group, shown only now: copy it into the letter."))
            st.code(address, language=None, wrap_lines=True)


def _publish(group_id: str) -> None:
    session.change({("follow_up", "published", group_id): datetime.now(UTC)})
    _new_link(group_id)


def _new_link(group_id: str) -> None:
    """A link for the customers of the group; the one before it opens nothing any more."""
    try:
        st.session_state[_link_of(group_id)] = session.store().publications.make(session.right_here(), group_id)
    except Refused as refused:
        refuse_later(refused)


def _unpublish(group_id: str) -> None:
    session.change({("follow_up", "published", group_id): None})
    st.session_state.pop(_link_of(group_id), None)
    try:
        session.store().publications.take_back(session.right_here(), group_id)
    except Refused as refused:
        refuse_later(refused)


def _link_of(group_id: str) -> str:
    return f"published-link-{session.workshop_id()}-{group_id}"

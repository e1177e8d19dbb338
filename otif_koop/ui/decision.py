"""The decision: the charter as it will print, who signed it, what changed since, and everything to take away."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from otif_koop.charts.koop_decided import decided
from otif_koop.deliver.charter import pdf, sections
from otif_koop.message import message
from otif_koop.ui import inputs, session, signed_in
from otif_koop.ui.kept import kept
from otif_koop.ui.picture import described
from otif_koop.ui.session import Changes
from otif_koop.ui.speech import language, markdown, say
from otif_koop.workshop.document import Workshop, write
from otif_koop.workshop.groups import free_id
from otif_koop.workshop.history import describe
from otif_koop.workshop.sign_off import content_hash, is_agreed

_MOST = 20
_HERE = "decision"


def charter(workshop: Workshop) -> None:
    """What was agreed, as it will print."""
    told = language()
    with st.container(border=True):
        st.subheader(markdown("Charter of {name}", name=workshop.organisation or workshop.name), anchor=False)
        for section in sections(workshop, told):
            st.markdown(f"**{told.markdown('{title}', title=section.title)}**")
            if section.has_chain:
                _chain(workshop)
            st.markdown("\n".join(f"- {told.markdown('{line}', line=line)}" for line in section.lines))
        st.caption(say("Content {hash}", hash=content_hash(workshop)))
    with st.container(horizontal=True):
        st.download_button(
            say("Download the charter (.pdf)"),
            lambda: pdf(workshop, told),
            file_name=say("charter.pdf"),
            mime="application/pdf",
            icon=":material/picture_as_pdf:",
            on_click="ignore",
        )
        st.download_button(
            say("Take the workshop away (.yaml)"),
            lambda: write(workshop).encode(),
            file_name="workshop.yaml",
            mime="application/yaml",
            icon=":material/download:",
            on_click="ignore",
        )


def _chain(workshop: Workshop) -> None:
    """The drawing of the chain, as it stands on paper."""
    drawn = kept(("charter-chain", language().code), lambda: decided(workshop, language()))
    if drawn is not None:
        chart, told = drawn
        described(("charter-chain", content_hash(workshop)), lambda: chart, lambda: told, key="charter-chain")


def signing(workshop: Workshop) -> None:
    """Who signed, whether that still holds, and a place to sign."""
    st.subheader(say("Signed"), anchor=False)
    now = content_hash(workshop)
    for one in workshop.signatures.values():
        holds = say("for this content") if one.content == now else say("for an earlier content")
        mark = ":material/check_circle:" if one.content == now else ":material/history:"
        st.markdown(f"{mark} {markdown('{name} · {at:moment} · {holds}', name=one.name, at=one.at, holds=holds)}")
    waiting = [one.step for one in session.states() if one.step.phase and one.state != "done" and one.step.id != _HERE]
    if waiting:
        st.caption(markdown("Not done yet: {steps}.", steps=[step.title for step in waiting]))
    name = st.text_input(say("Name"), signed_in.here(), max_chars=200, key="sign-name", disabled=not session.may_edit())
    inputs.button(message("Sign for this content"), "sign", _sign, (name,), is_primary=True)


def _sign(name: str) -> None:
    def signed(workshop: Workshop) -> Changes:
        now = datetime.now(UTC).isoformat()
        made = {"name": name, "at": now, "content": content_hash(workshop), "revision": session.revision()}
        return {("signatures", free_id(name, workshop.signatures)): made}

    session.change(signed)


def differences(workshop: Workshop) -> None:
    """What changed in what was agreed since the last signature, in plain words."""
    if not workshop.signatures:
        return
    last = max(workshop.signatures.values(), key=lambda one: one.at)
    st.subheader(say("Changed since the last signature"), anchor=False)
    if last.content == content_hash(workshop):
        st.success(say("Nothing: what was signed still holds."), icon=":material/check_circle:")
        return
    changed = [
        edit for revision in session.history(after=last.revision) for edit in revision.edits if is_agreed(edit.path)
    ]
    for edit in changed[-_MOST:]:
        st.markdown(f"- {language().markdown(describe(edit, workshop))}")

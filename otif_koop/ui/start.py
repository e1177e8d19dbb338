"""The parts of the start page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, urlparse

import streamlit as st

from otif_koop.language import markdown_safe
from otif_koop.message import Refused, message
from otif_koop.tables import table
from otif_koop.ui import frame, inputs, own_words, session
from otif_koop.ui.data import DEMO_FILE, demo_book
from otif_koop.ui.speech import language, markdown, say
from otif_koop.ui.trouble import refuse_later, show_refusal
from otif_koop.workshop.document import Workshop, from_content, new_workshop, read, write
from otif_koop.workshop.edits import Path, apply, edits_of
from otif_koop.workshop.history import describe
from otif_koop.workshop.steps import next_step, progress, steps

if TYPE_CHECKING:
    from otif_koop.otif.order_book import OrderBook

_MARKS = {
    "done": ":material/check_circle:",
    "started": ":material/pending:",
    "open": ":material/radio_button_unchecked:",
}
_BY_DATA = ("measure", "data", "score")
"""Steps from which the score is near enough."""
_MOST_MEGABYTES = 5
"""Of a workshop file; the largest document is far smaller."""
DEMO_NAME = "De Werkplek Kantoormeubelen"


def three_doors() -> None:
    """Try the example, make a workshop, or come in by a link."""
    try_it, new, link = st.columns(3)
    with try_it.container(border=True, height="stretch"):
        st.subheader(say("Try the example"), anchor=False)
        st.write(
            say("An invented office furniture maker with a year of orders: everything is filled in, nothing to lose.")
        )
        if st.button(say("Open the example"), type="primary", icon=":material/play_arrow:", key="try"):
            _open_example()
    with new.container(border=True, height="stretch"):
        st.subheader(say("New workshop"), anchor=False)
        with st.form("new", border=False):
            name = st.text_input(say("Name of the workshop"), max_chars=200, placeholder=session.default_name())
            organisation = st.text_input(say("Organisation"), max_chars=200)
            made = st.form_submit_button(say("Make the workshop"), icon=":material/add:")
        if made:
            _go(lambda: session.create(name.strip() or session.default_name(), organisation=organisation.strip()))
    with link.container(border=True, height="stretch"):
        st.subheader(say("I have a link or a file"), anchor=False)
        address = st.text_input(say("Paste the link to a workshop"), key="link", max_chars=500)
        secret = urlparse(address.strip()).fragment
        if secret:
            st.link_button(say("Come in"), f"./join#{quote(secret)}", icon=":material/login:")
        elif address and st.button(say("Open"), icon=":material/login:", key="open_link"):
            _go(lambda: session.open_workshop(_id_in(address)))
        file = st.file_uploader(
            say("Or bring a workshop file (.yaml)"),
            type=["yaml", "yml"],
            key="workshop_file",
            max_upload_size=_MOST_MEGABYTES,
        )
        own_words.of_dropping(_MOST_MEGABYTES, one=True)
        if file is not None and st.button(say("Open the file"), icon=":material/upload_file:", key="open_file"):
            _go(lambda: _from_file(file.getvalue()))


def _open_example() -> None:
    with st.spinner(say("Making the demo company's year of orders …"), show_time=True):
        book = demo_book()
    name = say("Example: {company}", company=DEMO_NAME)
    _go(lambda: session.create(name, organisation=DEMO_NAME, changes=example(book)))


def example(book: OrderBook) -> dict[Path, Any]:
    """What makes a workshop one on the demo company: what it decided, its year of orders and the scores kept of it."""
    decided: dict[Path, Any] = {}
    for section, content in table("demo_workshop").items():
        if isinstance(content, dict):
            decided |= {(section, key): value for key, value in content.items()}
        else:
            decided[(section,)] = content
    decided |= {("data", "files", DEMO_FILE): DEMO_NAME, ("data", "as_of"): book.as_of}
    from otif_koop.workshop.append_scores import appended

    made = new_workshop(DEMO_NAME)
    made = apply(made, *edits_of(made, decided, session.BY))
    return decided | appended(made, book, book.as_of).changes


def _id_in(address: str) -> str:
    return parse_qs(urlparse(address).query).get(session.ADDRESS, [address.strip()])[0]


def _from_file(content: bytes) -> None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(
            message("This file is not text in UTF-8: bring the .yaml file that a workshop was saved as.")
        ) from None
    session.keep(read(text))


def _go(make: Any) -> None:
    try:
        make()
    except Refused as refused:
        show_refusal(refused)
        return
    st.rerun()


def recent_workshops() -> None:
    """The workshops that were worked on last."""
    try:
        found = session.recent()
    except Refused as refused:
        show_refusal(refused)
        return
    if not found:
        return
    st.subheader(say("Go on where you were"), anchor=False)
    for one in found:
        label = markdown("{name} · changed {moment:moment}", name=one.name, moment=one.changed_at)
        if st.button(label, key=f"recent-{one.id}", type="tertiary", icon=":material/history:"):
            _go(lambda chosen=one.id: session.open_workshop(chosen))


def next_thing(workshop: Workshop) -> None:
    """What to do now."""
    step = next_step(workshop)
    if step is None:
        st.success(say("Every step of the plan is done."), icon=":material/check_circle:")
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(say("**Now:** {question}", question=step.question))
        _way(step.id, say("Go to {step}", step=step.title))
        if step.id not in _BY_DATA:
            with_data = bool(workshop.data.files)
            _way("score" if with_data else "data", say("See the score") if with_data else say("Straight to the data"))


def _way(step_id: str, label: str) -> None:
    st.page_link(frame.page(step_id), label=label, icon=":material/arrow_forward:")


def the_path(workshop: Workshop) -> None:
    """The plan by phase, each step with how far it is."""
    states = {state.step.id: state for state in progress(workshop)}
    phases = list(dict.fromkeys(step.phase for step in steps() if step.phase))
    for place, phase in zip(st.columns(len(phases)), phases, strict=True):
        with place.container(border=True, height="stretch"):
            st.subheader(say(phase), anchor=False)
            for step in steps():
                if step.phase != phase:
                    continue
                state = states[step.id]
                words = {"done": say("done"), "started": say("started"), "open": say("open")}
                st.page_link(frame.page(step.id), label=say(step.title), icon=_MARKS[state.state])
                st.caption(f"{words[state.state]} · {say(step.question)}")


def name_and_file(workshop: Workshop) -> None:
    """Rename it, take it away as a file, leave it or delete it."""
    inputs.text(message("Name of the workshop"), workshop.name, "workshop-name", _rename, ("name",))
    inputs.text(message("Organisation"), workshop.organisation, "workshop-organisation", _rename, ("organisation",))
    with st.container(horizontal=True):
        st.download_button(
            say("Take the workshop away (.yaml)"),
            lambda: write(from_content(workshop.model_dump(mode="json", exclude_unset=True))).encode(),
            file_name="workshop.yaml",
            mime="application/yaml",
            icon=":material/download:",
            on_click="ignore",
        )
        st.button(say("Close this workshop"), icon=":material/logout:", on_click=session.close_workshop, key="close")
        with st.popover(say("Delete …"), icon=":material/delete:", disabled=not session.may_edit()):
            st.write(say("The workshop and its whole history are deleted for good."))
            st.button(say("Delete for good"), on_click=_delete, key="delete", type="primary")


def _rename(value: str, field: str) -> None:
    session.change({(field,): value.strip() or None})


def _delete() -> None:
    try:
        session.delete()
    except Refused as refused:
        refuse_later(refused)


def log(workshop: Workshop) -> None:
    """What was decided, newest first."""
    revisions = session.history()
    if not revisions:
        return
    st.subheader(say("What was decided"), anchor=False)
    for revision in reversed(revisions[-15:]):
        for edit in revision.edits:
            what, who = language().markdown(describe(edit, workshop)), session.known_as(revision.by)
            st.caption(f"{language().moment(revision.at)} · {what} · {markdown_safe(who)}")

"""What stands around every page: its question and why, where it is in the plan, and the way on.

The shell draws the frame; a page draws only its own middle. The plan is `config/steps.yaml`, the line of why and what
a page gives are in `config/pages.yaml`.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import streamlit as st

from otif_koop.message import Message, message
from otif_koop.tables import table
from otif_koop.ui import glossary, session, speech
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.steps import Step, steps

FIRST = "start"
_PACKAGE = Path(__file__).parents[1]
_PAGES = "navigation_pages"
"""Session state: Streamlit's pages, by step and title."""


def step(step_id: str) -> Step:
    """The step of the plan with this id."""
    return next(one for one in steps() if one.id == step_id)


def page(step_id: str, *, is_done: bool = False) -> Any:
    """Streamlit's page for a step: for the navigation, `st.page_link` and `st.switch_page`.

    Its address stays English and the same in both languages. A session keeps its pages: each looks for its script.
    """
    title = speech.say(step(step_id).title)
    # a tick as icon would become the page's own icon, which the browser asks of another machine
    title = f"{title} ✓" if is_done else title
    kept = st.session_state.setdefault(_PAGES, {})
    if (step_id, title) not in kept:
        kept[step_id, title] = st.Page(
            _scripts() / f"{step_id}.py", title=title, url_path=step_id, default=step_id == FIRST
        )
    return kept[step_id, title]


@cache
def _scripts() -> Path:
    """Where the pages' scripts are: beside the package, in an installed wheel inside it."""
    beside = _PACKAGE.parent / "pages"
    return beside if beside.is_dir() else _PACKAGE / "pages"


def navigation(done: Collection[str] = (), *, is_hidden: bool = False) -> tuple[Step, Any]:
    """The navigation, by phase; returns the opened step and its page, to `run`.

    `done` are the ids of the steps that are done: they carry a tick.
    """
    sections: dict[str, list[Any]] = {}
    for one in steps():
        phase = speech.say(one.phase) if one.phase else ""
        sections.setdefault(phase, []).append(page(one.id, is_done=one.id in done))
    opened = st.navigation(sections, position="hidden" if is_hidden else "top")
    return step(opened.url_path or FIRST), opened


def top() -> Any:
    """The language control at the right; returns the place beside it, for `header`.

    Drawn before anything is said, because a language in the address is known only once its control is there.
    """
    where, control = st.columns([5, 1])
    with control, st.container(horizontal=True, horizontal_alignment="right"):
        speech.language_control()
    return where


def header(opened: Step, where: Any, done: Collection[str] = ()) -> None:
    """Where this step is in the plan and its question as title, at the place `top` made; one line of why below."""
    numbered = [one.id for one in steps() if one.phase]
    if opened.phase:
        at = numbered.index(opened.id) + 1
        told = [speech.say("{phase} · step {number} of {most}", phase=opened.phase, number=at, most=len(numbered))]
        if opened.id in done:
            told.append(speech.say("done"))
        where.caption(" · ".join(told))
    where.title(speech.say(opened.question), anchor=False, help=glossary.terms_of(opened.id))
    st.markdown(speech.say(_texts(opened.id)["why"]))


def whole_links() -> None:
    """The words of a link over more lines where they don't fit one, and a line around the one that has the focus.

    Streamlit cuts the words off, on a phone soon, and gives the focus a grey that few can see.
    """
    link = "[data-testid='stPageLink-NavLink']"
    rules = f"{link}, {link} * {{white-space: normal; overflow: visible}}"
    focused = f":is({link}, [data-testid='stTopNavLink']):focus-visible"
    st.html(f"<style>{rules} {focused} {{outline: 2px solid currentColor; outline-offset: -2px}}</style>")


def readable_buttons() -> None:
    """Buttons that Streamlit gives too little contrast.

    A chosen option under the pointer, and in the dark theme the bright main buttons, on which it writes in white.
    """
    chosen = "button[data-variant='segmented_control'][data-selected='true'][data-hovered='true']"
    rules = f"{chosen} {{background-color: transparent !important}}"
    if st.context.theme.type == "dark":
        button = "[data-testid^='stBaseButton-primary']"
        rules += f" {button}, {button} * {{color: #14191f}}"
    st.html(f"<style>{rules}</style>")


def way_on(opened: Step) -> None:
    """To the step before and the step after."""
    at = steps().index(opened)
    before, after = steps()[max(at - 1, 0) : at], steps()[at + 1 : at + 2]
    with st.container(horizontal=True, horizontal_alignment="distribute" if before else "right"):
        for one in before:
            label = speech.say("Back: {step}", step=one.title)
            st.page_link(page(one.id), label=label, icon=":material/arrow_back:")
        for one in after:
            label = speech.say("Next: {step}", step=one.title)
            st.page_link(page(one.id), label=label, icon=":material/arrow_forward:", icon_position="right")


def gives(step_id: str) -> None:
    """What the page of a step gives: for a page that has nothing to show yet."""
    st.markdown("\n".join(f"- {speech.say(text)}" for text in _texts(step_id)["gives"]))


class Ended(Exception):
    """A page has drawn all that it has to show."""


def end() -> NoReturn:
    """The page ends here, and the shell goes on. After `st.stop` it could not say that the run is whole."""
    raise Ended


def workshop_for(step_id: str) -> Workshop:
    """The open workshop. Where none is open the page of the step ends here, with what it gives and the way to one."""
    found = session.workshop()
    if found is None:
        gives(step_id)
        link(FIRST, message("Open or make a workshop first"))
        end()
    return found


def link(step_id: str, label: Message | str | None = None) -> None:
    """A link to the page of a step, by its title unless a label is given."""
    st.page_link(page(step_id), label=speech.say(label or step(step_id).title), icon=":material/arrow_forward:")


def _texts(step_id: str) -> Any:
    return table("pages")[step_id]

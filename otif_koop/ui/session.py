"""The workshop that is open here: read from the store, changed by small edits, saved at every one of them.

A page reads `workshop()` and calls `change(...)`; it keeps no truth of its own. The address keeps which workshop it is
(`?w=`), so a closed laptop comes back to where it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from otif_koop.message import Refused, message
from otif_koop.store.store import UNDO_REACH, Store, Summary
from otif_koop.ui.speech import language, say
from otif_koop.workshop.document import Workshop, new_workshop
from otif_koop.workshop.edits import Path, apply, edits_of
from otif_koop.workshop.steps import StepState, progress
from otif_koop.workshop.undo import Change, can_redo, can_undo

ADDRESS = "w"
_OPEN = "open_workshop"
_STEPS = "undo_and_redo"
_STATES = "step_states"
BY = "facilitator"
"""Who changes things, until links give people names."""


@dataclass(frozen=True)
class Opened:
    """The workshop as this session knows it, and which revision that is."""

    id: str
    revision: int
    workshop: Workshop


@dataclass(frozen=True)
class _Log:
    """What was changed up to a revision, and whether there is something to undo and to redo."""

    id: str
    revision: int
    log: tuple[Change, ...]
    can: tuple[bool, bool]

    def with_one_more(self, edits: Change) -> _Log:
        """The same with the next revision."""
        return self.up_to(self.revision + 1, (edits,))

    def up_to(self, revision: int, newer: Sequence[Change]) -> _Log:
        """The same with the revisions since, as far back as undo reaches."""
        log = (*self.log, *newer)[-UNDO_REACH:]
        return _Log(self.id, revision, log, (can_undo(log, BY), can_redo(log, BY)))


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """The store of this server."""
    return Store()


def follow_address() -> None:
    """Open the workshop that the address names, and keep its name in the address; once a run, by the shell."""
    wanted = st.query_params.get(ADDRESS)
    opened = _opened()
    if wanted and (opened is None or opened.id != wanted):
        try:
            open_workshop(wanted)
        except Refused:
            st.session_state.pop(_OPEN, None)
            del st.query_params[ADDRESS]
            raise
    elif opened is not None and wanted != opened.id:
        st.query_params[ADDRESS] = opened.id


def workshop() -> Workshop | None:
    """The open workshop, or None."""
    opened = _opened()
    return None if opened is None else opened.workshop


def workshop_id() -> str | None:
    """The id of the open workshop."""
    opened = _opened()
    return None if opened is None else opened.id


def revision() -> int:
    """How many times the open workshop was changed; the autosaved state."""
    opened = _opened()
    return 0 if opened is None else opened.revision


def open_workshop(wanted: str) -> None:
    """Open a workshop of the store; raises `Refused` when it is not there."""
    loaded, number = store().load(wanted)
    st.session_state[_OPEN] = Opened(wanted, number, loaded)


def close_workshop() -> None:
    """Back to no workshop; it stays in the store."""
    st.session_state.pop(_OPEN, None)
    st.query_params.pop(ADDRESS, None)


def create(name: str, *, organisation: str = "", changes: Mapping[Path, Any] | None = None) -> None:
    """Make a workshop, with `changes` as its first edits, and open it; raises `Refused`."""
    made = new_workshop(name, organisation=organisation, language=language().code)
    if changes:
        made = apply(made, *edits_of(made, changes, BY))
    open_workshop(store().create(made, BY))


def change(changes: Mapping[Path, Any]) -> None:
    """Bring fields of the open workshop to new values and save them; raises `Refused` where that can't be.

    `None` takes a choice back. What someone else changed meanwhile stays.
    """
    opened = _opened()
    if opened is None:
        raise Refused(message("There is no open workshop to change. Open or make one on the start page."))
    edits = edits_of(opened.workshop, changes, BY)
    if not edits:
        return
    number = store().save(opened.id, opened.revision, edits)
    known: _Log | None = st.session_state.get(_STEPS)
    if known is not None and (known.id, known.revision, number) == (opened.id, opened.revision, opened.revision + 1):
        st.session_state[_STEPS] = known.with_one_more(edits)  # nobody came between: no need to read it back
    st.session_state[_OPEN] = Opened(opened.id, number, store().load(opened.id, at=number)[0])


def undo() -> None:
    """Take back the last change; raises `Refused` where someone changed the same since."""
    opened = _opened()
    if opened is not None:
        store().undo(opened.id, BY)
        open_workshop(opened.id)


def redo() -> None:
    """Do again what was taken back."""
    opened = _opened()
    if opened is not None:
        store().redo(opened.id, BY)
        open_workshop(opened.id)


def can_step() -> tuple[bool, bool]:
    """Whether there is something to undo, and to redo; looked up once a revision."""
    opened = _opened()
    if opened is None or opened.revision == 0:
        return False, False
    known: _Log | None = st.session_state.get(_STEPS)
    if known is None or known.id != opened.id or known.revision > opened.revision:
        known = _Log(opened.id, 0, (), (False, False))
    if known.revision != opened.revision:
        newer = [one.edits for one in store().history(opened.id, after=known.revision, last=UNDO_REACH)]
        known = known.up_to(opened.revision, newer)
        st.session_state[_STEPS] = known
    return known.can


def states() -> tuple[StepState, ...]:
    """How far each step of the plan is; looked up once a revision. None of them where no workshop is open."""
    opened = _opened()
    if opened is None:
        return ()
    known = st.session_state.get(_STATES)
    if known is None or known[0] != (opened.id, opened.revision):
        known = ((opened.id, opened.revision), tuple(progress(opened.workshop)))
        st.session_state[_STATES] = known
    found: tuple[StepState, ...] = known[1]
    return found


def done_steps() -> frozenset[str]:
    """The ids of the steps that are done."""
    return frozenset(one.step.id for one in states() if one.state == "done")


def recent() -> list[Summary]:
    """The workshops that were changed last."""
    return store().recent(8)


def default_name() -> str:
    """A name for a workshop that got none."""
    return say("Workshop delivery reliability")


def _opened() -> Opened | None:
    found = st.session_state.get(_OPEN)
    return found if isinstance(found, Opened) else None

"""The workshop that is open here: read from the store, changed by small edits, saved at every one of them.

A page reads `workshop()` and calls `change(...)`; it keeps no truth of its own. The address keeps which workshop it is
(`?w=`), so a closed laptop comes back to where it was.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from otif_koop.message import Refused, message
from otif_koop.store.rights import Kind, Right, no_right
from otif_koop.store.store import UNDO_REACH, Revision, Store, Summary
from otif_koop.ui import visitor
from otif_koop.ui.speech import language, say
from otif_koop.workshop.document import Workshop, new_workshop
from otif_koop.workshop.edits import Path, apply, edits_of
from otif_koop.workshop.steps import StepState, progress
from otif_koop.workshop.undo import Change, can_redo, can_undo

if TYPE_CHECKING:
    from otif_koop.store.links import Link

ADDRESS = "w"
_OPEN = "open_workshop"
_STEPS = "undo_and_redo"
_STATES = "step_states"
BY = "facilitator"
"""Who changes things at the machine itself, where nobody came in by a link."""

_CHECK_AGAIN = 5.0  # seconds after which a right is looked up anew


@dataclass(frozen=True)
class Opened:
    """The workshop as this session knows it, which revision that is, and what this browser may do in it.

    `checked`: when that was looked up, on the clock of `time.monotonic`.
    """

    id: str
    revision: int
    workshop: Workshop
    right: Right
    checked: float


@dataclass(frozen=True)
class _Log:
    """What was changed up to a revision, and whether there is something to undo and to redo."""

    id: str
    revision: int
    log: tuple[Change, ...]
    can: tuple[bool, bool]
    by: str

    def with_one_more(self, edits: Change) -> _Log:
        """The same with the next revision."""
        return self.up_to(self.revision + 1, (edits,))

    def up_to(self, revision: int, newer: Sequence[Change]) -> _Log:
        """The same with the revisions since, as far back as undo reaches."""
        log = (*self.log, *newer)[-UNDO_REACH:]
        return _Log(self.id, revision, log, (can_undo(log, self.by), can_redo(log, self.by)), self.by)


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """The store of this server."""
    return Store()


def follow_address() -> None:
    """Open the workshop that the address names, and keep its name in the address; once a run, by the shell."""
    wanted = st.query_params.get(ADDRESS)
    opened = _opened()
    if wanted and (opened is None or opened.id != wanted or time.monotonic() - opened.checked > _CHECK_AGAIN):
        try:
            _open_or_check(wanted, opened)
        except Refused:
            st.session_state.pop(_OPEN, None)
            del st.query_params[ADDRESS]
            raise
    elif opened is not None and wanted != opened.id:
        st.query_params[ADDRESS] = opened.id


def _open_or_check(wanted: str, opened: Opened | None) -> None:
    if opened is None or opened.id != wanted:
        open_workshop(wanted)
    else:
        st.session_state[_OPEN] = replace(opened, right=_right_in(wanted), checked=time.monotonic())


def at_the_machine() -> bool:
    """Whether this browser runs on the machine of the server itself, where no link is needed."""
    address = st.context.ip_address
    return visitor.is_here(st.context.headers, address if isinstance(address, str) else None)  # a test has none


def browser() -> str:
    """The secret of this browser, or nothing where it keeps none."""
    kept = st.context.cookies.get(visitor.COOKIE)
    return kept if isinstance(kept, str) else ""


def _right_in(wanted: str) -> Right:
    by_link = store().links.right_of(browser(), wanted)
    if by_link is not None:
        return by_link
    if at_the_machine():
        return store().here(wanted, BY)
    raise Refused(no_right())


def right() -> Right | None:
    """What this browser may do in the open workshop; None when none is open."""
    opened = _opened()
    return None if opened is None else opened.right


def known_as(name: str) -> str:
    """The name of someone as it is shown: whoever has none at the machine itself is the facilitator."""
    return say("the facilitator") if name == BY else name


def may_edit() -> bool:
    """Whether what a page asks can be filled in here; where no workshop is open there is nothing to protect."""
    opened = _opened()
    return opened is None or opened.right.may("edit")


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
    """Open a workshop of the store; raises `Refused` when it is not there, or not for this browser."""
    found = _right_in(wanted)
    loaded, number = store().load(wanted)
    st.session_state[_OPEN] = Opened(wanted, number, loaded, found, time.monotonic())


def close_workshop() -> None:
    """Back to no workshop; it stays in the store."""
    st.session_state.pop(_OPEN, None)
    st.query_params.pop(ADDRESS, None)


def create(name: str, *, organisation: str = "", changes: Mapping[Path, Any] | None = None) -> None:
    """Make a workshop, with `changes` as its first edits, and open it; raises `Refused`."""
    made = new_workshop(name, organisation=organisation, language=language().code)
    if changes:
        made = apply(made, *edits_of(made, changes, BY))
    keep(made)


def keep(made: Workshop) -> None:
    """Put a workshop that was made, or came as a file, in the store and open it; this browser may do all in it."""
    is_here = at_the_machine()
    if not is_here and not browser():
        raise Refused(
            message("Only a browser that keeps cookies can find its workshop back: allow them for this site.")
        )
    made_id = store().create(made, BY)
    if not is_here:
        store().links.for_maker(made_id, browser(), BY)
    open_workshop(made_id)


def change(changes: Mapping[Path, Any]) -> None:
    """Bring fields of the open workshop to new values and save them; raises `Refused` where that can't be.

    `None` takes a choice back. What someone else changed meanwhile stays.
    """
    opened = _opened()
    if opened is None:
        raise Refused(message("There is no open workshop to change. Open or make one on the start page."))
    opened.right.demand("edit")
    edits = edits_of(opened.workshop, changes, opened.right.name)
    if not edits:
        return
    number = store().save(opened.right, opened.revision, edits)
    known: _Log | None = st.session_state.get(_STEPS)
    if known is not None and (known.id, known.revision, number) == (opened.id, opened.revision, opened.revision + 1):
        st.session_state[_STEPS] = known.with_one_more(edits)  # nobody came between: no need to read it back
    st.session_state[_OPEN] = replace(opened, revision=number, workshop=store().load(opened.id, at=number)[0])


def make_link(kind: Kind, *, label: str, days: int | None) -> tuple[Link, str]:
    """A new link to the open workshop with its secret, told only now; raises `Refused`."""
    return store().links.make(_right(), kind, label=label, days=days)


def links() -> list[Link]:
    """The links to the open workshop, newest first; raises `Refused`."""
    return store().links.all(_right())


def revoke_link(link_id: str) -> None:
    """Take a link back; raises `Refused`."""
    store().links.revoke(_right(), link_id)


def leave_link() -> None:
    """At the machine itself: no longer a guest in the open workshop, but its facilitator again."""
    wanted = _right().workshop_id
    store().links.leave(browser(), wanted)
    open_workshop(wanted)


def _right() -> Right:
    opened = _opened()
    if opened is None:
        raise Refused(no_right())
    return opened.right


def undo() -> None:
    """Take back the last change; raises `Refused` where someone changed the same since."""
    opened = _opened()
    if opened is not None:
        store().undo(opened.right)
        open_workshop(opened.id)


def redo() -> None:
    """Do again what was taken back."""
    opened = _opened()
    if opened is not None:
        store().redo(opened.right)
        open_workshop(opened.id)


def can_step() -> tuple[bool, bool]:
    """Whether there is something to undo, and to redo; looked up once a revision."""
    opened = _opened()
    if opened is None or opened.revision == 0 or not opened.right.may("edit"):
        return False, False
    known: _Log | None = st.session_state.get(_STEPS)
    by = opened.right.name
    if known is None or known.id != opened.id or known.revision > opened.revision or known.by != by:
        known = _Log(opened.id, 0, (), (False, False), by)
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


def history(after: int = 0) -> list[Revision]:
    """The revisions of the open workshop past number `after`, oldest first."""
    opened = _opened()
    return [] if opened is None else store().history(opened.id, after=after)


def delete() -> None:
    """Delete the open workshop for good, and close it; raises `Refused`."""
    opened = _opened()
    if opened is not None:
        store().delete(opened.right)
        close_workshop()


def recent() -> list[Summary]:
    """The workshops that were changed last, of those that this browser may come into."""
    if at_the_machine():
        return store().recent(8)
    return store().recent(8, among=store().links.workshops_of(browser()))


def default_name() -> str:
    """A name for a workshop that got none."""
    return say("Workshop delivery reliability")


def _opened() -> Opened | None:
    found = st.session_state.get(_OPEN)
    return found if isinstance(found, Opened) else None

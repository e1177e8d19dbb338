"""The workshop that is open here: read from the store, changed by small edits, saved at every one of them.

A page reads `workshop()` and calls `change(...)`; it keeps no truth of its own. The address keeps which workshop it is
(`?w=`), so a closed laptop comes back to where it was.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import streamlit as st

from otif_koop.message import Refused, message
from otif_koop.store.rights import Right, no_right
from otif_koop.store.store import Revision, Store, Summary
from otif_koop.store.trouble import Unavailable
from otif_koop.ui import clash, scene, signed_in, undo_log, visitor
from otif_koop.ui.opened import BY, Opened, drop, known_as, opened, put
from otif_koop.ui.speech import language, say
from otif_koop.ui.trouble import refuse_later
from otif_koop.workshop.document import Workshop, new_workshop
from otif_koop.workshop.edits import Conflict, Path, apply, edits_of
from otif_koop.workshop.fields import in_words
from otif_koop.workshop.steps import StepState, progress
from otif_koop.workshop.undo import Change

__all__ = ["BY", "known_as"]  # from here as well

ADDRESS = "w"
_STATES = "step_states"
_CHECK_AGAIN = 5.0  # seconds after which a right is looked up anew
_TRY_AGAIN = 2.0  # seconds after which what could not be saved is tried again


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """The store of this server; what must not be kept any longer goes when it starts."""
    made = Store()
    with suppress(Unavailable):  # who writes hears of it
        made.clear_away()
    return made


def follow_address() -> None:
    """Open the workshop that the address names at its newest revision, and keep its name in the address.

    Once a run, by the shell. Raises `Refused` where that can't be, `Unavailable` where what is open stays so.
    """
    wanted = st.query_params.get(ADDRESS)
    now_open = opened()
    if not wanted:
        if now_open is not None:
            st.query_params[ADDRESS] = now_open.id
            _catch_up(now_open)
        return
    try:
        if now_open is None or now_open.id != wanted:
            now_open = open_workshop(wanted)
        _catch_up(now_open)
    except Unavailable:
        raise
    except Refused:
        drop()
        del st.query_params[ADDRESS]
        raise


def _catch_up(now_open: Opened) -> None:
    """Save what waits, look again whether the link holds, and take over what others did."""
    now = time.monotonic()
    if now - now_open.checked > _CHECK_AGAIN:
        now_open = replace(now_open, right=_right_in(now_open.id), checked=now)
        put(now_open)
    if now_open.unsaved:
        if now - now_open.tried > _TRY_AGAIN:
            _save_what_waits(now_open)
        return
    pulse = store().scenes.pulse([now_open.id]).get(now_open.id)
    if pulse is None or pulse.revision != now_open.revision:
        _renew(now_open)
    scene.follow(store().scenes, now_open.id, *((0, 0) if pulse is None else (pulse.scene, pulse.votes)))


def _save_what_waits(now_open: Opened) -> None:
    try:
        _save(now_open, ())
    except Unavailable:
        raise
    except Refused as refused:  # it no longer fits in what others made of it
        _renew(now_open)
        refuse_later(refused)


def at_the_machine() -> bool:
    """Whether this browser runs on the machine of the server itself, where no link is needed."""
    address = st.context.ip_address
    return visitor.is_here(st.context.headers, address if isinstance(address, str) else None)  # a test has none


def browser() -> str:
    """The secret of this browser, or nothing where it keeps none."""
    kept = st.context.cookies.get(visitor.COOKIE)
    return kept if isinstance(kept, str) else ""


def _right_in(wanted: str) -> Right:
    name = signed_in.here()
    found = visitor.right_of(store(), wanted, browser(), name, at_the_machine=at_the_machine())
    if found is None:
        raise Refused(no_right() if signed_in.lets_in(name) else message("Sign in first."))
    return found


def right() -> Right | None:
    """What this browser may do in the open workshop; None when none is open."""
    now_open = opened()
    return None if now_open is None else now_open.right


def right_here() -> Right:
    """What this browser may do in the open workshop; raises `Refused` when none is open."""
    found = right()
    if found is None:
        raise Refused(no_right())
    return found


def may_edit() -> bool:
    """Whether what a page asks can be filled in here; where no workshop is open there is nothing to protect."""
    now_open = opened()
    return now_open is None or now_open.right.may("edit")


def workshop() -> Workshop | None:
    """The open workshop, or None."""
    now_open = opened()
    return None if now_open is None else now_open.workshop


def workshop_id() -> str | None:
    """The id of the open workshop."""
    now_open = opened()
    return None if now_open is None else now_open.id


def revision() -> int:
    """How many times the open workshop was changed; the autosaved state."""
    now_open = opened()
    return 0 if now_open is None else now_open.revision


def version() -> tuple[Hashable, ...]:
    """Names what this session shows of the open workshop: the same name, the same content.

    To keep what was made of it by. A revision alone does not tell what is on the screen but could not be saved yet.
    """
    now_open = opened()
    if now_open is None:
        return ()
    waits = now_open.unsaved
    return (now_open.id, now_open.revision, len(waits), waits[-1].at if waits else None)


def open_workshop(wanted: str) -> Opened:
    """Open a workshop of the store; raises `Refused` when it is not there, or not for this browser."""
    found = _right_in(wanted)
    loaded, number = store().load(wanted)
    now_open = Opened(wanted, number, loaded, found, time.monotonic())
    put(now_open)
    return now_open


def close_workshop() -> None:
    """Back to no workshop; it stays in the store."""
    drop()
    st.query_params.pop(ADDRESS, None)


def create(name: str, *, organisation: str = "", changes: Mapping[Path, Any] | None = None) -> None:
    """Make a workshop, with `changes` as its first edits, and open it; raises `Refused`."""
    made = new_workshop(name, organisation=organisation, language=language().code)
    if changes:
        made = apply(made, *edits_of(made, changes, BY))
    keep(made)


def keep(made: Workshop) -> None:
    """Put a workshop that was made, or came as a file, in the store and open it; this browser may do all in it.

    Raises `Refused` for a browser that keeps no cookies, and as the store does.
    """
    is_here, by = at_the_machine(), signed_in.here() or BY
    if not is_here and not browser():
        raise Refused(
            message("Only a browser that keeps cookies can find its workshop back: allow them for this site.")
        )
    made_id = store().create(made, by)
    if not is_here:
        store().links.for_maker(made_id, browser(), by)
    open_workshop(made_id)


_one_at_a_time = tuple(threading.RLock() for _ in range(64))
"""By workshop. Someone who is quick (a slider, a double click) starts a run while the change of the run before is being
saved: saved at the same time the two would look like two people who disagree."""


Changes = Mapping[Path, Any]
"""The new value of each field; None takes a choice back."""


def change(changes: Changes | Callable[[Workshop], Changes]) -> None:
    """Bring fields of the open workshop to new values and save them; raises `Refused` where that can't be.

    Changes that follow from what is there are given as a function of the workshop. What someone else changed
    meanwhile stays; where that was the same field, both values are shown and the page asks (`clash.py`). Where the
    store does not do its work the change stays on the screen, and is saved when it does again.
    """
    now_open = opened()
    if now_open is None:
        raise Refused(message("There is no open workshop to change. Open or make one on the start page."))
    now_open.right.demand("edit")
    with _one_at_a_time[hash(now_open.id) % len(_one_at_a_time)]:
        now_open = opened() or now_open  # what the change before this one made of it
        try:
            asked = changes(now_open.workshop) if callable(changes) else changes
            edits = edits_of(now_open.workshop, asked, now_open.right.name)
        except Refused as refused:
            raise in_words(refused, now_open.workshop) from refused
        if edits:
            _save(now_open, edits)


def fill_in(value: Any, *path: str) -> None:
    """The field at `path` as an input gives it; a blank text takes the choice back, and so does None."""
    kept = value.strip() if isinstance(value, str) else value
    change({path: None if kept == "" else kept})


def _save(now_open: Opened, edits: Change) -> None:
    wanted = (*now_open.unsaved, *edits)
    try:
        number = store().save(now_open.right, now_open.revision, wanted)
    except Unavailable:
        shown = apply(now_open.workshop, *edits)
        put(replace(now_open, workshop=shown, unsaved=wanted, tried=time.monotonic()))
        raise
    except Conflict as conflict:
        clash.ask(conflict, wanted)
        _renew(now_open)
        return
    undo_log.saved(now_open, number, wanted)
    put(replace(now_open, revision=number, workshop=store().load(now_open.id, at=number)[0], unsaved=()))


def _renew(now_open: Opened) -> None:
    loaded, number = store().load(now_open.id)
    put(replace(now_open, revision=number, workshop=loaded, unsaved=()))


def is_saved() -> bool:
    """Whether all that was changed here is in the store."""
    now_open = opened()
    return now_open is None or not now_open.unsaved


def undo() -> None:
    """Take back the last change; raises `Refused` where someone changed the same since."""
    now_open = opened()
    if now_open is not None:
        store().undo(now_open.right)
        open_workshop(now_open.id)


def redo() -> None:
    """Do again what was taken back."""
    now_open = opened()
    if now_open is not None:
        store().redo(now_open.right)
        open_workshop(now_open.id)


def can_step() -> tuple[bool, bool]:
    """Whether there is something to undo, and to redo."""
    now_open = opened()
    return (False, False) if now_open is None else undo_log.can_step(now_open, store())


def states() -> tuple[StepState, ...]:
    """How far each step of the plan is; looked up once a version. None of them where no workshop is open."""
    now_open = opened()
    if now_open is None:
        return ()
    known = st.session_state.get(_STATES)
    if known is None or known[0] != version():
        known = (version(), tuple(progress(now_open.workshop)))
        st.session_state[_STATES] = known
    found: tuple[StepState, ...] = known[1]
    return found


def done_steps() -> frozenset[str]:
    """The ids of the steps that are done."""
    return frozenset(one.step.id for one in states() if one.state == "done")


def history(after: int = 0) -> list[Revision]:
    """The revisions of the open workshop past number `after`, oldest first."""
    now_open = opened()
    return [] if now_open is None else store().history(now_open.id, after=after)


def delete() -> None:
    """Delete the open workshop for good, and close it; raises `Refused`."""
    now_open = opened()
    if now_open is not None:
        store().delete(now_open.right)
        close_workshop()


def recent() -> list[Summary]:
    """The workshops that were changed last, of those that this browser may come into."""
    if at_the_machine():
        return store().recent(8)
    return store().recent(8, among=store().links.workshops_of(browser()))


def default_name() -> str:
    """A name for a workshop that got none."""
    return say("Workshop delivery reliability")

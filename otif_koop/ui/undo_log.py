"""Whether there is something to undo and to redo: the log of a workshop, kept here as far as undo reaches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from otif_koop.store.store import UNDO_REACH, Store
from otif_koop.ui.opened import Opened
from otif_koop.workshop.undo import Change, can_redo, can_undo

_KEY = "undo_and_redo"


@dataclass(frozen=True)
class _Log:
    """What was changed up to a revision, and whether `by` has something to undo and to redo."""

    id: str
    revision: int
    log: tuple[Change, ...]
    can: tuple[bool, bool]
    by: str

    def up_to(self, revision: int, newer: Sequence[Change]) -> _Log:
        """The same with the revisions since, as far back as undo reaches."""
        log = (*self.log, *newer)[-UNDO_REACH:]
        return _Log(self.id, revision, log, (can_undo(log, self.by), can_redo(log, self.by)), self.by)


def saved(opened: Opened, number: int, edits: Change) -> None:
    """Edits made on `opened` became revision `number`: no need to read them back where nobody came between."""
    known: _Log | None = st.session_state.get(_KEY)
    if known is not None and (known.id, known.revision, number) == (opened.id, opened.revision, opened.revision + 1):
        st.session_state[_KEY] = known.up_to(number, (edits,))


def can_step(opened: Opened, store: Store) -> tuple[bool, bool]:
    """Whether there is something to undo, and to redo; looked up once a revision."""
    if opened.revision == 0 or not opened.right.may("edit"):
        return False, False
    by = opened.right.name
    known: _Log | None = st.session_state.get(_KEY)
    if known is None or known.id != opened.id or known.revision > opened.revision or known.by != by:
        known = _Log(opened.id, 0, (), (False, False), by)
    if known.revision != opened.revision:
        newer = [one.edits for one in store.history(opened.id, after=known.revision, last=UNDO_REACH)]
        known = known.up_to(opened.revision, newer)
        st.session_state[_KEY] = known
    return known.can

"""Counts kept with the workshop: made where the rows are at hand, explored from where they are not."""

from __future__ import annotations

from collections.abc import Sequence
from weakref import ref

import streamlit as st

from otif_koop.lately import Lately
from otif_koop.message import Refused, message
from otif_koop.otif.definition import Definition
from otif_koop.otif.explorer.stored import StoredExplorer, answers, unpack
from otif_koop.otif.order_book import OrderBook
from otif_koop.store.order_counts import Kept
from otif_koop.ui import data, inputs, session, stored_rows
from otif_koop.ui.counts_keeper import Keeper, Wanted
from otif_koop.ui.opened import opened
from otif_koop.ui.speech import markdown
from otif_koop.workshop.cascade import definition_for
from otif_koop.workshop.document import Workshop

_ASKED = "counts_asked"
_NOT_COUNTED = {"level", "partials", "in_full", "combine", "credit", "weight"}
"""What of a definition the counts do not depend on."""
KEEPER = Keeper()
READ = Lately(6)


def keep(workshop: Workshop, orders: OrderBook) -> None:
    """Have the counts of the client's own orders kept with the workshop, behind the page, where they changed.

    The demo company's orders can be made anew on every server, so they are not kept.
    """
    now_open = opened()
    if now_open is None or data.own_data() is None or not now_open.right.may("edit"):
        return
    book = ref(orders)  # not its id: another book may get that once this one is gone
    now = (session.version(), book)
    before = st.session_state.get(_ASKED)
    if before is not None and before[0] == now:
        return
    own = (definition_for(workshop, group_id) for group_id in workshop.group_definitions if group_id in workshop.groups)
    definitions = (workshop.default_definition, *own)
    day = data.as_of(workshop, orders)
    rules = tuple(
        (one.model_dump_json(exclude={*_NOT_COUNTED, "window"}), one.window.unit, one.credit == "none")
        for one in definitions
    )
    made_of = (now_open.id, book, day, rules)
    st.session_state[_ASKED] = (now, made_of)
    if before is None or before[1] != made_of:
        KEEPER.ask(Wanted(session.store(), now_open.right, orders, definitions, day))


def kept() -> Kept | None:
    """What is kept with the open workshop."""
    now_open = opened()
    return None if now_open is None else session.store().order_counts.kept(now_open.right)


def explorer(workshop: Workshop, definition: Definition) -> StoredExplorer | None:
    """The explorer from the counts of the open workshop; None where none are kept that this definition goes with."""
    return serving(workshop, explorers(), definition)


def explorers() -> list[StoredExplorer]:
    """The explorers from the counts of the open workshop."""
    now_open, there = opened(), kept()
    if now_open is None or there is None:
        return []
    several: list[StoredExplorer] = READ.get((now_open.id, there.made_of), _unpacked)
    return several


def serving(workshop: Workshop, several: Sequence[StoredExplorer], definition: Definition) -> StoredExplorer | None:
    """The one of several that a definition goes with, if any."""
    day = workshop.data.as_of
    return next((one for one in several if day in (None, one.as_of) and answers(one, definition)), None)


def _unpacked() -> list[StoredExplorer]:
    now_open = opened()
    found = None if now_open is None else session.store().order_counts.read(now_open.right)
    try:
        return [] if found is None else [unpack(one) for one in found[1]]
    except Refused:  # kept by another version of the program
        return []


def told() -> None:
    """What is kept, on the page of the data, with the way to delete it."""
    there = kept()
    if there is None:
        return
    st.caption(
        markdown(
            "Counts by customer group are kept with the workshop since {day:date} ({size:number} kB): no order and no "
            "customer. With them whoever has a link explores the score without the rows.",
            day=there.at,
            size=max(1, round(there.size / 1000)),
        )
    )
    if session.may_edit():
        label = message("Delete these data: counts and rows")
        inputs.button(label, "delete-counts", _delete, icon=":material/delete:")


def _delete() -> None:
    now_open = opened()
    if now_open is None:
        return
    KEEPER.forget(now_open.id)
    session.store().order_counts.delete(now_open.right)
    stored_rows.forget()
    data.forget()
    st.session_state.pop(_ASKED, None)

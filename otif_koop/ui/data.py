"""The order data of this session: the client's own, which never leave it, or the demo company's, shared by all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from otif_koop.otif.definition import Definition, Level
from otif_koop.ui import grouped, session
from otif_koop.ui.server import settle
from otif_koop.ui.speech import say
from otif_koop.workshop.cascade import definitions_by_label
from otif_koop.workshop.document import Workshop

if TYPE_CHECKING:  # imported where they are used, so that the first page does not wait for pandas
    from otif_koop.intake import Intake
    from otif_koop.otif.order_book import OrderBook
    from otif_koop.otif.order_tables import OrderTables
    from otif_koop.otif.score import Scored

DEMO_FILE = "demo"
"""The file id by which a workshop says that it works on the demo company."""
DEMO_NEXT = "demo-next"
"""The same, with the export of the month after brought in."""
_OWN = "own_data"
_made: dict[Callable[[], OrderBook], OrderBook] = {}
EVERY = tuple(Level)


@dataclass(frozen=True, eq=False)
class OwnData:
    """What was uploaded in this session, for one workshop."""

    workshop_id: str
    intake: Intake
    book: OrderBook


@st.cache_resource(show_spinner=False)
def demo_book() -> OrderBook:
    """A year of De Werkplek Kantoormeubelen."""
    from otif_koop.demo import demo_tables
    from otif_koop.otif.from_tables import order_book

    book = order_book(demo_tables())
    settle()
    return book


@st.cache_resource(show_spinner=False)
def demo_next_book() -> OrderBook:
    """The demo company's year of orders, brought up to date with the export of the month after."""
    from otif_koop.demo import demo_tables, one_more_month
    from otif_koop.otif.from_tables import order_book
    from otif_koop.otif.newer import with_newer

    return order_book(with_newer(demo_tables(), one_more_month()))


@st.cache_resource(show_spinner=False)
def article_book() -> OrderBook:
    """The article's own two orders."""
    from otif_koop.demo import article_tables
    from otif_koop.otif.from_tables import order_book

    return order_book(article_tables())


def is_demo(workshop: Workshop) -> bool:
    """Whether the workshop works on the demo company's data."""
    return DEMO_FILE in workshop.data.files or DEMO_NEXT in workshop.data.files


def own_data() -> OwnData | None:
    """What was uploaded for the open workshop in this session."""
    found = st.session_state.get(_OWN)
    if isinstance(found, OwnData) and found.workshop_id == session.workshop_id():
        return found
    return None


def keep(intake: Intake, *, on_top_of: OrderTables | None = None) -> None:
    """Use uploaded data for the open workshop, by themselves or to bring `on_top_of` up to date."""
    from otif_koop.otif.from_tables import order_book

    if on_top_of is not None:
        from otif_koop.otif.newer import with_newer

        intake = replace(intake, tables=with_newer(on_top_of, intake.tables))
    st.session_state[_OWN] = OwnData(session.workshop_id() or "", intake, order_book(intake.tables))


def forget() -> None:
    """Drop uploaded data from this session."""
    st.session_state.pop(_OWN, None)


def book() -> OrderBook | None:
    """The order book that the open workshop scores, in its own groups; None where there is none in this session."""
    workshop, brought = session.workshop(), brought_book()
    return None if workshop is None or brought is None else grouped.placed(brought, workshop).book


def brought_book() -> OrderBook | None:
    """The order book as it was brought, in the groups that the data name."""
    workshop = session.workshop()
    if workshop is None:
        return None
    own = own_data()
    if own is not None:
        return own.book
    if is_demo(workshop):
        make = demo_next_book if DEMO_NEXT in workshop.data.files else demo_book
        if make not in _made:  # a spinner starts a thread, at every rerun
            with st.spinner(say("Making the demo company's year of orders …"), show_time=True):
                _made[make] = make()
        return _made[make]
    return None


def order_tables(workshop: Workshop) -> OrderTables | None:
    """The rows that the open workshop scores, where this session has them."""
    own = own_data()
    if own is not None:
        return own.intake.tables
    if not is_demo(workshop):
        return None
    from otif_koop.demo import demo_tables, one_more_month
    from otif_koop.otif.newer import with_newer

    year = demo_tables()
    return with_newer(year, one_more_month()) if DEMO_NEXT in workshop.data.files else year


def as_of(workshop: Workshop, orders: OrderBook) -> date:
    """The day up to which the data count: as said in the workshop, or the latest date in the data."""
    return workshop.data.as_of or orders.as_of


def scored(orders: OrderBook, workshop: Workshop) -> Scored:
    """All groups at all levels by the workshop's definitions; kept with the book, so a redraw costs nothing."""
    return _scored(orders, workshop.default_definition, definitions_by_label(workshop), as_of(workshop, orders))


def scored_by(orders: OrderBook, definition: Definition, day: date) -> Scored:
    """All groups by one definition, at its own level only."""
    return _scored(orders, definition, {}, day, (definition.level,))


def _scored(
    orders: OrderBook, default: Definition, groups: dict[str, Definition], day: date, levels: tuple[Level, ...] = EVERY
) -> Scored:
    from otif_koop.otif.score import score

    groups = {name: own for name, own in groups.items() if own is not default and name in orders.group.names}
    key = (_key(default), tuple(sorted((name, _key(own)) for name, own in groups.items())), day, levels)
    return orders.scores.get(key, lambda: score(orders, default, groups=groups, as_of=day, levels=levels))


def _key(definition: Definition) -> str:
    return definition.model_dump_json(exclude_unset=True)

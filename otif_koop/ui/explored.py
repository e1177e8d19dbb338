"""What is explored: a group, with every definition of its orders scored, with or without the orders at hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from weakref import WeakSet

import streamlit as st

from otif_koop.message import message
from otif_koop.otif.definition import Definition
from otif_koop.otif.explorer import explorer as explorers
from otif_koop.otif.explorer.explorer import Explorer, explorer_of, shown_groups
from otif_koop.otif.order_book import Floats, OrderBook
from otif_koop.ui import data, frame, score_view, stored_counts
from otif_koop.ui.speech import say
from otif_koop.workshop.cascade import definition_for
from otif_koop.workshop.document import Workshop

_swept: WeakSet[explorers.Explored] = WeakSet()


@dataclass(frozen=True, eq=False)
class Explored:
    """A group (None: all, by the choices for all groups) of orders, around the definition that measures it."""

    explorer: explorers.Explored
    group: str | None
    group_id: str | None
    definition: Definition

    @property
    def book(self) -> OrderBook | None:
        """The order book, where it is at hand."""
        return self.explorer.book if isinstance(self.explorer, Explorer) else None

    @property
    def figure(self) -> float | None:
        """The headline by the chosen definition."""
        return self.explorer.figure(self.definition, self.group)

    @property
    def scores(self) -> Floats:
        """The group's score by every definition."""
        return self.explorer.sweep().of(self.group)

    @property
    def what(self) -> tuple[object, ...]:
        """What the figures come from: names a chart of them."""
        return (
            self.explorer.base.model_dump_json(exclude_unset=True),
            self.explorer.as_of,
            self.group,
            self.definition.model_dump_json(exclude_unset=True),
        )


def explored(workshop: Workshop, orders: OrderBook | None, waiting: Any) -> Explored | None:
    """What is explored, with the control to choose a group; scores every definition once for these data.

    How long that takes is shown at the place `waiting`. Without the orders from the counts kept with the workshop; None
    where there are none that go with the definition.
    """
    several = [] if orders is not None else stored_counts.explorers()
    if orders is not None:
        names = shown_groups(orders)
    else:
        without = stored_counts.serving(workshop, several, workshop.default_definition)
        if without is None:
            return None
        names = without.groups
    group = score_view.choose_group(names, "explore")
    group_id = None if group is None else score_view.group_id(group)
    definition = definition_for(workshop, group_id)
    explorer: explorers.Explored | None
    if orders is not None:
        explorer = explorer_of(orders, definition, data.as_of(workshop, orders))
    else:
        explorer = stored_counts.serving(workshop, several, definition)
    if explorer is None:
        return None
    if explorer not in _swept:  # a spinner starts a thread, at every rerun
        with waiting, st.spinner(say("Scoring every definition …"), show_time=True):
            explorer.sweep()
        _swept.add(explorer)
    return Explored(explorer, group, group_id, definition)


def nothing_to_explore() -> None:
    """Why there is nothing to explore, and what helps."""
    score_view.nothing_to_score("explore")
    if stored_counts.kept() is not None:
        st.caption(
            say(
                "Counts are kept with this workshop, but by other kinds of errors and complaints, another scope, other "
                "holidays or up to another day. To count anew the rows are needed."
            )
        )


def without_the_rows(looked: Explored) -> None:
    """Where the rows are not at hand: what can be varied all the same, and what can't."""
    if looked.book is not None:
        return
    st.caption(
        say(
            "From counts up to {day:date}; the rows stayed where they were. Level, dates, window, tolerances, partial "
            "deliveries and combining can be varied here. Fixed, for they need the export: kinds of errors and "
            "complaints, scope, holidays, cancellations and period.",
            day=looked.explorer.as_of,
        )
    )


def needs_the_rows() -> None:
    """Said in the place of what only the rows can show."""
    st.info(
        say("This needs the order lines themselves: it shows where the export was brought."),
        icon=":material/upload_file:",
    )
    frame.link("data", message("Bring the data"))

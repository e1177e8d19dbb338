"""What is looked at on the score page: a group, at a level, with everything behind its figure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np
import streamlit as st

from otif_koop.message import Message, message
from otif_koop.otif.definition import Level
from otif_koop.otif.facts import Facts
from otif_koop.otif.judge import Outcome
from otif_koop.otif.order_book import Flags, OrderBook
from otif_koop.otif.resolve import Resolved
from otif_koop.otif.score import Score, Scored
from otif_koop.otif.score_lines import judged_lines
from otif_koop.otif.score_parts import Part, judged_together, parts_of
from otif_koop.ui import frame, inputs, session
from otif_koop.ui.speech import language, markdown, say
from otif_koop.workshop.labels import owners

_LEVEL = "score_level"
_ALL = -1
"""All groups; a group goes by its place among those of the data, as its name may be anything."""

LEVELS = {Level.ORDER: message("orders"), Level.LINE: message("order lines"), Level.ITEM: message("pieces")}


REASONS = {
    "scope": message("out of scope"),
    "no_quantity": message("nothing ordered"),
    "cancelled": message("cancelled"),
    "missing_due": message("no due date"),
    "open": message("still open"),
}


COMPONENTS = {
    "on_time": message("On time"),
    "in_full": message("In full"),
    "no_error": message("No errors"),
    "no_complaint": message("No complaints"),
}


FEWEST_ORDERS = 30
"""Under this a group's figure says too little to judge it by."""


@dataclass(frozen=True, eq=False)
class Looked:
    """What is looked at: one group (None: all) at one level, with the facts and outcome behind it."""

    scored: Scored
    group: str | None
    level: Level
    resolved: Resolved
    facts: Facts
    judged: Outcome
    parts: tuple[Part, ...] = ()
    """Where groups have definitions of their own, the total's orders by definition; else empty."""

    @property
    def book(self) -> OrderBook:
        """The order book."""
        return self.scored.book

    @property
    def score(self) -> Score:
        """The score itself."""
        return self.scored.score(self.group, self.level)

    @property
    def what(self) -> tuple[object, ...]:
        """What the figures come from: names a chart of them."""
        own = tuple(part.resolved.definition.model_dump_json() for part in self.parts)
        return (self.group, self.level, self.resolved.definition.model_dump_json(), own, self.scored.as_of)

    @property
    def orders(self) -> Flags:
        """(n_orders,): the orders looked at."""
        if self.group is None:
            return np.ones(self.book.n_orders, np.bool_)
        flags: Flags = self.book.group.codes == self.book.group.names.index(self.group)
        return flags

    @property
    def lines(self) -> Flags:
        """(n_lines,): the lines looked at."""
        return self.orders[self.book.line_order]


def group_and_level(
    names: tuple[str, ...], own_level: Callable[[str | None], Level], *, order_grain: bool
) -> tuple[str | None, Level]:
    """Which group (None: all) and which level are looked at, with the controls to change that.

    `own_level` gives the level that the definition of a group chose.
    """
    with st.container(horizontal=True, vertical_alignment="bottom"):
        group = choose_group(names, "score")
        if order_grain:
            return group, Level.ORDER
        at, kept = st.session_state.get(_LEVEL, (None, None))
        level: Level = kept if at == session.version() else own_level(group)
        inputs.choose(
            message("Counted in"),
            {one.value: label for one, label in LEVELS.items()},
            level.value,
            "score-level",
            _count_in,
        )
    return group, level


def choose_group(names: tuple[str, ...], page: str) -> str | None:
    """Which group of the data (None: all) a page looks at, with the control to choose where there are several."""
    chosen = st.session_state.get(f"{page}_group")
    if len(names) < 2:
        return None
    group: str | None = chosen if chosen in names else None
    inputs.choose(
        message("Which customers?"),
        {
            str(_ALL): say("All groups"),
            **{str(place): name or say("(no group)") for place, name in enumerate(names)},
        },
        str(_ALL if group is None else names.index(group)),
        f"{page}-group",
        _look_at,
        (names, f"{page}_group"),
        is_list=True,
    )
    return group


@inputs.for_looking
def _look_at(place: str | None, names: tuple[str, ...], key: str) -> None:
    st.session_state[key] = None if place is None or int(place) == _ALL else names[int(place)]


@inputs.for_looking
def _count_in(level: str | None) -> None:
    if level is not None:
        st.session_state[_LEVEL] = (session.version(), Level(level))


def parts(
    drawn: Mapping[str, tuple[Message, Callable[[], None]]], *, without: Collection[str] = (), name: str = "score"
) -> None:
    """Tabs, of which only the open one is drawn; the open one stays open in the other language."""
    shown = {part: one for part, one in drawn.items() if part not in without}
    labels = [say(title) for title, _ in shown.values()]
    part_key = f"{name}_part"
    kept = st.session_state.get(part_key)
    key = f"{name}-part-{language().code}"
    if kept in shown and key not in st.session_state:
        st.session_state[key] = labels[list(shown).index(kept)]
    tabs = st.tabs(labels, key=key, on_change="rerun")
    for tab, (part, (_, draw)) in zip(tabs, shown.items(), strict=True):
        if tab.open:
            st.session_state[part_key] = part
            with tab:
                draw()


def look(scored: Scored, group: str | None, level: Level, default: Resolved) -> Looked:
    """Everything behind the score of a group."""
    resolved = default if group is None else scored.resolved[group]
    facts, judged = judged_lines(scored.book, resolved, scored.as_of)
    if group is None and any(one.definition != default.definition for one in scored.resolved.values()):
        # kept with the book, so that it goes when the data go; its own score along, so that the id stays its own
        kept = scored.book.scores.get(("by own definitions", id(scored)), lambda: _by_own_definitions(scored))
        parts, together = kept[1:]
        if parts:
            measured = replace(resolved, measured=parts[0].resolved.measured)
            return Looked(scored, group, level, measured, facts, together, parts)
    return Looked(scored, group, level, resolved, facts, judged)


def _by_own_definitions(scored: Scored) -> tuple[Scored, tuple[Part, ...], Outcome]:
    parts = parts_of(scored.book, scored.resolved, scored.as_of)
    return scored, parts, judged_together(scored.book, parts)


def group_id(label: str) -> str | None:
    """The workshop's id of the group that the data call so."""
    workshop = session.workshop()
    if workshop is None:
        return None
    return owners(workshop).get(label)


def target_of(label: str) -> float | None:
    """The target of the group that the data call so."""
    workshop, known_as = session.workshop(), group_id(label)
    if workshop is None or known_as is None or known_as not in workshop.targets:
        return None
    return workshop.targets[known_as].target


def nothing_to_score(page: str = "score") -> None:
    """A page without data: what it will give, and where to begin."""
    frame.gives(page)
    if session.workshop() is None:
        frame.link("start", message("Open or make a workshop first"))
        return
    st.info(markdown("There are no order data in this session yet."), icon=":material/upload_file:")
    frame.link("data", message("Bring the data"))
    st.caption(say("The whole example, filled in and with a year of orders, opens from the start page."))
    frame.link("start", message("To the start page"))

"""The score where the rows are not at hand: the figures that the kept counts tell, and what needs the export."""

from __future__ import annotations

from collections.abc import Sequence
from weakref import ref

import streamlit as st

from otif_koop.charts import group_dots
from otif_koop.message import message
from otif_koop.otif.definition import Definition, Level
from otif_koop.otif.explorer.choices import changed
from otif_koop.otif.explorer.stored import StoredExplorer
from otif_koop.otif.interval import wilson
from otif_koop.otif.resolve import resolve
from otif_koop.otif.score import COMPONENTS, Score
from otif_koop.ui import frame, score_figures, score_view, stored_counts
from otif_koop.ui.kept import kept
from otif_koop.ui.picture import picture
from otif_koop.ui.score_view import FEWEST_ORDERS, group_id, target_of
from otif_koop.ui.speech import language, say
from otif_koop.workshop.cascade import definition_for
from otif_koop.workshop.document import Workshop


def score(workshop: Workshop) -> None:
    """The score page without the rows."""
    several = stored_counts.explorers()
    stored = stored_counts.serving(workshop, several, workshop.default_definition)
    if stored is None:
        score_view.nothing_to_score()
        return
    group, level = score_view.group_and_level(
        stored.groups, lambda name: _definition(workshop, name).level, order_grain=stored.source.order_grain
    )
    own = stored_counts.serving(workshop, several, _definition(workshop, group))
    if own is None or (group is None and not _all_alike(workshop, stored)):
        st.info(
            say("Groups have rules of their own here: their total needs the rows. Choose a group.")
            if own is not None
            else say("The rules of this group differ from those that were counted: for its score the rows are needed."),
            icon=":material/upload_file:",
        )
        frame.link("data", message("Bring the data"))
        return
    definition = _definition(workshop, group)
    one, orders = _score(own, definition, group, level), _score(own, definition, group, Level.ORDER)
    if score_figures.two_figures(one, level, _interval(one)):
        score_figures.few_orders(orders.counts.units)
        score_figures.counted(one, level, own.as_of)
        score_figures.component_rates(one, resolve(definition, own.source).measured, _sure(one))
    if len(stored.groups) > 1:
        _groups(workshop, several, stored, level)
    st.info(
        say(
            "From counts kept with the workshop. Causes, days early or late, the course over time and the lines need "
            "the export itself."
        ),
        icon=":material/upload_file:",
    )
    frame.link("data", message("Bring the data"))


def _definition(workshop: Workshop, group: str | None) -> Definition:
    return definition_for(workshop, None if group is None else group_id(group))


def _all_alike(workshop: Workshop, stored: StoredExplorer) -> bool:
    """Whether all groups are scored by one definition."""
    return all(_definition(workshop, name) == workshop.default_definition for name in stored.groups)


def _score(stored: StoredExplorer, definition: Definition, group: str | None, level: Level) -> Score:
    return stored.scores(changed(definition, {"level": level.value}))[group]


def _interval(one: Score) -> tuple[float, float] | None:
    """Orders are independent of each other; how lines hang together in orders the counts do not tell."""
    return None if one.measured is None else _of_orders(one, one.measured.joint)


def _sure(one: Score) -> dict[str, tuple[float, float]]:
    """The intervals of the component rates, at order level."""
    rates = {name: getattr(one, name) for name in COMPONENTS}
    found = {name: _of_orders(one, rate) for name, rate in rates.items() if rate is not None}
    return {name: interval for name, interval in found.items() if interval is not None}


def _of_orders(one: Score, rate: float) -> tuple[float, float] | None:
    return wilson(rate, one.counts.units) if one.level is Level.ORDER else None


def _groups(workshop: Workshop, several: Sequence[StoredExplorer], stored: StoredExplorer, level: Level) -> None:
    told, combine = language(), workshop.default_definition.combine
    found = kept(
        ("group figures", ref(stored), level, told.code),
        lambda: tuple(_figure(workshop, several, name, level) for name in stored.groups),
    )
    picture(
        stored,
        ("groups", found, level, combine),
        lambda: group_dots.chart(list(found), combine, told),
        lambda: group_dots.alt_text(list(found), combine, told),
    )


def _figure(workshop: Workshop, several: Sequence[StoredExplorer], name: str, level: Level) -> group_dots.GroupFigure:
    definition = _definition(workshop, name)
    own, measured, interval, orders = stored_counts.serving(workshop, several, definition), None, None, 0.0
    if own is not None:
        one = _score(own, definition, name, level)
        measured, interval = one.measured, _interval(one)
        orders = _score(own, definition, name, Level.ORDER).counts.units
    return group_dots.GroupFigure(
        group=name or say("(no group)"),
        joint=None if measured is None else measured.joint,
        product=None if measured is None else measured.product,
        interval=interval,
        enough=orders >= FEWEST_ORDERS,
        target=target_of(name),
    )

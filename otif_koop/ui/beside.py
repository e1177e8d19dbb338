"""What stands beside the choices on *measure*: the article's two orders and the client's own score, always in view."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import streamlit as st

from otif_koop.charts import article_lines
from otif_koop.message import message
from otif_koop.otif.cascade import chosen
from otif_koop.otif.definition import Combine, Definition, Level
from otif_koop.otif.order_book import OrderBook
from otif_koop.otif.score import Score
from otif_koop.otif.score_lines import judged_lines, lines_table
from otif_koop.ui import frame, session, stored_counts
from otif_koop.ui.data import article_book, as_of, scored_by
from otif_koop.ui.field_names import in_words
from otif_koop.ui.glossary import explained
from otif_koop.ui.speech import language, markdown, say
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.labels import labels_of
from otif_koop.yaml_file import check

_BEFORE = "score_before"
_NOT_IN_THE_ARTICLE = ("due", "clock_start", "clock_stop", "partials", "scope", "weight")
"""Choices for which the article's two orders hold no data."""

_ALWAYS_IN_VIEW = """<style>
@media (min-width: 640.5px) {{
  [data-testid=stColumn]:has(.st-key-beside) > div {{ position: sticky; top: 4.5rem; height: auto; }}
}}
@media (max-width: 640px) {{
  [data-testid=stColumn]:has(.st-key-beside), [data-testid=stColumn] :has(> .st-key-own-beside, .st-key-own-beside) {{
    display: contents;
  }}
  .st-key-beside > * {{ flex: 0 0 100%; order: 1; }}
  .st-key-own-beside {{
    order: -1; position: sticky; top: 3.75rem; z-index: 90; flex: 0 0 100%; gap: 0.25rem;
    background: {background}; border-bottom: 1px solid; padding-bottom: 0.5rem;
  }}
  .st-key-own-beside [data-testid=stHorizontalBlock] {{ flex-wrap: nowrap; }}
  .st-key-own-beside [data-testid=stColumn] {{ min-width: 0; gap: 0; }}
  .st-key-own-beside [data-testid=stMetricValue] {{ font-size: 1.5rem; }}
}}
</style>"""
"""Streamlit has no container that stays in view, and the effect of a choice must; on a phone, where it has no room
beside the choices, the own figures stay above them and the article's orders follow below."""


def headline(score: Score) -> float | None:
    """The figure that the definition makes the headline: the measured components, multiplied or joint."""
    measured = score.measured
    if measured is None:
        return None
    definition = score.definition
    by_joint = definition is not None and definition.combine is Combine.JOINT
    return measured.joint if by_joint else measured.product


def stay_in_view() -> None:
    """Keeps the container with the key `beside` in view while the choices scroll."""
    theme = "dark" if st.context.theme.type == "dark" else "light"
    st.html(_ALWAYS_IN_VIEW.format(background=st.get_option(f"theme.{theme}.backgroundColor")))


def article_beside(definition: Definition) -> None:
    """The article's two orders under this definition, their one agreed date serving for every kind of date."""
    book, told = article_book(), language()
    choices = chosen(definition)
    fixed = [field for field in _NOT_IN_THE_ARTICLE if field in choices]
    scored = scored_by(book, check({k: v for k, v in choices.items() if k not in fixed}, Definition), book.as_of)
    one, resolved = scored.score(None, definition.level), next(iter(scored.resolved.values()))

    def drawn() -> str:
        facts, judged = judged_lines(book, resolved, book.as_of)
        return article_lines.drawing(lines_table(facts, resolved, judged, judged.line_reason >= 0), one, told)

    st.markdown(f"##### {say('The two orders of the article')}")
    st.html(book.scores.get(("drawn", resolved.definition.model_dump_json(), told.code), drawn))
    _two_figures(one)
    if fixed:
        st.caption(
            say(
                "The article has one agreed date, one delivery date and no partial deliveries: "
                "those choices change nothing here."
            )
        )


def own_beside(workshop: Workshop, definition: Definition, orders: OrderBook | None, group_id: str | None) -> None:
    """The client's own score under this definition, and what the last change did to it; without rows from counts."""
    st.markdown(f"##### {say('Your own data')}")
    if orders is not None:
        day = as_of(workshop, orders)
        group = _label_in_data(workshop, group_id, orders.group.names)
        one = scored_by(orders, definition, day).score(group, definition.level)
    else:
        stored = stored_counts.explorer(workshop, definition)
        if stored is None:
            st.caption(say("Bring your export and every choice shows here what it does to your score."))
            frame.link("data", message("Bring the data"))
            return
        day, group = stored.as_of, _label_in_data(workshop, group_id, stored.groups)
        one = stored.scores(definition)[group]
    for note in (*one.gaps, *one.assumed):
        st.caption(markdown(in_words(note)))
    figure = headline(one)
    if figure is None:
        nothing = say("No data: there is nothing to count under this definition.")
        needed = say("For this the order lines themselves are needed: bring the export again.")
        st.caption(needed if orders is None else nothing)
        return
    _two_figures(one, change=_change(figure, group))
    counted = say("{units:number} counted", units=one.counts.units)
    left_out = sum(one.counts.excluded.values())
    excluded, day_told = (
        say("{number:number} left out", number=left_out),
        say("data up to {day:date}", day=day),
    )
    st.caption(f"{counted} · {excluded} · {day_told}")


def _label_in_data(workshop: Workshop, group_id: str | None, names: Collection[str]) -> str | None:
    """How the data call a group, where they have exactly one name for it; None scores all orders."""
    found = [] if group_id is None else [name for name in labels_of(workshop, group_id) if name in names]
    return found[0] if len(found) == 1 else None


def _change(figure: float, group: str | None) -> float | None:
    """Points since the figure before the last change of the workshop, for the same group."""
    now = (session.workshop_id(), group, session.version())
    before = st.session_state.get(_BEFORE)
    if before is None or before["now"][:2] != now[:2]:
        st.session_state[_BEFORE] = {"now": now, "figure": figure, "change": None}
    elif before["now"] != now:
        st.session_state[_BEFORE] = {"now": now, "figure": figure, "change": figure - before["figure"]}
    change: float | None = st.session_state[_BEFORE]["change"]
    return change


def _two_figures(one: Score, change: float | None = None) -> None:
    measured = one.measured
    if measured is None:
        st.caption(say("No data: there is nothing to count under this definition."))
        return
    told = language()
    level = {Level.ORDER: message("orders"), Level.LINE: message("order lines"), Level.ITEM: message("pieces")}[
        one.level
    ]
    product, joint = st.columns(2)
    # Streamlit knows a fall by a hyphen, not by a true minus sign
    delta = None if change is None or abs(change) < 0.0005 else told.points(change).replace("−", "-")
    by_joint = one.definition is not None and one.definition.combine is Combine.JOINT
    _metric(
        product,
        say("Components multiplied"),
        told.percent(measured.product),
        None if by_joint else delta,
        explained("product"),
    )
    label = say("{level} without any fault", level=level)
    _metric(joint, label, told.percent(measured.joint), delta if by_joint else None, explained("joint"))
    if measured.hides_zero:
        st.warning(say("The product hides a zero: not one of the {level} passed every component.", level=level))


def _metric(place: Any, label: str, figure: str, delta: str | None, why: str) -> None:
    """A figure under a label that may take two lines, where Streamlit's own would be cut off."""
    place.caption(label[0].upper() + label[1:], help=why)
    place.metric(label, figure, delta=delta, label_visibility="collapsed")

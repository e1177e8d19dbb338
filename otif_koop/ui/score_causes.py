"""Why a score is not higher: components, days early and late, and where the time was lost."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from otif_koop.charts import cause_bars, component_waterfall, delay_histogram
from otif_koop.charts.delay_zones import window_of
from otif_koop.message import message
from otif_koop.otif.causes import LateWay, fault_mix, late_way, worst_values
from otif_koop.otif.definition import Level
from otif_koop.otif.delays import Delays, delays
from otif_koop.ui import inputs, session
from otif_koop.ui.number_columns import to_the_right
from otif_koop.ui.picture import picture
from otif_koop.ui.score_view import Looked, group_id
from otif_koop.ui.speech import language, say


def components(looked: Looked) -> None:
    """From 100 % down to the joint share, and which components fail together."""
    told = language()
    level = Level.ORDER if looked.book.order_grain else Level.LINE  # a row is then a whole order
    lines = looked.scored.score(looked.group, level)
    units, measured = lines.counts.units, lines.measured

    def mix() -> pd.DataFrame:
        return fault_mix(looked.resolved, looked.judged, looked.lines)

    waterfall, together = st.columns(2)
    with waterfall:
        picture(
            looked.book,
            ("waterfall", looked.what),
            lambda: component_waterfall.chart(mix(), units, measured, level, told),
            lambda: component_waterfall.alt_text(mix(), units, measured, level, told),
        )
        if looked.level is not level:
            st.caption(say("Counted in order lines, whatever level the score is on."))
    with together:
        picture(
            looked.book,
            ("mix", looked.what),
            lambda: cause_bars.fault_chart(mix(), told),
            lambda: cause_bars.fault_text(mix(), told),
        )


def delay(looked: Looked) -> None:
    """Days early and late with the window on it; another window can be tried by dragging, and taken over."""
    told = language()
    definition = looked.resolved.definition
    movable = definition.credit == "none"

    def found() -> Delays:
        return delays(looked.facts, looked.resolved, looked.judged, looked.lines)

    options = {"on_select": "rerun", "key": f"delays-{told.code}-{looked.group}-{session.version()}"}
    event = picture(
        looked.book,
        ("delays", looked.what),
        lambda: delay_histogram.chart(found(), definition, told, movable=movable),
        lambda: delay_histogram.alt_text(found(), definition, told),
        **(options if movable else {}),
    )
    if not movable:
        return
    span = next(iter(event["selection"].get("window", {}).values()), None)
    if span is None:
        st.caption(say("Drag over the days to try another window."))
        return
    early, late = window_of(*span)
    _try_window(looked, early, late)


def _try_window(looked: Looked, early: int, late: int) -> None:
    share = _inside_share(looked, early, late)
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(
            say(
                "From {early} early up to {late} late, {share:percent} of the counted order lines would be on time.",
                early=early,
                late=late,
                share=share,
            )
        )
        path = ("default_definition",) if looked.group is None else ("group_definitions", group_id(looked.group))
        if None not in path:
            inputs.button(
                message("Take over this window"),
                "take-window",
                session.change,
                ({(*path, "window", "early"): early, (*path, "window", "late"): late},),
                icon=":material/check:",
            )


def _inside_share(looked: Looked, early: int, late: int) -> float:
    found = delays(looked.facts, looked.resolved, looked.judged, looked.lines, reach=10_000)
    lines = int(found.table["lines"].sum()) + found.never
    inside = found.table[found.table["deviation"].between(-early, late)]["lines"].sum()
    return float(inside) / lines if lines else 0.0


def causes(looked: Looked) -> None:
    """Where late lines lost their time, and which products and customers are behind the misses."""
    told = language()

    def way() -> LateWay:
        return late_way(looked.facts, looked.judged, looked.lines)

    picture(
        looked.book,
        ("way", looked.what),
        lambda: cause_bars.way_chart(way(), told),
        lambda: cause_bars.way_text(way(), told),
    )
    columns = [
        ("product_id", message("Product")),
        ("customer_id", message("Customer")),
        ("region", message("Region or country")),
    ]
    present = [(column, title) for column, title in columns if column in looked.book.columns]
    if not present:
        return
    for place, (column, title) in zip(st.columns(len(present)), present, strict=True):
        worst = worst_values(looked.facts, looked.resolved, looked.judged, column, looked.lines).head(5)
        with place:
            shown = pd.DataFrame(
                {
                    say(title): worst["value"],
                    say("Missed"): [told.number(int(n)) for n in worst["missed"]],
                    say("of"): [told.number(int(n)) for n in worst["lines"]],
                }
            )
            figures = to_the_right([say("Missed"), say("of")])
            st.dataframe(shown, hide_index=True, width="stretch", column_config=figures)

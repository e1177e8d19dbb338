"""Why a score is not higher: components, days early and late, and where the time was lost."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from otif_koop.charts import cause_bars, component_waterfall, delay_histogram
from otif_koop.charts.delay_zones import window_of
from otif_koop.message import message
from otif_koop.otif.causes import fault_mix, late_way, worst_values
from otif_koop.otif.definition import Level
from otif_koop.otif.delays import delays
from otif_koop.ui import session
from otif_koop.ui.score_view import Looked, group_id
from otif_koop.ui.speech import language, say


def components(looked: Looked) -> None:
    """From 100 % down to the joint share, and which components fail together."""
    told = language()
    mix = fault_mix(looked.resolved, looked.judged, looked.lines)
    measured = looked.score.measured
    lines = looked.scored.score(looked.group, Level.LINE)
    waterfall, together = st.columns(2)
    with waterfall:
        units = lines.counts.units
        st.altair_chart(
            component_waterfall.chart(mix, units, lines.measured, Level.LINE, told),
            alt=component_waterfall.alt_text(mix, units, lines.measured, Level.LINE, told),
            width="stretch",
        )
        if looked.level is not Level.LINE and measured is not None:
            st.caption(say("Counted in order lines, whatever level the score is on."))
    with together:
        st.altair_chart(cause_bars.fault_chart(mix, told), alt=cause_bars.fault_text(mix, told), width="stretch")


def delay(looked: Looked) -> None:
    """Days early and late with the window on it; another window can be tried by dragging, and taken over."""
    told = language()
    found = delays(looked.facts, looked.resolved, looked.judged, looked.lines)
    definition = looked.resolved.definition
    event = st.altair_chart(
        delay_histogram.chart(found, definition, told, movable=definition.credit == "none"),
        alt=delay_histogram.alt_text(found, definition, told),
        on_select="rerun",
        key=f"delays-{told.code}-{looked.group}-{session.revision()}",
        width="stretch",
    )
    span = next(iter(event["selection"].get("window", {}).values()), None)
    if span is None:
        if definition.credit == "none":
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
            st.button(
                say("Take over this window"),
                key="take-window",
                icon=":material/check:",
                on_click=session.change,
                args=({(*path, "window", "early"): early, (*path, "window", "late"): late},),
            )


def _inside_share(looked: Looked, early: int, late: int) -> float:
    found = delays(looked.facts, looked.resolved, looked.judged, looked.lines, reach=10_000)
    lines = int(found.table["lines"].sum()) + found.never
    inside = found.table[found.table["deviation"].between(-early, late)]["lines"].sum()
    return float(inside) / lines if lines else 0.0


def causes(looked: Looked) -> None:
    """Where late lines lost their time, and which products and customers are behind the misses."""
    told = language()
    way = late_way(looked.facts, looked.judged, looked.lines)
    st.altair_chart(cause_bars.way_chart(way, told), alt=cause_bars.way_text(way, told), width="stretch")
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
            st.dataframe(shown, hide_index=True, width="stretch")

"""What we score, and why not more: the figures, their causes and the lines behind them."""

import streamlit as st

from otif_koop.message import message
from otif_koop.otif.resolve import resolve
from otif_koop.ui import (
    data,
    frame,
    score_causes,
    score_figures,
    score_from_counts,
    score_rows,
    score_view,
    stored_counts,
)
from otif_koop.ui.field_names import in_words
from otif_koop.ui.speech import markdown, say
from otif_koop.workshop.cascade import definition_for

workshop, orders = frame.workshop_for("score"), data.book()
if orders is None:
    score_from_counts.score(workshop)
    frame.end()

scored = data.scored(orders, workshop)
default = resolve(workshop.default_definition, orders)
group, level = score_view.group_and_level(
    orders.group.names,
    lambda name: (workshop.default_definition if name is None else scored.resolved[name].definition).level,
    order_grain=orders.order_grain,
)
one = default if group is None else scored.resolved[group]
if one.no_score:
    for gap in one.gaps:
        st.warning(markdown(in_words(gap)), icon=":material/report:")
    st.info(say("The definition asks for something that these data don't have: choose otherwise, or record it."))
    frame.link("measure", message("Change the definition"))
    frame.link("data", message("See what the data can measure"))
    frame.end()
looked = score_view.look(scored, group, level, default)
score_figures.figures(looked)
if looked.score.no_data:
    frame.end()
score_figures.rates(looked)
definition = workshop.default_definition if group is None else definition_for(workshop, score_view.group_id(group))
score_view.parts(
    {
        "lost": (message("Where it is lost"), lambda: score_causes.components(looked)),
        "groups": (message("Customer groups"), lambda: score_figures.groups(looked)),
        "delay": (message("Early or late"), lambda: score_causes.delay(looked)),
        "causes": (message("Causes"), lambda: score_causes.causes(looked)),
        "time": (message("Over time"), lambda: score_figures.over_time(looked, definition)),
        "lines": (message("The lines"), lambda: score_rows.both(looked)),
    },
    without=() if len(orders.group.names) > 1 else ("groups",),
)
stored_counts.keep(workshop, orders)

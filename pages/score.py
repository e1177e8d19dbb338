"""What we score, and why not more: the figures, their causes and the lines behind them."""

import streamlit as st

from otif_koop.message import message
from otif_koop.otif.definition import Level
from otif_koop.otif.resolve import resolve
from otif_koop.ui import data, frame, score_causes, score_figures, score_rows, score_view, session
from otif_koop.ui.speech import language, markdown, say
from otif_koop.workshop.cascade import definition_for

workshop, orders = session.workshop(), data.book()
if workshop is None or orders is None:
    score_view.nothing_to_score()
    st.stop()

scored = data.scored(orders, workshop)
default = resolve(workshop.default_definition, orders)
names = [None, *orders.group.names] if len(orders.group.names) > 1 else [None]
told = language().code
with st.container(horizontal=True, vertical_alignment="bottom"):
    group = st.selectbox(
        say("Which customers?"),
        names,
        key=f"score-group-{told}",
        format_func=lambda name: say("All groups") if name is None else (name or say("(no group)")),
    )
    level = st.segmented_control(
        say("Counted in"),
        list(Level),
        key=f"score-level-{told}-{session.revision()}",
        required=True,
        default=scored.resolved[group].definition.level if group else workshop.default_definition.level,
        format_func=lambda one: say(score_view.LEVELS[one]),
    )
one = default if group is None else scored.resolved[group]
if one.no_score:
    for gap in one.gaps:
        st.warning(markdown(gap), icon=":material/report:")
    st.info(say("The definition asks for something that these data don't have: choose otherwise, or record it."))
    frame.link("measure", message("Change the definition"))
    frame.link("data", message("See what the data can measure"))
    st.stop()
looked = score_view.look(scored, group, level, default)
score_figures.figures(looked)
if looked.score.no_data:
    st.stop()
score_figures.rates(looked)
definition = workshop.default_definition if group is None else definition_for(workshop, score_view.group_id(group))
parts = {
    say("Where it is lost"): lambda: score_causes.components(looked),
    say("Customer groups"): lambda: score_figures.groups(looked),
    say("Early or late"): lambda: score_causes.delay(looked),
    say("Causes"): lambda: score_causes.causes(looked),
    say("Over time"): lambda: score_figures.over_time(looked, definition),
    say("The lines"): lambda: score_rows.both(looked),
}
tabs = st.tabs(list(parts), key=f"score-part-{told}", on_change="rerun")
for tab, draw in zip(tabs, parts.values(), strict=True):
    if tab.open:
        with tab:
            draw()

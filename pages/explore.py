"""What every other definition would say about the same deliveries: the story, all definitions, single choices."""

import streamlit as st

from otif_koop.message import message
from otif_koop.ui import data, explore, explore_views, explored, frame, score_view, stored_counts

workshop, orders = frame.workshop_for("explore"), data.book()
story, whose = st.columns([3, 1])
with whose:
    found = explored.explored(workshop, orders, story)
if found is None:
    explored.nothing_to_explore()
    frame.end()

looked = found
with story:
    explore.story(looked)
    explore.hint(looked)
explored.without_the_rows(looked)
if not len(looked.scores):
    frame.end()
every, single = st.columns(2, gap="large")
with every:
    explore.histogram(looked)
with single:
    explore.tornado(looked)
score_view.parts(
    {
        "ladder": (message("Ladder"), lambda: explore_views.steps(looked)),
        "groups": (message("Customer groups"), lambda: explore_views.groups(looked)),
        "ranks": (message("Ranking"), lambda: explore_views.ranks(looked)),
        "map": (message("Tolerances"), lambda: explore_views.two_tolerances(looked)),
        "careful": (message("Careful"), lambda: explore_views.careful(looked)),
        "level": (message("Level"), lambda: explore_views.which_level(looked)),
        "change": (message("Difference"), lambda: explore_views.change(looked)),
    },
    without=() if len(looked.explorer.groups) > 1 else ("groups", "ranks"),
    name="explore",
)
explore.draft(looked)
if orders is not None:
    stored_counts.keep(workshop, orders)

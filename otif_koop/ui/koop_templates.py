"""A chain to start from: the templates, in the reader's own language."""

from __future__ import annotations

import streamlit as st

from otif_koop.koop.chain_file import template
from otif_koop.message import message
from otif_koop.tables import table
from otif_koop.ui import inputs, session
from otif_koop.ui.speech import say
from otif_koop.workshop.koop_case import from_template


def offer() -> None:
    """The templates as cards; one click fills the page."""
    st.subheader(say("Start from a chain that looks like yours"), anchor=False)
    st.caption(say("Every name and figure of it can be changed afterwards."))
    found = table("chain_templates")["templates"]
    for first in range(0, len(found), 3):
        for place, one in zip(st.columns(3), found[first : first + 3], strict=False):
            with place.container(border=True, height="stretch"):
                st.markdown(f"**{say(one['title'])}**")
                st.caption(say(one["why"]))
                inputs.button(
                    message("Take this chain"),
                    f"template-{one['id']}",
                    take,
                    (one["id"],),
                    icon=":material/conveyor_belt:",
                )


def take(template_id: str) -> None:
    """Put a template's chain in the workshop, and its figures where a group has none."""
    session.change(lambda workshop: from_template(workshop, template(template_id), say))

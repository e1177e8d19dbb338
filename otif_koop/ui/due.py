"""What is due, on the start page; apart from the plan itself, whose charts the first page does not wait for."""

from __future__ import annotations

from datetime import date

import streamlit as st

from otif_koop.message import Message, message
from otif_koop.ui import frame
from otif_koop.ui.speech import markdown, say
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.plan_items import in_order, is_due

_MOST = 5


def today() -> date:
    """The day of whoever looks."""
    return date.today()  # noqa: DTZ011 - the reader's own day


def what_is_due(workshop: Workshop) -> None:
    """The actions that end this week or ended already."""
    due = [item for _, item in in_order(workshop.plan.items) if is_due(item, today())]
    if not due:
        return
    with st.container(border=True):
        st.markdown(f"**{say('What is due')}**")
        for item in due[:_MOST]:
            words: Message = message("ended {day:date}") if item.due and item.due < today() else message("{day:date}")
            when, owner = say(words, day=item.due), item.owner or say("no owner yet")
            st.markdown(markdown("- {title} · {owner} · {when}", title=item.title, owner=owner, when=when))
        if len(due) > _MOST:
            st.caption(say("And {n} more.", n=len(due) - _MOST))
        frame.link("plan", message("To the plan"))

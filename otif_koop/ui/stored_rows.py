"""The rows kept with the workshop: only where a facilitator asks for it, until a day, and used again with a click."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import streamlit as st

from otif_koop.intake import kept
from otif_koop.message import message
from otif_koop.ui import data, inputs, session
from otif_koop.ui.opened import opened
from otif_koop.ui.speech import markdown

_DAYS = "rows_for"
FOR = {7: message("a week"), 31: message("a month"), 92: message("three months")}


def offer() -> None:
    """What is kept, the way to use it, and for who brought rows the way to keep them; nothing for who may not edit."""
    now_open = opened()
    if now_open is None or not now_open.right.may("edit"):
        return
    there, own = session.store().order_rows.kept(now_open.right), data.own_data()
    if there is not None:
        st.caption(
            markdown(
                "The rows are kept with the workshop until {day:date} ({size:number} kB), for facilitators only.",
                day=there.until,
                size=max(1, round(there.size / 1000)),
            )
        )
        with st.container(horizontal=True):
            if own is None:
                label = message("Use the kept rows")
                inputs.button(label, "use-kept-rows", _use, icon=":material/history:", is_primary=True)
            inputs.button(message("Delete the kept rows"), "delete-kept-rows", _delete, icon=":material/delete:")
    elif own is not None:
        days = st.session_state.get(_DAYS, min(FOR))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            inputs.choose(
                message("Keep the rows too, for facilitators?"),
                {str(number): label for number, label in FOR.items()},
                str(days),
                "rows-for",
                _choose,
                why=message(
                    "Only on request: orders and customers then stand in the store of workshops until that day. "
                    "Counts are kept anyway, and are enough to explore."
                ),
            )
            inputs.button(message("Keep the rows"), "keep-rows", _keep, (days,), icon=":material/save:")


@inputs.for_looking
def _choose(days: str | None) -> None:
    if days is not None:
        st.session_state[_DAYS] = int(days)


def _keep(days: int) -> None:
    now_open, own = opened(), data.own_data()
    if now_open is not None and own is not None:
        until = datetime.now(UTC) + timedelta(days=days)
        session.store().order_rows.keep(now_open.right, kept.write(own.intake), until)


def _use() -> None:
    now_open = opened()
    content = None if now_open is None else session.store().order_rows.read(now_open.right)
    if content is not None:
        data.keep(kept.read(content))


def _delete() -> None:
    now_open = opened()
    if now_open is not None:
        session.store().order_rows.delete(now_open.right)


def forget() -> None:
    """Delete the rows that are kept with the open workshop, if any."""
    now_open = opened()
    if now_open is not None and session.store().order_rows.kept(now_open.right) is not None:
        _delete()

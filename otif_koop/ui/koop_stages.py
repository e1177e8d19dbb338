"""The chain in a table: a row a stage, in the order of the flow; what is changed there becomes an edit."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from otif_koop.koop.chain import Chain
from otif_koop.message import Refused, message
from otif_koop.ui import inputs, koop_measured, koop_results, session
from otif_koop.ui.speech import language, say
from otif_koop.ui.trouble import refuse_later
from otif_koop.ui.uninterrupted import uninterrupted
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.edits import Path, apply, edits_of
from otif_koop.workshop.fields import in_words
from otif_koop.workshop.stage_rows import COLUMNS, FIRST_COLUMNS, TYPES, changes_of, row

_REFUSED = "koop_stages_refused"
"""Session state: how often an edit was refused; the table then begins anew, without it."""


def table(workshop: Workshop, chain: Chain) -> None:
    """The stages to edit; add a row for a new one, and the rates of the whole chain below."""
    koop = workshop.koop
    every = st.toggle(say("All columns"), key="koop-all-columns")
    frame = pd.DataFrame([row(number, koop.stages[one]) for number, one in enumerate(koop.order, start=1)])
    shown = list(COLUMNS) if every else list(FIRST_COLUMNS)
    refused = st.session_state.get(_REFUSED, 0)
    key = f"koop-stages-{session.version()}-{refused}-{every}-{language().code}"
    st.data_editor(
        frame[shown],
        key=key,
        num_rows="dynamic",
        hide_index=True,
        disabled=not session.may_edit(),
        placeholder="",
        width="stretch",
        column_config=_columns(),
        on_change=_changed,
        args=(key,),
    )
    st.caption(
        say(
            "Lead times as least, usual and most, or as mean and spread (with a least), or as seen: 2: 14, 3: 5. "
            "Select a row to delete it."
        )
    )
    koop_measured.lead_time(workshop, chain)
    _rates(workshop)


def _kind(code: Any) -> str:
    return say(TYPES[code]) if code in TYPES else str(code)


def _columns() -> dict[str, Any]:
    config = st.column_config
    columns: dict[str, Any] = {}
    for field, label in COLUMNS.items():
        title = say(label)
        if field == "type":
            columns[field] = config.SelectboxColumn(title, options=list(TYPES), format_func=_kind, width=130)
        elif field in {"own", "customer_specific", "stock_point"}:
            columns[field] = config.CheckboxColumn(title)
        elif field in {"name", "company", "seen"}:
            columns[field] = config.TextColumn(title, max_chars=200 if field == "seen" else 80, pinned=field == "name")
        elif field in {"place", "items", "shelf_life", "replenish_every"}:
            columns[field] = config.NumberColumn(title, min_value=1, step=1, width=_wide(title))
        else:
            columns[field] = config.NumberColumn(title, min_value=0.0, width=_wide(title))
    return columns


def _wide(title: str) -> int:
    """px in which the title of a column of figures can be read, with the sign that it can be changed before it."""
    return max(70, 52 + 7 * len(title))


def _changed(key: str) -> None:
    with uninterrupted():
        _change(key)


def _change(key: str) -> None:
    workshop, state = session.workshop(), st.session_state.get(key)
    if workshop is None or not state:
        return
    try:
        changes = changes_of(workshop, state, say("New stage {n}", n=len(workshop.koop.order) + 1))
        koop_results.chain(apply(workshop, *edits_of(workshop, changes, session.BY)).koop)  # the whole must hold
        session.change(changes)
    except Refused as refused:
        refuse_later(in_words(refused, workshop))
        st.session_state[_REFUSED] = st.session_state.get(_REFUSED, 0) + 1


def _rates(workshop: Workshop) -> None:
    rates = workshop.koop.chain
    holding, delivering, immediate, overtaking = st.columns(4)
    with holding:
        inputs.number(
            message("holding stock, % a year"),
            rates.holding_rate * 100,
            "koop-holding",
            _rate,
            ("holding_rate", 0.01),
            least=0.0,
            most=10_000.0,
            step=1.0,
            why=message("Capital, space and insurance together; ask finance. 20 % is usual."),
        )
    with delivering:
        inputs.number(
            message("delivering, € a piece"),
            rates.logistic_cost,
            "koop-delivering",
            _rate,
            ("logistic_cost", 1.0),
            least=0.0,
            step=0.5,
        )
    with immediate:
        inputs.number(
            message("served at once, at least %"),
            rates.least_immediate * 100,
            "koop-immediate",
            _rate,
            ("least_immediate", 0.01),
            least=0.0,
            most=99.0,
            step=5.0,
            why=message("A stock that serves fewer lines at once does not decouple: it is made to order in disguise."),
        )
    with overtaking:
        inputs.switch(
            message("overtaking happens"),
            rates.overtaking,
            "koop-overtaking",
            _overtaking,
            why=message(
                "A later replenishment can arrive before an earlier one: independent jobs can do that, one line can't, "
                "and that is the safe side."
            ),
        )


def _rate(value: float | None, field: str, factor: float) -> None:
    session.change({("koop", "chain", field): None if value is None else round(value * factor, 8)})


def _overtaking(value: bool) -> None:
    workshop = session.workshop()
    if workshop is None:
        return
    changes: dict[Path, Any] = {("koop", "chain", "overtaking"): value or None}
    koop_results.chain(apply(workshop, *edits_of(workshop, changes, session.BY)).koop)
    session.change(changes)

"""The order lines behind every number of a score, to look at and to take away."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from otif_koop.intake import safe_cell
from otif_koop.message import Message, message
from otif_koop.otif.order_book import Flags
from otif_koop.otif.score_lines import PASSES, hurt_most, lines_table, missed_lines
from otif_koop.ui.number_columns import to_the_right
from otif_koop.ui.score_view import COMPONENTS, REASONS, Looked
from otif_koop.ui.speech import language, say


def both(looked: Looked) -> None:
    """The lines that hurt most, and all the lines behind each number."""
    st.markdown(f"##### {say('The ten lines that hurt most')}")
    hurt(looked)
    st.markdown(f"##### {say('The lines behind the numbers')}")
    behind(looked)


def hurt(looked: Looked) -> None:
    """The ten lines that hurt most."""
    group = None if looked.group is None else looked.book.group.names.index(looked.group)
    _show(hurt_most(looked.facts, looked.resolved, looked.judged, group))


def behind(looked: Looked) -> None:
    """The lines behind each number, to look at and to take away."""
    told = language()
    options: dict[str, Message] = {
        "missed": message("Missed: any component"),
        **{
            name: message("Missed: {component}", component=label)
            for name, label in COMPONENTS.items()
            if name in looked.resolved.measured
        },
        "left_out": message("Left out"),
        "all": message("All order lines"),
    }
    chosen = st.selectbox(
        say("Which order lines?"), list(options), format_func=lambda code: say(options[code]), key=f"behind-{told.code}"
    )
    which = _which(looked, chosen)
    n = int(which.sum())
    st.caption(told.plural("{n} order line", "{n} order lines", n))
    if not n:
        return
    first = np.zeros(len(which), np.bool_)
    first[np.flatnonzero(which)[:500]] = True
    _show(lines_table(looked.facts, looked.resolved, looked.judged, first))
    if n > 500:
        st.caption(say("The first 500 are shown; the download holds them all."))
    st.download_button(
        say("Download these lines (CSV)"),
        lambda: _csv(lines_table(looked.facts, looked.resolved, looked.judged, which), told.code),
        file_name=say("order lines.csv"),
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key="download-lines",
    )


def _which(looked: Looked, chosen: str) -> Flags:
    counted = looked.judged.line_reason == 0
    if chosen == "all":
        return looked.lines
    if chosen == "left_out":
        return looked.lines & ~counted
    if chosen == "missed":
        return looked.lines & missed_lines(looked.judged, looked.resolved)
    return looked.lines & counted & ((looked.judged.line_fault & PASSES[chosen]) != 0)


_TITLES = {
    "order_id": message("Order"),
    "line_id": message("Line"),
    "customer_group": message("Customer group"),
    "customer_id": message("Customer"),
    "product_id": message("Product"),
    "quantity_due": message("Due"),
    "quantity_delivered": message("Delivered"),
    "due_date": message("Due date"),
    "last_delivery": message("Last delivery"),
    "deviation": message("Late by (− is early)"),
    "net_value": message("Line value"),
    "on_time": message("On time"),
    "in_full": message("In full"),
    "no_error": message("No errors"),
    "no_complaint": message("No complaints"),
    "credit": message("Counts for"),
    "left_out": message("Left out"),
    "source_row": message("Row in the file"),
}


_FIGURES = ("quantity_due", "quantity_delivered", "deviation", "net_value", "credit", "source_row")


def _show(table: pd.DataFrame) -> None:
    figures = to_the_right(say(_TITLES[name]) for name in _FIGURES)
    st.dataframe(_told(table), hide_index=True, width="stretch", column_config=figures)


def _told(table: pd.DataFrame) -> pd.DataFrame:
    """The table in the reader's words and formats; columns without any value are left out."""
    told = language()

    def words(name: str, value: Any) -> str:
        if value is None or pd.isna(value):
            return ""
        if name in {"due_date", "last_delivery"}:
            return told.date(value)
        if name in COMPONENTS:
            return "✓" if value else "✗"
        if name == "left_out":
            return say(REASONS[value])
        if name == "net_value":
            return told.money(value)
        return told.number(value) if isinstance(value, float) else str(value)

    return pd.DataFrame(
        {
            say(_TITLES[name]): [words(name, value) for value in table[name]]
            for name in table.columns
            if any(table[name].notna() & (table[name] != ""))
        }
    )


def _csv(table: pd.DataFrame, code: str) -> bytes:
    """As the spreadsheets of that language read it; made after the run, when no language is at hand any more."""
    safe = table.copy()
    for name in safe.columns:
        if safe[name].dtype == object or str(safe[name].dtype) in {"str", "string"}:
            safe[name] = [None if value is None or pd.isna(value) else safe_cell(str(value)) for value in safe[name]]
    dutch = code == "nl"
    return safe.to_csv(index=False, sep=";" if dutch else ",", decimal="," if dutch else ".").encode("utf-8-sig")

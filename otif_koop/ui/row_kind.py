"""What a row of the lines file is, as it was found, and who cancelled; both can be said otherwise."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf

import streamlit as st

from otif_koop import intake
from otif_koop.intake import Proposal, Role, TextTable
from otif_koop.message import Message, message
from otif_koop.ui import inputs, uploads
from otif_koop.ui.speech import markdown, say

LOOKED_AT_AT_ONCE = 200_000
"""Rows; of more, what a row is follows when they are used, because it takes as long."""

_KINDS = {
    "line": message("an order line"),
    "delivery": message("a delivery of a line"),
    "order": message("a whole order"),
}
_BY = {"customer": message("the customer"), "supplier": message("us")}


def what_a_row_is(by_role: MappingOf[Role, TextTable], proposed: Proposal) -> None:
    """Say what a row is, with the way to say otherwise."""
    found = _found(by_role, proposed)
    with st.container(horizontal=True, vertical_alignment="center"):
        if found is not None:
            st.caption(markdown(found[1]))
        with st.popover(say("What is one row?"), icon=":material/table_rows:", type="tertiary"):
            chosen = proposed.mapping.shape or (found[0] if found else None)
            inputs.choose(
                message("One row of the order lines is"), _KINDS, chosen, "shape", _set, ("shape",), is_list=True
            )
        if any(column.field in {"status", "cancel_reason"} for column in proposed.columns):
            with st.popover(say("Who cancelled?"), icon=":material/cancel:", type="tertiary"):
                by = proposed.mapping.cancelled_by
                inputs.choose(
                    message("What is called cancelled, was cancelled by"), _BY, by, "by", _set, ("cancelled_by",)
                )


def _found(by_role: MappingOf[Role, TextTable], proposed: Proposal) -> tuple[str, Message] | None:
    """What a row is, worked out once for a proposal."""
    if "lines" not in by_role or len(by_role["lines"]) > LOOKED_AT_AT_ONCE:
        return None
    kept = st.session_state.get("row_kind")
    if kept is None or kept[0] is not proposed:
        with st.spinner(say("Looking at the rows …"), show_time=True):
            kept = (proposed, intake.what_a_row_is(by_role, proposed.mapping))
        st.session_state["row_kind"] = kept
    found: tuple[str, Message] | None = kept[1]
    return found


def _set(value: str | None, name: str) -> None:
    known = uploads.known_mapping() or intake.Mapping()
    uploads.keep_mapping(known.model_copy(update={name: value}))

"""Bring the export, say what its columns are, see what is wrong with it and what it can measure."""

import streamlit as st

from otif_koop.message import Refused
from otif_koop.ui import (
    checks,
    columns,
    data,
    fetch,
    frame,
    gap,
    own_file,
    row_kind,
    sheets,
    stored_counts,
    stored_rows,
    uploads,
)
from otif_koop.ui.speech import say
from otif_koop.ui.trouble import show_refusal

workshop = frame.workshop_for("data")

own_file.where_the_data_are(workshop)
stored_counts.told()
stored_rows.offer()
if data.own_data() is not None and not uploads.uploads() and not sheets.books():
    with st.expander(say("Bring other files instead"), icon=":material/upload_file:"):
        uploads.drop_place()
else:
    uploads.drop_place()
fetch.fetch_place()
sheets.choice(uploads.take_sheets)
if uploads.uploads():
    try:
        by_role = uploads.tables()
        proposed = uploads.proposal(by_role)
    except Refused as refused:
        columns.files_read({})
        show_refusal(refused)
    else:
        columns.files_read(by_role, proposed)
        st.subheader(say("What is what?"), anchor=False)
        own_file.layout_changes(by_role)
        columns.no_rows(by_role)
        columns.questions(proposed, by_role)
        if proposed.blocking:
            st.info(say("Answer the questions above; then the data can be used."), icon=":material/help:")
        else:
            row_kind.what_a_row_is(by_role, proposed)
            own_file.use_button(by_role, proposed)
        with st.expander(say("All columns"), expanded=True, icon=":material/table:"):
            columns.column_table(proposed, by_role)

orders = data.book()
if orders is not None:
    own = data.own_data()
    if own is not None:
        checks.findings(own.intake)
    checks.can_carry(orders)
    gap.information_gap(workshop, orders)
    stored_counts.keep(workshop, orders)
gap.gap_of_a_system(workshop)

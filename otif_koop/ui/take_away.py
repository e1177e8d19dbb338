"""The definition to take away: SQL for the engine that is in use, and the pack with a test to prove it on."""

from __future__ import annotations

import streamlit as st

from otif_koop.deliver.definition_pack import definition_pack
from otif_koop.otif.sql.dialect import DIALECTS, dialect
from otif_koop.otif.sql.script import definition_script
from otif_koop.ui.speech import language, say
from otif_koop.workshop.cascade import definition_for, definitions_by_label
from otif_koop.workshop.document import Workshop


def offer(workshop: Workshop) -> None:
    """An expander with the downloads; nothing is made before it is asked for."""
    expander = st.expander(
        say("Take the definition away: SQL and a test"), icon=":material/database:", key="take-away", on_change="rerun"
    )
    if not expander.open:
        return
    default = definition_for(workshop, None)
    groups = {label: own for label, own in definitions_by_label(workshop).items() if own != default}
    told = language()  # a download is made outside this run
    with expander:
        st.markdown(
            say(
                "The same definition as SQL, every step under its rule in plain words. The pack adds the definition "
                "itself and a test of at most 200 order lines, with which a BI team proves its own figures."
            )
        )
        name = st.selectbox(
            say("Written for"),
            list(DIALECTS),
            format_func=lambda one: DIALECTS[one].title,
            key="take-away-dialect",
        )
        with st.container(horizontal=True):
            st.download_button(
                say("SQL file"),
                lambda: definition_script(default, groups, dialect(name), told.say),
                file_name=f"otif-{name}.sql",
                mime="application/sql",
                icon=":material/code:",
                on_click="ignore",
                key="take-away-sql",
            )
            st.download_button(
                say("Definition pack (ZIP)"),
                lambda: definition_pack(default, groups, told.say),
                file_name="otif-definition.zip",
                mime="application/zip",
                icon=":material/folder_zip:",
                on_click="ignore",
                key="take-away-pack",
            )

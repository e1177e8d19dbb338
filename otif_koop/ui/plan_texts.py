"""The drafts that go with the plan: internal note, customer letter and poster, in both languages."""

from __future__ import annotations

import streamlit as st

from otif_koop.deliver.drafts import NAMES, draft_text, drafted, text_id
from otif_koop.language import CODES, Language
from otif_koop.message import message
from otif_koop.ui import inputs, session
from otif_koop.ui.session import Changes
from otif_koop.ui.speech import language, say
from otif_koop.workshop.document import Workshop


def texts(workshop: Workshop) -> None:
    """One draft at a time: it follows the workshop until someone changes it."""
    st.subheader(say("Texts, drafted from the workshop"), anchor=False)
    told = language().code
    which, code = st.columns([3, 1])
    draft = which.segmented_control(
        say("Text"),
        list(NAMES),
        default="note",
        required=True,
        format_func={one: say(title) for one, title in NAMES.items()}.__getitem__,
        key=f"draft-{told}",
        label_visibility="collapsed",
    )
    written = code.segmented_control(
        say("Language of the text"),
        list(CODES),
        default=told,
        required=True,
        format_func={one: Language(one).name for one in CODES}.__getitem__,
        key=f"draft-language-{told}",
        label_visibility="collapsed",
    )
    language_of_text = Language(written)
    name = text_id(draft, language_of_text)
    text = draft_text(workshop, draft, language_of_text)
    inputs.text(
        message("{name}", name=NAMES[draft]), text, f"text-{name}", _keep, (draft, written), most=9000, lines=12
    )
    with st.container(horizontal=True):
        st.download_button(
            say("Download the text"),
            text.encode(),
            file_name=f"{name}.txt",
            mime="text/plain",
            icon=":material/download:",
            on_click="ignore",
            key=f"download-{name}",
        )
        if name in workshop.plan.texts:
            inputs.button(message("Back to the draft"), f"redraft-{name}", _redraft, (name,), icon=":material/undo:")


def _keep(text: str, draft: str, code: str) -> None:
    def written(workshop: Workshop) -> Changes:
        same = text.strip() in {"", drafted(workshop, draft, Language(code)).strip()}
        return {("plan", "texts", text_id(draft, Language(code))): None if same else text}

    session.change(written)


def _redraft(name: str) -> None:
    session.change({("plan", "texts", name): None})

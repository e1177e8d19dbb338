"""What a person sees when something can't be done, and when something broke."""

from __future__ import annotations

import logging
import secrets

import streamlit as st

from otif_koop.message import Message, Refused
from otif_koop.ui.speech import language

_log = logging.getLogger("otif_koop")
_WAITING = "refused"


def show(trouble: Exception) -> bool:
    """Streamlit's handler for whatever a script raises; True: it has been shown, Streamlit need not show it."""
    if isinstance(trouble, Refused):
        show_refusal(trouble)
        return True
    reference = secrets.token_hex(3).upper()
    _log.error("reference %s", reference, exc_info=trouble)
    say = language().say
    st.error(
        say(
            "Something went wrong on our side; what was saved before is safe. "
            "Reload the page. If it happens again, pass on this number: {reference}.",
            reference=reference,
        ),
        icon=":material/build:",
    )
    return True


def show_refusal(refused: Refused) -> None:
    """The one way in which the screen says that something can't be done: what, where, and what to do."""
    said = [language().markdown(_labelled(problem)) for problem in refused.problems]
    st.warning(said[0] if len(said) == 1 else "\n".join(f"- {one}" for one in said), icon=":material/front_hand:")


def _labelled(problem: Message) -> Message:
    """With what a field is called on the screen; the intake says its id, which is what the command line needs."""
    if not problem.values.keys() & {"field", "role", "question"}:
        return problem
    from otif_koop.ui.field_names import with_labels  # the first page doesn't wait for the intake

    return with_labels(problem)


def refuse_later(refused: Refused) -> None:
    """Keeps a refusal from a callback, which runs before there is a page, for `show_waiting`."""
    st.session_state[_WAITING] = refused


def show_waiting() -> None:
    """Shows what a callback was refused, once."""
    refused = st.session_state.pop(_WAITING, None)
    if refused is not None:
        show_refusal(refused)

"""A change is not cut in two by the next click, and two quick ones do not look like two people."""

from __future__ import annotations

import threading
import time

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.testing.v1 import AppTest

from otif_koop.store.store import Store
from otif_koop.ui import session
from otif_koop.ui.uninterrupted import uninterrupted
from otif_koop.workshop.document import new_workshop


def test_nothing_ends_a_run_within():
    def script():
        import streamlit as st
        from streamlit.runtime.scriptrunner import StopException, get_script_run_ctx

        from otif_koop.ui.uninterrupted import uninterrupted

        state = get_script_run_ctx().session_state
        yields = state._yield_callback

        def stop():
            raise StopException

        object.__setattr__(state, "_yield_callback", stop)
        with uninterrupted(), uninterrupted():
            st.session_state["kept"] = True
        object.__setattr__(state, "_yield_callback", yields)

    at = AppTest.from_function(script).run()
    assert at.session_state["kept"] is True


def test_without_a_page_it_does_nothing():
    assert get_script_run_ctx(suppress_warning=True) is None
    with uninterrupted():
        pass


def test_changes_at_the_same_time_follow_each_other(monkeypatch):
    """Two runs of one session that change the same field: the last one counts, and nobody is asked which."""
    made = Store().create(new_workshop("Tegelijk"), "test")
    state: dict = {}
    monkeypatch.setattr(st, "session_state", state)
    session.open_workshop(made)
    asked = []
    monkeypatch.setattr(session.clash, "ask", lambda *_: asked.append(1))
    load = Store.load

    def slow(self, *args, **more):
        time.sleep(0.05)
        return load(self, *args, **more)

    monkeypatch.setattr(Store, "load", slow)
    runs = [threading.Thread(target=session.change, args=({("name",): f"Naam {n}"},)) for n in range(4)]
    for one in runs:
        one.start()
        time.sleep(0.01)
    for one in runs:
        one.join()
    assert asked == []
    assert session.workshop().name == "Naam 3" == load(Store(), made)[0].name

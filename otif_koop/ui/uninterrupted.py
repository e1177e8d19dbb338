"""A change that is being saved is saved, also when the next click is there already."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from streamlit.runtime.scriptrunner import get_script_run_ctx


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Within it the next click does not end this run.

    Streamlit ends a run where it touches the session while another was asked for, also inside a callback: half way a
    change, which is then lost, or saved in the store and unknown on the screen. It has no public way to prevent that.
    """
    context = get_script_run_ctx()
    state = None if context is None else context.session_state
    yields = getattr(state, "_yield_callback", None)
    if yields is None:
        yield
        return
    object.__setattr__(state, "_yield_callback", lambda: None)
    try:
        yield
    finally:
        object.__setattr__(state, "_yield_callback", yields)

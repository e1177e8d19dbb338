"""What a person sees when something is refused or broken, and what the log keeps."""

from __future__ import annotations

import logging
import re

from streamlit.testing.v1 import AppTest

from otif_koop.ui import trouble


def refusing() -> None:
    from otif_koop.message import Refused, message
    from otif_koop.ui import trouble

    trouble.show(Refused(message("Row {row}: “{text}”.", row=3, text="*12*"), message("And this.")))


def test_a_refusal_names_every_problem_and_shows_typed_text_as_typed():
    at = AppTest.from_function(refusing).run()
    assert at.warning[0].value == "- Row 3: “\\*12\\*”.\n- And this." or at.warning[0].value.startswith("- ")
    assert "\\*12\\*" in at.warning[0].value
    assert not at.error


def breaking() -> None:
    from otif_koop.ui import trouble

    try:
        raise KeyError("secret name")
    except KeyError as fault:
        trouble.show(fault)


def test_something_unexpected_gives_a_number_and_the_log_the_traceback(caplog):
    with caplog.at_level(logging.ERROR, "otif_koop"):
        at = AppTest.from_function(breaking).run()
    shown = at.error[0].value
    reference = re.search(r"[0-9A-F]{6}", shown).group()
    assert "secret name" not in shown
    assert "KeyError" not in shown
    assert reference in caplog.text
    assert "secret name" in caplog.text


def test_the_handler_tells_streamlit_that_it_has_been_shown():
    assert trouble.show(ValueError("x")) is True

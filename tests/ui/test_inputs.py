"""Inputs show the workshop's value, report a change once, and survive a language switch."""

from __future__ import annotations

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from otif_koop.ui import on_the_way


def app() -> None:
    from datetime import date

    import streamlit as st

    from otif_koop.message import Refused, message
    from otif_koop.ui import inputs, speech, trouble

    values = st.session_state.setdefault(
        "values",
        {"few": "b", "many": "m4", "some": ("y",), "days": 3, "share": 0.5, "name": "x", "on": False, "day": None},
    )
    calls = st.session_state.setdefault("calls", [])

    def change(value, field):
        if value == "refuse":
            raise Refused(message("“{value}” can't be a name.", value=value))
        if value == "break":
            raise RuntimeError("broken")
        calls.append((field, value))
        st.session_state["values"] = {**st.session_state["values"], field: value}

    speech.language_control()
    trouble.show_waiting()
    labels = {"nl": "keuze", "en": "option"}[speech.language().code]
    few = {code: f"{labels} {code}" for code in "abc"}
    many = {f"m{n}": f"{labels} {n}" for n in range(9)}
    inputs.choose("few", few, values["few"], "few", change, ["few"])
    inputs.choose("many", many, values["many"], "many", change, ["many"])
    inputs.choose_some("some", {"x": labels + "x", "y": labels + "y"}, values["some"], "some", change, ["some"])
    inputs.number("days", values["days"], "days", change, ["days"], least=0, most=10)
    inputs.number("share", values["share"], "share", change, ["share"], step=0.1)
    inputs.text("name", values["name"], "name", change, ["name"])
    inputs.switch("on", values["on"], "on", change, ["on"])
    inputs.button("refuse", "refuse", change, ["refuse", "name"], is_primary=True)
    inputs.day("day", values["day"], "day", change, ["day"], least=date(2026, 1, 1))


def run(code: str = "nl") -> AppTest:
    at = AppTest.from_function(app, default_timeout=20)
    at.query_params["lang"] = code
    return at.run()


def values(at: AppTest) -> dict[str, object]:
    return at.session_state["values"]


def test_each_input_shows_the_value_and_reports_a_change():
    at = run()
    assert at.segmented_control(key="few:nl").value == "b"
    assert at.selectbox(key="many:nl").value == "m4"
    at.segmented_control(key="few:nl").set_value("c").run()
    at.selectbox(key="many:nl").set_value("m7").run()
    at.pills(key="some:nl").set_value(["y", "x"]).run()
    at.number_input(key="days:nl").set_value(4).run()
    at.number_input(key="share:nl").set_value(0.7).run()
    at.text_input(key="name:nl").set_value("z").run()
    at.toggle(key="on:nl").set_value(True).run()
    at.date_input(key="day:nl").set_value(date(2026, 3, 3)).run()
    assert not at.exception
    assert values(at) == {
        "few": "c",
        "many": "m7",
        "some": ("x", "y"),
        "days": 4,
        "share": 0.7,
        "name": "z",
        "on": True,
        "day": date(2026, 3, 3),
    }
    assert len(at.session_state["calls"]) == 8, "each change is reported once"


@pytest.mark.parametrize("first", ["nl", "en"])
def test_a_language_switch_keeps_every_selection(first):
    second = {"nl": "en", "en": "nl"}[first]
    at = run(first)
    at.segmented_control(key=f"few:{first}").set_value("a").run()
    at.selectbox(key=f"many:{first}").set_value("m8").run()
    for code in (second, first, second):
        at.segmented_control(key="lang").set_value(code).run()
        at.toggle(key=f"on:{code}").set_value(not values(at)["on"]).run()  # the second run after a switch is the trap
        assert at.segmented_control(key=f"few:{code}").value == "a"
        assert at.selectbox(key=f"many:{code}").value == "m8"
        assert at.pills(key=f"some:{code}").value == ["y"]
    assert (values(at)["few"], values(at)["many"]) == ("a", "m8")
    assert {field for field, _ in at.session_state["calls"]} == {"few", "many", "on"}


def test_a_change_from_elsewhere_shows():
    at = run()
    at.session_state["values"] = {**values(at), "few": "a", "name": "from someone else", "days": None}
    at.run()
    assert at.segmented_control(key="few:nl").value == "a"
    assert at.text_input(key="name:nl").value == "from someone else"
    assert at.number_input(key="days:nl").value is None
    assert at.session_state["calls"] == []


def test_a_refused_change_is_told_and_falls_back():
    at = run("en")
    at.text_input(key="name:en").set_value("refuse").run()
    assert [warning.value for warning in at.warning] == ["“refuse” can't be a name."]
    assert at.text_input(key="name:en").value == "x"
    assert values(at)["name"] == "x"
    assert not at.run().warning, "it is told once"


def test_a_refused_button_is_told_and_the_page_stays():
    at = run("en")
    at.button(key="refuse:en").click().run()
    assert len(at.warning) == 1
    assert at.text_input(key="name:en").value == "x"


def test_a_value_that_is_no_longer_offered_stays_visible():
    at = run()
    at.session_state["values"] = {**values(at), "few": "gone", "some": ("old",)}
    at.run()
    assert not at.exception
    assert at.segmented_control(key="few:nl").value == "gone"
    assert at.pills(key="some:nl").value == ["old"]


def two_views_app() -> None:
    import streamlit as st

    from otif_koop.ui import inputs, on_the_way

    values = st.session_state.setdefault("values", {"target": None, "name": ""})

    def change(value, field):
        st.session_state["values"] = {**st.session_state["values"], field: value}

    on_the_way.begin()
    inputs.slide("target", values["target"] or 40, "slider", change, ["target"], least=0, most=100)
    inputs.number("target", values["target"], "number", change, ["target"])
    inputs.text("name", values["name"], "name", change, ["name"])
    inputs.button("take", "take", change, [38, "target"])
    on_the_way.end()


def two_views() -> AppTest:
    return AppTest.from_function(two_views_app, default_timeout=20).run()


def later(monkeypatch) -> None:
    now = on_the_way.monotonic()
    monkeypatch.setattr(on_the_way, "monotonic", lambda: now + 60)


def test_a_blank_that_was_on_its_way_does_not_undo_what_a_button_filled_in(monkeypatch):
    at = two_views()
    at.button[0].click().run()
    at.text_input[0].set_value("Ann")
    at.number_input[0].set_value(None).run()  # at once: the browser had not drawn the 38 yet
    assert values(at) == {"target": 38, "name": "Ann"}
    assert at.number_input[0].value == 38
    later(monkeypatch)
    at.number_input[0].set_value(None).run()
    assert values(at)["target"] is None, "who empties it himself gets it empty"


def test_a_second_view_of_a_value_that_lags_behind_undoes_nothing(monkeypatch):
    at = two_views()
    at.number_input[0].set_value(40).run()
    later(monkeypatch)
    for chosen in (41, 42, 43):
        at.slider[0].set_value(chosen)
        at.number_input[0].set_value(40).run()  # the browser still shows the first value there
        assert values(at)["target"] == chosen
        assert at.number_input[0].value == chosen
    later(monkeypatch)
    at.text_input[0].set_value("Ann")
    at.number_input[0].set_value(40).run()
    assert values(at) == {"target": 40, "name": "Ann"}, "who goes back a while after does so"
    assert at.slider[0].value == 40


def test_what_someone_moves_does_not_jump_back_where_a_run_broke_off(monkeypatch):
    with monkeypatch.context() as broken_off:
        broken_off.setattr(on_the_way, "end", lambda: None)
        at = two_views()
        assert at.slider[0].proto.set_value
        at.slider[0].set_value(43).run()  # on a slider that is there, of a run that never ended
        assert not at.slider[0].proto.set_value
        assert at.number_input[0].proto.set_value
    at.run()
    assert at.text_input[0].proto.set_value, "what may not have been drawn is given once more"
    at.run()
    assert not at.text_input[0].proto.set_value


def test_the_only_change_that_is_reported_is_a_choice():
    at = two_views()
    for chosen in (43, 40, 43, 40):
        at.slider[0].set_value(chosen).run()  # as fast as can be
        assert values(at)["target"] == chosen
        assert at.slider[0].value == at.number_input[0].value == chosen


def test_an_input_that_the_browser_does_not_know_yet_is_given_its_value_again(monkeypatch):
    at = two_views()
    at.run()
    assert not at.slider[0].proto.set_value
    reported = on_the_way._is_reported
    monkeypatch.setattr(on_the_way, "_is_reported", lambda key: key != "slider-100:nl" and reported(key))
    at.run()  # as where the run before ended and was followed by this one before it was sent
    assert at.slider[0].proto.set_value
    assert not at.text_input[0].proto.set_value

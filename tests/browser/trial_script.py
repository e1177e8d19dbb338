"""A page with everything on it that a page may use; see trial.py."""

import altair as alt
import pandas as pd
import streamlit as st

from otif_koop.message import Refused, message
from otif_koop.ui import inputs, speech, trouble

st.title("Trial")
chosen = st.session_state.setdefault("chosen", {"level": "order", "country": "nl"})


def choose(value: str, field: str) -> None:
    st.session_state["chosen"] = {**st.session_state["chosen"], field: value}


def refuse(_value: str) -> None:
    raise Refused(message("“{value}” is taken.", value="*x*"))


def fail() -> None:
    raise RuntimeError("secret detail")


speech.language_control()
trouble.show_waiting()
word = {"nl": "keuze", "en": "option"}[speech.language().code]
inputs.choose("level", {code: f"{word} {code}" for code in ("order", "line")}, chosen["level"], "l", choose, ["level"])
countries = {code: f"{word} {code}" for code in ("nl", "be", "de", "fr", "lu", "at")}
inputs.choose("country", countries, chosen["country"], "c", choose, ["country"])
inputs.text("name", "free", "n", refuse)
st.write("chosen:", chosen["level"], chosen["country"])
st.button("fail", on_click=fail)

data = pd.DataFrame(
    {"month": pd.date_range("2026-01-01", periods=12, freq="MS"), "share": [0.5 + i / 30 for i in range(12)]}
)
bars = (
    alt.Chart(data)
    .mark_bar()
    .encode(
        x=alt.X("month:T", axis=alt.Axis(format="%b %Y")),
        y=alt.Y("share:Q", axis=alt.Axis(format=".1%")),
        opacity=alt.condition("datum.share > 0.7", alt.value(1), alt.value(0.4)),
    )
)
st.altair_chart(bars.configure(locale=speech.language().vega_locale()), alt="bars")
st.dataframe(data)
st.data_editor(data, key="editor")
received = st.file_uploader("file", type=["csv"])
if received:
    st.write(f"received {len(received.getvalue())}")
st.download_button("take away", b"a;b", "x.csv")
st.metric("score", 3, chart_data=[1, 2, 3])
st.markdown(speech.markdown("typed: {text}", text="*a* $x$ and $y$ :material/home: :red[b] <b>c</b> [d](http://e.f)"))

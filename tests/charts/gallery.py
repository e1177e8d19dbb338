"""A page with every chart of the tests on it, as a page of the product draws them: the tests' own, not the product's.

    streamlit run tests/charts/gallery.py

`?lang=en` shows it in English, `?only=trend` the cases whose name begins so.
"""

import streamlit as st

from otif_koop.charts.delay_zones import window_of
from otif_koop.language import Language
from tests.charts.sample_figures import CASES

language = Language(st.query_params.get("lang", "nl"))
only = st.query_params.get("only", "")
for name, draw in CASES.items():
    if name.startswith(only):
        chart, said = draw(language)
        with st.container(key=f"case-{list(CASES).index(name)}"):
            st.vega_lite_chart(spec=chart.to_dict(), alt=said, width="stretch")
if only == "histogram":
    event = st.vega_lite_chart(spec=CASES["histogram"](language)[0].to_dict(), key="movable", on_select="rerun")
    span = event["selection"]["window"].get("deviation")
    st.write("window:", str(window_of(*span)) if span else "none")
st.title("Gallery")

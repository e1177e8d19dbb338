"""Charts on the screen. A chart that was shown lately is kept as it was sent."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any
from weakref import WeakKeyDictionary

import pyarrow as pa
import streamlit as st
from streamlit.dataframe_util import convert_anything_to_arrow_bytes

from otif_koop.charts.vega_lite import Drawing
from otif_koop.lately import Lately
from otif_koop.ui.speech import language

_MOST = 120
_kept: WeakKeyDictionary[object, Lately] = WeakKeyDictionary()
"""The charts of each order book or explorer; they go when it goes."""


def picture(
    source: object,
    what: Hashable,
    make: Callable[[], Drawing],
    said: Callable[[], str],
    **options: Any,
) -> Any:
    """Show a chart with its text for who can't see it.

    `what` names the figures of `source` (an order book, an explorer) that it shows, in any language.

    `make` and `said` are called only where this chart was not shown lately. `options` go to `st.vega_lite_chart`.
    """
    kept = _kept.setdefault(source, Lately(_MOST))
    spec, text = kept.get((what, language().code), lambda: (_spec(make()), said()))
    return st.vega_lite_chart(spec=spec, alt=text, width="stretch", **options)


_of_documents = Lately(_MOST)
"""The charts that show a workshop document rather than an order book."""


def described(
    what: Hashable,
    make: Callable[[], Drawing],
    said: Callable[[], str],
    **options: Any,
) -> Any:
    """As `picture`, for figures that stand in the workshop document; `what` must hold them all."""
    spec, text = _of_documents.get((what, language().code), lambda: (_spec(make()), said()))
    return st.vega_lite_chart(spec=spec, alt=text, width="stretch", **options)


def _spec(chart: Drawing) -> dict[str, Any]:
    """The chart as Vega-Lite with its tables as Streamlit sends them, or it would make them anew at every rerun."""
    described = chart.to_dict()
    return described | {"datasets": {name: _arrow(rows) for name, rows in described["datasets"].items()}}


def _arrow(rows: list[dict[str, Any]]) -> bytes:
    """A chart's table as it is sent; by way of a data frame only where a column holds several kinds of values."""
    names = dict.fromkeys(name for row in rows for name in row)
    columns = {name: [row.get(name) for row in rows] for name in names}
    try:
        table: Any = pa.table(columns)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        table = rows
    return convert_anything_to_arrow_bytes(table)

"""A chart written down as Vega-Lite: marks on the rows of a table, with columns on channels, one layer over another.

Plain dictionaries, because a page describes its charts anew at every edit: as Altair objects the same charts took the
server more than thirty times as long. The tests hold every chart against Altair's copy of the Vega-Lite schema.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha1
from typing import Any

Channel = dict[str, Any]
"""What a channel shows: a column, with its scale and axis or legend, or something fixed."""

_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_KINDS = {"Q": "quantitative", "N": "nominal", "O": "ordinal", "T": "temporal"}
_SECOND = ("x2", "y2")
"""Channels that take their kind from the first of the pair."""


def column(name: str, **options: Any) -> Channel:
    """A column with its kind, as in `start:Q` (or N, O, T); `options` as Vega-Lite calls them: scale, axis, title …"""
    name, kind = name.rsplit(":", 1)
    return {"field": name, "type": _KINDS[kind], **options}


def beside(name: str, x: Channel) -> Channel:
    """Another column, as in `end:Q`, on the scale and axis of `x`."""
    return column(name, scale=x["scale"], axis=x["axis"])


def fixed(value: Any) -> Channel:
    """The same for every row: a number of pixels, or an expression as in `{"expr": "width"}`."""
    return {"value": value}


def touched(name: str, *fields: str) -> dict[str, Any]:
    """A selection `name` of the one mark that is touched; it holds these `fields` of its row."""
    return {"name": name, "select": {"type": "point", "fields": list(fields), "toggle": False}}


def stretch(name: str, **look: Any) -> dict[str, Any]:
    """A selection `name` of a stretch of the x axis, to be dragged; `look` is that of the brush."""
    return {"name": name, "select": {"type": "interval", "encodings": ["x"], "mark": look}}


@dataclass(frozen=True)
class Marks:
    """Marks of one kind on the rows of a table."""

    rows: Sequence[Mapping[str, Any]]
    mark: Mapping[str, Any] = field(default_factory=dict)
    encoding: Mapping[str, Any] = field(default_factory=dict)
    selections: tuple[Mapping[str, Any], ...] = ()

    def drawn_as(self, kind: str, **look: Any) -> Marks:
        """As rect, rule, point, line, bar or text, with its look as Vega-Lite calls it."""
        return replace(self, mark={"type": kind, **look})

    def encode(self, **channels: Any) -> Marks:
        """With these channels as well."""
        return replace(self, encoding={**self.encoding, **channels})

    def selecting(self, selection: Mapping[str, Any]) -> Marks:
        """With a selection (`touched`, `stretch`) that is made on these marks."""
        return replace(self, selections=(*self.selections, selection))


@dataclass(frozen=True)
class Layers:
    """Marks over each other; `independent` channels have a scale for each layer."""

    layers: Sequence[Marks | Layers]
    independent: tuple[str, ...] = ()


@dataclass(frozen=True)
class Drawing:
    """A whole chart: its layers, and what holds for all of it."""

    layers: Sequence[Marks | Layers]
    look: Mapping[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """The Vega-Lite specification; the tables stand under `datasets` by a name that their content gives them."""
        tables: dict[str, list[dict[str, Any]]] = {}
        selections: list[dict[str, Any]] = []
        drawn = [_described(one, tables, selections) for one in self.layers]
        whole: dict[str, Any] = {"$schema": _SCHEMA, **self.look, "layer": drawn, "datasets": tables}
        return whole | {"params": selections} if selections else whole


def _described(
    one: Marks | Layers, tables: dict[str, list[dict[str, Any]]], selections: list[dict[str, Any]]
) -> dict[str, Any]:
    if isinstance(one, Layers):
        inner = {"layer": [_described(layer, tables, selections) for layer in one.layers]}
        scales = dict.fromkeys(one.independent, "independent")
        return {**inner, "resolve": {"scale": scales}} if scales else inner
    table = _plain(one.rows)
    name = f"data-{sha1(json.dumps(table).encode(), usedforsecurity=False).hexdigest()}"
    tables[name] = table
    encoding = {channel: _on(channel, shown) for channel, shown in one.encoding.items()}
    made = {"data": {"name": name}, "mark": dict(one.mark), "encoding": encoding}
    if not one.selections:
        return made
    view = f"view-{len(selections)}"
    selections += [{**selection, "views": [view]} for selection in one.selections]
    return {**made, "name": view}


def _on(channel: str, shown: Any) -> Any:
    if channel not in _SECOND:
        return shown
    return {key: value for key, value in shown.items() if key != "type"}


def _plain(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows with nothing in them that JSON does not know."""
    return [{key: _value(value) for key, value in row.items()} for row in rows]


def _value(value: Any) -> Any:
    if isinstance(value, str | int | float) or value is None:
        return value
    if isinstance(value, date):
        return value.isoformat()
    return value.item()  # a number or a yes or no of numpy

"""Reading a drawn chart back, for the tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import altair as alt

from otif_koop.language import Language

NL, EN = Language("nl"), Language("en")


def valid(spec: dict[str, Any]) -> dict[str, Any]:
    """The specification, held against the Vega-Lite schema that comes with Altair."""
    alt.LayerChart.from_dict(spec)
    return spec


def rows(chart: Any, *columns: str, kind: str = "") -> list[dict[str, Any]]:
    """The records of every layer (of one kind of mark) that has all these columns, in the order they are drawn."""
    spec = chart.to_dict()
    found = []
    for layer in layers(spec):
        if kind and layer["mark"]["type"] != kind:
            continue
        data = spec["datasets"][layer.get("data", spec.get("data"))["name"]]  # a shared table stands at the top
        found += [record for record in data if set(columns) <= set(record)]
    return found


def layers(spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The layers that draw something, inner ones too."""
    for layer in spec.get("layer", []):
        if "layer" in layer:
            yield from layers({"layer": layer["layer"]})
        else:
            yield layer


def words(chart: Any) -> list[str]:
    """Everything the marks say, each with its line ends as spaces."""
    return [record["words"].replace("\n", " ") for record in rows(chart, "words", kind="text")]


def marks(chart: Any, kind: str) -> list[dict[str, Any]]:
    """The layers of one kind of mark."""
    return [layer for layer in layers(chart.to_dict()) if layer["mark"]["type"] == kind]

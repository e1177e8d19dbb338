"""Figures to draw: ordinary, none, a single one and far too many, for every chart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from otif_koop.charts import (
    cause_bars,
    component_waterfall,
    definition_histogram,
    definition_spans,
    delay_histogram,
    effect_bars,
    group_dots,
    growth_path,
    score_bridge,
    score_ladder,
    target_table,
    tolerance_map,
    trend_line,
)
from otif_koop.charts.group_dots import GroupFigure
from otif_koop.charts.growth_path import RungFigure
from otif_koop.charts.target_table import Cell, Row
from otif_koop.language import Language
from otif_koop.message import message
from otif_koop.otif.causes import LateWay, Stretch
from otif_koop.otif.counts import REASONS, Counts
from otif_koop.otif.definition import Combine, Credit, Definition, Level, Unit, Window
from otif_koop.otif.delays import Delays
from otif_koop.otif.explorer.two_tolerances import Against
from otif_koop.otif.score import Combined, Score
from otif_koop.otif.trend import PeriodScore
from tests.charts.customer_figures import CUSTOMER_CASES
from tests.charts.koop_figures import KOOP_CASES

Drawn = Callable[[Language], tuple[Any, str]]

COMPONENTS = ("on_time", "in_full", "no_error_no_complaint")


def combined(product: float, joint: float, components: tuple[str, ...] = COMPONENTS) -> Combined:
    return Combined(components, product, joint, 0.0, 1.0)


def score(measured: Combined | None, units: int = 100, level: Level = Level.ORDER) -> Score:
    counts = Counts(units, dict.fromkeys(REASONS, 0), *[units] * 8)
    return Score(None, level, None, counts, (), (), *[None] * 7, measured)


def delays(lines: dict[int, int], never: int = 0, early: int = 0, late: int = 0) -> Delays:
    days = range(min(lines), max(lines) + 1) if lines else range(0)
    table = pd.DataFrame({"deviation": list(days), "lines": [lines.get(day, 0) for day in days]})
    return Delays(table, never, early, late)


def mix(*sets: tuple[str, int]) -> pd.DataFrame:
    """From ("on_time no_error", 12) and so on: the components that fail, and how many lines."""
    names = ["on_time", "in_full", "no_error", "no_complaint"]
    rows = [{**{name: name in faults.split() for name in names}, "lines": lines} for faults, lines in sets]
    return pd.DataFrame(rows, columns=[*names, "lines"])


ORDINARY_DELAYS = delays({-30: 4, -8: 40, -3: 60, -1: 150, 0: 900, 1: 80, 4: 30, 12: 20, 30: 16}, 25, early=3, late=9)
ORDINARY_MIX = mix(("on_time", 120), ("on_time in_full", 30), ("in_full", 60), ("no_error", 40), ("no_complaint", 50))
EVERY_SET = mix(
    *(
        (" ".join(n for bit, n in enumerate(mix().columns[:4]) if code >> bit & 1), 1600 - 100 * code)
        for code in range(1, 16)
    )
)
WINDOW = Definition(window=Window(early=3, late=1, unit=Unit.WORKING_DAYS))
CURVE = Definition(
    credit=Credit.model_validate({"shape": "linear", "early": [[0, 1], [10, 0]], "late": [[0, 1], [5, 0]]})
)
STEPS = Definition(credit=Credit.model_validate({"shape": "steps", "early": [[0, 1]], "late": [[1, 1], [5, 0.5]]}))

WAY = LateWay(
    late=200,
    stretches=(
        Stretch("ordered_at", "authorised_at", 0, 1, 20),
        Stretch("authorised_at", "shipped_at", 3, 6.5, 110),
        Stretch("shipped_at", "delivered_at", 1, 1, 30),
        Stretch("delivered_at", "received_at", 0, float("nan"), 0),
    ),
    never=25,
    unknown=15,
)

EFFECTS = [
    (message("Only the last agreed date counts, where a customer agreed with another one"), 0.087),
    (message("Orders instead of order lines"), -0.213),
    (message("Received instead of delivered"), None),
    (message("Errors and complaints apart"), 0.0),
]

GROUPS = [
    GroupFigure("Projectinrichters", 0.912, 0.884, (0.89, 0.93), target=0.95),
    GroupFigure("Zorg", 0.671, 0.702, (0.62, 0.71), target=0.65),
    GroupFigure("Export naar het Verenigd Koninkrijk", 0.5, 0.56, (0.2, 0.8), enough=False, target=0.9),
    GroupFigure("Nieuw", None, None, target=0.8),
]


def months(figures: list[tuple[float, float] | None], final: int) -> list[PeriodScore]:
    return [
        PeriodScore(date(2025 + place // 12, place % 12 + 1, 1), score(one and combined(*one)), final=place < final)
        for place, one in enumerate(figures)
    ]


def weeks(number: int) -> list[PeriodScore]:
    return [
        PeriodScore(date(2025, 1, 6) + timedelta(days=7 * week), score(combined(0.9, 0.8 + week % 9 / 50)), final=True)
        for week in range(number)
    ]


YEAR = months([(0.7, 0.75), (0.72, 0.74), None, (0.81, 0.83), (0.85, 0.88), (0.9, 0.92)], final=4)


def lines(**column: list[Any]) -> pd.DataFrame:
    """The article's two orders as judged lines, at order level, with other columns where given."""
    table = {
        "order_id": list("1111222"),
        "line_id": list("1234567"),
        "quantity_due": [10000.0, 8000.0, 6000.0, 5000.0, 6500.0, 6000.0, 6000.0],
        "quantity_delivered": [10000.0, 8000.0, 5000.0, 4000.0, 6500.0, 6000.0, 6000.0],
        "on_time": [True] * 4 + [False] * 3,
        "in_full": [True, True, False, False, True, True, True],
        "no_error": [True, False, True, True, True, True, True],
        "no_complaint": [True, True, True, True, False, False, True],
        "left_out": [None] * 7,
    } | column
    frame = pd.DataFrame(table)
    flags = ["on_time", "in_full", "no_error", "no_complaint"]
    return frame.astype(dict.fromkeys(flags, "boolean"))


ARTICLE_SCORE = score(combined(0.0, 0.0), 2)


def _histogram(figures: Delays, definition: Definition, *, movable: bool = False) -> Drawn:
    return lambda told: (
        delay_histogram.chart(figures, definition, told, movable=movable),
        delay_histogram.alt_text(figures, definition, told),
    )


def _waterfall(table: pd.DataFrame, units: float, measured: Combined | None, level: Level = Level.LINE) -> Drawn:
    return lambda told: (
        component_waterfall.chart(table, units, measured, level, told),
        component_waterfall.alt_text(table, units, measured, level, told),
    )


def _faults(table: pd.DataFrame) -> Drawn:
    return lambda told: (cause_bars.fault_chart(table, told), cause_bars.fault_text(table, told))


def _way(way: LateWay) -> Drawn:
    return lambda told: (cause_bars.way_chart(way, told), cause_bars.way_text(way, told))


def _effects(effects: list[Any]) -> Drawn:
    return lambda told: (effect_bars.chart(effects, told), effect_bars.alt_text(effects, told))


def _definitions(counts: list[int], marked: list[definition_histogram.Marked], ends: Any = (0.02, 0.95)) -> Drawn:
    return lambda told: (
        definition_histogram.chart(counts, marked, *ends, told),
        definition_histogram.alt_text(counts, marked, *ends, told),
    )


def _ladder(steps: list[score_ladder.Rung], chosen: float | None = 0.5) -> Drawn:
    return lambda told: (score_ladder.chart(steps, chosen, told), score_ladder.alt_text(steps, told))


def _spans(groups: list[definition_spans.GroupSpan]) -> Drawn:
    return lambda told: (definition_spans.chart(groups, told), definition_spans.alt_text(groups, told))


def _map(figures: list[list[float | None]], here: tuple[int, int] | None, against: Against = Against.MISSING) -> Drawn:
    late, limits = (0, 1, 2), (0.0, 0.05) if against is Against.MISSING else (0, 1)
    return lambda told: (
        tolerance_map.chart(figures, late, limits, here, Unit.WORKING_DAYS, told, against),
        tolerance_map.alt_text(figures, late, limits, told, against),
    )


def _bridge(before: float, parts: dict[str, float], after: float) -> Drawn:
    return lambda told: (
        score_bridge.chart(before, parts, after, told),
        score_bridge.alt_text(before, parts, after, told),
    )


SPAN = definition_spans.GroupSpan("Webshop", 0.0, 0.2, 0.6, 0.9, 0.4, 0.8, 0.1)
MARKED = [
    definition_histogram.Marked(message("Basic ratio"), 0.55),
    definition_histogram.Marked(None, 0.8),
]


def _groups(groups: list[GroupFigure], combine: Combine = Combine.JOINT) -> Drawn:
    return lambda told: (group_dots.chart(groups, combine, told), group_dots.alt_text(groups, combine, told))


def _trend(periods: list[PeriodScore], by: Any = "month", target: float | None = None) -> Drawn:
    return lambda told: (
        trend_line.chart(periods, Combine.JOINT, told, by=by, target=target),
        trend_line.alt_text(periods, Combine.JOINT, told, by=by, target=target),
    )


def _table(rows: list[Row]) -> Drawn:
    columns = [("on_time", message("On time")), ("whole", message("Together"))]
    return lambda told: (target_table.chart(rows, columns, told), target_table.alt_text(rows, columns, told))


def table_rows(number: int) -> list[Row]:
    states: Any = ("missed", "unknown", "met", None)
    return [
        Row(
            f"g{n}",
            f"Klantengroep {n}",
            (
                Cell("on_time", 0.7, 0.9 if states[n % 4] else None, states[n % 4]),
                Cell("whole", 0.5, 0.8 if states[n % 4] else None, states[n % 4]),
            ),
        )
        for n in range(number)
    ]


def _path(figures: list[RungFigure]) -> Drawn:
    return lambda told: (growth_path.chart(figures, told), growth_path.alt_text(figures, told))


RUNG_FIGURES = [
    RungFigure(message("Basic ratio"), 0.71, (0.68, 0.74), None, is_here=False),
    RungFigure(message("With errors"), None, None, None, is_here=False),
    RungFigure(message("With complaints"), 0.28, (0.25, 0.31), 0.45, is_here=True),
]


CASES: dict[str, Drawn] = {
    "histogram": _histogram(ORDINARY_DELAYS, Definition(), movable=True),
    "histogram, window": _histogram(ORDINARY_DELAYS, WINDOW),
    "histogram, curve": _histogram(ORDINARY_DELAYS, CURVE),
    "histogram, steps": _histogram(ORDINARY_DELAYS, STEPS, movable=True),
    "histogram, weeks": _histogram(delays({-1: 5, 0: 90, 1: 4}, 1), Definition(window=Window(early=0, unit=Unit.WEEK))),
    "histogram, none": _histogram(delays({}), Definition()),
    "histogram, all never": _histogram(delays({}, 12), CURVE),
    "histogram, one": _histogram(delays({0: 1}), Definition()),
    "histogram, no limits": _histogram(delays({5: 3}), Definition(window=Window(late="none"))),
    "waterfall": _waterfall(ORDINARY_MIX, 1000, combined(0.68, 0.7)),
    "waterfall, weighted": _waterfall(ORDINARY_MIX, 1000, combined(0.74, 0.77)),
    "waterfall, none": _waterfall(mix(), 0, None),
    "waterfall, no fault": _waterfall(mix(), 7, combined(1.0, 1.0), Level.ORDER),
    "waterfall, all lost": _waterfall(mix(("on_time in_full", 1)), 1, combined(0.0, 0.0), Level.ITEM),
    "faults": _faults(ORDINARY_MIX),
    "faults, every set": _faults(EVERY_SET),
    "faults, none": _faults(mix()),
    "faults, one": _faults(mix(("no_error", 1))),
    "way": _way(WAY),
    "way, none": _way(LateWay(0, (), 0, 0)),
    "way, unknown": _way(LateWay(3, (), 1, 2)),
    "way, one": _way(LateWay(1, (Stretch("authorised_at", "shipped_at", 3, 9, 1),), 0, 0)),
    "effects": _effects(EFFECTS),
    "effects, none": _effects([]),
    "effects, one": _effects([(message("Per order line"), -0.4)]),
    "effects, no change": _effects([(message("Per order line"), 0.0)]),
    "effects, 200": _effects([(message("Choice {n}", n=place), (place - 100) / 1000) for place in range(200)]),
    "definitions": _definitions([3, 0, 7] + [1] * 47, MARKED),
    "definitions, unmarked": _definitions([1] * 50, []),
    "definitions, none": _definitions([0] * 50, [], (None, None)),
    "ladder": _ladder([(message("Basic ratio"), 0.8), (message("Errors count too"), None)]),
    "ladder, no choice": _ladder([(message("Basic ratio"), 0.8)], None),
    "ladder, none": _ladder([]),
    "spans": _spans([SPAN, replace(SPAN, target=None, met_by=None, chosen=None)]),
    "spans, none": _spans([]),
    "map": _map([[0.1, 0.2], [0.3, None], [0.3, 0.4]], (0, 1)),
    "map, all the same": _map([[0.5, 0.5]] * 3, None),
    "map, no data": _map([[None, None]] * 3, (0, 0)),
    "map, early": _map([[0.1, 0.2], [0.3, None], [0.3, 0.4]], (0, 1), Against.EARLY),
    "bridge": _bridge(0.5, {"definition": 0.1, "mix": -0.02, "performance": 0.0}, 0.58),
    "groups": _groups(GROUPS),
    "groups, product": _groups(GROUPS, Combine.PRODUCT),
    "groups, none": _groups([]),
    "groups, no data": _groups([GROUPS[3]]),
    "groups, one": _groups([replace(GROUPS[0], interval=None, target=None)]),
    "groups, 200": _groups(
        [GroupFigure(f"Klantengroep {n}", n / 200, n / 250, (n / 220, n / 200)) for n in range(200)]
    ),
    "targets": _table(table_rows(4)),
    "targets, none": _table([]),
    "targets, nothing known": _table([Row("a", "A", (Cell("whole", None, None, None),))]),
    "targets, 200": _table(table_rows(200)),
    "growth path": _path(RUNG_FIGURES),
    "growth path, no data": _path([replace(RUNG_FIGURES[1], target=0.9, is_here=True)]),
    "growth path, one": _path([replace(RUNG_FIGURES[2], interval=None)]),
    "trend": _trend(YEAR, target=0.9),
    "trend, not one final": _trend(months([(0.7, 0.75), (0.72, 0.8)], final=0)),
    "trend, none": _trend([]),
    "trend, no data": _trend(months([None], final=1)),
    "trend, one": _trend(months([(1.0, 1.0)], final=1)),
    "trend, 200 weeks": _trend(weeks(200), "week", target=0.8),
    **CUSTOMER_CASES,
    **KOOP_CASES,
}

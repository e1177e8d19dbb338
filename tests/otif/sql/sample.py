"""Definitions that between them take every turn of the SQL writer."""

from __future__ import annotations

from otif_koop.otif.definition import Definition

ODD = "it's a \\ 'test' -- ; /* x */ 50 % :name {gap}\n\u2028end"
"""A value someone might type into a scope."""

SAMPLE = [
    Definition.model_validate(content)
    for content in (
        {},
        {
            "level": "item",
            "due": "lead_time",
            "clock_start": "authorised",
            "clock_stop": "received",
            "window": {"early": 2, "late": 1, "unit": "working_days"},
            "partials": "by_due",
            "in_full": {"under": 0.02, "over": 0.05},
            "weight": "value",
            "incidents": "separate",
            "scope": {"regions": {"only": [ODD, "x"], "without": ["y"]}, "channels": {"without": ["web"]}},
        },
        {
            "level": "line",
            "due": "revised",
            "clock_stop": "shipped",
            "window": {"early": 1, "late": "none", "unit": "week"},
            "partials": "agreed",
            "credit": {"shape": "linear", "early": [[0, 1], [10, 0]], "late": [[0, 1], [0.5, 0.333], [5, 0]]},
            "weight": "quantity",
            "cancelled": "included",
            "missing_due": "fail",
            "open_lines": "exclude",
        },
        {
            "due": "requested",
            "window": {"early": "none", "late": "none"},
            "partials": "first",
            "credit": {"shape": "steps", "early": [[1, 1], [3, 0.75]], "late": [[0, 1], [5, 0.5]]},
            "cancelled": "all_excluded",
            "no_error": {"kinds": []},
            "no_complaint": {"kinds": ["damage"]},
        },
        {"due": "lead_time", "no_error": {"kinds": []}, "no_complaint": {"kinds": []}},
    )
]

"""What `otif-koop score` answers, as JSON and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from otif_koop.commands.answered import ENGLISH
from otif_koop.intake import Finding, Intake, Severity
from otif_koop.intake.findings import row_list
from otif_koop.otif.counts import REASONS
from otif_koop.otif.definition import Definition
from otif_koop.otif.score import Combined, Score, Scored
from otif_koop.otif.sql.score_there import ScoredThere
from otif_koop.otif.trend import PeriodScore

Periods = Sequence[tuple[str | None, PeriodScore]]
"""Scores by period, each of a customer group (None: all together)."""

MOST_ROWS = 20
"""Of a finding, for each file or sheet, the first ones."""

HEAD = (
    "group",
    "level",
    "units",
    "on time",
    "in full",
    "no error",
    "no compl.",
    "OTIF",
    "joint",
    "OTIFnEnC",
    "joint",
)


def as_json(scored: Scored | ScoredThere, definition: Definition, intake: Intake | None) -> dict[str, Any]:
    """The answer as plain values; `group: null` is the total, and what can't be known is null."""
    return {
        "definition": definition.model_dump(mode="json"),
        "as_of": scored.as_of.isoformat(),
        "scores": [_score_json(one) for one in shown(scored)],
        "findings": [
            {
                "code": one.code,
                "severity": one.severity.value,
                "count": one.count,
                "message": ENGLISH.say(one.message),
                "where": [{"file": file, "rows": rows[:MOST_ROWS].tolist()} for file, rows in one.places],
            }
            for one in (intake.findings if intake else ())
        ],
        "read_as": [ENGLISH.say(one) for one in dict.fromkeys((intake.said, *intake.assumed) if intake else ())],
    }


def _where(one: Finding) -> list[str]:
    return [f"({file}: {row_list(rows)})" for file, rows in one.places if len(rows)]


def shown(scored: Scored | ScoredThere) -> list[Score]:
    """The scores to show: without groups in the data, the nameless group is the total itself."""
    nameless = {one.group for one in scored.scores} == {"", None}
    return [one for one in scored.scores if not (nameless and one.group == "")]


def _score_json(one: Score) -> dict[str, Any]:
    return {
        "group": one.group,
        "level": one.level.value,
        "units": one.counts.units,
        "excluded": {reason: number for reason in REASONS if (number := one.counts.excluded[reason])},
        "assumed": [ENGLISH.say(note) for note in one.assumed],
        "gaps": [ENGLISH.say(note) for note in one.gaps],
        "on_time": _rounded(one.on_time),
        "in_full": _rounded(one.in_full),
        "no_error": _rounded(one.no_error),
        "no_complaint": _rounded(one.no_complaint),
        "no_error_no_complaint": _rounded(one.no_error_no_complaint),
        "otif": _combined(one.otif),
        "otifnenc": _combined(one.otifnenc),
        "measured": None
        if one.measured is None
        else {"components": list(one.measured.components), **_figures(one.measured)},
    }


def _combined(one: Combined | None) -> dict[str, Any] | None:
    return None if one is None else _figures(one)


def _figures(one: Combined) -> dict[str, Any]:
    return {name: _rounded(getattr(one, name)) for name in ("product", "joint", "low", "high")}


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(np.round(value, 10))


def as_table(scored: Scored | ScoredThere, intake: Intake | None) -> str:
    """The answer to read: one line a group and level, and what was left out, assumed and found."""
    lines = [*_aligned([HEAD, *(_row(one) for one in shown(scored))], 2), ""]
    lines.append(f"Data up to {scored.as_of.isoformat()}.")
    total = [one for one in scored.scores if one.group is None]
    for one in total:
        left_out = [f"{ENGLISH.number(number)} {reason}" for reason, number in one.counts.excluded.items() if number]
        if left_out:
            lines.append(f"Left out at {one.level} level: {', '.join(left_out)}.")
    notes = dict.fromkeys(note for one in total for note in (*one.assumed, *one.gaps))
    read_as = (intake.said, *intake.assumed) if intake else ()
    lines += [ENGLISH.say(note) for note in dict.fromkeys((*read_as, *notes))]
    lines += [
        " ".join([ENGLISH.say(one.message), ENGLISH.say(one.done), *_where(one)])
        for one in (intake.findings if intake else ())
        if one.severity is not Severity.INFO
    ]
    return _plain(lines)


def periods_json(periods: Periods, as_of: date) -> dict[str, Any]:
    """The scores by period as plain values."""
    return {
        "as_of": as_of.isoformat(),
        "scores": [
            {"period": one.first_day.isoformat(), "final": one.final, **_score_json(replace(one.score, group=group))}
            for group, one in periods
        ],
    }


def periods_table(periods: Periods, as_of: date) -> str:
    """The scores by period to read: one line a period, level and group."""
    rows: list[tuple[str, ...]] = [("period", *HEAD)]
    for group, one in periods:
        unsettled = "" if one.final else " *"
        rows.append((f"{one.first_day.isoformat()}{unsettled}", *_row(replace(one.score, group=group))))
    lines = [*_aligned(rows, 3), "", f"Data up to {as_of.isoformat()}."]
    if not periods:
        lines.append("In no period there is anything to count.")
    if not all(one.final for _, one in periods):
        lines.append("* Not final: the period is not over, or orders of it are still open.")
    return _plain(lines)


def _plain(lines: Sequence[str]) -> str:
    return "\n".join(line.rstrip() for line in lines).replace("\u00a0", " ").replace("\u202f", " ")


def _aligned(rows: Sequence[tuple[str, ...]], texts: int) -> list[str]:
    """Rows in columns, the first `texts` of which are texts."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return [
        "  ".join(
            cell.ljust(width) if place < texts else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]


def _row(one: Score) -> tuple[str, ...]:
    otif, perfect = one.otif, one.otifnenc
    return (
        "total" if one.group is None else (one.group or "(no group)"),
        one.level.value,
        ENGLISH.number(one.counts.units),
        *(ENGLISH.percent(rate) for rate in (one.on_time, one.in_full, one.no_error, one.no_complaint)),
        *(ENGLISH.percent(figure) for figure in ((otif.product, otif.joint) if otif else (None, None))),
        *(ENGLISH.percent(figure) for figure in ((perfect.product, perfect.joint) if perfect else (None, None))),
    )

"""Columns whose values, beside each other, speak against what they are mapped to."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf

import numpy as np

from otif_koop.intake.mapping.draft import Draft, Drafts
from otif_koop.intake.mapping.evidence import LOOK_AT
from otif_koop.intake.mapping.fields import SKIP
from otif_koop.intake.mapping.mapping import Role
from otif_koop.intake.mapping.proposal import Question
from otif_koop.intake.mapping.questions import DUE_DATES, STOP_DATES, option
from otif_koop.intake.values.typed_columns import TypedColumns
from otif_koop.message import message

FEWEST_ROWS = 10
MOSTLY = 0.5


def doubts(drafts: Drafts, files: MappingOf[Role, TypedColumns]) -> list[Question]:
    """Asked where most dates of a column lie before the order date of their rows, unless someone said what it is."""
    found = []
    for ordered in drafts.of("ordered_at"):
        for other in drafts.columns:
            if other.role != ordered.role or other.field not in {*DUE_DATES, *STOP_DATES}:
                continue
            if other.by_user:
                continue
            share = _before(ordered, other, files[ordered.role])
            if share > MOSTLY:
                found.append(_question(ordered, other, share, drafts))
    return found


def _before(ordered: Draft, other: Draft, columns: TypedColumns) -> float:
    """The share of rows with both dates in which the other one comes first; 0 where there are too few."""
    rows = np.linspace(0, len(columns.table) - 1, min(LOOK_AT, len(columns.table))).astype(np.int64)
    first, second = (columns.moments(draft.header)[rows].astype("datetime64[D]") for draft in (ordered, other))
    both = ~np.isnat(first) & ~np.isnat(second)
    if both.sum() < FEWEST_ROWS:
        return 0.0
    return float((second < first)[both].mean())


def _question(ordered: Draft, other: Draft, share: float, drafts: Drafts) -> Question:
    names = tuple(dict.fromkeys((other.field or SKIP, "ordered_at", SKIP)))
    return Question(
        role=other.role,
        file=other.table.name,
        header=other.header,
        text=message(
            "In {share:percent} of the rows “{column}” lies before “{ordered}”. Are both what they seem to be?",
            share=share,
            column=other.header,
            ordered=ordered.header,
        ),
        candidates=names,
        options=tuple(option(other, name, drafts) for name in names),
        blocking=True,
        samples=other.evidence.samples,
    )

"""How early and how late: counted lines by their deviation, for the histogram with the window on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from otif_koop.otif.facts import NEVER, Facts
from otif_koop.otif.judge import Outcome, deciding_deviation
from otif_koop.otif.order_book import Flags
from otif_koop.otif.resolve import Resolved


@dataclass(frozen=True)
class Delays:
    """`table`: columns deviation (int, in the window's unit) and lines; the ends gather what lies further out.

    `never`: counted lines that never came or have no due date; they stand outside the table.
    """

    table: pd.DataFrame
    never: int
    clipped_early: int
    clipped_late: int


def delays(facts: Facts, resolved: Resolved, judged: Outcome, which: Flags | None = None, reach: int = 30) -> Delays:
    """Counted lines (of `which`, (n_lines,)) by deviation, from -reach to +reach."""
    counted = judged.line_reason == 0
    if which is not None:
        counted = counted & which
    deviation = deciding_deviation(facts, resolved.definition)[counted]
    came = deviation != NEVER
    deviation = deviation[came]
    inside = np.clip(deviation, -reach, reach)
    low = int(inside.min()) if inside.size else 0
    lines = np.bincount(inside - low) if inside.size else np.zeros(0, np.int64)
    table = pd.DataFrame({"deviation": np.arange(low, low + len(lines)), "lines": lines})
    return Delays(table, int((~came).sum()), int((deviation < -reach).sum()), int((deviation > reach).sum()))

"""The grid: the limits that a tally answers exactly. Everything else is scored from the facts themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from otif_koop.otif.definition import Definition, MissingDue, OpenLines, Partials, Scope, Weight
from otif_koop.otif.facts import View
from otif_koop.otif.judge import kinds_of
from otif_koop.otif.resolve import Resolved

EDGE = 10
"""The furthest limit of a window, in its unit, besides none."""

UNDER = (0, 10, 20, 50, 100)
OVER = (0, 20, 50, 100)
"""Tolerances under and over, per mille; over may also be none."""

EARLY, LATE = EDGE + 2, EDGE + 3
"""How many classes of early (0 to the edge, further) and of late (the same, and never)."""

NO_LIMIT = EDGE + 1
ANY_LATE = EDGE + 2
SHORT = len(OVER) + 1
QUANTITIES = SHORT + 1
"""Classes of quantity: within each tolerance over, above them all, and short."""


@dataclass(frozen=True)
class Basis:
    """What a tally is built for, besides the limits: it stands fixed for whoever has no rows.

    `errors` and `complaints` are sorted kinds; empty where none are measured.
    """

    view: View
    errors: tuple[str, ...]
    complaints: tuple[str, ...]
    scope: Scope

    @classmethod
    def of(cls, resolved: Resolved, now: int) -> Basis:
        """The basis on which a resolved definition is scored."""
        errors, complaints = (tuple(sorted(kinds_of(resolved, name))) for name in ("no_error", "no_complaint"))
        return cls(View.of(resolved.definition, now), errors, complaints, resolved.definition.scope)

    def carries(self, other: Basis) -> bool:
        """Whether this answers `other` as well: the same, or without errors or complaints."""
        return (
            self.view == other.view
            and self.scope == other.scope
            and other.errors in ((), self.errors)
            and other.complaints in ((), self.complaints)
        )


class Rule(NamedTuple):
    """The rules within a basis that decide what counts and which number of a line is held against the limits.

    `under` is a place in `UNDER`.
    """

    under: int
    partials: Partials
    open_lines: OpenLines
    missing_due: MissingDue

    def counting(self) -> Rule:
        """The part of the rule that decides which lines count."""
        return self._replace(partials=Partials.COMPLETED)


class Limits(NamedTuple):
    """Places in the classes: `early` and `late` up to `NO_LIMIT`, `over` up to len(OVER) for none."""

    early: int
    late: int
    over: int


def place(definition: Definition) -> tuple[Rule, Limits] | None:
    """Where a definition stands in the grid; None: outside it."""
    if definition.credit != "none" or definition.weight is Weight.VALUE:
        return None
    under = round(definition.in_full.under * 1000)
    over = None if definition.in_full.over == "none" else round(definition.in_full.over * 1000)
    window = definition.window
    early = NO_LIMIT if window.early == "none" else window.early
    late = NO_LIMIT if window.late == "none" else window.late
    if under not in UNDER or (over is not None and over not in OVER):
        return None
    if (window.early != "none" and early > EDGE) or (window.late != "none" and late > EDGE):
        return None
    rule = Rule(UNDER.index(under), definition.partials, definition.open_lines, definition.missing_due)
    return rule, Limits(early, late, len(OVER) if over is None else OVER.index(over))

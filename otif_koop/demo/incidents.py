"""What went wrong besides time and quantity: errors and complaints, some of them weeks after the delivery."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from otif_koop.demo.chance import Codes, Yes, pick
from otif_koop.demo.company import Company
from otif_koop.demo.deliveries import NEVER, Outcome
from otif_koop.demo.orders import Lines
from otif_koop.demo.workdays import Dates


@dataclass(frozen=True)
class Incidents:
    """Columns of one row an incident; `quantity` 0 is unknown, `kind` is the kind's position in the config."""

    line: Codes
    kind: Codes
    whole_order: Yes
    quantity: Codes
    on: Dates


def go_wrong(company: Company, lines: Lines, outcome: Outcome) -> Incidents:
    """The incidents of all lines; a late line has more of them, a line cancelled in time has none."""
    groups, chance = list(company.groups.values()), lines.chance
    none_left = outcome.cancelled.quantity == lines.quantity
    base = np.where(outcome.completed < NEVER, outcome.completed, lines.plan)
    share = pick(company.incident_quantity, chance.of("incident quantity"))
    pieces = np.maximum(1, lines.quantity * share // 100)
    columns = []
    for code, (name, kind) in enumerate(company.incident_kinds.items()):
        rates = np.array([each.incidents[name] for each in groups])
        level = np.where(outcome.late, rates[lines.group, 1], rates[lines.group, 0])
        line = np.flatnonzero((chance.of(f"{name} happens") * 1000 < level) & ~none_left)
        after = pick(kind.after, chance.of(f"{name} after")[line])
        whole_order = chance.of(f"{name} whole order")[line] * 100 < kind.whole_order
        counted = (chance.of(f"{name} counted")[line] * 100 < kind.with_quantity) & ~whole_order
        columns.append((line, np.full(len(line), code), whole_order, pieces[line] * counted, base[line] + after))
    line, kinds, whole_order, quantity, on = (np.concatenate(column) for column in zip(*columns, strict=True))
    return Incidents(line, kinds, whole_order, quantity, on)

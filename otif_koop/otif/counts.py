"""What a score is made of: whole numbers that add up over groups, months and plants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy.typing as npt

REASONS = ("scope", "no_quantity", "cancelled", "missing_due", "open")
"""Why a unit is not counted; the first that holds is the reason."""

Number = int | float


@dataclass(frozen=True)
class Counts:
    """Units of one level and what passed.

    `units` are orders, lines or pieces that count, `excluded` those that don't, by reason. `weight` is the denominator
    of every rate (the units themselves unless lines are weighed); the others are its numerators: whole numbers, except
    under a credit curve or a weight of value. `clean` has no error and no complaint; `otif` is on time and in full;
    `every` passes all the components that the data can show.
    """

    units: Number
    excluded: Mapping[str, Number]
    weight: Number
    on_time: Number
    in_full: Number
    no_error: Number
    no_complaint: Number
    clean: Number
    otif: Number
    every: Number

    def __add__(self, other: Counts) -> Counts:
        """The counts of both together."""
        summed = {
            part.name: getattr(self, part.name) + getattr(other, part.name)
            for part in fields(self)
            if part.name != "excluded"
        }
        excluded = {reason: self.excluded.get(reason, 0) + other.excluded.get(reason, 0) for reason in REASONS}
        return Counts(excluded=excluded, **summed)

    def in_pieces(self, unit: int) -> Counts:
        """The same, where parts were added up that are whole numbers of 1/`unit` piece: exact again."""
        if unit == 1:
            return self
        names = [part.name for part in fields(self) if part.name != "excluded"]
        excluded = {reason: _whole(number, unit) for reason, number in self.excluded.items()}
        return Counts(excluded=excluded, **{name: _whole(getattr(self, name), unit) for name in names})

    @property
    def total(self) -> Number:
        """Units and excluded together: everything there is at this level."""
        return self.units + sum(self.excluded.values())


def _whole(number: Number, unit: int) -> Number:
    """The nearest whole number of 1/`unit`, where `number` differs from it by no more than its last digits."""
    near = round(number * unit) / unit
    if abs(near - number) > 1e-12 * max(1.0, abs(number)):  # a credit, or a value
        return number
    return int(near) if near.is_integer() else near


def counts_by_part(columns: Mapping[str, npt.NDArray[Any]], excluded: npt.NDArray[Any], scale: int = 1) -> list[Counts]:
    """One `Counts` a part from columns (parts,) named as its fields, and excluded units (parts, reasons).

    `scale` turns units of 1/scale piece into pieces.
    """

    def plain(value: float) -> Number:
        if scale > 1:
            value = value / scale
        return int(value) if float(value).is_integer() else float(value)

    return [
        Counts(
            excluded={reason: plain(excluded[part, place]) for place, reason in enumerate(REASONS)},
            **{name: plain(column[part]) for name, column in columns.items()},
        )
        for part in range(len(excluded))
    ]

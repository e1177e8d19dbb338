"""All defensible definitions at once: one score a definition and group, from the tallies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from otif_koop.otif.definition import Combine, Definition, Incidents, Level
from otif_koop.otif.explorer.choices import Choice, changed, plain, with_all
from otif_koop.otif.order_book import Floats, Longs
from otif_koop.otif.resolve import Carries, Resolved, resolve
from otif_koop.otif.tallies.grid import Basis, Limits, Rule, place
from otif_koop.otif.tallies.tally import Columns, Tally
from otif_koop.otif.tallies.units import Asked

ORDER_OF_CHOICES = ("level", "due", "clock_stop", "window", "partials", "in_full", "components", "combine")


@dataclass(frozen=True, eq=False)
class Sweep:
    """The scores of all combinations of the choices' options.

    `scores` has an axis a choice and one for the groups, the last place being all groups together; NaN where there is
    no such definition (at item level partial deliveries and tolerances play no part) or nothing to count.
    """

    base: Definition
    choices: tuple[Choice, ...]
    groups: tuple[str, ...]
    scores: Floats

    def of(self, group: str | None) -> Floats:
        """(definitions,): the scores of one group, or of all together, one a definition that there is."""
        one = self.grid(group).ravel()
        there: Floats = one[~np.isnan(one)]
        return there

    def grid(self, group: str | None) -> Floats:
        """The scores of one group (None: all together) with an axis a choice."""
        one: Floats = self.scores[..., -1 if group is None else self.groups.index(group)]
        return one

    def definition(self, places: tuple[int, ...]) -> Definition:
        """The definition at a place on each axis."""
        fields: dict[str, Any] = {}
        for choice, at in zip(self.choices, places, strict=True):
            fields |= choice.options[at].fields
        return changed(plain(self.base), fields)

    def nearest(self, group: str | None, low: float, high: float, to: tuple[int, ...]) -> tuple[int, ...] | None:
        """Of the definitions that score from `low` up to `high`, the one with the fewest other choices than `to`."""
        inside = np.argwhere((self.grid(group) >= low) & (self.grid(group) <= high))
        if not len(inside):
            return None
        other = (inside != np.array(to)).sum(axis=1)
        return tuple(int(one) for one in inside[int(np.argmin(other))])

    def place_of(self, resolved: Resolved, book: Carries) -> tuple[int, ...]:
        """For each choice the option that a definition has, or -1 where it has another than those on offer."""
        return tuple(_option_of(choice, resolved, book) for choice in self.choices)


def _option_of(choice: Choice, resolved: Resolved, book: Carries) -> int:
    own = resolved.definition.model_dump(mode="json")
    for at, option in enumerate(choice.options):
        if choice.field == "components":
            same = all(
                bool(option.fields[name]["kinds"]) == (name in resolved.measured)
                for name in ("no_error", "no_complaint")
            )
        else:
            there = resolve(changed(Definition(), option.fields), book).definition.model_dump(mode="json")
            same = all(own[name] == there[name] for name in option.fields)
            same = same and (choice.field != "window" or resolved.definition.credit == "none")
        if same:
            return at
    return -1


def sweep(
    base: Definition,
    choices: tuple[Choice, ...],
    book: Carries,
    now: int,
    tally_of: Callable[[Basis], Tally],
    groups: tuple[str, ...],
) -> Sweep:
    """Score every combination of the options; `tally_of` gives the tally of a basis."""
    by_field = {choice.field: choice.options for choice in choices}
    if tuple(by_field) != ORDER_OF_CHOICES:
        raise ValueError(by_field)
    sizes = tuple(len(by_field[field]) for field in ORDER_OF_CHOICES)
    scores = np.full((*sizes, len(groups) + 1), np.nan)
    common = plain(with_all(base))
    levels = [Level(option.fields["level"]) for option in by_field["level"]]
    combines = [Combine(option.fields["combine"]) for option in by_field["combine"]]
    for due, stop in product(range(sizes[1]), range(sizes[2])):
        dated = {**by_field["due"][due].fields, **by_field["clock_stop"][stop].fields}
        for windows, rules, one in _tables(common, dated, by_field, book):
            tally = tally_of(Basis.of(one, now))
            chosen = np.array([tally.parts.index(name) for name in groups], np.int64)
            masks = [_mask(option.fields) for option in by_field["components"]]
            for rule, partials, in_fulls in rules:
                asked, shape = _asked(windows, in_fulls, masks)
                for at, level in enumerate(levels):
                    if level is Level.ITEM and (partials > 0 or in_fulls[0][0] > 0):
                        continue
                    rates = _rates(tally.count(level, rule, asked, keep=False), chosen)
                    for combined, combine in enumerate(combines):
                        values = _headline(rates, asked.marks, one, combine).reshape(*shape, -1)
                        if level is Level.ITEM:
                            values = values[:, :1]
                        fulls = [in_full for in_full, _ in in_fulls][: values.shape[1]]
                        where = np.ix_([window for window, _ in windows], fulls, range(sizes[6]))
                        scores[at, due, stop, :, partials, :, :, combined][where] = values
    return Sweep(base, choices, groups, scores)


Window = tuple[int, Limits]
InFull = tuple[int, int]
"""The place of an option, and the class of its tolerance over."""


def _tables(
    common: Definition, dated: dict[str, Any], by_field: dict[str, Any], book: Carries
) -> Iterator[tuple[list[Window], list[tuple[Rule, int, list[InFull]]], Resolved]]:
    """The windows and rules that one tally answers, with a resolved definition of its basis."""
    by_unit: dict[str, list[tuple[int, Limits, Resolved]]] = {}
    for at, option in enumerate(by_field["window"]):
        resolved = resolve(changed(common, {**dated, **option.fields}), book)
        found = place(resolved.definition)
        if found is not None:
            by_unit.setdefault(resolved.definition.window.unit, []).append((at, found[1], resolved))
    for windows in by_unit.values():
        one = windows[0][2]
        rules: dict[Rule, tuple[int, list[InFull]]] = {}
        for (partials, by), (in_full, tolerance) in product(
            enumerate(by_field["partials"]), enumerate(by_field["in_full"])
        ):
            found = place(changed(one.definition, {**by.fields, **tolerance.fields}))
            if found is not None:
                rules.setdefault(found[0], (partials, []))[1].append((in_full, found[1].over))
        yield (
            [(at, limits) for at, limits, _ in windows],
            [(rule, partials, in_fulls) for rule, (partials, in_fulls) in rules.items()],
            one,
        )


def _mask(fields: Any) -> int:
    return bool(fields["no_error"]["kinds"]) + 2 * bool(fields["no_complaint"]["kinds"])


def _asked(windows: list[Window], in_fulls: list[InFull], masks: list[int]) -> tuple[Asked, tuple[int, int, int]]:
    shape = (len(windows), len(in_fulls), len(masks))
    rows = list(product((limits for _, limits in windows), (over for _, over in in_fulls), masks))
    early = np.array([limits.early for limits, _, _ in rows])
    late = np.array([limits.late for limits, _, _ in rows])
    return Asked(early, late, np.array([over for _, over, _ in rows]), np.array([mask for *_, mask in rows])), shape


def _rates(columns: Columns, chosen: Longs) -> dict[str, Floats]:
    """Every rate, (definitions, groups + 1): the chosen groups, and all groups together."""
    together = {
        name: np.concatenate([values[:, chosen], values.sum(axis=1, keepdims=True)], axis=1)
        for name, values in columns.items()
    }
    weight = together["weight"]
    with np.errstate(divide="ignore", invalid="ignore"):
        return {name: np.where(weight > 0, values / weight, np.nan) for name, values in together.items()}


def _headline(rates: dict[str, Floats], marks: Longs, one: Resolved, combine: Combine) -> Floats:
    if combine is Combine.JOINT:
        return rates["every"]
    figure: npt.NDArray[Any] = rates["on_time"]
    if "in_full" in one.measured:
        figure = figure * rates["in_full"]
    if one.definition.incidents is Incidents.SEPARATE:
        for bit, name in ((1, "no_error"), (2, "no_complaint")):
            figure = figure * np.where((marks & bit)[:, None] > 0, rates[name], 1.0)
        return figure
    return figure * rates["clean"]

"""What single choices add or take, from where one stands; the ladder; two orders of the groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from otif_koop.message import Message
from otif_koop.otif.definition import Definition, Level
from otif_koop.otif.explorer.choices import Known, changed, known_definitions, ladder_steps
from otif_koop.otif.explorer.explorer import Explored
from otif_koop.otif.resolve import resolve

_NOT_BY_PIECE = ("partials", "in_full")


@dataclass(frozen=True)
class Effect:
    """One other answer to one choice: the definition that it makes, its figure, and the difference it makes (0..1)."""

    field: str
    title: Message
    label: Message
    definition: Definition
    figure: float | None
    difference: float | None


@dataclass(frozen=True)
class Step:
    """A step of the ladder, or a well-known definition: its name, the definition and its figure."""

    label: Message
    definition: Definition
    figure: float | None


def effects(explorer: Explored, definition: Definition, group: str | None) -> list[Effect]:
    """Every other answer to every single choice of `definition`, largest difference first."""
    here = explorer.figure(definition, group)
    own = _content(explorer, definition)
    found = []
    for choice in explorer.choices():
        if definition.level is Level.ITEM and choice.field in _NOT_BY_PIECE:
            continue
        for option in choice.options:
            other = changed(definition, option.fields, explorer.base)
            if _content(explorer, other) == own:
                continue
            figure = explorer.figure(other, group)
            difference = None if here is None or figure is None else figure - here
            found.append(Effect(choice.field, choice.title, option.label, other, figure, difference))
    return sorted(found, key=lambda one: -abs(one.difference or 0))


def _content(explorer: Explored, definition: Definition) -> str:
    return resolve(definition, explorer.source).definition.model_dump_json()


def known(explorer: Explored, group: str | None) -> list[tuple[Known, float | None]]:
    """The well-known definitions that the data can carry, with their figures."""
    return [(one, explorer.figure(one.definition, group)) for one in known_definitions(explorer.base, explorer.source)]


def ladder(explorer: Explored, group: str | None) -> list[Step]:
    """From the basic ratio to the sharpest one."""
    return [
        Step(label, definition, explorer.figure(definition, group))
        for label, definition in ladder_steps(explorer.base, explorer.source)
    ]


def met_by(explorer: Explored, targets: dict[str, float]) -> dict[str, float]:
    """For each group with a target, the share of the defensible definitions under which it reaches that target."""
    swept = explorer.sweep()
    shares = {}
    for group, target in targets.items():
        scores = swept.of(group) if group in swept.groups else np.zeros(0)
        if len(scores):
            shares[group] = float(np.mean(scores >= target))
    return shares


@dataclass(frozen=True)
class Ranked:
    """A group under two definitions: its figures and its places (1 is the best)."""

    group: str
    figures: tuple[float, float]
    places: tuple[int, int]


def rankings(explorer: Explored, one: Definition, other: Definition) -> list[Ranked]:
    """The groups that both definitions score, best under the first one first."""
    both = {}
    for group in explorer.groups:
        figures = explorer.figure(one, group), explorer.figure(other, group)
        if figures[0] is not None and figures[1] is not None:
            both[group] = (figures[0], figures[1])
    places = [
        {group: 1 + sum(figures[at] > both[group][at] for figures in both.values()) for group in both} for at in (0, 1)
    ]
    ranked = [Ranked(group, figures, (places[0][group], places[1][group])) for group, figures in both.items()]
    return sorted(ranked, key=lambda row: row.places)

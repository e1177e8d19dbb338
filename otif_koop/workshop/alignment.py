"""What sales and production agree for a group: what its decoupling point proposes, and what was chosen otherwise.

Only what differs from the proposal of the position is kept, so that a moved decoupling point brings its own proposal
along (the article: "een goede afstemming tussen orderacceptatie en productieplanning").
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from otif_koop.koop.numbers import Position, Share
from otif_koop.message import Refused, message
from otif_koop.workshop.decisions import Value, decisions, limits
from otif_koop.workshop.frozen import FrozenDict
from otif_koop.workshop.part import Part
from otif_koop.workshop.text import Text, keyed

if TYPE_CHECKING:
    from otif_koop.workshop.document import Workshop


def _one_of(decision: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        known = [one.value for one in decisions()[decision].options]
        if value not in known:
            raise Refused(message("“{given}” is not one of {choices}", given=value, choices=", ".join(known)))
        return value

    return check


def _some_of(decision: str) -> Callable[[tuple[str, ...]], tuple[str, ...]]:
    """The values in the order of their decision, each once: the order of clicking leaves no trace."""

    def check(values: tuple[str, ...]) -> tuple[str, ...]:
        for value in values:
            _one_of(decision)(value)
        return tuple(one.value for one in decisions()[decision].options if one.value in values)

    return check


def _no_bool(value: Any) -> Any:
    if isinstance(value, bool):
        raise Refused(message("a number is expected"))
    return value


Short = Annotated[Text, Field(max_length=200)]
Options = Annotated[tuple[str, ...], Field(max_length=40)]


class Agreement(Part):
    """One group's agreement. The decisions hold what differs from the proposal; `reasons` why, by decision.

    `position`: a quick choice for a group whose decoupling point was not decided. `large_order`: times an order of
    usual size, above which an order is planned by itself. `load_norm`: share of the capacity in a delivery window that
    is sold at most. `agreed_position`: the position it was agreed for.
    """

    position: Position | None = None
    planning: Annotated[str, AfterValidator(_one_of("planning"))] | None = None
    promising: Annotated[str, AfterValidator(_one_of("promising"))] | None = None
    acceptance: Annotated[str, AfterValidator(_one_of("acceptance"))] | None = None
    frozen: Annotated[int, Field(ge=0, le=1_000), BeforeValidator(_no_bool)] | None = None
    monthly: Annotated[str, AfterValidator(_one_of("monthly"))] | None = None
    weekly: Annotated[str, AfterValidator(_one_of("weekly"))] | None = None
    buffer: Annotated[Options, AfterValidator(_some_of("buffer"))] | None = None
    filling: Annotated[str, AfterValidator(_one_of("filling"))] | None = None
    obsolete: Annotated[str, AfterValidator(_one_of("obsolete"))] | None = None
    kpis_sales: Annotated[Options, AfterValidator(_some_of("kpis_sales"))] | None = None
    kpis_production: Annotated[Options, AfterValidator(_some_of("kpis_production"))] | None = None
    kpis_shared: Annotated[Options, AfterValidator(_some_of("kpis_shared"))] | None = None
    large_order: Annotated[float, Field(ge=1, le=1_000), BeforeValidator(_no_bool)] | None = None
    load_norm: Share | None = None
    refuses: Short = ""
    decides: Short = ""
    review_on: date | None = None
    reasons: Annotated[Mapping[str, Text], AfterValidator(keyed)] = Field(default_factory=FrozenDict)
    by_sales: Short = ""
    by_production: Short = ""
    agreed_on: date | None = None
    agreed_position: Position | None = None


class Alignment(Part):
    """The agreements by group id."""

    groups: Annotated[Mapping[str, Agreement], AfterValidator(keyed)] = Field(default_factory=FrozenDict)


@dataclass(frozen=True)
class Terms:
    """What holds for a group: every decision with its value, proposed or chosen, and which of them differ."""

    position: int
    values: Mapping[str, Value]
    differing: frozenset[str]
    large_order: float
    load_norm: float

    def days(self, decision: str) -> int:
        """The value of a decision that is a number of working days."""
        value = self.values[decision]
        return value if isinstance(value, int) else 0

    def chose(self, decision: str, options: Collection[str]) -> bool:
        """Whether any of `options` is chosen."""
        value = self.values[decision]
        return (
            value in options if isinstance(value, str) else not isinstance(value, int) and bool({*value} & {*options})
        )


def agreement_of(workshop: Workshop, group_id: str) -> Agreement:
    """What was chosen for a group."""
    return workshop.alignment.groups.get(group_id, Agreement())


def position_of(workshop: Workshop, group_id: str) -> int | None:
    """Where the group's order enters: as decided, else as chosen quickly for the agreement; None for neither."""
    choices = workshop.koop.groups.get(group_id)
    if choices is not None and choices.decision is not None:
        return choices.decision.position
    return agreement_of(workshop, group_id).position


def is_decided(workshop: Workshop, group_id: str) -> bool:
    """Whether the decoupling point itself was decided, rather than chosen quickly."""
    choices = workshop.koop.groups.get(group_id)
    return choices is not None and choices.decision is not None


def terms(agreement: Agreement, position: int) -> Terms:
    """What holds where the order enters at `position`."""
    proposed = {key: one.proposals[position] for key, one in decisions().items()}
    chosen = {key: getattr(agreement, key) for key in proposed if getattr(agreement, key) is not None}
    usual = limits()
    return Terms(
        position,
        proposed | chosen,
        frozenset(key for key, value in chosen.items() if value != proposed[key]),
        usual["large_order"] if agreement.large_order is None else agreement.large_order,
        usual["load_norm"] if agreement.load_norm is None else agreement.load_norm,
    )


def terms_of(workshop: Workshop, group_id: str) -> Terms | None:
    """What holds for a group; None as long as it has no position."""
    position = position_of(workshop, group_id)
    return None if position is None else terms(agreement_of(workshop, group_id), position)


def choosing(workshop: Workshop, group_id: str, decision: str, value: Value | None) -> dict[tuple[str, ...], Any]:
    """The change that brings a decision to `value`; one that is proposed anyhow is not kept, nor is its reason."""
    position = position_of(workshop, group_id)
    at = ("alignment", "groups", group_id)
    proposed = None if position is None else decisions()[decision].proposals[position]
    if isinstance(value, list | tuple):
        value = _some_of(decision)(tuple(value))
    if value is None or value == proposed:
        return {(*at, decision): None, (*at, "reasons", decision): None}
    return {(*at, decision): value}


def is_agreed(workshop: Workshop, group_id: str) -> bool:
    """Whether sales and production agreed, for the position that holds now."""
    agreement = agreement_of(workshop, group_id)
    return agreement.agreed_on is not None and agreement.agreed_position == position_of(workshop, group_id)


def agreeing(workshop: Workshop, group_ids: Collection[str], day: date) -> dict[tuple[str, ...], Any]:
    """The change by which sales and production agree for these groups; those without a position are left out."""
    changes: dict[tuple[str, ...], Any] = {}
    for group_id in group_ids:
        position = position_of(workshop, group_id)
        if position is not None and not is_agreed(workshop, group_id):
            changes["alignment", "groups", group_id, "agreed_on"] = day
            changes["alignment", "groups", group_id, "agreed_position"] = position
    return changes

"""Where the columns of sales and production contradict each other (config/contradictions.yaml)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from otif_koop.koop.flow import Flow
from otif_koop.koop.group import Promise
from otif_koop.koop.reach import on_time_from
from otif_koop.message import Message, message
from otif_koop.otif.definition import Due
from otif_koop.tables import table
from otif_koop.workshop.alignment import Terms, position_of
from otif_koop.workshop.cascade import definition_for
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.fields import group_name
from otif_koop.workshop.koop_case import promise_of, target_of
from otif_koop.workshop.koop_choices import GroupChoices
from otif_koop.workshop.koop_estimates import Estimate

WORKING_DAYS = 250  # a year
MOST_LOAD = 0.95
"""Above this share of the capacity there is no reserve left to speak of: a queue grows with load / (1 − load)."""

_BETWEEN_MEETINGS = {"daily": 1, "weekly": 5, "fortnightly": 10}
_ON_ORDER = (3, 4, 5)
"""Positions at which something is still made after the order came in."""

_FINISHED_STOCK = (1, 2)
_WIDEST = 1e-9


@dataclass(frozen=True)
class Figures:
    """What is known of a group beside its agreement; None where it isn't. Lead times in periods of the chain.

    `kept`: share of the orders that this position delivers within the promise at most, P(R ≤ D). `asked`: the lead
    time that the group expects. `days`: working days in a period, called `period`. `others`: groups that promise from
    the same stock with another target. `counts_revised`: whether the score goes by the last agreed date.
    """

    promise: float | None = None
    promise_source: Message | None = None
    target: float | None = None
    target_source: Message | None = None
    kept: float | None = None
    asked: float | None = None
    days: float = 1.0
    period: Message | str = ""
    others: tuple[str, ...] = ()
    counts_revised: bool = False


@dataclass(frozen=True)
class Contradiction:
    """One contradiction: what it is, what pulls at each side, what to do; `at` is the decision it stands with."""

    id: str
    at: str
    title: Message
    sales: Message
    production: Message
    do: Message


def figures_of(
    workshop: Workshop, group_id: str, flow: Flow | None, estimate: Estimate | None, period: Message | str = ""
) -> Figures:
    """What is known of a group; `flow` is the chain's, None where there is none yet."""
    choices = workshop.koop.groups.get(group_id, GroupChoices())
    sources: dict[str, Message] = {}
    promise = promise_of(workshop.groups[group_id], choices, estimate, sources)
    target = target_of(workshop, group_id, choices, sources)
    position = position_of(workshop, group_id)
    asked = workshop.groups[group_id].expectations.lead_time_days
    return Figures(
        promise=None if promise is None else promise.pmf().mean,
        promise_source=sources.get("promise"),
        target=target,
        target_source=sources["target"],
        kept=None if flow is None or promise is None or position is None else _kept(flow, promise, position),
        asked=float(asked) if asked else None,
        days=1.0 if flow is None else WORKING_DAYS / flow.chain.periods_per_year,
        period=period or message("days"),
        others=_others(workshop, group_id, position, target),
        counts_revised=definition_for(workshop, group_id).due is Due.REVISED,
    )


def _kept(flow: Flow, promise: Promise, position: int) -> float | None:
    return on_time_from(flow, promise.pmf(), position)


def _others(workshop: Workshop, group_id: str, position: int | None, target: float) -> tuple[str, ...]:
    if position not in _FINISHED_STOCK:
        return ()
    found = []
    for other in workshop.groups:
        if other != group_id and position_of(workshop, other) == position:
            theirs = target_of(workshop, other, workshop.koop.groups.get(other, GroupChoices()), {})
            if abs(theirs - target) > _WIDEST:
                found.append(group_name(other, workshop))
    return tuple(found)


def contradictions(terms: Terms, figures: Figures) -> tuple[Contradiction, ...]:
    """Every contradiction that holds, in the order of the table."""
    found = []
    for row in table("contradictions"):
        values = _BY_FIGURES[row["figures"]](terms, figures) if "figures" in row else _by_choice(row["when"], terms)
        if values is not None:
            words = row["words"]
            said = [Message(text, values) for text in (row["title"], words["sales"], words["production"], words["do"])]
            found.append(Contradiction(row["id"], row["at"], *said))
    return tuple(found)


Values = dict[str, Any] | None
"""The gaps of the texts; None where there is no contradiction."""


def _by_choice(situations: list[Mapping[str, Any]], terms: Terms) -> Values:
    return {} if any(_holds(one, terms) for one in situations) else None


def _holds(situation: Mapping[str, Any], terms: Terms) -> bool:
    for field, asked in situation.items():
        if field == "position":
            if terms.position not in asked["any"]:
                return False
        elif ("any" in asked and not terms.chose(field, asked["any"])) or terms.chose(field, asked.get("none", ())):
            return False
    return True


def _promise_not_kept(_terms: Terms, figures: Figures) -> Values:
    if figures.kept is None or figures.target is None or figures.kept >= figures.target - _WIDEST:
        return None
    return {
        "kept": figures.kept,
        "target": figures.target,
        "late": 1 - figures.kept,
        "promise": _short(figures.promise),
        "period": figures.period,
    }


def _asked_sooner(_terms: Terms, figures: Figures) -> Values:
    if figures.asked is None or figures.promise is None or figures.asked >= figures.promise - _WIDEST:
        return None
    return {"asked": _short(figures.asked), "promise": _short(figures.promise), "period": figures.period}


def _own_delay_counts(terms: Terms, figures: Figures) -> Values:
    return {} if figures.counts_revised and terms.position != 5 else None


def _scarce_stock(terms: Terms, figures: Figures) -> Values:
    if not figures.others or terms.position not in _FINISHED_STOCK or not terms.chose("promising", ["atp"]):
        return None
    return {"others": list(figures.others)}


def _no_reserve_left(terms: Terms, _figures: Figures) -> Values:
    if not terms.chose("buffer", ["capacity"]) or terms.load_norm <= MOST_LOAD:
        return None
    return {"load": terms.load_norm}


def _meeting_too_slow(terms: Terms, figures: Figures) -> Values:
    between = _BETWEEN_MEETINGS.get(str(terms.values["weekly"]))
    if between is None or figures.promise is None or terms.position not in _ON_ORDER:
        return None
    if figures.promise * figures.days >= between - _WIDEST:
        return None
    return {"promise": _short(figures.promise), "period": figures.period, "meeting": between}


def _frozen_over_promise(terms: Terms, figures: Figures) -> Values:
    frozen = terms.days("frozen")
    if figures.promise is None or terms.position not in _ON_ORDER or frozen <= figures.promise * figures.days + _WIDEST:
        return None
    return {"frozen": frozen, "promise": _short(figures.promise), "period": figures.period}


_BY_FIGURES: Mapping[str, Callable[[Terms, Figures], Values]] = {
    "promise_not_kept": _promise_not_kept,
    "asked_sooner": _asked_sooner,
    "own_delay_counts": _own_delay_counts,
    "scarce_stock": _scarce_stock,
    "no_reserve_left": _no_reserve_left,
    "meeting_too_slow": _meeting_too_slow,
    "frozen_over_promise": _frozen_over_promise,
}


def _short(number: float | None) -> float | None:
    return None if number is None else round(number, 1)

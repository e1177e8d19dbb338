"""The score: rates, their product and their joint share, with what was counted, left out and assumed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import prod

from otif_koop.message import Message, message
from otif_koop.otif.count import count_items, count_lines, count_orders
from otif_koop.otif.counts import REASONS, Counts
from otif_koop.otif.definition import Definition, Incidents, Level
from otif_koop.otif.facts import Facts, View, facts_of
from otif_koop.otif.judge import Outcome, outcome
from otif_koop.otif.order_book import OrderBook, to_day
from otif_koop.otif.resolve import Carries, Resolved, resolve
from otif_koop.otif.split import Split

COMPONENTS = ("on_time", "in_full", "no_error", "no_complaint")
NOTHING = Counts(0, dict.fromkeys(REASONS, 0), 0, 0, 0, 0, 0, 0, 0, 0)


@dataclass(frozen=True)
class Combined:
    """Several components in one figure (otif-method, section 5).

    `product` of the rates, `joint` share of units that pass them all, and the range [low, high] in which a joint share
    must lie given the rates. `components` names the rates that went in.
    """

    components: tuple[str, ...]
    product: float
    joint: float
    low: float
    high: float

    @property
    def hides_zero(self) -> bool:
        """Whether the product shows something where no unit at all passed."""
        return self.joint == 0 and self.product > 0


@dataclass(frozen=True)
class Score:
    """One group at one level; every rate is None where nothing can be said ("no data", never 0 or 100 %).

    `definition` is the one this group was scored by, with every field filled. For the total of groups with different
    definitions it is None.
    """

    group: str | None
    level: Level
    definition: Definition | None
    counts: Counts
    assumed: tuple[Message, ...]
    gaps: tuple[Message, ...]
    on_time: float | None
    in_full: float | None
    no_error: float | None
    no_complaint: float | None
    no_error_no_complaint: float | None
    otif: Combined | None
    otifnenc: Combined | None
    measured: Combined | None
    """All the components that the data can show, whichever they are."""

    @property
    def no_data(self) -> bool:
        """Whether there is nothing to count."""
        return self.counts.units == 0


@dataclass(frozen=True)
class Scored:
    """The scores of a book: one a group and level, and the total, with the facts they came from."""

    book: OrderBook
    as_of: date
    resolved: Mapping[str, Resolved]
    scores: tuple[Score, ...]

    def score(self, group: str | None, level: Level) -> Score:
        """The score of one group (None: the total) at one level."""
        return next(score for score in self.scores if score.group == group and score.level is level)


COUNTERS: dict[Level, Callable[[Facts, Resolved, Outcome, Split], list[Counts]]] = {
    Level.ORDER: count_orders,
    Level.LINE: count_lines,
    Level.ITEM: count_items,
}


def score(
    book: OrderBook,
    definition: Definition,
    *,
    groups: Mapping[str, Definition] | None = None,
    as_of: date | None = None,
    levels: Sequence[Level] = tuple(Level),
) -> Scored:
    """Score every customer group and the total at each of `levels`.

    `groups` holds the whole definition of each group that has its own; the others are scored by `definition`. The total
    scores each order by its own group's definition, with the components that all groups measure.
    """
    now = book.latest_day if as_of is None else to_day(as_of)
    resolved = resolved_by_group(book.group.names, definition, groups, book)
    counted = count_groups(book, resolved, now, levels)
    as_of = book.as_of if as_of is None else as_of
    return Scored(book, as_of, resolved, scores_of(resolved, counted, levels, order_grain=book.order_grain))


@dataclass(frozen=True)
class Counted:
    """Counts by group and level, where there are any, and those that the total takes: of what all groups measure."""

    own: Mapping[tuple[str, Level], Counts]
    in_total: Mapping[tuple[str, Level], Counts]


def resolved_by_group(
    names: Sequence[str], definition: Definition, groups: Mapping[str, Definition] | None, carries: Carries
) -> dict[str, Resolved]:
    """What each group's own definition, or else `definition`, comes to; one that several groups share once."""
    own = {name: (groups or {}).get(name, definition) for name in names}
    once = {id(one): resolve(one, carries) for one in own.values()}
    return {name: once[id(one)] for name, one in own.items()}


def measured_by_all(resolved: Mapping[str, Resolved]) -> frozenset[str]:
    """The components that every group measures."""
    return frozenset.intersection(*(one.measured for one in resolved.values()))


def count_groups(book: OrderBook, resolved: Mapping[str, Resolved], now: int, levels: Sequence[Level]) -> Counted:
    """Count the groups of `book`; `resolved` may hold more groups, whose orders are elsewhere."""
    split = Split(book, book.group.codes, len(book.group.names))
    everywhere = measured_by_all(resolved)
    alike: dict[int, list[int]] = {}
    for place, name in enumerate(book.group.names):
        alike.setdefault(id(resolved[name]), []).append(place)
    own: dict[tuple[str, Level], Counts] = {}
    in_total: dict[tuple[str, Level], Counts] = {}
    for places in alike.values():
        one = resolved[book.group.names[places[0]]]
        if one.no_score:
            continue
        facts = facts_of(book, View.of(one.definition, now))
        judged = outcome(facts, one)
        for level in levels:
            if not measurable(level, one, order_grain=book.order_grain):
                continue
            counts = COUNTERS[level](facts, one, judged, split)
            own |= {(book.group.names[place], level): counts[place] for place in places}
            if one.measured != everywhere:
                counts = COUNTERS[level](facts, replace(one, measured=everywhere), judged, split)
            in_total |= {(book.group.names[place], level): counts[place] for place in places}
    return Counted(own, in_total)


def scores_of(
    resolved: Mapping[str, Resolved], counted: Counted, levels: Sequence[Level], *, order_grain: bool = False
) -> tuple[Score, ...]:
    """The scores that counts come to: one a group and level, and the total of each level after its groups."""
    scores = []
    everywhere = measured_by_all(resolved)
    for level in levels:
        for name, one in resolved.items():
            scores.append(group_score(name, level, one, counted.own.get((name, level)), order_grain=order_grain))
        parts = [counted.in_total.get((name, level)) for name in resolved]
        scores.append(total_score(level, list(resolved.values()), parts, everywhere, order_grain=order_grain))
    return tuple(scores)


def score_of(group: str | None, level: Level, resolved: Resolved, counts: Counts) -> Score:
    """The score that counts come to under a resolved definition."""
    return _score(group, level, resolved.definition, resolved.measured, counts, resolved.assumed, resolved.gaps)


def measurable(level: Level, resolved: Resolved, *, order_grain: bool) -> bool:
    """Whether a definition can be counted at a level at all."""
    if level is not Level.ORDER and order_grain:
        return False
    return not (level is Level.LINE and resolved.no_weight)


def group_score(
    name: str | None, level: Level, resolved: Resolved, counts: Counts | None, *, order_grain: bool = False
) -> Score:
    """The score of one group; None: it can't be counted. `order_grain`: every row of the data is a whole order."""
    gaps = resolved.gaps
    if order_grain and level is not Level.ORDER:
        gaps += (message("Every row of this data is a whole order: only the order level means anything."),)
    if counts is None:
        counts = NOTHING
    return _score(name, level, resolved.definition, resolved.measured, counts, resolved.assumed, gaps)


def total_score(
    level: Level,
    resolved: list[Resolved],
    parts: list[Counts | None],
    measured: frozenset[str],
    *,
    order_grain: bool = False,
) -> Score:
    """The total of groups, from their counts by the components that all of them measure (None: can't be counted)."""
    counted = [part for part in parts if part is not None]
    assumed = tuple(dict.fromkeys(note for one in resolved for note in one.assumed))
    gaps = tuple(dict.fromkeys(note for one in resolved for note in one.gaps))
    if order_grain and level is not Level.ORDER:
        gaps += (message("Every row of this data is a whole order: only the order level means anything."),)
    different = {one.definition.model_dump_json() for one in resolved}
    definition = resolved[0].definition if len(different) == 1 else None
    if len(counted) < len(parts) or not counted:
        return _score(None, level, definition, measured, NOTHING, assumed, gaps)
    total = counted[0]
    for part in counted[1:]:
        total = total + part
    return _score(None, level, definition, measured, total, assumed, gaps)


def _score(
    group: str | None,
    level: Level,
    definition: Definition | None,
    measured: frozenset[str],
    counts: Counts,
    assumed: tuple[Message, ...],
    gaps: tuple[Message, ...],
) -> Score:
    def rate(numerator: float) -> float | None:
        return numerator / counts.weight if counts.weight > 0 else None

    rates = {name: rate(getattr(counts, name)) if name in measured else None for name in COMPONENTS}
    both = {"no_error", "no_complaint"} <= measured
    clean = rate(counts.clean) if both else None
    separate = definition is not None and definition.incidents is Incidents.SEPARATE
    if both and not separate:
        parts = {"on_time": rates["on_time"], "in_full": rates["in_full"], "no_error_no_complaint": clean}
    else:
        parts = dict(rates)
    shown = {name: value for name, value in parts.items() if value is not None}
    otif_parts = {name: rates[name] for name in ("on_time", "in_full")}
    every = _combine(shown, rate(counts.every))
    return Score(
        group=group,
        level=level,
        definition=definition,
        counts=counts,
        assumed=assumed,
        gaps=gaps,
        on_time=rates["on_time"],
        in_full=rates["in_full"],
        no_error=rates["no_error"],
        no_complaint=rates["no_complaint"],
        no_error_no_complaint=clean,
        otif=_combine(otif_parts, rate(counts.otif)),
        otifnenc=every if both and rates["in_full"] is not None else None,
        measured=every,
    )


def _combine(rates: Mapping[str, float | None], joint: float | None) -> Combined | None:
    if joint is None or not rates or any(value is None for value in rates.values()):
        return None
    values = [value for value in rates.values() if value is not None]
    return Combined(
        components=tuple(rates),
        product=prod(values),
        joint=joint,
        low=max(0.0, sum(values) - (len(values) - 1)),
        high=min(values),
    )

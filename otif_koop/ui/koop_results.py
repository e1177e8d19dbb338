"""What the engine says about a chain and its groups, made once for the same inputs and kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np

from otif_koop.koop.chain import Chain
from otif_koop.koop.group import Group, Promise
from otif_koop.lately import Lately
from otif_koop.message import Refused
from otif_koop.otif.order_book import OrderBook
from otif_koop.ui import data, kept
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.koop_case import Case, Lacking, case_of, chain_of
from otif_koop.workshop.koop_choices import Koop
from otif_koop.workshop.labels import labels_of
from otif_koop.yaml_file import check

if TYPE_CHECKING:  # the engine draws in scipy, which the first page should not wait for
    from otif_koop.koop.exchange import Exchange
    from otif_koop.koop.flips import PromiseInterval
    from otif_koop.koop.guaranteed import Suggestion
    from otif_koop.koop.last_batch import Expired, LastBatch
    from otif_koop.koop.moves import Move
    from otif_koop.koop.order_work import OrderWork
    from otif_koop.koop.placement import Placement
    from otif_koop.koop.sensitivity import Flip
    from otif_koop.koop.together import Together
    from otif_koop.workshop.koop_estimates import Estimate
    from otif_koop.workshop.koop_scores import Scores
    from otif_koop.workshop.stage_times import Span

_kept = Lately(600)
_chains = Lately(40)
_estimates: WeakKeyDictionary[OrderBook, Lately] = WeakKeyDictionary()


def chain(koop: Koop) -> Chain | None:
    """The workshop's chain; raises `Refused` where its stages can't be one."""
    found: Chain | None = _chains.get(_text(koop.chain) + _text(koop, "stages", "order"), lambda: chain_of(koop))
    return found


def sound_chain(koop: Koop) -> Chain | None:
    """The chain; None also where its stages can't be one, for pages other than its own, which says what to mend."""
    try:
        return chain(koop)
    except Refused:
        return None


def estimate(workshop: Workshop, group_id: str, chain: Chain | None) -> Estimate | None:
    """What the order data show of a group; None without data."""
    orders = data.book()
    if orders is None:
        return None
    from otif_koop.workshop.koop_estimates import estimate as estimated

    labels = labels_of(workshop, group_id)
    interval, year = _interval(chain), 250.0 if chain is None else chain.periods_per_year
    period = "day" if chain is None else chain.period
    here = _estimates.setdefault(orders, Lately(600))
    return here.get((labels, interval, year, period), lambda: estimated(orders, labels, interval, year, period))


def spans(chain: Chain) -> tuple[Span, ...]:
    """The lead times that the order data measure; none without data."""
    orders = data.book()
    if orders is None:
        return ()
    from otif_koop.workshop.stage_times import measured_spans

    here = _estimates.setdefault(orders, Lately(600))
    year = chain.periods_per_year
    found: tuple[Span, ...] = here.get(("spans", year), lambda: measured_spans(orders, year))
    return found


def cases(workshop: Workshop, chain: Chain) -> dict[str, Case | Lacking]:
    """Every group of the workshop, as the engine takes it or with what it lacks."""
    return kept.kept(
        ("cases", _text(chain)), lambda: {group_id: case(workshop, chain, group_id) for group_id in workshop.groups}
    )


def case(workshop: Workshop, chain: Chain, group_id: str) -> Case | Lacking:
    """One group."""
    try:
        return case_of(workshop, group_id, estimate(workshop, group_id, chain))
    except Refused as refused:  # two people's edits that do not go together
        return Lacking(group_id, workshop.groups[group_id].name, refused.problems)


def longest_wait(chain: Chain) -> int:
    """Periods within which 99 in 100 orders come through the whole chain, nothing being in stock."""
    from otif_koop.koop.flow import Flow

    return _chains.get(("longest wait", _text(chain)), lambda: Flow(chain).order_time(0).reached_within(0.99))


def placed(workshop: Workshop, chain: Chain, group_id: str) -> Placement | None:
    """All five positions of a group; None where it still lacks figures."""
    found = case(workshop, chain, group_id)
    return placement(chain, found.group) if isinstance(found, Case) else None


def placement(chain: Chain, group: Group) -> Placement:
    """All five positions."""
    from otif_koop.koop.placement import place

    return _kept.get(("place", _text(chain), _asked(group)), lambda: place(chain, group))


def exchange(chain: Chain, group: Group, shares: tuple[float, ...] = ()) -> Exchange:
    """The exchange curve, over `shares` or else from 80 % on; it does not depend on the target."""
    from otif_koop.koop.exchange import TARGETS
    from otif_koop.koop.exchange import exchange as curve

    key = ("exchange", _text(chain), _asked(group, "target"), shares)
    return _kept.get(key, lambda: curve(chain, group, np.array(shares) if shares else TARGETS))


def flips(chain: Chain, group: Group) -> tuple[PromiseInterval, ...]:
    """The winner at each promise."""
    from otif_koop.koop.flips import flips_by_promise

    key = ("flips", _text(chain), _asked(group, "promise"))
    return _kept.get(key, lambda: flips_by_promise(chain, group))


def moves(chain: Chain, placement: Placement, position: int | None) -> tuple[Move, ...]:
    """One place up and down."""
    from otif_koop.koop.moves import moves as found

    key = ("moves", _text(chain), _asked(placement.group), position)
    return _kept.get(key, lambda: found(chain, placement, position))


def turns(chain: Chain, placement: Placement) -> tuple[Flip, ...]:
    """What turns the advice, one input at a time; takes most of a second the first time."""
    from otif_koop.koop.sensitivity import sensitivity

    key = ("turns", _text(chain), _asked(placement.group))
    return _kept.get(key, lambda: sensitivity(chain, placement))


def together(chain: Chain, groups: Sequence[Group]) -> Together:
    """All groups on shared stock; raises `Refused`."""
    from otif_koop.koop.together import place_together

    key = ("together", _text(chain), tuple(_text(group) for group in groups))
    placements = [placement(chain, group) for group in groups]
    return _kept.get(key, lambda: place_together(chain, groups, placements))


def with_overtaking(chain: Chain, overtaking: bool) -> Chain:
    """The chain with that answer to whether replenishments overtake; raises `Refused` where it can't be so."""
    return check({**chain.model_dump(mode="json", exclude_unset=True), "overtaking": overtaking}, Chain)


def with_stock_after(chain: Chain, points: Collection[int]) -> Chain:
    """The chain with stock kept after these points whatever the group."""
    stages = tuple(
        stage.model_copy(update={"stock_point": True}) if number in points else stage
        for number, stage in enumerate(chain.stages, start=1)
    )
    return chain.model_copy(update={"stages": stages})


def on_time_at(chain: Chain, group: Group, point: int, base_stock: float, promise: int) -> float:
    """Share on time of a stock level against another date than the promise: what the customers asked."""
    from otif_koop.koop.moves import otif_at

    asked = group.model_copy(update={"promise": Promise(periods=promise)})
    key = ("asked", _text(chain), _asked(asked), point, base_stock)
    return _kept.get(key, lambda: otif_at(chain, asked, point, base_stock))


def scores(koop: Koop, group_id: str, chain: Chain | None, placement: Placement | None) -> Scores | None:
    """What the room's scores say within the positions that are open; None without scores."""
    from otif_koop.workshop.koop_scores import open_positions, scores_of

    passed = open_positions(chain, placement)
    given = koop.groups[group_id].scorers if group_id in koop.groups else {}
    asked = (tuple((one.name, tuple(sorted(one.scores.items()))) for one in given.values()), passed)
    key = ("scores", *asked, tuple(sorted(koop.weights.items())))
    return _kept.get(key, lambda: scores_of(koop, group_id, passed))


def order_work(
    chain: Chain, placed: Sequence[tuple[Group, int]], delay: float, exceeded: float
) -> tuple[OrderWork, ...]:
    """The stages that orders drive, with the capacity they ask; each design is lived through, so it is kept."""
    from otif_koop.koop.order_work import order_work as found

    key = ("work", _text(chain), tuple((_text(group), point) for group, point in placed), delay, exceeded)
    return _kept.get(key, lambda: found(chain, placed, delay, exceeded))


def usual_batch(chain: Chain, group: Group, point: int, periods: float) -> float:
    """What one item is asked on average until it no longer sells: a last batch to begin with."""
    from otif_koop.koop.last_batch import usual_batch as found

    key = ("usual batch", _text(chain), _asked(group), point, periods)
    return _kept.get(key, lambda: found(chain, group, point, periods))


def last_batch(chain: Chain, group: Group, point: int, pieces: float, periods: float, accepted: float) -> LastBatch:
    """What stays behind of a last batch; its largest size is searched for."""
    from otif_koop.koop.last_batch import last_batch as found

    key = ("last batch", _text(chain), _asked(group), point, pieces, periods, accepted)
    return _kept.get(key, lambda: found(chain, group, point, pieces, periods, accepted))


def expired(chain: Chain, group: Group, point: int, base_stock: float) -> Expired | None:
    """What passes its shelf life a year, estimated and lived through."""
    from otif_koop.koop.last_batch import expired as found

    return _kept.get(
        ("expired", _text(chain), _asked(group), point, base_stock), lambda: found(chain, group, point, base_stock)
    )


def suggestion(chain: Chain, group: Group) -> Suggestion:
    """The guaranteed-service check."""
    from otif_koop.koop.guaranteed import suggest

    return _kept.get(("suggest", _text(chain), _asked(group)), lambda: suggest(chain, group))


def _interval(chain: Chain | None) -> int:
    """E[U] + r for stock at the end of the chain, which covers the longest."""
    return 20 if chain is None else _chains.get(("interval", _text(chain)), lambda: _interval_of(chain))


def _interval_of(chain: Chain) -> int:
    return round(sum(stage.lead_time.pmf().mean for stage in chain.stages)) + chain.stages[-1].replenish_every


def _text(document: Chain | Group | Koop | object, *fields: str) -> str:
    dump = getattr(document, "model_dump_json")  # noqa: B009 - every document of this program has it
    return str(dump(include=set(fields))) if fields else str(dump())


def _asked(group: Group, *without: str) -> str:
    """The group's figures without what the question does not depend on; the position chosen never matters."""
    left_out: Collection[str] = {"position", *without}
    return group.model_dump_json(exclude=set(left_out))

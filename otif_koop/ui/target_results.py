"""Where every group stands and what its target asks, made once a revision of the workshop and kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from otif_koop.lately import Lately
from otif_koop.otif.definition import Definition
from otif_koop.otif.order_book import OrderBook
from otif_koop.ui import data, koop_results
from otif_koop.ui.kept import kept
from otif_koop.workshop.cascade import definition_for
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.koop_case import DEFAULT_TARGET, Case
from otif_koop.workshop.labels import labels_of
from otif_koop.workshop.standings import definition_of_target, path_of, standings, worth_keeping
from otif_koop.workshop.target_effects import Asked, proposal
from otif_koop.workshop.target_effects import asked as worked_out
from otif_koop.workshop.target_price import Price, counted_as, price, shares_drawn
from otif_koop.workshop.targets import Measured, Standing, Target

if TYPE_CHECKING:  # the engine draws in scipy, which the first page should not wait for
    from otif_koop.koop.exchange import Exchange

_MOST = 600
_asked = Lately(_MOST)
_measured: WeakKeyDictionary[OrderBook, Lately] = WeakKeyDictionary()


@dataclass(frozen=True, eq=False)
class Facts:
    """One group: its target, where it stands (`live`: from the data of this session, else as it was kept).

    `aim` is the target, or what is proposed where none is chosen; `asked` is what the aim asks.
    """

    group_id: str
    name: str
    target: Target
    definition: Definition
    standing: Standing | None
    live: bool
    aim: float
    asked: Asked

    @property
    def is_chosen(self) -> bool:
        """Whether a target was chosen."""
        return self.target.target is not None


def facts(workshop: Workshop) -> dict[str, Facts]:
    """Every group of the workshop."""
    return kept("facts", lambda: _facts(workshop))


def _facts(workshop: Workshop) -> dict[str, Facts]:
    live = _live(workshop)
    found = {}
    for group_id, group in workshop.groups.items():
        target = workshop.targets.get(group_id, Target())
        standing = live.get(group_id, target.seen)
        definition = definition_of_target(workshop, group_id)
        aim = proposal(standing, None, DEFAULT_TARGET) if target.target is None else target.target
        found[group_id] = Facts(
            group_id,
            group.name,
            target,
            definition,
            standing,
            group_id in live,
            aim,
            asked(standing, definition, aim),
        )
    return found


def one_group(workshop: Workshop, group_id: str) -> Facts:
    """One group; what is proposed for it keeps under the wall of its decoupling point."""
    found = facts(workshop)[group_id]
    highest = None if found.is_chosen else wall(workshop, group_id)
    if highest is None:
        return found
    aim = proposal(found.standing, highest, DEFAULT_TARGET)
    return replace(found, aim=aim, asked=asked(found.standing, found.definition, aim))


def _live(workshop: Workshop) -> dict[str, Standing]:
    orders = data.book()
    if orders is None:
        return {}
    # what an edit did not touch is not measured again: most change nothing in what is measured, or in one group
    here = _measured.setdefault(orders, Lately(_MOST))
    return kept("standings", lambda: standings(workshop, orders, data.as_of(workshop, orders), here.get))


def path(workshop: Workshop, one: Facts) -> dict[str, Measured]:
    """The score of a group on every rung."""
    orders = data.book()
    if orders is None:
        return {} if one.standing is None else dict(one.standing.path)
    return kept(("path", one.group_id), lambda: _path(workshop, orders, one.group_id))


def _path(workshop: Workshop, orders: OrderBook, group_id: str) -> dict[str, Measured]:
    definition, labels = definition_for(workshop, group_id), labels_of(workshop, group_id)
    day, here = data.as_of(workshop, orders), _measured.setdefault(orders, Lately(_MOST))
    key = ("path", definition.model_dump_json(), labels, day)
    return here.get(key, lambda: path_of(orders, definition, labels, day))


def asked(standing: Standing | None, definition: Definition, target: float) -> Asked:
    """What `target` asks of a group, as `workshop.target_effects` says; kept, for it is asked for many times."""
    key = (None if standing is None else standing.model_dump_json(), definition.model_dump_json(), target)
    return _asked.get(key, lambda: worked_out(standing, definition, target))


def kept_standing(workshop: Workshop, group_id: str) -> Standing | None:
    """What may be kept with the workshop of where a group stands now; None without data, or of too few orders."""
    one = worth_keeping(_live(workshop), [group_id]).get(group_id)
    if one is None:
        return None
    return one.model_copy(update={"path": path(workshop, facts(workshop)[group_id])})


def wall(workshop: Workshop, group_id: str) -> float | None:
    """The highest share on time in full that the group's decoupling point can give; None where it isn't placed."""
    found = _placed(workshop, group_id)
    if found is None:
        return None
    case, position = found
    chain = koop_results.chain(workshop.koop)
    if chain is None or position is None:
        return None
    return koop_results.placement(chain, case.group).at(position).ceiling


def priced(workshop: Workshop, one: Facts) -> tuple[Price, Exchange] | None:
    """The price of a group's aim and the curve that it stands on; None where the chain does not tell."""
    return kept(("price", one.group_id, one.aim), lambda: _priced(workshop, one))


def _priced(workshop: Workshop, one: Facts) -> tuple[Price, Exchange] | None:
    found, otif = _placed(workshop, one.group_id), one.asked.otif
    chain = koop_results.chain(workshop.koop) if found else None
    if found is None or otif is None or chain is None:
        return None
    case, position = found
    curve = koop_results.exchange(chain, counted_as(case.group, one.standing), shares_drawn(otif))
    made = price(
        curve, position, case.group.position, one.aim, lambda aim: asked(one.standing, one.definition, aim).otif
    )
    return None if made is None else (made, curve)


def _placed(workshop: Workshop, group_id: str) -> tuple[Case, int | None] | None:
    """The group as the chain takes it, and the position decided or advised."""
    chain = koop_results.sound_chain(workshop.koop)
    if chain is None:
        return None
    case = koop_results.cases(workshop, chain)[group_id]
    if not isinstance(case, Case):
        return None
    return case, case.group.position or koop_results.placement(chain, case.group).advice

"""The charts of the decoupling point on the template of office furniture, and on nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from otif_koop.charts import koop_chain, koop_cost, koop_exchange, koop_ribbon, koop_scan, koop_scores, koop_turns
from otif_koop.charts.koop_chain import PlaceMark, StageBar
from otif_koop.charts.koop_cost import PositionCost
from otif_koop.charts.koop_lanes import GroupLane
from otif_koop.charts.koop_scan import ScanPoint
from otif_koop.charts.koop_scores import PositionValue
from otif_koop.koop.chain_file import template
from otif_koop.koop.exchange import exchange
from otif_koop.koop.flips import flips_by_promise
from otif_koop.koop.placement import Placement, place
from otif_koop.language import Language
from otif_koop.message import message

Drawn = Callable[[Language], tuple[Any, str]]
FURNITURE = template("office-furniture")
CHAIN, GROUP = FURNITURE.chain, FURNITURE.groups[0]
TOLD = message("ours")
NAMED = "§ "
"""Before names, which are nobody's to translate: what a said text begins with in the test of that."""


@cache
def placed() -> Placement:
    return place(CHAIN, GROUP)


def _chain(language: Language, companies: tuple[str, ...] = (), lanes: int = 2, only: int = 4) -> tuple[Any, str]:
    ends, stages = [0.0], []
    for stage, company in zip(CHAIN.stages[:only], companies or [""] * only, strict=False):
        ends.append(ends[-1] + stage.lead_time.pmf().mean)
        stages.append(
            StageBar(NAMED + stage.name, ends[-2], ends[-1], not company.endswith("Leverancier"), TOLD, company)
        )
    states = ("closed", "closed", "chosen", "possible", "possible")
    places = [PlaceMark(ends[k], 5 - k, states[k], TOLD) for k in range(only + 1)]
    groups = [
        GroupLane(
            f"g{n}", f"{NAMED}Groep {n}", None if n == 1 else ends[-1], None if n == 1 else 2, 8.0, n % 2 == 0, n == 0
        )
        for n in range(lanes)
    ]
    given = (stages, places, groups)
    return koop_chain.chart(*given, language.say("days"), language), koop_chain.alt_text(*given, language)


def _costs(language: Language) -> tuple[Any, str]:
    title = message("assemble to order")
    rows = [
        PositionCost(one.position, title, one.cost, one.why, one.position == 3, one.position == 2)
        for one in placed().positions
    ]
    return koop_cost.chart(rows, language), koop_cost.alt_text(rows, language)


def _curve(language: Language, promise: int = 8) -> tuple[Any, str]:
    group = GROUP.model_copy(update={"promise": GROUP.promise.model_copy(update={"periods": promise})})
    curve = exchange(CHAIN, group)
    return koop_exchange.chart(curve, 0.95, language), koop_exchange.alt_text(curve, 0.95, language)


def _ribbon(language: Language) -> tuple[Any, str]:
    given = (flips_by_promise(CHAIN, GROUP), 8.0)
    return koop_ribbon.chart(*given, language.say("days"), language), koop_ribbon.alt_text(*given, language)


def _scan(language: Language, *points: ScanPoint) -> tuple[Any, str]:
    return koop_scan.chart(points, 0.5, language), koop_scan.alt_text(points, 0.5, language)


def _scores(language: Language) -> tuple[Any, str]:
    title = message("assemble to order")
    rows = [PositionValue(p, title, 0.2 * p if p < 4 else None, 0.5 if p < 4 else None, p == 3) for p in range(1, 6)]
    return koop_scores.chart(rows, language), koop_scores.alt_text(rows, language)


def _turns(language: Language, *changes: float) -> tuple[Any, str]:
    rows = [(message("holding rate"), change) for change in changes]
    return koop_turns.chart(rows, language), koop_turns.alt_text(rows, language)


POINTS = (
    ScanPoint(NAMED + "Dealers", 4.2, 0.4, (1, 2), chosen=True),
    ScanPoint(NAMED + "Spoed", None, 1.3, (3,), chosen=False),
)
KOOP_CASES: dict[str, Drawn] = {
    "koop chain": _chain,
    "koop chain, companies": lambda told: _chain(
        told, tuple(NAMED + one for one in ("Leverancier", "Wij", "Wij", "Vervoerder"))
    ),
    "koop chain, one stage, no groups": lambda told: _chain(told, lanes=0, only=1),
    "koop chain, 40 groups": lambda told: _chain(told, lanes=40),
    "koop costs": _costs,
    "koop curve": _curve,
    "koop curve, hardly any time": lambda told: _curve(told, 0),
    "koop ribbon": _ribbon,
    "koop scan": lambda told: _scan(told, *POINTS),
    "koop scan, none": _scan,
    "koop scores": _scores,
    "koop turns": lambda told: _turns(told, 0.2, -0.4, 2.0),
    "koop turns, none": _turns,
}

"""What several people's scores of one group say together, within the positions that the gates leave open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from otif_koop.koop.chain import Chain
from otif_koop.koop.factor_scores import Scoring, factor_weights, score_factors, together
from otif_koop.koop.flow import Flow
from otif_koop.koop.placement import POSITIONS, Placement
from otif_koop.workshop.koop_choices import GroupChoices, Koop


@dataclass(frozen=True)
class Scores:
    """By factor the median with the lowest and the highest score, who scored, and what it points to."""

    factors: Mapping[str, tuple[float, float, float]]
    people: tuple[str, ...]
    scoring: Scoring


def weights_of(koop: Koop) -> dict[str, float]:
    """The weight of each factor: the proposed one where the room chose no other."""
    return {factor: koop.weights.get(factor, weight) for factor, weight in factor_weights().items()}


def scores_of(koop: Koop, group_id: str, open_positions: Sequence[int]) -> Scores | None:
    """What the scores of a group say; None as long as nobody scored a factor that has a weight."""
    weights = weights_of(koop)
    people = [
        (one.name, {factor: score for factor, score in one.scores.items() if factor in weights})
        for one in koop.groups.get(group_id, GroupChoices()).scorers.values()
    ]
    people = [(name, scores) for name, scores in people if scores]
    each = together([scores for _, scores in people])
    if not any(weights[factor] > 0 for factor in each):
        return None
    medians = {factor: middle for factor, (middle, _, _) in each.items()}
    return Scores(each, tuple(name for name, _ in people), score_factors(medians, weights, open_positions))


def open_positions(chain: Chain | None, placement: Placement | None) -> tuple[int, ...]:
    """The positions that pass the gates as far as they are known: all without a chain, the lead time with figures."""
    if placement is not None:
        return tuple(one.position for one in placement.positions if one.feasible)
    if chain is None:
        return POSITIONS
    flow = Flow(chain)
    return tuple(sorted({flow.position(point) for point in flow.points if flow.closed(point) is None}))

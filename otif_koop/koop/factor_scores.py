"""The workshop's way: score factors from 1 to 5, where a score is the position it argues for (koop-method, 15.2).

The weights in `config/koop_factors.yaml` are a proposal, to be changed in the room.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from otif_koop.koop.placement import POSITIONS, Placement
from otif_koop.koop.pmf import Array
from otif_koop.message import Message, Refused, message
from otif_koop.tables import table

CONTRADICTING = 1.2  # spread of the scores above which the factors contradict each other
_DRAWS = 5_000
_CONCENTRATION = 50.0
_TIE_BREAK = 1e-9  # equal values: the position nearest to the mean score


@dataclass(frozen=True)
class FactorFlip:
    """The weight (of 100) at which a factor makes another position draw level with the best."""

    factor: str
    weight: float
    turns_at: float
    position: int


@dataclass(frozen=True)
class Scoring:
    """What the scores say. Positions that the gates close have no value and can't win.

    `values` (0..1) and `acceptability` (share of the draws of the weights that it wins) are by position; `mean` and
    `spread` are those of the scores, weighted. `best` is None where every position is closed.
    """

    values: Mapping[int, float]
    best: int | None
    mean: float
    spread: float
    acceptability: Mapping[int, float]
    flips: tuple[FactorFlip, ...]

    @property
    def contradicts_itself(self) -> bool:
        """Whether the group should rather be split, or the product or process designed anew."""
        return self.spread > CONTRADICTING


def factor_weights() -> dict[str, float]:
    """The proposed weights by factor, summing to 100."""
    return {factor["id"]: float(factor["weight"]) for factor in table("koop_factors")["factors"]}


def score_factors(
    scores: Mapping[str, float],
    weights: Mapping[str, float] | None = None,
    open_positions: Sequence[int] = POSITIONS,
    seed: int = 1,
) -> Scoring:
    """The value of each position from scores 1–5 by factor; factors without a score drop out.

    `open_positions` are those that pass the gates: a weighted sum alone can recommend the impossible. The same seed
    gives the same draws. Raises `Refused` for unknown factors, scores outside 1–5 and weights below 0 or all 0.
    """
    weights = factor_weights() if weights is None else weights
    _check(scores, weights)
    used = [factor for factor in weights if factor in scores]
    weight = np.array([weights[factor] for factor in used])
    score = np.array([float(scores[factor]) for factor in used])
    preferences = _preferences(score)
    share = weight / weight.sum()
    values = share @ preferences
    mean = float(share @ score)
    closed = np.array([position not in open_positions for position in POSITIONS])
    if closed.all():
        return Scoring({}, None, mean, _spread(share, score), {}, ())
    nearness = np.where(closed, -np.inf, -_TIE_BREAK * np.abs(np.array(POSITIONS) - mean))
    best = int((values + nearness).argmax())
    return Scoring(
        values={p: float(values[i]) for i, p in enumerate(POSITIONS) if not closed[i]},
        best=POSITIONS[best],
        mean=mean,
        spread=_spread(share, score),
        acceptability=_acceptability(weight / sum(weights.values()), preferences, nearness, seed),
        flips=_flips(used, weight, preferences, closed, best),
    )


def together(scores: Sequence[Mapping[str, float]]) -> dict[str, tuple[float, float, float]]:
    """Several people's scores: median, lowest and highest by factor, over those who scored it."""
    factors = {factor for one in scores for factor in one}
    each = {factor: [one[factor] for one in scores if factor in one] for factor in sorted(factors)}
    return {factor: (median(given), min(given), max(given)) for factor, given in each.items()}


def disagreement(placement: Placement, scoring: Scoring) -> Message | None:
    """Why the figures and the room differ; None where they agree or one of them is silent."""
    if placement.advice is None or scoring.best is None or placement.advice == scoring.best:
        return None
    theirs = placement.at(scoring.best)
    if not theirs.feasible:
        return message("The scores point to position {scored}, but there {why}.", scored=scoring.best, why=theirs.why)
    return message(
        "The scores point to position {scored}, the figures to {advised}: there {scored} {why}. "
        "Either a factor weighs more than the cost shows, or a figure is off.",
        scored=scoring.best,
        advised=placement.advice,
        why=theirs.why,
    )


def _check(scores: Mapping[str, float], weights: Mapping[str, float]) -> None:
    for factor, score in scores.items():
        if factor not in weights:
            raise Refused(message("“{factor}” is not one of the factors: {known}.", factor=factor, known=list(weights)))
        if not 1 <= score <= 5:
            raise Refused(message("The score of {factor} is {score}: it goes from 1 to 5.", factor=factor, score=score))
    if any(not (weight >= 0 and np.isfinite(weight)) for weight in weights.values()):
        raise Refused(message("A weight is at least 0."))
    if not sum(weights[factor] for factor in scores) > 0:
        raise Refused(message("Score at least one factor that has a weight."))


def _preferences(score: Array) -> Array:
    """max(0, 1 - |p - s| / 2): (factors,) -> (factors, positions)."""
    return np.maximum(0.0, 1 - np.abs(np.array(POSITIONS)[None, :] - score[:, None]) / 2)


def _spread(share: Array, score: Array) -> float:
    return float(np.sqrt(share @ (score - share @ score) ** 2))


def _acceptability(share: Array, preferences: Array, nearness: Array, seed: int) -> dict[int, float]:
    """Share of Dirichlet(50 w) draws of the weights that each open position wins [Lahdelma & Salminen 2001]."""
    given = share > 0
    draws = np.random.default_rng(seed).dirichlet(_CONCENTRATION * share[given], _DRAWS)
    values = draws @ preferences[given] + nearness
    wins = np.bincount(values.argmax(axis=1), minlength=len(POSITIONS)) / _DRAWS
    return {p: float(wins[i]) for i, p in enumerate(POSITIONS) if np.isfinite(nearness[i])}


def _flips(factors: list[str], weight: Array, preferences: Array, closed: Array, best: int) -> tuple[FactorFlip, ...]:
    """w' = w - gap / δ for each factor and rival; the nearest weight from 0 up a factor, others as they are."""
    found = []
    for row, factor in enumerate(factors):
        options = []
        for other, position in enumerate(POSITIONS):
            pull = preferences[row, best] - preferences[row, other]
            if other == best or closed[other] or pull == 0:
                continue
            gap = weight @ (preferences[:, best] - preferences[:, other])
            turns_at = float(weight[row] - gap / pull)
            if turns_at >= 0:
                options.append(FactorFlip(factor, float(weight[row]), turns_at, position))
        if options:
            found.append(min(options, key=lambda one: abs(one.turns_at - one.weight)))
    return tuple(sorted(found, key=lambda one: abs(one.turns_at - one.weight)))

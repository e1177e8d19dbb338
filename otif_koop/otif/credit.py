"""Credit curves: a score from 0 to 1 for a deviation (the article's "gewogen score")."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from otif_koop.otif.definition import Credit, CurvePoint
from otif_koop.otif.facts import NEVER
from otif_koop.otif.order_book import Floats, Ints


def credit_of(deviation: Ints, credit: Credit) -> Floats:
    """The score of each deviation in the window's unit, (n,) -> (n,) from 0 to 1; 0 for what never came."""
    if not len(deviation):
        return np.zeros(0)
    came = deviation != NEVER
    if not came.any():
        return np.zeros(len(deviation))
    earliest, latest = int(deviation[came].min()), int(deviation[came].max())
    distances = np.arange(min(earliest, 0), max(latest, 0) + 1)
    scores = np.where(
        distances < 0,
        _side(np.abs(distances), credit.shape, credit.early),
        _side(np.abs(distances), credit.shape, credit.late),
    )
    scores[distances == 0] = 1.0
    return np.where(came, scores[np.where(came, deviation, 0) - int(distances[0])], 0.0)


def _side(distance: npt.NDArray[Any], shape: str, points: tuple[CurvePoint, ...]) -> Floats:
    places = np.array([point.distance for point in points])
    scores = np.array([point.score for point in points])
    if shape == "linear":
        return np.interp(distance, places, scores)
    place = np.searchsorted(places, distance, side="left")
    return np.concatenate([scores, [0.0]])[place]

"""Capacity of an order-driven stage: what stock can't absorb there, capacity must (koop-method, section 13)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from otif_koop.message import Refused, message


@dataclass(frozen=True)
class Capacity:
    """Capacity a period in the unit of the work, and the load on it: the price of working to order.

    `heavy_traffic` is the rule of thumb for comparison; None for an allowed delay of 0.
    """

    needed: float
    utilisation: float
    heavy_traffic: float | None


def capacity(mean: float, sd: float, delay: float, exceeded: float) -> Capacity:
    """Capacity at which work a period of `mean` ± `sd` waits longer than `delay` periods with chance `exceeded`.

    Gamma work: (1 - ηϑ) e^{-ηCw} = p with -(μ/σ)² ln(1 - ηϑ) = ηC, which has a closed form, since
    e^{-ηCw} = (1 - ηϑ)^{w(μ/σ)²}. Rule of thumb: heavy traffic [Kingman 1964]. Realised 0.6–1.02 × `exceeded` for
    variation up to 1, up to 1.4 × for 1.5–2.5. Raises `Refused` for impossible figures.
    """
    if not (mean > 0 and sd >= 0 and delay >= 0 and 0 < exceeded < 1 and np.isfinite([mean, sd, delay]).all()):
        raise Refused(
            message("Capacity needs work above 0, a sd and a delay of at least 0, and a chance between 0 and 1.")
        )
    if sd == 0:
        return Capacity(mean, 1.0, mean)
    rounds = (mean / sd) ** 2
    power = 1 + delay * rounds
    gap = -np.expm1(np.log(exceeded) / power)  # ηϑ
    needed = float(-rounds * np.log(exceeded) / power * (sd**2 / mean) / gap)
    thumb = (mean + np.sqrt(mean**2 + 2 * sd**2 * np.log(1 / exceeded) / delay)) / 2 if delay > 0 else None
    return Capacity(needed, mean / needed, None if thumb is None else float(thumb))


def late_share(mean: float, sd: float, level: float, delay: float, periods: int = 200_000, seed: int = 1) -> float:
    """Share of periods whose work waits longer than `delay` at this capacity, by V_t = max(0, V_{t-1} + d_t - C)."""
    draw = np.random.default_rng(seed)
    work = draw.gamma((mean / sd) ** 2, sd**2 / mean, periods) if sd > 0 else np.full(periods, mean)
    walk = np.cumsum(work - level)
    waiting = walk - np.minimum(np.minimum.accumulate(walk), 0.0)
    return float((waiting > level * delay).mean())

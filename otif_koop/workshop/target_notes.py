"""What must be said about a target before anyone agrees to it: impossible, untestable, met already. Never forbidden."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import floor
from typing import Literal

from otif_koop.message import Message, message
from otif_koop.workshop.target_effects import Asked, a_month, months_until, shows_by
from otif_koop.workshop.target_price import Price
from otif_koop.workshop.targets import Standing


@dataclass(frozen=True)
class Note:
    """One thing to know: `stop` is impossible, `doubt` can't be told, `good` is met, `know` is for information."""

    kind: Literal["stop", "doubt", "good", "know"]
    says: Message


def notes(asked: Asked, standing: Standing | None, price: Price | None, by: date | None, today: date) -> list[Note]:
    """Everything to say about a target, the gravest first."""
    return [*_reach(asked, price), *_testing(asked, standing, by, today), *_already(asked, standing)]


def _reach(asked: Asked, price: Price | None) -> list[Note]:
    if price is None or price.wall is None:
        return []
    if asked.target > price.wall + 1e-9:
        if price.best_wall is not None and asked.target <= price.best_wall:
            says = message(
                "Not possible from position {position}: at this promise at most {wall:percent} is on time in full, "
                "whatever the stock. Another position can: see the decoupling point.",
                position=price.position,
                wall=price.wall,
            )
        else:
            says = message(
                "Not possible at this promise: at most {wall:percent} is on time in full, whatever the stock. Promise "
                "later, shorten the chain or aim lower.",
                wall=price.best_wall if price.best_wall is not None else price.wall,
            )
        return [Note("stop", says)]
    if not price.is_reachable:
        return [
            Note(
                "doubt",
                message(
                    "Stock and lead time give at most {wall:percent} on time in full, and this asks {otif:percent}: "
                    "the rest must come from fewer errors and complaints.",
                    wall=price.wall,
                    otif=price.otif,
                ),
            )
        ]
    return []


def _testing(asked: Asked, standing: Standing | None, by: date | None, today: date) -> list[Note]:
    if asked.target >= 1:
        return [Note("doubt", message("100 % can never be shown to be met: the first miss ends it."))]
    if by is not None and by <= today:
        return [Note("know", message("The date of this target is past: choose a new one."))]
    needed, months = asked.orders_to_prove, months_until(today, by)
    if standing is None or needed is None:
        return []
    monthly = a_month(standing)
    if months is not None and needed > monthly * months:
        return [
            Note(
                "doubt",
                message(
                    "Can't be tested by {day:date}: it takes {n} orders without a single miss, and about {come} come "
                    "in until then.",
                    day=by,
                    n=needed,
                    come=floor(monthly * months),
                ),
            )
        ]
    said = []
    if needed > monthly:
        said.append(
            Note(
                "know",
                message(
                    "One month is too short to tell: it takes {n} orders at least, and about {come} come in a month. "
                    "Look by quarter or by year.",
                    n=needed,
                    come=max(1, round(monthly)),
                ),
            )
        )
    if months is not None and asked.verdict == "unknown":
        said.append(
            Note(
                "know",
                message(
                    "Until {day:date} a score shows as met or missed from {gap:points} away from the target.",
                    day=by,
                    gap=shows_by(standing, asked.target, months),
                ),
            )
        )
    return said


def _already(asked: Asked, standing: Standing | None) -> list[Note]:
    if standing is None or asked.verdict != "met":
        return []
    return [Note("good", message("Met already, and by more than chance: aim higher, or take the next rung."))]

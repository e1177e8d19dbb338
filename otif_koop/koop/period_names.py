"""What the periods of a chain are called in a sentence: days, weeks, or the client's own word."""

from __future__ import annotations

from otif_koop.message import Message, message

_ONE = {"day": message("day"), "week": message("week")}
_SEVERAL = {"day": message("days"), "week": message("weeks")}


def one_period(period: str) -> Message | str:
    """One of them; a word that is not known stands as it was typed."""
    return _ONE.get(period, period)


def periods_named(period: str) -> Message | str:
    """Several of them."""
    return _SEVERAL.get(period, period)

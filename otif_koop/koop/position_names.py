"""What the five positions are called."""

from __future__ import annotations

from otif_koop.message import Message
from otif_koop.tables import table


def title(position: int) -> Message:
    """The name of a position, such as “assemble to order”."""
    return Message(table("koop_positions")["positions"][position - 1]["title"])

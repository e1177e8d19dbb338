"""What someone may do in one workshop: a frozen value that every write of the store demands and checks again.

Three kinds of links give three kinds of rights, each with all that the one before it has: a viewer sees, explores and
takes away; a participant also votes and comments; a facilitator edits, shares and moves the group on. Whoever sits at
the machine itself has no link and is a facilitator.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from otif_koop.message import Message, Refused, message

Kind = Literal["viewer", "participant", "facilitator"]
Deed = Literal["see", "vote", "comment", "edit", "share", "lead"]

KINDS: tuple[Kind, ...] = get_args(Kind)
"""From the fewest rights to the most."""

_NEEDS: dict[Deed, Kind] = {
    "see": "viewer",
    "vote": "participant",
    "comment": "participant",
    "edit": "facilitator",
    "share": "facilitator",
    "lead": "facilitator",
}


@dataclass(frozen=True)
class Right:
    """What `name` may do in one workshop. `link`: the id of the link that gives it; None at the machine itself."""

    workshop_id: str
    kind: Kind
    name: str
    link: str | None = None

    def may(self, deed: Deed) -> bool:
        """Whether this right reaches so far."""
        return KINDS.index(self.kind) >= KINDS.index(_NEEDS[deed])

    def demand(self, deed: Deed) -> None:
        """Raises `Refused` where the right does not reach so far."""
        if not self.may(deed):
            raise Refused(too_little(deed))


def too_little(deed: Deed) -> Message:
    """Why someone's link does not reach so far, and what would help."""
    if _NEEDS[deed] == "facilitator":
        return message(
            "Only a facilitator changes this workshop. Nothing was saved: ask the facilitator to do it, or for a "
            "facilitator's link."
        )
    return message("A link to look does not give a vote. Ask the facilitator for a participant's link.")


def no_right() -> Message:
    """Someone without a link, or with one that no longer holds."""
    return message(
        "This workshop opens by a link, and the link of this browser does not hold here (any more). Ask the "
        "facilitator for a new one."
    )

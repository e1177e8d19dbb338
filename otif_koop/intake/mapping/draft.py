"""A column while it is being worked out what it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from otif_koop.intake.mapping.evidence import Evidence, gather, is_unique
from otif_koop.intake.mapping.fields import fields
from otif_koop.intake.mapping.header_match import ALIKE, BY_PARTS, MAPPED_FROM, PART, match_header
from otif_koop.intake.mapping.header_parts import NEUTRAL, some_meanings
from otif_koop.intake.mapping.mapping import FileMapping, Role
from otif_koop.intake.mapping.roles import ROLE_FIELDS, ROLE_NAMES
from otif_koop.intake.reading.text_table import TextTable
from otif_koop.message import Message, message
from otif_koop.otif.kinds import KINDS

MOSTLY_DATES = 0.9
MOSTLY_FILLED = 0.5

ENTERED = frozenset({"entered"})
DATED = frozenset({"entered", "date", NEUTRAL})
"""Created on: in a file of complaints that is the complaint."""

VERDICTS = frozenset({"given_on_time", "given_in_full", "given_otif"})
"""Marks that a file carries already. An X on some rows and nothing on the others may tell of either."""

DEDUCED = 0.85
"""How sure it is what a column is when its name alone doesn't say so but the rest of the file leaves one answer."""


@dataclass
class Draft:
    """One column; its field changes as more becomes known."""

    role: Role
    table: TextTable
    header: str
    evidence: Evidence
    because: Message
    field: str | None = None
    certainty: float = 0.0
    candidates: tuple[str, ...] = ()
    question: str | None = None
    opposite: bool = False
    by_user: bool = False
    known_as: str | None = None  # something that isn't used

    def settle(self, name: str, certainty: float, because: Message) -> None:
        """This column is this field."""
        self.field, self.certainty, self.because, self.question = name, certainty, because, None

    def leave(self, because: Message) -> None:
        """This column is nothing that is used."""
        self.field, self.certainty, self.because, self.question, self.candidates = None, 0.0, because, None, ()


@dataclass
class Drafts:
    """All columns of all files."""

    columns: list[Draft] = field(default_factory=list)

    def of(self, name: str, *roles: Role) -> list[Draft]:
        """The columns that are this field, in these files or in all."""
        return [one for one in self.columns if one.field == name and (not roles or one.role in roles)]

    def asked(self) -> list[Draft]:
        """The columns with a question."""
        return [one for one in self.columns if one.question]

    def has(self, *names: str) -> bool:
        """Whether some column is one of these fields."""
        return any(one.field in names for one in self.columns)


def by_name(role: Role, table: TextTable, known: FileMapping, other_roles: Iterable[Role]) -> list[Draft]:
    """Each column of a file by its name and its values."""
    evidence = gather(table)
    drafts = []
    for header in table.headers:
        if header in known.columns:
            use = known.columns[header]
            draft = Draft(role, table, header, evidence[header], message("You said so."), use.field, 1.0)
            draft.opposite, draft.by_user = use.opposite, True
        else:
            draft = _one(role, table, header, evidence[header], other_roles)
        drafts.append(draft)
    return drafts


def _one(role: Role, table: TextTable, header: str, evidence: Evidence, other_roles: Iterable[Role]) -> Draft:
    dated = evidence.dates >= MOSTLY_DATES
    numbered = not dated and evidence.numbers >= MOSTLY_DATES
    match = match_header(header, table.headers, dated=dated, numbered=numbered)
    draft = Draft(role, table, header, evidence, message("The name isn't known."))
    draft.opposite = match.opposite
    if match.field == "ordered_at" and role == "incidents" and ENTERED <= some_meanings(header) - {"moment"} <= DATED:
        _named(draft, "occurred_at", BY_PARTS)
    elif match.field:
        _named(draft, match.field, match.certainty)
    if draft.field or match.field:
        return draft
    candidates = _possible(draft, match.candidates, other_roles)
    if not match.candidates or match.certainty == PART or (match.certainty == ALIKE and not _matters(candidates)):
        draft.candidates = candidates
        return draft
    if not candidates:
        draft.leave(message("Not used in a file with {role}.", role=ROLE_NAMES[role]))
    elif len(candidates) == 1 < len(match.candidates) and match.question != "alike":
        draft.candidates = candidates
        draft.settle(
            candidates[0], DEDUCED, message("The only thing it can be in a file with {role}.", role=ROLE_NAMES[role])
        )
    else:
        draft.candidates, draft.question = candidates, match.question
        draft.because = message("The name can mean several things.")
    return draft


def _matters(candidates: tuple[str, ...]) -> bool:
    """Whether a misspelt name is worth a question: not for what only serves to check."""
    return any(fields()[name].place not in {"check", "none"} for name in candidates)


def _named(draft: Draft, name: str, certainty: float) -> None:
    if name not in ROLE_FIELDS[draft.role] or not fields()[name].used:
        draft.leave(message("Known, and not needed for the score."))
        draft.known_as = name
    elif name in VERDICTS and 0 < draft.evidence.filled < MOSTLY_FILLED:
        draft.leave(message("Mostly empty: what the mark means isn't clear."))
    elif name in KINDS and draft.role == "incidents" and draft.evidence.filled and is_unique(draft.table, draft.header):
        draft.leave(message("Another one in every row: the number of a document, not a mark."))
    elif not draft.evidence.fits(fields()[name]):
        counts = name in KINDS and "quantity" in ROLE_FIELDS[draft.role] and draft.evidence.fits(fields()["quantity"])
        draft.candidates = ("quantity", name) if counts else (name,)
        draft.question = "misfit"
        draft.because = message("The name says so, the values don't.")
    else:
        draft.settle(name, certainty, message("The name says so, and the values fit."))
        if certainty < MAPPED_FROM:
            draft.field, draft.candidates, draft.question = None, (name,), "alike"


def _possible(draft: Draft, candidates: Iterable[str], other_roles: Iterable[Role]) -> tuple[str, ...]:
    """The candidates that this file and these values allow."""
    others = set(other_roles)
    allowed = set(ROLE_FIELDS[draft.role])
    if draft.role == "lines" and "deliveries" in others:
        allowed -= {"quantity_delivered"}
    if draft.role == "lines" and "incidents" not in others:
        allowed -= {"quantity", "occurred_at"}
    return tuple(
        name
        for name in candidates
        if name in allowed and draft.evidence.fits(fields()[name]) and (fields()[name].used or name in candidates)
    )

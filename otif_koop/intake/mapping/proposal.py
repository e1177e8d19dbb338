"""What is proposed: for each column what it is and how sure, and what has to be asked."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field

from otif_koop.intake.mapping.mapping import Mapping, Role
from otif_koop.intake.reading.choices import DateOrder, Decimal
from otif_koop.message import Message


@dataclass(frozen=True)
class ProposedColumn:
    """One column of one file.

    field: what it is, "skip" where someone said to leave it, None where it isn't known or isn't used. certainty: 0..1.
    samples: up to three different values. filled: share of the rows with a value. candidates: what else it may be.
    because: why.
    """

    role: Role
    file: str
    header: str
    field: str | None
    certainty: float
    samples: tuple[str, ...]
    filled: float
    candidates: tuple[str, ...]
    because: Message
    opposite: bool = False


@dataclass(frozen=True)
class Question:
    """Something that only a person can say.

    Either what column `header` is (candidates are fields), or which column is `field` (candidates are headers), or
    how the values of `header` are written (candidates are day_first/month_first, or comma/point). options: the same
    as texts for `with_answers` and for `--map`, one a candidate. blocking: no score is to be trusted before it is
    answered.
    """

    role: Role
    file: str
    text: Message
    candidates: tuple[str, ...]
    options: tuple[str, ...]
    blocking: bool
    header: str | None = None
    field: str | None = None
    samples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """The proposed mapping of the files, column by column.

    mapping: what is certain, with what was known before. written: by file its decimal mark and its order of day and
    month, None where no value depends on it.
    """

    columns: tuple[ProposedColumn, ...]
    questions: tuple[Question, ...]
    mapping: Mapping
    written: MappingOf[Role, tuple[Decimal | None, DateOrder | None]] = field(default_factory=dict)

    @property
    def blocking(self) -> tuple[Question, ...]:
        """The questions without whose answer no score is to be trusted."""
        return tuple(question for question in self.questions if question.blocking)

"""The decisions that sales and production take together, as config/alignment.yaml proposes them for each position."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, get_args

from otif_koop.message import Message
from otif_koop.tables import table

Value = str | int | tuple[str, ...]
"""An option, a number of working days, or some options."""

Side = Literal["sales", "production"]
SIDES: tuple[Side, ...] = get_args(Side)


@dataclass(frozen=True)
class Option:
    """One answer, and what each side takes on by it (None for a figure to be judged on)."""

    value: str
    label: Message
    sales: Message | None = None
    production: Message | None = None


@dataclass(frozen=True)
class Decision:
    """Something to agree on; `proposals` and `reasons` by position. `sales`, `production`: what it asks in any case."""

    id: str
    kind: Literal["one", "some", "days"]
    title: Message
    question: Message
    options: tuple[Option, ...]
    proposals: Mapping[int, Value]
    reasons: Mapping[int, Message]
    sales: Message | None = None
    production: Message | None = None

    def option(self, value: str) -> Option:
        """The option with this value; `KeyError` for one that is not there."""
        return {one.value: one for one in self.options}[value]

    def chosen(self, value: Value) -> tuple[Option, ...]:
        """The options that a value stands for; none for a number of days."""
        if isinstance(value, int):
            return ()
        return tuple(self.option(one) for one in ((value,) if isinstance(value, str) else value))

    def taken_on(self, side: Side, value: Value) -> tuple[Message, ...]:
        """What a side takes on where this was agreed: in any case, or else by the options chosen."""
        own: Message | None = getattr(self, side)
        said = [own] if own is not None else [getattr(one, side) for one in self.chosen(value)]
        return tuple(one for one in said if one is not None)


@dataclass(frozen=True)
class Screen:
    """Decisions that are taken at one sight."""

    id: str
    icon: str
    title: Message
    decisions: tuple[str, ...]


@dataclass(frozen=True)
class Tension:
    """What pulls at each side where the order enters here, and what too much and too little capacity do."""

    sales: Message
    production: Message
    between: Message
    over: Message
    under: Message
    stays: Message


@cache
def decisions() -> Mapping[str, Decision]:
    """Every decision by its id, in the order in which they are taken."""
    return MappingProxyType({row["id"]: _decision(row) for row in table("alignment")["decisions"]})


@cache
def screens() -> tuple[Screen, ...]:
    """The screens in their order; together they hold every decision once."""
    return tuple(
        Screen(row["id"], row["icon"], Message(row["title"]), tuple(row["decisions"]))
        for row in table("alignment")["screens"]
    )


@cache
def tension(position: int) -> Tension:
    """The tension that belongs to a position."""
    words = next(row["words"] for row in table("alignment")["tension"] if row["position"] == position)
    return Tension(**{name: Message(text) for name, text in words.items()})


def usual_figures() -> tuple[str, ...]:
    """Figures that many companies go by, whatever the position."""
    return tuple(table("alignment")["usual_figures"])


def limits() -> Mapping[str, float]:
    """`large_order` (times an order of usual size) and `load_norm` (share of the capacity) to start from."""
    found: Mapping[str, float] = table("alignment")["limits"]
    return found


def _decision(row: Mapping[str, Any]) -> Decision:
    options = tuple(Option(one["value"], Message(one["label"]), *_sides(one)) for one in row.get("options", ()))
    proposals = {one["position"]: _value(one["value"]) for one in row["positions"]}
    reasons = {one["position"]: Message(one["why"]) for one in row["positions"]}
    title, question = Message(row["title"]), Message(row["question"])
    return Decision(row["id"], row["kind"], title, question, options, proposals, reasons, *_sides(row))


def _sides(row: Mapping[str, Any]) -> tuple[Message | None, Message | None]:
    words = row.get("words")
    return (Message(words["sales"]), Message(words["production"])) if words else (None, None)


def _value(value: Any) -> Value:
    return tuple(value) if isinstance(value, list) else value

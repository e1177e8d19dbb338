"""What a group expects sets how it is measured, each choice with its reason (config/expectation_rules.yaml).

The answer to an expectation fills in the group's definition in the same change. A choice that someone made otherwise
stays as it is: that is a deviation, and it is shown as one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from otif_koop.message import Message
from otif_koop.tables import table
from otif_koop.workshop.cascade import definition_for
from otif_koop.workshop.document import Workshop, content_of
from otif_koop.workshop.edits import Path, put, value_at

ANY_SHARE, REST = "above_zero", "what_may_lack"
Columns = Collection[str] | None
"""The columns of the order book; None where there are no data."""


@dataclass(frozen=True)
class Rule:
    """`field` answered with `answer` sets `sets` (paths in a definition); `beside` is the choice that shows `why`."""

    field: str
    answer: Any
    needs: str | None
    without: str | None
    sets: Mapping[Path, Any]
    beside: str
    why: Message

    def holds(self, expectations: Mapping[str, Any], columns: Columns) -> bool:
        """Whether these plain answers, and what the data have, ask for it."""
        there = columns or ()
        if (self.needs is not None and self.needs not in there) or (self.without is not None and self.without in there):
            return False
        given = expectations.get(self.field)
        if self.answer == ANY_SHARE:
            return given is not None and given > 0
        return given is not None and given == self.answer


@dataclass(frozen=True)
class Deviation:
    """A group is measured otherwise than it expects: `path` in the definition, and both plain values."""

    path: Path
    expected: Any
    measured: Any
    rule: Rule


@cache
def rules() -> tuple[Rule, ...]:
    """The rules, in the order of the table."""
    return tuple(_rule(row) for row in table("expectation_rules"))


def _rule(row: Mapping[str, Any]) -> Rule:
    ((field, answer),) = row["expects"].items()
    sets = {tuple(path.split(".")): value for path, value in row["sets"].items()}
    return Rule(field, answer, row.get("needs"), row.get("without"), sets, row["beside"], Message(row["why"]))


def follows(expectations: Mapping[str, Any], columns: Columns) -> dict[Path, tuple[Any, Rule]]:
    """What plain answers ask of a definition: value and rule by path in it."""
    asked: dict[Path, tuple[Any, Rule]] = {}
    for rule in rules():
        if rule.holds(expectations, columns):
            for path, value in rule.sets.items():
                asked[path] = (round(1 - expectations[rule.field], 3) if value == REST else value, rule)
    return asked


def answering(
    workshop: Workshop, group_id: str, field: str, answer: Any, columns: Columns, said: Callable[[Message], str]
) -> dict[Path, Any]:
    """The change that answers one expectation (None: no answer) and fills in the definition that follows from it.

    A field of the definition that was chosen otherwise by hand is left alone, and so is a reason that was typed.
    `said` gives a reason in the language of who answers.
    """
    at = ("groups", group_id, "expectations")
    content = content_of(workshop)
    answers = value_at(content, at) or {}
    before, after = follows(answers, columns), follows(put(answers, (field,), answer), columns)
    return {(*at, field): answer} | _filled(content, group_id, before, after, said)


def following(workshop: Workshop, group_id: str, columns: Columns, said: Callable[[Message], str]) -> dict[Path, Any]:
    """The change that measures a group by all that it expects, also where someone had chosen otherwise."""
    content = content_of(workshop)
    after = follows(value_at(content, ("groups", group_id, "expectations")) or {}, columns)
    definition = ("group_definitions", group_id)
    changes: dict[Path, Any] = {(*definition, *path): value for path, (value, _) in after.items()}
    for _, rule in after.values():
        changes["reasons", ".".join((*definition, rule.beside))] = said(rule.why)
    return changes


def deviations(workshop: Workshop, group_id: str, columns: Columns) -> list[Deviation]:
    """Where a group is measured otherwise than it expects."""
    expectations = workshop.groups[group_id].expectations.model_dump(mode="json", exclude_unset=True)
    measured = definition_for(workshop, group_id).model_dump(mode="json")
    return [
        Deviation(path, value, there, rule)
        for path, (value, rule) in follows(expectations, columns).items()
        if (there := value_at(measured, path)) != value
    ]


def _filled(
    content: Mapping[str, Any],
    group_id: str,
    before: Mapping[Path, tuple[Any, Rule]],
    after: Mapping[Path, tuple[Any, Rule]],
    said: Callable[[Message], str],
) -> dict[Path, Any]:
    changes: dict[Path, Any] = {}
    for path in {**before, **after}:
        whole = ("group_definitions", group_id, *path)
        there = value_at(content, whole)
        was, rule = before.get(path, (None, None))
        becomes, next_rule = after.get(path, (None, None))
        if there is not None and there != was:
            continue
        changes[whole] = becomes
        reasons = [("reasons", ".".join((*whole[:2], one.beside))) for one in (rule, next_rule) if one is not None]
        for at in reasons:
            known = value_at(content, at)
            if known is None or (rule is not None and known == said(rule.why)):
                changes[at] = None
        if next_rule is not None and changes.get(reasons[-1], "typed") is None:
            changes[reasons[-1]] = said(next_rule.why)
    return changes

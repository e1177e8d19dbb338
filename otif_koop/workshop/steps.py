"""The step plan: which steps there are, how far a workshop is, and what comes next (config/steps.yaml)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal

from otif_koop.message import Message, message
from otif_koop.tables import table
from otif_koop.workshop.document import Workshop, content_of
from otif_koop.workshop.edits import value_at
from otif_koop.workshop.fields import group_name


@dataclass(frozen=True)
class Step:
    """One step of the plan and the page that carries it.

    `phase` is None for the start page. `article`: the sentences it answers, in the articles' own Dutch. `done_when`
    says in words what `present` and `each_group` (paths in the document, `{group}` for an id) ask.
    """

    id: str
    phase: Message | None
    title: Message
    question: Message
    article: tuple[str, ...]
    done_when: Message
    present: tuple[str, ...] = ()
    each_group: tuple[str, ...] = ()


@dataclass(frozen=True)
class StepState:
    """How far a step is: `ticked_at` is when someone said so by hand, `missing` what it still waits for."""

    step: Step
    state: Literal["open", "started", "done"]
    missing: Message | None = None
    ticked_at: datetime | None = None


@cache
def steps() -> tuple[Step, ...]:
    """The steps in the order of the plan."""
    plan = table("steps")
    return tuple(_step(row, plan["phases"]) for row in plan["steps"])


def _step(row: dict[str, Any], phases: dict[str, str]) -> Step:
    rule = row["done_when"]
    return Step(
        id=row["id"],
        phase=Message(phases[row["phase"]]) if "phase" in row else None,
        title=Message(row["title"]),
        question=Message(row["question"]),
        article=tuple(row["article"]),
        done_when=Message(rule["says"]),
        present=tuple(rule.get("present", ())),
        each_group=tuple(rule.get("each_group", ())),
    )


def progress(workshop: Workshop) -> list[StepState]:
    """The state of every step, in the order of the plan."""
    content = content_of(workshop)
    return [_state(step, workshop, content) for step in steps()]


def next_step(workshop: Workshop) -> Step | None:
    """The first step that is not done; `None` when all are."""
    return next((state.step for state in progress(workshop) if state.state != "done"), None)


def _state(step: Step, workshop: Workshop, content: dict[str, Any]) -> StepState:
    ticked = workshop.progress.get(step.id)
    holds = [value_at(content, tuple(path.split("."))) is not None for path in step.present]
    lacking = []
    for group_id in workshop.groups:
        asked = [tuple(path.format(group=group_id).split(".")) for path in step.each_group]
        found = [value_at(content, path) is not None for path in asked]
        holds += found
        if not all(found):
            lacking.append(group_name(group_id, workshop))
    if ticked.done if ticked else (all(holds) and bool(holds)):
        return StepState(step, "done", ticked_at=ticked.at if ticked else None)
    missing = message("{rule} Still open for: {groups}.", rule=step.done_when, groups=lacking)
    return StepState(
        step,
        "started" if any(holds) else "open",
        missing if lacking else step.done_when,
        ticked.at if ticked else None,
    )

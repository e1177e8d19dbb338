"""Where the group is while it works: the step that all were called to, and the time that each step takes.

This is the room, not the decision: it stays out of the document and its log.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from otif_koop.tables import table


@dataclass(frozen=True)
class Scene:
    """`calls` counts how often all were called, last to step `at_step`; the clock runs for `timed` since `since`.

    `planned` holds minutes a step where those differ from the plan's own, `spent` seconds a step.
    """

    calls: int = 0
    at_step: str = ""
    timed: str = ""
    since: datetime | None = None
    planned: dict[str, int] = field(default_factory=dict)
    spent: dict[str, float] = field(default_factory=dict)

    def call_to(self, step_id: str) -> Scene:
        """Everyone is called to a step."""
        return replace(self, calls=self.calls + 1, at_step=step_id)

    def start(self, step_id: str, minutes: int, at: datetime) -> Scene:
        """The clock runs for a step, for so many minutes; it stops for another."""
        stopped = self.stop(at)
        return replace(stopped, timed=step_id, since=at, planned={**self.planned, step_id: minutes})

    def stop(self, at: datetime) -> Scene:
        """The clock stands still."""
        if not self.timed or self.since is None:
            return self
        passed = max((at - self.since).total_seconds(), 0.0)
        spent = {**self.spent, self.timed: self.spent.get(self.timed, 0.0) + passed}
        return replace(self, timed="", since=None, spent=spent)

    def minutes_planned(self, step_id: str) -> int:
        """What is planned for a step: by this group, else by the plan."""
        return self.planned.get(step_id) or int(table("timing")["minutes"].get(step_id, 15))

    def seconds_spent(self, step_id: str, at: datetime) -> float:
        """What a step took up to now."""
        running = self.stop(at) if self.timed == step_id else self
        return running.spent.get(step_id, 0.0)


def content_of(scene: Scene) -> dict[str, Any]:
    """As JSON holds it."""
    since = None if scene.since is None else scene.since.astimezone(UTC).isoformat()
    return {**vars(scene), "since": since}


def from_content(content: dict[str, Any]) -> Scene:
    """As it was kept."""
    since = content.get("since")
    return Scene(**{**content, "since": None if since is None else datetime.fromisoformat(since)})

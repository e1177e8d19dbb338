"""A follow-up run: the scores of an upload appended to what the workshop keeps, period by period.

What holds for a period: the upload that counts up to the latest day; an older one never replaces it, the same one twice
changes nothing, and one that holds only part of what was known of a period leaves that period alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from otif_koop.message import Message, message
from otif_koop.otif.complaint_delay import complaint_delay
from otif_koop.otif.counts import Counts
from otif_koop.otif.definition import Combine, Definition
from otif_koop.otif.order_book import OrderBook
from otif_koop.otif.resolve import Resolved, resolve
from otif_koop.otif.score import score_of
from otif_koop.otif.trend import trend
from otif_koop.workshop.cascade import definition_for
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.follow_up import Bridge, Kept, Rhythm, first_day_of, last_day_of, period_id, period_said
from otif_koop.workshop.labels import labels_of

WHOLE = 0.95
"""An upload with a smaller share than this of what was known of a period holds only part of it."""

WHOLE_OTHERWISE = 0.8
"""The same under another definition, by which orders may fall in another period."""

MOST_PERIODS = 60


@dataclass(frozen=True)
class Appended:
    """`changes` for `edits_of`; `notes` say in words what was left alone or bridged; `count`: periods written."""

    changes: dict[tuple[str, ...], Any] = field(default_factory=dict)
    notes: tuple[Message, ...] = ()
    count: int = 0


def definition_hash(definition: Definition, resolved: Resolved) -> str:
    """Twelve letters that name how was measured: the choices, the dates that served and the components measured.

    Not the kinds of error and complaint that happened to occur: a month without damage is measured like any other.
    """
    served = [str(resolved.definition.due), str(resolved.definition.clock_stop), *sorted(resolved.measured)]
    text = definition.model_dump_json() + " ".join(served)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def appended(workshop: Workshop, book: OrderBook, as_of: date) -> Appended:
    """What this upload adds to the kept scores of every customer group that the data know."""
    rhythm, delay = workshop.follow_up.rhythm, complaint_delay(book)
    changes: dict[tuple[str, ...], Any] = {}
    notes: list[Message] = []
    count = 0
    for group_id, group in workshop.groups.items():
        labels = [label for label in labels_of(workshop, group_id) if label in book.group.names]
        new = _scores(definition_for(workshop, group_id), book, labels, rhythm, as_of, delay)
        old = workshop.follow_up.scores.get(group_id, {})
        taken = {period: one for period, one in new.items() if _replaces(one, old.get(period))}
        partial = [period for period in new if period in old and _is_part(new[period], old[period])]
        if partial:
            notes.append(
                message(
                    "{group}: this upload holds only part of {periods}; the figures from before stay.",
                    group=group.name,
                    periods=[period_said(period) for period in partial[-3:]],
                )
            )
        written = {period: one for period, one in taken.items() if one != old.get(period)}
        if not written:
            continue
        count += len(written)
        latest = dict(sorted({**old, **taken}.items())[-MOST_PERIODS:])
        changes["follow_up", "scores", group_id] = latest
        bridges = _bridges(old, written)
        if bridges:
            known = workshop.follow_up.bridges.get(group_id, {})
            changes["follow_up", "bridges", group_id] = {**known, **bridges}
            for period, bridge in bridges.items():
                notes.append(
                    message(
                        "{group}: the definition changed. {period} was {before:percent}; by the new one it is "
                        "{after:percent}.",
                        group=group.name,
                        period=period_said(period),
                        before=bridge.before,
                        after=bridge.after,
                    )
                )
    return Appended(changes, tuple(notes), count)


def _replaces(new: Kept, old: Kept | None) -> bool:
    return old is None or (new.as_of >= old.as_of and not _is_part(new, old))


def _is_part(new: Kept, old: Kept) -> bool:
    """Of another level the counts can't be compared, so the newest day decides."""
    least = WHOLE if new.definition == old.definition else WHOLE_OTHERWISE
    return new.level == old.level and new.known < least * old.known


def _bridges(old: Mapping[str, Kept], written: Mapping[str, Kept]) -> dict[str, Bridge]:
    """The latest period that is known under the definition before and the one after."""
    changed = [period for period in written if period in old and old[period].definition != written[period].definition]
    if not changed:
        return {}
    period = max(changed, key=lambda one: (old[one].final and written[one].final, one))
    before, after = old[period], written[period]
    return {period: Bridge(before=before.score, after=after.score, old=before.definition, new=after.definition)}


def _scores(
    definition: Definition, book: OrderBook, labels: list[str], rhythm: Rhythm, as_of: date, delay: int
) -> dict[str, Kept]:
    """The kept form of every period of a group, whose labels in the data are added up."""
    resolved = resolve(definition, book)
    counted: dict[str, Counts] = {}
    final: dict[str, bool] = {}
    for label in labels:
        for one in trend(book, definition, definition.level, group=label, by=rhythm, as_of=as_of):
            period = period_id(one.first_day, rhythm)
            counted[period] = counted[period] + one.score.counts if period in counted else one.score.counts
            final[period] = final.get(period, True) and one.final
    kept = {}
    for period, counts in counted.items():
        combined = score_of(None, definition.level, resolved, counts).measured
        if combined is None or first_day_of(period) > as_of:  # what came before its own month began
            continue
        by_joint = definition.combine is Combine.JOINT
        settled = last_day_of(period) + timedelta(days=delay) <= as_of
        kept[period] = Kept(
            level=definition.level.value,
            units=counts.weight,
            good=min(counts.every, counts.weight),
            known=max(counts.total, counts.weight),
            score=round(min(1.0, combined.joint if by_joint else combined.product), 6),
            definition=definition_hash(definition, resolved),
            as_of=as_of,
            final=final[period] and settled,
        )
    return kept

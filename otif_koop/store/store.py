"""The store: workshops with every revision they ever had, for many sessions at once.

A revision is what one person changed at once. Revisions are only ever added, each by a compare-and-swap on the number
of the newest; whoever comes second has the change done again on the newest, and hears of it only where both changed
the same field. SQLAlchemy is loaded when a store is opened, not when this module is.
"""

from __future__ import annotations

import json
import os
import secrets
import threading
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from otif_koop.lately import Lately
from otif_koop.message import Refused, message
from otif_koop.store.rights import Right
from otif_koop.store.trouble import Unavailable, busy
from otif_koop.workshop.document import Workshop, content_of, from_content
from otif_koop.workshop.edits import Clash, Conflict, Edit, apply, overlap, replay, still_to_do
from otif_koop.workshop.migrations import VERSION
from otif_koop.workshop.text import readable
from otif_koop.workshop.undo import Change, redo, undo

if TYPE_CHECKING:
    from otif_koop.store.ballots import Ballots
    from otif_koop.store.comments import Comments
    from otif_koop.store.database import Database
    from otif_koop.store.links import Links
    from otif_koop.store.order_counts import OrderCounts
    from otif_koop.store.order_rows import OrderRows
    from otif_koop.store.publications import Publications
    from otif_koop.store.scenes import Scenes

SETTING = "OTIF_KOOP_DATABASE"
SNAPSHOT_EVERY = 50
UNDO_REACH = 500  # revisions
PATIENCE = 10.0  # seconds
_MOST_READ = 64  # documents kept as they were read: an edit needs the one that the edit before it made


def default_address() -> str:
    """The database of this machine: the setting `OTIF_KOOP_DATABASE`, or a file under the current folder."""
    return os.environ.get(SETTING) or f"sqlite:///{Path('var/workshops.sqlite').absolute()}"


@dataclass(frozen=True)
class Summary:
    """A workshop in a list."""

    id: str
    revision: int
    name: str
    organisation: str
    created_at: datetime
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True)
class Revision:
    """What one person changed at once; `at` is when it was saved."""

    number: int
    edits: Change
    by: str
    at: datetime


class Store:
    """All workshops of one database; safe to share between threads.

    Every method raises `Unavailable` (a `Refused`) when the database is read-only, full, locked or gone, and `Refused`
    for a workshop that is not there.
    """

    def __init__(self, address: str | None = None, *, patience: float = PATIENCE) -> None:
        """Opens the database at a SQLAlchemy `address`, made where it is new; waits `patience` seconds for a lock."""
        from otif_koop.store.ballots import Ballots
        from otif_koop.store.comments import Comments
        from otif_koop.store.database import Database
        from otif_koop.store.links import Links
        from otif_koop.store.order_counts import OrderCounts
        from otif_koop.store.order_rows import OrderRows
        from otif_koop.store.publications import Publications
        from otif_koop.store.scenes import Scenes

        self._database: Database = Database(address or default_address(), patience)
        self.links: Links = Links(self._database)
        self.publications: Publications = Publications(self._database)
        self.scenes: Scenes = Scenes(self._database)
        self.ballots: Ballots = Ballots(self._database)
        self.comments: Comments = Comments(self._database)
        self.order_counts: OrderCounts = OrderCounts(self._database)
        self.order_rows: OrderRows = OrderRows(self._database)
        self._patience = patience
        self._turns = tuple(threading.Lock() for _ in range(64))
        self._read: Lately = Lately(_MOST_READ)

    def clear_away(self) -> None:
        """What a server does as it starts: kept rows whose time is over go, and what deleting left in the log."""
        self.order_rows.delete_expired()
        self._database.empty_log()

    @property
    def place(self) -> str:
        """Where the workshops are: a file's path, or a server's address without its password."""
        return self._database.place

    def close(self) -> None:
        """Closes every connection; the store is of no use after it."""
        self._database.close()

    def create(self, workshop: Workshop, by: str) -> str:
        """Keeps a new workshop and gives its id, which is no secret; an id that it came with is replaced."""
        from otif_koop.store.database import WorkshopRow

        workshop_id = secrets.token_urlsafe(12)
        kept = from_content(content_of(workshop) | {"id": workshop_id})
        now = datetime.now(UTC)
        row = WorkshopRow(workshop_id, 0, VERSION, kept.name, kept.organisation, now, now, readable(by))
        self._database.add(row, json.dumps(content_of(kept)))
        return workshop_id

    def load(self, workshop_id: str, *, at: int | None = None) -> tuple[Workshop, int]:
        """The workshop and the number of its revision: the newest, or revision `at`."""
        number = newest = self.revision(workshop_id)
        if at is not None:
            if not 0 <= at <= newest:
                raise _not_there()
            number = at
        return self._read.get((workshop_id, number), lambda: self._read_anew(workshop_id, number)), number

    def _read_anew(self, workshop_id: str, number: int) -> Workshop:
        state = self._database.state(workshop_id, number)
        if state is None:
            raise _not_there()
        snapshot, changes = state
        edits = (edit for change in changes for edit in _edits(change))
        return from_content(replay(json.loads(snapshot), edits))

    def revision(self, workshop_id: str) -> int:
        """The number of the newest revision; cheap enough to ask every few seconds."""
        number = self._database.newest_revision(workshop_id)
        if number is None:
            raise _not_there()
        return number

    def here(self, workshop_id: str, by: str) -> Right:
        """The right of whoever sits at the machine itself: no link, and everything allowed."""
        return Right(workshop_id, "facilitator", by)

    def save(self, right: Right, revision: int, edits: Iterable[Edit]) -> int:
        """Adds `edits`, made on `revision` by the one who has `right`, as one revision; gives the newest's number.

        Edits of other fields that came in meanwhile stay; what is already so is not saved again. Raises `Conflict`
        with both values where someone else changed the same field, and `Refused` when the result is not valid, or
        when `right` is not enough or does not hold now.
        """
        right.demand("edit")
        workshop_id = right.workshop_id
        wanted = tuple(edit for edit in edits if edit.old != edit.new)
        if {edit.by for edit in wanted} - {right.name}:
            raise ValueError("the edits of one revision are made by the one person who has the right")
        until = time.monotonic() + self._patience
        with self._turns[hash(workshop_id) % len(self._turns)]:
            while True:
                newest = self._save_on_newest(right, revision, wanted)
                if newest is not None:
                    return newest
                if time.monotonic() > until:
                    raise Unavailable(busy(self.place))

    def _save_on_newest(self, right: Right, revision: int, wanted: Change) -> int | None:
        """One try: the new number, or `None` when another process was first."""
        workshop_id = right.workshop_id
        row = self._database.workshop(workshop_id)
        if row is None:
            raise _not_there()
        workshop = self._read.get((workshop_id, row.revision), lambda: self._read_anew(workshop_id, row.revision))
        edits = still_to_do(workshop, wanted)
        if not edits:
            return row.revision
        try:
            after = apply(workshop, *edits)
        except Conflict as conflict:
            raise Conflict(self._signed(conflict.clashes, workshop_id, revision), workshop) from None
        except Refused as refused:
            if revision == row.revision:
                raise
            why = message("Others changed this workshop meanwhile, and this change no longer fits in it.")
            raise Refused(why, *refused.problems) from None
        number = row.revision + 1
        newer = row._replace(
            revision=number,
            form=VERSION,
            name=after.name,
            organisation=after.organisation,
            changed_at=datetime.now(UTC),
            changed_by=edits[0].by,
        )
        whole = number % SNAPSHOT_EVERY == 0 or row.form != VERSION
        said = json.dumps([edit.model_dump(mode="json") for edit in edits])
        added = self._database.append(right, row, newer, said, json.dumps(content_of(after)) if whole else None)
        if not added:
            return None
        self._read.get((workshop_id, number), lambda: after)
        return number

    def _signed(self, clashes: Iterable[Clash], workshop_id: str, revision: int) -> list[Clash]:
        """The clashes, each with who changed the field last since `revision`."""
        since = self.history(workshop_id, after=revision)
        return [
            replace(
                clash,
                by=next(
                    (
                        change.by
                        for change in reversed(since)
                        if any(overlap(clash.path, edit.path) for edit in change.edits)
                    ),
                    None,
                ),
            )
            for clash in clashes
        ]

    def undo(self, right: Right) -> int:
        """Takes back one's own last change that stands; raises `Refused` as `workshop.undo.undo` does."""
        return self._again(right, undo)

    def redo(self, right: Right) -> int:
        """Does again what one took back last."""
        return self._again(right, redo)

    def _again(self, right: Right, how: Callable[[Workshop, list[Change], str], Change]) -> int:
        right.demand("edit")
        self._database.must_hold(right)
        workshop, revision = self.load(right.workshop_id)
        log = [change.edits for change in self.history(right.workshop_id, last=UNDO_REACH)]
        return self.save(right, revision, how(workshop, log, right.name))

    def history(self, workshop_id: str, *, after: int = 0, last: int | None = None) -> list[Revision]:
        """The revisions past number `after`, oldest first; only the `last` so many."""
        rows = self._database.revisions(workshop_id, after, last)
        if not rows:
            self.revision(workshop_id)
        return [Revision(row.revision, _edits(row.edits), row.changed_by, row.changed_at) for row in rows]

    def recent(self, limit: int = 20, among: Collection[str] | None = None) -> list[Summary]:
        """The workshops changed last, newest first; only those `among` these ids."""
        return [_summary(row) for row in self._database.recent(limit, among)]

    def delete(self, right: Right) -> None:
        """Deletes a workshop with its whole history and its links; nothing of it is left in the database."""
        right.demand("edit")
        if not self._database.remove(right):
            raise _not_there()


def _edits(change: str) -> Change:
    return tuple(Edit.model_validate(edit) for edit in json.loads(change))


def _summary(row: Any) -> Summary:
    return Summary(row.id, row.revision, row.name, row.organisation, row.created_at, row.changed_at, row.changed_by)


def _not_there() -> Refused:
    return Refused(message("There is no workshop at this address: it was deleted, or the address is not complete."))

"""What is asked of the database: plain rows in and out, each call one transaction, every fault told plainly."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import DBAPIError

from otif_koop.store.connect import ALONE, BEGIN, WRITES, engine_for, make_file, parsed, shown
from otif_koop.store.faults import told_plainly
from otif_koop.store.link_rows import lock, must_hold
from otif_koop.store.rights import Right
from otif_koop.store.schema import OF_A_WORKSHOP, bring_up_to_date, revisions, snapshots, up_to_date, workshops
from otif_koop.store.trouble import Unavailable, cannot_open, gone

_log = logging.getLogger("otif_koop")


class WorkshopRow(NamedTuple):
    """The newest state of a workshop in short."""

    id: str
    revision: int
    form: int
    name: str
    organisation: str
    created_at: datetime
    changed_at: datetime
    changed_by: str


class RevisionRow(NamedTuple):
    """One revision: a JSON list of edits, and who made them when."""

    revision: int
    edits: str
    changed_by: str
    changed_at: datetime


class Database:
    """The tables of one store. `address`: SQLAlchemy's; `patience`: seconds to wait for a lock."""

    def __init__(self, address: str, patience: float) -> None:
        url = parsed(address)
        self.place = shown(url)
        self._patience = patience
        self._file = Path(self.place) if url.get_backend_name() == "sqlite" else None
        self._engine = engine_for(url, patience)
        self._writing = self._engine.execution_options(**{BEGIN: WRITES})
        with told_plainly(self.place):
            if (self._file is None or self._file.exists()) and self._is_ready():
                return
            if self._file is not None:
                self._make_file(self._file)
            try:
                with self._writing.begin() as connection:
                    bring_up_to_date(connection)
            except DBAPIError:
                if not self._is_ready():  # else another process made the tables just now
                    raise

    def _make_file(self, file: Path) -> None:
        try:
            make_file(file)
        except (OSError, sqlite3.Error) as fault:
            raise Unavailable(cannot_open(self.place)) from fault

    def _is_ready(self) -> bool:
        with self._engine.connect() as connection:
            return up_to_date(connection)

    def close(self) -> None:
        """Closes every connection."""
        self._engine.dispose()

    @contextmanager
    def transaction(self, *, writes: bool = False) -> Iterator[Connection]:
        """A connection in one transaction, its faults told plainly; `writes` takes the write lock at once."""
        with told_plainly(self.place):
            if self._file is not None and not self._file.exists():
                raise Unavailable(gone(self.place))
            with (self._writing if writes else self._engine).begin() as connection:
                yield connection

    def must_hold(self, right: Right) -> None:
        """Raises `Refused` when the link of `right` does not hold at this moment."""
        with self.transaction() as connection:
            must_hold(connection, right)

    def add(self, row: WorkshopRow, content: str) -> None:
        """A new workshop at its first revision with the snapshot of it."""
        with self.transaction(writes=True) as connection:
            connection.execute(insert(workshops).values(**row._asdict()))
            connection.execute(insert(snapshots).values(workshop_id=row.id, revision=row.revision, content=content))

    def workshop(self, workshop_id: str) -> WorkshopRow | None:
        """The newest state in short."""
        with self.transaction() as connection:
            row = connection.execute(select(workshops).where(workshops.c.id == workshop_id)).one_or_none()
        return None if row is None else WorkshopRow(*row)

    def newest_revision(self, workshop_id: str) -> int | None:
        """The number of the newest revision."""
        with self.transaction() as connection:
            return connection.scalar(select(workshops.c.revision).where(workshops.c.id == workshop_id))

    def state(self, workshop_id: str, number: int) -> tuple[str, list[str]] | None:
        """Revision `number`: the last snapshot up to it and the edits since; None where it is not there."""
        with self.transaction() as connection:
            start = connection.execute(
                select(snapshots.c.revision, snapshots.c.content)
                .where(snapshots.c.workshop_id == workshop_id, snapshots.c.revision <= number)
                .order_by(snapshots.c.revision.desc())
                .limit(1)
            ).one_or_none()
            if start is None:  # deleted between two questions
                return None
            edits = connection.scalars(
                select(revisions.c.edits)
                .where(revisions.c.workshop_id == workshop_id)
                .where(revisions.c.revision > start.revision, revisions.c.revision <= number)
                .order_by(revisions.c.revision)
            )
            return start.content, list(edits)

    def append(self, right: Right, before: WorkshopRow, after: WorkshopRow, edits: str, snapshot: str | None) -> bool:
        """Adds one revision if `before` is still the newest; False when someone else was first.

        Raises `Refused` when the link of `right` does not hold at this moment.
        """
        with self.transaction(writes=True) as connection:
            must_hold(connection, right)
            swapped = connection.execute(
                update(workshops)
                .where(workshops.c.id == before.id, workshops.c.revision == before.revision)
                .values(**after._asdict())
            )
            if swapped.rowcount != 1:
                return False
            connection.execute(
                insert(revisions).values(
                    workshop_id=after.id,
                    revision=after.revision,
                    edits=edits,
                    changed_by=after.changed_by,
                    changed_at=after.changed_at,
                )
            )
            if snapshot is not None:
                connection.execute(
                    insert(snapshots).values(workshop_id=after.id, revision=after.revision, content=snapshot)
                )
        return True

    def revisions(self, workshop_id: str, after: int, last: int | None) -> list[RevisionRow]:
        """The revisions past number `after`, oldest first; only the `last` so many."""
        columns = (revisions.c.revision, revisions.c.edits, revisions.c.changed_by, revisions.c.changed_at)
        asked = (
            select(*columns)
            .where(revisions.c.workshop_id == workshop_id, revisions.c.revision > after)
            .order_by(revisions.c.revision.desc())
            .limit(last)
        )
        with self.transaction() as connection:
            rows = connection.execute(asked).all()
        return [RevisionRow(*row) for row in reversed(rows)]

    def recent(self, limit: int, among: Collection[str] | None) -> list[WorkshopRow]:
        """The workshops changed last, newest first; only those `among` these ids."""
        asked = select(workshops).order_by(workshops.c.changed_at.desc(), workshops.c.id).limit(limit)
        if among is not None:
            asked = asked.where(workshops.c.id.in_(list(among)[:1000]))
        with self.transaction() as connection:
            return [WorkshopRow(*row) for row in connection.execute(asked)]

    def remove(self, right: Right) -> bool:
        """Deletes a workshop with all that belongs to it; False when it was not there."""
        workshop_id = right.workshop_id
        with self.transaction(writes=True) as connection:
            lock(connection, right)  # no revision may come in between
            for part in OF_A_WORKSHOP:
                connection.execute(delete(part).where(part.c.workshop_id == workshop_id))
            found = connection.execute(delete(workshops).where(workshops.c.id == workshop_id)).rowcount
        self.empty_log()
        return found == 1

    def empty_log(self) -> None:
        """SQLite's write-ahead log still holds what was deleted: move it into the file, where it is overwritten.

        Where others keep the log busy for longer than we wait, it is left for the next time, at the latest a start.
        """
        if self._file is None:
            return
        alone = self._engine.execution_options(**{BEGIN: ALONE})
        until = time.monotonic() + self._patience
        with told_plainly(self.place), alone.connect() as connection:
            # for those who read or write SQLite waits by itself, for who moves the log too it does not
            while connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]:
                if time.monotonic() > until:
                    _log.warning("the log of %s is busy: what was deleted is still in it", self.place)
                    return
                time.sleep(0.02)

"""What is asked of the database: plain rows in and out, each call one transaction, every fault told plainly."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import DBAPIError

from otif_koop.store.connect import ALONE, BEGIN, WRITES, engine_for, make_file, parsed, shown
from otif_koop.store.faults import told_plainly
from otif_koop.store.schema import bring_up_to_date, revisions, snapshots, up_to_date, workshops
from otif_koop.store.trouble import Unavailable, cannot_open, gone


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
    def _transaction(self, *, writes: bool = False) -> Iterator[Connection]:
        with told_plainly(self.place):
            if self._file is not None and not self._file.exists():
                raise Unavailable(gone(self.place))
            with (self._writing if writes else self._engine).begin() as connection:
                yield connection

    def add(self, row: WorkshopRow, content: str) -> None:
        """A new workshop at its first revision with the snapshot of it."""
        with self._transaction(writes=True) as connection:
            connection.execute(insert(workshops).values(**row._asdict()))
            connection.execute(insert(snapshots).values(workshop_id=row.id, revision=row.revision, content=content))

    def workshop(self, workshop_id: str) -> WorkshopRow | None:
        """The newest state in short."""
        with self._transaction() as connection:
            row = connection.execute(select(workshops).where(workshops.c.id == workshop_id)).one_or_none()
        return None if row is None else WorkshopRow(*row)

    def newest_revision(self, workshop_id: str) -> int | None:
        """The number of the newest revision."""
        with self._transaction() as connection:
            return connection.scalar(select(workshops.c.revision).where(workshops.c.id == workshop_id))

    def state(self, workshop_id: str, number: int) -> tuple[str, list[str]] | None:
        """Revision `number`: the last snapshot up to it and the edits since; None where it is not there."""
        with self._transaction() as connection:
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

    def append(self, before: WorkshopRow, after: WorkshopRow, edits: str, snapshot: str | None) -> bool:
        """Adds one revision if `before` is still the newest; False when someone else was first."""
        with self._transaction(writes=True) as connection:
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
        with self._transaction() as connection:
            rows = connection.execute(asked).all()
        return [RevisionRow(*row) for row in reversed(rows)]

    def recent(self, limit: int) -> list[WorkshopRow]:
        """The workshops changed last, newest first."""
        asked = select(workshops).order_by(workshops.c.changed_at.desc(), workshops.c.id).limit(limit)
        with self._transaction() as connection:
            return [WorkshopRow(*row) for row in connection.execute(asked)]

    def remove(self, workshop_id: str) -> bool:
        """Deletes a workshop with all its revisions; False when it was not there."""
        with self._transaction(writes=True) as connection:
            # no revision may come in between: where writers do not wait for each other, the row is locked
            connection.execute(select(workshops.c.id).where(workshops.c.id == workshop_id).with_for_update())
            for part in (revisions, snapshots):
                connection.execute(delete(part).where(part.c.workshop_id == workshop_id))
            found = connection.execute(delete(workshops).where(workshops.c.id == workshop_id)).rowcount
        if self._file is not None:
            self._empty_log()
        return found == 1

    def _empty_log(self) -> None:
        """SQLite's write-ahead log still holds what was deleted: move it into the file, where it is overwritten."""
        alone = self._engine.execution_options(**{BEGIN: ALONE})
        with told_plainly(self.place), alone.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

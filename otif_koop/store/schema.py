"""The tables in which workshops are kept, in SQL that SQLite and PostgreSQL share, and how older tables catch up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    insert,
    inspect,
    select,
    text,
    update,
)

from otif_koop.message import Refused, message

Migration = Callable[[Connection], None]


class Utc(TypeDecorator[datetime]):
    """A moment in UTC: SQLite keeps no time zone and PostgreSQL answers in that of the session."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Raises `ValueError` for a moment without a time zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """The moment with UTC as its time zone."""
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


metadata = MetaData()

schema_version = Table("schema_version", metadata, Column("version", Integer, primary_key=True))

# The newest state in short. `form` is the version of the document at `revision`.
workshops = Table(
    "workshops",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("form", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("organisation", Text, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("changed_at", Utc, nullable=False, index=True),
    Column("changed_by", Text, nullable=False),
)

# What was changed: a JSON list of edits a revision. Rows are added and, with their workshop, deleted; never changed.
revisions = Table(
    "revisions",
    metadata,
    Column("workshop_id", ForeignKey("workshops.id"), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("edits", Text, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", Utc, nullable=False),
)

# The whole document as JSON, at its start and then every so often, so that few edits are read again.
snapshots = Table(
    "snapshots",
    metadata,
    Column("workshop_id", ForeignKey("workshops.id"), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("content", Text, nullable=False),
)

# Who may come in, and as what. Of the secret in a link only the hash is kept; `id` is no secret.
links = Table(
    "links",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("workshop_id", ForeignKey("workshops.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("label", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", Utc, nullable=False),
    Column("expires_at", Utc),
    Column("revoked_at", Utc),
)

# Which browsers came in by which link: `browser` is the hash of the secret in the browser's cookie.
guests = Table(
    "guests",
    metadata,
    Column("browser", String(64), primary_key=True),
    Column("link_id", ForeignKey("links.id"), primary_key=True),
    Column("workshop_id", ForeignKey("workshops.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("joined_at", Utc, nullable=False),
)

# Where the group is and what its clock says: JSON, replaced whole; `number` counts the changes.
scenes = Table(
    "scenes",
    metadata,
    Column("workshop_id", ForeignKey("workshops.id"), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("content", Text, nullable=False),
)

# Questions to the room, and the answers: one a browser, hidden by the store until `revealed_at`.
ballots = Table(
    "ballots",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("workshop_id", ForeignKey("workshops.id"), nullable=False, index=True),
    Column("content", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("opened_at", Utc, nullable=False),
    Column("closed_at", Utc),
    Column("revealed_at", Utc),
)
votes = Table(
    "votes",
    metadata,
    Column("ballot_id", ForeignKey("ballots.id"), primary_key=True),
    Column("voter", String(64), primary_key=True),
    Column("workshop_id", ForeignKey("workshops.id"), nullable=False, index=True),
    Column("content", Text, nullable=False),
    Column("at", Utc, nullable=False),
)

# What people remark at a step of the plan, under their name; `about`: the rule it is about, nothing for the step.
comments = Table(
    "comments",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("workshop_id", ForeignKey("workshops.id"), nullable=False, index=True),
    Column("step", String(64), nullable=False),
    Column("about", Text, nullable=False, server_default=""),
    Column("text", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("browser", String(64), nullable=False),
    Column("at", Utc, nullable=False),
)

# Counts of the orders that a workshop scores, from which they are explored without them; replaced whole. `made_of`: a
# print of what was counted, the same on every row.
order_counts = Table(
    "order_counts",
    metadata,
    Column("workshop_id", ForeignKey("workshops.id"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("made_of", String(64), nullable=False),
    Column("kept_by", Text, nullable=False),
    Column("kept_at", Utc, nullable=False),
    Column("content", LargeBinary, nullable=False),  # last: SQLite reads through it to what comes after
)

# The client's rows, where a facilitator had them kept, until they expire.
order_rows = Table(
    "order_rows",
    metadata,
    Column("workshop_id", ForeignKey("workshops.id"), primary_key=True),
    Column("kept_by", Text, nullable=False),
    Column("kept_at", Utc, nullable=False),
    Column("expires_at", Utc, nullable=False, index=True),
    Column("content", LargeBinary, nullable=False),  # last, as above
)

OF_A_WORKSHOP: tuple[Table, ...] = (
    order_rows,
    order_counts,
    comments,
    votes,
    ballots,
    scenes,
    guests,
    links,
    revisions,
    snapshots,
)
"""What is deleted with a workshop, in this order."""


def _links_and_guests(connection: Connection) -> None:
    metadata.create_all(connection, tables=[links, guests])


def _scenes(connection: Connection) -> None:
    metadata.create_all(connection, tables=[scenes])


def _votes_and_comments(connection: Connection) -> None:
    metadata.create_all(connection, tables=[ballots, votes, comments])


def _comments_about(connection: Connection) -> None:
    if all(column["name"] != "about" for column in inspect(connection).get_columns(comments.name)):
        connection.execute(text("ALTER TABLE comments ADD COLUMN about TEXT DEFAULT '' NOT NULL"))


def _order_counts(connection: Connection) -> None:
    metadata.create_all(connection, tables=[order_counts])


def _order_rows(connection: Connection) -> None:
    metadata.create_all(connection, tables=[order_rows])


MIGRATIONS: Sequence[Migration] = (
    _links_and_guests,
    _scenes,
    _votes_and_comments,
    _comments_about,
    _order_counts,
    _order_rows,
)
"""Migration i brings tables of version i + 1 to version i + 2; new tables are made in the newest version at once."""


def up_to_date(connection: Connection, migrations: Sequence[Migration] = MIGRATIONS) -> bool:
    """Whether the tables are there in the newest version; raises `Refused` when they are newer than this program."""
    newest = len(migrations) + 1
    if not inspect(connection).has_table(schema_version.name):
        return False
    version = connection.scalar(select(schema_version.c.version))
    if version is not None and version > newest:
        raise Refused(
            message(
                "The store of workshops was made by a newer version of the program (its form is {version}, this one "
                "knows up to {newest}): update the program.",
                version=version,
                newest=newest,
            )
        )
    return version == newest


def bring_up_to_date(connection: Connection, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Makes the tables, or runs the migrations that they lack, in the transaction of `connection`."""
    if up_to_date(connection, migrations):
        return
    newest = len(migrations) + 1
    version = (
        connection.scalar(select(schema_version.c.version))
        if inspect(connection).has_table(schema_version.name)
        else None
    )
    if version is None:
        metadata.create_all(connection)
        connection.execute(insert(schema_version).values(version=newest))
        return
    for migration in migrations[version - 1 :]:
        migration(connection)
    connection.execute(update(schema_version).values(version=newest))

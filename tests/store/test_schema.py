from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Column, Connection, LargeBinary, MetaData, Table, insert, inspect, select, text, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import OperationalError
from sqlalchemy.schema import CreateTable

from otif_koop.message import Refused
from otif_koop.store import schema
from otif_koop.store.connect import BEGIN, WRITES, engine_for, make_file, parsed, shown
from otif_koop.store.store import Store
from otif_koop.workshop.document import new_workshop


def test_a_moment_comes_back_in_utc_whatever_zone_it_had(file: Path) -> None:
    make_file(file)
    engine = engine_for(parsed(f"sqlite:///{file}"), 1)
    moments = Table("moments", MetaData(), Column("at", schema.Utc))
    amsterdam = timezone(timedelta(hours=1))
    with engine.begin() as connection:
        moments.create(connection)
        connection.execute(insert(moments).values(at=datetime(2026, 11, 22, 14, 5, 6, 789, tzinfo=amsterdam)))
        connection.execute(insert(moments).values(at=None))
        first, second = connection.scalars(select(moments.c.at)).all()
    assert first == datetime(2026, 11, 22, 13, 5, 6, 789, tzinfo=UTC)
    assert first.utcoffset() == timedelta(0)
    assert second is None
    with pytest.raises(Exception, match="without a time zone"), engine.begin() as connection:
        connection.execute(insert(moments).values(at=datetime(2026, 11, 22)))  # noqa: DTZ001
    engine.dispose()


def test_the_tables_can_be_made_on_postgresql() -> None:
    made = "".join(
        str(CreateTable(table).compile(dialect=postgresql.dialect())) for table in schema.metadata.sorted_tables
    )
    assert "TIMESTAMP WITH TIME ZONE" in made
    assert "SERIAL" not in made.replace("version SERIAL", "")


def test_nothing_stands_behind_what_is_large() -> None:
    """SQLite walks through a large value to reach the columns after it."""
    large = [
        (table.name, place, len(table.columns))
        for table in schema.metadata.sorted_tables
        for place, column in enumerate(table.columns, 1)
        if isinstance(column.type, LargeBinary)
    ]
    assert len(large) == 2
    assert all(place == columns for _, place, columns in large), large


def test_older_tables_catch_up_once_and_in_order(file: Path) -> None:
    Store(f"sqlite:///{file}").close()
    engine = engine_for(parsed(f"sqlite:///{file}"), 1).execution_options(**{BEGIN: WRITES})
    done = []

    def add_locale(connection: Connection) -> None:
        connection.execute(text("ALTER TABLE workshops ADD COLUMN locale TEXT"))
        done.append("locale")

    def add_owner(connection: Connection) -> None:
        connection.execute(text("ALTER TABLE workshops ADD COLUMN owner TEXT"))
        done.append("owner")

    newer = (*schema.MIGRATIONS, add_locale, add_owner)
    for _ in range(2):
        with engine.begin() as connection:
            schema.bring_up_to_date(connection, newer)
            assert schema.up_to_date(connection, newer)
            assert {"locale", "owner"} <= {column["name"] for column in inspect(connection).get_columns("workshops")}
    assert done == ["locale", "owner"]
    engine.dispose()
    with pytest.raises(Refused, match="made by a newer version of the program"):
        Store(f"sqlite:///{file}")


def test_a_migration_that_fails_leaves_the_tables_as_they_were(file: Path) -> None:
    Store(f"sqlite:///{file}").close()
    engine = engine_for(parsed(f"sqlite:///{file}"), 1).execution_options(**{BEGIN: WRITES})

    def half(connection: Connection) -> None:
        connection.execute(text("ALTER TABLE workshops ADD COLUMN locale TEXT"))
        raise RuntimeError("half-way")

    with pytest.raises(RuntimeError), engine.begin() as connection:
        schema.bring_up_to_date(connection, (*schema.MIGRATIONS, half))
    with engine.begin() as connection:
        assert "locale" not in {column["name"] for column in inspect(connection).get_columns("workshops")}
        assert schema.up_to_date(connection)
        connection.execute(update(schema.schema_version).values(version=len(schema.MIGRATIONS) + 1))
    engine.dispose()


def test_connecting_never_makes_a_file(file: Path) -> None:
    file.parent.mkdir()
    with pytest.raises(OperationalError), engine_for(parsed(f"sqlite:///{file}"), 1).connect():
        pass
    assert not file.exists()


def test_a_password_is_never_shown() -> None:
    for address in ("postgres://ann:secret@server/workshops", "postgresql://ann:secret@server/workshops"):
        assert shown(parsed(address)) == "postgresql+psycopg://ann:***@server/workshops"


def test_remarks_of_before_rules_could_have_them_stay(store: Store) -> None:
    """On both databases: version 4 had no column that says what a remark is about."""
    workshop_id = store.create(new_workshop("W"), "ann")
    ann = store.here(workshop_id, "ann")
    store.comments.add(ann, "", "measure", "of before")
    with store._database.transaction(writes=True) as connection:
        connection.execute(text("ALTER TABLE comments DROP COLUMN about"))
        connection.execute(update(schema.schema_version).values(version=4))
    with store._database.transaction(writes=True) as connection:
        schema.bring_up_to_date(connection)
    store.comments.add(ann, "", "measure", "of now", "level@_everyone")
    assert [(one.text, one.about) for one in store.comments.at(ann, "", "measure")] == [
        ("of before", ""),
        ("of now", "level@_everyone"),
    ]

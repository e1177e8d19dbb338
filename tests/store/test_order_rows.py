"""The client's rows beside a workshop: kept by facilitators alone, for facilitators alone, and gone when it is time."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from sqlite3 import connect

import pytest
from sqlalchemy import create_engine, text

from otif_koop.message import Refused
from otif_koop.store import order_rows
from otif_koop.store.connect import parsed
from otif_koop.store.rights import Right
from otif_koop.store.store import Store
from otif_koop.workshop.document import new_workshop

SECRET = b"VO251100031 of this client \x00\xff" * 40


@pytest.fixture
def made(store):
    workshop_id = store.create(new_workshop("Proef"), "ann")
    return store, store.here(workshop_id, "ann")


def later(**span: float) -> datetime:
    return datetime.now(UTC) + timedelta(**span)


def guest(store, right, kind) -> Right:
    link, _ = store.links.make(right, kind)
    return Right(right.workshop_id, kind, "Bo", link.id)


def count(address) -> int:
    engine = create_engine(parsed(address))
    with engine.connect() as connection:
        found = connection.scalar(text("SELECT COUNT(*) FROM order_rows"))
    engine.dispose()
    return found


def test_only_facilitators_keep_read_and_delete(made):
    store, right = made
    store.order_rows.keep(right, b"first", later(days=1))
    until = later(days=7)
    store.order_rows.keep(guest(store, right, "facilitator"), SECRET, until)
    kept = store.order_rows.kept(right)
    assert (kept.by, kept.size, kept.until) == ("Bo", len(SECRET), until)
    assert store.order_rows.read(right) == SECRET
    for kind in ("viewer", "participant"):
        there = guest(store, right, kind)
        assert store.order_rows.kept(there) == kept
        for refused in (
            lambda there=there: store.order_rows.read(there),
            lambda there=there: store.order_rows.keep(there, b"", until),
            lambda there=there: store.order_rows.delete(there),
        ):
            with pytest.raises(Refused, match="facilitator"):
                refused()
        with pytest.raises(Refused, match="does not hold"):
            store.order_rows.read(Right(right.workshop_id, "facilitator", "Bo", there.link))
    assert store.order_rows.read(right) == SECRET


def test_what_has_expired_is_gone_for_all_and_from_the_database(made, address, monkeypatch):
    store, right = made
    store.order_rows.keep(right, SECRET, later(days=7))

    class Later(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + timedelta(days=8)

    monkeypatch.setattr(order_rows, "datetime", Later)
    assert store.order_rows.read(right) is None
    assert count(address) == 1
    other = store.create(new_workshop("Ander"), "eve")
    assert store.order_rows.kept(store.here(other, "eve")) is None  # whoever asks
    assert count(address) == 0


def test_never_for_longer_than_three_months_nor_into_the_past(made):
    store, right = made
    for until in (later(days=93), later(days=-1)):
        with pytest.raises(Refused, match="three months"):
            store.order_rows.keep(right, SECRET, until)
    assert store.order_rows.kept(right) is None


def test_rows_go_when_they_are_deleted_and_with_their_workshop(made, address):
    store, right = made
    for delete in (store.order_rows.delete, store.delete):
        store.order_rows.keep(right, SECRET, later(days=1))
        delete(right)
        assert count(address) == 0
    store.order_rows.keep(right, SECRET, later(days=1))  # of a workshop that was deleted meanwhile
    assert count(address) == 0


def test_nothing_of_what_was_deleted_is_left_in_the_file(made, file):
    store, right = made
    store.order_rows.keep(right, SECRET, later(days=1))
    store.order_rows.keep(right, b"other", later(days=1))
    store.order_rows.delete(right)
    assert not is_in_a_file(file)


def is_in_a_file(file) -> bool:
    return any(SECRET[:20] in one.read_bytes() for one in file.parent.iterdir())


HOLD = """
import fcntl, sys, time
with open(sys.argv[1], "r+b") as file:
    fcntl.lockf(file, fcntl.LOCK_EX, 1, 121)  # the byte that SQLite locks for who moves the log
    print("held", flush=True)
    time.sleep(0.5)
"""


def test_what_was_deleted_leaves_the_log_also_while_another_moves_it(made, file):
    store, right = made
    store.order_rows.keep(right, b"before", later(days=1))
    command = [sys.executable, "-c", HOLD, f"{file}-shm"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "held\n"
        store.order_rows.keep(right, SECRET, later(days=1))
        store.order_rows.delete(right)
    assert not is_in_a_file(file)


def test_what_a_busy_log_kept_goes_when_a_server_starts(made, file, caplog):
    right = made[1]
    hasty = Store(f"sqlite:///{file}", patience=0.1)
    with closing(connect(file)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM order_rows").fetchall()
        hasty.order_rows.keep(right, SECRET, later(days=1))
        hasty.order_rows.delete(right)
        assert "busy" in caplog.text
        assert is_in_a_file(file)
    hasty.clear_away()
    assert not is_in_a_file(file)
    hasty.close()


def test_an_older_store_gets_the_table(address):
    Store(address).close()
    engine = create_engine(parsed(address))
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE order_rows"))
        connection.execute(text("UPDATE schema_version SET version = version - 1"))
    again = Store(address)
    right = again.here(again.create(new_workshop("Oud"), "ann"), "ann")
    again.order_rows.keep(right, b"rows", later(days=1))
    assert again.order_rows.read(right) == b"rows"
    again.close()
    engine.dispose()

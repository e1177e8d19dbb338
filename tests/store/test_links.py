"""Who may come in, and as what: checked by the store itself, whatever a page forgets."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import create_engine, inspect, select, text, update

from otif_koop.message import Refused
from otif_koop.store import schema
from otif_koop.store.links import Unknown, hashed
from otif_koop.store.rights import KINDS, Kind, Right
from otif_koop.store.schema import guests, links
from otif_koop.store.store import Store
from otif_koop.workshop.document import new_workshop
from otif_koop.workshop.edits import edits_of


@pytest.fixture
def workshop_id(store: Store) -> str:
    return store.create(new_workshop("W"), "ann")


def come_in(store: Store, workshop_id: str, kind: Kind, name: str = "bob") -> tuple[Right, str]:
    """Someone with a link of this kind, and the secret of their browser."""
    browser = secrets.token_urlsafe(32)
    _, token = store.links.make(store.here(workshop_id, "ann"), kind)
    return store.links.join(token, browser, name), browser


def every_write(store: Store, right: Right) -> list[Callable[[], object]]:
    """Each way in which a workshop can be changed, or its links."""
    workshop, revision = store.load(right.workshop_id)
    mine = edits_of(workshop, {("name",): "Mine"}, right.name)
    link = store.links.make(store.here(right.workshop_id, "ann"), "viewer")[0].id
    return [
        lambda: store.save(right, revision, mine),
        lambda: store.undo(right),
        lambda: store.redo(right),
        lambda: store.delete(right),
        lambda: store.links.make(right, "facilitator"),
        lambda: store.links.revoke(right, link),
        lambda: store.links.all(right),
    ]


@pytest.mark.parametrize("kind", ["viewer", "participant"])
def test_only_a_facilitator_changes_anything(store: Store, workshop_id: str, kind: Kind) -> None:
    right, _ = come_in(store, workshop_id, kind)
    for write in every_write(store, right):
        with pytest.raises(Refused, match="Only a facilitator"):
            write()
    assert store.load(workshop_id)[1] == 0


def test_a_right_that_was_made_up_is_refused(store: Store, workshop_id: str) -> None:
    for kind in ("viewer", "participant"):
        right, _ = come_in(store, workshop_id, kind)
        for write in every_write(store, replace(right, kind="facilitator")):
            with pytest.raises(Refused, match="opens by a link"):
                write()
    assert store.load(workshop_id)[1] == 0


def test_a_facilitator_of_one_workshop_is_nobody_in_another(store: Store, workshop_id: str) -> None:
    other = store.create(new_workshop("Other"), "carol")
    right, browser = come_in(store, workshop_id, "facilitator")
    for write in every_write(store, replace(right, workshop_id=other)):
        with pytest.raises(Refused, match="opens by a link"):
            write()
    mine, _ = store.links.make(store.here(workshop_id, "ann"), "viewer")
    theirs, _ = store.links.make(store.here(other, "carol"), "viewer")
    store.links.revoke(right, theirs.id)  # finds nothing of another workshop
    assert {link.id: link.revoked_at for link in store.links.all(store.here(other, "carol"))}[theirs.id] is None
    assert mine.id not in {link.id for link in store.links.all(store.here(other, "carol"))}
    assert store.links.right_of(browser, other) is None
    assert store.links.workshops_of(browser) == [workshop_id]
    assert [one.id for one in store.recent(among=store.links.workshops_of(browser))] == [workshop_id]
    assert store.load(other)[1] == 0


def test_of_a_link_only_the_hash_is_kept(store: Store, workshop_id: str) -> None:
    link, token = store.links.make(store.here(workshop_id, "ann"), "viewer", label="The board")
    assert len(token) >= 43  # 256 bits
    browser = secrets.token_urlsafe(32)
    store.links.join(token, browser, "bob")
    with store._database._engine.connect() as connection:
        for table in (links, guests):
            kept = str(connection.execute(select(table)).all())
            assert token not in kept
            assert browser not in kept
    (listed,) = store.links.all(store.here(workshop_id, "ann"))
    assert (listed.id, listed.kind, listed.label, listed.made_by, listed.guests) == (
        link.id,
        "viewer",
        "The board",
        "ann",
        1,
    )


def test_a_revoked_link_opens_nothing_also_for_who_is_in(store: Store, workshop_id: str) -> None:
    link, token = store.links.make(store.here(workshop_id, "ann"), "facilitator")
    right = store.links.join(token, "browser", "bob")
    workshop, revision = store.load(workshop_id)
    revision = store.save(right, revision, edits_of(workshop, {("name",): "V"}, "bob"))
    with pytest.raises(Refused, match="came in"):
        store.links.revoke(right, link.id)  # not the branch one sits on
    store.links.revoke(store.here(workshop_id, "ann"), link.id)
    assert store.links.right_of("browser", workshop_id) is None
    with pytest.raises(Refused, match="opens by a link"):
        store.save(right, revision, edits_of(store.load(workshop_id)[0], {("name",): "U"}, "bob"))
    with pytest.raises(Refused, match="taken back"):
        store.links.join(token, "another", "carol")
    assert store.load(workshop_id)[0].name == "V"


def test_an_expired_link_opens_nothing(store: Store, workshop_id: str) -> None:
    link, token = store.links.make(store.here(workshop_id, "ann"), "participant", days=2)
    store.links.join(token, "browser", "bob")
    assert link.holds(datetime.now(UTC) + timedelta(days=1))
    assert not link.holds(datetime.now(UTC) + timedelta(days=3))
    with store._database._engine.begin() as connection:
        connection.execute(update(links).values(expires_at=datetime.now(UTC) - timedelta(seconds=1)))
    assert store.links.right_of("browser", workshop_id) is None
    with pytest.raises(Refused, match="held until"):
        store.links.join(token, "another", "carol")


def test_guessed_tokens_find_nothing(store: Store, workshop_id: str) -> None:
    for kind in KINDS:
        store.links.make(store.here(workshop_id, "ann"), kind)
    for guess in ("", "x", workshop_id, "' or 1=1 --", hashed("x"), *(secrets.token_urlsafe(32) for _ in range(100))):
        with pytest.raises(Unknown):
            store.links.join(guess, "browser", "bob")
    assert store.links.right_of("browser", workshop_id) is None


def test_the_best_link_counts_and_the_name_stays(store: Store, workshop_id: str) -> None:
    ann = store.here(workshop_id, "ann")
    tokens = {kind: store.links.make(ann, kind)[1] for kind in KINDS}
    for kind in ("viewer", "facilitator", "participant"):
        store.links.join(tokens[kind], "browser", "Bob")
    best = store.links.right_of("browser", workshop_id)
    assert best is not None
    assert best.kind == "facilitator"
    assert store.links.join(tokens["facilitator"], "browser", "Someone") == best, "a second click changes nothing"
    assert store.links.join(tokens["viewer"], "other", "Bob").name == "Bob 2", "the log and undo tell people apart"
    called = store.links.call(best, "browser", "  Robert \n")
    assert called.name == "Robert"
    assert store.links.right_of("browser", workshop_id) == called
    store.links.leave("browser", workshop_id)
    assert store.links.right_of("browser", workshop_id) is None


def test_whoever_made_it_comes_back_by_the_browser(store: Store, workshop_id: str) -> None:
    right = store.links.for_maker(workshop_id, "browser", "ann")
    assert store.links.right_of("browser", workshop_id) == right
    workshop, revision = store.load(workshop_id)
    store.save(right, revision, edits_of(workshop, {("name",): "V"}, "ann"))
    with pytest.raises(Refused):
        store.links.for_maker(workshop_id, "thief", "eve")
    store.delete(right)
    with store._database._engine.connect() as connection:
        assert connection.execute(select(links.c.id)).all() == connection.execute(select(guests.c.link_id)).all() == []


def test_a_store_from_before_links_gets_them(store: Store, address: str, workshop_id: str) -> None:
    store.close()
    engine = create_engine(address.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        for table in reversed(schema.metadata.sorted_tables):
            if table.name not in ("schema_version", "workshops", "revisions", "snapshots"):
                connection.execute(text(f"DROP TABLE {table.name}"))
        connection.execute(update(schema.schema_version).values(version=1))
    older = Store(address, patience=5)
    assert older.load(workshop_id)[0].name == "W"
    right, _ = come_in(older, workshop_id, "facilitator")
    assert older.save(right, 0, edits_of(older.load(workshop_id)[0], {("name",): "V"}, "bob")) == 1
    older.close()
    with engine.connect() as connection:
        made = inspect(connection)
        for table in schema.metadata.sorted_tables:
            assert {one["name"] for one in made.get_columns(table.name)} == set(table.columns.keys())
    engine.dispose()

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from otif_koop.message import Refused
from otif_koop.store.schema import snapshots
from otif_koop.store.store import SNAPSHOT_EVERY, Store, default_address
from otif_koop.workshop import migrations
from otif_koop.workshop.document import Workshop, content_of, from_content, new_workshop
from otif_koop.workshop.edits import Conflict, Edit, apply, edits_of, overlap
from tests.store.writing import save
from tests.workshop.documents import changes, with_groups


def change(store: Store, workshop_id: str, by: str, **fields: Any) -> int:
    """Sets top-level fields on the newest revision."""
    workshop, revision = store.load(workshop_id)
    return save(store, workshop_id, revision, edits_of(workshop, {(key,): value for key, value in fields.items()}, by))


def test_a_workshop_is_kept_under_an_id_of_its_own(store: Store) -> None:
    start = with_groups()
    ids = {store.create(start, "ann") for _ in range(20)}
    assert len(ids) == 20
    for workshop_id in ids:
        workshop, revision = store.load(workshop_id)
        assert revision == 0
        assert workshop.id == workshop_id
        assert content_of(workshop) == content_of(start) | {"id": workshop_id}


def test_every_change_is_a_revision_and_all_of_them_stay(store: Store) -> None:
    workshop_id = store.create(new_workshop("W"), "ann")
    names = [f"name {number}" for number in range(1, 2 * SNAPSHOT_EVERY + 8)]
    for number, name in enumerate(names, start=1):
        assert change(store, workshop_id, "ann", name=name) == number
    for number in (0, 1, 49, 50, 51, 99, 100, 101, len(names)):
        workshop, revision = store.load(workshop_id, at=number)
        assert (workshop.name, revision) == (["W", *names][number], number)
    with store._database._engine.connect() as connection:
        kept_whole = connection.scalars(select(snapshots.c.revision).order_by(snapshots.c.revision)).all()
    assert kept_whole == [0, SNAPSHOT_EVERY, 2 * SNAPSHOT_EVERY]
    log = store.history(workshop_id)
    assert [revision.number for revision in log] == list(range(1, len(names) + 1))
    assert [revision.edits[0].new for revision in log] == names
    assert [revision.number for revision in store.history(workshop_id, last=3)] == [
        len(names) - 2,
        len(names) - 1,
        len(names),
    ]
    assert [revision.number for revision in store.history(workshop_id, after=len(names) - 1)] == [len(names)]
    with pytest.raises(Refused):
        store.load(workshop_id, at=len(names) + 1)


def test_the_log_says_who_and_when_in_utc(store: Store) -> None:
    workshop_id = store.create(new_workshop("W"), "ann")
    before = datetime.now(UTC)
    change(store, workshop_id, "bob", name="V")
    (revision,) = store.history(workshop_id)
    assert revision.by == "bob"
    assert revision.at.utcoffset() == timedelta(0)
    assert before <= revision.at <= datetime.now(UTC)
    (summary,) = store.recent()
    assert (summary.name, summary.changed_by, summary.changed_at) == ("V", "bob", revision.at)
    assert summary.created_at <= before


def test_edits_of_other_fields_made_meanwhile_stay(store: Store) -> None:
    workshop_id = store.create(new_workshop("W"), "ann")
    seen, revision = store.load(workshop_id)
    change(store, workshop_id, "ann", organisation="A")
    change(store, workshop_id, "ann", language="en")
    assert save(store, workshop_id, revision, edits_of(seen, {("name",): "V"}, "bob")) == 3
    workshop, newest = store.load(workshop_id)
    assert (workshop.name, workshop.organisation, workshop.language, newest) == ("V", "A", "en", 3)


def test_two_values_for_one_field_are_both_shown(store: Store) -> None:
    workshop_id = store.create(new_workshop("W"), "ann")
    seen, revision = store.load(workshop_id)
    change(store, workshop_id, "ann", organisation="A")
    change(store, workshop_id, "ann", name="Ann's")
    with pytest.raises(Conflict) as conflict:
        save(store, workshop_id, revision, edits_of(seen, {("name",): "Bob's", ("language",): "en"}, "bob"))
    (clash,) = conflict.value.clashes
    assert (clash.path, clash.found, clash.theirs, clash.yours, clash.by) == (("name",), "W", "Ann's", "Bob's", "ann")
    assert "ann has changed this to Ann's meanwhile; you chose Bob's" in str(conflict.value)
    workshop, newest = store.load(workshop_id)
    assert (workshop.name, workshop.language, newest) == ("Ann's", "nl", 2)  # nothing of it was saved


def test_what_is_already_so_is_not_saved_again(store: Store) -> None:
    workshop_id = store.create(new_workshop("W"), "ann")
    seen, revision = store.load(workshop_id)
    edits = edits_of(seen, {("name",): "V"}, "ann")
    assert save(store, workshop_id, revision, edits) == 1
    assert save(store, workshop_id, revision, edits) == 1  # sent again because no answer came
    assert save(store, workshop_id, revision, edits_of(seen, {("name",): "V"}, "bob")) == 1
    assert save(store, workshop_id, 1, ()) == 1
    assert len(store.history(workshop_id)) == 1


def test_a_change_back_and_forth_at_once_is_kept_as_it_was_made(store: Store) -> None:
    workshop_id = store.create(new_workshop("W"), "ann")
    seen, revision = store.load(workshop_id)
    there = edits_of(seen, {("name",): "V"}, "ann")
    back = edits_of(apply(seen, *there), {("name",): "W"}, "ann")
    save(store, workshop_id, revision, there + back)
    assert store.load(workshop_id)[0].name == "W"


def test_changes_that_do_not_go_together_are_refused_with_the_reason(store: Store) -> None:
    start = from_content(
        content_of(new_workshop("W"))
        | {"groups": {"a": {"name": "A"}}, "targets": {"a": {"target": 0.9, "floor": 0.8}}}
    )
    workshop_id = store.create(start, "ann")
    seen, revision = store.load(workshop_id)
    save(store, workshop_id, revision, edits_of(seen, {("targets", "a", "target"): 0.85}, "ann"))
    with pytest.raises(Refused) as refused:
        save(store, workshop_id, revision, edits_of(seen, {("targets", "a", "floor"): 0.88}, "bob"))
    assert "Others changed this workshop meanwhile" in str(refused.value)
    assert "floor cannot be higher than the target" in str(refused.value)


def test_undo_and_redo_are_revisions_too(store: Store) -> None:
    workshop_id = store.create(new_workshop("W"), "ann")
    change(store, workshop_id, "ann", name="V")
    change(store, workshop_id, "bob", organisation="B")
    assert store.undo(store.here(workshop_id, "ann")) == 3
    assert store.load(workshop_id)[0].name == "W"
    assert store.redo(store.here(workshop_id, "ann")) == 4
    workshop, _ = store.load(workshop_id)
    assert (workshop.name, workshop.organisation) == ("V", "B")
    assert [revision.edits[0].kind for revision in store.history(workshop_id)] == ["do", "do", "undo", "redo"]
    change(store, workshop_id, "bob", name="Bob's")
    with pytest.raises(Refused, match="bob has changed this since"):
        store.undo(store.here(workshop_id, "ann"))
    with pytest.raises(Refused, match="no change of yours"):
        store.undo(store.here(workshop_id, "carol"))


def test_one_revision_is_of_one_person(store: Store) -> None:
    workshop_id = store.create(new_workshop("W"), "ann")
    seen, revision = store.load(workshop_id)
    mixed = edits_of(seen, {("name",): "V"}, "ann") + edits_of(seen, {("language",): "en"}, "bob")
    with pytest.raises(ValueError, match="by the one person"):
        save(store, workshop_id, revision, mixed)


@pytest.mark.parametrize("ask", ["load", "revision", "history", "delete"])
def test_an_address_that_leads_nowhere_says_so(store: Store, ask: str) -> None:
    store.create(new_workshop("W"), "ann")
    for workshop_id in ("", "x", "' or 1=1 --", "é" * 1000):
        with pytest.raises(Refused, match="no workshop at this address"):
            getattr(store, ask)(store.here(workshop_id, "ann") if ask == "delete" else workshop_id)
    with pytest.raises(Refused, match="no workshop at this address"):
        save(store, "x", 0, edits_of(new_workshop("W"), {("name",): "V"}, "ann"))


def test_deleting_leaves_nothing_behind(store: Store, file: Path) -> None:
    kept = store.create(new_workshop("Stays here"), "ann")
    workshop_id = store.create(new_workshop("Secret client"), "ann")
    for number in range(60):
        change(store, workshop_id, "ann", organisation=f"Secret client {number} " * 100)
    held = b"".join(path.read_bytes() for path in file.parent.iterdir())
    assert b"Secret client" in held
    store.delete(store.here(workshop_id, "ann"))
    left = b"".join(path.read_bytes() for path in file.parent.iterdir())
    assert b"Secret client" not in left
    assert workshop_id.encode() not in left
    assert [summary.id for summary in store.recent()] == [kept]
    assert store.load(kept)[0].name == "Stays here"
    with pytest.raises(Refused):
        store.load(workshop_id)


def test_the_list_shows_what_was_changed_last_first(store: Store) -> None:
    ids = [store.create(new_workshop(f"W{number}"), "ann") for number in range(4)]
    change(store, ids[1], "ann", organisation="touched")
    assert [summary.id for summary in store.recent(2)] == [ids[1], ids[3]]


def test_a_store_is_found_again(store: Store, file: Path) -> None:
    workshop_id = store.create(new_workshop("W"), "ann")
    change(store, workshop_id, "ann", name="<script>'; drop table workshops; --\u202e")
    store.close()
    again = Store(f"sqlite:///{file}")
    assert again.load(workshop_id)[0].name == "<script>'; drop table workshops; --\u202e"
    again.close()


def test_an_old_form_is_brought_up_and_goes_on_in_the_new_one(
    store: Store, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop_id = store.create(new_workshop("W"), "ann")
    change(store, workshop_id, "ann", organisation="A")
    # the file of a version of the program in which the name was called title
    to_form_0 = (
        f'update snapshots set content = \'{{"version": 0, "id": "{workshop_id}", "title": "Old"}}\'',
        "update revisions set edits = replace(edits, 'organisation', 'company')",
        "update workshops set form = 0",
    )
    with store._database._writing.begin() as connection:
        for statement in to_form_0:
            connection.exec_driver_sql(statement)
    store.close()
    store = Store(f"sqlite:///{file}")

    def from_form_0(content: dict[str, Any]) -> dict[str, Any]:
        content["name"], content["organisation"] = content.pop("title"), content.pop("company", "")
        return content

    monkeypatch.setitem(migrations.MIGRATIONS, 0, from_form_0)  # type: ignore[arg-type]
    workshop, revision = store.load(workshop_id)
    assert (workshop.name, workshop.organisation, revision) == ("Old", "A", 1)
    assert change(store, workshop_id, "ann", organisation="B") == 2
    assert change(store, workshop_id, "ann", language="en") == 3
    workshop, _ = store.load(workshop_id)
    assert (workshop.name, workshop.organisation, workshop.language) == ("Old", "B", "en")
    assert store.load(workshop_id, at=1)[0].organisation == "A"


def test_the_address_is_a_setting_with_a_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("OTIF_KOOP_DATABASE", raising=False)
    monkeypatch.chdir(tmp_path)
    assert default_address() == f"sqlite:///{tmp_path}/var/workshops.sqlite"
    opened = Store()
    assert opened.place == str(tmp_path / "var" / "workshops.sqlite")
    assert (tmp_path / "var" / "workshops.sqlite").is_file()
    opened.close()
    monkeypatch.setenv("OTIF_KOOP_DATABASE", f"sqlite:///{tmp_path}/other #1.sqlite")
    opened = Store()
    assert (tmp_path / "other #1.sqlite").is_file()
    opened.close()


def test_sqlalchemy_is_loaded_only_when_a_store_is_opened() -> None:
    code = "import sys, otif_koop.store.store; print('sqlalchemy' in sys.modules, 'streamlit' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["False", "False"]


@pytest.fixture(scope="module")
def merges(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = Store(f"sqlite:///{tmp_path_factory.mktemp('merge')}/workshops.sqlite")
    yield opened
    opened.close()


@settings(max_examples=25, deadline=None)
@given(made=st.lists(st.tuples(st.sampled_from(["ann", "bob"]), st.integers(0, 3), changes()), max_size=12))
def test_whoever_saves_on_an_old_revision_merges_or_hears_of_it(
    merges: Store, made: list[tuple[str, int, tuple[tuple[str, ...], Any]]]
) -> None:
    """A naive model beside the store: every change that was taken is done again on the newest document."""
    workshop_id = merges.create(with_groups(), "ann")
    states: list[Workshop] = [merges.load(workshop_id)[0]]
    done: list[tuple[Edit, ...]] = []
    for by, behind, (path, value) in made:
        base = max(len(states) - 1 - behind, 0)
        try:
            edits = edits_of(states[base], {path: value}, by)
        except Refused:
            continue
        touched = any(overlap(edit.path, path) for later in done[base:] for edit in later)
        try:
            number = save(merges, workshop_id, base, edits)
        except Conflict:
            assert touched
            continue
        except Refused:
            assert base < len(states) - 1
            continue
        if number == len(states):
            done.append(edits)
            states.append(apply(states[-1], *edits))
        assert content_of(merges.load(workshop_id)[0]) == content_of(states[-1])
    assert [revision.edits for revision in merges.history(workshop_id)] == done

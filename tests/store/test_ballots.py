"""Votes and remarks in the store: hidden until shown, one a browser, only by who may, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from otif_koop.message import Refused
from otif_koop.store.rights import Kind, Right
from otif_koop.store.scenes import Pulse
from otif_koop.store.store import Store
from otif_koop.workshop.ballot import free
from otif_koop.workshop.document import new_workshop

QUESTION = free("How many?", "number")


@pytest.fixture
def workshop_id(store: Store) -> str:
    return store.create(new_workshop("W"), "ann")


def come_in(store: Store, workshop_id: str, kind: Kind, browser: str = "browser") -> Right:
    _, token = store.links.make(store.here(workshop_id, "ann"), kind)
    return store.links.join(token, browser, "bob")


def test_answers_are_hidden_until_they_are_shown(store: Store, workshop_id: str) -> None:
    ann = store.here(workshop_id, "ann")
    right = come_in(store, workshop_id, "participant")
    asked = store.ballots.ask(ann, QUESTION)
    store.ballots.cast(right, "browser", asked, {"answer": "3"})
    store.ballots.cast(right, "browser", asked, {"answer": "5"})  # thought better of it
    store.ballots.cast(right, "other", asked, {"answer": "7"})
    assert store.ballots.mine(right, "browser", asked) == {"answer": 5}
    last = store.ballots.last(workshop_id)
    assert last is not None
    assert (last.n, last.is_open, last.is_revealed, last.ballot) == (2, True, False, QUESTION)
    assert store.scenes.pulse([workshop_id])[workshop_id] == Pulse(0, 1, 2)
    for who in (ann, right):
        with pytest.raises(Refused, match="hidden until"):
            store.ballots.votes(who, asked)
    store.ballots.reveal(ann, asked)
    assert sorted(vote["answer"] for vote in store.ballots.votes(right, asked)) == [5, 7]
    with pytest.raises(Refused, match="closed"):
        store.ballots.cast(right, "browser", asked, {"answer": "1"})
    assert store.scenes.pulse([workshop_id])[workshop_id] == Pulse(0, 2, 0)


def test_a_new_question_closes_the_one_before_and_shows_nothing(store: Store, workshop_id: str) -> None:
    ann = store.here(workshop_id, "ann")
    right = come_in(store, workshop_id, "participant")
    first = store.ballots.ask(ann, QUESTION)
    second = store.ballots.ask(ann, free("Why?", "text"))
    with pytest.raises(Refused, match="closed"):
        store.ballots.cast(right, "browser", first, {"answer": "1"})
    with pytest.raises(Refused, match="hidden until"):
        store.ballots.votes(right, first)
    store.ballots.close(ann, second)
    last = store.ballots.last(workshop_id)
    assert last is not None
    assert (last.id, last.is_open, last.is_revealed) == (second, False, False)


def test_who_may_ask_vote_and_remark(store: Store, workshop_id: str) -> None:
    ann = store.here(workshop_id, "ann")
    asked = store.ballots.ask(ann, QUESTION)
    for kind in ("viewer", "participant"):
        right = come_in(store, workshop_id, kind, kind)
        for deed in (
            lambda right=right: store.ballots.ask(right, QUESTION),
            lambda right=right: store.ballots.reveal(right, asked),
            lambda right=right: store.ballots.close(right, asked),
        ):
            with pytest.raises(Refused, match="Only a facilitator"):
                deed()
    viewer = come_in(store, workshop_id, "viewer", "eve")
    for made_up in (viewer, replace(viewer, kind="participant")):
        with pytest.raises(Refused):
            store.ballots.cast(made_up, "eve", asked, {"answer": "1"})
        with pytest.raises(Refused):
            store.comments.add(made_up, "eve", "koop", "x")
    with pytest.raises(Refused, match="participant's link"):
        store.ballots.cast(ann, "", asked, {"answer": "1"})
    last = store.ballots.last(workshop_id)
    assert last is not None
    assert last.n == 0


def test_nothing_crosses_from_one_workshop_to_another(store: Store, workshop_id: str) -> None:
    other = store.create(new_workshop("Other"), "carol")
    carol = store.here(other, "carol")
    asked = store.ballots.ask(carol, QUESTION)
    store.comments.add(carol, "c", "koop", "theirs")
    right = come_in(store, workshop_id, "facilitator")
    with pytest.raises(Refused, match="closed"):
        store.ballots.cast(right, "browser", asked, {"answer": "1"})
    store.ballots.reveal(right, asked)
    with pytest.raises(Refused, match="hidden"):
        store.ballots.votes(carol, asked)
    with pytest.raises(Refused):
        store.ballots.votes(right, asked)
    (theirs,) = store.comments.at(carol, "c", "koop")
    store.comments.remove(right, "browser", theirs.id)
    assert store.comments.at(right, "browser", "koop") == []
    assert len(store.comments.at(carol, "c", "koop")) == 1


def test_two_hundred_phones_at_once_are_all_counted(store: Store, workshop_id: str) -> None:
    ann = store.here(workshop_id, "ann")
    right = come_in(store, workshop_id, "participant")
    asked = store.ballots.ask(ann, QUESTION)

    def answer(place: int) -> None:
        store.ballots.cast(right, f"phone {place % 200}", asked, {"answer": str(place % 10)})

    with ThreadPoolExecutor(16) as threads:
        list(threads.map(answer, range(300)))  # some twice
    store.ballots.reveal(ann, asked)
    votes = store.ballots.votes(ann, asked)
    assert sorted(vote["answer"] for vote in votes) == sorted(float(place % 10) for place in range(200))


def test_remarks_have_a_name_and_go_with_who_made_them(store: Store, workshop_id: str) -> None:
    odd = "<script> '; drop table comments; --\n\u202eabc"
    bob = come_in(store, workshop_id, "participant", "bob")
    store.comments.add(bob, "bob", "koop", odd)
    store.comments.add(bob, "bob", "plan", "elsewhere")
    (one,) = store.comments.at(bob, "bob", "koop")
    assert (one.text, one.by, one.is_mine) == (odd, "bob", True)
    carol = come_in(store, workshop_id, "participant", "carol")
    store.comments.remove(carol, "carol", one.id)
    assert len(store.comments.at(carol, "carol", "koop")) == 1, "not hers"
    assert not store.comments.at(carol, "carol", "koop")[0].is_mine
    store.comments.remove(store.here(workshop_id, "ann"), "", one.id)
    assert store.comments.at(bob, "bob", "koop") == []
    for text in ("  ", "x" * 2001, "\x00"):
        with pytest.raises(Refused):
            store.comments.add(bob, "bob", "koop", text)
    store.delete(store.here(workshop_id, "ann"))

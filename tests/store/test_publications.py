"""Links to published pages: one a group, told once, and good for that page alone."""

from __future__ import annotations

import pytest

from otif_koop.message import Refused
from otif_koop.store.links import Unknown
from otif_koop.store.rights import Right
from otif_koop.workshop.document import new_workshop


@pytest.fixture
def made(store):
    workshop_id = store.create(new_workshop("Proef"), "ann")
    return store, store.here(workshop_id, "ann")


def test_a_link_opens_the_page_of_its_group_and_no_workshop(made):
    store, right = made
    token = store.publications.make(right, "dealers")
    assert store.publications.opened_by(token) == (right.workshop_id, "dealers")
    with pytest.raises(Unknown):
        store.links.join(token, "browser", "Bo")
    assert store.links.right_of("browser", right.workshop_id) is None
    assert [link.kind for link in store.links.all(right)] == []


def test_a_new_link_and_taking_back_close_the_one_before(made):
    store, right = made
    first = store.publications.make(right, "dealers")
    other = store.publications.make(right, "export")
    second = store.publications.make(right, "dealers")
    with pytest.raises(Refused, match="no longer published"):
        store.publications.opened_by(first)
    store.publications.take_back(right, "dealers")
    with pytest.raises(Refused, match="no longer published"):
        store.publications.opened_by(second)
    assert store.publications.opened_by(other)[1] == "export"


def test_only_a_facilitator_publishes_and_a_workshop_link_opens_no_page(made):
    store, right = made
    link, token = store.links.make(right, "participant")
    with pytest.raises(Unknown):
        store.publications.opened_by(token)
    participant = Right(right.workshop_id, "participant", "Bo", link.id)
    for refused in (store.publications.make, store.publications.take_back):
        with pytest.raises(Refused, match="facilitator"):
            refused(participant, "dealers")

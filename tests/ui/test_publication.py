"""The published page of a customer group: what its link shows, and what it never shows."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from otif_koop.language import Language
from otif_koop.store.store import Store
from otif_koop.ui import routes, start
from otif_koop.ui.data import demo_book
from otif_koop.ui.slow_down import SlowDown
from otif_koop.workshop.append_scores import appended
from otif_koop.workshop.document import new_workshop
from otif_koop.workshop.edits import apply, edits_of
from tests.ui.test_links import ELSEWHERE, browser

GROUP = "dealers"


@pytest.fixture(autouse=True)
def _nobody_guessed(monkeypatch):
    monkeypatch.setattr(routes, "guesses", SlowDown())


@pytest.fixture(scope="module")
def followed():
    workshop = new_workshop("Proef")
    workshop = apply(workshop, *edits_of(workshop, start.example(demo_book()), "ann"))
    changes = appended(workshop, demo_book(), demo_book().as_of).changes
    return apply(workshop, *edits_of(workshop, changes, "ann"))


def asked(client, token: str, code: str = "nl"):
    return client.post(f"/published?lang={code}", json={"token": token}, headers=ELSEWHERE)


@pytest.mark.parametrize("code", ["nl", "en"])
def test_the_link_shows_the_group_its_figures_target_and_rules_alone(followed, code):
    told, store = Language(code), Store()
    published = apply(followed, *edits_of(followed, {("follow_up", "published", GROUP): datetime.now(UTC)}, "ann"))
    workshop_id = store.create(published, "ann")
    token = store.publications.make(store.here(workshop_id, "ann"), GROUP)
    with browser() as client:
        page = client.get(f"/published?lang={code}")
        assert token not in page.text
        assert "default-src 'none'" in page.headers["content-security-policy"]
        answer = asked(client, token, code)
        assert answer.status_code == 200
        html = answer.json()["html"]
        latest = [kept for _, kept in sorted(published.follow_up.scores[GROUP].items()) if kept.final][-1]
        assert told.percent(latest.score) in html
        assert published.groups[GROUP].name in html
        assert not any(group.name in html for key, group in published.groups.items() if key != GROUP)
        assert workshop_id not in html
        assert store.links.right_of(client.cookies["otif_koop"], workshop_id) is None
        assert client.get(f"/events?w={workshop_id}").status_code == 204


def test_what_is_not_published_is_not_shown(followed):
    store = Store()
    workshop_id = store.create(followed, "ann")
    right = store.here(workshop_id, "ann")
    token = store.publications.make(right, GROUP)
    with browser() as client:
        for secret in (token, "guess"):
            answer = asked(client, secret)
            assert answer.status_code == 403
            assert "html" not in answer.json()
        assert "niet meer gepubliceerd" in asked(client, token).json()["says"]
        assert asked(client, 7).status_code == 400

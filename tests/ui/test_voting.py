"""Voting by phone and remarks: the plain page, the panel of who leads, and what the others see."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from otif_koop.language import Language, markdown_safe
from otif_koop.store.rights import Kind
from otif_koop.store.store import Store
from otif_koop.ui import server, session
from otif_koop.workshop.ballot import factor_scores, free, targets
from tests.workshop.documents import with_groups

PROJECT = Path(__file__).parents[2]
SHELL = PROJECT / "otif_koop" / "ui" / "shell.py"
ODD = "<script>alert(1)</script> **x** {0}"


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def workshop_id(store) -> str:
    return store.create(with_groups(), "ann")


def phone(code: str = "nl") -> TestClient:
    app = Starlette(routes=server.ROUTES, middleware=server.MIDDLEWARE)
    client = TestClient(app, base_url="https://workshop.example", client=("10.0.0.9", 5000))
    client.headers["Accept-Language"] = code
    return client


def come_in(store: Store, workshop_id: str, client: TestClient, kind: Kind = "participant") -> str:
    token = store.links.make(store.here(workshop_id, "ann"), kind)[1]
    return client.post("/join", json={"token": token}).json()["to"]


@pytest.mark.parametrize("code", ["nl", "en"])
def test_a_phone_votes_on_a_small_page_without_a_script(store, workshop_id, code):
    say = Language(code).say
    ann = store.here(workshop_id, "ann")
    with phone(code) as client:
        assert come_in(store, workshop_id, client) == f"./vote?w={workshop_id}"
        address = f"/vote?w={workshop_id}"
        waiting = client.get(address)
        assert say("There is no question now. This page waits for it.") in waiting.text
        assert '<noscript><meta http-equiv="refresh"' in waiting.text, "who has it read out hears no page anew"
        assert "sha256-" in waiting.headers["content-security-policy"]
        ballot = targets(store.load(workshop_id)[0])[0]
        asked = store.ballots.ask(ann, ballot)
        page = client.get(address)
        assert say(ballot.question) in page.text
        assert "<script" not in page.text
        assert len(page.content) < 900, "a few hundred bytes"
        assert client.get("/plain.css").status_code == 200
        assert 'http-equiv="refresh"' not in page.text, "what is being typed must stay"
        wrong = client.post(address, data={"ballot": asked, "answer": "200"})
        assert say("{question} Give a number from {least} to {most}.", question="", least=0, most=100) in wrong.text
        assert store.ballots.last(workshop_id).n == 0
        done = client.post(address, data={"ballot": asked, "answer": "95,5"})
        assert done.url.path == "/vote"
        assert say("Answered. The facilitator shows what came out.") in done.text
        assert 'value="95.5"' in client.get(address + "&anew=1").text
        store.ballots.reveal(ann, asked)
        assert say("The answers are on the screen.") in client.get(address).text
        late = client.post(address, data={"ballot": asked, "answer": "1"})
        assert store.ballots.votes(ann, asked) == [{"answer": 95.5}]
        assert late.status_code == 200


def test_what_people_typed_is_shown_as_text(store, workshop_id):
    with phone() as client:
        come_in(store, workshop_id, client)
        store.ballots.ask(store.here(workshop_id, "ann"), free(ODD, "text"))
        page = client.get(f"/vote?w={workshop_id}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; **x** {0}" in page


def test_who_may_not_vote_is_told(store, workshop_id):
    asked = store.ballots.ask(store.here(workshop_id, "ann"), free("How many?", "number"))
    posted = {"ballot": asked, "answer": "1"}
    with phone("en") as client:
        assert client.get(f"/vote?w={workshop_id}").status_code == 403
        assert client.post(f"/vote?w={workshop_id}", data=posted).status_code == 403
        come_in(store, workshop_id, client, "viewer")
        assert "does not give a vote" in client.post(f"/vote?w={workshop_id}", data=posted).text
        evil = client.post(f"/vote?w={workshop_id}", data=posted, headers={"Origin": "https://evil.example"})
        assert evil.status_code == 403
    with phone() as client:
        come_in(store, store.create(with_groups(), "carol"), client)
        assert client.post(f"/vote?w={workshop_id}", data=posted).status_code == 403
    assert store.ballots.last(workshop_id).n == 0


def test_factors_are_scored_on_one_form(store, workshop_id):
    ballot = factor_scores(store.load(workshop_id)[0])[0]
    asked = store.ballots.ask(store.here(workshop_id, "ann"), ballot)
    with phone() as client:
        come_in(store, workshop_id, client)
        page = client.get(f"/vote?w={workshop_id}").text
        assert page.count("<fieldset>") == len(ballot.items)
        client.post(f"/vote?w={workshop_id}", data={"ballot": asked, "M1": "5", "M2": "1"})
    store.ballots.reveal(store.here(workshop_id, "ann"), asked)
    assert store.ballots.votes(store.here(workshop_id, "ann"), asked) == [{"M1": 5, "M2": 1}]


# --- pages


def opened(workshop_id: str, step_id: str, code: str = "en", **state) -> AppTest:
    at = AppTest.from_file(str(SHELL), default_timeout=20)
    at.context = {"locale": {"nl": "nl-NL", "en": "en-GB"}[code]}
    at.query_params["w"] = workshop_id
    at.run()
    for key, value in state.items():
        at.session_state[key.replace("_", "-")] = value
    return at.switch_page(f"../../pages/{step_id}.py").run()


def texts(at: AppTest) -> str:
    return " ".join(one.value for kind in ("markdown", "subheader", "caption") for one in at.get(kind))


@pytest.mark.parametrize("code", ["nl", "en"])
def test_who_leads_asks_shows_and_takes_over(store, workshop_id, code):
    at = opened(workshop_id, "targets", code, ask_the_room=True)
    group_id, group = next(iter(store.load(workshop_id)[0].groups.items()))
    at.button(key=f"ask-targets:{code}").click().run()
    asked = store.ballots.last(workshop_id)
    asks = Language(code).markdown("Which share of the orders of {group} must be right?", group=group.name)
    assert asks in texts(at)
    assert at.button(key=f"reveal:{code}").disabled
    link = next(one.value for one in at.get("code"))
    for place, answer in enumerate(("90", "95", "97")):
        right = store.links.join(link.split("#")[1], f"phone {place}", "x")
        store.ballots.cast(right, f"phone {place}", asked.id, {"answer": answer})
    at.run()
    assert "**3**" in texts(at)
    assert "95" not in texts(at)
    at.button(key=f"reveal:{code}").click().run()
    assert {one.value for one in at.metric} >= {"95 %", "3"}
    before = store.load(workshop_id)[1]
    at.button(key=f"take_outcome:{code}").click().run()
    workshop, revision = store.load(workshop_id)
    assert workshop.targets[group_id].target == 0.95
    assert revision == before + 1
    assert not at.exception
    assert not at.warning


def test_a_question_of_ones_own(store, workshop_id):
    at = opened(workshop_id, "plan", ask_the_room=True)
    at.button(key="ask-own:en").click().run()
    assert "Write the question first." in at.warning[0].value
    at.text_input(key="own-question").set_value(ODD)
    at.segmented_control(key="own-kind-en").set_value("in words")
    at.button(key="ask-own:en").click().run()
    asked = store.ballots.last(workshop_id)
    right = store.links.join(next(one.value for one in at.get("code")).split("#")[1], "phone", "x")
    store.ballots.cast(right, "phone", asked.id, {"answer": ODD})
    at.run()
    at.button(key="reveal:en").click().run()
    assert "\\<script\\>" in texts(at)
    assert "**x**" not in texts(at).replace("\\*\\*x\\*\\*", "")


@pytest.mark.parametrize("kind", ["viewer", "participant"])
def test_others_see_the_question_and_what_came_out(store, workshop_id, kind, monkeypatch):
    ann = store.here(workshop_id, "ann")
    store.links.join(store.links.make(ann, kind)[1], "secret", "bob")
    voter = store.links.join(store.links.make(ann, "participant")[1], "phone", "carol")
    monkeypatch.setattr(session, "browser", lambda: "secret")
    monkeypatch.setattr(session, "at_the_machine", lambda: False)
    asked = store.ballots.ask(ann, free("How many?", "number"))
    store.ballots.cast(voter, "phone", asked, {"answer": "12"})
    at = opened(workshop_id, "plan")
    assert len([one for one in at.get("link_button") if "./vote" in one.url]) == (kind == "participant")
    assert "12" not in texts(at)
    store.ballots.reveal(ann, asked)
    at.run()
    assert {one.value for one in at.metric} >= {"12", "1"}


def test_remarks_at_the_foot_of_a_page(store, workshop_id, monkeypatch):
    ann = store.here(workshop_id, "ann")
    store.links.join(store.links.make(ann, "participant")[1], "secret", "Bob *x*")
    monkeypatch.setattr(session, "browser", lambda: "secret")
    monkeypatch.setattr(session, "at_the_machine", lambda: False)
    at = opened(workshop_id, "koop", remarks_open=True)
    at.text_area(key="remark-koop").set_value(ODD).run()
    at.button(key="add-remark-koop:en").click().run()
    assert "\\<script\\>" in texts(at)
    assert "Bob \\*x\\*" in texts(at)
    assert at.text_area(key="remark-koop").value == ""
    (one,) = store.comments.at(ann, "", "koop")
    assert (one.text, one.by) == (ODD, "Bob *x*")
    assert store.load(workshop_id)[1] == 0, "a remark is no decision"
    at.button(key=f"unremark-{one.id}:en").click().run()
    assert store.comments.at(ann, "", "koop") == []


@pytest.mark.parametrize("code", ["nl", "en"])
def test_remarks_about_a_rule_beside_it(store, workshop_id, monkeypatch, code):
    language = Language(code)
    ann = store.here(workshop_id, "ann")
    group_id, group = next(iter(store.load(workshop_id)[0].groups.items()))
    store.links.join(store.links.make(ann, "participant")[1], "secret", "Bob")
    monkeypatch.setattr(session, "browser", lambda: "secret")
    monkeypatch.setattr(session, "at_the_machine", lambda: False)
    at = opened(workshop_id, "measure", code, measured_group=group_id)
    at.session_state["measured_group"] = group_id
    assert not [one for one in at.text_area if one.key.startswith("remark-level")], "nothing is made while it is shut"
    popover = f"reason-of-group_definitions.{group_id}.level"
    at.session_state[popover] = True  # a test has no browser that says so at every run
    at.run()
    at.text_area(key=f"remark-level@{group_id}").set_value(ODD)
    at.session_state[popover] = True
    at.button(key=f"add-remark-level@{group_id}:{code}").click().run()
    assert not at.exception
    (one,) = store.comments.at(ann, "", "measure")
    assert (one.about, one.text, one.by) == (f"level@{group_id}", ODD, "Bob")
    assert "\\<script\\>" in texts(at)
    one_remark = language.plural("{n} remark", "{n} remarks", 1)
    assert f"· {markdown_safe(group.name)}" in texts(at)
    at.session_state[popover] = False
    at.run()
    assert one_remark in [shown.proto.popover.label.split(" · ")[-1] for shown in at.get("popover")]
    title = language.say("What do we count?")
    assert language.say("{n} at the rules: {rules}", n=one_remark, rules=[title]) in texts(at)
    for whom in ("_everyone", "removed"):
        store.comments.add(ann, "", "measure", "Nee", f"level@{whom}")
    at.session_state[popover] = True
    at.run()
    about = [one.value.splitlines()[0].strip() for one in at.markdown if one.value.startswith("**ann**")]
    assert [one.endswith(f"· {language.say('a group that is gone')}") for one in about] == [False, True]
    assert store.load(workshop_id)[1] == 0, "a remark is no decision"


def test_the_chart_and_its_words():
    from otif_koop.charts.vote_counts import MOST_BARS, alt_text, chart
    from otif_koop.workshop.ballot import outcomes

    ballot = free("How many?", "number")
    (found,) = outcomes(ballot, [{"answer": float(n % 20)} for n in range(50)] + [{"answer": 7.0}] * 5)
    for code in ("nl", "en"):
        drawn = chart(found, "%", Language(code)).to_dict()
        rows = [row for data in drawn["datasets"].values() for row in data if "words" in row]
        assert len({row["words"] for row in rows}) == MOST_BARS
        assert "7 %" in alt_text(found, "%", Language(code))

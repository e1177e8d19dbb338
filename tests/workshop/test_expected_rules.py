"""What a group expects sets how it is measured; what someone chose otherwise stays, and is shown."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otif_koop.message import Message, Refused
from otif_koop.otif.definition import Definition
from otif_koop.tables import table
from otif_koop.workshop.cascade import definition_for
from otif_koop.workshop.customer_facts import customers
from otif_koop.workshop.customer_groups import placed
from otif_koop.workshop.document import Workshop, content_of, from_content
from otif_koop.workshop.edits import apply, edits_of, value_at
from otif_koop.workshop.expected_from_data import seen_in_data
from otif_koop.workshop.expected_rules import answering, deviations, following, follows, rules
from otif_koop.workshop.group_figures import groups
from tests.otif.small_books import line, small_book
from tests.workshop.documents import empty

COLUMNS = frozenset({"partial_agreed", "promised_date", "requested_date"})


def said(text: Message) -> str:
    return text.text


def workshop(**content: Any) -> Workshop:
    return from_content(empty() | {"groups": {"zorg": {"name": "Zorg"}}} | content)


def answered(before: Workshop, field: str, answer: Any, columns: Any = COLUMNS) -> Workshop:
    return apply(before, *edits_of(before, answering(before, "zorg", field, answer, columns, said), "me"))


ANSWERS: list[tuple[str, Any, dict[str, Any]]] = [
    ("early_welcome", True, {"window": {"early": "none"}}),
    ("early_welcome", False, {"window": {"early": 0}}),
    ("moment", "week", {"window": {"unit": "week"}}),
    ("moment", "day", {}),
    ("partial_deliveries", "wanted", {"level": "line", "partials": "agreed"}),
    ("partial_deliveries", "accepted", {}),
    ("partial_deliveries", "refused", {"level": "order", "partials": "completed"}),
    ("dynamic_lead_times", True, {"due": "promised"}),
    ("dynamic_lead_times", False, {"due": "requested"}),
    ("complete_share", 0.98, {"in_full": {"under": 0.02}}),
]


@pytest.mark.parametrize(("field", "answer", "sets"), ANSWERS)
def test_an_answer_fills_in_the_definition_with_its_reason_and_taking_it_back_empties_it(field, answer, sets) -> None:
    after = answered(workshop(), field, answer)
    content = content_of(after)
    assert content.get("group_definitions", {}).get("zorg", {}) == sets
    assert bool(content.get("reasons")) == bool(sets)
    assert all(path.startswith("group_definitions.zorg.") for path in content.get("reasons", {}))
    assert deviations(after, "zorg", COLUMNS) == []
    assert content_of(answered(after, field, None)) == content_of(workshop())


def test_a_column_that_the_data_lack_is_never_asked_for() -> None:
    wanted = answered(workshop(), "partial_deliveries", "wanted", columns=())
    assert content_of(wanted)["group_definitions"]["zorg"] == {"level": "item"}
    assert "group_definitions" not in content_of(answered(workshop(), "dynamic_lead_times", answer=False, columns=None))


def test_what_was_chosen_by_hand_stays_and_is_a_deviation_until_someone_follows() -> None:
    by_hand = workshop(
        group_definitions={"zorg": {"window": {"early": 3}}},
        reasons={"group_definitions.zorg.window": "afgesproken met de klant"},
    )
    after = answered(by_hand, "early_welcome", answer=False)
    assert definition_for(after, "zorg").window.early == 3
    assert after.reasons["group_definitions.zorg.window"] == "afgesproken met de klant"
    (one,) = deviations(after, "zorg", COLUMNS)
    assert (one.path, one.expected, one.measured) == (("window", "early"), 0, 3)
    followed = apply(after, *edits_of(after, following(after, "zorg", COLUMNS, said), "me"))
    assert deviations(followed, "zorg", COLUMNS) == []
    assert definition_for(followed, "zorg").window.early == 0


def test_another_answer_replaces_what_the_first_had_set_and_its_reason() -> None:
    once = answered(workshop(), "early_welcome", answer=True)
    twice = answered(once, "early_welcome", answer=False)
    assert definition_for(twice, "zorg").window.early == 0
    assert "not welcome" in twice.reasons["group_definitions.zorg.window"]
    typed = apply(once, *edits_of(once, {("reasons", "group_definitions.zorg.window"): "eigen woorden"}, "me"))
    assert answered(typed, "early_welcome", answer=False).reasons["group_definitions.zorg.window"] == "eigen woorden"


choices = st.sampled_from([(field, answer) for field, answer, _ in ANSWERS] + [(field, None) for field, *_ in ANSWERS])


@settings(max_examples=80, deadline=None)
@given(st.lists(choices, max_size=8), st.sampled_from([COLUMNS, None, frozenset({"requested_date"})]))
def test_the_order_of_the_answers_leaves_no_trace_but_the_answers(made: list[tuple[str, Any]], columns: Any) -> None:
    after = workshop()
    for field, answer in made:
        try:
            after = answered(after, field, answer, columns)
        except Refused:  # nothing changes
            continue
    assert deviations(after, "zorg", columns) == []
    expectations = content_of(after)["groups"]["zorg"].get("expectations", {})
    chosen = content_of(after).get("group_definitions", {}).get("zorg", {})
    asked = follows(expectations, columns)
    assert {path: value_at(chosen, path) for path in asked} == {path: value for path, (value, _) in asked.items()}
    if not asked:
        assert chosen == {}


def test_every_rule_sets_a_field_that_the_definition_knows_and_shows_it_beside_a_choice() -> None:
    fields = {choice["field"] for choice in table("choices")}
    for rule in rules():
        assert rule.beside in fields
        for path, value in rule.sets.items():
            content: Any = 0.1 if value == "what_may_lack" else value
            for key in reversed(path):
                content = {key: content}
            Definition.model_validate(content)


def test_the_data_answer_what_nobody_answered_yet() -> None:
    book = small_book(
        *(
            line(
                str(n),
                "1",
                (20, 10),
                ordered_at=0,
                requested_date=12,
                customer_id=str(n),
                customer_group="Zorg",
                region="Noord" if n else "Zuid",
                partial_agreed=True,
            )
            for n in range(30)
        )
    )
    before = workshop()
    everyone = customers(book)
    there = placed(book, everyone, before)
    found = groups(there, everyone)
    seen = seen_in_data(before, "zorg", "Zorg", there.book, found)
    assert seen == {"lead_time_days": 12, "partial_deliveries": "wanted", "regions": ["Noord"]}
    told = workshop(groups={"zorg": {"name": "Zorg", "regions": ["NL"], "expectations": {"lead_time_days": 3}}})
    assert seen_in_data(told, "zorg", "Zorg", there.book, found) == {"partial_deliveries": "wanted"}
    assert seen_in_data(before, "zorg", "Gone", there.book, found) == {}

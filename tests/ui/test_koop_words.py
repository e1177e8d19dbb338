"""Without figures: the quick scan, and scoring with the room, on the page of the decoupling point."""

from __future__ import annotations

import pytest

from otif_koop.koop.factor_scores import disagreement, score_factors
from otif_koop.koop.placement import place
from otif_koop.language import CODES, Language
from otif_koop.store.store import Store
from otif_koop.workshop.document import CustomerGroup, new_workshop
from otif_koop.workshop.edits import apply, edits_of
from tests.ui.test_demo_pages import assert_calm, shown, stored, texts
from tests.ui.test_koop_deeper import opened
from tests.ui.test_koop_page import FURNITURE

SCORES = {"M1": 4, "M4": 4, "M2": 5, "P1": 4}


def give(at, group: str, who: str, scores: dict[str, int], code: str) -> None:
    for factor, score in scores.items():
        at.segmented_control(key=f"score-{group}-{who}-{factor}:{code}").set_value(str(score)).run()
        assert_calm(at)


@pytest.mark.parametrize("code", CODES)
def test_scores_beside_the_figures_and_why_they_differ(code):
    told = Language(code)
    at, made = opened("office-furniture", code, "koop-scores-open")
    give(at, "dealers", "room", SCORES, code)
    assert dict(stored(made).koop.groups["dealers"].scorers["room"].scores) == SCORES
    placed = place(FURNITURE.chain, FURNITURE.groups[0])
    scoring = score_factors(SCORES, open_positions=[one.position for one in placed.positions if one.feasible])
    assert scoring.best == 3
    assert told.say("position {position}", position=4) not in " ".join(one.value for one in at.warning)

    at.text_input(key=f"koop-who-more-dealers:{code}").set_value("*Ans*").run()
    assert_calm(at)
    give(at, "dealers", "ans", {"M1": 1, "M4": 1, "M2": 1}, code)
    people = stored(made).koop.groups["dealers"].scorers
    assert {one.name for one in people.values()} == {told.say("all of us together"), "*Ans*"}
    medians = {"M1": 2.5, "M4": 2.5, "M2": 3, "P1": 4}
    both = score_factors(medians, open_positions=[one.position for one in placed.positions if one.feasible])
    why = disagreement(placed, both)
    assert (why is not None) == any("2" in one.value and "3" in one.value for one in at.warning)
    ranges = at.dataframe[-2].value if len(at.dataframe) > 1 else at.dataframe[-1].value
    assert told.say("from – to") in ranges.columns

    at.toggle(key="koop-scores-deeper").set_value(True).run()
    assert_calm(at)
    at.number_input(key=f"koop-weight-M1:{code}").set_value(40.0).run()
    assert_calm(at)
    assert stored(made).koop.weights["M1"] == 40
    assert told.percent(0.5)[-1] in texts(at)


def test_the_same_name_twice_is_refused_in_words():
    at, _ = opened("office-furniture", "nl", "koop-scores-open")
    for _ in range(2):
        at.text_input(key="koop-who-more-dealers:nl").set_value("Ans").run()
    assert_calm(at)
    assert any("Ans" in one.value for one in at.warning)


def test_a_group_without_chain_or_figures_can_be_scored():
    made = new_workshop("Woorden")
    made = Store().create(apply(made, *edits_of(made, {("groups", "zorg"): CustomerGroup(name="Zorg")}, "t")), "t")
    at = shown(made, "koop")
    at.session_state["koop-scores-open"] = True
    at.run()
    give(at, "zorg", "room", {"M1": 5, "M4": 5}, "nl")
    assert stored(made).koop.groups["zorg"].scorers["room"].scores["M4"] == 5
    assert "plaats 5" in texts(at)


@pytest.mark.parametrize("code", CODES)
def test_the_boundary_of_wild_demand_is_a_choice(code):
    at, made = opened("two-groups", code, "koop-scores-open")
    at.number_input(key=f"koop-wild-from:{code}").set_value(0.05).run()
    assert_calm(at)
    assert stored(made).koop.wild_from == 0.05
    assert Language(code).say("the chain takes longer than the customer waits, and demand is wild: assemble") in texts(
        at
    )

"""The growth path: where a definition stands, moving it, and what must be reached by quarter."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otif_koop.otif.definition import Definition
from otif_koop.workshop.growth_path import RUNGS, at_rung, choices_for, milestones, rung_of, rungs_left, rungs_of
from otif_koop.workshop.pdca import met_in_a_row
from otif_koop.yaml_file import check
from tests.workshop.test_pdca import workshop

BASIC = check({"no_error": {"kinds": []}, "no_complaint": {"kinds": []}}, Definition)
CURVE = check({"credit": {"shape": "steps", "early": [[0, 1]], "late": [[0, 1], [3, 0.5]]}}, Definition)
OWN = check({"level": "line", "no_error": {"kinds": ["damage"]}, "window": {"early": 5, "late": 1}}, Definition)


def test_where_a_definition_stands():
    assert rung_of(BASIC).id == "basic"
    assert rung_of(Definition()).id == "complaints"
    assert rung_of(OWN).id == "complaints", "early counts only once every component must hold"
    assert [one.id for one in rungs_left(Definition())] == ["joint", "early"]
    assert [one.id for one in rungs_of(CURVE)] == ["basic", "errors", "complaints", "joint"]


@pytest.mark.parametrize("definition", [BASIC, Definition(), OWN, CURVE])
def test_moved_to_a_rung_it_stands_there(definition):
    for rung in rungs_of(definition):
        moved = at_rung(definition, rung.id)
        assert rung_of(moved).id == rung.id
        assert moved.level is definition.level
        assert moved.window.late == definition.window.late
        assert at_rung(moved, None) is moved
    assert at_rung(definition, rung_of(definition).id) is definition


def test_own_choices_stay_where_the_rung_asks_them():
    assert at_rung(OWN, "early").window.early == 5
    assert at_rung(OWN, "joint").no_error.kinds == ("damage",)
    assert at_rung(OWN, "basic").no_error.kinds == ()
    assert at_rung(CURVE, "joint").credit == CURVE.credit


@pytest.mark.parametrize("definition", [BASIC, Definition(), OWN])
@pytest.mark.parametrize("rung", [rung.id for rung in RUNGS])
def test_the_choices_bring_it_there(definition, rung):
    content = definition.model_dump(mode="json", exclude_unset=True)
    for path, value in choices_for(definition, rung).items():
        here = content
        for key in path[:-1]:
            here = here.setdefault(key, {})
        here[path[-1]] = value
    assert rung_of(check(content, Definition)).id == rung


def test_a_target_for_another_rung_is_not_met_by_this_one():
    met = workshop([95, 96, 97])
    assert met_in_a_row(met, "zorg") == 3
    other = met.model_copy(update={"targets": {"zorg": met.targets["zorg"].model_copy(update={"rung": "joint"})}})
    assert met_in_a_row(other, "zorg") == 0
    same = met.model_copy(update={"targets": {"zorg": met.targets["zorg"].model_copy(update={"rung": "complaints"})}})
    assert met_in_a_row(same, "zorg") == 3


def test_by_quarter():
    found = milestones(0.2, 0.4, date(2026, 11, 25), date(2027, 6, 30))
    assert [day for day, _ in found] == [date(2026, 12, 31), date(2027, 3, 31), date(2027, 6, 30)]
    assert milestones(0.2, 0.4, date(2026, 11, 25), date(2026, 11, 25)) == []


@given(st.floats(0, 1), st.floats(0, 1), st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 2000))
def test_the_way_ends_on_the_target_and_never_turns(now, target, today, days):
    found = milestones(now, target, today, today + timedelta(days=days))
    shares = [now, *(share for _, share in found)]
    assert shares[-1] == target
    assert shares == sorted(shares, reverse=target < now) or max(abs(a - b) for a in shares for b in shares) < 1e-9
    days_told = [day for day, _ in found]
    assert days_told == sorted(set(days_told))
    assert all(0 <= share <= 1 for share in shares)

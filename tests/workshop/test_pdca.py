"""Plan–do–check–act: what is judged together, what became of a measure, and when the next rung is offered."""

from __future__ import annotations

import pytest

from otif_koop.workshop.cascade import definition_for
from otif_koop.workshop.document import from_content
from otif_koop.workshop.edits import apply, edits_of
from otif_koop.workshop.follow_up import Action
from otif_koop.workshop.growth_path import rung_of
from otif_koop.workshop.pdca import check, effect, met_in_a_row, next_rung, taking_next_rung, verdict


def kept(good, units=100, *, definition="aaaa", final=True):
    one = {"level": "order", "units": units, "good": good, "known": units, "score": good / units}
    return one | {"definition": definition, "as_of": "2026-12-31", "final": final}


def workshop(shares, *, target=0.9, definition=None, **changed):
    scores = {f"2026-{month:02}": kept(share, **changed.get(f"m{month}", {})) for month, share in enumerate(shares, 1)}
    return from_content(
        {
            "version": 1,
            "name": "W",
            "groups": {"zorg": {"name": "Zorg"}},
            "targets": {"zorg": {"target": target}} if target else {},
            "follow_up": {"scores": {"zorg": scores}},
        }
        | ({"group_definitions": {"zorg": definition}} if definition else {})
    )


def checked(shares, **changed):
    return check(workshop(shares, **changed).follow_up.scores["zorg"])


def test_too_few_periods_say_nothing():
    assert checked([90, 91]).chart is None
    assert "From {n} periods" in verdict(checked([90, 91])).text
    assert check({}).periods == ()


def test_noise_signal_and_shift():
    assert "is noise" in verdict(checked([90, 91, 89, 90, 92])).text
    assert "lower than chance" in verdict(checked([90, 91, 89, 90, 92, 91, 90, 89, 91, 55])).text
    assert "higher than chance" in verdict(checked([50, 51, 49, 50, 52, 51, 50, 49, 51, 90])).text
    assert "shifted" in verdict(checked([80, 84, 79, 91, 90, 92, 90, 93, 91, 92, 90])).text


def test_periods_by_another_definition_are_set_apart():
    found = checked([50, 51, 90, 91, 92], m1={"definition": "bbbb"}, m2={"definition": "bbbb"})
    assert found.periods == ("2026-03", "2026-04", "2026-05")
    assert found.earlier == ("2026-01", "2026-02")


@pytest.mark.parametrize(
    ("shares", "said"), [([80] * 5 + [95] * 5, "better"), ([95] * 5 + [80] * 5, "worse"), ([90, 91] * 5, "noise")]
)
def test_what_became_of_a_measure(shares, said):
    action = Action.model_validate({"measure": "M", "since": "2026-06-01"})
    became = effect(action, checked(shares))
    assert became is not None
    assert became.verdict == said
    assert became.before == pytest.approx(sum(shares[:5]) / 500)
    assert became.after == pytest.approx(sum(shares[5:]) / 500)


def test_no_effect_without_a_date_or_without_both_sides():
    assert effect(Action(measure="M"), checked([90] * 5)) is None
    later = Action.model_validate({"measure": "M", "since": "2027-01-01"})
    assert effect(later, checked([90] * 5)) is None


def test_met_in_a_row_counts_final_periods_under_one_definition():
    assert met_in_a_row(workshop([95, 80, 95, 95, 95]), "zorg") == 3
    assert met_in_a_row(workshop([95, 95, 95, 95], m4={"final": False}), "zorg") == 3
    assert met_in_a_row(workshop([95, 95, 95], m1={"definition": "bbbb"}), "zorg") == 2
    assert met_in_a_row(workshop([95, 95, 95], target=None), "zorg") == 0


@pytest.mark.parametrize("rung", [None, "basic"])
def test_the_next_rung_comes_after_three_and_goes_to_the_sharpest_with_the_target(rung):
    assert next_rung(workshop([95, 95]), "zorg") is None
    now = workshop([95, 95, 95], definition={"no_error": {"kinds": []}, "no_complaint": {"kinds": []}})
    now = apply(now, *edits_of(now, {("targets", "zorg", "rung"): rung}, "ann"))
    asked = []
    while (found := next_rung(now, "zorg")) is not None:
        asked.append(found.says.text)
        now = apply(now, *edits_of(now, taking_next_rung(now, "zorg"), "ann"))
        assert now.targets["zorg"].rung == (rung and found.id)
        assert rung_of(definition_for(now, "zorg")).id == found.id
    assert taking_next_rung(now, "zorg") == {}
    assert asked == [
        "Count errors as well.",
        "Count complaints as well.",
        "Count only what passes every component.",
        "More than two days early is no longer on time.",
    ]

"""Plan–do–check–act: what is judged together, what became of a measure, and when the next rung is offered."""

from __future__ import annotations

import pytest

from otif_koop.workshop.document import from_content
from otif_koop.workshop.follow_up import Action
from otif_koop.workshop.pdca import check, effect, met_in_a_row, next_rung, verdict


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


def test_the_next_rung_comes_after_three_and_goes_to_the_sharpest():
    assert next_rung(workshop([95, 95]), "zorg") is None
    basic = {"no_error": {"kinds": []}, "no_complaint": {"kinds": []}}
    asked, definition = [], dict(basic)
    for _ in range(5):
        rung = next_rung(workshop([95, 95, 95], definition=definition), "zorg")
        if rung is None:
            break
        asked.append(rung.says.text)
        for path, value in rung.choices.items():
            here = definition
            for key in path[:-1]:
                here = here.setdefault(key, {})
            here[path[-1]] = value
    assert asked == [
        "Count errors as well.",
        "Count complaints as well.",
        "Count only what passes every component.",
        "More than two days early is no longer on time.",
    ]

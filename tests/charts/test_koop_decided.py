"""The chain in the charter: the groups whose decoupling point was decided, where the page of it has them."""

from __future__ import annotations

import pytest

from otif_koop.charts.koop_decided import decided
from otif_koop.koop.chain_file import template
from otif_koop.koop.placement import place
from otif_koop.language import CODES, Language
from otif_koop.workshop.document import new_workshop
from otif_koop.workshop.edits import apply, edits_of
from otif_koop.workshop.koop_case import from_template
from tests.charts.reading import rows, valid


def workshop(name: str, code: str, **positions: int):
    """A workshop on a template, with these positions decided for its groups, in their order."""
    language, made = Language(code), new_workshop("W", language=code)
    made = apply(made, *edits_of(made, from_template(made, template(name), language.say), "test"))
    decisions = {
        ("koop", "groups", group_id, "decision"): {"position": position}
        for group_id, position in zip(made.groups, positions.values(), strict=False)
    }
    return apply(made, *edits_of(made, decisions, "test"))


@pytest.mark.parametrize("code", CODES)
def test_only_what_was_decided_is_drawn_and_told(code):
    language, two = Language(code), workshop("two-groups", code, first=3)
    drawing, told = decided(two, language)
    valid(drawing.to_dict())
    [lane] = rows(drawing, "group_id", "decided", kind="rule")[:1]
    first, second = two.groups.values()
    assert lane["group"] == first.name
    assert lane["x"] == pytest.approx(28, abs=0.1)  # behind purchase and fabrication: 20 + 8 days
    assert first.name in told
    assert second.name not in told


def test_nothing_is_drawn_without_a_chain_or_a_decision():
    assert decided(new_workshop("W"), Language("nl")) is None
    assert decided(workshop("office-furniture", "nl"), Language("nl")) is None


def test_of_several_points_that_are_one_position_the_cheapest_is_taken():
    file = template("machine-building")
    specials = file.groups[1]  # the first of the workshop: its groups stand by name
    for position in range(1, 6):
        made = workshop("machine-building", "nl", first=position)
        drawn = decided(made, Language("nl"))
        point = place(file.chain, specials).at(position).point
        if point is None:
            assert drawn is None
            continue
        at = sum(stage.lead_time.pmf().mean for stage in file.stages[:point])
        assert rows(drawn[0], "group_id", kind="rule")[0]["x"] == pytest.approx(at)

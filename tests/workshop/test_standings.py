"""Where groups stand is what the engine scores, at every level and on every rung; what is kept tells of no order."""

from __future__ import annotations

import pytest

from otif_koop.otif.definition import Level
from otif_koop.otif.score import score
from otif_koop.ui import data, start
from otif_koop.workshop.cascade import definition_for
from otif_koop.workshop.document import Workshop, content_of, new_workshop, read, write
from otif_koop.workshop.edits import apply, edits_of
from otif_koop.workshop.groups import removing
from otif_koop.workshop.growth_path import at_rung, rungs_of
from otif_koop.workshop.labels import labels_of
from otif_koop.workshop.standings import path_of, standings, worth_keeping


@pytest.fixture(scope="module")
def book():
    return data.demo_book()


def example(book, changes=None) -> Workshop:
    made = new_workshop("W")
    for some in (start.example(book), changes or {}):
        made = apply(made, *edits_of(made, some, "test"))
    return made


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("combine", ["product", "joint"])
@pytest.mark.parametrize("incidents", ["one_component", "separate"])
def test_a_standing_is_the_engines_score(book, level, combine, incidents):
    chosen = {"level": level.value, "combine": combine, "incidents": incidents}
    workshop = example(book, {("default_definition",): chosen})
    scored = score(book, workshop.default_definition, as_of=workshop.data.as_of)
    found = standings(workshop, book, workshop.data.as_of)
    assert set(found) == set(workshop.groups)
    for group_id, one in found.items():
        engine = scored.score(workshop.groups[group_id].in_data[0], level)
        assert one.joint == pytest.approx(engine.measured.joint, abs=1e-5)
        assert one.score.share == pytest.approx(getattr(engine.measured, combine), abs=1e-5)
        assert set(one.rates) == set(engine.measured.components)
        for name, rate in one.rates.items():
            assert rate.share == pytest.approx(getattr(engine, name), abs=1e-5), name
        assert one.units == pytest.approx(engine.counts.units)
        assert sum(one.sizes.values()) == one.orders
        if level is Level.ORDER:
            assert sum(one.faults.values()) == one.units
            assert one.faults.get("0", 0) == pytest.approx(one.joint * one.units, abs=0.5)


def test_two_labels_of_one_group_are_counted_together(book):
    workshop = example(book)
    workshop = apply(workshop, *edits_of(workshop, removing(workshop, "zorg"), "test"))
    workshop = apply(workshop, *edits_of(workshop, {("groups", "dealers", "in_data"): ["Dealers", "Zorg"]}, "test"))
    apart = standings(example(book), book, workshop.data.as_of)
    together = standings(workshop, book, workshop.data.as_of)["dealers"]
    assert together.orders == apart["dealers"].orders + apart["zorg"].orders
    assert together.faults["0"] == apart["dealers"].faults["0"] + apart["zorg"].faults["0"]


def test_every_rung_is_scored_by_its_own_definition(book):
    workshop = example(book)
    definition = definition_for(workshop, "zorg")
    found = path_of(book, definition, labels_of(workshop, "zorg"), workshop.data.as_of)
    assert list(found) == [rung.id for rung in rungs_of(definition)]
    for rung_id, one in found.items():
        engine = score(book, at_rung(definition, rung_id), as_of=workshop.data.as_of).score("Zorg", Level.ORDER)
        expected = engine.measured.product if rung_id in {"basic", "errors", "complaints"} else engine.measured.joint
        assert one.share == pytest.approx(expected, abs=1e-5)


def test_the_rung_of_the_target_decides_what_is_measured(book):
    workshop = example(book, {("targets", "zorg", "rung"): "basic"})
    one = standings(workshop, book, workshop.data.as_of)["zorg"]
    assert set(one.rates) == {"on_time", "in_full"}
    path = path_of(book, definition_for(workshop, "zorg"), labels_of(workshop, "zorg"), workshop.data.as_of)
    assert one.score.share == pytest.approx(path["basic"].share)


def test_what_is_kept_survives_the_file_and_few_orders_are_not_kept(book):
    workshop = example(book)
    found = standings(workshop, book, workshop.data.as_of)
    kept = worth_keeping(found, workshop.groups)
    assert set(kept) == set(workshop.groups)
    few = {"export": found["export"].model_copy(update={"orders": 4})}
    assert worth_keeping(few, ["export", "gone"]) == {}
    workshop = apply(workshop, *edits_of(workshop, {("targets", "zorg", "seen"): kept["zorg"]}, "test"))
    again = read(write(workshop))
    assert again.targets["zorg"].seen == kept["zorg"]
    assert content_of(again) == content_of(workshop)
    assert len(kept["zorg"].model_dump_json(exclude_unset=True)) < 1_000, "200 groups fit in a workshop"


def test_groups_that_the_data_do_not_know_have_no_standing(book):
    workshop = example(book, {("groups", "nieuw"): {"name": "Nieuw"}})
    assert "nieuw" not in standings(workshop, book, workshop.data.as_of)
    assert path_of(book, workshop.default_definition, labels_of(workshop, "nieuw"), workshop.data.as_of) == {}

"""The stages as rows of a table, and what is changed there as edits."""

from __future__ import annotations

import pytest

from otif_koop.koop.chain_file import template, templates
from otif_koop.message import Refused
from otif_koop.workshop.document import new_workshop
from otif_koop.workshop.edits import apply, edits_of
from otif_koop.workshop.koop_case import chain_of, from_template
from otif_koop.workshop.stage_rows import changes_of, row


@pytest.fixture
def workshop():
    made = new_workshop("Keten")
    return apply(made, *edits_of(made, from_template(made, template("office-furniture"), str), "test"))


def after(workshop, **state):
    return apply(workshop, *edits_of(workshop, changes_of(workshop, state, "New"), "test"))


@pytest.mark.parametrize("name", templates())
def test_a_template_taken_over_is_that_chain(name):
    made = new_workshop("Keten")
    made = apply(made, *edits_of(made, from_template(made, template(name), str), "test"))
    theirs, ours = template(name).chain, chain_of(made.koop)
    assert [s.model_dump(exclude={"id"}) for s in ours.stages] == [s.model_dump(exclude={"id"}) for s in theirs.stages]
    assert (ours.holding_rate, ours.periods_per_year) == (theirs.holding_rate, theirs.periods_per_year)


def test_a_table_left_alone_changes_nothing(workshop):
    rows = [row(n, workshop.koop.stages[one]) for n, one in enumerate(workshop.koop.order)]
    state = {"edited_rows": {n: {k: v for k, v in cells.items() if k != "place"} for n, cells in enumerate(rows)}}
    assert chain_of(after(workshop, **state).koop) == chain_of(workshop.koop)


def test_cells_become_fields(workshop):
    cells = {"mean": 6.5, "salvage": 25.0, "items": 150, "stock_point": True, "shelf_life": 40, "name": " Mon  teren "}
    stage = after(workshop, edited_rows={2: cells}).koop.stages["assemble"]
    assert (stage.lead_time.mean, stage.lead_time.sd, stage.lead_time.least) == (6.5, 1, 2)
    assert (stage.salvage, stage.items, stage.stock_point, stage.shelf_life) == (0.25, 150, True, 40)
    assert stage.name == "Mon teren"
    emptied = after(workshop, edited_rows={2: {"salvage": None, "sd": None}}).koop.stages["assemble"]
    assert (emptied.salvage, emptied.lead_time.sd) == (0, 0)


def test_a_lead_time_takes_the_form_that_was_filled_in(workshop):
    usual = after(workshop, edited_rows={0: {"usual": 15.0, "most": 30.0}})
    time = usual.koop.stages["purchase"].lead_time
    assert (time.least, time.usual, time.most, time.mean) == (12, 15, 30, None)
    seen = after(usual, edited_rows={0: {"seen": "14: 3; 20: 5"}})
    assert seen.koop.stages["purchase"].lead_time.counts == {14: 3, 20: 5}
    back = after(seen, edited_rows={0: {"mean": 18.0}}).koop.stages["purchase"].lead_time
    assert (back.mean, back.counts) == (18, None)
    with pytest.raises(Refused, match="twaalf"):
        after(workshop, edited_rows={0: {"seen": "twaalf"}})


def test_rows_come_go_and_move(workshop):
    added = after(workshop, added_rows=[{"name": "Schilderen", "place": 2, "mean": 3.0}, {}])
    assert added.koop.order == ("purchase", "schilderen", "process", "assemble", "distribute", "new")
    assert added.koop.stages["schilderen"].lead_time.mean == 3
    gone = after(added, deleted_rows=[0, 5], edited_rows={1: {"place": 4}, 0: {"items": 7}})
    assert gone.koop.order == ("process", "assemble", "distribute", "schilderen")
    with pytest.raises(Refused):
        after(workshop, deleted_rows=[0, 1, 2, 3])


def test_what_cannot_be_is_refused(workshop):
    for cells in ({"mean": -1.0}, {"name": ""}, {"salvage": 130.0}, {"items": 0}, {"most": 5.0, "usual": 9.0}):
        with pytest.raises(Refused):
            after(workshop, edited_rows={0: cells})

"""What nobody should type, typed on the page of the decoupling point: a clear message or a right answer, never NaN."""

from __future__ import annotations

import json
import re

import pyarrow as pa
import pytest

from otif_koop.koop.chain_file import template
from otif_koop.language import Language
from otif_koop.message import Refused
from otif_koop.store.store import Store
from otif_koop.workshop.document import new_workshop
from otif_koop.workshop.edits import apply, edits_of
from otif_koop.workshop.fields import in_words
from otif_koop.workshop.koop_case import chain_of, from_template
from otif_koop.workshop.stage_rows import changes_of
from tests.ui.test_demo_pages import assert_calm, shown, stored, texts

NOT_A_FIGURE = re.compile(r"\bnan\b|\bNone\b|\binf(inity)?\b|\bNaT\b", re.IGNORECASE)
STAGES = [stage.id for stage in template("office-furniture").stages]
ROW = ("koop", "groups", "dealers")
EXPANDERS = ("koop-stages-open", "koop-figures-open", "koop-closer-open", "koop-scores-open")


def furniture(changes):
    made = new_workshop("Meubels")
    made = apply(made, *edits_of(made, from_template(made, template("office-furniture"), str), "test"))
    return apply(made, *edits_of(made, changes, "test"))


def every_lead_time(time):
    return {("koop", "stages", stage, "lead_time"): time for stage in STAGES}


ODD = {
    "no time at all": every_lead_time({"mean": 0.0}),
    "one stage": {("koop", "order"): STAGES[:1]} | {("koop", "stages", one): None for one in STAGES[1:]},
    "target 0": {(*ROW, "target"): 0.0},
    "target 1": {(*ROW, "target"): 1.0},
    "target 1 at promise 0": {(*ROW, "target"): 1.0, (*ROW, "promise"): 0},
    "a promise of years": {(*ROW, "promise"): 2_000},
    "a million variants": {("koop", "stages", STAGES[-1], "items"): 1_000_000},
    "hardly any demand": {(*ROW, "demand"): {"lines": 1e-6, "line_size": 1e-6}},
    "endless demand": {(*ROW, "demand"): {"lines": 1e6, "line_size": 1e5, "line_size_sd": 1e5}},
    "no spread": {(*ROW, "demand"): {"mean": 60, "sd": 0.0}},
    "nothing of our own behind": {("koop", "stages", one, "own"): False for one in STAGES[1:]},
    "for one customer from the start": {("koop", "stages", STAGES[0], "customer_specific"): True},
    "money for nothing": {("koop", "chain", "holding_rate"): 0.0}
    | {("koop", "stages", one, "added_value"): 0.0 for one in STAGES},
    "hardly any yield": {("koop", "stages", one, "yield_share"): 1e-6 for one in STAGES},
    "gone the next day": {("koop", "stages", one, "shelf_life"): 1 for one in STAGES},
}


@pytest.mark.parametrize("name", ODD)
def test_odd_figures_give_a_right_answer_or_a_clear_message(name):
    made = Store().create(furniture(ODD[name]), "test")
    at = shown(made, "koop")
    for one in EXPANDERS:
        at.session_state[one] = True
    for topic in ("upstream", "figures"):
        at.session_state["koop_topic"] = topic
        at.run()
        assert_calm(at)
    said = [texts(at), *(f"{one.label} {one.value} {one.delta}" for one in at.metric)]
    # the empty cells of the table to edit hold None and are shown empty
    said += [one.value.to_string() for one in at.dataframe if "place" not in one.value.columns]
    assert not NOT_A_FIGURE.search("\n".join(said))
    for chart in at.get("vega_lite_chart"):
        assert "NaN" not in json.dumps(json.loads(chart.proto.spec))
        for table in chart.proto.datasets:
            drawn = pa.ipc.open_stream(table.data.data).read_pandas()
            assert not drawn.isna().any(axis=None)
    assert len(at.success) + len(at.warning) + len(at.info) > 0


@pytest.mark.parametrize(
    "cells",
    [
        {"mean": -3.0},
        {"mean": 3.0, "least": 12.0},
        {"mean": 5_000.0},
        {"sd": 500.0},
        {"least": 4.0, "usual": 3.0, "most": 2.0},
        {"seen": "3: 0"},
        {"seen": "-2: 4"},
        {"items": 0},
        {"yield_share": 0.0},
        {"yield_share": 140.0},
        {"salvage": 101.0},
        {"added_value": float("inf")},
        {"type": "magie"},
        {"name": " "},
        {"name": "Monteren"},
    ],
)
def test_an_impossible_cell_of_the_chain_is_refused_in_words(cells):
    workshop = furniture({})
    if cells.get("name") == "Monteren":
        cells = {"name": workshop.koop.stages[STAGES[2]].name}
    with pytest.raises(Refused) as refused:
        chain_of(apply(workshop, *edits_of(workshop, changes_of(workshop, {"edited_rows": {0: cells}}, "x"), "t")).koop)
    assert all(problem.text and not NOT_A_FIGURE.search(problem.text) for problem in refused.value.problems)


def test_no_stage_left_is_refused():
    workshop = furniture({})
    with pytest.raises(Refused):
        changes_of(workshop, {"deleted_rows": [0, 1, 2, 3]}, "x")


@pytest.mark.parametrize("code", ["nl", "en"])
def test_no_demand_at_all_is_refused_on_the_page_and_changes_nothing(code):
    made = Store().create(furniture({}), "test")
    at = shown(made, "koop", code)
    at.session_state["koop-figures-open"] = True
    at.run()
    before = stored(made)
    at.number_input(key=f"demand-dealers-lines:{code}").set_value(0.0).run()
    assert_calm(at)
    assert stored(made) == before
    assert any("Dealers" in one.value and "koop." not in one.value for one in at.warning)


@pytest.mark.parametrize("cells", [{"mean": 3.0}, {"own": False}, {"name": "Assemble"}])
def test_a_refusal_names_the_stage_and_no_path(cells):
    workshop = furniture({})
    rows = range(4) if "own" in cells else [1]
    state = {"edited_rows": dict.fromkeys(rows, cells)}
    with pytest.raises(Refused) as refused:
        chain_of(apply(workshop, *edits_of(workshop, changes_of(workshop, state, "x"), "t")).koop)
    for code in ("nl", "en"):
        said = " ".join(Language(code).say(one) for one in in_words(refused.value, workshop).problems)
        assert "stages." not in said
        assert "·" not in said
        assert "mean" not in cells or workshop.koop.stages[STAGES[1]].name in said

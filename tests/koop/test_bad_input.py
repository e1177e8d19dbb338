"""What people will type: a message that names file and field, or a right answer; never NaN, never a traceback."""

from __future__ import annotations

import copy
import json
import re

import jsonschema
import pytest
import yaml

from otif_koop.commands.place import place
from otif_koop.koop.chain_file import schema, template, templates

BASE = template("office-furniture").model_dump(mode="json", exclude_unset=True)
FIRST = ("stages", 0)
GROUP = ("groups", 0)
GONE = object()


class InFull(yaml.SafeDumper):
    def ignore_aliases(self, data):
        return True


def changed(*path_and_value):
    *path, value = path_and_value
    content = copy.deepcopy(BASE)
    place_in = content
    for step in path[:-1]:
        place_in = place_in[step]
    if value is GONE:
        del place_in[path[-1]]
    else:
        place_in[path[-1]] = value
    return content


def run(tmp_path, capsys, content, *options):
    file = tmp_path / "chain.yaml"
    file.write_text(content if isinstance(content, str) else yaml.dump(content, Dumper=InFull), encoding="utf-8")
    code = place([str(file), *options])
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    assert not re.search("Input should|Tuple|String should|validation", said.err), "words for programmers"
    return code, said.out, said.err


REFUSED = [
    (("stages", []), "stages"),
    (("stages", GONE), "stages"),
    (("groups", []), "groups"),
    (("holding_rate", -0.1), "holding_rate"),
    (("holding_rate", "a lot"), "holding_rate"),
    (("periods_per_year", 0), "periods_per_year"),
    (("least_immediate", 1), "least_immediate"),
    (("colour", "blue"), "colour"),
    ((*FIRST, "added_value", -1), "stages.0.added_value"),
    ((*FIRST, "added_value", True), "stages.0.added_value"),
    ((*FIRST, "added_value", 1e300), "stages.0.added_value"),
    ((*FIRST, "items", 0), "stages.0.items"),
    ((*FIRST, "items", 2.5), "stages.0.items"),
    ((*FIRST, "items", 10**9), "stages.0.items"),
    ((*FIRST, "yield_share", 0), "stages.0.yield_share"),
    ((*FIRST, "yield_share", 1.2), "stages.0.yield_share"),
    ((*FIRST, "type", "magic"), "stages.0.type"),
    ((*FIRST, "shelf_life", 0), "stages.0.shelf_life"),
    ((*FIRST, "replenish_every", 0), "stages.0.replenish_every"),
    ((*FIRST, "salvage", 2), "stages.0.salvage"),
    ((*FIRST, "position", 6), "stages.0.position"),
    ((*FIRST, "name", "Process"), "Process"),
    ((*FIRST, "lead_time", -3), "stages.0.lead_time"),
    ((*FIRST, "lead_time", "long"), "stages.0.lead_time"),
    ((*FIRST, "lead_time", {}), "stages.0.lead_time"),
    ((*FIRST, "lead_time", {"mean": 5, "sd": -1}), "stages.0.lead_time.sd"),
    ((*FIRST, "lead_time", {"mean": 5, "sd": 50}), "stages.0.lead_time"),
    ((*FIRST, "lead_time", {"mean": 5, "sd": 1, "least": 6}), "stages.0.lead_time"),
    ((*FIRST, "lead_time", {"mean": 5, "sd": 1, "least": 1.5}), "stages.0.lead_time"),
    ((*FIRST, "lead_time", {"least": 3, "usual": 2, "most": 5}), "stages.0.lead_time"),
    ((*FIRST, "lead_time", {"least": 3, "most": 5}), "stages.0.lead_time"),
    ((*FIRST, "lead_time", {"mean": 3, "usual": 5}), "stages.0.lead_time"),
    ((*FIRST, "lead_time", {"chances": {1: 0.5, 2: 0.4}}), "0.9"),
    ((*FIRST, "lead_time", {"chances": {1: 1.5, 2: -0.5}}), "stages.0.lead_time.chances"),
    ((*FIRST, "lead_time", {"chances": {-1: 1.0}}), "stages.0.lead_time.chances"),
    ((*FIRST, "lead_time", {"counts": {1: 0, 2: 0}}), "stages.0.lead_time"),
    ((*FIRST, "lead_time", {"counts": {}}), "stages.0.lead_time"),
    (("stages", [{**BASE["stages"][i % 4], "name": f"s{i}", "lead_time": 1900} for i in range(3)]), "3,000"),
    (("stages", [{**stage, "own": False} for stage in BASE["stages"]]), "own"),
    ((*GROUP, "demand", "lines", 0), "groups.0.demand.lines"),
    ((*GROUP, "demand", "lines", -3), "groups.0.demand.lines"),
    ((*GROUP, "demand", "line_size_sd", -1), "groups.0.demand.line_size_sd"),
    ((*GROUP, "demand", {}), "groups.0.demand"),
    ((*GROUP, "demand", {"mean": 0, "sd": 1}), "groups.0.demand.mean"),
    ((*GROUP, "demand", {"mean": 5}), "groups.0.demand"),
    ((*GROUP, "demand", {"mean": 5, "sd": 1, "line_size": 2, "lines": 1}), "groups.0.demand"),
    ((*GROUP, "demand", {"mean": 5, "sd": 1, "autocorrelation": [-0.9]}), "groups.0.demand"),
    ((*GROUP, "demand", {"mean": 5, "sd": 1, "autocorrelation": [1.5]}), "groups.0.demand"),
    ((*GROUP, "demand", {"lines": 5, "line_size": 1, "correlation": 0.5}), "groups.0.demand"),
    ((*GROUP, "target", 1.01), "groups.0.target"),
    ((*GROUP, "target", 95), "groups.0.target"),
    ((*GROUP, "promise", -1), "groups.0.promise"),
    ((*GROUP, "promise", 2.5), "groups.0.promise"),
    ((*GROUP, "promise", {"chances": {1: 0.2, 3: 0.2}}), "groups.0.promise"),
    ((*GROUP, "lines_per_order", 0), "groups.0.lines_per_order"),
    ((*GROUP, "lost_share", 1.5), "groups.0.lost_share"),
    ((*GROUP, "position", 9), "groups.0.position"),
    (("groups", [BASE["groups"][0]] * 2), "Dealers"),
]


@pytest.mark.parametrize(("change", "named"), REFUSED, ids=[f"{named}-{i}" for i, (_, named) in enumerate(REFUSED)])
def test_what_cannot_be_is_refused_with_its_place(tmp_path, capsys, change, named):
    code, out, err = run(tmp_path, capsys, changed(*change))
    assert code == 2
    assert not out
    assert "chain.yaml" in err
    assert named in err


@pytest.mark.parametrize("text", ["", "[]", "just words", "stages: {", "a: *b", "\t", "stages: 3\nstages: 4"])
def test_what_is_no_chain_at_all_is_refused(tmp_path, capsys, text):
    code, _, err = run(tmp_path, capsys, text)
    assert code == 2
    assert "chain.yaml" in err


def lead_times(value):
    return [{**stage, "lead_time": value} for stage in BASE["stages"]]


ODD = {
    "one stage": changed("stages", BASE["stages"][:1]),
    "one stage that takes no time": changed("stages", [{**BASE["stages"][0], "lead_time": 0}]),
    "no stage takes any time": changed("stages", lead_times(0)),
    "nothing ever varies": changed("stages", lead_times(3)),
    "target 0": changed(*GROUP, "target", 0),
    "target 1": changed(*GROUP, "target", 1),
    "target 1, no variation": changed(
        *GROUP, {"name": "g", "demand": {"mean": 60, "sd": 0}, "promise": 8, "target": 1}
    ),
    "promise 0": changed(*GROUP, "promise", 0),
    "promise of years": changed(*GROUP, "promise", 2000),
    "a million variants": changed("stages", [{**stage, "items": 10**6} for stage in BASE["stages"]]),
    "very many lines": changed(*GROUP, "demand", "lines", 1e8),
    "hardly a line": changed(*GROUP, "demand", {"lines": 1e-5, "line_size": 2}),
    "wild lines": changed(*GROUP, "demand", {"lines": 1, "line_size": 2, "line_size_sd": 2000}),
    "wild periods": changed(*GROUP, {"name": "g", "demand": {"mean": 1, "sd": 1000}, "promise": 8}),
    "smoother than chance": changed(*GROUP, "demand", {"lines": 30, "mean": 60, "sd": 5}),
    "no money anywhere": changed("holding_rate", 0),
    "long and slow": changed("stages", [{**s, "lead_time": {"mean": 150, "sd": 20}} for s in BASE["stages"]]),
    "everything for one customer": changed(*FIRST, *("customer_specific", True)),
    "expires at once": changed("stages", [{**stage, "shelf_life": 1} for stage in BASE["stages"]]),
}


@pytest.mark.parametrize("content", ODD.values(), ids=ODD.keys())
def test_what_is_odd_gets_an_answer(tmp_path, capsys, content):
    code, out, err = run(tmp_path, capsys, content, "--json")
    assert (code, err) == (0, "")
    assert "NaN" not in out
    assert "Infinity" not in out
    (group,) = json.loads(out)["groups"]
    assert [one["position"] for one in group["positions"]] == [1, 2, 3, 4, 5]
    for one in group["positions"]:
        assert one["why"]
        if one["feasible"]:
            assert one["otif"] >= group["target"] - 1e-4
            assert min(one["cost"], one["on_hand"], one["stock_value"]) >= 0


def test_target_one_is_never_promised_from_stock_that_can_run_out(tmp_path, capsys):
    _, out, _ = run(tmp_path, capsys, ODD["target 1"], "--json")
    (group,) = json.loads(out)["groups"]
    assert group["advice"] is None
    assert "never reached" in group["positions"][1]["why"]


def test_demand_that_never_varies_needs_no_more_than_itself(tmp_path, capsys):
    """60 a day over 20 items; made in 14 days and asked within 8, of which 5 are needed: 14 + 1 - 3 days to cover."""
    content = copy.deepcopy(ODD["target 1, no variation"]) | {"least_immediate": 0}
    content["stages"] = [
        {**stage, "lead_time": days} for stage, days in zip(content["stages"], (10, 4, 3, 2), strict=True)
    ]
    _, out, _ = run(tmp_path, capsys, content, "--json")
    (group,) = json.loads(out)["groups"]
    covered = 10 + 4 + 1 - (8 - 5)
    assert group["positions"][2]["base_stock"] == pytest.approx(60 / 20 * covered, abs=0.01)


def test_the_schema_takes_every_template_and_refuses_a_slip():
    checker = jsonschema.Draft202012Validator(schema())
    for name in templates():
        content = json.loads(json.dumps(template(name).model_dump(mode="json", exclude_unset=True)))
        assert list(checker.iter_errors(content)) == []
    assert list(checker.iter_errors(changed(*FIRST, "item", 3)))


def test_of_positions_that_cost_the_same_the_one_without_stock_is_advised(tmp_path, capsys):
    """One stage that takes no time and adds no value: the words, the advice and the promises name the same position."""
    content = {
        "stages": [{"name": "A", "type": "fabricate", "lead_time": 0}],
        "groups": [{"name": "X", "promise": 3, "demand": {"lines": 2, "line_size": 3}}],
    }
    code, said, _ = run(tmp_path, capsys, content, "--json")
    group = json.loads(said)["groups"][0]
    assert code == 0
    assert (group["advice"], group["runner_up"], group["regret"]) == (5, 2, 0)
    assert [one["position"] for one in group["flips"]] == [5]

"""`otif-koop place`: the worked examples from the command line, as JSON and as a table."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from otif_koop.commands.place import place
from otif_koop.tables import config_folder

CHAINS = config_folder() / "chains"


def run(capsys, *arguments):
    code = place([str(one) for one in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_office_furniture_as_json(capsys):
    code, out, err = run(capsys, CHAINS / "office-furniture.yaml", "--json")
    assert (code, err) == (0, "")
    (group,) = json.loads(out)["groups"]
    assert (group["group"], group["d"], group["target"]) == ("Dealers", 8, 0.95)
    third = group["positions"][2]
    figures = {"position": 3, "feasible": True, "ceiling": 0.9699, "base_stock": 129.75, "on_hand": 863, "otif": 0.95}
    assert {name: third[name] for name in figures} == figures
    assert third["stock_value"] == pytest.approx(60409, abs=1)
    assert third["cost"] == pytest.approx(113515, abs=1)
    assert third["why"]
    assert (group["advice"], group["runner_up"]) == (3, 2)
    assert group["regret"] == pytest.approx(16529, abs=1)
    assert group["flips"] == [
        {"d_from": 0, "d_to": 2, "position": 1},
        {"d_from": 3, "d_to": 7, "position": 2},
        {"d_from": 8, "d_to": 30, "position": 3},
        {"d_from": 31, "d_to": None, "position": 2},
    ]
    fourth = group["positions"][3]
    assert (fourth["feasible"], fourth["base_stock"], fourth["cost"], fourth["ceiling"]) == (False, None, None, 0.0003)


def test_two_groups_share_stock(capsys):
    code, out, _ = run(capsys, CHAINS / "two-groups.yaml", "--json")
    assert code == 0
    together = json.loads(out)["together"]
    assert together["internal_service"] == 0.7
    components, finished = together["points"]
    assert (components["base_stock"], components["items"], components["wait"]) == (97.19, 20, 1.53)
    assert (finished["base_stock"], finished["items"]) == (11.42, 120)
    assert [one["stock_value"] for one in together["points"]] == pytest.approx([20688, 108167], abs=1)
    assert [one["otif"] for one in together["groups"]] == pytest.approx([0.956, 0.970], abs=1e-3)


def test_one_group_and_another_target(capsys):
    _, out, _ = run(capsys, CHAINS / "two-groups.yaml", "--group", "Web shop", "--target", "90%", "--json")
    content = json.loads(out)
    assert [(one["group"], one["target"]) for one in content["groups"]] == [("Web shop", 0.9)]
    assert "together" not in content


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_table_for_people(capsys, language):
    code, out, _ = run(capsys, CHAINS / "two-groups.yaml", "--language", language)
    assert code == 0
    assert "Projects" in out
    assert "Web shop" in out
    assert ("97,19" if language == "nl" else "97.19") in out
    assert "nan" not in out.lower().replace("financ", "")
    assert "{" not in out


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["nowhere.yaml"], "nowhere.yaml"),
        ([], "CHAIN.yaml"),
        ([str(CHAINS)], str(CHAINS)),
        ([str(CHAINS / "food.yaml"), "--group", "Nobody"], "Nobody"),
        ([str(CHAINS / "food.yaml"), "--target", "1.5"], "1.5"),
        ([str(CHAINS / "food.yaml"), "--target", "nan"], "nan"),
        ([str(CHAINS / "food.yaml"), "--target", "high"], "high"),
        ([str(CHAINS / "food.yaml"), "--colour"], "--colour"),
        (["\0"], "file"),
    ],
)
def test_a_slip_on_the_command_line(capsys, arguments, named):
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert named in err


def test_a_file_that_is_no_text(capsys, tmp_path):
    file = tmp_path / "photo.yaml"
    file.write_bytes(b"\xff\xd8\xff\xe0\x00")
    code, _, err = run(capsys, file)
    assert code == 2
    assert "photo.yaml" in err


def test_the_schema(capsys):
    code, out, _ = run(capsys, "--schema")
    assert code == 0
    assert set(json.loads(out)["required"]) == {"stages", "groups"}


def test_help_is_no_fault(capsys):
    assert run(capsys, "--help")[0] == 0


def test_nothing_heavy_is_imported_before_it_is_needed():
    check = (
        "import sys, otif_koop.commands.place; print([m for m in ('scipy', 'pandas', 'streamlit') if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"

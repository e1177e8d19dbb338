"""docs/intake.md says of each ERP all that its profile holds, and nothing that this program doesn't do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from otif_koop.commands.score import _parser
from otif_koop.intake.reading import file_kind, parquet, workbook
from otif_koop.intake.sources import fetched, named
from otif_koop.tables import table

DOC = (Path(__file__).parents[2] / "docs" / "intake.md").read_text(encoding="utf-8")
PROFILES = {one["id"]: one for one in table("erp_profiles")["profiles"]}
ASKED = ("requested_date", "promised_date", "revised_date", "shipped_at", "delivered_at", "cancelled", "tolerances")
WORDS = {"yes": "", "partly": "in part", "no": "**not there**"}


def section(name: str) -> str:
    _, _, rest = DOC.partition(f"### {name}\n")
    return rest.partition("\n##")[0]


@pytest.mark.parametrize("system", PROFILES)
def test_each_profile_is_told_in_full(system):
    profile = PROFILES[system]
    told = section(profile["name"])
    assert told, f"there is no section on {profile['name']}"
    rows = [line for line in told.splitlines() if line.startswith("| ")][1:]
    assert len(rows) >= len(ASKED)
    for field, row in zip(ASKED, rows[-len(ASKED) :], strict=True):
        answer = profile[field]
        plain = row.replace("`", "")
        for where in answer.get("where", "").split(", "):
            assert where in plain, (field, where)
        assert answer.get("en", "") in row
        assert WORDS[answer["answer"]] in row
        assert ("not there" in row) == (answer["answer"] == "no"), (field, row)
    for pitfall in profile["pitfalls"]:
        assert pitfall["en"] in told


def test_what_values_mean_is_told_in_full():
    for pitfall in table("erp_profiles")["value_pitfalls"]:
        assert pitfall["en"] in DOC


def test_every_name_of_a_column_is_one_that_is_recognised():
    known = {
        name for field in table("fields")["fields"].values() for own in field.get("erp", {}).values() for name in own
    }
    known |= {
        where
        for one in PROFILES.values()
        for field in ASKED
        for where in re.split(r", | of ", one[field].get("where", ""))
    }
    for profile in PROFILES.values():
        for row in section(profile["name"]).splitlines():
            if row.startswith("| "):
                for name in re.findall(r"`([^`]+)`", row):
                    assert name in known, (profile["name"], name)


def test_the_settings_options_and_limits_are_those_of_the_program():
    assert named.PREFIX in DOC
    assert f"{named.QUERIES}=yes" in DOC
    options = {option for action in _parser()._actions for option in action.option_strings}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", DOC)) <= options
    assert f"{fetched.MOST_ROWS:,} rows" in DOC
    assert f"{workbook.MOST_CELLS // 1_000_000} million cells a sheet" in DOC
    assert f"{parquet.MOST_CELLS // 1_000_000} million cells" in DOC
    assert f"CSV {file_kind.LARGEST_CSV // 1_000_000} MB" in DOC
    assert f"{file_kind.LARGEST_WORKBOOK // 1_000_000} MB, {file_kind.LARGEST_UNPACKED // 1_000_000} MB unpacked" in DOC

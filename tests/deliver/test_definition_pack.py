"""The pack proves itself: its own README, followed to the letter on DuckDB and PostgreSQL."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import Any

import duckdb
import pytest
import sqlalchemy
from hypothesis import given, settings

from otif_koop.cli import main
from otif_koop.deliver.definition_pack import definition_pack
from otif_koop.deliver.golden_orders import MOST_LINES, golden_orders
from otif_koop.language import Language
from otif_koop.otif.cascade import read_definitions
from otif_koop.otif.definition import Definition, Level
from otif_koop.otif.from_tables import order_book
from otif_koop.otif.score import score
from tests.otif.order_books import definitions
from tests.otif.sql.sample import SAMPLE
from tests.postgres import postgres  # noqa: F401

SAY = Language("en").say
CASES = [(SAMPLE[0], {}), (SAMPLE[0], {"Retail": SAMPLE[1], "it's": SAMPLE[2]}), (SAMPLE[3], {"Zorg": SAMPLE[4]})]


def unpacked(definition: Definition, groups: dict[str, Definition]) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(definition_pack(definition, groups, SAY))) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def steps(pack: dict[str, str], engine: str) -> tuple[str, list[str]]:
    """What the README says to run: the file to load, and the files to prove."""
    told = re.findall(r"`(sql/ENGINE/[a-z_0-9]+\.sql)`", pack["README.md"])
    load, prove = (name.replace("ENGINE", engine) for name in told)
    every = sorted(name for name in pack if name.startswith(prove.removesuffix("1.sql")))
    assert prove in every
    return pack[load], [pack[name] for name in every]


@pytest.mark.parametrize(("definition", "groups"), CASES)
def test_duckdb_proves_it_by_the_readme(definition: Definition, groups: dict[str, Definition]) -> None:
    pack = unpacked(definition, groups)
    load, proofs = steps(pack, "duckdb")
    assert len(proofs) == 1 + len(groups)
    with duckdb.connect() as connection:
        connection.execute(load)
        assert [connection.execute(proof).fetchall() for proof in proofs] == [[]] * len(proofs)
        connection.execute("UPDATE expected SET units = units + 1 WHERE counted_as = 'line'")
        assert all(connection.execute(proof).fetchall() for proof in proofs)
        connection.execute("INSERT INTO scored SELECT * FROM expected WHERE counted_as <> 'item'")
        missing = connection.execute(pack["golden/compare.sql"]).fetchall()
        assert {row[2] for row in missing} == {"item"}


@pytest.mark.parametrize(("definition", "groups"), CASES)
def test_postgres_proves_it_by_the_readme(postgres: str, definition: Definition, groups: dict[str, Any]) -> None:  # noqa: F811
    load, proofs = steps(unpacked(definition, groups), "postgres")
    with sqlalchemy.create_engine(postgres).connect() as connection:
        connection.exec_driver_sql("CREATE SCHEMA golden")
        connection.exec_driver_sql("SET search_path TO golden")
        run = connection.connection.cursor()
        run.execute(load)
        for proof in proofs:
            assert run.execute(proof).fetchall() == []
        run.execute("UPDATE expected SET units = units + 1")
        for proof in proofs:
            assert run.execute(proof).fetchall()


def test_the_pack_is_whole_and_always_the_same() -> None:
    definition, groups = CASES[1]
    pack = unpacked(definition, groups)
    assert definition_pack(definition, groups, SAY) == definition_pack(definition, groups, SAY)
    default, own = read_definitions(pack["definition.yaml"])
    assert (default, own) == (definition, groups)
    assert json.loads(pack["definition.schema.json"])["title"] == "DefinitionFile"
    assert 100 < pack["golden/order_lines.csv"].count("\n") <= MOST_LINES + 1


OTHERWISE: list[dict[str, Any]] = [
    *({"due": due} for due in ("requested", "revised", "lead_time")),
    {"due": "lead_time", "clock_start": "authorised"},
    *({"clock_stop": stop} for stop in ("shipped", "received")),
    *(
        {"window": window}
        for window in ({"late": 1}, {"early": 0}, {"late": "none"}, {"unit": "week"}, {"unit": "working_days"})
    ),
    {"credit": {"shape": "linear", "early": [[0, 1]], "late": [[0, 1], [9, 0]]}},
    *({"partials": partials} for partials in ("first", "by_due", "agreed")),
    *({"in_full": in_full} for in_full in ({"under": 0.1}, {"over": 0.0})),
    *({"no_error": {"kinds": kinds}} for kinds in ([], ["damage"])),
    {"no_complaint": {"kinds": ["complaint"]}},
    *({"weight": weight} for weight in ("quantity", "value")),
    {"open_lines": "exclude"},
    *({"cancelled": cancelled} for cancelled in ("included", "all_excluded")),
    {"missing_due": "fail"},
    {"scope": {"regions": {"without": ["north"]}}},
]


def test_the_golden_orders_notice_every_choice() -> None:
    """Whoever takes one rule otherwise fails the golden test."""
    book = order_book(golden_orders(Definition(), {}))

    def figures(**choices: Any) -> list[Any]:
        scored = score(book, Definition.model_validate(choices))
        return [(one.counts, one.measured) for one in scored.scores if one.group is None]

    usual = figures()
    assert all(counts.units > 20 for counts, _ in usual)
    assert all(0 < combined.joint < 1 for _, combined in usual if combined is not None)
    assert [choices for choices in OTHERWISE if figures(**choices) == usual] == []
    reasons = score(book, Definition()).score(None, Level.LINE).counts.excluded
    assert all(reasons[reason] for reason in ("no_quantity", "cancelled", "missing_due"))


@settings(max_examples=40, deadline=None)
@given(definitions(), definitions())
def test_any_definition_has_its_golden_orders(definition: Definition, own: Definition) -> None:
    tables = golden_orders(definition, {"Retail": own})
    assert 100 < len(tables.lines) <= MOST_LINES
    assert len(order_book(tables).group.names) == 4


def test_the_command_writes_the_pack(tmp_path, capsys) -> None:
    file = tmp_path / "pack.zip"
    assert main(["pack", "-o", str(file), "--language", "nl"]) == 0
    with zipfile.ZipFile(file) as archive:
        assert "Orders" in archive.read("README.md").decode() or "order" in archive.read("README.md").decode()
    assert main(["pack", "-o", str(tmp_path / "no" / "such" / "pack.zip")]) == 2
    assert "can't be written" in capsys.readouterr().err

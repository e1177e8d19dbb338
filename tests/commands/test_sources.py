"""`otif-koop score --source`: tables and queries of a named source, and the same again by a kept mapping."""

from __future__ import annotations

import pytest

from otif_koop.cli import main
from tests.commands.test_score import answer, total
from tests.intake.sources.test_sources import in_folder, in_postgres, in_sqlite  # noqa: F401
from tests.postgres import postgres  # noqa: F401

ARGUMENTS = ("--level", "line")


def test_tables_of_a_named_source_and_again_next_month(in_postgres, tmp_path, monkeypatch, capsys):  # noqa: F811
    monkeypatch.setenv("OTIF_KOOP_SOURCE_ERP", in_postgres)
    kept = tmp_path / "mapping.yaml"
    query = "SELECT * FROM sales.deliveries WHERE quantity_delivered > 0"
    named = ("--source", "erp", "--lines", "sales.order_lines", "--deliveries", query)
    first = answer(capsys, *named, *ARGUMENTS, "--keep-mapping", str(kept))
    line = total(first, "line")
    assert line["units"] == 3
    assert line["on_time"] == pytest.approx(2 / 3)
    assert line["in_full"] == pytest.approx(2 / 3)
    assert in_postgres not in kept.read_text(), "the address stays in the environment"
    assert answer(capsys, "--mapping", str(kept), *ARGUMENTS) == first
    monkeypatch.delenv("OTIF_KOOP_SOURCE_ERP")
    assert main(["score", "--mapping", str(kept)]) == 2
    assert "OTIF_KOOP_SOURCE_ERP=" in capsys.readouterr().err


@pytest.mark.parametrize("make", [in_sqlite, in_folder])
def test_all_three_are_told_apart_by_their_columns(make, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("OTIF_KOOP_SOURCE_LAKE", make(tmp_path))
    found = answer(capsys, "--source", "lake", "order_lines", "deliveries", "incidents", *ARGUMENTS)
    assert total(found, "line")["no_error"] == pytest.approx(2 / 3)
    assert main(["score", "--source", "lake", "klanten"]) == 2
    assert "“klanten” is no table of “lake”" in capsys.readouterr().err
    assert main(["score", "--source", "erp", "klanten"]) == 2
    assert "Choose one of lake" in capsys.readouterr().err

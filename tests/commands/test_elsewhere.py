"""`otif-koop score --engine` and `otif-koop sql`: the same answer where the data is, and nothing loaded unasked."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pyarrow.parquet
import pytest
import sqlalchemy

from otif_koop.cli import main
from otif_koop.demo.article import article_tables
from tests.otif.sql.elsewhere import arrow, column_types, frames, rows
from tests.postgres import postgres  # noqa: F401

FIGURES = {"order": (0.5, 0.25, 0.0), "line": (4 / 7, 20 / 49, 2 / 7)}
"""By level the article's on time, and OTIF by product and jointly."""


@pytest.fixture(scope="module")
def folders(tmp_path_factory) -> Path:
    """The article's two orders as folders of Parquet files."""
    here = tmp_path_factory.mktemp("parquet")
    for name, frame in frames(article_tables()).items():
        (here / name).mkdir()
        pyarrow.parquet.write_table(arrow(frame), here / name / "part-0.parquet")
    return here


def answer(capsys, *arguments: str) -> dict[tuple[str | None, str], dict]:
    assert main(["score", "--level", "all", "--json", *arguments]) == 0
    told = json.loads(capsys.readouterr().out)
    return {(one["group"], one["level"]): one for one in told["scores"]}


def is_the_article(scores: dict[tuple[str | None, str], dict]) -> None:
    for level, (on_time, product, joint) in FIGURES.items():
        one = scores[None, level]
        assert one["on_time"] == pytest.approx(on_time)
        assert (one["otif"]["product"], one["otif"]["joint"]) == pytest.approx((product, joint))
    assert scores[None, "item"]["otif"]["product"] == pytest.approx(0.585, abs=5e-4)


def named(folders: Path) -> list[str]:
    return [
        f"--{role}={folders / name}"
        for role, name in (("lines", "order_lines"), ("deliveries", "deliveries"), ("incidents", "incidents"))
    ]


def test_duckdb_reads_parquet_folders(capsys, folders: Path) -> None:
    is_the_article(answer(capsys, "--engine", "duckdb", *named(folders)))


def test_a_folder_of_parquet_is_counted_here_in_chunks(capsys, folders: Path) -> None:
    is_the_article(answer(capsys, str(folders)))
    is_the_article(answer(capsys, "--engine", "parquet", *named(folders)))
    assert main(["explore", str(folders), "--json"]) == 0
    in_chunks = json.loads(capsys.readouterr().out)
    assert main(["explore", "--engine", "duckdb", *named(folders), "--json"]) == 0
    assert in_chunks == json.loads(capsys.readouterr().out)


def test_every_way_scores_the_same_months(capsys, folders: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("level: line\ngroups:\n  '':\n    period_by: delivered\n")
    lines = tmp_path / "lines.csv"
    article_tables().lines.drop(columns="source_row").to_csv(lines, index=False)
    for definition in ([], ["--definition", str(own)]):
        found = []
        for where in ([str(folders)], ["--engine", "duckdb", *named(folders)]):
            assert main(["score", *where, "--period", "month", "--level", "all", "--json", *definition]) == 0
            found.append(json.loads(capsys.readouterr().out))
        assert found[0] == found[1]
        assert found[0]["scores"]
        assert [one["group"] for one in found[0]["scores"]] == [None if not definition else ""] * len(
            found[0]["scores"]
        )
    assert main(["score", str(folders), "--period", "week"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("period")
    own.write_text("due: requested\n")
    for where in ([str(folders)], ["--engine", "duckdb", *named(folders)], [str(lines)]):
        assert main(["score", *where, "--period", "month", "--definition", str(own)]) == 2
        assert "requested" in capsys.readouterr().err
    assert main(["score", str(lines), "--period", "week"]) == 2
    assert "the data has no delivered_at" in capsys.readouterr().err


@pytest.mark.parametrize("period", [[], ["--period", "month"]])
def test_incidents_that_were_named_must_be_there(capsys, folders: Path, period: list[str]) -> None:
    ways = (
        [str(folders)],
        ["--engine", "parquet", *named(folders)[:2]],
        ["--engine", "duckdb", *named(folders)[:2]],
    )
    for way in ways:
        assert main(["score", *way, *period, "--incidents", "moon"]) == 2
        assert "There is no table moon." in capsys.readouterr().err
        assert main(["explore", *way, "--incidents", "moon"]) == 2
        assert "There is no table moon." in capsys.readouterr().err


def test_files_of_unlike_columns_and_half_written_ones_score_the_same(capsys, tmp_path: Path) -> None:
    for name, frame in frames(article_tables()).items():
        whole = arrow(frame)
        (tmp_path / name / "year=2025").mkdir(parents=True)
        (tmp_path / name / "_temporary").mkdir()
        first = whole.slice(0, 1)
        for column in set(whole.schema.names) & {"order_type", "region", "partial_agreed"}:
            first = first.drop_columns([column])
        pyarrow.parquet.write_table(first, tmp_path / name / "part-0.parquet")
        pyarrow.parquet.write_table(whole.slice(1), tmp_path / name / "year=2025" / "part-1.parquet")
        (tmp_path / name / "_temporary" / "part-2.parquet").write_bytes(b"PAR1")
    here = answer(capsys, str(tmp_path))
    is_the_article(here)
    assert answer(capsys, "--engine", "duckdb", *named(tmp_path)) == here


def test_duckdb_reads_its_own_file_and_leaves_it_as_it_was(capsys, folders: Path, tmp_path: Path) -> None:
    file = tmp_path / "orders.duckdb"
    with duckdb.connect(str(file)) as connection:
        for name in ("order_lines", "deliveries", "incidents"):
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM '{folders / name}/*.parquet'")
    before = file.read_bytes()
    is_the_article(answer(capsys, "--engine", f"duckdb:{file}"))
    assert file.read_bytes() == before


def test_a_database_is_reached_by_its_address(capsys, postgres: str) -> None:  # noqa: F811
    engine = sqlalchemy.create_engine(postgres)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE SCHEMA article")
        for name, frame in frames(article_tables()).items():
            connection.exec_driver_sql(f"CREATE TABLE article.{name} ({column_types(frame)})")
            places = ", ".join(["%s"] * len(frame.columns))
            connection.exec_driver_sql(f"INSERT INTO article.{name} VALUES ({places})", rows(frame))
    tables = [f"--{role}=article.{name}" for role, name in (("lines", "order_lines"), ("deliveries", "deliveries"))]
    address = postgres.replace("+psycopg", "")
    is_the_article(answer(capsys, "--engine", address, *tables, "--incidents=article.incidents"))
    engine.dispose()


def test_the_explorer_asks_the_engine_for_counts_alone(capsys, folders: Path) -> None:
    capsys.readouterr()
    assert main(["explore", "--engine", "duckdb", *named(folders), "--json"]) == 0
    there = json.loads(capsys.readouterr().out)
    assert (there["chosen"], there["level"]) == (0.0, None)
    assert there["definitions"] > 1000
    assert 0 <= there["low"] < there["high"] <= 1
    assert main(["explore", "--engine", "duckdb", "--lines", "no/such/folder"]) == 2
    assert "no/such/folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--engine", "duckdb"], "There is no table order_lines."),
        (["--engine", "duckdb", "--lines", "no/such/folder"], "no/such/folder"),
        (["--engine", "duckdb", "--map", "order_id=Order"], "--map is for a file"),
        (["--engine", "parquet", "--mapping", "kept.yaml"], "--mapping is for a file"),
        ([".", "--keep-mapping", "kept.yaml"], "--keep-mapping is for a file"),
        (["--engine", "duckdb:nothing.duckdb"], "there is no such file"),
        (["--engine", "excel"], "is not one of parquet, duckdb"),
        (["--engine", "duckdb", "--by", "region"], "customer_group"),
        (["--engine", "parquet", "--lines", "no/such/folder"], "There is no table no/such/folder."),
        (["--engine", "parquet", "--by", "moon"], "moon"),
        (["."], "put the Parquet here as order_lines, deliveries and incidents"),
        (["--engine", "oracle+nothing://u:secret@h/d"], "not the address of a database"),
        (["--engine", "postgresql://u:secret@127.0.0.1:9/d"], "The engine says"),
        (["--engine", "duckdb", "--lines", "x; DROP TABLE y"], "DROP"),
    ],
)
def test_what_can_not_be_done_is_said(capsys, arguments: list[str], told: str) -> None:
    assert main(["score", *arguments]) == 2
    said = capsys.readouterr().err
    assert told in said
    assert "Traceback" not in said
    assert "secret" not in said


def test_sql_is_written_with_the_rules_as_comments(capsys, tmp_path: Path) -> None:
    file = tmp_path / "definition.yaml"
    file.write_text("level: line\ngroups:\n  Retail:\n    window: {late: 2}\n")
    assert main(["sql", "--definition", str(file), "--dialect", "postgres"]) == 0
    written = capsys.readouterr().out
    assert "-- Only what comes on or before the due date is on time." in written
    assert "-- Customer group Retail" in written.replace("Delivery reliability (OTIF): ", "")
    assert "customer_group NOT IN ('Retail')" in written
    assert main(["sql", "--dialect", "tsql", "--period", "week"]) == 0
    assert "AS period_start" in capsys.readouterr().out
    assert main(["sql", "--dialect", "tsql", "--checks", "--calendar", "dbo.days"]) == 0
    assert "FROM dbo.days" in capsys.readouterr().out
    assert main(["sql", "--definition", "nowhere.yaml", "--dialect", "duckdb"]) == 2
    assert "nowhere.yaml: there is no such file." in capsys.readouterr().err


def test_no_engine_is_imported_unasked() -> None:
    """The screen, the command and the SQL writer do without the optional engines."""
    script = (
        "import sys, otif_koop.commands.score, otif_koop.commands.sql, otif_koop.otif.sql.score_there\n"
        "import otif_koop.otif.sql.engines\n"
        "from otif_koop.cli import main\n"
        "main(['sql', '--dialect', 'spark'])\n"
        "loaded = {name.split('.')[0] for name in sys.modules} & {'duckdb', 'pyspark', 'psycopg', 'sqlglot'}\n"
        "sys.exit(' '.join(loaded) or 0)"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr

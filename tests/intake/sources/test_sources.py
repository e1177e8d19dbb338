"""The three tables from databases and Parquet folders: the same order tables as a file gives, and never a write."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlalchemy import create_engine, text

from otif_koop.intake import (
    NotRead,
    Source,
    known_sources,
    propose,
    read_source,
    source_named,
    tables_of,
    to_order_tables,
)
from otif_koop.intake.sources import fetched
from otif_koop.intake.sources.only_reads import is_query, only_reads
from tests.intake.sources.order_data import TABLES
from tests.postgres import postgres  # noqa: F401


@pytest.fixture(scope="session")
def in_postgres(postgres) -> str:  # noqa: F811
    engine = create_engine(postgres)
    with engine.begin() as connection:
        connection.execute(text("CREATE SCHEMA IF NOT EXISTS sales"))
        connection.execute(text("CREATE SCHEMA IF NOT EXISTS private"))
        connection.execute(text('CREATE TABLE private."Loon" (bedrag int)'))
        for name, frame in TABLES.items():
            frame.to_sql(name, connection, schema="sales", index=False)
        connection.execute(text('CREATE VIEW "Order regels" AS SELECT * FROM sales.order_lines'))
        connection.execute(text("CREATE ROLE lezer LOGIN PASSWORD 'geheim-1'"))
        connection.execute(text("GRANT USAGE ON SCHEMA sales TO lezer"))
        connection.execute(text("GRANT SELECT ON ALL TABLES IN SCHEMA sales TO lezer"))
    engine.dispose()
    return postgres


def in_sqlite(folder: Path) -> str:
    file = folder / "orders.db"
    with sqlite3.connect(file) as connection:
        for name, frame in TABLES.items():
            frame.astype(
                {column: str for column in frame if "date" in column or column in {"delivered_at", "net_value"}}
            ).to_sql(name, connection, index=False)
    return f"sqlite:///{file}"


def in_duckdb(folder: Path) -> str:
    file = folder / "orders.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("CREATE SCHEMA sales")
        for name, frame in TABLES.items():
            connection.register("frame", frame)
            connection.execute(f"CREATE TABLE sales.{name} AS SELECT * FROM frame")
    return f"duckdb:///{file}"


def in_folder(folder: Path) -> str:
    """As an engine writes them: a folder a table, one of them in parts by year, and its usual droppings."""
    for name, frame in TABLES.items():
        for part, rows in enumerate([frame.iloc[:1], frame.iloc[1:]]):
            place = folder / "lake" / name / f"year={2025 + part}"
            place.mkdir(parents=True)
            pq.write_table(pa.Table.from_pandas(rows, preserve_index=False), place / f"part-{part}.snappy.parquet")
            (place / "_SUCCESS").touch()
    return str(folder / "lake")


PLACES = {"sqlite": (in_sqlite, ""), "duckdb": (in_duckdb, "sales."), "folder": (in_folder, "")}


def taken_in(source: Source, schema: str):
    roles = {"lines": "order_lines", "deliveries": "deliveries", "incidents": "incidents"}
    tables = {role: read_source(source, schema + name) for role, name in roles.items()}
    proposal = propose(tables)
    assert not proposal.blocking
    return to_order_tables(tables, proposal.mapping), proposal.mapping


def is_as_it_was_put_in(source: Source, schema: str) -> None:
    assert {schema + name for name in TABLES} <= set(tables_of(source))
    intake, mapping = taken_in(source, schema)
    lines = intake.tables.lines.sort_values(["order_id", "line_id"])
    assert lines["order_id"].tolist() == ["0011", "0011", "0012"], "leading zeros stay"
    assert lines["line_id"].tolist() == ["10", "20", "10"]
    assert lines["quantity_ordered"].tolist() == [5, 7, 2]
    assert [day.date() for day in lines["promised_date"]] == [date(2026, 3, 2)] * 2 + [date(2026, 3, 4)]
    assert lines["customer_group"].fillna("").tolist() == ["Dealers", "Dealers", ""]
    assert lines["net_value"].iloc[0] == pytest.approx(1200.5)
    assert sorted(intake.tables.deliveries["quantity_delivered"]) == [1, 5, 7]
    assert intake.tables.incidents["kind"].tolist() == ["damage"]
    assert mapping.file("lines").source == source.name
    assert mapping.file("lines").asked == schema + "order_lines"


@pytest.mark.parametrize("kind", PLACES)
def test_the_three_tables_come_in_from_files_of_a_database(kind, tmp_path):
    make, schema = PLACES[kind]
    is_as_it_was_put_in(Source("erp", make(tmp_path)), schema)


def test_the_three_tables_come_in_from_postgresql(in_postgres):
    source = Source("erp", in_postgres)
    is_as_it_was_put_in(source, "sales.")
    assert len(read_source(source, "Order regels")) == 3, "a view, and a name with a blank in it"
    seen: list[int] = []
    table = read_source(
        source,
        "SELECT order_id AS \"Order\", count(*) AS n, 'a:b' AS c FROM sales.order_lines -- van :dit jaar\n"
        "GROUP BY 1 ORDER BY 1;",
        progress=seen.append,
    )
    assert table.frame().values.tolist() == [["0011", "2", "a:b"], ["0012", "1", "a:b"]]
    assert seen == [2]


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM sales.order_lines",
        "WITH gone AS (DELETE FROM sales.order_lines RETURNING *) SELECT * FROM gone",
        "SELECT 1; DROP TABLE sales.order_lines",
        "SELECT * INTO sales.copy FROM sales.order_lines",
        "COPY sales.order_lines TO PROGRAM 'id'",
        "select pg_read_file('/etc/passwd')",
        "SELECT 'a' /* ; */ ; -- '\nDELETE FROM sales.order_lines",
        "",
    ],
)
def test_what_does_more_than_read_is_not_run(query, in_postgres):
    source = Source("erp", in_postgres)
    with pytest.raises(NotRead):
        read_source(source, query)
    assert len(read_source(source, "sales.order_lines")) == 3


def test_postgresql_itself_refuses_a_write_that_the_words_let_through(in_postgres):
    source = Source("erp", in_postgres)
    with create_engine(in_postgres).begin() as connection:
        connection.execute(
            text(
                "CREATE OR REPLACE FUNCTION clean() RETURNS int LANGUAGE sql"
                " AS 'DELETE FROM sales.deliveries; SELECT 1'"
            )
        )
    with pytest.raises(NotRead, match="read-only"):
        read_source(source, "SELECT clean()")
    assert len(read_source(source, "sales.deliveries")) == 3


@pytest.mark.parametrize("kind", ["sqlite", "duckdb"])
def test_a_database_in_a_file_can_not_be_changed_and_reaches_nothing_beside_it(kind, tmp_path):
    make, schema = PLACES[kind]
    source = Source("erp", make(tmp_path))
    (tmp_path / "secret.csv").write_text("a\n1\n")
    for query in (
        f"SELECT * FROM '{tmp_path}/secret.csv'",
        f"SELECT * FROM read_csv('{tmp_path}/secret.csv')",
        "SELECT load_extension('x')",
    ):
        with pytest.raises(NotRead, match="erp"):
            read_source(source, query)
    assert len(read_source(source, f"SELECT * FROM {schema}order_lines")) == 3


def test_an_account_sees_only_what_it_may_read(in_postgres):
    source = Source("erp", in_postgres.replace("//postgres:@", "//lezer:geheim-1@"))
    assert "lezer" in source.address
    assert len(read_source(source, "sales.order_lines")) == 3
    with pytest.raises(NotRead, match="permission denied"):
        read_source(source, 'SELECT * FROM private."Loon"')


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("postgresql://lezer:geheim-1@127.0.0.1:1/orders", "refuses"),
        ("sqlite:////nergens/orders.db", "isn't there"),
        ("duckdb:////nergens/orders.duckdb", "isn't there"),
        ("/nergens/lake", "isn't there"),
        ("oracle+cx://lezer:geheim-1@host/x", "not the address"),
        ("mssql+pymssql://lezer:geheim-1@host/x", "driver"),
        ("geen://", "not the address"),
    ],
)
def test_a_source_that_can_not_be_reached_says_so_without_its_password(address, says):
    source = Source("erp", address)
    with pytest.raises(NotRead, match=says) as refused:
        tables_of(source)
    assert "geheim-1" not in str(refused.value) + repr(source)


def test_a_table_that_is_not_there_names_those_that_are(tmp_path):
    for kind, (make, schema) in PLACES.items():
        folder = tmp_path / kind
        folder.mkdir()
        with pytest.raises(NotRead, match=f"“klanten” is no table of “erp”.*{schema}deliveries"):
            read_source(Source("erp", make(folder)), "klanten")
    for away in ("../secret", "/etc", "..", "order_lines/year=2025"):
        with pytest.raises(NotRead, match="is no table"):
            read_source(Source("erp", str(tmp_path / "folder" / "lake")), away)


def test_more_rows_than_can_be_held_are_refused_and_never_cut_off(tmp_path, monkeypatch):
    source = Source("erp", in_sqlite(tmp_path))
    monkeypatch.setattr(fetched, "MOST_ROWS", 2)
    with pytest.raises(NotRead, match=r"more than can be read here \(2 rows at most\)"):
        read_source(source, "order_lines")


def test_an_answer_without_rows_or_without_columns_is_refused_in_words(tmp_path):
    source = Source("erp", in_sqlite(tmp_path))
    with pytest.raises(NotRead, match="erp: query has no rows"):
        read_source(source, "SELECT * FROM order_lines WHERE 1 = 0")
    with pytest.raises(NotRead, match="no such column"):
        read_source(source, "SELECT klant FROM order_lines")


def test_a_folder_keeps_every_column_of_every_part_and_refuses_tables_with_versions(tmp_path):
    place = tmp_path / "lake" / "lines"
    place.mkdir(parents=True)
    pq.write_table(pa.table({"order_id": ["1"], "quantity_ordered": [5]}), place / "a.parquet")
    pq.write_table(pa.table({"order_id": ["2"], "region": ["N"]}), place / "b.parquet")
    source = Source("lake", str(tmp_path / "lake"))
    rows = read_source(source, "lines").frame()
    assert rows.values.tolist() == [["1", "5", ""], ["2", "", "N"]]
    (place / "_delta_log").mkdir()
    with pytest.raises(NotRead, match="Delta Lake or Iceberg"):
        read_source(source, "lines")
    (place / "_delta_log").rmdir()
    (place / "c.parquet").write_bytes(b"PAR1 this is none")
    with pytest.raises(NotRead, match="lake: lines is damaged"):
        read_source(source, "lines")


def test_sources_are_named_in_the_environment_only():
    environment = {
        "OTIF_KOOP_SOURCE_ERP": "postgresql://a:b@c/d",
        "OTIF_KOOP_SOURCE_": "x",
        "OTIF_KOOP_SOURCE_LEEG": " ",
    }
    assert list(known_sources(environment)) == ["erp"]
    assert source_named("ERP", environment).address == "postgresql://a:b@c/d"
    with pytest.raises(NotRead, match=r"no source “crm”. Choose one of erp"):
        source_named("crm", environment)
    with pytest.raises(NotRead, match="OTIF_KOOP_SOURCE_CRM="):
        source_named("crm", {})


@pytest.mark.parametrize(
    ("asked", "query"),
    [
        ("sales.order_lines", False),
        ("Sales Header", False),
        ("SelectedOrders", False),
        ("with", False),
        ("select * from x", True),
        ("(SELECT 1)", True),
        ("-- van dit jaar\nWITH a AS (SELECT 1) SELECT * FROM a", True),
        ("/* SELECT */ DELETE FROM x", False),
    ],
)
def test_a_name_and_a_query_are_told_apart(asked, query):
    assert is_query(asked) == query


def test_a_name_of_a_column_may_be_any_word_between_quotation_marks():
    assert only_reads("SELECT \"update\", '; drop' FROM x;", "q") == "SELECT \"update\", '; drop' FROM x"
    with pytest.raises(NotRead, match="“update” doesn't only read"):
        only_reads("SELECT update FROM x", "q")


def test_values_of_a_database_become_the_text_that_is_meant(tmp_path):
    with duckdb.connect(str(tmp_path / "v.duckdb")) as connection:
        connection.execute(
            "CREATE TABLE v AS SELECT 1.50::DECIMAL(9,2) AS d, 1e3::DOUBLE AS f, 'NaN'::DOUBLE AS n, true AS b,"
            " TIMESTAMP '2026-03-01 00:00:00' AS t, TIMESTAMP '2026-03-01 14:05:00' AS u,"
            " 12345678901234567890::HUGEINT AS h, NULL AS leeg, TIMESTAMPTZ '2026-03-01 23:30:00+00' AS z,"
            " 'Totaal' AS x"
        )
    row = read_source(Source("erp", f"duckdb:///{tmp_path}/v.duckdb"), "v").frame().iloc[0]
    assert row["d"] == "1.5"
    assert row["f"] == "1000"
    assert row["n"] == ""
    assert row["b"] == "true"
    assert row["t"] == "2026-03-01"
    assert row["u"] == "2026-03-01 14:05:00"
    assert row["h"] == "12345678901234567890"
    assert pd.Timestamp(row["z"]).tz_convert("UTC") == pd.Timestamp("2026-03-01 23:30", tz="UTC")
    assert row["x"] == "Totaal", "the last row of a table is a row like the others"

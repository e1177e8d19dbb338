"""What can't be run here is at least parsed, by two parsers that know nothing of each other; and the subset is kept."""

from __future__ import annotations

import re

import pytest
import sqlglot
from sqlfluff.core import FluffConfig, Linter
from sqlglot import expressions

from otif_koop.language import Language
from otif_koop.message import Refused
from otif_koop.otif.definition import PeriodBy
from otif_koop.otif.explorer.choices import changed
from otif_koop.otif.sql.checks import checks_script
from otif_koop.otif.sql.contract import TableNames
from otif_koop.otif.sql.dialect import DIALECTS, dialect
from otif_koop.otif.sql.query import comment
from otif_koop.otif.sql.script import definition_script
from tests.otif.sql.sample import ODD, SAMPLE

NOT_RUN = ("tsql", "snowflake", "bigquery", "databricks")
"""No such server is to be had here; DuckDB, PostgreSQL and Spark are run for real."""
NEITHER = re.compile(r"//|%|\b(LEAST|GREATEST|FILTER|USING|TRUE|FALSE|BOOLEAN|DIV|MOD)\b", re.IGNORECASE)
"""What means something else, or nothing, in one of the engines."""


def scripts(name: str) -> list[str]:
    say = Language("en").say
    one = dialect(name)
    written = [definition_script(definition, {}, one, say) for definition in SAMPLE]
    by_period = [
        definition_script(changed(definition, {"period_by": dated}), {}, one, say, period=by)
        for definition, dated in zip(SAMPLE, PeriodBy, strict=False)
        for by in ("week", "month")
    ]
    return [*written, *by_period, definition_script(SAMPLE[0], {ODD: SAMPLE[1]}, one, say), checks_script(one, say)]


@pytest.mark.parametrize("name", DIALECTS)
def test_sqlglot_reads_every_query(name: str) -> None:
    for script in scripts(name):
        statements = [one for one in sqlglot.parse(script, read=name) if one is not None]
        assert all(isinstance(one, expressions.Query) for one in statements)
        assert len(statements) == script.count(";\n") - script.count(ODD)


@pytest.mark.parametrize("name", NOT_RUN)
def test_sqlfluff_reads_every_query(name: str) -> None:
    linter = Linter(config=FluffConfig(overrides={"dialect": name}))
    some = scripts(name)
    for script in (some[1], some[len(SAMPLE) + 4]):  # plain, and the third by week
        parsed = linter.parse_string(script)
        assert not [violation.desc() for violation in parsed.violations]
        tree = parsed.tree
        assert tree is not None
        assert "unparsable" not in tree.type_set()


@pytest.mark.parametrize("name", DIALECTS)
def test_only_the_common_subset_is_used(name: str) -> None:
    for script in scripts(name):
        bare = "\n".join(line for line in script.splitlines() if not line.lstrip().startswith("--"))
        bare = re.sub(r"'(?:''|\\.|[^'])*'", "''", bare)
        assert not NEITHER.findall(bare)


def test_what_people_type_ends_neither_a_comment_nor_a_text() -> None:
    for line in comment(ODD).splitlines():
        assert line.startswith("-- ")
    for one in DIALECTS.values():
        tree = sqlglot.parse_one(f"SELECT {one.text(ODD)}", read=one.name)
        parts = tree.find_all(expressions.Literal, expressions.National, bfs=False)
        written = "".join(str(part.this) for part in parts if not str(part.this).isdigit())
        assert written in {ODD, ODD.replace("\n", "")}
        assert "\n" not in one.text(ODD)


@pytest.mark.parametrize("name", ["", "a b", "x; DROP TABLE y", "a.b.c.d.e", "'x'", "x--", "a..b", "1x"])
def test_a_table_name_is_a_name(name: str) -> None:
    with pytest.raises(Refused):
        TableNames(lines=name).checked()


@pytest.mark.parametrize("name", ["order_lines", "sales.order_lines", '"Sales"."Order lines"', "[dbo].[x]", "`a-b.c`"])
def test_a_schema_and_quotes_are_part_of_a_name(name: str) -> None:
    assert TableNames(lines=name).checked().lines == name

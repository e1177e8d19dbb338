"""The definition pack: a definition to take away, with the SQL, and a test by which a BI team proves its own."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Mapping

from otif_koop.deliver.golden_orders import golden_orders
from otif_koop.deliver.golden_test import (
    EVERYTHING_ELSE,
    Expected,
    calendar_name,
    compare_query,
    expected_scores,
    load_script,
    proof_query,
)
from otif_koop.message import Message, message
from otif_koop.otif.cascade import DefinitionFile, chosen, definition_schema
from otif_koop.otif.definition import Definition
from otif_koop.otif.sentences import sentences
from otif_koop.otif.sql.checks import checks_script
from otif_koop.otif.sql.contract import TableNames
from otif_koop.otif.sql.dialect import DIALECTS
from otif_koop.otif.sql.script import asked_for, commented_query
from otif_koop.yaml_file import check, write

Say = Callable[[Message], str]
_DATED = (2026, 1, 1, 0, 0, 0)


def definition_pack(definition: Definition, groups: Mapping[str, Definition], say: Say) -> bytes:
    """The pack as a ZIP; the same definition gives the same bytes.

    `groups` holds the whole definition of each customer group that has its own.
    """
    tables = golden_orders(definition, groups)
    expected = expected_scores(tables, definition, groups)
    own = {name: chosen(one) for name, one in groups.items()}
    file = check({**chosen(definition), **({"groups": own} if own else {})}, DefinitionFile)
    content = {
        "README.md": _readme(definition, say),
        "definition.yaml": write(file),
        "definition.schema.json": json.dumps(definition_schema(), indent=1, ensure_ascii=False) + "\n",
        "golden/compare.sql": compare_query(),
        "golden/expected.csv": _csv(expected),
    }
    for name, frame in (
        ("order_lines", tables.lines),
        ("deliveries", tables.deliveries),
        ("incidents", tables.incidents),
    ):
        assert frame is not None  # noqa: S101 - golden orders have all three
        content[f"golden/{name}.csv"] = frame.to_csv(index=False, lineterminator="\n")
    own_calendars = [one.calendar for one in (definition, *groups.values())]
    calendars = list(dict.fromkeys(own_calendars))
    for dialect in DIALECTS.values():
        folder = f"sql/{dialect.name}"
        content[f"{folder}/checks.sql"] = checks_script(dialect, say)
        content[f"{folder}/load_golden.sql"] = load_script(dialect, tables, calendars, expected)
        for place, (group, one) in enumerate(((None, definition), *groups.items())):
            names = TableNames(calendar=calendar_name(calendars.index(own_calendars[place])))
            asked = asked_for(one, group, groups, dialect, tables=names)
            content[f"{folder}/score_{place + 1}.sql"] = commented_query(asked, say)
            content[f"{folder}/prove_{place + 1}.sql"] = proof_query(asked, group or EVERYTHING_ELSE)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in content.items():
            archive.writestr(zipfile.ZipInfo(path, _DATED), text, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _csv(expected: list[Expected]) -> str:
    # a total's group is blank in the table, which a file can't tell from no group
    rows = [one.values() | ({} if one.score.group is not None else {"customer_group": "(total)"}) for one in expected]
    written = io.StringIO()
    table = csv.DictWriter(written, fieldnames=list(rows[0]), lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return written.getvalue()


def _readme(definition: Definition, say: Say) -> str:
    parts = [
        f"# {say(message('How we measure delivery reliability'))}",
        "\n".join(f"- {say(sentence)}" for sentence in sentences(definition).values()),
        f"## {say(message('What is in here'))}",
        *(say(text) for text in _CONTENT),
        f"## {say(message('Prove it'))}",
        *(say(text) for text in _STEPS),
    ]
    return "\n\n".join(parts) + "\n"


_CONTENT = (
    message("`definition.yaml` is the definition itself; `definition.schema.json` says what may stand in it."),
    message(
        "Under `sql/` each engine has a folder: `score_1.sql` scores by the default, `score_2.sql` and on by what"
        " customer groups do otherwise, and `checks.sql` looks for what is wrong in the tables."
    ),
    message(
        "The queries were run on DuckDB, PostgreSQL and Spark. For SQL Server, Snowflake, BigQuery and Databricks they"
        " were read by two parsers, not run: the test below is then the proof."
    ),
)
_STEPS = (
    message(
        "1. Make an empty database or schema, and run `sql/ENGINE/load_golden.sql` in it. That makes and fills the"
        " tables of a small test: at most 200 order lines that touch every rule."
    ),
    message("2. Run `sql/ENGINE/prove_1.sql`, and the next numbers where there are any. No row is a pass."),
    message(
        "3. Another implementation: put what it makes of the same tables in the table `scored` (its columns are those"
        " of `golden/expected.csv`) and run `golden/compare.sql`. No row is a pass."
    ),
)

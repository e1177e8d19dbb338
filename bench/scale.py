"""How scoring and counting grow with the number of order lines, on DuckDB and on Spark, from Parquet files.

    python bench/scale.py [LINES ...]                 100,000, 1,000,000 and 10,000,000 by default
    python bench/scale.py --engine spark [LINES ...]  on Spark (local, two cores; needs Java)

For every size: Parquet files of lines, deliveries and incidents are made, then, each in a process of its own, one
definition is scored at all levels, and the tally of one basis is made with the orders under the rules in RULES. Shown
are seconds, the ratio to a bare DuckDB group-by per line and per order over the same files, the most memory of the
process (DuckDB), and the bytes of the tally.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

import duckdb  # noqa: E402 - the path comes first

from otif_koop.otif.definition import Definition, MissingDue, OpenLines, Partials  # noqa: E402
from otif_koop.otif.order_book import to_day  # noqa: E402
from otif_koop.otif.resolve import resolve  # noqa: E402
from otif_koop.otif.sql.contract import TableNames  # noqa: E402
from otif_koop.otif.sql.engines import opened  # noqa: E402
from otif_koop.otif.sql.probe import look  # noqa: E402
from otif_koop.otif.sql.score_there import score_there  # noqa: E402
from otif_koop.otif.sql.tally_there import tally_there  # noqa: E402
from otif_koop.otif.tallies.grid import UNDER, Basis, Rule  # noqa: E402
from otif_koop.otif.tallies.written import write  # noqa: E402

DEFINITION = Definition.model_validate({"no_error": {"kinds": "all"}, "no_complaint": {"kinds": "all"}})
RULES = [
    Rule(under, partials, OpenLines.FAIL_WHEN_OVERDUE, MissingDue.EXCLUDE)
    for under in range(len(UNDER))
    for partials in (Partials.COMPLETED, Partials.FIRST, Partials.BY_DUE)
]

MADE = {
    "order_lines": """
        SELECT 'O' || lpad(CAST(i // 3 AS VARCHAR), 10, '0') AS order_id, CAST(i % 3 + 1 AS VARCHAR) AS line_id,
            'group ' || hash(i // 3) % 8 AS customer_group,
            DATE '2025-01-01' + CAST(hash(i // 3, 1) % 330 AS INTEGER) AS ordered_at,
            DATE '2025-01-01' + CAST(hash(i // 3, 1) % 330 + 3 + hash(i // 3, 2) % 12 AS INTEGER) AS promised_date,
            CAST(1 + hash(i, 3) % 40 AS DOUBLE) AS quantity_ordered
        FROM range({lines}) t(i)""",
    "deliveries": """
        SELECT 'O' || lpad(CAST(i // 3 AS VARCHAR), 10, '0') AS order_id, CAST(i % 3 + 1 AS VARCHAR) AS line_id,
            CAST(CASE WHEN hash(i, 4) % 10 = 0 AND 1 + hash(i, 3) % 40 > 1
                 THEN CASE WHEN part = 0 THEN 1 ELSE hash(i, 3) % 40 END
                 WHEN hash(i, 6) % 25 = 0 THEN hash(i, 3) % 40 ELSE 1 + hash(i, 3) % 40 END AS DOUBLE)
                AS quantity_delivered,
            DATE '2025-01-01' + CAST(hash(i // 3, 1) % 330 + 3 + hash(i // 3, 2) % 12 AS INTEGER)
                + CAST(hash(i, 7) % 8 AS INTEGER) - 4 + 3 * part AS delivered_at
        FROM range({lines}) t(i), (VALUES (0), (1)) p(part)
        WHERE part = 0 OR (hash(i, 4) % 10 = 0 AND 1 + hash(i, 3) % 40 > 1)""",
    "incidents": """
        SELECT 'O' || lpad(CAST(i // 3 AS VARCHAR), 10, '0') AS order_id, CAST(i % 3 + 1 AS VARCHAR) AS line_id,
            CASE WHEN hash(i, 9) % 2 = 0 THEN 'picking_error' ELSE 'complaint' END AS kind,
            CAST(1 AS DOUBLE) AS quantity, DATE '2025-06-01' AS occurred_at
        FROM range({lines}) t(i) WHERE hash(i, 8) % 20 = 0""",
}
BARE = (
    "SELECT l.order_id, l.line_id, MAX(d.delivered_at), SUM(d.quantity_delivered), MAX(l.promised_date),"
    " MAX(l.quantity_ordered) FROM '{0}/order_lines/*.parquet' l LEFT JOIN '{0}/deliveries/*.parquet' d"
    " USING (order_id, line_id) GROUP BY 1, 2"
)


def make(folder: Path, lines: int) -> None:
    """Parquet folders of so many order lines."""
    with duckdb.connect() as connection:
        for name, query in MADE.items():
            (folder / name).mkdir()
            connection.execute(f"COPY ({query.format(lines=lines)}) TO '{folder / name}/part-0.parquet'")


def bare(folder: Path) -> float:
    """Seconds of a group-by per line and per order that any delivery score needs."""
    began = time.perf_counter()
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE lines AS {BARE.format(folder)}")
        connection.execute("SELECT COUNT(*) FROM (SELECT order_id, COUNT(*) FROM lines GROUP BY 1)")
    return time.perf_counter() - began


def child(engine: str, folder: Path, what: str) -> None:
    """Run one measurement and print it as JSON."""
    names = TableNames(*(str(folder / name) for name in MADE))
    with opened(engine, names) as (where, tables):
        began = time.perf_counter()
        size = 0
        if what == "score":
            score_there(where, DEFINITION, tables=tables)
        else:
            seen = look(where, tables)
            basis = Basis.of(resolve(DEFINITION, seen.source), to_day(seen.source.as_of))
            size = len(write(tally_there(where, basis, RULES, seen, tables)))
        took = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"took": took, "memory": memory, "size": size}))


def main(engine: str, sizes: list[int]) -> None:
    print(
        f"{'lines':>12} {'bare s':>8} {'score s':>8} {'x bare':>7} {'tally s':>8} {'x bare':>7}"
        f" {'MB':>7} {'tally kB':>9}"
    )
    for lines in sizes:
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made)
            make(folder, lines)
            reference = bare(folder)
            found = {}
            for what in ("score", "tally"):
                command = [sys.executable, __file__, "--child", engine, str(folder), what]
                done = subprocess.run(command, check=True, capture_output=True, text=True)
                found[what] = json.loads(done.stdout.strip().splitlines()[-1])
            score, tally = found["score"], found["tally"]
            memory = max(score["memory"], tally["memory"])
            print(
                f"{lines:>12,} {reference:>8.2f} {score['took']:>8.1f} {score['took'] / reference:>7.1f}"
                f" {tally['took']:>8.1f} {tally['took'] / reference:>7.1f} {memory:>7.0f} {tally['size'] / 1000:>9.0f}",
                flush=True,
            )


if __name__ == "__main__":
    given = sys.argv[1:]
    if given[:1] == ["--child"]:
        child(given[1], Path(given[2]), given[3])
    else:
        engine = "duckdb"
        if given[:1] == ["--engine"]:
            engine, given = given[1], given[2:]
        main(engine, [int(one) for one in given] or [100_000, 1_000_000, 10_000_000])

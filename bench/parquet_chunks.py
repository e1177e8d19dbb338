"""Exploring order lines from Parquet in chunks: the most memory, and how time grows with the lines.

    python bench/parquet_chunks.py [LINES ...]      1,000,000 and 10,000,000 by default

For every size Parquet files are made, with three due dates, two clock stops, and the lines of an order spread over the
files; then, in a process of its own, one definition is scored at all levels and every definition of
`bench/explore_speed.py` (5,000 over 12 views) is scored from order files to scores, with the most memory that the
process ever had. The files are gone afterwards. The ratio is to the first size.
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

from otif_koop.otif.definition import Definition  # noqa: E402 - the path comes first
from otif_koop.otif.explorer.sweep import sweep  # noqa: E402
from otif_koop.otif.parquet.explore_chunks import explore_chunks  # noqa: E402
from otif_koop.otif.parquet.in_chunks import in_chunks  # noqa: E402
from otif_koop.otif.parquet.score_chunks import score_chunks  # noqa: E402
from otif_koop.otif.parquet.tables import names_in  # noqa: E402

_DAY = "DATE '2025-01-01' + CAST({0} AS INTEGER)"
_ORDER = "'O' || lpad(CAST(i % {orders} AS VARCHAR), 10, '0') AS order_id, CAST(i // {orders} AS VARCHAR) AS line_id"
_ENTERED = "hash(i % {orders}, 1) % 330"
_PROMISE = f"CAST({_ENTERED} + 3 + hash(i % {{orders}}, 2) % 12 AS INTEGER)"
_PIECES = "(1 + hash(i, 3) % 40)"
MADE = {
    "order_lines": f"""
        SELECT {_ORDER}, 'group ' || hash(i % {{orders}}, 5) % 6 AS customer_group,
            {_DAY.format(_ENTERED)} AS ordered_at,
            {_DAY.format(f"({_PROMISE} - CAST(hash(i, 10) % 3 AS INTEGER))")} AS requested_date,
            {_DAY.format(_PROMISE)} AS promised_date,
            CASE WHEN hash(i, 11) % 10 = 0 THEN {_DAY.format(f"({_PROMISE} + 2)")} END AS revised_date,
            CAST({_PIECES} AS DOUBLE) AS quantity_ordered
        FROM range({{lines}}) t(i)""",
    "deliveries": f"""
        SELECT {_ORDER}, CAST(CASE WHEN hash(i, 4) % 10 = 0 AND {_PIECES} > 1
                THEN CASE WHEN part = 0 THEN 1 ELSE {_PIECES} - 1 END
                WHEN hash(i, 6) % 25 = 0 THEN {_PIECES} - 1 ELSE {_PIECES} END AS DOUBLE) AS quantity_delivered,
            {_DAY.format(f"({_PROMISE} - 4 + 3 * part + CAST(hash(i, 7) % 5 AS INTEGER))")} AS shipped_at,
            {_DAY.format(f"({_PROMISE} - 3 + 3 * part + CAST(hash(i, 7) % 5 + hash(i, 12) % 2 AS INTEGER))")}
                AS delivered_at
        FROM range({{lines}}) t(i), (VALUES (0), (1)) p(part)
        WHERE part = 0 OR (hash(i, 4) % 10 = 0 AND {_PIECES} > 1)""",
    "incidents": f"""
        SELECT {_ORDER}, CASE WHEN hash(i, 9) % 3 = 0 THEN 'picking_error' ELSE 'complaint' END AS kind,
            CAST(1 AS DOUBLE) AS quantity, DATE '2025-06-01' AS occurred_at
        FROM range({{lines}}) t(i) WHERE hash(i, 8) % 20 = 1""",
}
FILES = 4


def make(folder: Path, lines: int) -> None:
    """Parquet folders of so many lines, three an order, which stand a third of the whole apart."""
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("SET memory_limit = '4GB'")
        for name, query in MADE.items():
            (folder / name).mkdir()
            for at in range(FILES):
                first, beyond = at * lines // FILES, (at + 1) * lines // FILES
                part = query.format(lines=f"{first}, {beyond}", orders=-(-lines // 3))
                connection.execute(f"COPY ({part}) TO '{folder / name}/part-{at}.parquet'")


def child(folder: str, what: str) -> None:
    """Score or explore, and print seconds, memory and what came out as JSON."""
    from bench.explore_speed import CHOICES

    began, busy = time.perf_counter(), time.process_time()
    with in_chunks(names_in(folder)) as chunks:
        if what == "score":
            found = score_chunks(chunks, Definition()).scores[-1].counts.units
        else:
            one = explore_chunks(chunks, Definition())
            one.kept.get("choices", lambda: CHOICES)
            found = len(sweep(one.base, CHOICES, chunks, one.now, one.tally, one.groups).of(None))
        pieces = len(chunks.files)
    told = {
        "found": found,
        "chunks": pieces,
        "took": time.perf_counter() - began,
        "busy": time.process_time() - busy,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2,
    }
    print(json.dumps(told))


def main(sizes: list[int]) -> None:
    """Measure every size."""
    first: dict[str, float] = {}
    print(f"{'lines':>12} {'what':>8} {'found':>12} {'chunks':>7} {'s':>8} {'CPU s':>8} {'x first':>8} {'GB':>6}")
    for lines in sizes:
        with tempfile.TemporaryDirectory() as made:
            subprocess.run([sys.executable, __file__, "--make", made, str(lines)], check=True)
            for what in ("score", "explore"):
                command = [sys.executable, __file__, "--child", made, what]
                done = subprocess.run(command, check=True, capture_output=True, text=True)
                told = json.loads(done.stdout.strip().splitlines()[-1])
                first.setdefault(what, told["busy"])
                print(
                    f"{lines:>12,} {what:>8} {told['found']:>12,} {told['chunks']:>7} {told['took']:>8.1f}"
                    f" {told['busy']:>8.1f} {told['busy'] / first[what]:>8.1f} {told['memory']:>6.2f}",
                    flush=True,
                )


if __name__ == "__main__":
    given = sys.argv[1:]
    if given[:1] == ["--make"]:
        make(Path(given[1]), int(given[2]))
    elif given[:1] == ["--child"]:
        child(given[1], given[2])
    else:
        main([int(one) for one in given] or [1_000_000, 10_000_000])

"""Runs in a process of its own (`python -I parquet_child.py`): a Parquet file in, its cells out as text in Arrow's
format.

A damaged or hostile file then ends this process and never the server. Standard input: the file. Arguments: most cells.
Standard output: one line of JSON, then an Arrow stream of string columns.
"""

from __future__ import annotations

import io
import json
import sys
from typing import Any

MEMORY = 6_000_000_000  # of addresses: Arrow's allocator reserves far more than it uses
CPU_SECONDS = 120


def _limit_this_process() -> None:
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Read, convert, write; every fault is an answer or the end of this process."""
    most_cells = int(sys.argv[1])
    content = sys.stdin.buffer.read()
    _limit_this_process()
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(io.BytesIO(content))
        if file.metadata.num_rows * file.metadata.num_columns > most_cells:
            return _say({"refused": "cells"})
        table = file.read()
    except (pa.ArrowException, OSError, ValueError) as fault:
        return _say({"refused": "damaged", "why": str(fault).splitlines()[0][:200]})
    numbers, dates, columns = [], [], []
    for header, column in zip(table.column_names, table.columns, strict=True):
        kind = column.type
        try:
            columns.append(_text(column))
        except (pa.ArrowException, ValueError):
            return _say({"refused": "column", "column": header, "kind": str(kind)})
        if pa.types.is_floating(kind) or pa.types.is_integer(kind) or pa.types.is_decimal(kind):
            numbers.append(header)
        elif pa.types.is_date(kind) or pa.types.is_timestamp(kind):
            dates.append(header)
    _say({"numbers": numbers, "dates": dates, "headers": table.column_names})
    texts = pa.table(columns, names=[str(place) for place in range(len(columns))])
    with pa.ipc.new_stream(sys.stdout.buffer, texts.schema) as stream:
        stream.write_table(texts)
    return None


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")


def _text(column: Any) -> Any:
    """A column as text: dates as ISO, numbers with a point and without ".0", blank where there is nothing."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = column.type
    if pa.types.is_timestamp(kind):
        if kind.tz is not None:
            column = pc.strftime(column, format="%Y-%m-%dT%H:%M:%SZ")
        else:
            column = pc.strftime(column.cast(pa.timestamp("s"), safe=False), format="%Y-%m-%d %H:%M:%S")
        column = pc.replace_substring(column, " 00:00:00", "")
    elif pa.types.is_floating(kind):
        column = pc.replace_substring_regex(column.cast(pa.string()), r"\.0$", "")
    return pc.fill_null(column.cast(pa.string()), "")


if __name__ == "__main__":
    main()

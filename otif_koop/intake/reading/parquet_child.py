"""Runs in a process of its own (`python -I parquet_child.py`): Parquet in, its cells out as text in Arrow's format.

A damaged or hostile file then ends this process and never the server. Standard input: the file, where no place on disk
is given. Arguments: most cells, most characters, and a file or folder on disk (or ""). Standard output: one line of
JSON, then an Arrow stream of string columns.
"""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path
from typing import Any

MEMORY = 2_000_000_000
CPU_SECONDS = 120
THREADS = 2


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
    most_cells, most_characters, place = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    content = b"" if place else sys.stdin.buffer.read()
    os.environ["ARROW_DEFAULT_MEMORY_POOL"] = "system"  # its others reserve far more addresses than they use
    _limit_this_process()
    import pyarrow as pa

    pa.set_cpu_count(THREADS)
    try:
        on_disk = Path(place) if place else None
        table = _folder(on_disk, most_cells) if on_disk and on_disk.is_dir() else _file(on_disk or content, most_cells)
    except (pa.ArrowException, OSError, ValueError) as fault:
        return _say({"refused": "damaged", "why": (str(fault).splitlines() or [""])[0][:200]})
    if isinstance(table, str):
        return _say({"refused": table})
    return _write(table, most_characters)


def _file(file: Path | bytes, most_cells: int) -> Any:
    import pyarrow.parquet as pq

    opened = pq.ParquetFile(io.BytesIO(file) if isinstance(file, bytes) else file)
    return "cells" if opened.metadata.num_rows * opened.metadata.num_columns > most_cells else opened.read()


def _folder(folder: Path, most_cells: int) -> Any:
    """All files of a folder as one table, with the columns of each of them and those that the folders' names give."""
    import pyarrow as pa
    from pyarrow import dataset

    if any(folder.rglob("_delta_log")) or any(folder.rglob("*.metadata.json")):
        return "versions"  # its files also hold rows that are no longer valid
    files = [str(one) for one in sorted(folder.rglob("*.parquet")) if not one.name.startswith(("_", "."))]
    if not files:
        return "no_files"

    def opened(**schema: Any) -> Any:
        return dataset.dataset(files, format="parquet", partitioning="hive", partition_base_dir=str(folder), **schema)

    first = opened()
    every = pa.unify_schemas(
        [first.schema, *(one.physical_schema for one in first.get_fragments())], promote_options="permissive"
    )
    whole = opened(schema=every)
    return "cells" if whole.count_rows() * len(every) > most_cells else whole.to_table()


def _write(table: Any, most_characters: int) -> None:
    import pyarrow as pa

    characters = 0
    numbers, dates, columns = [], [], []
    for header, column in zip(table.column_names, table.columns, strict=True):
        kind = column.type
        try:
            columns.append(_text(column))
        except (pa.ArrowException, ValueError):
            return _say({"refused": "column", "column": header, "kind": str(kind)[:100]})
        characters += columns[-1].nbytes
        if characters > most_characters:
            return _say({"refused": "cells"})
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

"""What intake made, written down to be kept, and read back: the tables; what was found in them is not kept."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any, get_args

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from otif_koop.intake.assemble.to_order_tables import Intake
from otif_koop.intake.mapping.mapping import Shape
from otif_koop.message import Refused, message
from otif_koop.otif.order_tables import OrderTables

_FORMAT = "otif rows 1"
_TABLES = ("lines", "deliveries", "incidents")
AS_KEPT = message("The rows as they were kept with the workshop.")


def write(intake: Intake) -> bytes:
    """The tables as Parquet, compressed, one after the other behind a head."""
    tables, written = intake.tables, []
    for name in _TABLES:
        rows: pd.DataFrame | None = getattr(tables, name)
        content = BytesIO()
        if rows is not None:
            made = pa.Table.from_pandas(rows, preserve_index=False)
            pq.write_table(made, content, compression="zstd", write_page_checksum=True)
        written.append(content.getvalue())
    head = {
        "format": _FORMAT,
        "shape": intake.shape,
        "kinds": sorted(tables.kinds),
        "order_grain": tables.order_grain,
        "sizes": [len(one) for one in written],
    }
    text = json.dumps(head).encode()
    return len(text).to_bytes(8, "little") + text + b"".join(written)


def read(data: bytes) -> Intake:
    """What `write` wrote.

    Raises `Refused` where it is anything else.
    """
    try:
        return _read(data)
    except (ValueError, KeyError, TypeError, OSError, pa.ArrowException):  # OSError: a damaged page
        raise Refused(message("The kept rows can't be read: bring the export again.")) from None


def _table(data: bytes) -> pd.DataFrame:
    return pq.read_table(BytesIO(data), page_checksum_verification=True).to_pandas()


def _read(data: bytes) -> Intake:
    begin = 8 + int.from_bytes(data[:8], "little")
    head: dict[str, Any] = json.loads(data[8:begin])
    if head["format"] != _FORMAT or head["shape"] not in get_args(Shape):
        raise ValueError
    tables: dict[str, pd.DataFrame] = {}
    for name, size in zip(_TABLES, head["sizes"], strict=True):
        if size:
            tables[name] = _table(data[begin : begin + size])
        begin += size
    made = OrderTables(
        tables["lines"], tables["deliveries"], tables.get("incidents"), frozenset(head["kinds"]), head["order_grain"]
    )
    return Intake(made, head["shape"], AS_KEPT, (), ())

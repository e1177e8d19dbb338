"""The three tables of the contract (docs/sql.md) as Parquet on this machine, read batch by batch."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from pyarrow import compute as pc
from pyarrow import dataset

from otif_koop.message import Message, Refused, message
from otif_koop.otif.order_tables import DELIVERY_DATES, LINE_DATES, LINE_FLAGS, LINE_NUMBERS
from otif_koop.otif.sql.contract import TableNames, parquet_files

BATCH = 131_072
"""So many rows are read at once."""

_TEXT, _DATE, _NUMBER, _FLAG = pa.string(), pa.date32(), pa.float64(), pa.bool_()
_TEXTS = ("order_id", "line_id", "customer_group", "order_type", "region", "channel", "cancelled_by")

LINES = {
    **dict.fromkeys(_TEXTS, _TEXT),
    **dict.fromkeys(LINE_DATES, _DATE),
    **dict.fromkeys(LINE_NUMBERS, _NUMBER),
    **dict.fromkeys(LINE_FLAGS, _FLAG),
}
DELIVERIES = {
    "order_id": _TEXT,
    "line_id": _TEXT,
    "quantity_delivered": _NUMBER,
    **dict.fromkeys(DELIVERY_DATES, _DATE),
}
INCIDENTS = {"order_id": _TEXT, "line_id": _TEXT, "kind": _TEXT, "quantity": _NUMBER, "occurred_at": _DATE}
"""The columns that a score can ask, with what they are read as."""


@dataclass(frozen=True)
class ParquetTable:
    """A table on disk. `columns`: what a column of the contract is called here; `schema`: as what all files hold it."""

    place: str
    data: dataset.Dataset
    schema: pa.Schema
    columns: dict[str, str]
    types: dict[str, pa.DataType]

    def count(self) -> int:
        """How many rows, without reading them. Raises `Refused` where a file can't be read."""
        with _told_plainly(self.place):
            return int(self.data.count_rows())

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Its rows in the columns and types of the contract.

        Raises `Refused` where a column holds something else, and where a file can't be read.
        """
        for batch in self._as_stored():
            yield pa.RecordBatch.from_arrays(
                [self._read(name, batch.column(given)) for name, given in self.columns.items()], names=[*self.columns]
            )

    def _as_stored(self) -> Iterator[pa.RecordBatch]:
        """The rows, a row group at a time: a scan of all files reads ahead as far as the disk is quick."""
        columns = sorted({*self.columns.values()})
        with _told_plainly(self.place):
            for file in self.data.get_fragments():
                for group in file.split_by_row_group():
                    yield from group.to_batches(
                        self.schema, columns=columns, batch_size=BATCH, batch_readahead=1, fragment_readahead=1
                    )

    def _read(self, name: str, values: pa.Array) -> pa.Array:
        wanted = self.types[name]
        try:
            if wanted == _DATE:
                return _days(values)
            values = values.cast(wanted)
        except pa.ArrowException as fault:
            raise self.refused(
                message("{column} can't be read: {why}", column=name, why=str(fault).splitlines()[0][:200])
            ) from None
        if wanted == _NUMBER and pc.any(pc.is_nan(values)).as_py():
            return pc.if_else(pc.is_nan(values), None, values)
        return values

    def refused(self, what: Message) -> Refused:
        """A refusal that names the table."""
        return Refused(message("{file}: {what}", file=self.place, what=what))


def tables_at(names: TableNames, by: str = "customer_group") -> tuple[ParquetTable, ParquetTable, ParquetTable | None]:
    """The tables of lines, deliveries and incidents (None where there is no such folder), by the places of `names`.

    `by` is the column that holds the customer groups. Raises `Refused` where a table or a column that nothing can be
    counted without is missing.
    """
    lines = _table(names.lines, LINES, ("order_id", "line_id", "quantity_ordered"), by)
    deliveries = _table(names.deliveries, DELIVERIES, ("order_id", "line_id"))
    incidents = _table(names.incidents, INCIDENTS, ("order_id", "kind")) if Path(names.incidents).exists() else None
    return lines, deliveries, incidents


def names_in(folder: str) -> TableNames:
    """The places of the three tables in a folder: each a folder or a file by its name in the contract.

    Raises `Refused` where there are no order lines.
    """
    usual = TableNames()
    found = {}
    for name in ("lines", "deliveries", "incidents"):
        called = getattr(usual, name)
        places = [Path(folder) / called, Path(folder) / f"{called}.parquet"]
        found[name] = str(next((one for one in places if one.exists()), places[0]))
    if not Path(found["lines"]).exists():
        raise Refused(
            message(
                "{folder}: put the Parquet here as {lines}, {deliveries} and {incidents}, each a folder or a file.",
                folder=folder,
                lines=usual.lines,
                deliveries=usual.deliveries,
                incidents=usual.incidents,
            )
        )
    return TableNames(**found)


def _table(place: str, types: dict[str, pa.DataType], needed: tuple[str, ...], by: str | None = None) -> ParquetTable:
    where = Path(place)
    if not where.exists():
        raise Refused(message("There is no table {table}.", table=place))
    files = [where]
    if where.is_dir():
        if any(where.rglob("_delta_log")) or any(where.rglob("*.metadata.json")):
            raise Refused(message("{file} is a table with versions: name its engine instead of its files.", file=place))
        files = parquet_files(where)
    if not files:
        raise Refused(message("There is no table {table}.", table=place))
    with _told_plainly(place):
        data = dataset.dataset(
            [str(one) for one in files],
            format="parquet",
            partitioning="hive",
            partition_base_dir=str(where if where.is_dir() else where.parent),
        )
        schema = _of_all_files(data, {*types, *([by] if by else [])})
    there = {name.lower(): name for name in schema.names}
    for column in needed:
        if column not in there:
            raise Refused(message("{table} has no column {column}.", table=place, column=column))
    columns = {name: there[name] for name in types if name in there}
    if by is not None and by != "customer_group":
        if by not in there:
            raise Refused(message("--by: the data has no {column}.", column=by))
        columns["customer_group"] = there[by]
    return ParquetTable(place, data, schema, columns, types)


def _of_all_files(data: dataset.Dataset, wanted: set[str]) -> pa.Schema:
    """The wanted columns that any file or folder name has, as what all of them can be read: a dataset asks one file."""
    found = [data.schema, *(file.physical_schema for file in data.get_fragments())]
    some = [pa.schema([field for field in one if field.name.lower() in wanted]) for one in found]
    return pa.unify_schemas(some, promote_options="permissive")


@contextmanager
def _told_plainly(place: str) -> Iterator[None]:
    """Faults of reading as `Refused`; a full disk is no fault of the table."""
    try:
        yield
    except Refused:
        raise
    except (pa.ArrowException, OSError, ValueError) as fault:
        if isinstance(fault, OSError) and fault.errno == errno.ENOSPC:
            raise
        why = (str(fault).splitlines() or [""])[0][:200]
        raise Refused(message("{file} can't be read ({why}).", file=place, why=why)) from None


def _days(values: pa.Array) -> pa.Array:
    """Dates, whose time is cut off where they stand."""
    if pa.types.is_string(values.type) or pa.types.is_large_string(values.type):
        values = pc.if_else(pc.equal(values, ""), None, values).cast(pa.timestamp("s"))
    if pa.types.is_timestamp(values.type):
        if values.type.tz is not None:
            values = pc.local_timestamp(values)
        values = pc.floor_temporal(values, unit="day")
    return values.cast(_DATE)

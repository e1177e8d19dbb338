"""The codes by which SQLite and PostgreSQL say what is wrong, turned into words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from otif_koop.store.trouble import Unavailable, busy, cannot_open, damaged, full, read_only, unreachable

_BY_SQLITE_CODE = {
    sqlite3.SQLITE_READONLY: read_only,
    sqlite3.SQLITE_PERM: read_only,
    sqlite3.SQLITE_CANTOPEN: cannot_open,
    sqlite3.SQLITE_AUTH: cannot_open,
    sqlite3.SQLITE_FULL: full,
    sqlite3.SQLITE_BUSY: busy,
    sqlite3.SQLITE_LOCKED: busy,
    sqlite3.SQLITE_IOERR: unreachable,
    sqlite3.SQLITE_CORRUPT: damaged,
    sqlite3.SQLITE_NOTADB: damaged,
}

_BY_SQLSTATE = {"25006": read_only, "53100": full, "55P03": busy, "40001": busy, "40P01": busy, "42P01": damaged}


@contextmanager
def told_plainly(place: str) -> Iterator[None]:
    """Turns what the database says about itself into `Unavailable`; a fault of ours passes as it is."""
    try:
        yield
    except NoConnectionFree as fault:
        raise Unavailable(busy(place)) from fault
    except DBAPIError as fault:
        said = fault.orig
        code = getattr(said, "sqlite_errorcode", None)
        state = getattr(said, "sqlstate", None)
        explain = _BY_SQLSTATE.get(state) if isinstance(state, str) else None
        if isinstance(code, int):
            explain = damaged if "no such table" in str(said) else _BY_SQLITE_CODE.get(code & 0xFF)
        elif explain is None and isinstance(fault, OperationalError | InterfaceError):
            explain = unreachable
        if explain is None:
            raise
        raise Unavailable(explain(place)) from fault

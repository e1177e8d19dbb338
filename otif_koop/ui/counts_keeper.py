"""Keeping counts behind the page: whoever looks waits for nothing, and of what is asked twice only the last is done."""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date
from weakref import WeakKeyDictionary

from otif_koop.message import Refused
from otif_koop.otif.definition import Definition
from otif_koop.otif.explorer.explorer import MOST_EXPLORERS, Explorer, explorer_of
from otif_koop.otif.explorer.stored import bases, pack, print_of
from otif_koop.otif.order_book import OrderBook
from otif_koop.store.rights import Right
from otif_koop.store.store import Store

_log = logging.getLogger("otif_koop")
_prints: WeakKeyDictionary[OrderBook, str] = WeakKeyDictionary()


@dataclass(frozen=True, eq=False)
class Wanted:
    """The counts of a book up to a day, by the definitions of a workshop: the one for all groups first."""

    store: Store
    right: Right
    book: OrderBook
    definitions: tuple[Definition, ...]
    as_of: date


class Keeper:
    """Does what is wanted one by one, in a thread of its own that ends when there is nothing left."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._keeping = threading.Lock()  # from looking whether it is still wanted until it is kept
        self._waiting: dict[str, Wanted] = {}
        self._doing: Wanted | None = None
        self._working = False

    def ask(self, wanted: Wanted) -> None:
        """Have it done; what the same workshop still waited for is no longer of use."""
        with self._lock:
            self._waiting[wanted.right.workshop_id] = wanted
            if self._working:
                return
            self._working = True
        threading.Thread(target=self._work, name="counts", daemon=True).start()

    def forget(self, workshop_id: str) -> None:
        """What waits for this workshop, or is being counted, is not kept; what is being kept is there by then."""
        with self._keeping, self._lock:
            self._waiting.pop(workshop_id, None)
            if self._doing is not None and self._doing.right.workshop_id == workshop_id:
                self._doing = None

    def is_idle(self) -> bool:
        """Whether nothing waits or is being done."""
        with self._lock:
            return not self._working

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._working = False
                    return
                self._doing = wanted = self._waiting.pop(next(iter(self._waiting)))
            try:
                keep(wanted, self._still_wanted)
            except Refused as refused:
                _log.info("counts were not kept: %s", refused)
            except Exception:
                _log.exception("counts could not be kept")

    @contextmanager
    def _still_wanted(self) -> Iterator[bool]:
        with self._keeping:
            yield self._doing is not None


def keep(
    wanted: Wanted, still_wanted: Callable[[], AbstractContextManager[bool]] = lambda: nullcontext(enter_result=True)
) -> None:
    """Keep the counts with the workshop, unless they are kept already, or no longer wanted once they are made.

    Raises `Refused` as the store does, and where there are too few orders; then what was kept of others is deleted.
    """
    kept = wanted.store.order_counts
    explorers = _explorers(wanted)
    made_of = _made_of(wanted, explorers)
    there = kept.kept(wanted.right)
    if there is not None and there.made_of == made_of:
        return
    try:
        contents = [pack(one, definitions) for one, definitions in explorers]
    except Refused:
        if there is not None:
            kept.delete(wanted.right)
        raise
    with still_wanted() as is_wanted:
        if is_wanted:
            kept.keep(wanted.right, made_of, contents)


def _explorers(wanted: Wanted) -> list[tuple[Explorer, list[Definition]]]:
    """Each explorer that the definitions need, with those that it serves."""
    found: dict[Explorer, list[Definition]] = {}
    for definition in wanted.definitions:
        found.setdefault(explorer_of(wanted.book, definition, wanted.as_of), []).append(definition)
    return list(found.items())[:MOST_EXPLORERS]


def _made_of(wanted: Wanted, explorers: list[tuple[Explorer, list[Definition]]]) -> str:
    if wanted.book not in _prints:
        _prints[wanted.book] = print_of(wanted.book)
    said = [
        [one.base.model_dump_json(), one.as_of.isoformat(), [repr(basis) for basis in bases(one, definitions)]]
        for one, definitions in explorers
    ]
    return hashlib.sha256(json.dumps([_prints[wanted.book], said]).encode()).hexdigest()

"""What was made lately is kept for a while: a small cache that forgets, safe between threads."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock, RLock
from typing import TypeVar
from weakref import WeakValueDictionary

Made = TypeVar("Made")


class Turn:
    """To make one thing; whoever is making it may ask for it again."""

    def __init__(self) -> None:
        self.lock = RLock()


class Lately:
    """Keeps the last `most` things that were made, by key."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = Lock()
        self._turns: WeakValueDictionary[Hashable, Turn] = WeakValueDictionary()
        """Of what is being made; a turn goes when nobody is in it or waits for it."""

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What was made for `key`, made now if need be.

        Whoever asks while it is being made waits for it: fifty open pages that see one edit at once would all make
        the same, and each would wait for fifty. If the making fails, the next in turn tries.
        """
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]  # type: ignore[return-value]
            turn = self._turns.setdefault(key, Turn())
        with turn.lock:
            with self._lock:
                if key in self._kept:
                    return self._kept[key]  # type: ignore[return-value]
            made = make()
            with self._lock:
                self._kept[key] = made
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
            return made

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()

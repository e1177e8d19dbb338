"""Slowing down whoever guesses at links, without standing in the way of the people next to them.

A secret of 256 bits can't be guessed; what this protects is the store, from being asked. Misses are counted by the
address that they come from. A right link always passes: behind one address may be a whole office.
"""

from __future__ import annotations

from collections import OrderedDict

FREE_MISSES = 5
LONGEST_WAIT = 8.0  # seconds
FORGET_AFTER = 600.0  # seconds without a miss
MOST_WAITING = 40
_MOST_ADDRESSES = 10_000


class SlowDown:
    """The misses of each address, and how long its next miss waits for an answer."""

    def __init__(self) -> None:
        self._misses: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self.waiting = 0
        """Answers that are being held back now; above `MOST_WAITING` nobody is listened to."""

    def missed(self, address: str, now: float) -> float:
        """Counts a miss at `now` (seconds); gives the seconds to hold its answer back."""
        count, last = self._misses.pop(address, (0, now))
        count = 1 if now - last > FORGET_AFTER else count + 1
        self._misses[address] = (count, now)
        if len(self._misses) > _MOST_ADDRESSES:
            self._misses.popitem(last=False)
        over = count - FREE_MISSES
        return 0.0 if over <= 0 else min(LONGEST_WAIT, 0.25 * 2.0 ** min(over - 1, 10))

    def is_flooded(self) -> bool:
        """Whether so many guesses are waiting that no more are looked at."""
        return self.waiting >= MOST_WAITING

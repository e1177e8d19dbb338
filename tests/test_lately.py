"""The small cache: what it keeps, what it forgets, and that threads may share it."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from otif_koop.lately import Lately


class Maker:
    """Makes things and remembers which."""

    def __init__(self) -> None:
        self.made: list[Any] = []

    def __call__(self, key: Any) -> Any:
        return lambda: self.made.append(key) or f"made {key}"


def test_what_was_made_is_made_once() -> None:
    kept, make = Lately(3), Maker()
    assert [kept.get(key, make(key)) for key in "aabab"] == [f"made {key}" for key in "aabab"]
    assert make.made == ["a", "b"]


def test_the_one_used_longest_ago_is_forgotten_first() -> None:
    kept, make = Lately(2), Maker()
    for key in "abac":  # a was used again, so b goes
        kept.get(key, make(key))
    assert make.made == ["a", "b", "c"]
    kept.get("a", make("a"))
    kept.get("c", make("c"))
    assert make.made == ["a", "b", "c"]
    kept.get("b", make("b"))
    kept.get("a", make("a"))
    assert make.made == ["a", "b", "c", "b", "a"]


def test_nothing_is_kept_after_clearing_or_of_what_failed() -> None:
    kept, make = Lately(2), Maker()
    kept.get("a", make("a"))
    kept.clear()
    kept.get("a", make("a"))
    assert make.made == ["a", "a"]

    def fail() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        kept.get("b", fail)
    assert kept.get("b", make("b")) == "made b"


def test_what_is_nothing_is_kept_too() -> None:
    kept, made = Lately(2), []
    for _ in range(2):
        assert kept.get("a", lambda: made.append(1)) is None
    assert made == [1]


def test_threads_share_it_and_get_what_is_theirs() -> None:
    kept, threads = Lately(5), 8
    begin = Barrier(threads)

    def work(seed: int) -> bool:
        begin.wait()
        return all(kept.get((n * seed) % 11, lambda n=n: (n * seed) % 11) == (n * seed) % 11 for n in range(2000))

    with ThreadPoolExecutor(threads) as pool:
        assert all(pool.map(work, range(1, threads + 1)))
    assert len(kept._kept) <= 5


def test_making_does_not_hold_up_another_thread() -> None:
    """Two threads make different things at the same time: each waits inside `make` for the other."""
    kept, meet = Lately(5), Barrier(2, timeout=5)
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda key: kept.get(key, lambda: (meet.wait(), key)[1]), "ab"))
    assert found == ["a", "b"]


def test_threads_that_ask_at_once_make_it_once() -> None:
    kept, made, together = Lately(4), [], Barrier(8)

    def make() -> str:
        made.append(1)
        time.sleep(0.05)
        return "made"

    def ask(_: int) -> str:
        together.wait()
        return kept.get("key", make)

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(ask, range(8))) == ["made"] * 8
    assert len(made) == 1


def test_where_the_making_fails_the_next_in_turn_tries() -> None:
    kept, tries, together = Lately(4), [], Barrier(4)

    def make() -> int:
        tries.append(1)
        time.sleep(0.02)
        if len(tries) < 3:
            raise ValueError
        return len(tries)

    def ask(_: int) -> int:
        together.wait()
        try:
            return kept.get("key", make)
        except ValueError:
            return 0

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(ask, range(4))) == [0, 0, 3, 3]
    assert kept.get("key", make) == 3
    assert not kept._turns


def test_what_is_made_may_ask_for_other_things_and_itself() -> None:
    kept = Lately(4)
    assert kept.get("a", lambda: kept.get("b", lambda: 1) + kept.get("c", lambda: 2)) == 3
    assert kept.get("d", lambda: kept.get("d", lambda: 1) + 1) == 2

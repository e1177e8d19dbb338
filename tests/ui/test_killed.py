"""The server itself killed while pages write: bench/reliability.py does it a hundred times, on both databases."""

from __future__ import annotations

from pathlib import Path

from tests.server_kills import FIELDS, kill_while_pages_write


def test_ten_kills_of_the_server_lose_nothing_that_a_page_said_was_saved(tmp_path: Path) -> None:
    acknowledged = kill_while_pages_write(f"sqlite:///{tmp_path / 'workshops.sqlite'}", tmp_path, times=10)
    assert acknowledged >= 10 * len(FIELDS), "every page wrote before every kill"

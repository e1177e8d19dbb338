"""The demo as the explorer sees it, made once for the tests of a module."""

from __future__ import annotations

import pytest

from otif_koop.demo import demo_tables
from otif_koop.otif.definition import Definition
from otif_koop.otif.explorer.explorer import Explorer, explorer_of
from otif_koop.otif.from_tables import order_book


@pytest.fixture(scope="module")
def demo() -> Explorer:
    book = order_book(demo_tables())
    return explorer_of(book, Definition(), book.as_of)

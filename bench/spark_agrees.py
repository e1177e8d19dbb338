"""Random definitions on random order books: does a real Spark count what the local engine counts, to the unit?

    python bench/spark_agrees.py [DEFINITIONS]

The comparison that tests/otif/sql/test_spark.py makes, on more of them (200); stops at the first difference. Needs
Java.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

from hypothesis import given, settings  # noqa: E402 - the path comes first
from hypothesis import strategies as st  # noqa: E402

from otif_koop.otif.definition import Definition  # noqa: E402
from tests.otif.order_books import Book, definitions  # noqa: E402
from tests.otif.sql.elsewhere import SAMPLE  # noqa: E402
from tests.otif.sql.test_spark import agrees, books  # noqa: E402
from tests.spark import session  # noqa: E402

A_BOOK = 20  # definitions scored on each


def main(wanted: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        spark, counted, began = session(Path(folder)), [], time.perf_counter()

        @settings(SAMPLE, max_examples=-(-wanted // A_BOOK), database=None)
        @given(books(), st.lists(definitions(), min_size=A_BOOK, max_size=A_BOOK))
        def compared(book: Book, some: list[Definition]) -> None:
            counted.append(agrees(spark, book, some))

        compared()
        spark.stop()
    scored = len(counted) * A_BOOK
    took = time.perf_counter() - began
    print(f"{scored} definitions on {len(counted)} books, no difference; {sum(counted)} of them counted something")
    print(f"{took / scored:.1f} s a definition")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 200)

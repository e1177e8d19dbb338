"""Any table written as CSV in any supported dialect reads back equal."""

from __future__ import annotations

import csv
import io

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from otif_koop.intake import ReadingChoices, read_file

LETTERS = "abcXYZ éëïöü€ß0123456789.,;|'\"-/()#&\t"
CELL = st.text(alphabet=LETTERS, max_size=12).map(str.strip)
HEADERS = ["Order", "Regel", "Klant", "Datum", "Besteld", "Geleverd", "Prijs (€)"]
NAMES = st.lists(st.sampled_from(HEADERS), min_size=2, max_size=6, unique=True)
MULTILINE = st.one_of(CELL, st.builds("{}\n{}".format, CELL, CELL).map(str.strip))


@st.composite
def tables(draw):
    names = draw(NAMES)
    key = st.integers(1, 10**9).map(str)
    row = st.tuples(key, *[draw(st.sampled_from([CELL, MULTILINE])) for _ in names[1:]]).map(list)
    return names, draw(st.lists(row, min_size=1, max_size=12))


DIALECTS = st.fixed_dictionaries(
    {
        "delimiter": st.sampled_from([";", ",", "\t", "|"]),
        "lineterminator": st.sampled_from(["\r\n", "\n"]),
        "quoting": st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    }
)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables(), DIALECTS, ENCODINGS)
def test_reads_back_equal(table, dialect, encoding):
    names, rows = table
    out = io.StringIO(newline="")
    csv.writer(out, **dialect).writerows([names, *rows])
    # what is guessed elsewhere is given here: one row of any signs proves no delimiter
    choices = ReadingChoices(
        delimiter=dialect["delimiter"], header_row=1, totals="keep", encoding="cp1252" if encoding == "cp1252" else None
    )
    read = read_file(out.getvalue().encode(encoding), "x.csv", choices)
    assert list(read.headers) == names
    found = [[cell.strip() for cell in row] for row in read.frame().itertuples(index=False)]
    assert found == rows
    assert read.rows.tolist() == list(range(2, len(rows) + 2))


ORDER = st.integers(1, 99999).map(str)
TEXT = st.text("abc é", max_size=8).map(str.strip)
PRICE = st.floats(0, 9999).map(lambda number: f"{number:.2f}".replace(".", ","))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(ORDER, TEXT, PRICE), min_size=3, max_size=20),
    st.sampled_from([";", "\t", "|", ","]),
    st.sampled_from(["\r\n", "\n", "\r"]),
    st.sampled_from(["utf-8", "utf-16", "cp1252"]),
)
def test_guessed_dialects_read_back_equal(rows, delimiter, newline, encoding):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=newline).writerows([["Order", "Oms", "Prijs"], *rows])
    read = read_file(out.getvalue().encode(encoding), "x.csv")
    assert [tuple(row) for row in read.frame().itertuples(index=False)] == rows

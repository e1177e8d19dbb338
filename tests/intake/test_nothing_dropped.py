"""Every row of every file is counted or reported: nothing is dropped in silence."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from otif_koop.intake import read_file
from tests.intake.files import take_in

LINES = "Ordernummer;Regel;Klant;Toegezegde datum;Werkelijke leverdatum;Besteld;Geleverd"
DELIVERIES = "Ordernummer;Regel;Geleverd;Werkelijke leverdatum"
COMPLAINTS = "Ordernummer;Regel;Soort klacht;Datum klacht"
ORDER = st.sampled_from(["1", "2", "3", "04", "", "Totaal", "4,5E+09"])
LINE = st.sampled_from(["1", "2", "10", ""])
DAY = st.sampled_from(["16-03-2026", "17-03-2026", "31-12-9999", "00000000", "", "#N/B", "morgen", "wk 12 2026"])
QUANTITY = st.sampled_from(["5", "10", "0", "-3", "2,5", "", "#DEEL/0!", "12 st", "veel"])
ODD = st.sampled_from(["", ";;;", "Totaal;;;;;25;25", "Pagina 1", "7;1", LINES, DELIVERIES])


def rows_of(*cells):
    row = st.tuples(*cells).map(";".join)
    odd = ODD.map(
        lambda text: ";".join(text.split(";")[: len(cells)])
    )  # a wider row refuses the file, which is no silence
    return st.lists(st.one_of(row, row, row, odd), max_size=14)


LINE_ROWS = rows_of(ORDER, LINE, st.sampled_from(["A", "B", ""]), DAY, DAY, QUANTITY, QUANTITY)
DELIVERY_ROWS = rows_of(ORDER, LINE, QUANTITY, DAY)
COMPLAINT_ROWS = rows_of(ORDER, LINE, st.sampled_from(["schade", "klacht", "iets anders", ""]), DAY)
ENOUGH = 60
"""Good rows beside them, so that what a column is stays clear."""
GOOD = [f"{n};1;A;16-03-2026;1{n % 9}-03-2026;5;5" for n in range(101, 101 + ENOUGH)]

LEFT_OUT = {
    *("too_many_cells", "names_again_left_out", "subtotals_left_out", "totals_left_out", "missing_order_id"),
    *("exact_copies", "repeated_line", "nothing_delivered", "delivery_without_line", "incident_without_order"),
}
"""What is said of rows that don't count; other findings may be about every row of a file."""


def written(header, rows):
    return "\n".join([header, *rows]).encode()


def unaccounted(content, name, intake, *frames):
    """The rows with something in them that are in no table, and of which this file doesn't say that they are out."""
    told = {int(row) for one in intake.findings if one.file == name and one.code in LEFT_OUT for row in one.rows}
    counted = {int(row) for frame in frames for row in frame["source_row"]}
    filled = {
        number for number, row in enumerate(content.decode().split("\n"), start=1) if number > 1 and row.strip("; ")
    }
    return filled - told - counted


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(LINE_ROWS)
def test_of_one_file_every_row_is_counted_or_reported(rows):
    content = written(LINES, [*GOOD, *rows])
    intake = take_in(lines=read_file(content, "regels.csv"), shape="delivery")
    assert not unaccounted(content, "regels.csv", intake, intake.tables.lines, intake.tables.deliveries)
    as_lines = take_in(lines=read_file(content, "regels.csv"), shape="line")
    assert not unaccounted(content, "regels.csv", as_lines, as_lines.tables.lines)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(LINE_ROWS, DELIVERY_ROWS, COMPLAINT_ROWS)
def test_of_three_files_every_row_is_counted_or_reported(lines, deliveries, complaints):
    came = [";".join((row.split(";")[0], "1", "5", "16-03-2026")) for row in GOOD]
    complained = [f"{n};1;schade;17-03-2026" for n in range(101, 104)]
    contents = {
        "lines": written(LINES, [*GOOD, *lines]),
        "deliveries": written(DELIVERIES, [*came, *deliveries]),
        "incidents": written(COMPLAINTS, [*complained, *complaints]),
    }
    tables = {role: read_file(content, f"{role}.csv") for role, content in contents.items()}
    intake = take_in(**tables)
    found = intake.tables
    assert not unaccounted(contents["lines"], "lines.csv", intake, found.lines)
    assert not unaccounted(contents["deliveries"], "deliveries.csv", intake, found.deliveries)
    assert not unaccounted(contents["incidents"], "incidents.csv", intake, found.incidents)

"""A CSV of any usual dialect reads as what stands in it."""

from __future__ import annotations

import pytest

from otif_koop.intake import NotRead, ReadingChoices, read_file
from tests.intake.files import csv_bytes, table

HEADER = ["Ordernr", "Regel", "Omschrijving", "Besteld", "Prijs"]
ROWS = [
    ["1001", "10", "Stoel é", "5", "12,50"],
    ["1001", "20", "Tafel; groot", "1", "1.200,00"],
    ["1002", "10", 'Bureau 5"', "3", "7,00"],
]


def cells(read):
    return [list(row) for row in read.frame().itertuples(index=False)]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "cp850", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
def test_every_dialect_gives_the_same_cells(delimiter, encoding, newline):
    read = table(HEADER, ROWS, delimiter=delimiter, encoding=encoding, newline=newline)
    assert list(read.headers) == HEADER
    assert cells(read) == ROWS
    assert read.rows.tolist() == [2, 3, 4]
    assert read.how.delimiter == delimiter


def test_a_dutch_file_with_decimal_commas_is_cut_at_the_semicolon():
    rows = [[str(order), "1,5", "2,25", "10,00"] for order in range(1, 9)]
    read = table(["Order", "A", "B", "C"], rows)
    assert read.how.delimiter == ";"
    assert cells(read) == rows


def test_two_columns_of_decimals_are_cut_at_the_semicolon():
    read = read_file(b"a;b\n1,2;3,4\n5,6;7,8\n", "x.csv")
    assert read.headers == ("a", "b")


def test_a_sep_line_names_the_delimiter_and_counts_as_a_row():
    read = read_file(b"sep=|\r\nOrder|Aantal, st|x\r\n1|2|3\r\n", "x.csv")
    assert read.headers == ("Order", "Aantal, st", "x")
    assert read.rows.tolist() == [3]
    assert read.how.header_row == 2


def test_rows_quoted_as_a_whole_are_opened():
    content = b'"Order,Regel,Oms"\r\n"1,10,""Bout, M8"""\r\n"1,20,Moer"\r\n'
    read = read_file(content, "x.csv")
    assert cells(read) == [["1", "10", "Bout, M8"], ["1", "20", "Moer"]]
    assert read.how.whole_rows_quoted


def test_ordinary_quoted_cells_are_not_taken_for_quoted_rows():
    read = read_file(b'"a","b"\n"1","2"\n', "x.csv")
    assert read.headers == ("a", "b")
    assert not read.how.whole_rows_quoted


def test_titles_above_and_totals_below_are_left_out_and_named():
    content = (
        b"Orderrapport\n\nPeriode;2026-03\nOrdernr;Regel;Klant;Besteld;Geleverd\n"
        b"1;10;A;5;5\n1;20;A;6;6\n2;10;B;7;7\nTotaal;;;18;18\n\n(3 rijen)\n"
    )
    read = read_file(content, "rapport.csv")
    assert read.headers == ("Ordernr", "Regel", "Klant", "Besteld", "Geleverd")
    assert read.how.header_row == 4
    assert read.how.title_rows == (1, 3)
    assert read.how.total_rows == (8, 10)
    assert read.rows.tolist() == [5, 6, 7]
    assert [(one.code, one.count) for one in read.findings] == [("totals_left_out", 2)]
    kept = read_file(content, "rapport.csv", ReadingChoices(totals="keep"))
    assert kept.rows.tolist() == [5, 6, 7, 8, 10]


def test_an_order_called_total_is_not_a_total():
    rows = [["Total Oil", "1", "5", "2026-01-01"], ["Totaal BV", "2", "5", "2026-01-02"]]
    assert len(table(["Klant", "Order", "Aantal", "Datum"], rows)) == 2


def test_blank_lines_and_blank_rows_keep_the_row_numbers():
    read = read_file(b"a;b\n1;2\n\n3;4\n;\n5;6\n\n", "x.csv")
    assert read.rows.tolist() == [2, 4, 6]
    assert read.how.blank_rows == 2


def test_a_cell_with_a_line_end_is_one_row():
    read = read_file(b'a;b;c\n1;"two\nlines";x\n2;y;z\n', "x.csv")
    assert cells(read) == [["1", "two\nlines", "x"], ["2", "y", "z"]]
    assert read.rows.tolist() == [2, 3]


def test_inches_are_no_quotation_marks():
    read = read_file(b'a;b;c\n1;"5 inch;x\n2;"6 inch;y\n3;4" pijp;z\n', "x.csv")
    assert cells(read) == [["1", '"5 inch', "x"], ["2", '"6 inch', "y"], ["3", '4" pijp', "z"]]
    assert [one.code for one in read.findings] == ["quotes_as_text"]


def test_short_rows_are_filled_up_and_long_ones_left_out_and_both_reported():
    body = "".join(f"{order};1;2\n" for order in range(200))
    read = read_file(f"a;b;c\n{body}7;8\n1;2;3;4\n9;9;9;;;\n".encode(), "x.csv")
    assert {one.code: one.rows.tolist() for one in read.findings} == {"too_few_cells": [202], "too_many_cells": [203]}
    assert read.rows[-2:].tolist() == [202, 204]


def test_many_long_rows_refuse_the_file():
    with pytest.raises(NotRead, match="more cells than the 2 names"):
        read_file(b"a;b\n1;2;3\n1;2;3\n1;2;3\n1;2;3\n1;2\n", "x.csv")


def test_names_are_made_single_and_blank_columns_without_name_go():
    read = read_file(b"Datum;Datum;;\n1;2;;3\n", "x.csv")
    assert read.headers == ("Datum", "Datum (2)", "#4")


def test_no_names_at_all():
    read = read_file(b"1001;10;5;2026-01-02\n1002;10;6;2026-01-03\n", "x.csv")
    assert read.headers == ("#1", "#2", "#3", "#4")
    assert read.how.header_row == 0
    assert read.rows.tolist() == [1, 2]


def test_every_guess_can_be_overruled():
    content = "x,y;z\n1,2;3\n".encode("cp1252")
    read = read_file(content, "x.csv", ReadingChoices(delimiter=",", header_row=1, encoding="cp850"))
    assert read.headers == ("x", "y;z")
    assert read.how.encoding == "cp850"
    below = read_file(b"a;b\nc;d\n1;2\n", "x.csv", ReadingChoices(header_row=2))
    assert below.headers == ("c", "d")
    assert below.how.title_rows == (1,)


def test_dutch_letters_choose_between_cp1252_and_cp850():
    row = ["1", "Café Noël, Zoë & Ruïne — Köln", "2", "3", "4"]
    for encoding in ("cp1252", "cp850"):
        text = row if encoding == "cp1252" else [cell.replace("—", "-") for cell in row]
        read = table(HEADER, [text] * 3, encoding=encoding)
        assert read.how.encoding == encoding
        assert cells(read)[0] == text


def test_the_slow_path_and_the_fast_path_agree():
    header, rows = ["a", "b", "c"], [[str(n), f"t{n}", "x"] for n in range(300)]
    fast = read_file(csv_bytes(header, rows), "x.csv")
    slow = read_file(csv_bytes(header, [*rows, ["300", "twee\nregels", "x"]]), "x.csv")
    assert cells(slow)[:-1] == cells(fast)
    assert slow.rows.tolist()[:-1] == fast.rows.tolist()


def test_a_second_row_of_names_is_left_out():
    names = b"Ordernummer;Regel;Besteld;Datum\nVBELN;POSNR;KWMENG;EDATU\n"
    read = read_file(names + b"4711;10;5;20260301\n4711;20;6;20260302\n4712;10;7;20260303\n", "x.csv")
    assert read.headers == ("Ordernummer", "Regel", "Besteld", "Datum")
    assert (read.how.header_row, read.how.title_rows) == (1, (2,))
    assert read.rows.tolist() == [3, 4, 5]


def test_a_first_row_of_data_without_numbers_is_no_second_row_of_names():
    read = read_file(b"Klant;Order;Datum;Aantal\nA;;;\nB;1;2026-01-01;5\nC;2;2026-01-02;6\nD;3;2026-01-03;7\n", "x.csv")
    assert read.rows.tolist() == [2, 3, 4, 5]


def test_a_list_whose_first_headers_are_id_and_a_p_is_no_sylk():
    read = read_file(b"ID;Purchase Point;Status\n000000123;Web;complete\n000000124;Web;pending\n", "export.csv")
    assert read.headers == ("ID", "Purchase Point", "Status")
    for rows in (b"ID;Plaats\nNL;Utrecht\nBE;Gent\n", b"ID;PLAATS\nC;Xanten\nE;Gent\n"):
        assert len(read_file(rows, "export.csv")) == 2


def test_names_in_two_rows_are_joined():
    groups = "Order;;Klant;Datum;;Aantal;\nnr;regel;;toegezegd;geleverd;besteld;geleverd\n"
    rows = "".join(f"{n};10;K{n};0{n}-03-2026;0{n}-03-2026;5;5\n" for n in range(1, 5))
    names = (
        *("Order nr", "Order regel", "Klant", "Datum toegezegd", "Datum geleverd"),
        *("Aantal besteld", "Aantal geleverd"),
    )
    read = read_file((groups + rows).encode(), "x.csv")
    assert read.headers == names
    assert (read.how.name_rows, read.how.title_rows, read.rows.tolist()) == ((1, 2), (), [3, 4, 5, 6])
    titled = read_file(("Lijst;maart\n\n" + groups + rows).encode(), "x.csv")
    assert titled.headers == names
    assert (titled.how.name_rows, titled.how.title_rows) == ((3, 4), (1,))


def test_a_title_above_names_is_no_part_of_them():
    rows = "1;10;01-03-2026;02-03-2026;5\n2;10;01-03-2026;02-03-2026;6\n3;10;01-03-2026;02-03-2026;7\n"
    for title in ("Periode: maart;Filiaal: Utrecht", "Orderlijst", "Lijst;12", "Filiaal;Utrecht"):
        read = read_file(f"{title}\nOrder;Regel;Datum;Datum;Aantal\n{rows}".encode(), "x.csv")
        assert read.headers == ("Order", "Regel", "Datum", "Datum (2)", "Aantal")
        assert read.how.name_rows == ()


def test_technical_names_that_tell_repeated_names_apart_are_joined_to_them_and_others_are_not():
    rows = "4711;10;20260301;20260302\n4711;20;20260301;20260303\n4712;10;20260302;20260304\n"
    for technical, dates in (("EDATU;WADAT", ("Datum EDATU", "Datum WADAT")), ("DATS;DATS", ("Datum", "Datum (2)"))):
        read = read_file(f"Order;Regel;Datum;Datum\nVBELN;POSNR;{technical}\n{rows}".encode(), "x.csv")
        assert (read.headers[-2:], read.rows.tolist()) == (dates, [3, 4, 5])


def test_a_printed_list_has_its_names_subtotals_and_page_marks_left_out():
    header = "Ordernr;Regel;Klant;Datum;Besteld;Geleverd\n"
    page = "".join(f"{n};10;K{n};0{n}-03-2026;5;5\n" for n in range(1, 6))
    between = f"Totaal K5;;;;25;25\nK5 Total;;;;25;25\n\nPagina 1 van 2\n{header}"
    content = f"{header}{page}{between}{page.replace(';10;', ';20;')}Eindtotaal;;;;50;50\n".encode()
    read = read_file(content, "lijst.csv")
    assert read.rows.tolist() == [2, 3, 4, 5, 6, 12, 13, 14, 15, 16]
    assert {one.code: one.rows.tolist() for one in read.findings} == {
        "names_again_left_out": [11],
        "subtotals_left_out": [7, 8, 10],
        "totals_left_out": [17],
    }
    assert len(read_file(content, "lijst.csv", ReadingChoices(totals="keep"))) == 15


def test_a_customer_called_total_stays_between_the_others():
    rows = [["Total Oil", "1", "5", "", "2026-01-01"], ["Totaal BV", "2", "5", "", ""], ["A", "3", "5", "5", ""]]
    assert len(table(["Klant", "Order", "Aantal", "Geleverd", "Datum"], [*rows, *rows[2:]])) == 4


LIST = ["Klant", "Order", "Regel", "Besteld", "Geleverd", "Toegezegd", "Werkelijk"]
FULL = [["Jansen", f"471{n}", "10", "5", "5", "20260312", "20260312"] for n in range(9)]
WAITING = [
    *([name, "4711", "10", "5", "", "20260312", ""] for name in ("Totaal Wonen BV", "Total", "Station Total")),
    *(["Totaal Wonen BV", "", "10", "5", "", day, ""] for day in ("12 mrt 2026", "2026-W07", "wk 7 2026")),
    ["Totaal Wonen BV", "4711", "10", "5", "", "", ""],
    ["Totaal Wonen BV", "", "Bureau", "ART-12", "5", "", ""],
    ["Blad 4 staal", "4711", "10", "5", "", "", ""],
]
SUBTOTALS = [
    ["Totaal Jansen", "", "", "25", "25", "", ""],
    ["Totaal Jansen", "25", "25", "", "", "", ""],
    ["Subtotaal", "25", "25", "ST", "", "", ""],
    ["Totaal 12-03-2026", "", "", "25", "ST", "", ""],
    ["Totaal maart", "4711", "", "25", "", "25000", ""],
    ["Pagina 1 van 2", "", "", "", "", "", ""],
]


@pytest.mark.parametrize("row", WAITING)
def test_a_row_of_a_customer_called_total_that_waits_for_its_delivery_stays(row):
    assert len(table(LIST, [*FULL[:5], row, *FULL[5:]])) == 10
    assert len(table(LIST, [*FULL, row])) == 10


@pytest.mark.parametrize("row", SUBTOTALS)
def test_a_subtotal_is_left_out_whatever_stands_in_it(row):
    assert len(table(LIST, [*FULL[:5], row, *FULL[5:]])) == 9
    for last in (row, ["Total", "25", "25", "", "", "", ""], ["Totaal", "", "", "25", "", "", "31-03-2026"]):
        assert len(table(LIST, [*FULL, last])) == 9

"""Whatever is brought, the answer says what is wrong, where and what to do: no traceback, no dead process."""

from __future__ import annotations

import io
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from otif_koop.intake import (
    Mapping,
    NotAssembled,
    NotMapped,
    NotRead,
    ReadingChoices,
    propose,
    read_file,
    to_order_tables,
)
from otif_koop.message import Refused
from tests.intake.files import codes, csv_bytes, far_cell_workbook, take_in, workbook_of, xlsx_bytes
from tests.intake.malformed_files import (
    BROKEN_MAPPINGS,
    BROKEN_WORKBOOKS,
    OTHER_PROGRAMS,
    READ_WITH_A_FINDING,
    packed,
)

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
GOOD_XLSX = xlsx_bytes({"Blad1": [["Order", "Regel", "Besteld"], ["1", "1", 5]]})


def parquet_bytes():
    out = io.BytesIO()
    pq.write_table(pa.table({"order_id": ["1"] * 50, "x": list(range(50))}), out)
    return out.getvalue()


def many_parts():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("xl/workbook.xml", "<x/>")
        for number in range(2100):
            file.writestr(f"xl/part{number}", "")
    return out.getvalue()


def a_lie_about_size():
    """A zip whose directory promises more than may be unpacked."""
    content = bytearray(packed(**{"xl/workbook.xml": "<x/>"}))
    size_in_directory = content.rindex(b"PK\x01\x02") + 24
    content[size_in_directory : size_in_directory + 4] = (450_000_000).to_bytes(4, "little")
    return bytes(content)


def with_password():
    """What a workbook with a password looks like from outside."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600


ENTITIES = "".join(f'<!ENTITY l{n} "{("&l" + str(n - 1) + ";") * 10}">' for n in range(1, 9))
LAUGHS = (
    f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{ENTITIES}]><worksheet xmlns="{MAIN}"><sheetData>'
    '<row r="1"><c r="A1" t="inlineStr"><is><t>&l8;</t></is></c></row></sheetData></worksheet>'
)

UNREADABLE = {
    "nothing": b"",
    "only a byte order mark": b"\xef\xbb\xbf",
    "only line ends": b"\r\n\r\n\r\n",
    "only blanks": b"   \t \n",
    "only a sep line": b"sep=;\r\n",
    "names and no rows": b"Order;Regel;Besteld\r\n",
    "names and blank rows": b"Order;Regel;Besteld\n;;\n;;\n",
    "titles only": b"Rapport orders\n",
    "a quotation mark that never closes": b'a;b\n1;"x\n' + b"2;y;\n" * 500 + b"3\n",
    "a quotation mark that never closes in the header": b'a;"b\n' + b"2;y\n" * 500,
    "stray quotation marks and ragged rows": b'a;b\n1;"x"y"\n2\n3;4;5\n' * 30,
    "more cells than names": b"a;b\n" + b"1;2;3;4\n" * 20,
    "zero bytes in the text": b"a;b\n1;\0\n2;3\n",
    "half of it utf-16": "a;b\n1;2\n".encode("utf-16-le")[:-1],
    "pdf": b"%PDF-1.7\n1 0 obj\n",
    "png": b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
    "jpeg": b"\xff\xd8\xff\xe0" + b"\0" * 40,
    "gzip": b"\x1f\x8b\x08\x00" + b"\0" * 40,
    "rar": b"Rar!\x1a\x07\x01\x00",
    "7-zip": b"7z\xbc\xaf\x27\x1c" + b"\0" * 40,
    "sqlite": b"SQLite format 3\0" + b"\0" * 100,
    "a program": b"MZ\x90\0" + b"\0" * 60,
    "rtf": b"{\\rtf1\\ansi order}",
    "a web page called xls": b"<html><table><tr><td>Order</td></tr></table></html>",
    "a page with a doctype": b"\r\n<!DOCTYPE html><html></html>",
    "xml": b'<?xml version="1.0"?><orders><order/></orders>',
    "json object": b'{"orders": [1, 2]}',
    "json list": b'[{"order": 1}]',
    "a zip without a workbook": packed(**{"orders.csv": "a;b\n1;2\n"}),
    "an empty zip": packed(),
    "half a zip": GOOD_XLSX[: len(GOOD_XLSX) // 2],
    "a zip with its directory cut off": GOOD_XLSX[:-30],
    "a zip with changed bytes": GOOD_XLSX[:200] + b"\xff" * 400 + GOOD_XLSX[600:],
    "a workbook without its sheet": packed(**{"xl/workbook.xml": "<workbook/>"}),
    "a workbook with broken xml": workbook_of("<worksheet><sheetData><row"),
    "a workbook with an empty sheet": xlsx_bytes({"Blad1": []}),
    "a workbook with entities in entities": workbook_of(LAUGHS),
    "a workbook with a far cell": far_cell_workbook(),
    "a workbook with a password": with_password(),
    "an old workbook, damaged": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000,
    "an old workbook, cut off": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "a workbook of too many parts": many_parts(),
    "a workbook that unpacks to half a gigabyte": a_lie_about_size(),
    "parquet without an end": parquet_bytes()[:-20],
    "parquet of nothing": b"PAR1PAR1",
    "parquet with changed bytes": parquet_bytes()[:40] + b"\xff" * 60 + parquet_bytes()[100:],
    "ods without content": packed(mimetype="application/vnd.oasis.opendocument.spreadsheet", **{"content.xml": "<x"}),
    "xlsb without content": packed(**{"xl/workbook.bin": b"\0\1\2"}),
    **OTHER_PROGRAMS,
    **BROKEN_WORKBOOKS,
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_unreadable_files_are_refused_in_words(what):
    with pytest.raises(NotRead) as refused:
        read_file(UNREADABLE[what], "bestand.xyz")
    _says_what_and_what_to_do(refused.value, "bestand.xyz")


def _says_what_and_what_to_do(refused: Refused, name: str) -> None:
    text = str(refused)
    assert name in text
    assert "Traceback" not in text
    assert not any(word in text for word in ("Error(", "Exception", "0x", "arrow::"))
    does = (
        "Export",
        "Save",
        "Open",
        "Put",
        "Choose",
        "choose",
        "Bring",
        "Look",
        "Unpack",
        "Leave",
        "leave",
        "Delete",
        "Say",
    )
    assert any(word in text for word in does), text


NAMES = ["Order", "Regel", "Besteld", "Geleverd", "Toegezegde datum", "Werkelijke leverdatum"]
ROW = ["1", "10", "5", "5", "2026-03-01", "2026-03-02"]


def lines(header=NAMES, rows=(ROW,)):
    return {"lines": read_file(csv_bytes(header, rows), "orders.csv")}


UNUSABLE = {
    "no column is an order": (lines(["x", "y"], [["a", "2026-01-01"]]), []),
    "the order number is blank everywhere": (lines(rows=[["", *ROW[1:]]] * 2), []),
    "delivered and nothing ordered": (lines(["Order", "Regel", "Geleverd"], [["1", "1", "5"]]), []),
    "an answer without a sign": (lines(), ["promised_date"]),
    "an answer without a column": (lines(), ["promised_date="]),
    "an answer with an unknown field": (lines(), ["leverdatum=Order"]),
    "an answer with an unknown column": (lines(), ["promised_date=Leverdag"]),
    "an answer for a file that isn't there": (lines(), ["deliveries.order_id=Order"]),
    "an answer with an unknown shape": (lines(), ["shape=pallet"]),
    "an answer with an unknown order of dates": (lines(), ["date_order=american"]),
    "day and month undecided": (lines(rows=[[*ROW[:4], "03-04-2026", "05-04-2026"]] * 2), []),
    "the decimal mark undecided": (lines(rows=[["1", "1", "1.200", "5", *ROW[4:]]]), []),
}


@pytest.mark.parametrize("what", UNUSABLE)
def test_unusable_tables_are_refused_in_words(what):
    tables, answers = UNUSABLE[what]
    with pytest.raises((NotMapped, NotAssembled)) as refused:
        take_in(*answers, **tables)
    text = str(refused.value)
    assert "orders.csv" in text or (answers and answers[0] in text)
    assert "Traceback" not in text


@pytest.mark.parametrize("what", READ_WITH_A_FINDING)
def test_a_broken_row_is_named_and_the_others_are_read(what):
    content, code = READ_WITH_A_FINDING[what]
    intake = take_in(lines=read_file(content, "orders.csv"))
    found = next((one for one in intake.findings if one.code == code), None)
    assert found is not None, codes(intake)
    assert len(intake.tables.lines) >= 11
    if code != "quotes_as_text":
        assert len(found.rows) == found.count >= 1
        assert found.rows.max() == 14


@pytest.mark.parametrize("what", BROKEN_MAPPINGS)
def test_a_broken_mapping_is_refused_with_the_place(what):
    with pytest.raises(Refused) as refused:
        Mapping.from_yaml(BROKEN_MAPPINGS[what])
    assert "Traceback" not in str(refused.value)


def test_the_corpus_holds_a_hundred_files_at_least():
    assert len(UNREADABLE) + len(UNUSABLE) + len(READ_WITH_A_FINDING) + len(BROKEN_MAPPINGS) >= 140


def test_a_choice_that_does_not_fit_the_file_is_refused():
    content = csv_bytes(["Order", "Oms"], [["1", "é"]])
    with pytest.raises(NotRead, match=r"orders.csv, row 2: this file isn't written in utf-8"):
        read_file(content.decode().encode("cp1252"), "orders.csv", ReadingChoices(encoding="utf-8"))
    with pytest.raises(NotRead, match="has no row 99"):
        read_file(content, "orders.csv", ReadingChoices(header_row=99))


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (["a", "b"], ["1", "2"]),
        (["#1", "#2"], ["", "x"]),
        (["Order"] * 3, ["1", "2", "3"]),
        (["😀", "=cmd()"], ["1", "=1+1"]),
        ([f"kolom {n}" for n in range(300)], [str(n) for n in range(300)]),
    ],
)
def test_proposing_never_fails_on_odd_but_readable_tables(header, row):
    tables = lines(header, [row])
    proposal = propose(tables)
    assert len(proposal.columns) == len(tables["lines"].headers)
    try:
        answer = str(len(to_order_tables(tables, proposal.mapping).tables.lines))
    except Refused as refused:
        answer = str(refused)
    assert answer == "1" or "orders.csv" in answer

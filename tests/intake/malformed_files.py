"""Files that are no table, or a broken one, made here from good ones: what a client's mailbox really holds."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tests.intake.files import csv_bytes, xlsx_bytes

WORKBOOKS = Path(__file__).with_name("workbooks")
XLS, XLSB, ODS, XLSX = (
    (WORKBOOKS / name).read_bytes() for name in ("xlwt.xls", "sheetjs.xlsb", "odfpy.ods", "sheetjs.xlsx")
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"


def packed(**entries) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries.items():
            file.writestr(name, content)
    return out.getvalue()


def with_part(content: bytes, ending: str, part: bytes | None) -> bytes:
    """A packed file in which the parts with this ending are this, or gone (None)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if not name.endswith(ending):
                new.writestr(name, old.read(name))
            elif part is not None:
                new.writestr(name, part)
    return out.getvalue()


def with_bit(content: bytes, bit: int) -> bytes:
    """A packed file whose directory says of each part that it is encrypted (bit 0)."""
    data = bytearray(content)
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1 << bit
        at = data.find(b"PK\x01\x02", at + 1)
    return bytes(data)


def parquet(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


_ODT = "application/vnd.oasis.opendocument.text"
_NO_TABLE = (
    f'<?xml version="1.0"?><office:document-content xmlns:office="{OFFICE}"><office:body><office:spreadsheet/>'
    "</office:body></office:document-content>"
).encode()

OTHER_PROGRAMS = {
    "tar": b"orders.csv" + b"\0" * 90 + b"0000644\0" + b"\0" * 400,
    "zstd": b"\x28\xb5\x2f\xfd" + b"\0" * 50,
    "xz": b"\xfd7zXZ\0" + b"\0" * 50,
    "bzip2": b"BZh91AY&SY" + b"\0" * 50,
    "access": b"\0\1\0\0Standard Jet DB\0" + b"\0" * 100,
    "edifact": b"UNA:+.? 'UNB+UNOC:3+8712345000004:14+x'UNH+1+ORDERS:D:96A:UN'",
    "idoc": b"EDI_DC40  8000000000012345678\nE2EDK01005 x\n",
    "sylk": b'ID;PWXL;N;E\nC;Y1;X1;K"Order"\nE\n',
    "a web archive": b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n<html>",
    "a mail": b"From: a@b.nl\nTo: c@d.nl\nSubject: export\n\nHierbij.\n",
    "a database's dump": b"-- MySQL dump\nCREATE TABLE `orders` (`id` int);\n",
    "json in lines": b'{"order": 1}\n{"order": 2}\n',
    "yaml": b"orders:\n  - id: 1\n    line: 2\n",
    "a list for the printer": b"Orderlijst        pagina 1\n--------------\n4711   Stoel     5\n",
    "orc": b"ORC" + b"\0" * 50,
    "avro": b"Obj\x01" + b"\0" * 50,
    "feather": b"ARROW1\0\0" + b"\0" * 50,
    "sas": b"\0" * 84 + b"SAS FILE" + b"\0" * 100,
    "spss": b"$FL2@(#) SPSS" + b"\0" * 50,
    "dbase": b"\x03\x7e\x01\x01" + b"\0" * 60,
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    "postscript": b"%!PS-Adobe-3.0\n",
    "pickle": b"\x80\x04\x95" + b"\0" * 30,
    "xml of Excel 2003": b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>',
    "lotus": b"\0\0\x02\0\x06\x04" + b"\0" * 60,
    "Word": packed(**{"word/document.xml": "<w/>", "[Content_Types].xml": "<x/>"}),
    "PowerPoint": packed(**{"ppt/presentation.xml": "<p/>"}),
    "Numbers": packed(**{"Index/Document.iwa": "x"}),
    "a text of OpenOffice": packed(mimetype=_ODT, **{"content.xml": "<x/>"}),
    "an old text of Word": OLE + b"\0" * 504 + "WordDocument".encode("utf-16-le") + b"\0" * 2000,
    "a zip with a workbook in it": packed(**{"orders.xlsx": XLSX}),
    "utf-32": "a;b\n1;2\n".encode("utf-32"),
    "ebcdic": "Order;Regel\n1;2\n".encode("cp500"),
    "noise": bytes((place * 73 + 41) % 256 for place in range(5000)),
    "delimiters only": b";;;;\n;;;;\n;;;;\n",
    "one column": b"Order\n1\n2\n",
}

BROKEN_WORKBOOKS = {
    "xls, half": XLS[: len(XLS) // 2],
    "xls, its end cut off": XLS[:-1500],
    "xls, its first sector only": XLS[:512],
    "xls, sectors of zeros": XLS[:512] + b"\0" * 512 + XLS[1024:],
    "xls, its directory away": XLS[:48] + b"\xff" * 4 + XLS[52:],
    "xlsb, half": XLSB[: len(XLSB) // 2],
    "xlsb without its sheet": with_part(XLSB, "sheet2.bin", None),
    "xlsb with a sheet of noise": with_part(XLSB, "sheet2.bin", b"\xff" * 300),
    "xlsb with an empty sheet": with_part(XLSB, "sheet2.bin", b""),
    "xlsb with noise for a book": with_part(XLSB, "workbook.bin", b"\x80" * 50),
    "ods, half": ODS[: len(ODS) // 2],
    "ods with broken xml": with_part(ODS, "content.xml", b"<a><b></a>"),
    "ods without a table": with_part(ODS, "content.xml", _NO_TABLE),
    "ods with a password": with_part(
        ODS, "manifest.xml", b"<manifest><file-entry><encryption-data/></file-entry></manifest>"
    ),
    "xlsx with a password on its parts": with_bit(XLSX, 0),
    "xlsx without relations": with_part(XLSX, "workbook.xml.rels", None),
    "xlsx with a text for a sheet": with_part(XLSX, "sheet2.xml", b"hello"),
    "xlsx with an empty sheet": with_part(XLSX, "sheet2.xml", b""),
    "xlsx with noise for a book": with_part(XLSX, "xl/workbook.xml", b"\0\1"),
    "xlsx with names and no rows": xlsx_bytes({"Blad1": [["Order", "Regel", "Besteld"]]}),
    "parquet that is encrypted": b"PARE" + b"\0" * 50 + b"PARE",
    "parquet without columns": parquet(pa.table({})),
    "parquet without rows": parquet(pa.table({"order_id": pa.array([], pa.string())})),
    "parquet with records in a column": parquet(pa.table({"o": [{"a": 1}]})),
    "parquet with bytes in a column": parquet(pa.table({"o": [b"\xff\xfe"]})),
    "parquet that lies about its end": parquet(pa.table({"o": ["a"] * 100}))[:-8] + b"\xff\xff\xff\x7fPAR1",
}

_HEADER = ["Order", "Regel", "Besteld", "Geleverd", "Toegezegde datum", "Werkelijke leverdatum"]


def _lines(*rows: list[str], extra: str = "") -> bytes:
    good = [[str(1000 + n), "10", "5", "5", "2026-03-01", "2026-03-02"] for n in range(12)]
    return csv_bytes(_HEADER, [*good, *rows]) + extra.encode()


READ_WITH_A_FINDING = {
    "a row with too few cells": (_lines(extra="2000;10;5\r\n"), "too_few_cells"),
    "a row with too many cells": (_lines(extra="2000;10;5;5;2026-03-01;2026-03-02;x;y\r\n"), "too_many_cells"),
    "inches that look like quotation marks": (
        _lines(["2000", "10", "5", "5", "2026-03-01", "2026-03-02"]).replace(b"1003;", b'"1003;'),
        "quotes_as_text",
    ),
    "a word for a quantity": (_lines(["2000", "10", "vijf", "5", "2026-03-01", "2026-03-02"]), "unreadable_number"),
    "a word for a date": (_lines(["2000", "10", "5", "5", "n.t.b.", "2026-03-02"]), "unreadable_date"),
    "a day that is not there": (_lines(["2000", "10", "5", "5", "2026-02-30", "2026-03-02"]), "unreadable_date"),
    "a row without an order": (_lines(["", "10", "5", "5", "2026-03-01", "2026-03-02"]), "missing_order_id"),
    "the same row twice": (_lines(["1003", "10", "5", "5", "2026-03-01", "2026-03-02"]), "exact_copies"),
    "a negative quantity": (_lines(["2000", "10", "-5", "5", "2026-03-01", "2026-03-02"]), "negative_quantity"),
    "a total in the middle of nowhere": (_lines(["Totaal", "", "60", "60", "", ""]), "totals_left_out"),
}

BROKEN_MAPPINGS = {
    "no mapping but a list": "- a\n- b\n",
    "a text": "hallo\n",
    "an unclosed bracket": "files: {lines: {columns: {Order: order_id}\n",
    "a tab for an indent": "files:\n\tlines: {}\n",
    "another version": "version: 2\n",
    "an unknown file": "files: {regels: {}}\n",
    "an unknown field": "files: {lines: {columns: {Order: ordernummer}}}\n",
    "a number for a field": "files: {lines: {columns: {Order: 5}}}\n",
    "a list for columns": "files: {lines: {columns: [Order]}}\n",
    "the same field of a file twice": "files: {lines: {}, lines: {}}\n",
    "an alias": "a: &x {b: 1}\nfiles: *x\n",
    "a tag that makes an object": "files: !!python/object/apply:os.system [id]\n",
    "nested without end": "a: " * 3 + "[" * 200,
    "a wrong word for the order of dates": "files: {lines: {columns: {D: {field: promised_date, date_order: us}}}}\n",
    "a negative header row": "files: {lines: {reading: {header_row: -1}}}\n",
    "an unknown encoding": "files: {lines: {reading: {encoding: latin}}}\n",
    "a shape that is none": "shape: pallet\n",
    "a megabyte of it": "# " + "x" * 1_000_001,
    "zero bytes": "shape: li\0ne\n",
}

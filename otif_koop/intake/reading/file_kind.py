"""What a file is, by its bytes and never by its name: an ERP gladly calls a CSV .xls."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Literal

from otif_koop.intake.refusals import NotRead
from otif_koop.message import Message, message

Kind = Literal["csv", "xlsx", "xlsb", "ods", "xls", "parquet"]

LARGEST_FILE = 2_000_000_000
LARGEST_CSV = 250_000_000  # of which reading takes up to six times as much memory
LARGEST_WORKBOOK = 50_000_000
MOST_ENTRIES = 2_000
LARGEST_UNPACKED = 400_000_000
_START = 100_000

_REFUSED: tuple[tuple[bytes, str | Message], ...] = (
    (b"%PDF", "PDF"),
    (b"\x1f\x8b", "gzip"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"SQLite format 3", "SQLite"),
    (b"\x7fELF", "ELF"),
    (b"MZ\x90", "EXE"),
    (b"BZh", "bzip2"),
    (b"{\\rtf", "RTF"),
    (b"\xfd7zXZ", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\0\1\0\0Standard", "Access"),
    (b"PARE", message("Parquet that is encrypted")),
    (b"ARROW1", "Feather"),
    (b"Obj\1", "Avro"),
    (b"$FL2", "SPSS"),
    (b"%!PS", "PostScript"),
    (b"UNA:+", "EDIFACT"),
    (b"UNB+", "EDIFACT"),
    (b"EDI_DC40", "IDoc"),
    (b"MIME-Version:", "MIME"),
)
_REFUSED_FORMS: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (  # a list with the headers ID;Plaats begins the same, and NL;Utrecht is a row of it
        re.compile(rb"ID;P[A-Z0-9]*(;[NE])*[\r\n]+(P;P|F;[A-Z]+\d|B;[XY]\d|C;[XY]\d|O;[A-Z]\b|NN;N|E\b)"),
        "SYLK",
    ),
    (re.compile(rb"ORC[^ -~\t]"), "ORC"),
)
_PACKED: tuple[tuple[str, str], ...] = (
    ("word/document.xml", "Word"),
    ("ppt/presentation.xml", "PowerPoint"),
    ("index/document.iwa", "Numbers"),
)


def kind_of(content: bytes, name: str) -> Kind:
    """What kind of table file this is; raises `NotRead` for what is none."""
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_zip(content, name)
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _kind_of_ole(content, name)
    if content.startswith(b"PAR1"):
        return "parquet"
    for start, what in _REFUSED:
        if content.startswith(start):
            raise _no_table(name, what)
    for form, what in _REFUSED_FORMS:
        if form.match(content):
            raise _no_table(name, what)
    head = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<html", b"<!doctype html", b"<table", b"<meta")):
        raise _no_table(name, "HTML")
    if head.startswith((b"<?xml", b"<workbook", b"<")):
        raise _no_table(name, "XML")
    if head.startswith((b"{", b"[{", b"[\n", b"[ {")):
        raise _no_table(name, "JSON")
    return "csv"


def _no_table(name: str, what: str | Message) -> NotRead:
    return NotRead(
        message(
            "{file} holds {what}, not a table that can be read here. Open it in Excel or in the"
            " program it came from, and"
            " save it as xlsx or CSV.",
            file=name,
            what=what,
        )
    )


def _kind_of_zip(content: bytes, name: str) -> Kind:
    """Which of the zipped workbooks this is; its directory is checked before anything is unpacked."""
    if len(content) > LARGEST_WORKBOOK:
        raise _too_large(name, message("it is larger than {most} MB", most=LARGEST_WORKBOOK // 1_000_000))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            entries = packed.infolist()
            encrypted = any(entry.flag_bits & 1 for entry in entries)
            about = b"" if encrypted else _start_of(packed, "META-INF/manifest.xml")
            document = "" if encrypted else str(_start_of(packed, "mimetype"), "utf-8", "replace")
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError, EOFError, zlib.error):
        raise NotRead(
            message(
                "{file} is damaged: its packing can't be opened. Save it again, or save it as CSV.",
                file=name,
            )
        ) from None
    if len(entries) > MOST_ENTRIES:
        raise _too_large(name, message("it holds more than {most} parts", most=MOST_ENTRIES))
    if sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise _too_large(name, message("unpacked it is larger than {most} MB", most=LARGEST_UNPACKED // 1_000_000))
    if encrypted or b"encryption-data" in about:
        raise locked(name)
    return _kind_of_parts({entry.filename.lower() for entry in entries}, document, name)


def _kind_of_parts(parts: set[str], document: str, name: str) -> Kind:
    """Which workbook it is by what is packed in it; `document` is what an OpenDocument says that it is."""
    if "xl/workbook.bin" in parts:
        return "xlsb"
    if any(part.endswith("workbook.xml") for part in parts):
        return "xlsx"
    if "content.xml" in parts and "spreadsheet" in document:
        return "ods"
    what = next((what for part, what in _PACKED if part in parts), "OpenDocument" if "content.xml" in parts else "")
    if what:
        raise _no_table(name, what)
    raise NotRead(
        message(
            "{file} is a ZIP file without a workbook in it. Unpack it first and bring the files themselves.", file=name
        )
    )


def _start_of(packed: zipfile.ZipFile, part: str) -> bytes:
    if part not in packed.namelist():
        return b""
    with packed.open(part) as opened:
        return opened.read(_START)


def _kind_of_ole(content: bytes, name: str) -> Kind:
    if len(content) > LARGEST_WORKBOOK:
        raise _too_large(name, message("it is larger than {most} MB", most=LARGEST_WORKBOOK // 1_000_000))
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise locked(name)
    return "xls"


def _too_large(name: str, why: Message) -> NotRead:
    return NotRead(
        message(
            "{file} is too large for a workbook: {why}. Save the sheet as CSV, or export a shorter period.",
            file=name,
            why=why,
        )
    )


def locked(name: str) -> NotRead:
    """The refusal for a workbook with a password or a sensitivity label."""
    return NotRead(
        message(
            "{file} has a password or a sensitivity label. Save a copy without it, or save the sheet as CSV.", file=name
        )
    )

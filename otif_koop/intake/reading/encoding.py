"""Bytes to text: which alphabet a file was written in.

A ladder: byte order mark, zero bytes (utf-16 without a mark), strict utf-8, then cp1252 against cp850 by which of the
two gives letters that Dutch, German and French write. Guessing libraries were measured to be wrong on all three
8-bit encodings (ecosystem, 1.1).
"""

from __future__ import annotations

import codecs

from otif_koop.intake.reading.choices import Encoding
from otif_koop.intake.refusals import NotRead
from otif_koop.message import message

_LOOK_AT = 1_000_000
_MARKS: tuple[tuple[bytes, Encoding], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LETTERS = set("éëèêïíìîóöòôúüùûáäàâçñßÉËÈÖÜÄÅåæøÆØ€£°²½–’‘“”")


def decode(content: bytes, name: str, chosen: Encoding | None) -> tuple[str, Encoding]:
    """The text of a file and the encoding it was read in.

    Raises `NotRead` where the chosen encoding doesn't fit, and where the bytes are no text at all.
    """
    mark, marked = next(((mark, code) for mark, code in _MARKS if content.startswith(mark)), (b"", None))
    encoding = chosen or marked or _without_mark(content)
    body = content[len(mark) :] if encoding == marked else content
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as fault:
        row = str(body.count(b"\n", 0, fault.start) + 1)
        if chosen is None:
            raise NotRead(
                message(
                    "{file}, row {row}: there are bytes here that no text holds, so it is no table. Export it again as"
                    " CSV or xlsx.",
                    file=name,
                    row=row,
                )
            ) from None
        raise NotRead(
            message(
                "{file}, row {row}: this file isn't written in {encoding}. Leave the encoding to us or choose another.",
                file=name,
                row=row,
                encoding=encoding,
            )
        ) from None
    if "\0" in text:
        raise NotRead(
            message(
                "{file}, row {row}: there are zero bytes in this file, so it is no text. Export it"
                " again as CSV or xlsx.",
                file=name,
                row=str(text.count("\n", 0, text.index("\0")) + 1),
            )
        )
    return text, encoding


def _without_mark(content: bytes) -> Encoding:
    if content.isascii() and b"\0" not in content[:_LOOK_AT]:
        return "utf-8"
    start = content[: _LOOK_AT // 2 * 2]
    zeros_even, zeros_odd = start[0::2].count(0), start[1::2].count(0)
    if zeros_even + zeros_odd > len(start) // 5:
        return "utf-16-le" if zeros_odd > zeros_even else "utf-16-be"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(content, final=True)
    except UnicodeDecodeError:
        return _eight_bits(content)
    return "utf-8"


def _eight_bits(content: bytes) -> Encoding:
    """cp1252 or cp850, by the share of high bytes that are letters or signs that people here write."""
    high = bytes(byte for byte in content[:_LOOK_AT] if byte > 0x7F) or bytes(byte for byte in content if byte > 0x7F)

    def fits(encoding: Encoding) -> float:
        return sum(letter in _LETTERS for letter in high.decode(encoding, "replace")) / len(high)

    return "cp850" if fits("cp850") > fits("cp1252") else "cp1252"

"""Small exports as clients send them, for the tests of the screen."""

from __future__ import annotations

from tests.intake.files import csv_bytes

DUTCH = csv_bytes(
    ["Ordernummer", "Regel", "Klantgroep", "Toegezegde datum", "Geleverd op", "Besteld aantal", "Geleverd aantal"],
    [
        ["GEHEIM-1", "1", "Dealers", "16-03-2026", "16-03-2026", "10", "10"],
        ["GEHEIM-1", "2", "Dealers", "16-03-2026", "18-03-2026", "5", "5"],
        ["GEHEIM-2", "1", "Zorg", "17-03-2026", "17-03-2026", "8", "6"],
        ["GEHEIM-3", "1", "Zorg", "18-03-2026", "18-03-2026", "1", "1"],
    ],
)
"""Dutch headers, semicolons; two of four lines are good."""

AMBIGUOUS = csv_bytes(
    ["Order", "Line", "Due Date", "Delivered At", "Quantity Ordered", "Quantity Delivered"],
    [
        ["4711", "1", "2026-03-02", "2026-03-02", "10", "10"],
        ["4711", "2", "2026-03-02", "2026-03-02", "5", "5"],
        ["4712", "1", "2026-03-03", "2026-03-09", "8", "8"],
    ],
    delimiter=",",
)
"""One date of which only a person knows whether it was asked for or promised."""

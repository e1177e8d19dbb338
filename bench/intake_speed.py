"""How fast a client's file becomes order tables, as ratios within one run (ceilings: issue 3).

A Dutch CSV of a million lines against pandas reading the same file as text (at most 2 x), and a workbook of 100,000
lines against calamine reading it in this process (at most 3 x). `python bench/intake_speed.py [lines]`.
"""

from __future__ import annotations

import io
import sys
from time import perf_counter, process_time

import numpy as np
import pandas as pd
import python_calamine
import xlsxwriter

from otif_koop.intake import open_book, propose, read_file, to_order_tables

CSV_CEILING, WORKBOOK_CEILING = 2.0, 3.0
ROUNDS = 3
MONTHS = 12


def orders(lines: int) -> pd.DataFrame:
    """A year of order lines as a Dutch system exports them."""
    generator = np.random.default_rng(1)
    order = np.sort(generator.integers(0, lines // 3, lines))
    first = np.r_[True, order[1:] != order[:-1]]
    ordered = np.datetime64("2025-01-01") + order * 365 // max(1, lines // 3)
    promised = ordered + generator.integers(3, 15, lines)
    delivered = promised + generator.integers(-2, 4, lines)
    quantity = generator.integers(1, 2000, lines)
    within = np.arange(lines) - np.maximum.accumulate(np.where(first, np.arange(lines), 0))

    def dutch(days: np.ndarray) -> pd.Series:
        return pd.Series(pd.to_datetime(days)).dt.strftime("%d-%m-%Y")

    return pd.DataFrame(
        {
            "Ordernr": order + 4_500_000,
            "Regel": (within + 1) * 10,
            "Klantnr": order % 4000 + 10_000,
            "Artikelnr": [f"ART-{number:05d}" for number in generator.integers(0, 20_000, lines)],
            "Orderdatum": dutch(ordered),
            "Gevraagde leverdatum": dutch(promised - 1),
            "Toegezegde leverdatum": dutch(promised),
            "Werkelijke leverdatum": dutch(delivered),
            "Aantal besteld": quantity,
            "Aantal geleverd": np.where(generator.random(lines) < 0.05, quantity - 1, quantity),
            "Regelbedrag": [f"{cents // 100},{cents % 100:02d}" for cents in generator.integers(100, 500_000, lines)],
            "Land": "NL",
        }
    )


def best(what, clock=perf_counter) -> float:
    times = []
    for _ in range(ROUNDS):
        began = clock()
        what()
        times.append(clock() - began)
    return min(times)


def take_in(content: bytes, name: str) -> int:
    table = {"lines": read_file(content, name)}
    return len(to_order_tables(table, propose(table).mapping).tables.lines)


def of_csv(lines: int) -> float:
    content = orders(lines).to_csv(sep=";", index=False).encode("cp1252")

    def pandas() -> None:
        pd.read_csv(io.BytesIO(content), sep=";", dtype=str, keep_default_na=False, encoding="cp1252")

    bare = best(pandas)
    reading = best(lambda: read_file(content, "orders.csv"))
    whole = best(lambda: take_in(content, "orders.csv"))
    print(f"CSV, {lines:,} lines, {len(content) / 1e6:.0f} MB: pandas as text {bare:.2f} s")
    print(f"  read as text      {reading:.2f} s = {reading / bare:.2f} x")
    print(f"  file to tables    {whole:.2f} s = {whole / bare:.2f} x (at most {CSV_CEILING} x)")
    worked = best(lambda: take_in(content, "orders.csv"), process_time) / best(pandas, process_time)
    print(f"  in processor time {worked:.2f} x, which a busy machine doesn't change")
    return whole / bare


def of_workbook(lines: int) -> float:
    frame = orders(lines)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_numbers": False})
    sheet, dated = book.add_worksheet("Orders"), book.add_format({"num_format": "dd-mm-yyyy"})
    sheet.write_row(0, 0, frame.columns)
    days = {name: pd.to_datetime(frame[name], format="%d-%m-%Y") for name in frame.columns if "datum" in name}
    columns = [days.get(name, frame[name]).tolist() for name in frame.columns]
    for row, values in enumerate(zip(*columns, strict=True), start=1):
        for place, value in enumerate(values):
            if isinstance(value, pd.Timestamp):
                sheet.write_datetime(row, place, value, dated)
            else:
                sheet.write(row, place, value)
    book.close()
    content = out.getvalue()

    def calamine() -> None:
        python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()

    bare = best(calamine)
    reading = best(lambda: read_file(content, "orders.xlsx"))
    parts = io.BytesIO()
    with pd.ExcelWriter(parts, engine="xlsxwriter") as months:
        for month in range(MONTHS):
            of_month = frame[month::MONTHS].assign(**{name: column[month::MONTHS] for name, column in days.items()})
            of_month.to_excel(months, sheet_name=f"month {month + 1}", index=False)
    each = best(lambda: open_book(parts.getvalue(), "orders.xlsx").uses)
    print(f"xlsx, {lines:,} lines, {len(content) / 1e6:.1f} MB: calamine in this process {bare:.2f} s")
    print(
        f"  read as text, in a limited process {reading:.2f} s = {reading / bare:.2f} x (at most {WORKBOOK_CEILING} x)"
    )
    print(f"  the same over {MONTHS} sheets, each with what it is {each:.2f} s = {each / reading:.2f} x that")
    return reading / bare


def main() -> int:
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    within = of_csv(lines) <= CSV_CEILING
    return 0 if (of_workbook(max(1, lines // 10)) <= WORKBOOK_CEILING) and within else 1


if __name__ == "__main__":
    sys.exit(main())

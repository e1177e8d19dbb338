"""Public order data from drop to score, in a browser and in Dutch, beside the command and a count of its own.

    python bench/public_files.py FOLDER [PICTURES]

FOLDER holds what is not in this repository: `scms/` (USAID's deliveries in three encodings), `gulmez/orders.csv`,
`adventureworks/` (purchase order headers and details, with received and rejected quantities) and `article/`. For each
the page is driven as an analyst would: a new workshop, the files dropped, the questions answered, the data used, the
score read. What the screen shows must be what `otif-koop score` gives and, where a few lines of pandas can count it
apart from our engine, that as well. PICTURES is a folder for what was seen. Ends with 1 where anything differs.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

import pandas as pd  # noqa: E402 - the path comes first
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from otif_koop.commands.score import score as command  # noqa: E402
from otif_koop.language import Language  # noqa: E402
from tests.browser.serving import chromium, opening, serving, still  # noqa: E402
from tests.browser.test_file_to_score import figures, go, keep, new_workshop  # noqa: E402

NL = Language("nl")
Counted = Callable[[Path], tuple[float, float | None]]
"""On time and in full at order level, counted apart."""


def scms(folder: Path) -> tuple[float, float | None]:
    rows = pd.read_csv(folder / "scms/SCMS_tab_cp1252.csv", sep="\t", encoding="cp1252")
    due, came = (
        pd.to_datetime(rows[name], format="%d-%b-%y")
        for name in ("Scheduled Delivery Date", "Delivered to Client Date")
    )
    return float((came <= due).groupby(rows["PO / SO #"]).all().mean()), None


def gulmez(folder: Path) -> tuple[float, float | None]:
    rows = pd.read_csv(folder / "gulmez/orders.csv")
    came, due = pd.to_datetime(rows["actual_delivery_date"]), pd.to_datetime(rows["promised_delivery_date"])
    as_of = max(came.max(), pd.to_datetime(rows["order_date"]).max())
    counted = rows["lines_total"].gt(0) & (due.le(as_of) | rows["lines_delivered_complete"].ge(rows["lines_total"]))
    full = rows["lines_delivered_complete"].ge(rows["lines_total"])
    return float((came <= due)[counted].mean()), float(full[counted].mean())


def adventureworks(folder: Path) -> tuple[float, float | None]:
    place = folder / "adventureworks"
    heads, rows = (pd.read_csv(place / f"PurchaseOrder{part}.tsv", sep="\t") for part in ("Header", "Detail"))
    rows = rows.merge(heads[["PurchaseOrderID", "ShipDate"]], on="PurchaseOrderID")
    late = pd.to_datetime(rows["ShipDate"]) > pd.to_datetime(rows["DueDate"])
    orders = rows.assign(ok=~late, full=rows["ReceivedQty"] >= rows["OrderQty"]).groupby("PurchaseOrderID")
    return float(orders["ok"].all().mean()), float(orders["full"].all().mean())


def article(_folder: Path) -> tuple[float, float | None]:
    return 0.5, 0.5


@dataclass(frozen=True)
class Case:
    """Files below the folder, the answers that only a person can give (field, column), and the count of their own."""

    files: tuple[str, ...]
    counted: Counted
    answers: tuple[tuple[str, str], ...] = ()


CASES = {
    "SCMS, commas": Case(("scms/SCMS_lowercase_comma.csv",), scms),
    "SCMS, CR only": Case(("scms/SCMS_tab_CRonly.csv",), scms),
    "SCMS, cp1252": Case(("scms/SCMS_tab_cp1252.csv",), scms),
    "Gulmez": Case(("gulmez/orders.csv",), gulmez),
    "AdventureWorks": Case(
        ("adventureworks/PurchaseOrderHeader.tsv", "adventureworks/PurchaseOrderDetail.tsv"),
        adventureworks,
        (("promised_date", "DueDate"), ("shipped_at", "ShipDate")),
    ),
    "article A": Case(("article/article_A_ordered_weights.csv",), article),
    "article B": Case(("article/article_B_delivered_weights.csv",), article),
    "article G": Case(("article/article_G_marks_overlap.csv",), article),
}


def by_command(folder: Path, case: Case) -> dict:
    """The order level of the total, as the command gives it."""
    answers = [part for field, header in case.answers for part in ("--map", f"{field}={header}")]
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        done = command([*(str(folder / name) for name in case.files), *answers, "--json"])
    assert done == 0, case.files
    scores = json.loads(out.getvalue())["scores"]
    return next(one for one in scores if one["group"] is None and one["level"] == "order")


def on_screen(page: Page, server: str, folder: Path, name: str, case: Case, pictures: Path | None) -> list[str]:
    """The figures of the score page after driving the files there; the page is Dutch all the way."""
    made = new_workshop(page, NL, name)
    go(page, server, made, "data", NL)
    page.locator("input[type=file]").set_input_files([folder / one for one in case.files])
    page.get_by_text(NL.say("What is what?")).wait_for(timeout=120_000)
    still(page)
    for field, _ in case.answers:
        page.locator(f"[class*=st-key-answer-][class*={field}] button").first.click()
        still(page)
    if pictures:
        keep(page, pictures, f"{name} - columns")
    page.get_by_role("button", name=NL.say("Use these data")).click()
    page.get_by_text(NL.say("What these data can measure")).wait_for(timeout=120_000)
    still(page)
    if pictures:
        keep(page, pictures, f"{name} - checked")
    page.get_by_role("link", name=NL.say("See the score"), exact=True).click()
    found = figures(page)
    assert page.locator("[data-testid=stException], [data-testid=stAlertContentError]").count() == 0
    if pictures:
        keep(page, pictures, f"{name} - score")
    return found


def compare(browser: Browser, server: str, folder: Path, name: str, pictures: Path | None) -> bool:
    case = CASES[name]
    said = by_command(folder, case)
    on_time, in_full = case.counted(folder)
    began = perf_counter()
    with opening(browser) as open_page:
        shown = on_screen(open_page(f"{server}/", locale="nl-NL"), server, folder, name, case, pictures)
    taken = perf_counter() - began
    measured = said["measured"]
    wanted = [NL.percent(measured["product"]), NL.percent(measured["joint"])]
    apart = abs(said["on_time"] - on_time) < 1e-9 and (
        said["in_full"] is None if in_full is None else abs(said["in_full"] - in_full) < 1e-9
    )
    is_right = shown[:2] == wanted and apart
    rates = "  ".join("–" if rate is None else NL.percent(rate) for rate in (said["on_time"], said["in_full"]))
    screen = "the same" if shown[:2] == wanted else str(shown[:2])
    own = "the same" if apart else str((on_time, in_full))
    print(f"{name:15} {said['units']:6,} orders  on time, in full {rates}  product, joint {'  '.join(wanted)}")
    print(f"{'':15} on screen: {screen}; counted apart: {own}; {taken:.0f} s in the browser")
    return is_right


def main() -> int:
    folder = Path(sys.argv[1])
    pictures = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, serving(Path(place)) as server, sync_playwright() as playwright:
        browser = chromium(playwright)
        right = [compare(browser, server, folder, name, pictures) for name in CASES]
    return 0 if all(right) else 1


if __name__ == "__main__":
    sys.exit(main())

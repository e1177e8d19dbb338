"""`otif-koop score`: files in, a table or JSON out; what is doubtful or wrong exits with 2 and says what to do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from otif_koop.cli import main
from tests.intake.files import xlsx_bytes

ARTICLE = """order_id,line,ordered_qty,delivered_qty,agreed_date,delivered_date,error,complaint
1,1,10000,10000,2017-03-06,2017-03-06,0,0
1,2,8000,8000,2017-03-06,2017-03-06,1,0
1,3,6000,5000,2017-03-06,2017-03-06,0,0
1,4,5000,4000,2017-03-06,2017-03-06,0,0
2,5,6500,6500,2017-03-08,2017-03-10,0,1
2,6,6000,6000,2017-03-08,2017-03-10,0,1
2,7,6000,6000,2017-03-08,2017-03-10,0,0
"""


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def put(name: str, text: str, encoding: str = "utf-8") -> str:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return str(path)

    return put


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["score", *arguments, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def total(found: dict[str, Any], level: str) -> dict[str, Any]:
    return next(one for one in found["scores"] if one["group"] is None and one["level"] == level)


def test_the_article(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, write("article.csv", ARTICLE), "--level", "all")
    assert found["as_of"] == "2017-03-10"
    line = total(found, "line")
    assert line["units"] == 7
    assert line["excluded"] == {}
    assert line["on_time"] == pytest.approx(4 / 7)
    assert line["otif"]["product"] == pytest.approx(4 / 7 * 5 / 7)
    assert line["otifnenc"]["joint"] == pytest.approx(1 / 7)
    assert total(found, "item")["units"] == 47_500
    assert total(found, "order")["otif"] == {"product": 0.25, "joint": 0.0, "low": 0.0, "high": 0.5}


def test_the_default_level_is_the_definition_s(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    file = write("article.csv", ARTICLE)
    assert {one["level"] for one in answer(capsys, file)["scores"]} == {"order"}
    definition = write("definition.yaml", "level: line\nwindow: {late: 2}\n")
    found = answer(capsys, file, "--definition", definition)
    assert {one["level"] for one in found["scores"]} == {"line"}
    assert total(found, "line")["on_time"] == 1.0
    assert found["definition"]["window"]["late"] == 2


def test_a_table_to_read(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", write("article.csv", ARTICLE), "--level", "line"]) == 0
    out = capsys.readouterr().out
    assert "57.1 %" in out
    assert "Data up to 2017-03-10" in out


def test_a_doubtful_column_is_asked_with_the_very_options(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "Ordernummer;Regelnr;Besteld aantal;Geleverd aantal;Leverdatum;Afleverdatum\n"
    rows += "A;1;5;5;02-03-2026;03-03-2026\nB;1;5;5;15-03-2026;15-03-2026\n"
    file = write("dutch.csv", rows)
    assert main(["score", file]) == 2
    said = capsys.readouterr().err
    options = [line.strip()[len('--map "') : -1] for line in said.splitlines() if line.strip().startswith("--map")]
    assert "promised_date=Leverdatum" in options
    found = answer(capsys, file, "--map", "promised_date=Leverdatum")
    assert total(found, "order")["on_time"] == 0.5


def test_without_a_delivered_quantity_in_full_is_null(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "order number,line no,ordered quantity,promised delivery date,actual delivery date\n"
    rows += "A,1,5,2026-03-02,2026-03-02\nB,1,5,2026-03-05,2026-03-06\n"
    one = total(answer(capsys, write("simple.csv", rows)), "order")
    assert one["on_time"] == 0.5
    for name in ("in_full", "no_error", "no_complaint", "no_error_no_complaint", "otif", "otifnenc"):
        assert one[name] is None


def test_files_apart_and_groups(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    orders = write("orders.csv", "ordernummer;klantnr;klantgroep;orderdatum\nA;1;Zorg;01-03-2026\nB;2;Web;02-03-2026\n")
    lines = write(
        "lines.csv",
        "ordernummer;regelnr;besteld aantal;eerste toegezegde datum\n"
        "A;1;5;20-03-2026\nA;2;5;20-03-2026\nB;1;2;21-03-2026\n",
    )
    deliveries = write(
        "deliveries.csv",
        "ordernummer;regelnr;geleverd aantal;afleverdatum\n"
        "A;1;5;20-03-2026\nA;2;3;20-03-2026\nA;2;2;24-03-2026\nB;1;2;21-03-2026\n",
    )
    incidents = write("incidents.csv", "ordernummer;regelnr;fouttype\nB;1;damage\n")
    found = answer(
        capsys,
        *("--orders", orders, "--lines", lines, "--deliveries", deliveries, "--incidents", incidents),
        *("--by", "customer_group", "--level", "order"),
    )
    scores = {one["group"]: one for one in found["scores"]}
    assert scores["Zorg"]["on_time"] == 0.0
    assert scores["Web"]["on_time"] == 1.0
    assert scores["Web"]["no_error"] == 0.0
    assert scores[None]["units"] == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere.csv"], "nowhere.csv: there is no such file."),
        ([], "Name a file with order lines"),
    ],
)
def test_bad_input_says_what_and_exits_with_2(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["score", *arguments]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--as-of", "yesterday"], "--as-of: “yesterday” is not a date"),
        (["--by", "colour"], "--by: “colour” is not one of"),
        (["--by", "region"], "--by: the data has no region."),
        (["--map", "colour=error"], "colour"),
    ],
)
def test_a_bad_option_says_what_and_exits_with_2(
    write: Any, options: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["score", write("article.csv", ARTICLE), *options]) == 2
    assert said in capsys.readouterr().err


def test_a_bad_definition_names_the_file_and_the_path(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    definition = write("definition.yaml", "window: {late: soon}\n")
    assert main(["score", write("article.csv", ARTICLE), "--definition", definition]) == 2
    said = capsys.readouterr().err
    assert definition in said
    assert "window.late" in said


def test_as_of_leaves_out_what_came_after(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, write("article.csv", ARTICLE), "--as-of", "2017-03-07")
    order = total(found, "order")
    assert order["units"] == 1
    assert order["excluded"] == {"open": 1}


def test_a_kept_mapping_also_says_how_the_file_is_read(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "A~promised~delivered\n1~03-04-2026~04-04-2026\n2~05-06-2026~05-06-2026\n".replace("~", "|")
    file = write("kept.csv", rows)
    mapping = write(
        "mapping.yaml",
        "files:\n  lines:\n    columns: {A: order_id, promised: promised_date, delivered: delivered_at}\n"
        "    reading: {date_order: month_first}\nshape: order\n",
    )
    found = answer(capsys, file, "--mapping", mapping)
    assert found["as_of"] == "2026-05-06"
    assert total(found, "order")["units"] == 2


LINES = [["Ordernummer", "Regelnr", "Klantnr", "Besteld aantal", "Eerste toegezegde datum"]]
LINES += [[f"10{at}", 1, "K1", 10, f"2026-03-1{at}"] for at in range(4)]
DELIVERIES = [["Ordernummer", "Regelnr", "Geleverd aantal", "Werkelijke leverdatum"]]
DELIVERIES += [[f"10{at}", 1, 10, f"2026-03-1{at + at // 3}"] for at in range(4)]
BOOK = {
    "Voorblad": [["Leverbetrouwbaarheid"], ["door", "ICT"]],
    "Regels": LINES,
    "Leveringen": DELIVERIES,
    "Fouten": [["Ordernummer", "Regelnr", "Soort fout"], ["101", 1, "schade"]],
    "Groepen": [["Klantnr", "Klantgroep"], ["K1", "Zorg"]],
}


@pytest.fixture
def workbook(tmp_path: Path) -> str:
    path = tmp_path / "klant.xlsx"
    path.write_bytes(xlsx_bytes(BOOK))
    return str(path)


def test_one_workbook_with_the_tables_on_sheets(workbook: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, workbook, "--level", "line", "--by", "customer_group")
    assert total(found, "line")["on_time"] == 0.75
    assert total(found, "line")["no_error"] == 0.75
    assert {one["group"] for one in found["scores"]} == {"Zorg", None}
    (told,) = [one for one in found["read_as"] if "left out" in one]
    assert "taken were the sheets “Regels” (order lines), “Leveringen” (deliveries)" in told
    assert "left out: “Voorblad” (no rows under its names)." in told


def test_sheets_are_named_and_kept_for_next_month(
    workbook: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = str(tmp_path / "mapping.yaml")
    chosen = ("--sheet", "Regels", "--sheet", "Leveringen")
    found = answer(capsys, workbook, "--level", "line", *chosen, "--keep-mapping", kept)
    assert total(found, "line")["no_error"] is None
    assert any("“Fouten” (errors and complaints, left out by hand)" in one for one in found["read_as"])
    again = answer(capsys, workbook, "--level", "line", "--mapping", kept)
    assert again["scores"] == found["scores"]
    every = [part for name in BOOK if name != "Voorblad" for part in ("--sheet", name)]
    assert total(answer(capsys, workbook, "--level", "line", "--mapping", kept, *every), "line")["no_error"] == 0.75


def test_a_sheet_that_is_not_there_is_said_with_those_that_are(
    workbook: str, write: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["score", workbook, "--sheet", "Blad9"]) == 2
    assert "Voorblad, Regels, Leveringen, Fouten and Groepen" in capsys.readouterr().err
    assert main(["score", write("article.csv", ARTICLE), "--sheet", "Blad9"]) == 2
    assert "no workbook" in capsys.readouterr().err


def test_a_file_that_is_named_for_what_it_is_tells_which_sheet_was_read(
    workbook: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = answer(capsys, "--lines", workbook)
    assert any("the sheet “Regels” was read; left out: Voorblad, Leveringen" in one for one in found["read_as"])
    found = answer(capsys, "--lines", workbook, "--sheet", "Regels")
    assert any("taken were the sheets “Regels” (order lines); left out" in one for one in found["read_as"])


def test_a_file_a_month_is_one_table(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    head, *rows = ARTICLE.splitlines(keepends=True)
    parts = [write(f"{at}.csv", head + "".join(rows[at::3])) for at in range(3)]
    apart, whole = answer(capsys, *parts), answer(capsys, write("article.csv", ARTICLE))
    assert apart["scores"] == whole["scores"]


def test_a_finding_tells_the_sheet_and_its_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "klant.xlsx"
    path.write_bytes(xlsx_bytes({**BOOK, "Leveringen": [*DELIVERIES, ["999", 1, 10, "2026-03-12"]]}))
    (found,) = [one for one in answer(capsys, str(path))["findings"] if one["code"] == "delivery_without_line"]
    assert found["where"] == [{"file": f"{path} · Leveringen", "rows": [6]}]
    assert main(["score", str(path)]) == 0
    assert "klant.xlsx · Leveringen: 6)" in capsys.readouterr().out


def test_a_sheet_that_was_chosen_alone_before_is_read_alone_again(
    workbook: str, write: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = write("mapping.yaml", "files:\n  lines:\n    reading: {sheet: Regels}\n")
    found = answer(capsys, workbook, "--mapping", kept)
    assert total(found, "order")["on_time"] is None
    assert any("the sheet “Regels” was read" in one for one in found["read_as"])
    assert total(answer(capsys, workbook, "--mapping", kept, "--sheet", "Regels", "--sheet", "Leveringen"), "order")

"""`python -m otif_koop.demo FOLDER`: writes the demo company's year, and the month after it, as a client's files."""

from __future__ import annotations

import argparse
from pathlib import Path

from otif_koop.demo.client_files import client_export
from otif_koop.demo.order_year import demo_tables, one_more_month


def write_demo(folder: Path, *, seed: int | None = None, scale: float = 1.0, workbook: bool = True) -> list[Path]:
    """Writes the year's files to `folder` and those of the month after to its subfolder `november`; says which."""
    written = []
    for place, tables in (
        (folder, demo_tables(seed, scale=scale)),
        (folder / "november", one_more_month(seed, scale=scale)),
    ):
        place.mkdir(parents=True, exist_ok=True)
        for name, content in client_export(tables, workbook=workbook).items():
            (place / name).write_bytes(content)
            written.append(place / name)
    return written


def main(arguments: list[str] | None = None) -> int:
    """The command line; 0 when the files are written, 2 when the folder can't be written."""
    parser = argparse.ArgumentParser(prog="python -m otif_koop.demo", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the files go; made when it does not exist")
    parser.add_argument("--seed", type=int, help="another seed tells the same story with other orders")
    parser.add_argument("--scale", type=float, default=1.0, help="1 is about 60,000 order lines")
    parser.add_argument("--without-workbook", action="store_true", help="CSV files only: much faster")
    given = parser.parse_args(arguments)
    try:
        written = write_demo(given.folder, seed=given.seed, scale=given.scale, workbook=not given.without_workbook)
    except (OSError, ValueError) as fault:
        parser.exit(2, f"{given.folder}: {fault}\n")
    for path in written:
        print(path)  # noqa: T201 - the command's own answer
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

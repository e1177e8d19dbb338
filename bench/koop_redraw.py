"""What a changed promise on *koop* costs the server: time and processor time from the edit to the page drawn.

    python bench/koop_redraw.py

Every promise is a new one, so that all positions, the exchange curve and the charts are worked out anew, for the demo
company's eight groups on its order data and for the furniture template. Streamlit's own test runner stands in for the
browser, so its own work is counted too: the figures are upper bounds.
"""

from __future__ import annotations

import gc
import logging
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
PROMISES = (2, 14, 5, 11, 7, 16, 4, 12, 6, 15, 3, 13)


def main() -> None:
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["OTIF_KOOP_DATABASE"] = f"sqlite:///{folder}/workshops.sqlite"
        from otif_koop.koop.chain_file import template
        from otif_koop.ui import data, start
        from otif_koop.workshop.document import new_workshop
        from otif_koop.workshop.koop_case import from_template

        empty = new_workshop("Bench")
        measured("demo company, eight groups", start.example(data.demo_book()))
        measured("furniture template, one group", from_template(empty, template("office-furniture"), str))


def measured(what: str, changes: Any) -> None:
    from streamlit.testing.v1 import AppTest

    from otif_koop.store.store import Store
    from otif_koop.workshop.document import new_workshop
    from otif_koop.workshop.edits import apply, edits_of

    made = new_workshop("Bench")
    made = apply(made, *edits_of(made, changes, "bench"))
    app = AppTest.from_file(str(PROJECT / "otif_koop" / "ui" / "shell.py"), default_timeout=60)
    app.query_params["w"] = Store().create(made, "bench")
    app.run()
    app.switch_page("../../pages/koop.py").run()
    gc.collect()
    gc.freeze()
    wall, cpu = [], []
    for promise in PROMISES:
        begin, used = time.perf_counter(), time.process_time()
        app.slider[0].set_value(promise).run()
        wall.append((time.perf_counter() - begin) * 1000)
        cpu.append((time.process_time() - used) * 1000)
        assert not app.exception
    print(
        f"{what}: median {statistics.median(wall):.0f} ms, most {max(wall):.0f} ms (goal 300); "
        f"processor time {statistics.median(cpu):.0f} ms"
    )


if __name__ == "__main__":
    main()

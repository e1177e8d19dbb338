"""What a changed choice on *measure* costs the server, on the demo company's year: time and processor time a rerun.

    python bench/redraw.py

Streamlit's own test runner stands in for the browser, so its own work is counted too: the figures are upper bounds.
"""

from __future__ import annotations

import gc
import logging
import os
import statistics
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
CLICKS = [
    ("level", "line"),
    ("level", "item"),
    ("level", "order"),
    ("partials", "first"),
    ("partials", "by_due"),
    ("partials", "completed"),
    ("due", "requested"),
    ("due", "revised"),
    ("due", "promised"),
] * 3


def main() -> None:
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["OTIF_KOOP_DATABASE"] = f"sqlite:///{folder}/workshops.sqlite"
        from streamlit.testing.v1 import AppTest

        from otif_koop.store.store import Store
        from otif_koop.workshop.document import new_workshop
        from otif_koop.workshop.edits import apply, edits_of

        made = new_workshop("Bench")
        made = apply(made, *edits_of(made, {("data", "files", "demo"): "demo"}, "bench"))
        app = AppTest.from_file(str(PROJECT / "otif_koop" / "ui" / "shell.py"), default_timeout=60)
        app.query_params["w"] = Store().create(made, "bench")
        app.run()
        app.switch_page("../../pages/measure.py").run()
        gc.collect()
        gc.freeze()
        wall, cpu = [], []
        for field, value in CLICKS:
            control = next(one for one in app.segmented_control if (one.key or "").startswith(f"{field}@"))
            begin, used = time.perf_counter(), time.process_time()
            control.set_value(value).run()
            gc.collect()
            wall.append(time.perf_counter() - begin)
            cpu.append(time.process_time() - used)
            assert not app.exception
    print(
        f"a changed choice: median {statistics.median(wall) * 1000:.0f} ms, most {max(wall) * 1000:.0f} ms (goal 300)"
    )
    print(f"processor time:   median {statistics.median(cpu) * 1000:.0f} ms (goal 35, without the test runner's own)")


if __name__ == "__main__":
    main()

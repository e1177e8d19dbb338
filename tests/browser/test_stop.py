"""The server stops when it is asked to, also while pages listen to what others do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request

from otif_koop.store.store import Store
from otif_koop.workshop.document import new_workshop
from tests.browser.serving import APP, PROJECT, free_port

SOON = 10  # seconds; without the streams' own end it would wait for as long as a page is open


def test_an_open_page_does_not_keep_the_server_from_stopping(tmp_path):
    address, port = f"sqlite:///{tmp_path / 'workshops.sqlite'}", free_port()
    store = Store(address)
    workshop_id = store.create(new_workshop("W"), "ann")
    store.close()
    environment = os.environ | {"OTIF_KOOP_DATABASE": address, "PYTHONPATH": str(PROJECT)}
    command = [sys.executable, "-m", "streamlit", "run", str(APP), f"--server.port={port}", "--server.headless=true"]
    with (tmp_path / "log").open("w") as log:
        server = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        stream = None
        for _ in range(600):
            try:
                stream = urllib.request.urlopen(f"http://localhost:{port}/events?w={workshop_id}", timeout=30)
                break
            except OSError:
                time.sleep(0.05)
        assert stream is not None
        with stream:
            lines = [stream.readline().decode() for _ in range(4)]
            assert '"revision": 0' in "".join(lines)
            server.send_signal(signal.SIGTERM)
            assert server.wait(SOON) is not None
    finally:
        server.kill()
        server.wait()

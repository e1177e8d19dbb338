"""The server itself asks nothing of another machine: not when it starts for others, not when a strange page comes."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.browser.serving import APP, PROJECT, free_port


def test_no_request_leaves_a_server_for_others(tmp_path):
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as proxy:  # whoever asks another machine asks it
        threading.Thread(target=_note, args=(proxy, asked), daemon=True).start()
        through = f"http://127.0.0.1:{proxy.getsockname()[1]}"
        set_to = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "all_proxy"), through)
        database = f"sqlite:///{tmp_path / 'workshops.sqlite'}"
        environment = os.environ | set_to | {"OTIF_KOOP_DATABASE": database, "PYTHONPATH": str(PROJECT), "no_proxy": ""}
        port = free_port()
        options = [f"--server.port={port}", "--server.address=0.0.0.0", "--server.headless=true"]  # as `do.py serve`
        command = [sys.executable, "-m", "streamlit", "run", str(APP), *options]
        with (tmp_path / "log").open("w") as log:
            server = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait_until_warm(port)
            with pytest.raises(InvalidStatus):
                connect(f"ws://127.0.0.1:{port}/_stcore/stream", origin="https://elsewhere.example", proxy=None)
            time.sleep(0.5)
        finally:
            server.kill()
            server.wait()
    assert asked == [], (tmp_path / "log").read_text()


def _note(proxy: socket.socket, asked: list[bytes]) -> None:
    while True:
        try:
            one, _ = proxy.accept()
        except OSError:
            return
        with one:
            one.settimeout(2)
            asked.append(one.recv(1000))


def _wait_until_warm(port: int) -> None:
    until = time.monotonic() + 60
    asks = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < until:
        try:
            if b"ok" in asks.open(f"http://127.0.0.1:{port}/healthz", timeout=2).read():
                return
        except OSError:
            pass
        time.sleep(0.05)
    raise AssertionError("the server did not start")

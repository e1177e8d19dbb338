"""A reading process of its own: what may abort or eat memory does so there, and never in the server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from otif_koop.intake.refusals import NotRead
from otif_koop.message import message

SECONDS = 180

Refusal = Callable[[dict[str, Any], str], NotRead | None]


def ask_child(
    script: Path, content: bytes, arguments: list[str], name: str, refusal: Refusal
) -> tuple[dict[str, Any], memoryview]:
    """What a reading process answers: its first line as JSON, and the bytes after it.

    Raises `NotRead` where it refuses (`refusal` words what this script alone can say), dies or takes too long.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own script by our own interpreter
            [sys.executable, "-I", str(script), *arguments],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env=_environment(),
        )
    except subprocess.TimeoutExpired:
        raise _died(name) from None
    end = done.stdout.find(b"\n")
    try:
        answer: dict[str, Any] = json.loads(done.stdout[: max(end, 0)])
    except ValueError:
        raise _died(name) from None
    if "refused" in answer:
        raise refusal(answer, name) or _damaged(answer, name)
    if done.returncode:
        raise _died(name)
    return answer, memoryview(done.stdout)[end + 1 :]


def _environment() -> dict[str, str]:
    """Ours without our settings, which may hold a password: what reads a stranger's file needs none of them."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OTIF_KOOP_")}
    return {**kept, "MALLOC_ARENA_MAX": "2"}  # each arena takes 64 MB of addresses


def _damaged(answer: dict[str, Any], name: str) -> NotRead:
    if answer["refused"] != "damaged":
        return _died(name)
    return NotRead(message("{file} is damaged: it can't be opened. Save it again, or save it as CSV.", file=name))


def _died(name: str) -> NotRead:
    return NotRead(
        message(
            "{file} is too large or damaged: reading it took more memory or time than allowed. Look for stray cells far"
            " from the table, or save the sheet as CSV.",
            file=name,
        )
    )

#!/usr/bin/env python3
"""The one door to the project: start it, test it, check it. Needs nothing but Python 3.11 or newer.

    python3 do.py start     make everything ready and open the app on http://localhost:8501
    python3 do.py serve     make everything ready and serve others; a link is asked of everyone (docs/hosting.md)
    python3 do.py ready     only make everything ready to serve
    python3 do.py test      make everything ready and run every check and every kind of test
    python3 do.py check     only the checks: format, lint, types, rooms, dependencies
    python3 do.py lock      write the lists requirements*.txt anew (hash-pinned, naming no host)
    python3 do.py run ...   any command in the project's own environment, such as: run otif-koop score FILE

What is made ready lives in `.venv` here; Chromium for the browser tests and Java for
the tests on Spark come from Debian's packages.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
RUNTIME, DEVELOPMENT = HERE / "requirements.txt", HERE / "requirements-dev.txt"
POSTGRES = HERE / "requirements-postgres.txt"


def call(*command: object, check: bool = True, quiet: bool = False) -> int:
    """Run a command here; on a failure stop with its exit code."""
    out = subprocess.DEVNULL if quiet else None
    environment = {**os.environ, "PYTHONPATH": str(HERE), "UV_PYTHON_DOWNLOADS": "never", "PYSPARK_PYTHON": str(PYTHON)}
    code = subprocess.run(
        [str(part) for part in command], cwd=HERE, env=environment, stdout=out, check=False
    ).returncode
    if check and code:
        raise SystemExit(code)
    return code


def make_environment() -> None:
    """A virtual environment in `.venv`, also on a Debian that has Python without its venv module."""
    if PYTHON.exists():
        return
    if sys.version_info < (3, 11):
        raise SystemExit("otif_koop needs Python 3.11 or newer.")
    print("Making the environment in .venv …", flush=True)
    if call(sys.executable, "-m", "venv", VENV, check=False, quiet=True) == 0:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    install_debian(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
    call(sys.executable, "-m", "venv", VENV)


def install(*lists: Path) -> None:
    """Install exactly what the lists pin, by hash; nothing to do when they have not changed."""
    make_environment()
    wanted = hashlib.sha256(b"".join(one.read_bytes() for one in lists)).hexdigest()
    stamp = VENV / f"installed-{lists[-1].stem}"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print("Installing the libraries (the first time takes some minutes) …", flush=True)
    for one in lists:
        call(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", one)
    link_package()
    stamp.write_text(wanted)


def link_package() -> None:
    """Make the package and its command known in the environment, without a build."""
    folder = subprocess.run(
        [str(PYTHON), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    (Path(folder) / "otif_koop.pth").write_text(str(HERE) + "\n", encoding="utf-8")
    if os.name != "nt":
        command = BIN / "otif-koop"
        command.write_text(f'#!/bin/sh\nexec "{PYTHON}" -m otif_koop.cli "$@"\n', encoding="utf-8")
        command.chmod(0o755)


def install_debian(*packages: str) -> bool:
    """Install Debian packages where that is possible; says what it needs where it is not."""
    if not shutil.which("apt-get"):
        print(f"Please install by hand: {', '.join(packages)}")
        return False
    rights = [] if os.geteuid() == 0 else ["sudo"]
    call(*rights, "apt-get", "update", "-qq", check=False, quiet=True)
    return call(*rights, "apt-get", "install", "-y", "-qq", *packages, check=False, quiet=True) == 0


def start(arguments: list[str]) -> None:
    """Start the app."""
    install(RUNTIME)
    call(PYTHON, "-m", "streamlit", "run", HERE / "app.py", *arguments, check=False)


def serve(arguments: list[str]) -> None:
    """Serve others: on every address of this machine, and in the place of this process, so that a stop reaches it."""
    install(RUNTIME, POSTGRES)
    os.environ.setdefault("OTIF_KOOP_RIGHTS", "links")
    os.environ["PYTHONPATH"] = str(HERE)
    os.chdir(HERE)
    options = ("--server.address=0.0.0.0", "--server.headless=true", *arguments)
    os.execv(PYTHON, [str(PYTHON), "-m", "streamlit", "run", "app.py", *options])


def check() -> None:
    """Format, lint, types, rooms and dependencies."""
    install(RUNTIME, DEVELOPMENT)
    for command in (
        ("ruff", "format", "--check", "."),
        ("ruff", "check", "."),
        ("mypy",),
        ("lint-imports",),
        ("deptry", "."),
    ):
        print("·", " ".join(command), flush=True)
        call(BIN / command[0], *command[1:], quiet=command[0] == "lint-imports")


def test(arguments: list[str]) -> None:
    """Every check and every kind of test: unit, property, page and browser."""
    install(RUNTIME, DEVELOPMENT)
    if not (shutil.which("chromium") or shutil.which("google-chrome")):
        print("Installing Chromium for the browser tests …", flush=True)
        install_debian("chromium")
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        print("Installing Java for the tests on Spark …", flush=True)
        if not (install_debian("openjdk-17-jre-headless") or install_debian("default-jre-headless")):
            print("Java can't be had here: the tests on Spark are skipped, and the summary says so.", flush=True)
    if not arguments:
        check()
    workers = ("-n", "2", "--dist", "loadscope") if not arguments else ()
    call(PYTHON, "-m", "pytest", *workers, *arguments)


def lock() -> None:
    """Pin every library by hash. The lists name no host: pip takes them from wherever it is set up to."""
    make_environment()
    call(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv")
    common = ("pip", "compile", "pyproject.toml", "--universal", "--generate-hashes", "--quiet", "--no-annotate")
    options = ("--no-header", "--no-emit-index-url", "--no-emit-find-links", "--python-version", "3.11")
    call(BIN / "uv", *common, *options, "-o", RUNTIME)
    call(BIN / "uv", *common, *options, "--group", "dev", "-c", RUNTIME, "-o", DEVELOPMENT)
    lock_postgres()


def lock_postgres() -> None:
    """The driver for PostgreSQL alone, as the developers' list pins it."""
    kept, is_driver = [], False
    for line in DEVELOPMENT.read_text(encoding="utf-8").splitlines():
        is_driver = line.startswith("psycopg") or (is_driver and line.startswith(" "))
        kept += [line] if is_driver else []
    POSTGRES.write_text("\n".join(kept) + "\n", encoding="utf-8")


def main() -> None:
    """Do what is asked, or say what can be."""
    what, arguments = (sys.argv[1] if len(sys.argv) > 1 else "help"), sys.argv[2:]
    if what == "start":
        start(arguments)
    elif what == "serve":
        serve(arguments)
    elif what == "ready":
        install(RUNTIME, POSTGRES)
    elif what == "test":
        test(arguments)
    elif what == "check":
        check()
    elif what == "lock":
        lock()
    elif what == "run" and arguments:
        install(RUNTIME, DEVELOPMENT)
        executable = BIN / arguments[0]
        raise SystemExit(call(executable if executable.exists() else arguments[0], *arguments[1:], check=False))
    else:
        print(__doc__)


if __name__ == "__main__":
    main()

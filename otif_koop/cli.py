"""The command `otif-koop`: the same engine without a screen. Every command lives in its own module."""

from __future__ import annotations

import io
import os
import sys

USAGE = """otif-koop COMMAND [options]

  score    an order file to delivery reliability scores     otif-koop score --help
  sql      a measurement definition as SQL                  otif-koop sql --help
  pack     the definition with its SQL and a test, zipped   otif-koop pack --help
  explore  what every other definition would say            otif-koop explore --help
  place    a chain to the place of the decoupling point     otif-koop place --help
"""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit code is 0, or 2 for input that can't be used."""
    arguments = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a sign shows a question mark
    try:
        return _run(arguments)
    except BrokenPipeError:  # who read the answer had enough of it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _run(arguments: list[str]) -> int:
    if arguments and arguments[0] == "score":
        from otif_koop.commands.score import score

        return score(arguments[1:])
    if arguments and arguments[0] == "pack":
        from otif_koop.commands.pack import pack

        return pack(arguments[1:])
    if arguments and arguments[0] == "sql":
        from otif_koop.commands.sql import sql

        return sql(arguments[1:])
    if arguments and arguments[0] == "explore":
        from otif_koop.commands.explore import explore

        return explore(arguments[1:])
    if arguments and arguments[0] == "place":
        from otif_koop.commands.place import place

        return place(arguments[1:])
    asked = not arguments or arguments[0] in {"-h", "--help", "help"}
    print(USAGE, file=sys.stdout if asked else sys.stderr)
    return 0 if asked else 2


if __name__ == "__main__":
    raise SystemExit(main())

"""The developer's command for the Dutch catalog.

    python tests/language/dutch_catalog.py
        writes nl.po anew: sorted, new texts with an empty Dutch, gone ones out
    python tests/language/dutch_catalog.py fill FILE
        puts in the Dutch of a YAML file of `English: Dutch` pairs (of a plural: `singular: [enkelvoud, meervoud]`);
        Dutch that is there stays, for another page may say it too: what differs is listed
    python tests/language/dutch_catalog.py refill FILE
        the same, and replaces Dutch that is there

Both list what has no Dutch yet (with the Dutch of a like text that is gone) and end with 1 if there is any.
`test_dutch_catalog.py` fails as long as there is.
"""

from __future__ import annotations

import ast
import string
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from io import BytesIO
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT))

from babel.messages.catalog import Catalog  # noqa: E402 - the path comes first
from babel.messages.pofile import read_po, write_po  # noqa: E402

from otif_koop.language import CATALOG, GAP_FORMATS  # noqa: E402
from otif_koop.yaml_file import load_strict  # noqa: E402

PLACES = ("otif_koop", "pages", "app.py")
CALLS = {"message": 1, "Message": 1, "say": 1, "markdown": 1, "plural": 2}
"""How many of a call's first arguments are texts."""

MUST_BE_LITERAL = {"message", "plural"}
TEXT_KEYS = {"text", "question", "why", "title", "label", "says", "gives"}
"""Under these names a table in `config/` holds a text for the screen, or a list of them."""

TEXT_MAPS = {"phases", "labels", "definition", "words"}
"""Under these names it holds a mapping whose values are all texts, at any depth."""

HEADER = """msgid ""
msgstr ""
"Language: nl\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""

Id = tuple[str, ...]
"""The English, or its singular and its plural."""


@dataclass
class Found:
    """The texts of the program: where each stands, and the calls whose text can't be read from the code."""

    places: dict[Id, str] = field(default_factory=dict)
    not_literal: list[str] = field(default_factory=list)

    def add(self, text: Id, place: str) -> None:
        self.places.setdefault(text, place)


def texts_of_the_program() -> Found:
    found = Found()
    for place in PLACES:
        path = PROJECT / place
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            if file.is_file():
                read_code(file.read_text(encoding="utf-8"), str(file.relative_to(PROJECT)), found)
    for file in sorted((PROJECT / "config").rglob("*.yaml")):
        if file.stem == "demo_workshop":  # a workshop: what people typed, in their own language
            continue
        for text in table_texts(load_strict(file.read_text(encoding="utf-8"))):
            found.add((text,), str(file.relative_to(PROJECT)))
    return found


def read_code(code: str, place: str, found: Found) -> None:
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name not in CALLS or not node.args:
            continue
        if name == "markdown" and isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "st":
            continue  # Streamlit's own, not the language's
        here = f"{place}:{node.lineno}"
        options = [literals(argument) for argument in node.args[: CALLS[name]]]
        if len(options) < CALLS[name] or not all(options):
            if name in MUST_BE_LITERAL and not is_text_of_a_message(node.args[0]):
                found.not_literal.append(here)
        elif name == "plural":
            found.add((options[0][0], options[1][0]), here)
        else:
            for text in options[0]:
                found.add((text,), here)


def is_text_of_a_message(node: ast.expr) -> bool:
    """Whether this is `what.text`: a message made elsewhere, where its text was found."""
    return isinstance(node, ast.Attribute) and node.attr == "text"


def literals(node: ast.expr) -> list[str]:
    """The texts an expression can be: a literal, or one of two (`"a" if x else "b"`); none if it can be anything."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value] if node.value else []
    if isinstance(node, ast.IfExp):
        both = literals(node.body), literals(node.orelse)
        return [*both[0], *both[1]] if all(both) else []
    return []


def table_texts(content: Any, *, is_text: bool = False, is_map: bool = False) -> Iterator[str]:
    if isinstance(content, dict):
        for key, value in content.items():
            named = is_map or (key in TEXT_MAPS and isinstance(value, dict))
            yield from table_texts(value, is_text=named or key in TEXT_KEYS, is_map=named)
    elif isinstance(content, list):
        for value in content:
            yield from table_texts(value, is_text=is_text)
    elif is_text and isinstance(content, str) and content:
        yield content


def read_catalog(path: Path = CATALOG) -> dict[Id, tuple[str, ...]]:
    """What the catalog holds; a fuzzy or empty entry has empty Dutch."""
    with path.open("rb") as file:
        catalog = read_po(file, locale="nl", charset="utf-8")
    held: dict[Id, tuple[str, ...]] = {}
    for entry in catalog:
        if entry.id:
            english = entry.id if isinstance(entry.id, tuple) else (entry.id,)
            dutch = entry.string if isinstance(entry.string, tuple) else (entry.string,)
            held[english] = ("",) * len(english) if entry.fuzzy else tuple(map(str, dutch))
    return held


def write_catalog(held: dict[Id, tuple[str, ...]], path: Path = CATALOG) -> None:
    """Sorted, without dates or places, so that a diff shows texts and nothing else."""
    catalog = Catalog(locale="nl")
    for english, dutch in held.items():
        many = len(english) > 1
        catalog.add(english if many else english[0], dutch if many else dutch[0])
    body = BytesIO()
    write_po(body, catalog, width=0, no_location=True, omit_header=True, sort_output=True)
    path.write_text(HEADER + body.getvalue().decode("utf-8").strip() + "\n", encoding="utf-8")


def missing(held: dict[Id, tuple[str, ...]]) -> list[Id]:
    return [text for text, dutch in held.items() if not all(dutch)]


def gaps(text: str) -> set[tuple[str, str]]:
    return {(name, spec or "") for _, name, spec, _ in string.Formatter().parse(text) if name is not None}


def faulty_gaps(text: Id, dutch: tuple[str, ...]) -> list[str]:
    """What is wrong with the gaps of one entry; each of two forms is held against its own English."""
    faults = []
    for english, translated in zip(text, dutch, strict=True):
        try:
            wanted, got = gaps(english), gaps(translated)
        except ValueError as fault:
            faults.append(f"{english!r}: {fault}")
            continue
        faults += [f"{english!r}: no such format :{spec}" for _, spec in wanted if spec and spec not in GAP_FORMATS]
        if translated and wanted != got:
            faults.append(f"{english!r}: gaps {sorted(wanted)} became {sorted(got)}")
    return faults


def renew(given: dict[str, Any], *, replace: bool = False) -> dict[Id, tuple[str, ...]]:
    held = read_catalog()
    renewed = {}
    for text in texts_of_the_program().places:
        dutch = held.get(text, ("",) * len(text))
        if text[0] in given and (replace or not all(dutch)):
            dutch = given[text[0]]
        renewed[text] = tuple(dutch) if isinstance(dutch, list | tuple) else (dutch,)
    return renewed


def main(arguments: list[str]) -> int:
    fills = arguments[:1] in (["fill"], ["refill"])
    given = load_strict(Path(arguments[1]).read_text(encoding="utf-8")) if fills else {}
    before = read_catalog()
    renewed = renew(given, replace=arguments[:1] == ["refill"])
    write_catalog(renewed)
    gone = {text[0]: dutch for text, dutch in before.items() if text not in renewed}
    found = texts_of_the_program()
    for place in found.not_literal:
        print(f"{place}: the text is not a literal, so it can't be translated")
    for text in missing(renewed):
        print(f"{found.places[text]}: {' | '.join(text)}")
        for old in get_close_matches(text[0], gone, n=1, cutoff=0.7):
            print(f"    was: {old} = {' | '.join(gone[old])}")
    for text, dutch in renewed.items():
        for fault in faulty_gaps(text, dutch):
            print(f"{found.places[text]}: {fault}")
    for text, dutch in renewed.items():
        wanted = given.get(text[0], dutch[0])
        if dutch != (tuple(wanted) if isinstance(wanted, list) else (wanted, *dutch[1:])):
            print(f"{text[0]!r} has other Dutch, which stays: {' | '.join(dutch)}")
    unknown = set(given) - {text[0] for text in renewed}
    for english in sorted(unknown):
        print(f"not a text of the program: {english!r}")
    print(f"{len(renewed)} texts, {len(missing(renewed))} without Dutch")
    return 1 if missing(renewed) or found.not_literal or unknown else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

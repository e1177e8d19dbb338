"""A thousand mutated files: each is read or refused in words, and never ends, hangs or eats the process that reads it.

    python bench/fuzz_files.py [FILES] [SEED] [FOLDER]

Good files of each kind (CSV, xlsx, xlsb, xls, ods, Parquet, a ZIP, and a mapping in YAML) have bytes flipped, cut out,
doubled, swapped, put in from another file, or, where they are packed, their parts changed and packed again. What comes
out goes the whole way that a dropped file goes: read, proposed, made into order tables. Only a `Refused` may end that
way, and it must name the file (or the line) and say what to do. Every file runs under the memory that a parse may take
beyond what the process has, and its longest time is told. FOLDER keeps the files that broke something. Ends with 1
where one did.
"""

from __future__ import annotations

import io
import random
import resource
import sys
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

import pandas as pd  # noqa: E402 - the path comes first
import pyarrow as pa  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402

from bench.intake_speed import orders  # noqa: E402
from otif_koop.intake import Mapping, detect_roles, open_book, propose, read_file, to_order_tables  # noqa: E402
from otif_koop.language import Language  # noqa: E402
from otif_koop.message import Refused  # noqa: E402

WORKBOOKS = PROJECT / "tests" / "intake" / "workbooks"
PARSE = 2_000_000_000  # bytes, beyond what the process has before it
SLOWEST = 30.0  # seconds
DUTCH, ENGLISH = Language("nl"), Language("en")
DOES = (
    "Export",
    "Save",
    "Open",
    "Put",
    "Choose",
    "Bring",
    "Look",
    "Unpack",
    "Leave",
    "Delete",
    "Say",
    "Take",
    "Check",
    "Write",
    "Use",
)


def good_files() -> dict[str, bytes]:
    """One or more of each kind, small enough to mutate a thousand times."""
    frame = orders(300)
    table = pa.Table.from_pandas(frame, preserve_index=False)
    parquet, packed = io.BytesIO(), io.BytesIO()
    pq.write_table(table, parquet)
    csv = frame.to_csv(sep=";", index=False)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("orders.csv", csv)
    sheets = io.BytesIO()
    with pd.ExcelWriter(sheets, engine="xlsxwriter") as book:
        for name, part in (("cover", frame.iloc[:1, :1]), ("jan", frame[::2]), ("feb", frame[1::2])):
            part.to_excel(book, sheet_name=name, index=False)
    found = {
        "sheets.xlsx": sheets.getvalue(),
        "orders.csv": csv.encode("cp1252"),
        "quoted.csv": frame.to_csv(index=False, quoting=1).encode("utf-16"),
        "orders.parquet": parquet.getvalue(),
        "orders.zip": packed.getvalue(),
        "mapping.yaml": propose({"lines": read_file(csv.encode(), "orders.csv")}).mapping.to_yaml().encode(),
    }
    return found | {one.name: one.read_bytes() for one in sorted(WORKBOOKS.iterdir())}


def mutated(chance: random.Random, content: bytes, others: list[bytes]) -> bytes:
    """Some bytes changed, in one to six places."""
    data = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        at, size = chance.randrange(len(data) or 1), chance.choice((1, 1, 2, 4, 16, 200))
        how = chance.randrange(7)
        if how == 0:
            data[at : at + size] = bytes(chance.randrange(256) for _ in range(size))
        elif how == 1:
            del data[at : at + size]
        elif how == 2:
            data[at:at] = data[at : at + size] * chance.choice((1, 2, 50))
        elif how == 3:
            data[at : at + size] = chance.choice((b"\0", b"\xff", b'"', b"\r", b";", b"\n", b"9", b"-")) * size
        elif how == 4:
            other = chance.choice(others)
            start = chance.randrange(len(other))
            data[at : at + size] = other[start : start + size * 8]
        elif how == 5:
            del data[at:]
        else:
            end = min(len(data), at + 4)
            data[at:end] = (2**31 - 1).to_bytes(4, "little")[: end - at]
        if not data:
            break
    return bytes(data)


def repacked(chance: random.Random, content: bytes, others: list[bytes]) -> bytes:
    """A packed file with one of its parts mutated, so that the packing itself is whole."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = packed.namelist()
        chosen = chance.choice([name for name in names if "sheet" in name or "content" in name] or names)
        for name in names:
            part = packed.read(name)
            new.writestr(name, mutated(chance, part, others) if name == chosen or chance.random() < 0.1 else part)
    return out.getvalue()


def whole_way(content: bytes, name: str) -> str:
    """What becomes of a file; raises whatever a page would have to show."""
    if name.endswith(".yaml"):
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            return "refused"  # the command and the page say so before it comes here
        Mapping.from_yaml(text)
        return "read"
    book = open_book(content, name)
    by_role = detect_roles(book.tables() if book else [read_file(content, name)])
    proposal = propose(by_role)
    if proposal.blocking:
        for question in proposal.questions:
            DUTCH.markdown(question.text)
        return "asked"
    made = to_order_tables(by_role, proposal.mapping)
    for finding in made.findings:
        DUTCH.markdown(finding.message)
        DUTCH.markdown(finding.done)
    return "read"


def said_well(refused: Refused, name: str) -> bool:
    """It names the file or the line and what to do, and shows nothing of the machinery."""
    for problem in refused.problems:
        text = ENGLISH.say(problem)
        DUTCH.markdown(problem)
        where = name in text or name.endswith(".yaml")
        does = name.endswith(".yaml") or any(word.lower() in text.lower() for word in DOES)
        if not where or not does or any(word in text for word in ("Traceback", "Exception", "Error(", " 0x")):
            return False
    return True


def tried(content: bytes, name: str) -> tuple[str, str]:
    """What became of it, and what is wrong with that (blank: nothing)."""
    try:
        return whole_way(content, name), ""
    except Refused as refused:
        return "refused", "" if said_well(refused, name) else f"says: {refused}"
    except BaseException as fault:
        if isinstance(fault, KeyboardInterrupt):
            raise
        return "broke", "".join(traceback.format_exception(fault)[-4:])


def under_limit() -> None:
    """Holds this process to the memory that a parse may take, beyond what it has now."""
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + PARSE, used + PARSE))


def main() -> int:
    files = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 3)
    folder = Path(sys.argv[3]) if len(sys.argv) > 3 else None
    good = good_files()
    for name, content in good.items():
        assert name == "orders.zip" or tried(content, name)[0] in {"read", "asked"}, name
    under_limit()
    became: Counter[tuple[str, str]] = Counter()
    slowest, broken = 0.0, 0
    for number in range(files):
        name = list(good)[number % len(good)]
        mutate: Callable[[random.Random, bytes, list[bytes]], bytes] = mutated
        if zipfile.is_zipfile(io.BytesIO(good[name])) and name != "orders.zip" and chance.random() < 0.6:
            mutate = repacked
        content = mutate(chance, good[name], list(good.values()))
        began = perf_counter()
        what, wrong = tried(content, name)
        taken = perf_counter() - began
        slowest = max(slowest, taken)
        became[name.rpartition(".")[2], what] += 1
        if wrong or taken > SLOWEST:
            broken += 1
            print(f"{number} {name}: {what} in {taken:.1f} s {wrong}")
            if folder:
                folder.mkdir(parents=True, exist_ok=True)
                (folder / f"{number}-{name}").write_bytes(content)
    for (kind, what), count in sorted(became.items()):
        print(f"{kind:8} {what:8} {count:5}")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e3
    print(f"{files:,} files, {broken} broke something; the slowest took {slowest:.1f} s;", end=" ")
    print(f"most memory {most:.0f} MB in this process, {children:.0f} MB in a reading process")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())

"""Why units miss: which components fail together, and on which stretch of the way the late lines lost their time."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from otif_koop.otif.facts import Facts
from otif_koop.otif.judge import LATE, Outcome
from otif_koop.otif.order_book import NO_DATE, Flags, Ints
from otif_koop.otif.resolve import STOP_COLUMN, Resolved
from otif_koop.otif.score_lines import PASSES, missed_lines

STATIONS = ("ordered_at", "authorised_at", "shipped_at", "delivered_at", "received_at")


@dataclass(frozen=True)
class Stretch:
    """One stretch of the way from entry to receipt.

    `usual` and `late` are the median calendar days it takes on-time and late lines, `blamed` the late lines that lost
    most of their time here.
    """

    start: str
    end: str
    usual: float
    late: float
    blamed: int


@dataclass(frozen=True)
class LateWay:
    """Where late lines lost their time. `never` never came; `unknown` lack the dates, or took no longer than usual."""

    late: int
    stretches: tuple[Stretch, ...]
    never: int
    unknown: int


def fault_mix(resolved: Resolved, judged: Outcome, which: Flags | None = None) -> pd.DataFrame:
    """Missed lines, of `which` (n_lines,), by the components they fail: a column each and `lines`, most first."""
    missed = missed_lines(judged, resolved)
    if which is not None:
        missed = missed & which
    fault = judged.line_fault[missed].copy()
    if judged.line_credit is not None:
        fault[judged.line_credit[missed] < 1] |= LATE
    lines = np.bincount(fault, minlength=16)
    rows = [
        {**{component: bool(code & mask) for component, mask in PASSES.items()}, "lines": int(lines[code])}
        for code in range(16)
        if lines[code]
    ]
    table = pd.DataFrame(rows, columns=[*PASSES, "lines"])
    return table.sort_values("lines", ascending=False, kind="stable").reset_index(drop=True)


def late_way(facts: Facts, judged: Outcome, which: Flags | None = None) -> LateWay:
    """On which stretch the late lines, of `which` (n_lines,), lost their time.

    A late line blames the stretch on which it took longest beyond what is usual for lines on time. The way ends where
    the definition's clock stops.
    """
    book = facts.book
    counted = judged.line_reason == 0
    if which is not None:
        counted = counted & which
    if judged.line_credit is None:
        late = counted & ((judged.line_fault & LATE) != 0)
    else:
        late = counted & (judged.line_credit < 1)
    on_time = counted & ~late
    came = facts.last_stop != NO_DATE
    arrival = _arrivals(facts)
    on_the_way = STATIONS[: STATIONS.index(STOP_COLUMN[facts.view.clock_stop]) + 1]
    days = {name: book.days[name] if name in book.days else arrival[name] for name in on_the_way}
    stations = [name for name in on_the_way if bool((days[name] != NO_DATE).any())]
    judged_late = late & came
    excess, found = [], []
    for start, end in pairwise(stations):
        known = (days[start] != NO_DATE) & (days[end] != NO_DATE)
        took = (days[end] - days[start]).astype(float)
        usual = took[known & on_time]
        if not usual.size:
            continue
        middle = float(np.median(usual))
        excess.append(np.where(known & judged_late, took - middle, -np.inf))
        lately = took[known & judged_late]
        found.append((start, end, middle, float(np.median(lately)) if lately.size else float("nan")))
    blamed = np.zeros(len(found), np.int64)
    if found:
        table = np.stack(excess, axis=1)[judged_late]
        worst = table.argmax(axis=1)
        lost = table[np.arange(len(table)), worst] > 0
        blamed = np.bincount(worst[lost], minlength=len(found))
    never = int((late & ~came).sum())
    return LateWay(
        late=int(late.sum()),
        stretches=tuple(Stretch(*one, int(count)) for one, count in zip(found, blamed, strict=True)),
        never=never,
        unknown=int(late.sum()) - never - int(blamed.sum()),
    )


def worst_values(
    facts: Facts, resolved: Resolved, judged: Outcome, column: str, which: Flags | None = None
) -> pd.DataFrame:
    """Counted and missed lines by a text column (product_id, region …): `value`, `lines`, `missed`, worst first."""
    book = facts.book
    counted = judged.line_reason == 0
    if which is not None:
        counted = counted & which
    if column in book.attributes:
        attribute = book.attributes[column]
        codes, names = attribute.codes[book.line_order], attribute.names
    elif column in book.texts:
        raw, uniques = pd.factorize(book.texts[column])
        codes, names = raw, tuple(str(one) for one in uniques)
    else:
        return pd.DataFrame({"value": [], "lines": [], "missed": []})
    known = counted & (codes >= 0)
    missed = known & missed_lines(judged, resolved)
    table = pd.DataFrame(
        {
            "value": names,
            "lines": np.bincount(codes[known], minlength=len(names)),
            "missed": np.bincount(codes[missed], minlength=len(names)),
        }
    )
    table = table[table["missed"] > 0]
    return table.sort_values("missed", ascending=False, kind="stable").reset_index(drop=True)


def _arrivals(facts: Facts) -> dict[str, Ints]:
    """By line, the last day of each kind of stop over the delivery rows up to the as-of day."""
    rows = facts.book.deliveries
    now = facts.view.now
    return {
        name: _last(rows.line, np.where(days <= now, days, NO_DATE), facts.book.n_lines)
        for name, days in rows.days.items()
    }


def _last(line: Ints, days: Ints, n_lines: int) -> Ints:
    last = np.full(n_lines, NO_DATE, np.int32)
    if line.size:
        starts = np.flatnonzero(np.concatenate([[True], line[1:] != line[:-1]]))
        last[line[starts]] = np.maximum.reduceat(days, starts)
    return last

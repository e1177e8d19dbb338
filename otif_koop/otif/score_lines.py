"""The lines behind a number: every order line with how it was judged and where it stands in the client's file."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from otif_koop.otif.counts import REASONS
from otif_koop.otif.facts import NEVER, Facts, View, facts_of
from otif_koop.otif.judge import COMPLAINT, ERROR, LATE, SHORT, Outcome, deciding_deviation, outcome
from otif_koop.otif.order_book import NO_DATE, Flags, OrderBook, to_day
from otif_koop.otif.resolve import Resolved

PASSES = {"on_time": LATE, "in_full": SHORT, "no_error": ERROR, "no_complaint": COMPLAINT}


def judged_lines(book: OrderBook, resolved: Resolved, as_of: date) -> tuple[Facts, Outcome]:
    """The facts and the outcome of every line under a resolved definition that can be scored; kept for a while."""
    facts = facts_of(book, View.of(resolved.definition, to_day(as_of)))
    key = ("judged", facts.view, resolved.measured, resolved.definition.model_dump_json())
    return facts, book.scores.get(key, lambda: outcome(facts, resolved))


def missed_lines(judged: Outcome, resolved: Resolved) -> Flags:
    """(n_lines,): counted, and failing any component that the data can show."""
    mask = sum(PASSES[component] for component in resolved.measured)
    missed: Flags = (judged.line_reason == 0) & ((judged.line_fault & mask) != 0)
    if judged.line_credit is not None:
        missed |= (judged.line_reason == 0) & (judged.line_credit < 1)
    return missed


def lines_table(facts: Facts, resolved: Resolved, judged: Outcome, which: Flags) -> pd.DataFrame:
    """One row a line of `which` (n_lines,): what was due, what came, and how each component was judged.

    Quantities in pieces, `deviation` in the window's unit (blank: never came or no due date), `on_time` and the other
    components True, False or blank where not measured or not counted, `left_out` the reason a line is not counted,
    `source_row` its row in the client's file.
    """
    book = facts.book
    place = np.flatnonzero(which)
    order = book.line_order[place]
    unit = book.scale * facts.share
    fault, reason = judged.line_fault[place], judged.line_reason[place]
    deviation = deciding_deviation(facts, resolved.definition)[place].astype(float)
    deviation[deviation == NEVER] = np.nan
    table = pd.DataFrame(
        {
            "order_id": book.order_id[order],
            "line_id": book.line_id[place],
            "customer_group": np.array(book.group.names, np.object_)[book.group.codes[order]],
            "customer_id": _named(book, "customer_id", order),
            "product_id": book.texts["product_id"][place] if "product_id" in book.texts else None,
            "quantity_due": facts.ordered[place] / unit,
            "quantity_delivered": facts.total[place] / unit,
            "due_date": _dates(facts.due_day[place]),
            "last_delivery": _dates(facts.last_stop[place]),
            "deviation": deviation,
            "net_value": book.net_value[place],
        }
    )
    for component, mask in PASSES.items():
        passed = pd.array((fault & mask) == 0, dtype="boolean")
        passed[(reason > 0) | (component not in resolved.measured)] = pd.NA
        table[component] = passed
    if judged.line_credit is not None:
        table["credit"] = np.where(reason > 0, np.nan, judged.line_credit[place])
    table["left_out"] = np.array((None, *REASONS), np.object_)[reason]
    table["source_row"] = book.source_row[place]
    if "quantity_delivered" not in book.columns:
        table["quantity_delivered"] = np.nan
    return table


def hurt_most(facts: Facts, resolved: Resolved, judged: Outcome, group: int | None, most: int = 10) -> pd.DataFrame:
    """The missed lines of a group (None: all) that weigh most, by value or else by quantity, worst first."""
    book = facts.book
    missed = missed_lines(judged, resolved)
    if group is not None:
        missed &= book.group.codes[book.line_order] == group
    weighs = np.nan_to_num(book.net_value) if "net_value" in book.columns else facts.ordered
    place = np.flatnonzero(missed)
    worst = place[np.argsort(-weighs[place], kind="stable")[:most]]
    which = np.zeros(book.n_lines, np.bool_)
    which[worst] = True
    table = lines_table(facts, resolved, judged, which)
    return table.iloc[np.argsort(-weighs[np.flatnonzero(which)], kind="stable")].reset_index(drop=True)


def _named(book: OrderBook, name: str, order: npt.NDArray[Any]) -> npt.NDArray[Any]:
    attribute = book.attributes[name]
    return np.array((*attribute.names, None), np.object_)[attribute.codes[order]]


def _dates(days: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return np.where(days == NO_DATE, np.datetime64("NaT"), days.astype("datetime64[D]"))

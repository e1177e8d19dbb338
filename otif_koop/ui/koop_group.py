"""The figures of one group: how much it orders, what lateness costs; each with how it was found, and to be changed."""

from __future__ import annotations

from typing import Any

import streamlit as st

from otif_koop.koop.chain import Chain
from otif_koop.koop.group import Demand, Promise
from otif_koop.koop.period_names import one_period, periods_named
from otif_koop.message import Message, message
from otif_koop.ui import inputs, koop_results, session
from otif_koop.ui.speech import markdown, say
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.koop_case import Case
from otif_koop.workshop.koop_choices import GroupChoices
from otif_koop.workshop.koop_estimates import Estimate

_SEASON = 2.5  # times the spread that chance gives, above which the mean is a poor forecast
_LEVELS = {"unit": message("pieces"), "line": message("order lines"), "period": message("whole periods")}


def figures(workshop: Workshop, chain: Chain, group_id: str, case: Case | None) -> None:
    """Demand, promise and the cost of lateness of a group."""
    estimate = koop_results.estimate(workshop, group_id, chain)
    if estimate is not None:
        _from_data(group_id, estimate, chain, case)
    choices = workshop.koop.groups.get(group_id, GroupChoices())
    _demand(group_id, case.group.demand if case else choices.demand, case, chain)
    if case is None:
        inputs.number(
            message("Promised lead time ({period})", period=periods_named(chain.period)),
            None,
            f"first-promise-{group_id}",
            _first_promise,
            (group_id,),
            least=0,
            most=2000,
        )
        return
    _lateness(case)
    _walks_away(case, chain)


def _from_data(group_id: str, estimate: Estimate, chain: Chain, case: Case | None) -> None:
    lines = [*estimate.how]
    if estimate.interval_sd is not None and estimate.interval_sd > _SEASON * estimate.line_sd:
        lines.append(
            message(
                "the demand has a season or a trend: the mean is a poor forecast. Take the error of your own forecast, "
                "or place the group season by season."
            )
        )
    waits = estimate.delivered_within(0.5), estimate.delivered_within(0.9)
    if waits[1] is not None:
        lines.append(
            message(
                "half of the lines came within {half} {period}, nine in ten within {most}",
                half=waits[0],
                most=waits[1],
                period=periods_named(chain.period),
            )
        )
    lines.append(
        message(
            "autocorrelation from one {period} to the next {first:number}; it is inside the spread",
            period=one_period(chain.period),
            first=round(estimate.autocorrelation[0], 2) if estimate.autocorrelation else 0.0,
        )
    )
    st.markdown(say("**What the order data show**") + "\n" + "\n".join(f"- {markdown(one)}" for one in lines))
    with st.container(horizontal=True):
        is_kept = case is not None and case.choices.demand_from == "data" and case.choices.demand == estimate.demand
        inputs.button(
            message("Keep this demand in the workshop"),
            f"keep-demand-{group_id}",
            _keep,
            (group_id, estimate),
            icon=":material/save:",
            is_disabled=is_kept,
            why=message("So that others see it as well, who do not have the order data."),
        )
        if estimate.promised:
            inputs.button(
                message("Take the promises as they were given"),
                f"take-promises-{group_id}",
                _promises,
                (group_id, estimate),
                icon=":material/bar_chart:",
                why=message(
                    "A spread over the customers instead of one number; the median is {n}.", n=estimate.promise
                ),
            )


def _keep(group_id: str, estimate: Estimate) -> None:
    path = ("koop", "groups", group_id)
    session.change({(*path, "demand"): estimate.demand, (*path, "demand_from"): "data"})


def _promises(group_id: str, estimate: Estimate) -> None:
    common = {days: share for days, share in estimate.promised.items() if share >= 0.005}
    total = sum(common.values())
    shares = {days: round(share / total, 6) for days, share in common.items()}
    most = max(shares, key=lambda days: shares[days])
    shares[most] = round(shares[most] + 1 - sum(shares.values()), 6)
    session.change({("koop", "groups", group_id, "promise"): Promise(chances=shares)})


def _first_promise(value: float | None, group_id: str) -> None:
    session.change({("koop", "groups", group_id, "promise"): None if value is None else Promise(periods=int(value))})


def _demand(group_id: str, demand: Demand | None, case: Case | None, chain: Chain) -> None:
    told = [say("**Demand**")]
    if case is not None:
        told.append(markdown("{how}", how=say(case.sources["demand"])))
    st.markdown(" · ".join(told))
    by_size = demand is None or demand.line_size is not None
    inputs.choose(
        message("How is the demand known?"),
        {"lines": message("order lines and their size"), "spread": message("pieces and their spread")},
        "lines" if by_size else "spread",
        f"demand-form-{group_id}",
        _form,
        (group_id, demand),
    )
    fields: list[tuple[str, Message]] = [("lines", message("order lines a {period}", period=one_period(chain.period)))]
    if by_size:
        fields += [
            ("line_size", message("pieces on a line")),
            ("line_size_sd", message("spread of the pieces on a line")),
        ]
    else:
        fields += [
            ("mean", message("pieces a {period}", period=one_period(chain.period))),
            ("sd", message("spread (sd) of the pieces a {period}", period=one_period(chain.period))),
        ]
    for place, (field, label) in zip(st.columns(len(fields)), fields, strict=True):
        with place:
            value = None if demand is None else getattr(demand, field)
            inputs.number(
                label, value, f"demand-{group_id}-{field}", _set_demand, (group_id, demand, field), least=0.0, step=0.1
            )
    if demand is not None and not by_size:
        inputs.number(
            message("correlation between the variants (0–1)"),
            demand.correlation,
            f"demand-{group_id}-correlation",
            _set_demand,
            (group_id, demand, "correlation"),
            least=0.0,
            most=1.0,
            step=0.1,
            why=message("1: all variants rise and fall together, so that a common stock saves nothing."),
            is_disabled=demand.by_lines,
        )


def _form(form: str | None, group_id: str, demand: Demand | None) -> None:
    if demand is None or form is None:
        return
    mean, sd = demand.a_period()
    if form == "spread":
        changed = Demand(lines=demand.lines, mean=round(mean, 6), sd=round(sd, 6))
    elif demand.by_lines:
        size, size_sd = demand.size()
        changed = Demand(lines=demand.lines, line_size=round(size, 6), line_size_sd=round(size_sd, 6))
    else:
        changed = Demand(lines=mean, line_size=1.0)
    _save(group_id, changed.model_dump(mode="json", exclude_unset=True))


def _set_demand(value: float | None, group_id: str, demand: Demand | None, field: str) -> None:
    start = {"lines": 1.0, "line_size": 1.0} if demand is None else demand.model_dump(mode="json", exclude_unset=True)
    _save(group_id, {**start, field: value})


def _save(group_id: str, content: dict[str, Any]) -> None:
    path = ("koop", "groups", group_id)
    kept = {field: value for field, value in content.items() if value is not None}
    session.change({(*path, "demand"): kept, (*path, "demand_from"): "typed"})


def _lateness(case: Case) -> None:
    st.markdown(say("**What lateness costs, and what is counted**"))
    fields: tuple[tuple[str, Message, float, float, float], ...] = (
        ("late_cost", message("€ a late piece"), 1.0, 1e6, 1.0),
        ("lost_share", message("late pieces lost as a sale (%)"), 100.0, 100.0, 1.0),
        ("margin", message("margin, € a piece"), 1.0, 1e6, 1.0),
        ("lines_per_order", message("lines an order that must all be there"), 1.0, 1000.0, 1.0),
    )
    for place, (field, label, factor, most, step) in zip(st.columns(4), fields, strict=True):
        with place:
            inputs.number(
                label,
                getattr(case.choices, field) * factor,
                f"{field}-{case.group_id}",
                _set,
                (case.group_id, field, factor),
                least=1.0 if field == "lines_per_order" else 0.0,
                most=most,
                step=step,
            )
    if case.group.demand.lines is not None:
        inputs.choose(
            message("What does the share count?"),
            _LEVELS,
            case.group.counts.value,
            f"koop-level-{case.group_id}",
            _level,
            (case.group_id,),
        )


def _set(value: float | None, group_id: str, field: str, factor: float) -> None:
    session.change({("koop", "groups", group_id, field): None if value is None else value / factor})


def _level(level: str | None, group_id: str) -> None:
    session.change({("koop", "groups", group_id, "level"): level})


def _walks_away(case: Case, chain: Chain) -> None:
    """Where customers differ in what they accept: who leaves at which promise."""
    promise = case.group.promise
    if promise.chances is None:
        return
    days = sorted(promise.chances)
    shown = days if len(days) <= 5 else [days[round(i * (len(days) - 1) / 4)] for i in range(5)]
    parts = [
        say("{n} {period}: {share:percent}", n=n, period=periods_named(chain.period), share=promise.walks_away(n))
        for n in dict.fromkeys(shown)
    ]
    st.markdown(markdown("**Walks away at a promise of** {parts}", parts=" · ".join(parts)))

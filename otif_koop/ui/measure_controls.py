"""One control a choice of a measurement definition; a change becomes an edit of the workshop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from otif_koop.message import Message, message
from otif_koop.otif.day_list import COUNTRIES, country_calendar
from otif_koop.otif.definition import Credit, Definition, Due, Unit
from otif_koop.otif.kinds import COMPLAINT_KINDS, ERROR_KINDS
from otif_koop.otif.order_book import OrderBook, to_date
from otif_koop.otif.resolve import SCOPE_COLUMN
from otif_koop.otif.sentences import UNITS, kind_name
from otif_koop.ui import inputs, session
from otif_koop.ui.speech import say
from otif_koop.workshop.edits import Path

EVERYONE = "_everyone"


def base(group_id: str) -> Path:
    """Where the definition of a group, or of everyone, stands in the workshop."""
    return ("default_definition",) if group_id == EVERYONE else ("group_definitions", group_id)


def put(group_id: str, changes: Mapping[Path, Any]) -> None:
    """Change fields of a definition, by their path within it."""
    session.change({base(group_id) + path: value for path, value in changes.items()})


def _set(value: Any, group_id: str, *path: str) -> None:
    if value is not None:
        put(group_id, {path: value})


def _key(group_id: str, field: str) -> str:
    return f"{field}@{group_id}"


def options(choice: dict[str, Any], definition: Definition, group_id: str, _orders: OrderBook | None) -> None:
    """A choice that is one of a few answers, with the sentence that the answer means."""
    field = choice["field"]
    value: Any = definition
    for part in field.split("."):
        value = getattr(value, part)
    labels = {option["value"]: Message(option["label"]) for option in choice["options"]}
    inputs.choose(
        Message(choice["title"]),
        labels,
        str(value),
        _key(group_id, field),
        _choose,
        (group_id, field),
        hides_label=True,
    )
    st.markdown(say(next(option["text"] for option in choice["options"] if option["value"] == value)))


def _choose(value: str | None, group_id: str, field: str) -> None:
    if value is None:
        return
    changes: dict[Path, Any] = {tuple(field.split(".")): value}
    if field == "due" and value != Due.LEAD_TIME:
        changes[("clock_start",)] = None  # goes with a lead time only
    put(group_id, changes)


def _unit(choice: dict[str, Any], definition: Definition, group_id: str, orders: OrderBook | None) -> None:
    options(choice, definition, group_id, orders)
    if definition.window.unit is not Unit.WORKING_DAYS:
        return
    calendar = definition.calendar
    inputs.choose(
        message("Holidays of"),
        {code: code for code in COUNTRIES},
        calendar.name or None,
        _key(group_id, "calendar"),
        _fill_calendar,
        (group_id, orders),
        is_list=True,
    )
    if not calendar.holidays:
        st.caption(say("No holidays yet: Saturdays and Sundays are off, every other day is a working day."))
        return
    with st.expander(say("{n} days off", n=len(calendar.holidays))):
        st.caption(
            say(
                "The list is kept in the definition, so a newer list never changes an old score. Source: {source}.",
                source=calendar.source,
            )
        )
        inputs.choose_some(
            message("Days off"),
            {day.isoformat(): message("{day:date}", day=day) for day in calendar.holidays},
            [day.isoformat() for day in calendar.holidays],
            _key(group_id, "holidays"),
            _keep_days,
            (group_id,),
        )
        inputs.day(
            message("Add a day off, such as a closure"),
            None,
            _key(group_id, "closure"),
            _add_day,
            (group_id, calendar.holidays),
        )


def _fill_calendar(country: str | None, group_id: str, orders: OrderBook | None) -> None:
    if country is None:
        return
    first, last = (
        (2024, 2027) if orders is None else (to_date(orders.latest_day).year - 2, to_date(orders.latest_day).year + 2)
    )
    put(group_id, {("calendar",): country_calendar(country, first, last).model_dump(mode="json")})


def _keep_days(days: tuple[str, ...], group_id: str) -> None:
    put(group_id, {("calendar", "holidays"): list(days)})


def _add_day(day: Any, group_id: str, there: tuple[Any, ...]) -> None:
    if day is not None:
        put(group_id, {("calendar", "holidays"): sorted({one.isoformat() for one in (*there, day)})})


def _window(_choice: dict[str, Any], definition: Definition, group_id: str, _orders: OrderBook | None) -> None:
    window = definition.window
    unit = UNITS[window.unit]
    for column, side, label in zip(
        st.columns(2),
        ("early", "late"),
        (message("Too early doesn't matter"), message("Too late doesn't matter")),
        strict=True,
    ):
        limit = getattr(window, side)
        with column:
            inputs.switch(label, limit == "none", _key(group_id, f"window-{side}-none"), _set_limit, (group_id, side))
            if limit != "none":
                text = (
                    message("At most {unit} early", unit=unit)
                    if side == "early"
                    else message("At most {unit} late", unit=unit)
                )
                inputs.number(
                    text, limit, _key(group_id, f"window-{side}"), _set, (group_id, "window", side), least=0, most=365
                )


def _set_limit(no_limit: bool, group_id: str, side: str) -> None:
    put(group_id, {("window", side): "none" if no_limit else 0})


def _credit(choice: dict[str, Any], definition: Definition, group_id: str, _orders: OrderBook | None) -> None:
    credit = definition.credit
    labels = {option["value"]: Message(option["label"]) for option in choice["options"]}
    shape = "none" if credit == "none" else credit.shape
    inputs.choose(
        Message(choice["title"]),
        labels,
        shape,
        _key(group_id, "credit"),
        _set_credit,
        (group_id,),
        hides_label=True,
    )
    if isinstance(credit, Credit):
        for column, side, label in zip(
            st.columns(2), ("early", "late"), (message("Early"), message("Late")), strict=True
        ):
            with column:
                st.caption(say(label))
                for place, point in enumerate(getattr(credit, side)):
                    if point.distance == 0 and credit.shape == "linear":
                        continue
                    inputs.number(
                        message("{score:percent} up to (days)", score=point.score)
                        if credit.shape == "steps"
                        else message("{score:percent} at (days)", score=point.score),
                        point.distance,
                        _key(group_id, f"credit-{side}-{place}"),
                        _set_distance,
                        (group_id, credit, side, place),
                        least=0.0,
                        most=365.0,
                        step=1.0,
                    )


_STEPS = ((1, 1.0), (3, 0.75), (5, 0.5), (10, 0.25))


_LINE = ((0, 1.0), (10, 0.0))


def _set_credit(shape: str | None, group_id: str) -> None:
    if shape is None:
        return
    if shape == "none":
        put(group_id, {("credit",): "none"})
        return
    points = [{"distance": distance, "score": score} for distance, score in (_STEPS if shape == "steps" else _LINE)]
    put(group_id, {("credit",): {"shape": shape, "early": points, "late": points}})


def _set_distance(value: float | None, group_id: str, credit: Credit, side: str, place: int) -> None:
    if value is None:
        return
    content = credit.model_dump(mode="json")
    content[side][place]["distance"] = value
    put(group_id, {("credit",): content})


def _in_full(_choice: dict[str, Any], definition: Definition, group_id: str, _orders: OrderBook | None) -> None:
    less, more = st.columns(2)
    with less:
        inputs.number(
            message("At most less (%)"),
            round(definition.in_full.under * 100, 1),
            _key(group_id, "under"),
            _set_share,
            (group_id, "under"),
            least=0.0,
            most=99.9,
            step=0.5,
        )
    over = definition.in_full.over
    with more:
        inputs.switch(
            message("Too much doesn't matter"), over == "none", _key(group_id, "over-none"), _set_over, (group_id,)
        )
        if over != "none":
            inputs.number(
                message("At most more (%)"),
                round(over * 100, 1),
                _key(group_id, "over"),
                _set_share,
                (group_id, "over"),
                least=0.0,
                most=1000.0,
                step=0.5,
            )


def _set_share(percent: float | None, group_id: str, side: str) -> None:
    if percent is not None:
        put(group_id, {("in_full", side): round(percent / 100, 3)})


def _set_over(no_limit: bool, group_id: str) -> None:
    put(group_id, {("in_full", "over"): "none" if no_limit else 0.0})


def _kinds(choice: dict[str, Any], definition: Definition, group_id: str, orders: OrderBook | None) -> None:
    component = choice["field"]
    usual = ERROR_KINDS if component == "no_error" else COMPLAINT_KINDS
    shown = usual if orders is None else tuple(kind for kind in usual if kind in orders.kinds)
    chosen = getattr(definition, component).kinds
    if orders is not None and not shown:
        st.caption(say("The data shows none of these: this component is not measured."))
        return
    inputs.choose_some(
        Message(choice["title"]),
        {kind: kind_name(kind) for kind in shown},
        [kind for kind in shown if chosen == "all" or kind in chosen],
        _key(group_id, component),
        _set_kinds,
        (group_id, component),
        hides_label=True,
    )


def _set_kinds(kinds: tuple[str, ...], group_id: str, component: str) -> None:
    put(group_id, {(component, "kinds"): list(kinds)})


def _scope(_choice: dict[str, Any], definition: Definition, group_id: str, orders: OrderBook | None) -> None:
    if orders is None:
        st.caption(say("Bring data first: then the order types, regions and channels stand here."))
        return
    titles = {"order_types": message("Order types"), "regions": message("Regions"), "channels": message("Channels")}
    for name, column in SCOPE_COLUMN.items():
        values = orders.attributes[column].names
        if not values or len(values) > 60:
            continue
        chosen = getattr(definition.scope, name)
        inside = [
            value for value in values if (not chosen.only or value in chosen.only) and value not in chosen.without
        ]
        inputs.choose_some(
            titles[name],
            {value: value for value in values},
            inside,
            _key(group_id, f"scope-{name}"),
            _set_scope,
            (group_id, name, values),
        )


def _set_scope(inside: tuple[str, ...], group_id: str, name: str, values: tuple[str, ...]) -> None:
    without = [value for value in values if value not in inside]
    put(group_id, {("scope", name): {"without": without} if without else None})


CONTROLS = {
    "window.unit": _unit,
    "window": _window,
    "credit": _credit,
    "in_full": _in_full,
    "no_error": _kinds,
    "no_complaint": _kinds,
    "scope": _scope,
}

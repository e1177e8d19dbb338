"""Choices on a page: each shows a value of the workshop and reports a change, and never keeps the truth itself.

The value comes from the workshop at every run. A changed input calls `on_change(new value, *args)` before the page
is drawn again; if that is refused, the input falls back to the workshop's value and the page says why. The key
carries the language, because Streamlit forgets a selection whose labels change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Literal

import streamlit as st

from otif_koop.language import markdown_safe
from otif_koop.message import Message, Refused
from otif_koop.ui import on_the_way, session
from otif_koop.ui.speech import language
from otif_koop.ui.trouble import refuse_later
from otif_koop.ui.uninterrupted import uninterrupted

Said = str | Message
OnChange = Callable[..., Any]

_MOST_SIDE_BY_SIDE = 5


def choose(
    label: Said,
    options: Mapping[str, Said],
    value: str | None,
    key: str,
    on_change: OnChange,
    args: Sequence[Any] = (),
    *,
    why: Said | None = None,
    is_list: bool | None = None,
    is_disabled: bool = False,
    hides_label: bool = False,
) -> None:
    """One of a few: `options` gives each code its label; `value` is the chosen code, None for not chosen yet.

    Up to five options stand side by side, more in a list, unless `is_list` says otherwise.
    """
    labels = _with_present(options, [] if value is None else [value])
    if len(labels) > _MOST_SIDE_BY_SIDE if is_list is None else is_list:
        said = {code: _text(one) for code, one in labels.items()}
        st.selectbox(
            _label(label),
            list(labels),
            index=None,
            format_func=said.__getitem__,
            placeholder=language().say("Choose one"),
            help=_help(why),
            disabled=_is_shut(is_disabled, on_change),
            label_visibility=_seen(hides_label),
            **_bound(key, value, on_change, args),
        )
    else:
        said = {code: _label(one) for code, one in labels.items()}
        st.segmented_control(
            _label(label),
            list(labels),
            format_func=said.__getitem__,
            required=value is not None,
            help=_help(why),
            disabled=_is_shut(is_disabled, on_change),
            label_visibility=_seen(hides_label),
            **_bound(key, value, on_change, args),
        )


def choose_some(
    label: Said,
    options: Mapping[str, Said],
    values: Sequence[str],
    key: str,
    on_change: OnChange,
    args: Sequence[Any] = (),
    *,
    why: Said | None = None,
    is_disabled: bool = False,
    hides_label: bool = False,
) -> None:
    """Any number of `options`; `on_change` gets the chosen codes as a tuple, in the order of `options`."""
    labels = _with_present(options, values)

    def in_order(chosen: Sequence[str], *more: Any) -> None:
        on_change(tuple(code for code in labels if code in chosen), *more)

    st.pills(
        _label(label),
        list(labels),
        selection_mode="multi",
        format_func={code: _label(one) for code, one in labels.items()}.__getitem__,
        help=_help(why),
        disabled=_is_shut(is_disabled, on_change),
        label_visibility=_seen(hides_label),
        **_bound(key, list(values), in_order, args),
    )


def number(
    label: Said,
    value: float | None,
    key: str,
    on_change: OnChange,
    args: Sequence[Any] = (),
    *,
    least: float | None = None,
    most: float | None = None,
    step: float = 1,
    why: Said | None = None,
    is_disabled: bool = False,
) -> None:
    """A number, whole when `step` is a whole number; None stays empty."""
    kind = int if isinstance(step, int) else float
    st.number_input(
        _label(label),
        min_value=None if least is None else kind(least),
        max_value=None if most is None else kind(most),
        value=None,
        step=step,
        format=None if kind is int else "%g",  # 40 and not 40.00, which the Dutch would write with a comma
        help=_help(why),
        disabled=_is_shut(is_disabled, on_change),
        **_bound(key, None if value is None else kind(value), on_change, args),
    )


def slide(
    label: Said,
    value: int,
    key: str,
    on_change: OnChange,
    args: Sequence[Any] = (),
    *,
    least: int,
    most: int,
    why: Said | None = None,
    is_disabled: bool = False,
) -> None:
    """A whole number to drag between `least` and `most`."""
    value = min(max(value, least), most)
    st.slider(
        _label(label),
        min_value=least,
        max_value=most,
        step=1,
        help=_help(why),
        disabled=_is_shut(is_disabled, on_change),
        **_bound(f"{key}-{most}", value, on_change, args),
    )


def text(
    label: Said,
    value: str,
    key: str,
    on_change: OnChange,
    args: Sequence[Any] = (),
    *,
    most: int = 200,
    lines: int = 1,
    example: Said | None = None,
    why: Said | None = None,
    is_disabled: bool = False,
) -> None:
    """A text of at most `most` characters, on one line or more."""
    common: dict[str, Any] = {
        "max_chars": most,
        "placeholder": None if example is None else _text(example),
        "help": _help(why),
        "disabled": _is_shut(is_disabled, on_change),
        **_bound(key, value, on_change, args),
    }
    if lines > 1:
        st.text_area(_label(label), height="content", **common)
    else:
        st.text_input(_label(label), **common)


def switch(
    label: Said,
    value: bool,
    key: str,
    on_change: OnChange,
    args: Sequence[Any] = (),
    *,
    why: Said | None = None,
    is_disabled: bool = False,
) -> None:
    """Yes or no."""
    st.toggle(
        _label(label), help=_help(why), disabled=_is_shut(is_disabled, on_change), **_bound(key, value, on_change, args)
    )


def day(
    label: Said,
    value: date | None,
    key: str,
    on_change: OnChange,
    args: Sequence[Any] = (),
    *,
    least: date | None = None,
    most: date | None = None,
    why: Said | None = None,
    is_disabled: bool = False,
) -> None:
    """A date, or none yet."""
    st.date_input(
        _label(label),
        value=None,
        min_value=least,
        max_value=most,
        format="DD-MM-YYYY" if language().code == "nl" else "DD/MM/YYYY",
        help=_help(why),
        disabled=_is_shut(is_disabled, on_change),
        **_bound(key, value, on_change, args),
    )


def button(
    label: Said,
    key: str,
    on_click: OnChange,
    args: Sequence[Any] = (),
    *,
    icon: str | None = None,
    is_primary: bool = False,
    why: Said | None = None,
    is_disabled: bool = False,
) -> None:
    """Something to do at once: `on_click(*args)`; `is_primary` for the one thing that a page asks for."""
    st.button(
        _label(label),
        key=f"{key}:{language().code}",
        on_click=do,
        args=(on_click, *args),
        type="primary" if is_primary else "secondary",
        icon=icon,
        help=_help(why),
        disabled=_is_shut(is_disabled, on_click),
    )


def for_looking(on_change: OnChange) -> OnChange:
    """Marks an `on_change` that decides what is looked at and changes no workshop: viewers may use its input."""
    _LOOKING.add(on_change)
    return on_change


_LOOKING: set[OnChange] = set()


def _is_shut(is_disabled: bool, on_change: OnChange) -> bool:
    """Whether an input only shows: who may not edit sees every choice and can make those that change nothing."""
    return is_disabled or not (on_change in _LOOKING or session.may_edit())


def _seen(hides_label: bool) -> Literal["visible", "collapsed"]:
    """A label that stands above already is for the screen reader only."""
    return "collapsed" if hides_label else "visible"


def _bound(key: str, value: Any, on_change: OnChange, args: Sequence[Any]) -> dict[str, Any]:
    """Key and callback, with the workshop's value put in the widget where that shows another."""
    widget_key = f"{key}:{language().code}"
    on_the_way.give(widget_key, value)
    return {"key": widget_key, "on_change": _report, "args": (widget_key, on_change, *args)}


def _report(widget_key: str, on_change: OnChange, *args: Any) -> None:
    if not on_the_way.is_echo(widget_key):
        do(on_change, st.session_state[widget_key], *args)


def do(action: OnChange, *args: Any) -> None:
    """Has it done as a touched input has: to its end, and what is refused is told at the next run."""
    with uninterrupted():
        try:
            action(*args)
        except Refused as refused:
            refuse_later(refused)


def _with_present(options: Mapping[str, Said], present: Sequence[str]) -> Mapping[str, Said]:
    """The options, with a value that is no longer among them shown by its own code rather than dropped."""
    return {**options, **{code: code for code in present if code not in options}}


def _text(said: Said) -> str:
    return language().say(said) if isinstance(said, Message) else said


def _label(said: Said) -> str:
    """For a place that reads Markdown: a text that is no message may have been typed by someone."""
    return language().markdown(said) if isinstance(said, Message) else markdown_safe(said)


def _help(why: Said | None) -> str | None:
    return None if why is None else _label(why)

"""The page to vote on: a form of a few hundred bytes, without Streamlit and, except to wait, without a script."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from otif_koop.language import Language
from otif_koop.message import Message, Refused
from otif_koop.store.ballots import Asked
from otif_koop.store.rights import Right
from otif_koop.store.store import Store
from otif_koop.ui import plain_page
from otif_koop.workshop.ballot import LONGEST_ANSWER, Ballot, Item

_AGAIN = 4  # seconds after which a page that waits asks again


def keep(language: Language, store: Store, right: Right, browser: str, posted: Mapping[str, str]) -> str:
    """Keeps an answer; gives why not, where that can't be."""
    try:
        store.ballots.cast(right, browser, posted.get("ballot", ""), posted)
    except Refused as refused:
        return language.say(refused.problems[0])
    return ""


def html(
    language: Language, store: Store, right: Right, browser: str, refused: str = "", *, is_anew: bool = False
) -> str:
    """What a phone sees now; `refused` is why its answer was not kept, `is_anew` asks for the form once more."""
    asked = store.ballots.last(right.workshop_id)
    if asked is None or not asked.is_open:
        if asked is not None and asked.is_revealed:
            return _waiting(language, right, language.say("The answers are on the screen."))
        return _waiting(language, right, language.say("There is no question now. This page waits for it."))
    mine = store.ballots.mine(right, browser, asked.id)
    if mine is not None and not is_anew and not refused:
        anew = f"?w={escape(right.workshop_id)}&amp;anew=1"
        change = f'<p><a href="{anew}">{escape(language.say("Change the answer"))}</a></p>'
        return _waiting(language, right, language.say("Answered. The facilitator shows what came out."), change)
    return plain_page.page(language, language.say("Vote"), _form(language, right, asked, mine, refused))


def _waiting(language: Language, right: Right, said: str, more: str = "") -> str:
    way = f'<p><a href="./?w={escape(right.workshop_id)}">{escape(language.say("To the whole workshop"))}</a></p>'
    body = f"<h1>{escape(said)}</h1>{more}{way}"
    return plain_page.waiting(language, language.say("Vote"), body, f"?w={right.workshop_id}", _AGAIN)


def _form(language: Language, right: Right, asked: Asked, mine: Mapping[str, Any] | None, refused: str) -> str:
    ballot = asked.ballot
    fields = "".join(_field(language, ballot, item, (mine or {}).get(item.id)) for item in ballot.asked)
    told = f'<p role="alert"><b>{escape(refused)}</b></p>' if refused else ""
    return (
        f'<form method="post" action="?w={escape(right.workshop_id)}"><input type="hidden" name="ballot" '
        f'value="{escape(asked.id)}"><h1>{_said(language, ballot.question)}</h1>{told}{fields}'
        f"<button>{escape(language.say('Send'))}</button></form>"
    )


def _field(language: Language, ballot: Ballot, item: Item, value: Any) -> str:
    name = escape(item.id)
    legend = f"<legend>{_said(language, item.text)}</legend>" if ballot.items else ""
    if ballot.kind == "text":
        title = _said(language, item.text)
        return f'<p><input name="{name}" maxlength="{LONGEST_ANSWER}" aria-label="{title}" required></p>'
    if ballot.kind == "number":
        unit = f" {escape(ballot.unit)}" if ballot.unit else ""
        shown = "" if value is None else escape(f"{value:g}")
        title = _said(language, item.text)
        field = f'<input name="{name}" inputmode="decimal" value="{shown}" aria-label="{title}" required>'
        return f'<p class="measured">{field}{unit}</p>'
    options = (
        [("yes", language.say("yes"), value is True), ("no", language.say("no"), value is False)]
        if ballot.kind == "yesno"
        else [(str(n), str(n), value == n) for n in range(int(ballot.least), int(ballot.most) + 1)]
    )
    radios = "".join(
        f'<label><input type="radio" name="{name}" value="{code}"{" checked" if is_on else ""}> {escape(label)}</label>'
        for code, label, is_on in options
    )
    ends = ""
    if item.low is not None and item.high is not None:
        low, high = _said(language, item.low), _said(language, item.high)
        ends = f"<small>{options[0][1]} = {low}, {options[-1][1]} = {high}</small>"
    return f"<fieldset>{legend}{radios}{ends}</fieldset>"


def _said(language: Language, text: Message) -> str:
    return escape(language.say(text))

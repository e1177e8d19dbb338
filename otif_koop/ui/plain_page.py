"""Small pages without Streamlit, for those who come in by a link or vote by phone: a title, a few words, a form."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from html import escape
from pathlib import Path

from otif_koop.language import Language

_ASSETS = Path(__file__).parent / "assets"


def page(language: Language, title: str, body: str, script: str = "") -> str:
    """A whole page; `body` is HTML, the rest plain text."""
    told = f"<script>{script}</script>" if script else ""
    return (
        f'<!doctype html><html lang="{language.code}"><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="plain.css">'
        f"<main>{body}</main>{told}"
    )


@cache
def _asset(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8").strip()


def style() -> str:
    """The style of all plain pages, which a phone asks for once."""
    return _asset("plain.css")


def headers(html: str) -> dict[str, str]:
    """What goes with a plain page: only its own script runs, it asks only this server, and nobody keeps it."""
    scripts = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(one.encode()).digest()).decode()}'" for one in scripts)
    scripts_that_run = hashes or "'none'"
    policy = (
        f"default-src 'none'; script-src {scripts_that_run}; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
        "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
    )
    return {"Content-Security-Policy": policy, "Referrer-Policy": "same-origin", "Cache-Control": "no-store"}


def told(language: Language, said: str) -> str:
    """A page that says one thing."""
    return page(language, "OTIF & KOOP", f"<h1>OTIF &amp; KOOP</h1><p>{escape(said)}</p>")


def join(language: Language, *, offers_sign_in: bool) -> str:
    """The page that exchanges a link: it says what happens, and asks for a name where that matters."""
    texts = {
        "incomplete": language.say("This link is not complete. Open it again, all of it."),
        "unreachable": language.say("The server does not answer. Try again in a moment."),
    }
    sign = f'<p><a id="sign" href="sign-in">{escape(language.say("Or sign in"))}</a></p>' if offers_sign_in else ""
    body = (
        f'<h1 id="title">{escape(language.say("One moment …"))}</h1><p id="says" role="status"></p>'
        f'<form id="form" hidden><label for="name">{escape(language.say("What may we call you?"))}</label>'
        f'<input id="name" maxlength="60" autocomplete="name"><button>{escape(language.say("Come in"))}</button>'
        f"{sign}</form>"
        f"<noscript>{escape(language.say('Coming in by a link asks for a browser that runs scripts.'))}</noscript>"
    )
    return page(language, "OTIF & KOOP", body, _script("join.js", texts))


def publication(language: Language) -> str:
    """The page that shows what a link to published figures opens, in its own place."""
    texts = {
        "incomplete": language.say("This link is not complete. Open it again, all of it."),
        "unreachable": language.say("The server does not answer. Try again in a moment."),
    }
    body = (
        f'<h1 id="title">{escape(language.say("One moment …"))}</h1><p id="says" role="status"></p>'
        f"<noscript>{escape(language.say('Coming in by a link asks for a browser that runs scripts.'))}</noscript>"
    )
    return page(language, "OTIF & KOOP", body, _script("published.js", texts))


def waiting(language: Language, title: str, body: str, address: str, seconds: int) -> str:
    """A page that asks `address` again every so many seconds, and goes there once its heading says something else.

    Without scripts it goes there every time, which to who has the page read out is a new page every time.
    """
    again = f'<noscript><meta http-equiv="refresh" content="{seconds};url={escape(address)}"></noscript>'
    there = json.dumps(address).replace("<", "\\u003c")
    script = _asset("wait.js").replace("ADDRESS", there).replace("SECONDS", str(seconds))
    return page(language, title, again + body, script)


def _script(name: str, texts: dict[str, str]) -> str:
    """A script with its texts: none can end it, "<" is written as its code."""
    told = json.dumps(texts, ensure_ascii=False).replace("<", "\\u003c")
    return _asset(name).replace("TEXTS", told)

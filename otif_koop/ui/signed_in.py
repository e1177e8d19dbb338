"""Who signed in, where an organisation wants names: by OpenID Connect, set up in the `[auth]` of Streamlit's secrets.

A sign-in gives a name and no right: rights come from links alone. Streamlit keeps who signed in in a cookie that it
signs; a page reads it as `st.user`, the doors beside Streamlit out of that cookie. Where nothing is set up nobody is
asked anything. `OTIF_KOOP_SIGN_IN=required`, or any other word there, lets nobody in who did not sign in.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.auth_util import get_cookie_with_chunks, get_origin_from_redirect_uri, get_secrets_auth_section

from otif_koop.workshop.text import readable

SETTING = "OTIF_KOOP_SIGN_IN"
LONGEST = 120  # characters of a name with its address
_NEEDS = ("client_id", "server_metadata_url")


def providers() -> tuple[str, ...]:
    """Where one can sign in, by the names of the secrets ("default" for one without a name); none: not set up."""
    section = get_secrets_auth_section()
    if not section or not all(section.get(one) for one in ("redirect_uri", "cookie_secret")):
        return ()
    own = ("default",) if all(section.get(one) for one in _NEEDS) else ()
    named = (name for name, value in section.items() if isinstance(value, Mapping) and all(map(value.get, _NEEDS)))
    return (*own, *named)


def is_required() -> bool:
    """Whether nobody comes in without a sign-in; also where that is not set up, so that a slip opens nothing."""
    return bool(os.environ.get(SETTING, "").strip())


def lets_in(name: str) -> bool:
    """Whether who signed in by this name (blank: nobody) may come in at all; what they may do comes from a link."""
    return bool(name) or not is_required()


def here() -> str:
    """Who signed in in this session; blank: nobody."""
    return _name(st.user) if providers() else ""


def behind(cookies: Mapping[str, str]) -> str:
    """Who signed in in the browser that brings these cookies; blank: nobody, or a cookie that is not Streamlit's."""
    from streamlit.web.server.server_util import get_cookie_secret
    from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
    from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

    if USER_COOKIE_NAME not in cookies or not providers():
        return ""

    def part(name: str) -> bytes | None:
        kept = cookies.get(name)
        return None if kept is None else decode_signed_value(get_cookie_secret(), name, kept)

    signed = get_cookie_with_chunks(part, USER_COOKIE_NAME)
    try:
        told = json.loads(signed) if signed else {}
    except ValueError:
        return ""
    if not isinstance(told, dict) or told.get("origin") != get_origin_from_redirect_uri():
        return ""
    return _name(told)


def as_typed(name: str) -> str:
    """A name that someone typed, which must not look like that of one who signed in: those have an address in it."""
    return name.replace("@", " ") if providers() else name


def _name(told: Mapping[str, Any]) -> str:
    """As "Anna Bakker (anna@client.example)", by what the provider says of someone."""
    if told.get("is_logged_in") is not True:
        return ""
    name, address = _text(told, "name", "given_name", "nickname"), _text(told, "email", "preferred_username", "sub")
    both = f"{name} ({address})" if name and address and name != address else name or address
    return both[:LONGEST]


def _text(told: Mapping[str, Any], *keys: str) -> str:
    found = (told.get(key) for key in keys)
    return next((" ".join(readable(one).split()) for one in found if isinstance(one, str) and one.strip()), "")

"""The door to sign in by OpenID Connect, and the way back to the page one came from."""

from __future__ import annotations

import re
from html import escape
from urllib.parse import quote, unquote

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Scope
from streamlit.user_info import generate_login_redirect_url

from otif_koop.ui import plain_page, routes, session, signed_in
from otif_koop.ui.speech import language, markdown, say

_BACK = "otif_koop_back"
"""The cookie with the page to come back to."""
_CALLBACK = "/oauth2callback"  # Streamlit's own, to which the provider sends back
_A_PAGE = re.compile(r"[a-z]{0,20}(\?[\w.~=&%+-]{0,200})?", re.ASCII)  # a header holds no other letters
_PATIENCE = 600  # seconds for a sign-in


def door(step_id: str) -> None:
    """Who signed in, with the way out; or the way to sign in. Nothing where that is not set up."""
    if not signed_in.providers():
        return
    name = signed_in.here()
    if not name:
        _link(step_id)
        return
    with st.popover(markdown("{name}", name=name), icon=":material/account_circle:", type="tertiary", key="signed-in"):
        st.caption(say("Signed in. What one may do here comes from the link, not from the sign-in."))
        if st.button(say("Sign out"), icon=":material/logout:", key="sign_out"):
            st.logout()


def only_door(step_id: str) -> None:
    """The whole page, where nobody comes in without a sign-in."""
    st.title(say("Sign in first"), anchor=False)
    if signed_in.providers():
        st.markdown(say("This server asks everyone who they are. What one may do here comes from the link."))
        _link(step_id)
    else:
        st.warning(say("A sign-in is asked for, but none is set up. docs/hosting.md tells how."), icon=":material/key:")


def _link(step_id: str) -> None:
    where = st.query_params.get(session.ADDRESS)
    code = language().code
    to = f"{'' if step_id == 'start' else step_id}?lang={code}" + (f"&w={quote(where)}" if where else "")
    # in this very tab: a link of Streamlit's own opens another
    address = f"./sign-in?lang={code}&to={quote(to, safe='')}"
    st.markdown(f'<a href="{escape(address)}" target="_self">{escape(say("Sign in"))}</a>', unsafe_allow_html=True)


async def sign_in(request: Request) -> Response:
    """Sends a browser to the provider; with several of them it chooses one."""
    there = signed_in.providers()
    asked = request.query_params.get("provider") or (there[0] if len(there) == 1 else "")
    to = request.query_params.get("to", "")
    to = to if _A_PAGE.fullmatch(to) else ""
    if asked not in there:
        return _which(request, there, to)
    answer = RedirectResponse(generate_login_redirect_url(asked), 303, {"Cache-Control": "no-store"})
    answer.set_cookie(_BACK, quote(to, safe=""), max_age=_PATIENCE, httponly=True, samesite="lax", path="/")
    return answer


def _which(request: Request, there: tuple[str, ...], to: str) -> Response:
    speaks = routes.speaks(request)
    if not there:
        return HTMLResponse(plain_page.told(speaks, speaks.say("There is no sign-in on this server.")), 404)
    links = "".join(
        f'<p><a href="sign-in?provider={quote(one)}&amp;to={quote(to, safe="")}">{escape(one)}</a></p>' for one in there
    )
    html = plain_page.page(speaks, speaks.say("Sign in"), f"<h1>{escape(speaks.say('Sign in'))}</h1>{links}")
    return HTMLResponse(html, headers=plain_page.headers(html))


def come_back(headers: MutableHeaders, scope: Scope) -> None:
    """After a sign-in Streamlit leads to the first page: to the page where it began, where that is known."""
    if not scope["path"].endswith(_CALLBACK) or "location" not in headers:
        return
    to = unquote(Request(scope).cookies.get(_BACK, ""))
    if not (to and _A_PAGE.fullmatch(to)):
        return
    headers["location"] = f"./{to}"
    gone = Response()
    gone.delete_cookie(_BACK, path="/")
    headers.append("set-cookie", gone.headers["set-cookie"])


ROUTES = [Route("/sign-in", sign_in, methods=["GET"])]

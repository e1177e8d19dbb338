"""The doors beside Streamlit's own: where a link is exchanged for the right to come in.

The secret stands behind the `#` of a link, which a browser sends to no server, log or Referer. The page at `/join`
takes it out of the address, posts it, and gets a cookie that no script can read.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import signal
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Scope

from otif_koop.language import Language
from otif_koop.message import Refused
from otif_koop.store.links import Unknown
from otif_koop.store.rights import Right, no_right
from otif_koop.ui import plain_page, signed_in, visitor, vote_page
from otif_koop.ui.live import Hub, Listener
from otif_koop.ui.session import store
from otif_koop.ui.slow_down import SlowDown

_A_YEAR = 365 * 24 * 3600
_LARGEST_POST = 4_000  # bytes
guesses = SlowDown()


async def join_page(request: Request) -> Response:
    """The page that takes the secret out of the address and posts it."""
    language = speaks(request)
    html = plain_page.join(language, offers_sign_in=bool(signed_in.providers()))
    return HTMLResponse(html, headers=plain_page.headers(html))


async def join(request: Request) -> Response:
    """Exchanges the secret of a link for a cookie; answers where to go, or says why not."""
    language = speaks(request)
    if guesses.is_flooded():
        return JSONResponse({"says": language.say("It is busy here. Try again in a minute.")}, 429)
    posted = await small_json(request)
    token = posted.get("token")
    if not isinstance(token, str) or not comes_from_here(request):
        return JSONResponse(
            {"says": language.say("This link opens nothing: it is not complete, or not from here.")}, 400
        )
    browser = request.cookies.get(visitor.COOKIE) or secrets.token_urlsafe(32)
    try:
        right = await run_in_threadpool(store().links.join, token, browser, language.say("guest"))
        name = (await run_in_threadpool(store().load, right.workshop_id))[0].name
    except Refused as refused:
        if isinstance(refused, Unknown):
            await hold_back(request)
        return JSONResponse({"says": language.say(refused.problems[0])}, 403)
    who = await run_in_threadpool(signed_in.behind, request.cookies)
    to = _place_of(right)
    if not signed_in.lets_in(who):
        to = signing_in(to)
    answer = JSONResponse(
        {
            "to": to,
            "w": right.workshop_id,
            "kind": right.kind,
            "name": who or right.name,
            "workshop": name,
            "asks": right.kind != "viewer" and not who and not signed_in.is_required(),
        }
    )
    remember(answer, request.scope, browser)
    return answer


async def hold_back(request: Request) -> None:
    """Lets whoever brought a secret that is nobody's wait, the longer the more often it happens."""
    wait = guesses.missed(request.client.host if request.client else "", time.monotonic())
    guesses.waiting += 1
    try:
        await asyncio.sleep(wait)
    finally:
        guesses.waiting -= 1


def signing_in(to: str) -> str:
    """The address that signs in and comes back to `to`, an address beside it."""
    return f"./sign-in?to={quote(to.removeprefix('./'), safe='')}"


def _place_of(right: Right) -> str:
    """A participant comes in at the page to vote, which says how to go on to the whole workshop."""
    return f"./{'vote' if right.kind == 'participant' else ''}?w={right.workshop_id}"


async def call(request: Request) -> Response:
    """The name that a guest wants to be known by."""
    posted = await small_json(request)
    name, workshop_id = posted.get("name"), posted.get("w")
    if not (isinstance(name, str) and isinstance(workshop_id, str) and name.strip() and comes_from_here(request)):
        return JSONResponse({}, 400)
    browser = request.cookies.get(visitor.COOKIE, "")
    right = await run_in_threadpool(store().links.right_of, browser, workshop_id)
    if right is None:
        return JSONResponse({}, 403)
    try:
        called = await run_in_threadpool(store().links.call, right, browser, signed_in.as_typed(name))
    except Refused as refused:
        return JSONResponse({"says": speaks(request).say(refused.problems[0])}, 400)
    return JSONResponse({"name": called.name})


def speaks(request: Request) -> Language:
    """The language of an address or, where it says none, of the browser."""
    asked = request.query_params.get("lang")
    preferred = request.headers.get("accept-language", "").split(",")[0]
    return Language(asked) if asked in ("nl", "en") else Language.for_reader(preferred)


async def small_json(request: Request) -> dict[str, Any]:
    """What was posted, where that is a small JSON object; else nothing."""
    try:
        posted = json.loads(await small_body(request))
    except ValueError:
        return {}
    return posted if isinstance(posted, dict) else {}


async def small_body(request: Request) -> bytes:
    """What was posted; nothing where that is too much."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LARGEST_POST:
            return b""
    return body


def comes_from_here(request: Request) -> bool:
    """Whether a post was made by a page of this very site, as browsers tell."""
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def remember(answer: Response, scope: Scope, browser: str) -> None:
    """Puts the secret of a browser in its cookie, out of reach of scripts and of other sites."""
    headers = Headers(scope=scope)
    is_secret = scope.get("scheme") == "https" or headers.get("x-forwarded-proto") == "https"
    answer.set_cookie(
        visitor.COOKIE, browser, max_age=_A_YEAR, httponly=True, samesite="lax", secure=is_secret, path="/"
    )


def right_here(request: Request, workshop_id: str) -> Right | None:
    """What the one who asks may do in a workshop: by a link or, at the machine itself, all. Asks the store."""
    browser, name = request.cookies.get(visitor.COOKIE, ""), signed_in.behind(request.cookies)
    is_here = visitor.is_here(request.headers, request.client.host if request.client else None)
    return visitor.right_of(store(), workshop_id, browser, name, at_the_machine=is_here)


def _is_stopping() -> bool:
    """Whether the server was asked to stop: it waits for every open answer, and a stream would keep it waiting.

    uvicorn says so nowhere else than on itself, and it is what listens to the signal.
    """
    listens = signal.getsignal(signal.SIGTERM)
    return bool(getattr(getattr(listens, "__self__", None), "should_exit", False))


hub = Hub(lambda workshop_ids: store().scenes.pulse(workshop_ids), _is_stopping)


async def events(request: Request) -> Response:
    """What others do in a workshop, as it happens."""
    workshop_id = request.query_params.get("w", "")
    try:
        right = await run_in_threadpool(right_here, request, workshop_id)
    except Refused:
        return Response(status_code=503)
    if right is None:
        return Response(status_code=204)  # which tells the browser not to come back
    listener = Listener(
        workshop_id, right.name, request.cookies.get(visitor.COOKIE, ""), lambda: _may_still(request, workshop_id)
    )
    told = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(hub.stream(listener), media_type="text/event-stream", headers=told)


def _may_still(request: Request, workshop_id: str) -> bool:
    try:
        return right_here(request, workshop_id) is not None
    except Refused:  # the store is away for a while
        return True


async def style(_request: Request) -> Response:
    """The style of the plain pages."""
    return Response(plain_page.style(), media_type="text/css", headers={"Cache-Control": "max-age=3600"})


async def question(request: Request) -> Response:
    """The question that is open, for a phone; asks again by itself while there is none."""
    return await _voting(request)


async def vote(request: Request) -> Response:
    """Keeps an answer; a form works without a script."""
    if not comes_from_here(request):
        return Response(status_code=403)
    form = parse_qs((await small_body(request)).decode("utf-8", "replace"), max_num_fields=100)
    return await _voting(request, {name: values[0] for name, values in form.items()})


async def _voting(request: Request, posted: Mapping[str, str] | None = None) -> Response:
    language = speaks(request)

    def answer() -> Response:
        workshop_id, browser = request.query_params.get("w", ""), request.cookies.get(visitor.COOKIE, "")
        if not signed_in.lets_in(signed_in.behind(request.cookies)):
            return RedirectResponse(signing_in(f"./vote?w={workshop_id}"), 303)
        try:
            right = right_here(request, workshop_id)
            if right is None:
                raise Refused(no_right())
            refused = "" if posted is None else vote_page.keep(language, store(), right, browser, posted)
            if posted is not None and not refused:
                return RedirectResponse(f"./vote?w={right.workshop_id}", 303)
            is_anew = "anew" in request.query_params
            html, status = vote_page.html(language, store(), right, browser, refused, is_anew=is_anew), 200
        except Refused as said:
            html, status = plain_page.told(language, language.say(said.problems[0])), 403
        return HTMLResponse(html, status, headers=plain_page.headers(html))

    return await run_in_threadpool(answer)


def know_browser(headers: MutableHeaders, scope: Scope) -> None:
    """Gives a browser from elsewhere its secret with its first page: what it makes, it finds back by that."""
    request = Request(scope)
    address = request.client.host if request.client else None
    if visitor.COOKIE in request.cookies or visitor.is_here(request.headers, address):
        return
    answer = Response()
    remember(answer, scope, secrets.token_urlsafe(32))
    headers.append("set-cookie", answer.headers["set-cookie"])


ROUTES = [
    Route("/join", join_page, methods=["GET"]),
    Route("/join", join, methods=["POST"]),
    Route("/join/name", call, methods=["POST"]),
    Route("/events", events, methods=["GET"]),
    Route("/plain.css", style, methods=["GET"]),
    Route("/vote", question, methods=["GET"]),
    Route("/vote", vote, methods=["POST"]),
]

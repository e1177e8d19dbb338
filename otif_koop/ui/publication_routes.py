"""The page that a customer group gets to see, by a link of its own and without coming into the workshop.

The secret stays behind the `#` of the address, where no log or Referer sees it: the page at `/published` posts it and
puts the answer in its own place. What it shows is drawn anew each time, so every new upload refreshes it.
"""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from otif_koop.deliver.published_page import page, published
from otif_koop.language import Language
from otif_koop.message import Refused
from otif_koop.store.links import Unknown
from otif_koop.store.publications import taken_back
from otif_koop.ui import plain_page, routes
from otif_koop.ui.session import store


async def publication_page(request: Request) -> Response:
    """The page that asks for what its secret opens."""
    html = plain_page.publication(routes.speaks(request))
    return HTMLResponse(html, headers=plain_page.headers(html))


async def publication(request: Request) -> Response:
    """What the group of a secret gets to see, as HTML in JSON; or why there is nothing to see."""
    language = routes.speaks(request)
    if routes.guesses.is_flooded():
        return JSONResponse({"says": language.say("It is busy here. Try again in a minute.")}, 429)
    token = (await routes.small_json(request)).get("token")
    if not isinstance(token, str) or not routes.comes_from_here(request):
        says = language.say("This link opens nothing: it is not complete, or not from here.")
        return JSONResponse({"says": says}, 400)
    try:
        html = await run_in_threadpool(_drawn, token, language)
    except Refused as refused:
        if isinstance(refused, Unknown):
            await routes.hold_back(request)
        return JSONResponse({"says": language.say(refused.problems[0])}, 403)
    return JSONResponse({"html": html}, headers={"Cache-Control": "no-store"})


def _drawn(token: str, language: Language) -> str:
    workshop_id, group_id = store().publications.opened_by(token)
    workshop = store().load(workshop_id)[0]
    if group_id not in workshop.groups or group_id not in workshop.follow_up.published:
        raise Refused(taken_back())
    return page(published(workshop, group_id, language), language).decode()


ROUTES = [
    Route("/published", publication_page, methods=["GET"]),
    Route("/published", publication, methods=["POST"]),
]

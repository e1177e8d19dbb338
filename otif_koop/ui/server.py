"""What goes around the shell: warm-up, health, security headers and the language of the page.

Everything here is plain ASGI around Streamlit's own server; `app.py` hangs it on `st.App`.
"""

from __future__ import annotations

import base64
import gc
import hashlib
import importlib
import re
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

import streamlit
from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config, net_util
from streamlit.env_util import is_repl

from otif_koop.language import CODES, Language
from otif_koop.tables import table
from otif_koop.ui import publication_routes, routes, sign_in
from otif_koop.ui.speech import SCRIPTS

APP_NAME = "OTIF & KOOP"
SHELL = Path(__file__).with_name("shell.py")
ICON = Path(__file__).parent / "assets" / "icon.svg"

_FOR_THE_FIRST_PAGE = ("otif_koop.ui.frame", "otif_koop.ui.session", "otif_koop.ui.start", "otif_koop.store.database")
_FOR_THE_OTHERS = (
    "babel.dates",
    "pandas",
    "streamlit.elements.vega_charts",
    "otif_koop.demo",
    "otif_koop.intake",
    "otif_koop.ui.beside",
    "otif_koop.ui.checks",
    "otif_koop.ui.columns",
    "otif_koop.ui.measure",
    "otif_koop.ui.own_file",
    "otif_koop.ui.score_causes",
    "otif_koop.ui.score_figures",
    "otif_koop.ui.score_rows",
)
# Streamlit would ask another machine which address this one has, for every page that comes from an address it does not
# know.
net_util.get_external_ip = lambda: None

_LONGEST_WAIT = 3.0  # seconds for someone to ask for a first page
_first_page_is_drawn = threading.Event()
_is_warm = threading.Event()


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Serves at once and warms up beside it, so that the first page waits for nothing."""
    print(f"\n  {APP_NAME}: http://localhost:{config.get_option('server.port')}   (Ctrl+C stops it)\n", flush=True)  # noqa: T201
    threading.Thread(target=_warm_up, name="warm-up", daemon=True).start()
    yield


def first_page_is_drawn() -> None:
    """Said by the shell after each run: the warm-up no longer stands in a first visitor's way."""
    _first_page_is_drawn.set()


def _warm_up() -> None:
    for name in _FOR_THE_FIRST_PAGE:
        importlib.import_module(name)
    Language("nl").say("yes")
    for name in ("steps", "pages", "glossary"):
        table(name)
    is_repl()  # Streamlit asks this at its first element, and then looks for the source of every module
    _first_page_is_drawn.wait(_LONGEST_WAIT)
    for name in _FOR_THE_OTHERS:
        importlib.import_module(name)
    # Streamlit collects garbage after every run, which costs three quarters of a rerun unless most is out of its sight
    settle()
    _is_warm.set()


def settle() -> None:
    """Put what stays for good (modules, catalogs, the demo company) out of the garbage collector's sight."""
    gc.collect()
    gc.freeze()


async def _health(_request: Request) -> Response:
    return JSONResponse({"status": "ok" if _is_warm.is_set() else "warming up"})


async def _start(request: Request) -> Response:
    """The first page lives at the root; its own name leads there, with the token of a link."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse("./" + query, headers={"Cache-Control": "no-cache"})


ROUTES = [
    Route("/healthz", _health),
    Route("/start", _start),
    *routes.ROUTES,
    *publication_routes.ROUTES,
    *sign_in.ROUTES,
]


class PageHeaders:
    """Adds the security headers to every answer, and to the page itself its language and title."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begin: Message | None = None
        body = b""

        async def send_page(message: Message) -> None:
            nonlocal begin, body
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _security_headers().items():
                    headers.setdefault(name, value)
                sign_in.come_back(headers, scope)
                if _is_page(message):
                    begin = message
                    routes.know_browser(headers, scope)
                    return
            elif begin is not None and message["type"] == "http.response.body":
                body += message.get("body", b"")
                if message.get("more_body"):
                    return
                page = _in_language(body, _language(scope))
                headers = MutableHeaders(scope=begin)
                headers["content-length"] = str(len(page))
                headers.add_vary_header("Accept-Language")
                for name in ("etag", "last-modified"):  # they speak of the file, not of the page that is sent
                    del headers[name]
                await send(begin)
                message = {"type": "http.response.body", "body": page}
            await send(message)

        await self.app(scope, receive, send_page)


MIDDLEWARE = [Middleware(PageHeaders)]


def _is_page(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    is_html = headers.get("content-type", "").startswith("text/html")
    return is_html and start["status"] == 200 and "content-encoding" not in headers


def _language(scope: Scope) -> str:
    """As the shell will choose it: what the address says, else what the browser prefers."""
    asked = QueryParams(scope.get("query_string", b"")).get("lang")
    if asked in CODES:
        return str(asked)
    preferred = Headers(scope=scope).get("accept-language", "").split(",")[0]
    return Language.for_reader(preferred).code


def _in_language(page: bytes, code: str) -> bytes:
    return page.replace(b'<html lang="en">', f'<html lang="{code}">'.encode(), 1).replace(
        b"<title>Streamlit</title>", f"<title>{APP_NAME}</title>".encode(), 1
    )


@cache
def _security_headers() -> dict[str, str]:
    index = Path(streamlit.__file__).with_name("static") / "index.html"
    own_scripts = re.findall(r"<script>(.*?)</script>", index.read_text(encoding="utf-8"), re.DOTALL)
    hashes = " ".join(_hash(script) for script in (*own_scripts, *SCRIPTS.values()))
    policy = {
        "default-src": "'self'",
        # blob: is how Streamlit loads the script of a component (live.js); only a script that runs already can make one
        "script-src": f"'self' 'wasm-unsafe-eval' blob: {hashes}",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "media-src": "'self' data: blob:",
        "worker-src": "'self' blob:",
        "frame-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'self'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }


def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"

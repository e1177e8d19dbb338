"""A small OpenID provider, real in all that matters: discovery, a page to sign in, a code once, a signed token."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "otif-koop", "a secret of the client's"


class Provider(ThreadingHTTPServer):
    """Signs in whoever clicks on their own name; `people` maps the name on the button to what is told of them."""

    def __init__(self, people: dict[str, dict[str, Any]]) -> None:
        super().__init__(("127.0.0.1", 0), _Asked)
        self.url = f"http://localhost:{self.server_port}"
        self.people = people
        self.key = RSAKey.generate_key(2048, parameters={"kid": "1", "use": "sig", "alg": "RS256"})
        self.codes: dict[str, dict[str, str]] = {}

    @property
    def discovery(self) -> str:
        return f"{self.url}/.well-known/openid-configuration"


class _Asked(BaseHTTPRequestHandler):
    server: Provider

    def log_message(self, *_: Any) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        at = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(at.query).items()}
        url = self.server.url
        if at.path == "/.well-known/openid-configuration":
            self._json(
                {
                    "issuer": url,
                    "authorization_endpoint": f"{url}/authorize",
                    "token_endpoint": f"{url}/token",
                    "jwks_uri": f"{url}/keys",
                    "end_session_endpoint": f"{url}/out",
                    "response_types_supported": ["code"],
                    "subject_types_supported": ["public"],
                    "id_token_signing_alg_values_supported": ["RS256"],
                    "code_challenge_methods_supported": ["S256"],
                }
            )
        elif at.path == "/keys":
            self._json({"keys": [self.server.key.as_dict(private=False)]})
        elif at.path == "/authorize":
            assert asked["client_id"] == CLIENT
            assert asked["code_challenge_method"] == "S256"
            links = "".join(
                f'<p><a href="/in?{urlencode(asked | {"who": who})}">{who}</a></p>' for who in self.server.people
            )
            self._send(200, f"<h1>Provider</h1>{links}".encode(), "text/html; charset=utf-8")
        elif at.path == "/in":
            code = secrets.token_urlsafe(16)
            self.server.codes[code] = asked
            self._redirect(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")
        elif at.path == "/out":
            self._redirect(asked["post_logout_redirect_uri"])
        else:
            self._send(404, b"", "text/plain")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        posted = {name: values[0] for name, values in parse_qs(body).items()}
        asked = self.server.codes.pop(posted.get("code", ""), None)
        told = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        digest = hashlib.sha256(posted.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or self.headers["Authorization"] != f"Basic {told}" or challenge != asked["code_challenge"]:
            self._json({"error": "invalid_grant"}, 400)
            return
        now = int(time.time())
        claims = {"iss": self.server.url, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        claims |= self.server.people[asked["who"]]
        token = jwt.encode({"alg": "RS256", "kid": "1"}, claims, self.server.key)
        self._json({"access_token": "x", "token_type": "Bearer", "expires_in": 300, "id_token": token})

    def _json(self, told: Any, status: int = 200) -> None:
        self._send(status, json.dumps(told).encode(), "application/json")

    def _redirect(self, to: str) -> None:
        self._send(302, b"", "text/plain", {"Location": to})

    def _send(self, status: int, body: bytes, kind: str, more: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **(more or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def providing(people: dict[str, dict[str, Any]]) -> Iterator[Provider]:
    """The provider, as long as it is asked."""
    provider = Provider(people)
    threading.Thread(target=provider.serve_forever, daemon=True).start()
    try:
        yield provider
    finally:
        provider.shutdown()
        provider.server_close()

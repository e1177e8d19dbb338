"""Who is at this browser: at the machine itself, or someone who came in by a link.

The browser's secret is in a cookie that no script can read; what it opens is in the store. At the machine itself no
link is needed, so that a laptop is as easy as it can be: the connection then comes from this machine, asked for by a
name of this machine, and through no one else. `OTIF_KOOP_RIGHTS=links` asks for a link there as well, which is what a
server behind a proxy sets.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from urllib.parse import urlsplit

SETTING = "OTIF_KOOP_RIGHTS"
COOKIE = "otif_koop"

_OWN_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_PASSED_ON = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


def is_here(headers: Mapping[str, str], address: str | None) -> bool:
    """Whether a connection from `address` (None: from nowhere, as in a test) comes from the machine itself."""
    if os.environ.get(SETTING) == "links":
        return False
    if address is not None and address not in _OWN_NAMES:
        return False
    told = {name.lower(): value for name, value in headers.items()}
    if any(name in told for name in _PASSED_ON):
        return False
    asked = [f"//{told['host']}"] if "host" in told else []
    asked += [told["origin"]] if "origin" in told else []
    return all(is_own_name(_host(one)) for one in asked)


def is_own_name(name: str | None) -> bool:
    """Whether a machine calls itself so, and no other."""
    return name in _OWN_NAMES


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""

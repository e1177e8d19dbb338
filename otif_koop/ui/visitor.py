"""Who is at this browser: at the machine itself, or someone who came in by a link.

The browser's secret is in a cookie that no script can read; what it opens is in the store. At the machine itself no
link is needed, so that a laptop is as easy as it can be: the connection then comes from this machine, asked for by a
name of this machine, and through no one else. `OTIF_KOOP_RIGHTS=links` asks for a link there as well, which is what a
server behind a proxy sets.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from otif_koop.store.rights import Right
from otif_koop.store.store import Store
from otif_koop.ui import signed_in
from otif_koop.ui.opened import BY

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


def right_of(store: Store, workshop_id: str, browser: str, name: str, *, at_the_machine: bool) -> Right | None:
    """What a browser may do in a workshop: by a link or, at the machine itself, all. None: nothing.

    `name` is of who signed in there; blank: nobody. Asks the store, and raises `Refused` as it does.
    """
    if not signed_in.lets_in(name):
        return None
    by_link = store.links.right_of(browser, workshop_id)
    if by_link is not None:
        return replace(by_link, name=name or by_link.name)
    return store.here(workshop_id, name or BY) if at_the_machine else None


def is_own_name(name: str | None) -> bool:
    """Whether a machine calls itself so, and no other."""
    return name in _OWN_NAMES


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""

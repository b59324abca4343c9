"""Whether a request comes from the person at this machine: not by its address alone, a proxy is at the machine too."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from starlette.requests import Request

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


def is_local(request: Request, public_url: str) -> bool:
    """Tell whether the person at this machine asks, of a site that goes by `public_url`.

    A request that came through a proxy is nobody's at this machine, whatever address it seems to come from; and with
    a public address there are proxies that do not tell.
    """
    name = host_name(request.headers.get("host", ""))
    peer = request.client.host if request.client else ""
    forwarded = any(header in request.headers for header in FORWARDED)
    public = urlsplit(public_url).hostname or ""
    return name in LOOPBACK_NAMES and public in LOOPBACK_NAMES and is_loopback(peer) and not forwarded


def host_name(netloc: str) -> str:
    """Return the name in a Host header without its port, "" for what is none."""
    try:
        return urlsplit(f"//{netloc}").hostname or ""
    except ValueError:
        return ""


def is_loopback(address: str) -> bool:
    """Tell whether an address is one of this machine's own."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False

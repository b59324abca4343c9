"""Apps that ask for access, known by the document their client id leads to: nobody registers here beforehand."""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from contextlib import nullcontext
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from fastmcp.server.auth.cimd import CIMDDocument, CIMDFetcher, CIMDFetchError, CIMDValidationError
from fastmcp.server.auth.redirect_validation import is_redirect_uri_allowed_for_application_type
from mcp.shared.auth import InvalidRedirectUriError, InvalidScopeError, OAuthClientInformationFull
from pydantic import AnyHttpUrl, AnyUrl, ValidationError

from credora_agent.access.tokens import SCOPES
from credora_agent.core.text import plain_text

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

LONGEST_ADDRESS = 2_000
AT_ONCE = 8
PATIENCE = 5.0
"""Seconds a document is waited for."""
MOST_FOUND = 1_000
DOT_SEGMENT = re.compile(r"/(\.|%2e){1,2}(/|$)", re.IGNORECASE)
LOOPBACK = re.compile(r"http://(localhost|127\.0\.0\.1|\[::1\])(:(\d{1,5}|\*))?(/.*)?", re.IGNORECASE)


class Client(OAuthClientInformationFull):
    """One app, as its document describes it."""

    cimd_document: CIMDDocument
    asked_resource: str | None = None
    """The address this request to the token endpoint names."""

    @classmethod
    def of(cls, client_id: str, document: CIMDDocument) -> Self:
        """Return the app whose document was found at `client_id`."""
        return cls(
            client_id=client_id,
            client_name=plain_text(document.client_name or "") or host_of(client_id),
            grant_types=document.grant_types,
            token_endpoint_auth_method=document.token_endpoint_auth_method,
            cimd_document=document,
        )

    def validate_redirect_uri(self, redirect_uri: AnyUrl | None) -> AnyUrl:
        """Return the address to come back to: exactly one of the document's, but for the port at this machine.

        Raises InvalidRedirectUriError for any other, for none, and for what no browser should be sent to.
        """
        if redirect_uri is None:
            raise InvalidRedirectUriError("redirect_uri is missing")
        stated = str(redirect_uri)
        safe = is_redirect_uri_allowed_for_application_type(stated, "native")
        if not safe or redirect_uri.username or redirect_uri.password or redirect_uri.fragment is not None:
            raise InvalidRedirectUriError("redirect_uri leads where no browser should be sent")
        if not any(_same(stated, each) for each in self.cimd_document.redirect_uris):
            raise InvalidRedirectUriError("redirect_uri is none of those in the client's metadata document")
        return redirect_uri

    def validate_scope(self, requested_scope: str | None) -> list[str] | None:
        """Return what of the scopes asked for there is, all there is when none are named.

        Raises InvalidScopeError when there is none of them.
        """
        if not requested_scope:
            return list(SCOPES)
        known: list[str] = [scope for scope in SCOPES if scope in requested_scope.split()]
        if not known:
            raise InvalidScopeError(f"The scopes are: {' '.join(SCOPES)}")
        return known


class Clients:
    """Apps by client id, their documents fetched as the library does it: over https, from public addresses only.

    Whoever asks for access decides where a document is, so strangers share few fetches at a time, which are short;
    apps that were found before do not wait for them.
    """

    def __init__(self, fetch: Callable[[str], Awaitable[CIMDDocument]] | None = None) -> None:
        self._fetch = fetch or CIMDFetcher(timeout=PATIENCE).fetch
        self._strangers = asyncio.Semaphore(AT_ONCE)
        self._found: OrderedDict[str, None] = OrderedDict()

    async def find(self, client_id: str) -> Client | None:
        """Return the app, None when its id leads to no document of its own."""
        if not is_address(client_id):
            return None
        try:
            async with asyncio.timeout(PATIENCE), nullcontext() if client_id in self._found else self._strangers:
                client = Client.of(client_id, await self._fetch(client_id))
        except (CIMDFetchError, CIMDValidationError, ValidationError, TimeoutError):
            return None
        self._found[client_id] = None
        if len(self._found) > MOST_FOUND:
            self._found.popitem(last=False)
        return client


def is_address(client_id: str) -> bool:
    """Tell whether a client id is the address of a document: https, a host, a path, and nothing that misleads."""
    try:
        parts = urlsplit(client_id)
        plain = parts.scheme == "https" and bool(parts.hostname) and parts.path not in ("", "/") and parts.port != 0
    except ValueError:
        return False
    misleading = "@" in parts.netloc or "#" in client_id or DOT_SEGMENT.search(parts.path) or not client_id.isascii()
    return plain and not misleading and len(client_id) <= LONGEST_ADDRESS


def host_of(address: str) -> str:
    """Return the host of an address as the network knows it, the scheme where there is none."""
    parts = urlsplit(str(AnyHttpUrl(address)) if address.startswith("http") else address)
    return parts.hostname if parts.scheme in ("http", "https") and parts.hostname else f"{parts.scheme}:"


def is_loopback(redirect_uri: str) -> bool:
    """Tell whether an address leads to a program at the person's own machine."""
    return LOOPBACK.fullmatch(redirect_uri) is not None


def _same(stated: str, registered: str) -> bool:
    ours, theirs = LOOPBACK.fullmatch(stated), LOOPBACK.fullmatch(registered)
    if ours and theirs:  # RFC 8252 §7.3: a program takes whatever port is free
        return (ours[1].lower(), ours[4] or "/") == (theirs[1].lower(), theirs[4] or "/")
    try:
        return stated == str(AnyUrl(registered))
    except ValidationError:
        return False

"""The page on which a person decides whether an app gets access: who they are, to which shop, to do what.

Who is signed in, and the person at this machine, need no other proof; anybody else shows an API token, which bounds
what they can grant.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from fastmcp.server.auth.redirect_validation import build_client_redirect
from pydantic import AnyHttpUrl
from starlette.routing import Route

from credora_agent.access import grants
from credora_agent.access.tokens import SCOPES, Scope, admit
from credora_agent.core.caller import Caller
from credora_agent.core.errors import BadInput, CredoraError, Unavailable
from credora_agent.core.loopback import is_local
from credora_agent.core.page import page
from mcp_servers import consent_page
from mcp_servers.oauth_endpoints import bounded
from mcp_servers.oauth_pending import CONSENT, LIFE, FormMark, Pending, Proof, sealed, unsealed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.datastructures import FormData
    from starlette.requests import Request
    from starlette.responses import HTMLResponse

    from credora_agent.tables.tenants import Tenant
    from mcp_servers.oauth import Connectors

BROWSER = re.compile(r"[A-Za-z0-9_-]{43}")
"""What a browser is known by while it answers: 32 random bytes."""


class NotYours(CredoraError):
    """An answer does not come from the page it should come from."""

    code = "not_yours"


STATUS: tuple[tuple[type[CredoraError], int], ...] = ((NotYours, 403), (Unavailable, 503))


@dataclass(frozen=True, slots=True)
class Person:
    """Who answers, and what they can grant at most; `proof` is what their next answer shows it by."""

    caller: Caller
    scopes: frozenset[Scope]
    proof: str | None = None


class Consent:
    """The page of one authorization server."""

    def __init__(self, provider: Connectors) -> None:
        self._provider, self._holdings = provider, provider.holdings
        here = urlsplit(str(AnyHttpUrl(provider.issuer)))  # as a browser writes it
        self._origin, self._secure = f"{here.scheme}://{here.netloc}", here.scheme == "https"
        self._cookie = "__Host-credora_consent" if self._secure else "credora_consent"

    def routes(self) -> list[Route]:
        """Return the route of the page."""
        return [Route(CONSENT, bounded(self.handle), methods=["GET", "POST"])]

    async def handle(self, request: Request) -> HTMLResponse:
        """Show the page, or act on an answer."""
        try:
            return await (self._answered(request) if request.method == "POST" else self._asked(request))
        except CredoraError as error:
            status = next((status for kind, status in STATUS if isinstance(error, kind)), 400)
            return consent_page.dressed(page("That did not work", [error.cause, error.remedy], status=status))

    async def _asked(self, request: Request) -> HTMLResponse:
        given = request.query_params.get("request", "")
        browser = self._browser(request) or secrets.token_urlsafe(32)
        person = await self._known(request)
        response = await self._shown(given, browser, person)
        response.set_cookie(
            self._cookie, browser, max_age=int(LIFE.total_seconds()), httponly=True, samesite="lax",
            secure=self._secure, path="/",
        )  # fmt: skip
        return response

    async def _shown(self, given: str, browser: str, person: Person | None) -> HTMLResponse:
        """Return the page for whoever is there: nobody yet, or somebody who can decide."""
        pending = self._pending(given)
        mark = FormMark(until=pending.until, nonce=pending.nonce, browser=_hash(browser))
        hidden = {"request": given, "form": sealed(self._holdings.ring, mark)}
        if person is None:
            here = f"{CONSENT}?{urlencode({'request': given})}" if self._holdings.signed_in else None
            return consent_page.proving(pending, hidden, back=here)
        shops = await self._shops(person)
        if not shops:
            raise BadInput("There are no books to give access to.", remedy="Make some first: `credora up`.")
        if person.proof:
            hidden["proof"] = person.proof
        may_write = "write" in pending.scopes and "write" in person.scopes
        return consent_page.deciding(
            pending, shops, hidden, may_write=may_write and await self._writes_any(person, shops)
        )

    async def _answered(self, request: Request) -> HTMLResponse:
        form = await request.form()
        pending = self._pending(_text(form, "request"))
        self._require_own_form(request, form, pending)
        decision = _text(form, "decision")
        if decision == "decline":
            declined = {"error": "access_denied", "error_description": "The person declined."}
            return self._sent_back(pending, declined)
        person = await self._person(request, form, pending)
        if decision != "allow":
            return await self._shown(_text(form, "request"), self._browser(request), person)
        return self._sent_back(pending, {"code": await self._allowed(form, pending, person)})

    async def _allowed(self, form: FormData, pending: Pending, person: Person) -> str:
        """Return the code for a yes. Raises BadInput for one that is not the person's to give."""
        shop = next((shop for shop in await self._shops(person) if str(shop.id) == _text(form, "shop")), None)
        if shop is None:
            raise BadInput("No shop was chosen.", remedy="Go back, and choose one.")
        may_write = "write" in pending.scopes and "write" in person.scopes
        write: set[Scope] = {"write"} if may_write and _text(form, "write") else set()
        scopes, caller, now = frozenset({"read", *write}), person.caller.at(shop.id), self._holdings.now()
        if "read" not in person.scopes:
            raise BadInput("That token may not read.", remedy="Use one that may.")
        return await self._holdings.database.write(
            caller, lambda s: grants.allow(s, caller, pending.agreed(scopes), now=now)
        )

    def _sent_back(self, pending: Pending, said: dict[str, str]) -> HTMLResponse:
        said |= {"state": pending.state} if pending.state is not None else {}
        address = build_client_redirect(pending.redirect_uri, said, iss=self._provider.issuer)
        return consent_page.leaving(pending, address, allowed="code" in said)

    async def _person(self, request: Request, form: FormData, pending: Pending) -> Person:
        """Return who answers. Raises NotYours when that is not shown."""
        if (known := await self._known(request)) is not None:
            return known
        ring, now, given = self._holdings.ring, self._holdings.now(), _text(form, "proof")
        if given:
            proof = unsealed(ring, Proof, given, now=now)
            if proof.nonce == pending.nonce:
                return Person(Caller(proof.user, proof.tenant), frozenset(proof.scopes), given)
        admitted = await admit(self._holdings.database, _text(form, "token").strip(), now=now)
        if admitted is None or admitted.kind != "api" or admitted.caller.tenant_id is None:
            raise NotYours("That is no API token of Credora that is good now.", remedy="Go back, and enter another.")
        proof = Proof(
            until=pending.until, nonce=pending.nonce, user=admitted.caller.user_id, tenant=admitted.caller.tenant_id,
            scopes=tuple(sorted(admitted.scopes)),
        )  # fmt: skip
        return Person(admitted.caller, admitted.scopes, sealed(ring, proof))

    async def _known(self, request: Request) -> Person | None:
        """Return who needs no proof here: whoever is signed in, else the person at this machine; None for others."""
        signed_in = self._holdings.signed_in
        found = await signed_in(request) if signed_in is not None else None
        if found is None and self._is_local(request):
            found = self._holdings.local
        return None if found is None else Person(found, frozenset(SCOPES))

    async def _shops(self, person: Person) -> Sequence[Tenant]:
        """Return the shops a person can choose from: with a token only its own."""
        shops = await self._holdings.shops_of(Caller(person.caller.user_id))
        return [shop for shop in shops if person.caller.tenant_id in (None, shop.id)]

    async def _writes_any(self, person: Person, shops: Sequence[Tenant]) -> bool:
        """Tell whether there is one of those shops that the person may change something in."""
        for shop in shops:
            at = person.caller.at(shop.id)
            may = await self._holdings.database.read(at, partial(grants.grantable, tenant=shop.id, user=at.user_id))
            if "write" in may:
                return True
        return False

    def _pending(self, given: str) -> Pending:
        return unsealed(self._holdings.ring, Pending, given, now=self._holdings.now())

    def _is_local(self, request: Request) -> bool:
        return is_local(request, self._provider.issuer)

    def _browser(self, request: Request) -> str:
        """Return what the browser is known by, "" for one that is not."""
        found = request.cookies.get(self._cookie, "")
        return found if BROWSER.fullmatch(found) else ""

    def _require_own_form(self, request: Request, form: FormData, pending: Pending) -> None:
        """Raise NotYours unless the answer was given on our page, in the browser the page was shown in."""
        origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
        same = site in (None, "same-origin") and origin in (None, self._origin) and (origin or site)
        browser = self._browser(request)
        if not same or not browser:
            raise NotYours("This answer does not come from Credora's own page.", remedy="Begin again in the app.")
        mark = unsealed(self._holdings.ring, FormMark, _text(form, "form"), now=self._holdings.now())
        if not hmac.compare_digest(mark.browser, _hash(browser)) or mark.nonce != pending.nonce:
            raise NotYours("This answer belongs to another page.", remedy="Begin again in the app.")


def _text(form: FormData, name: str) -> str:
    found = form.get(name)
    return found if isinstance(found, str) else ""


def _hash(browser: str) -> str:
    return hashlib.sha256(browser.encode()).hexdigest()

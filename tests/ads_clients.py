"""Two plain clients of the sandbox, for tests of it: they log in as a browser would, and call with what they got."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from ad_world import CLIENT, MANAGER

if TYPE_CHECKING:
    import httpx2

    from credora_agent.sandbox.server import Sandbox

META_BACK = "http://127.0.0.1:8000/oauth/callback/meta"
GOOGLE_BACK = "http://127.0.0.1:8000/oauth/callback/google"
ADWORDS = "https://www.googleapis.com/auth/adwords"
VERIFIER = "a-verifier-of-at-least-forty-three-characters-0"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")


class MetaClient:
    """A merchant's browser at Meta's login, and a server with its token."""

    def __init__(self, sim: Sandbox, http: httpx2.AsyncClient) -> None:
        self.sim, self.http, self.token = sim, http, ""

    def proof(self) -> str:
        """Return the proof that goes with the token."""
        return hmac.new(self.sim.apps.meta.app_secret.encode(), self.token.encode(), hashlib.sha256).hexdigest()

    async def asked(self, *, decision: str = "approve", grants: tuple[str, ...] = ("ads_read",)) -> dict[str, str]:
        """Press a button of the dialog; return the query it leads back with."""
        data = {"client_id": self.sim.apps.meta.app_id, "redirect_uri": META_BACK, "state": "s1", "scope": "ads_read"}
        form = {**data, "decision": decision, "asked": "1", "grant": list(grants)}
        answer = await self.http.post("/meta/www/v26.0/dialog/oauth", data=form)
        assert answer.status_code == 302
        return {key: values[0] for key, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}

    async def exchanged(self, **said: str) -> httpx2.Response:
        """Call the token endpoint."""
        app = self.sim.apps.meta
        query = {"client_id": app.app_id, "client_secret": app.app_secret, **said}
        return await self.http.get("/meta/graph/v26.0/oauth/access_token", params=query)

    async def logged_in(self, **said: Any) -> MetaClient:
        """Come by a token and return self."""
        code = (await self.asked(**said))["code"]
        short = (await self.exchanged(redirect_uri=META_BACK, code=code)).json()["access_token"]
        long = await self.exchanged(grant_type="fb_exchange_token", fb_exchange_token=short)
        self.token = long.json()["access_token"]
        return self

    async def get(self, path: str, **params: Any) -> httpx2.Response:
        """Call Graph with token and proof; dictionaries and lists go as JSON."""
        query = {key: json.dumps(value) if isinstance(value, dict | list) else value for key, value in params.items()}
        own = {"access_token": self.token, "appsecret_proof": self.proof(), **query}
        return await self.http.get(f"/meta/graph/v26.0/{path}", params=own)


class GoogleClient:
    """A merchant's browser at Google's consent page, and a server with its tokens."""

    def __init__(self, sim: Sandbox, http: httpx2.AsyncClient) -> None:
        self.sim, self.http, self.token, self.refresh_token = sim, http, "", ""

    async def asked(self, *, decision: str = "approve", **more: str) -> dict[str, str]:
        """Press a button of the page; return the query it leads back with."""
        said = {
            "client_id": self.sim.apps.google.client_id, "redirect_uri": GOOGLE_BACK, "response_type": "code",
            "scope": ADWORDS, "access_type": "offline", "prompt": "consent", "state": "s1", "code_challenge": CHALLENGE,
            "code_challenge_method": "S256", **more,
        }  # fmt: skip
        page = await self.http.get("/google/accounts/o/oauth2/v2/auth", params=said)
        assert page.status_code == 200
        answer = await self.http.post("/google/accounts/o/oauth2/v2/auth", data={**said, "decision": decision})
        return {key: values[0] for key, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}

    async def tokens(self, **said: str) -> httpx2.Response:
        """Call the token endpoint as the app."""
        app = self.sim.apps.google
        form = {"client_id": app.client_id, "client_secret": app.client_secret, **said}
        return await self.http.post("/google/oauth2/token", data=form)

    async def redeemed(self, code: str, verifier: str = VERIFIER) -> httpx2.Response:
        """Trade a code for tokens."""
        return await self.tokens(
            grant_type="authorization_code", code=code, redirect_uri=GOOGLE_BACK, code_verifier=verifier
        )

    async def refreshed(self) -> httpx2.Response:
        """Trade the refresh token for an access token."""
        return await self.tokens(grant_type="refresh_token", refresh_token=self.refresh_token)

    async def logged_in(self) -> GoogleClient:
        """Come by a token and return self."""
        said = (await self.redeemed((await self.asked())["code"])).json()
        self.token, self.refresh_token = said["access_token"], said["refresh_token"]
        return self

    async def call(
        self, query: str, customer: str = CLIENT, *, login: str | None = MANAGER, **more: Any
    ) -> httpx2.Response:
        """Send a query to a customer."""
        headers = {"authorization": f"Bearer {self.token}"} | ({"login-customer-id": login} if login else {})
        method, version = more.pop("method", "searchStream"), more.pop("version", "v26")
        path = f"/google/ads/{version}/customers/{customer}/googleAds:{method}"
        return await self.http.post(path, json={"query": query, **more}, headers=headers)

    async def rows(self, query: str, customer: str = CLIENT, **more: Any) -> list[dict[str, Any]]:
        """Return the rows of every batch."""
        answer = await self.call(query, customer, **more)
        assert answer.status_code == 200, answer.text
        return [row for batch in answer.json() for row in batch.get("results", [])]

"""The client of an OpenID provider: where it sends a browser, and what of the provider's answer is believed."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import ClaimError, JoseError
from joserfc.jwk import KeySet

from credora_agent.access.invitations import email_of
from credora_agent.access.signin import AGAIN, BadSignIn, Proven
from credora_agent.core.errors import BadInput, NotSetUp, Unavailable
from credora_agent.core.loopback import LOOPBACK_NAMES
from credora_agent.platforms.http import Hiccup, send
from credora_agent.sync.connections.ways import sandbox_app

if TYPE_CHECKING:
    from datetime import datetime

    import httpx2

    from credora_agent.access.signin import Trip
    from credora_agent.core.settings import Settings
    from credora_agent.platforms.http import Answer

CALLBACK = "/auth/callback"
BARE_GOOGLE = "accounts.google.com"
"""How Google calls itself in some answers."""
SCOPE = "openid email profile"
ALGORITHMS = ("RS256", "PS256", "ES256")
"""How an answer may be signed: by a key of the provider's own. A secret we share, or nothing, signs none."""
LEEWAY = 60
"""Seconds two clocks may be apart."""
KNOWN_FOR, AGAIN_AFTER = 3600.0, 30.0
"""Seconds what a provider says of itself is believed; and after which a key we lack is looked for anew."""
LARGEST = 1 << 20
"""Bytes of an answer."""


@dataclass(frozen=True, slots=True)
class Client:
    """What we are to a provider; `known_as` is what identities of it are kept under."""

    issuer: str
    known_as: str
    id: str
    secret: str = field(repr=False)
    redirect_uri: str
    title: str

    @classmethod
    def of(cls, settings: Settings) -> Client:
        """Return the client that is set up, in sandbox mode always the simulator's. Raises NotSetUp without one."""
        back = f"{settings.public_url.rstrip('/')}{CALLBACK}"
        if settings.sandbox:
            if settings.sandbox_url is None:
                raise NotSetUp("No sandbox is running.", remedy="Start it with `credora up --demo`.")
            app = sandbox_app(settings, "google_ads")
            issuer = f"{settings.sandbox_url.rstrip('/')}/identity"
            return cls(issuer, "sandbox", app.client_id, app.client_secret, back, "an invented account")
        known, secret = settings.signin_client_id, settings.signin_client_secret
        if not known:
            known, secret = settings.google_client_id, settings.google_client_secret
        if not known or secret is None or not secret.get_secret_value():
            raise NotSetUp(
                "Signing in is not set up.", remedy="Set CREDORA_SIGNIN_CLIENT_ID and CREDORA_SIGNIN_CLIENT_SECRET."
            )
        issuer = settings.signin_issuer.rstrip("/")
        if not _is_place(issuer):
            raise NotSetUp("CREDORA_SIGNIN_ISSUER is no https address.", remedy="Write it as the provider does.")
        title = "Google" if urlsplit(issuer).hostname == "accounts.google.com" else urlsplit(issuer).hostname or issuer
        return cls(issuer, issuer, known, secret.get_secret_value(), back, title)


def client_of(settings: Settings) -> Client | None:
    """Return the client that is set up, None without one."""
    try:
        return Client.of(settings)
    except BadInput:
        return None


class Provider:
    """A provider, as far as it is known: it is asked what it is when it is first needed, and every hour."""

    def __init__(self, client: Client, http: httpx2.AsyncClient) -> None:
        self.client, self._http = client, http
        self._said: dict[str, Any] = {}
        self._keys: KeySet | None = None
        self._said_at = self._keys_at = 0.0

    async def consent_url(self, trip: Trip) -> str:
        """Return where a browser goes to prove who it is."""
        said = await self._configuration()
        challenge = create_s256_code_challenge(trip.verifier)
        return str(
            prepare_grant_uri(
                said["authorization_endpoint"], self.client.id, "code", redirect_uri=self.client.redirect_uri,
                scope=SCOPE, state=trip.state, nonce=trip.nonce, code_challenge=challenge,
                code_challenge_method="S256", prompt="select_account",
            )
        )  # fmt: skip

    async def proven(self, code: str, trip: Trip, *, now: datetime) -> Proven:
        """Return who a code stands for, by an answer that is the provider's own, for us, and of this very trip.

        Raises BadSignIn for any other, and for an e-mail address the provider has not verified.
        """
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": self.client.redirect_uri,
            "client_id": self.client.id, "client_secret": self.client.secret, "code_verifier": trip.verifier,
        }  # fmt: skip
        said = await self._configuration()
        answer = await self._sent("POST", said["token_endpoint"], form)
        token = _json(answer).get("id_token") if answer.status == 200 else None  # noqa: PLR2004 - OK
        if not isinstance(token, str):
            raise _unbelieved("it gave no proof for the code that came back")
        claims = await self._claims(token, trip, now)
        if claims.get("email_verified") not in {True, "true"}:
            raise BadSignIn(
                "The identity provider has not verified that e-mail address.", remedy="Verify it there, then come back."
            )
        subject, email = str(claims["sub"]), str(claims.get("email") or "")
        return Proven(self.client.known_as, subject[:255], email_of(email), str(claims.get("name") or ""))

    async def _claims(self, token: str, trip: Trip, now: datetime) -> CodeIDToken:
        """Return what a token says, once all of it was checked."""
        issuers = [self.client.issuer, *([BARE_GOOGLE] if self.client.issuer == f"https://{BARE_GOOGLE}" else [])]
        asked: Any = {
            "iss": {"essential": True, "values": issuers},
            "aud": {"essential": True, "value": self.client.id},
            "sub": {"essential": True, "allow_blank": False},
        }
        opened = await self._opened(token)
        claims = CodeIDToken(opened.claims, opened.header, asked, {"nonce": trip.nonce, "client_id": self.client.id})
        try:
            claims.validate(now=int(now.timestamp()), leeway=LEEWAY)
        except ClaimError as fault:
            raise _unbelieved(f"its {fault.claim} is wrong") from None
        except (JoseError, ValueError, TypeError):
            raise _unbelieved("it makes no sense") from None
        return claims

    async def _opened(self, token: str) -> jwt.Token:
        """Return a token that one of the provider's keys signed; keys are fetched anew where those we know fail."""
        for keys in (await self._key_set(KNOWN_FOR), None):
            try:
                return jwt.decode(token, keys or await self._key_set(AGAIN_AFTER), algorithms=list(ALGORITHMS))
            except (JoseError, ValueError, TypeError):
                continue
        raise _unbelieved("its signature is wrong")

    async def _key_set(self, oldest: float) -> KeySet:
        """Return the provider's keys, as they were so many seconds ago at most."""
        if self._keys is None or monotonic() - self._keys_at > oldest:
            said: Any = _json(await self._sent("GET", (await self._configuration())["jwks_uri"]))
            try:
                self._keys, self._keys_at = KeySet.import_key_set(said), monotonic()
            except (JoseError, ValueError, TypeError, KeyError):
                raise _unbelieved("it shows no keys") from None
        return self._keys

    async def _configuration(self) -> dict[str, Any]:
        """Return what the provider says of itself. Raises Unavailable where it says nothing that can be used."""
        if self._said and monotonic() - self._said_at < KNOWN_FOR:
            return self._said
        answer = await self._sent("GET", f"{self.client.issuer}/.well-known/openid-configuration")
        said = _json(answer)
        places = [said.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
        if said.get("issuer") != self.client.issuer or not all(_is_place(each) for each in places):
            raise Unavailable(
                f"{self.client.issuer} is no OpenID provider, or says it is another.",
                remedy="See CREDORA_SIGNIN_ISSUER.",
            )
        self._said, self._said_at = said, monotonic()
        return said

    async def _sent(self, method: str, url: str, form: dict[str, str] | None = None) -> Answer:
        headers = {"accept": "application/json"}
        content = urlencode(form).encode() if form is not None else None
        if form is not None:
            headers["content-type"] = "application/x-www-form-urlencoded"
        request = self._http.build_request(method, url, headers=headers, content=content)
        try:
            return await send(self._http, request, limit=LARGEST, patience=20)
        except Hiccup:
            raise _silent() from None


def _json(answer: Answer) -> dict[str, Any]:
    try:
        said = answer.json()
    except Hiccup:
        raise _silent() from None
    if not isinstance(said, dict):
        raise _silent()
    return said


def _is_place(given: object) -> bool:
    """Tell whether that is an address secrets may be sent to: over TLS, or on this machine."""
    if not isinstance(given, str):
        return False
    parts = urlsplit(given)
    return bool(parts.hostname) and (parts.scheme == "https" or parts.hostname in LOOPBACK_NAMES)


def _silent() -> Unavailable:
    return Unavailable("The identity provider does not answer.", remedy="Try again in a moment.")


def _unbelieved(why: str) -> BadSignIn:
    return BadSignIn(f"The identity provider's answer cannot be believed: {why}.", remedy=AGAIN)

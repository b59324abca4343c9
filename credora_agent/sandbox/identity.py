"""An invented identity provider: OpenID Connect with discovery, keys, a page to choose a person on, and PKCE.

It keeps the machine's time, not the sandbox's: a browser's sign-in happens now. `POST /__sim/identity` with
{"wrong": NAME} has it answer in one of the ways a client must not believe, {"wrong": null} ends that.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from credora_agent.sandbox.consent import form, is_loopback, send_back

if TYPE_CHECKING:
    from starlette.requests import Request

    from credora_agent.sandbox.server import Sandbox

PATH = "/identity"
CODE_SECONDS = 60
WRONGS = ("nonce", "issuer", "audience", "algorithm", "signature", "expired", "unverified", "subject", "broken")
PASSED_ON = ("client_id", "redirect_uri", "state", "nonce", "scope", "code_challenge", "code_challenge_method")
_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Choose an account</title><link rel="icon" href="data:,"><style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 26rem; margin: 10vh auto; padding: 0 1rem; color: #202124 }}
form {{ border: 1px solid #dadce0; border-radius: 12px; padding: 1.5rem 2rem }}
button {{ font: inherit; width: 100%; text-align: left; padding: .7rem 1rem; margin: .3rem 0; border-radius: 8px;
  border: 1px solid #dadce0; background: #fff; cursor: pointer }}
button small {{ display: block; color: #5f6368 }}
</style></head>
<body><form method="post" action="{action}">
<h1>Choose an account</h1><p>to continue to Credora</p>
{people}
{hidden}
<button name="person" value="">Cancel</button>
<p><small>This is the sandbox: invented people on this machine.</small></p>
</form></body></html>
"""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account here."""

    subject: str
    name: str
    email: str
    verified: bool = True


PEOPLE = {
    each.subject: each
    for each in (
        Person("108200000000000000001", "Ada Lovett", "ada@northwind.example"),
        Person("108200000000000000002", "Ben Okafor", "ben@northwind.example"),
        Person("108200000000000000003", "Chiara Russo", "chiara@northwind.example"),
        Person("108200000000000000004", "Dana Unproven", "dana@northwind.example", verified=False),
    )
}


@dataclass(frozen=True, slots=True)
class Granted:
    """What a code stands for, until it is spent or a minute has passed."""

    person: Person
    asked: dict[str, str]
    until: float


def routes(sim: Sandbox) -> list[Route]:
    """Return the provider's routes, and that of the control plane."""
    provider = Provider(sim)
    return [
        Route(f"{PATH}/.well-known/openid-configuration", provider.configuration),
        Route(f"{PATH}/jwks", provider.jwks),
        Route(f"{PATH}/authorize", provider.authorize, methods=["GET", "POST"]),
        Route(f"{PATH}/token", provider.token, methods=["POST"]),
        Route("/__sim/identity", provider.bend, methods=["POST"]),
    ]


class Provider:
    """The provider: its key, the codes it gave out, and how it misbehaves at the moment."""

    def __init__(self, sim: Sandbox) -> None:
        self._sim = sim
        self._codes: dict[str, Granted] = {}
        self._wrong: str | None = None

    @property
    def issuer(self) -> str:
        """Return the provider's address."""
        return f"{self._sim.url}{PATH}"

    @cached_property
    def _key(self) -> RSAPrivateKey:
        return generate_private_key(public_exponent=65537, key_size=2048)

    @cached_property
    def _strange_key(self) -> RSAPrivateKey:
        return generate_private_key(public_exponent=65537, key_size=2048)

    @cached_property
    def _key_id(self) -> str:
        return secrets.token_hex(8)

    async def configuration(self, request: Request) -> Response:
        """Say where everything is."""
        request.state.wire.route = "identity"
        return JSONResponse({
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "scopes_supported": ["openid", "email", "profile"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
            "claims_supported": ["aud", "email", "email_verified", "exp", "iat", "iss", "name", "sub"],
            "code_challenge_methods_supported": ["S256"],
        })  # fmt: skip

    async def jwks(self, request: Request) -> Response:
        """Show the public key."""
        request.state.wire.route = "identity"
        numbers = self._key.public_key().public_numbers()
        key = {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": self._key_id, "n": _number(numbers.n),
               "e": _number(numbers.e)}  # fmt: skip
        return JSONResponse({"keys": [key]})

    async def authorize(self, request: Request) -> Response:
        """Ask which person it is, or send the browser back as the one that was chosen."""
        request.state.wire.route = "identity"
        given = await form(request) if request.method == "POST" else {}
        asked = {name: values[0] for name, values in given.items()} if given else dict(request.query_params)
        if wrong := self._refused(asked):
            return HTMLResponse(f"<h1>400</h1><p>{escape(wrong)}</p>", 400)
        if request.method == "GET":
            return HTMLResponse(_page(asked))
        person = PEOPLE.get(asked.get("person", ""))
        back = {"state": asked["state"]} if asked.get("state") else {}
        if person is None:
            return send_back(asked["redirect_uri"], {"error": "access_denied", **back})
        code = f"4/{secrets.token_urlsafe(32)}"
        self._codes[code] = Granted(person, asked, time.time() + CODE_SECONDS)
        return send_back(asked["redirect_uri"], {"code": code, "scope": asked.get("scope", ""), **back})

    async def token(self, request: Request) -> Response:
        """Give a token for a code to the client it was given to, who knows what the challenge was made of."""
        request.state.wire.route = "identity"
        given = {name: values[0] for name, values in (await form(request)).items()}
        client = _basic(request.headers.get("authorization", "")) or (
            given.get("client_id", ""), given.get("client_secret", ""),
        )  # fmt: skip
        app = self._sim.apps.google
        if not _same(client, (app.client_id, app.client_secret)):
            return JSONResponse({"error": "invalid_client"}, 401)
        if given.get("grant_type") != "authorization_code":
            return JSONResponse({"error": "unsupported_grant_type"}, 400)
        granted = self._codes.pop(given.get("code", ""), None)
        if granted is None or granted.until < time.time() or not _fits(granted, given):
            return JSONResponse({"error": "invalid_grant", "error_description": "Bad Request"}, 400)
        if self._wrong == "broken":
            return Response("<html>502</html>", 502, media_type="text/html")
        answer = {"access_token": f"ya29.{secrets.token_urlsafe(24)}", "expires_in": 3599, "token_type": "Bearer",
                  "scope": granted.asked.get("scope", ""), "id_token": self._id_token(granted)}  # fmt: skip
        return JSONResponse(answer, headers={"cache-control": "no-store"})

    async def bend(self, request: Request) -> Response:
        """Take over how to misbehave."""
        request.state.wire.route = "identity"
        wrong = (await request.json()).get("wrong")
        if wrong is not None and wrong not in WRONGS:
            return JSONResponse({"error": f"wrong is one of {', '.join(WRONGS)}"}, 400)
        self._wrong = wrong
        return JSONResponse({"wrong": wrong})

    def _refused(self, asked: dict[str, str]) -> str | None:
        if asked.get("client_id") != self._sim.apps.google.client_id:
            return "The OAuth client was not found."
        if not is_loopback(asked.get("redirect_uri", "")):
            return "redirect_uri_mismatch"
        if "openid" not in asked.get("scope", "").split():
            return "invalid_scope"
        if asked.get("code_challenge_method", "S256") != "S256":
            return "invalid_request: code_challenge_method"
        return None

    def _id_token(self, granted: Granted) -> str:
        person, wrong, now = granted.person, self._wrong, int(time.time())
        app = self._sim.apps.google.client_id
        claims: dict[str, Any] = {
            "iss": "https://evil.example" if wrong == "issuer" else self.issuer,
            "aud": "another-client.apps.googleusercontent.com" if wrong == "audience" else app,
            "azp": app,
            "sub": person.subject,
            "email": person.email,
            "email_verified": person.verified and wrong != "unverified",
            "name": person.name,
            "iat": now - (7200 if wrong == "expired" else 0),
            "exp": now + (-3600 if wrong == "expired" else 3600),
        }
        if nonce := granted.asked.get("nonce"):
            claims["nonce"] = secrets.token_hex(8) if wrong == "nonce" else nonce
        if wrong == "subject":
            del claims["sub"]
        if wrong == "algorithm":
            return f"{_part({'alg': 'none', 'typ': 'JWT'})}.{_part(claims)}."
        signed = f"{_part({'alg': 'RS256', 'typ': 'JWT', 'kid': self._key_id})}.{_part(claims)}"
        key = self._strange_key if wrong == "signature" else self._key
        return f"{signed}.{_b64(key.sign(signed.encode(), PKCS1v15(), SHA256()))}"


def _page(asked: dict[str, str]) -> str:
    people = "\n".join(
        f'<button name="person" value="{each.subject}">{escape(each.name)}<small>{escape(each.email)}</small></button>'
        for each in PEOPLE.values()
    )
    hidden = "\n".join(
        f'<input type="hidden" name="{name}" value="{escape(asked[name])}">' for name in PASSED_ON if name in asked
    )
    return _PAGE.format(action=f"{PATH}/authorize", people=people, hidden=hidden)


def _fits(granted: Granted, given: dict[str, str]) -> bool:
    """Say whether a code comes back to the address, and with the verifier, that it was asked for with."""
    challenge = granted.asked.get("code_challenge")
    made = _b64(hashlib.sha256(given.get("code_verifier", "").encode()).digest())
    return given.get("redirect_uri") == granted.asked["redirect_uri"] and challenge in {None, made}


def _same(given: tuple[str, str], known: tuple[str, str]) -> bool:
    return all(hmac.compare_digest(a.encode(), b.encode()) for a, b in zip(given, known, strict=True))


def _basic(header: str) -> tuple[str, str] | None:
    kind, _, content = header.partition(" ")
    if kind.lower() != "basic":
        return None
    name, _, secret = base64.b64decode(content).decode().partition(":")
    return unquote_plus(name), unquote_plus(secret)


def _part(content: dict[str, Any]) -> str:
    return _b64(json.dumps(content, separators=(",", ":")).encode())


def _number(value: int) -> str:
    return _b64(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def _b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")

"""What a Google login granted: codes, refresh tokens and the access tokens made of them."""

from __future__ import annotations

import base64
import hashlib
import secrets
from typing import TYPE_CHECKING, Any

from credora_agent.sandbox.google.errors import Stopped

if TYPE_CHECKING:
    from credora_agent.sandbox.server import Sandbox

CODE_SECONDS = 600
ACCESS_SECONDS = 3599
TESTING_SECONDS = 7 * 86_400
ADWORDS = "https://www.googleapis.com/auth/adwords"


class InvalidGrant(Exception):
    """A code or refresh token that is worth nothing; the text is its description."""


class Grants:
    """Grants by id, with the codes, refresh and access tokens that lead to them; kept over restarts."""

    def __init__(self, sim: Sandbox) -> None:
        """Read and write what `sim` keeps for Google."""
        self._sim = sim
        self._codes: dict[str, dict[str, Any]] = sim.kept.part("google", "codes")
        self._refresh: dict[str, dict[str, Any]] = sim.kept.part("google", "refresh")
        self._access: dict[str, dict[str, Any]] = sim.kept.part("google", "access")

    def new_code(self, asked: dict[str, str], scopes: list[str]) -> str:
        """Return a code for what a consent page was asked and granted."""
        code = f"4/0A{secrets.token_urlsafe(54)}"
        names = ("redirect_uri", "access_type", "prompt", "code_challenge", "code_challenge_method")
        self._codes[code] = {
            **{name: asked.get(name, "") for name in names},
            "scopes": scopes,
            "shop": asked.get("shop") or self._sim.consent.shop,
            "testing": self._sim.consent.google_testing,
            "until": self._sim.clock.epoch() + CODE_SECONDS,
        }
        self._sim.save()
        return code

    def redeem(self, code: str, redirect_uri: str, verifier: str) -> dict[str, Any]:
        """Return the token endpoint's answer to a code, once. Raises InvalidGrant."""
        kept = self._codes.pop(code, None)
        if kept is None or kept["until"] < self._sim.clock.epoch():
            raise InvalidGrant("Malformed auth code.")
        if kept["redirect_uri"] != redirect_uri:
            raise InvalidGrant("Bad Request")
        _check_verifier(kept, verifier)
        grant = {"id": secrets.token_hex(8), "scopes": kept["scopes"], "shop": kept["shop"]}
        answer = self._new_access(grant)
        if kept["access_type"] == "offline" and "consent" in kept["prompt"].split():
            token = f"1//0{secrets.token_urlsafe(72)}"
            until = self._sim.clock.epoch() + TESTING_SECONDS if kept["testing"] else None
            self._refresh[token] = {**grant, "until": until}
            answer["refresh_token"] = token
            if until:
                answer["refresh_token_expires_in"] = TESTING_SECONDS
        self._sim.save()
        return answer

    def refreshed(self, token: str) -> dict[str, Any]:
        """Return the token endpoint's answer to a refresh token. Raises InvalidGrant when revoked or too old."""
        kept = self._refresh.get(token)
        if kept is None or (kept["until"] and kept["until"] < self._sim.clock.epoch()):
            raise InvalidGrant("Token has been expired or revoked.")
        answer = self._new_access(kept)
        self._sim.save()
        return answer

    def _new_access(self, grant: dict[str, Any]) -> dict[str, Any]:
        now = self._sim.clock.epoch()
        for old in [token for token, kept in self._access.items() if kept["until"] < now]:
            del self._access[old]
        token = f"ya29.a0{secrets.token_urlsafe(120)}"
        self._access[token] = {**grant, "until": now + ACCESS_SECONDS}
        scopes = " ".join(grant["scopes"])
        return {"access_token": token, "expires_in": ACCESS_SECONDS, "scope": scopes, "token_type": "Bearer"}

    def authorised(self, header: str) -> dict[str, Any]:
        """Return the grant behind an Authorization header. Raises Stopped."""
        kind, _, token = header.partition(" ")
        if kind.lower() != "bearer" or not token:
            raise Stopped("CREDENTIALS_MISSING")
        kept = self._access.get(token)
        if kept is None or kept["until"] < self._sim.clock.epoch():
            raise Stopped("ACCESS_TOKEN_EXPIRED")
        return kept

    def expire(self, token: str) -> None:
        """Make an access or refresh token work no more, alone."""
        self._access.pop(token, None)
        self._refresh.pop(token, None)
        self._sim.save()

    def revoke(self, token: str) -> bool:
        """End the whole grant that a token of either kind belongs to; say whether there was one."""
        kept = self._refresh.get(token) or self._access.get(token)
        if kept is None:
            return False
        self._end(lambda each: each["id"] == kept["id"])
        return True

    def revoke_shop(self, shop: str) -> None:
        """End every grant that sees a shop's accounts."""
        self._end(lambda each: each["shop"] in {None, shop})

    def _end(self, doomed: Any) -> None:
        for tokens in (self._refresh, self._access):
            for token in [token for token, kept in tokens.items() if doomed(kept)]:
                del tokens[token]
        self._sim.save()


def _check_verifier(kept: dict[str, Any], verifier: str) -> None:
    """Hold the verifier to the challenge the page was opened with. Raises InvalidGrant."""
    challenge = kept["code_challenge"]
    if not challenge:
        return
    if not verifier:
        raise InvalidGrant("Missing code verifier.")
    plain = kept["code_challenge_method"] in {"", "plain"}
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    if not secrets.compare_digest((verifier if plain else digest).encode(), challenge.encode()):
        raise InvalidGrant("Invalid code verifier.")

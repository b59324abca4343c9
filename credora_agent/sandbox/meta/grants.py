"""What a Meta login granted: codes that work once, tokens that age, permissions that may be taken back."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING, Any

from credora_agent.sandbox.meta.errors import GraphError, dead_token

if TYPE_CHECKING:
    from credora_agent.sandbox.meta.call import Call
    from credora_agent.sandbox.server import Sandbox

CODE_SECONDS = 600
SHORT_SECONDS = 5400
LONG_SECONDS = 60 * 86_400
DATA_ACCESS_SECONDS = 90 * 86_400


class Grants:
    """Codes and tokens, kept over restarts."""

    def __init__(self, sim: Sandbox) -> None:
        """Read and write what `sim` keeps for Meta."""
        self._sim = sim
        self.codes: dict[str, dict[str, Any]] = sim.kept.part("meta", "codes")
        self.tokens: dict[str, dict[str, Any]] = sim.kept.part("meta", "tokens")

    def user_id(self, grant: dict[str, Any]) -> str:
        """Return the id of the user who granted it: another one for each shop's owner."""
        digest = hashlib.sha256(f"user {self._sim.seed} {grant['shop']}".encode()).hexdigest()
        return str(10**16 + int(digest[:12], 16))

    def app_token(self) -> str:
        """Return the app's own access token."""
        app = self._sim.apps.meta
        return f"{app.app_id}|{app.app_secret}"

    def new_code(self, *, redirect_uri: str, granted: list[str], declined: list[str], shop: str | None) -> str:
        """Return a code that stands for a login."""
        code = f"AQ{secrets.token_urlsafe(96)}"
        self.codes[code] = {
            "redirect_uri": redirect_uri,
            "granted": granted,
            "declined": declined,
            "shop": shop,
            "until": self._sim.clock.epoch() + CODE_SECONDS,
            "used": False,
        }
        self._sim.save()
        return code

    def redeem(self, code: str, redirect_uri: str) -> tuple[str, int]:
        """Return a short-lived token and its seconds for a code, once. Raises GraphError 100."""
        kept = self.codes.get(code)
        if kept is None:
            raise GraphError(100, "Invalid verification code format.", error_subcode=36009)
        if kept["used"]:
            raise GraphError(100, "This authorization code has been used.", error_subcode=36009)
        if kept["until"] < self._sim.clock.epoch():
            raise GraphError(100, "This authorization code has expired.", error_subcode=36007)
        if kept["redirect_uri"] != redirect_uri:
            raise GraphError(
                100,
                "Error validating verification code. Please make sure your redirect_uri is identical to the one you "
                "used in the OAuth dialog request",
                error_subcode=36008,
            )
        kept["used"] = True
        return self._issue(kept, SHORT_SECONDS), SHORT_SECONDS

    def lengthen(self, token: str) -> tuple[str, int]:
        """Return a token of sixty days for one that still works. Raises GraphError 190."""
        return self._issue(self.living(token), LONG_SECONDS), LONG_SECONDS

    def _issue(self, grant: dict[str, Any], seconds: int) -> str:
        now, token = self._sim.clock.epoch(), f"EAAS{secrets.token_hex(80)}"
        self.tokens[token] = {
            "granted": list(grant["granted"]),
            "declined": list(grant["declined"]),
            "shop": grant["shop"],
            "issued_at": now,
            "expires_at": now + seconds,
            "data_access_expires_at": now + DATA_ACCESS_SECONDS,
            "dead": None,
        }
        self._sim.save()
        return token

    def living(self, token: str) -> dict[str, Any]:
        """Return what a token stands for. Raises GraphError 190 with the subcode that says why it is dead."""
        kept = self.tokens.get(token)
        if kept is None:
            raise GraphError(190, "Invalid OAuth access token - Cannot parse access token")
        if kept["dead"]:
            raise dead_token(kept["dead"], _WHY_DEAD.get(kept["dead"], "The access token is invalid."))
        if kept["expires_at"] < self._sim.clock.epoch():
            raise dead_token(
                463, f"Session has expired. The current time is {self._sim.clock.now():%A, %d-%b-%y %T} UTC."
            )
        return kept

    def kill(self, token: str, subcode: int) -> None:
        """Make a token work no more."""
        if token in self.tokens:
            self.tokens[token]["dead"] = subcode
            self._sim.save()

    def kill_all(self, shop: str, subcode: int) -> None:
        """Make every token work no more that sees a shop's accounts."""
        for token, kept in self.tokens.items():
            if kept["shop"] in {None, shop}:
                self.kill(token, subcode)

    def authorised(self, call: Call) -> dict[str, Any]:
        """Return what the call's token stands for, its proof checked. Raises GraphError."""
        token = call.params.get("access_token", "")
        if not token:
            raise GraphError(104, "An access token is required to request this resource.", status=400)
        if token == self.app_token():
            return {"granted": [], "declined": [], "shop": None, "app": True}
        kept = self.living(token)
        proof = call.params.get("appsecret_proof")
        if proof is None:
            raise _bad_proof("API calls from the server require an appsecret_proof argument")
        wanted = hmac.new(self._sim.apps.meta.app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(proof.encode(), wanted.encode()):
            raise _bad_proof("Invalid appsecret_proof provided in the API argument")
        return kept


_WHY_DEAD = {
    458: "The user has not authorized application.",
    460: "The session has been invalidated because the user changed their password or Facebook has changed the session "
    "for security reasons.",
    463: "Session has expired.",
}


def _bad_proof(message: str) -> GraphError:
    return GraphError(100, message, kind="GraphMethodException")

"""What a shop has granted the app: codes used once, access tokens, refresh tokens that rotate with a period of grace.

A refresh token stays good until something of the pair it was exchanged for is used: whoever lost the answer may ask
again, and the pair that never arrived is then gone. Once the new pair is in use, the old one is dead.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ACCESS_SECONDS = 3600
REFRESH_SECONDS = 90 * 86400
OWN_SECONDS = 86399
CODE_SECONDS = 600

Token = dict[str, Any]


class Grants:
    """All grants of one shop, as plain JSON that outlives a restart. Moments are seconds since 1970."""

    def __init__(self, kept: dict[str, Any], epoch: Callable[[], float]) -> None:
        """Work on `kept`, in place."""
        self._kept, self._epoch = kept, epoch
        self._codes: dict[str, Any] = kept.setdefault("codes", {})
        self._tokens: dict[str, Token] = kept.setdefault("tokens", {})

    @property
    def scopes(self) -> list[str]:
        """Return the scopes granted, none when the app is not installed."""
        return list(self._kept.get("scopes") or ())

    @scopes.setter
    def scopes(self, scopes: Iterable[str]) -> None:
        self._kept["scopes"] = list(scopes)

    @property
    def installed(self) -> bool:
        """Say whether the app is installed."""
        return "scopes" in self._kept

    def code(self, scopes: Iterable[str]) -> str:
        """Install the app with these scopes and return a code good for one exchange within ten minutes."""
        self.scopes = scopes
        code = secrets.token_hex(16)
        self._codes[code] = {"until": self._epoch() + CODE_SECONDS}
        return code

    def redeem(self, code: str) -> bool:
        """Use a code up; False when it is unknown, used or too old."""
        found = self._codes.pop(code, None)
        return bool(found and found["until"] >= self._epoch())

    def issue(self, *, expiring: bool, parent: str | None = None) -> Token:
        """Return a new offline token, with a refresh token when `expiring`."""
        now = self._epoch()
        token: Token = {"access": f"shpat_{secrets.token_hex(16)}", "until": None, "refresh": None, "parent": parent}
        if expiring:
            token |= {
                "until": now + ACCESS_SECONDS,
                "refresh": f"shprt_{secrets.token_hex(16)}",
                "refresh_until": now + REFRESH_SECONDS,
            }
        self._tokens[token["access"]] = token
        return token

    def issue_own(self) -> Token:
        """Return a day's token for a store's own app, without a refresh token."""
        token = self.issue(expiring=False)
        token["until"] = self._epoch() + OWN_SECONDS
        return token

    def use(self, access: str) -> Token | None:
        """Return the token that a request carries, if it is good; with its first use its predecessor dies."""
        token = self._tokens.get(access)
        if token is None or (token["until"] is not None and token["until"] <= self._epoch()):
            return None
        self._settle(token)
        return token

    def rotate(self, refresh: str) -> Token | None:
        """Return a new pair for a refresh token, if that is good; an unused pair it gave before is gone."""
        token = next((one for one in self._tokens.values() if one["refresh"] == refresh), None)
        if token is None or token["refresh_until"] <= self._epoch():
            return None
        self._settle(token)
        self._drop_children(token["access"])
        return self.issue(expiring=True, parent=token["access"])

    def exchange(self, access: str) -> Token | None:
        """Return an expiring pair for a token that never expires, which is dead then."""
        token = self._tokens.get(access)
        if token is None or token["until"] is not None:
            return None
        del self._tokens[access]
        return self.issue(expiring=True)

    def expire(self, access: str) -> None:
        """End a token's hour now."""
        if access in self._tokens:
            self._tokens[access]["until"] = self._epoch()

    def revoke(self) -> None:
        """Forget every grant: the app is uninstalled."""
        self._codes.clear()
        self._tokens.clear()
        self._kept.pop("scopes", None)

    def _settle(self, token: Token) -> None:
        """Note a token's first use."""
        parent, token["parent"] = token["parent"], None
        if parent:
            self._tokens.pop(parent, None)
            self._drop_children(parent)

    def _drop_children(self, access: str) -> None:
        for one in [one for one in self._tokens.values() if one["parent"] == access]:
            del self._tokens[one["access"]]

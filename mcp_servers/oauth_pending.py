"""A request for access on its way through the browser: sealed, so that nobody can read, alter or make one.

Nothing of it is stored before somebody says yes: whoever asks for access is nobody yet.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from credora_agent.access.grants import Asked
from credora_agent.access.tokens import Scope
from credora_agent.core.crypto import BadSeal, UnknownKey
from credora_agent.core.errors import BadInput

if TYPE_CHECKING:
    from credora_agent.core.crypto import KeyRing

CONSENT = "/oauth/consent"
"""Where the page is on which a person decides."""
LIFE = timedelta(minutes=10)
NOBODYS = UUID(int=0)
"""Sealed for no shop: which one is only chosen on the way."""
S = TypeVar("S", bound="Sealed")


class Sealed(BaseModel):
    """Something that travels sealed, and is good until a moment."""

    model_config = ConfigDict(frozen=True)

    until: datetime


class Pending(Sealed):
    """What an app asks for; `state` and `code_challenge` are its own, `nonce` makes the request one of its kind."""

    client_id: str
    client_name: str
    redirect_uri: str
    state: str | None
    scopes: tuple[Scope, ...]
    code_challenge: str
    resource: str | None
    nonce: str = Field(default_factory=lambda: secrets.token_urlsafe(24))

    @property
    def hash(self) -> bytes:
        """What the request is known by once it is answered."""
        return hashlib.sha256(self.nonce.encode()).digest()

    def agreed(self, scopes: frozenset[Scope]) -> Asked:
        """Return what is granted when a person agrees to those scopes."""
        return Asked(
            hash=self.hash,
            client_id=self.client_id,
            client_name=self.client_name,
            redirect_uri=self.redirect_uri,
            code_challenge=self.code_challenge,
            resource=self.resource,
            scopes=scopes,
        )


class FormMark(Sealed):
    """That a form was shown: of which request, in which browser."""

    nonce: str
    browser: str


class Proof(Sealed):
    """That somebody showed a token of a shop while answering a request, and what that token may do."""

    nonce: str
    user: UUID
    tenant: UUID
    scopes: tuple[Scope, ...]


def sealed(ring: KeyRing, what: Sealed) -> str:
    """Return the text `what` travels as."""
    packed, _ = ring.seal(what.model_dump_json(), tenant=NOBODYS, connection="oauth", field=type(what).__name__)
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def unsealed(ring: KeyRing, kind: type[S], text: str, *, now: datetime) -> S:
    """Return what was sealed as that kind. Raises BadInput for anything else, and when its time is over."""
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        what = kind.model_validate_json(ring.open(packed, tenant=NOBODYS, connection="oauth", field=kind.__name__))
    except (BadSeal, UnknownKey, ValueError, binascii.Error):
        raise BadInput("This is no request for access.", remedy="Begin again in the app.") from None
    if what.until <= now:
        raise BadInput("This request took longer than ten minutes.", remedy="Begin again in the app.")
    return what

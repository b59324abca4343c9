"""Codes and refresh tokens as they are written: whose shop's, which grant's, and 32 bytes nobody can guess.

`credora_code_` or `credora_refresh_` and base64 of the shop's id, of 16 bytes that all secrets of a grant have in
common (its family), and of the random ones. The shop is read from it before anything is looked up; the family tells
a secret that was spent from one that never was, without a list of all that were.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

Kind = Literal["code", "refresh"]
SHAPE = re.compile(r"credora_(code|refresh)_([A-Za-z0-9_-]{86})")


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret of a grant as its text says: nothing of it is proven before it is looked up."""

    kind: str
    tenant: UUID
    family: bytes = field(repr=False)
    text: str = field(repr=False)

    @classmethod
    def fresh(cls, kind: Kind, tenant: UUID, family: bytes | None = None) -> Secret:
        """Return a new secret, of a new family unless one is given."""
        family = secrets.token_bytes(16) if family is None else family
        content = base64.urlsafe_b64encode(tenant.bytes + family + secrets.token_bytes(32)).decode()
        return cls(kind, tenant, family, f"credora_{kind}_{content.rstrip('=')}")

    @classmethod
    def read(cls, text: str, kind: Kind) -> Secret | None:
        """Return what a text says it is, None when it is no secret of that kind."""
        shape = SHAPE.fullmatch(text)
        if shape is None or shape[1] != kind:
            return None
        content = base64.urlsafe_b64decode(f"{shape[2]}==")
        return cls(kind, UUID(bytes=content[:16]), content[16:32], text)

    @property
    def hash(self) -> bytes:
        """What is stored of it."""
        return hashlib.sha256(self.text.encode()).digest()

    @property
    def family_hash(self) -> bytes:
        """What is stored of its family."""
        return hashlib.sha256(b"family" + self.family).digest()

"""Secrets sealed for one place: what is moved to another shop, connection or field, or altered, never opens.

A sealed text is `version, length of key id, key id, nonce, AES-256-GCM ciphertext`; the additional data is
`version|key id|tenant|connection|field`, the key a subkey of the shop's (HKDF-SHA256). It names its key, so that
keys can be replaced one row at a time: the newest seals, every known one opens.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import re
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from credora_agent.core import key_file
from credora_agent.core.errors import BadInput, CredoraError, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path
    from uuid import UUID

    from credora_agent.core.settings import Settings

VERSION = 1
KEY_BYTES = 32
NONCE_BYTES = 12
KEY_ID = re.compile(r"[A-Za-z0-9_.-]{1,32}")
PURPOSE = b"credora sealed text|"


class BadSeal(CredoraError):
    """A sealed text does not belong where it was found, or is not what was sealed."""

    code = "bad_seal"


class UnknownKey(Unavailable):
    """A text is sealed with a key this process does not have."""

    code = "unknown_key"


@dataclass(frozen=True, slots=True)
class Key:
    """One sealing key; its secret never shows in a repr."""

    id: str
    secret: bytes = field(repr=False)

    @classmethod
    def fresh(cls) -> Self:
        """Return a new random key, named after itself: another key never has the same name."""
        secret = secrets.token_bytes(KEY_BYTES)
        return cls(hashlib.sha256(secret).hexdigest()[:12], secret)

    def written(self) -> str:
        """Return the key as `CREDORA_KEYS` and the key file spell it."""
        return f"{self.id}:{base64.b64encode(self.secret).decode()}"


class KeyRing:
    """The keys in force, newest first; one from a file learns of keys that others have added to it since."""

    def __init__(self, keys: Sequence[Key], *, file: Path | None = None) -> None:
        if not keys:
            raise BadInput("There is no key in the ring.", remedy="Give CREDORA_KEYS at least one `id:base64`.")
        self._keys = {key.id: key for key in keys}
        if len(self._keys) != len(keys):
            raise BadInput("Two keys have the same id.", remedy="Give every key in CREDORA_KEYS an id of its own.")
        self.newest = keys[0].id
        self._file = file

    @classmethod
    def load(cls, settings: Settings) -> Self:
        """Return the ring of CREDORA_KEYS, or of the key file, which is made on a machine that has neither.

        Raises BadInput for a spelling that is none, Unavailable when the file cannot be read or others can read it.
        """
        if settings.keys is not None:
            return cls(parse(settings.keys.get_secret_value()))
        path = settings.home / "keys"
        return cls(parse(key_file.read_or_create(path, lambda: Key.fresh().written())), file=path)

    @property
    def ids(self) -> frozenset[str]:
        """The names of the keys this ring opens with."""
        return frozenset(self._keys)

    @property
    def extensible(self) -> bool:
        """Tell whether `rotated` can add a key: those of CREDORA_KEYS are its owner's to change."""
        return self._file is not None

    def seal(self, text: str, *, tenant: UUID, connection: UUID | str, field: str) -> tuple[bytes, str]:
        """Return `text` sealed for that place with the newest key, and the key's id."""
        key = self._keys[self.newest]
        nonce = os.urandom(NONCE_BYTES)
        cipher = AESGCM(_subkey(key, tenant))
        sealed = cipher.encrypt(nonce, text.encode(), _place(key.id, tenant, connection, field))
        return bytes([VERSION, len(key.id)]) + key.id.encode() + nonce + sealed, key.id

    def open(self, sealed: bytes, *, tenant: UUID, connection: UUID | str, field: str) -> str:
        """Return the text that was sealed for exactly that place.

        Raises UnknownKey when its key is not in the ring, BadSeal when it was moved or altered.
        """
        key_id, nonce, body = _parts(sealed)
        key = self._key(key_id)
        try:
            opened = AESGCM(_subkey(key, tenant)).decrypt(nonce, body, _place(key_id, tenant, connection, field))
        except (InvalidTag, ValueError):
            raise BadSeal(
                "A stored secret does not belong where it was found, or was altered.",
                remedy="Connect the platform again; if nobody touched the database, look for who did.",
            ) from None
        return opened.decode()

    def rotated(self) -> Self:
        """Return a ring with one more key, the newest, after adding it to the key file for every other process.

        Raises BadInput when the keys come from CREDORA_KEYS.
        """
        if self._file is None:
            raise BadInput(
                "The keys come from CREDORA_KEYS.",
                remedy="Put a new key there (last, then first once every process knows it); then run this again.",
            )
        fresh = Key.fresh()
        return type(self)(parse(key_file.prepend(self._file, fresh.written())), file=self._file)

    def require(self, key_ids: Iterable[str]) -> None:
        """Raise UnknownKey, naming them, if any of `key_ids` is not in the ring."""
        if set(key_ids) - self.ids:
            self._reload()
        if missing := sorted(set(key_ids) - self.ids):
            raise unknown(missing)

    def _key(self, key_id: str) -> Key:
        if key_id not in self._keys:
            self._reload()
        if key_id not in self._keys:
            raise unknown([key_id])
        return self._keys[key_id]

    def _reload(self) -> None:
        if self._file is not None:
            keys = parse(key_file.read(self._file))
            self._keys, self.newest = {key.id: key for key in keys}, keys[0].id


def parse(spelled: str) -> tuple[Key, ...]:
    """Return the keys of `id:base64` entries, separated by commas or line ends. Raises BadInput, never echoing one."""
    keys = []
    for number, entry in enumerate(filter(None, re.split(r"[,\s]+", spelled)), 1):
        key_id, _, encoded = entry.partition(":")
        try:
            secret = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            secret = b""
        if not KEY_ID.fullmatch(key_id) or len(secret) != KEY_BYTES:
            raise BadInput(
                f"Key {number} is not `id:base64` of {KEY_BYTES} bytes.",
                remedy="Make one by: python -c 'import base64,os;print(base64.b64encode(os.urandom(32)).decode())'",
            )
        keys.append(Key(key_id, secret))
    return tuple(keys)


def unknown(key_ids: Sequence[str]) -> UnknownKey:
    """Return the error that names keys which sealed something and are missing."""
    return UnknownKey(
        f"Stored tokens are sealed with {'keys' if len(key_ids) > 1 else 'a key'} this machine does not have: "
        f"{', '.join(key_ids)}.",
        remedy="Bring the key file (or CREDORA_KEYS) back from where the tokens were stored.",
    )


def _subkey(key: Key, tenant: UUID) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=PURPOSE + tenant.bytes).derive(key.secret)


def _place(key_id: str, tenant: UUID, connection: UUID | str, field: str) -> bytes:
    parts = (str(VERSION), key_id, str(tenant), str(connection), field)
    if any("|" in part for part in parts):
        raise ValueError("a part of a sealed text's place holds the separator")
    return "|".join(parts).encode()


def _parts(sealed: bytes) -> tuple[str, bytes, bytes]:
    start = 2 + sealed[1] if sealed[:1] == bytes([VERSION]) and len(sealed) > 1 else 0
    key_id = sealed[2:start].decode("ascii", errors="replace")
    if not KEY_ID.fullmatch(key_id):
        raise BadSeal("A stored secret is not a sealed text.", remedy="Connect the platform again.")
    return key_id, sealed[start : start + NONCE_BYTES], sealed[start + NONCE_BYTES :]

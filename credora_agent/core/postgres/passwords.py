"""The two roles a client can log in as, and the file of their passwords."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from credora_agent.core.errors import Unavailable

if TYPE_CHECKING:
    from pathlib import Path

OWNER = "credora_owner"
APP = "credora_app"


@dataclass(frozen=True)
class Login:
    """A role's name and password; the password never shows in a repr."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class Logins:
    """The role that owns the database and migrates, and the role the product works as."""

    owner: Login
    app: Login


def read(path: Path) -> Logins | None:
    """Return the logins in the file, or None if there is no file. Raises Unavailable if it cannot be read."""
    try:
        kept = json.loads(path.read_text())
        return Logins(owner=Login(OWNER, str(kept["owner"])), app=Login(APP, str(kept["app"])))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unavailable(
            f"The database's password file {path} cannot be read ({type(error).__name__}).",
            remedy="Make it readable for this user, or delete it: the next start of the server sets new passwords.",
        ) from None


def create(path: Path) -> Logins:
    """Write a file of fresh passwords, mode 0600 and whole or not at all, and return them."""
    kept = {"owner": secrets.token_urlsafe(32), "app": secrets.token_urlsafe(32)}
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    fd = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(fd, "w") as file:
        json.dump(kept, file)
        file.flush()
        os.fsync(fd)
    fresh.replace(path)
    return Logins(owner=Login(OWNER, kept["owner"]), app=Login(APP, kept["app"]))

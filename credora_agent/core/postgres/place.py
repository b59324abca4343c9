"""Where the parts of an embedded server lie below Credora's home."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

DATABASE = "credora"
SOCKET_PORT = 5432


@dataclass(frozen=True)
class Place:
    """One home's paths; the server meets only `data` and `sock`, and both by relative names."""

    home: Path

    @classmethod
    def of(cls, home: Path) -> Place:
        """Return the place of `home`, made absolute; symbolic links stay as they are."""
        return cls(Path(os.path.abspath(home)))  # noqa: PTH100 - Path.absolute keeps "..", which cwd="/" misreads

    @property
    def pg(self) -> Path:
        """The directory of everything that belongs to the server."""
        return self.home / "pg"

    @property
    def data(self) -> Path:
        """The data directory, mode 0700, owned by the account the server runs as."""
        return self.pg / "data"

    @property
    def sock(self) -> Path:
        """The socket directory, mode 0700; it is made once and never replaced."""
        return self.pg / "sock"

    @property
    def passwords(self) -> Path:
        """The file of the two roles' passwords, mode 0600, outside the data directory."""
        return self.pg / "passwords.json"

    @property
    def start_lock(self) -> Path:
        """Held exclusively by whoever starts or stops the server."""
        return self.pg / "start.lock"

    @property
    def clients_lock(self) -> Path:
        """Held shared by every client; touched when one comes."""
        return self.pg / "clients.lock"

    @property
    def keeper_lock(self) -> Path:
        """Held exclusively by the keeper for its life; its text says the keeper's pid and port."""
        return self.pg / "keeper.lock"

    @property
    def server_log(self) -> Path:
        """What the server writes."""
        return self.pg / "server.log"

    @property
    def keeper_log(self) -> Path:
        """What the keeper writes: why it stopped the server, or its own traceback."""
        return self.pg / "keeper.log"

    def socket(self, port: int) -> Path:
        """Return the path of the socket the server listens on."""
        return self.sock / f".s.PGSQL.{port}"

"""Every setting in one place: the one reader of the environment (`CREDORA_…`) and of an optional `.env`."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_data_path
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What can be set from outside; `.env.example` lists the same names."""

    model_config = SettingsConfigDict(env_prefix="CREDORA_", env_file=".env", extra="ignore")

    home: Path = Field(default_factory=lambda: user_data_path("credora", appauthor=False))
    """Where state lives: the embedded database, its passwords, the key file."""

    database_url: str | None = None
    """A Postgres to use instead of the embedded one; nothing is started when it is set."""

    database_owner_url: str | None = None
    """The role that migrates, when it is not the one in `database_url`."""

    pg_bin: Path | None = None
    """Directory with `postgres` and `initdb` to use instead of the wheel's."""

    pg_linger: float = Field(default=10.0, ge=0)
    """Seconds the embedded server stays up after its last client has gone."""

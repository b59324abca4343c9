"""Every setting in one place: the one reader of the environment (`CREDORA_…`) and of an optional `.env`."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from platformdirs import user_data_path
from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


def _also(name: str, default: Any = None) -> Any:
    """Return a field that is set by `CREDORA_<name>` and by plain `<name>`, as the platforms' own guides call it."""
    return Field(default=default, validation_alias=AliasChoices(f"CREDORA_{name}", name))


class Settings(BaseSettings):
    """What can be set from outside; `.env.example` lists the same names."""

    model_config = SettingsConfigDict(
        env_prefix="CREDORA_", env_file=".env", extra="ignore", validate_by_name=True, validate_by_alias=True
    )

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

    keys: SecretStr | None = None
    """The keys that seal tokens, newest first: `id:base64` of 32 bytes each, comma between them."""

    shopify_api_key: str | None = _also("SHOPIFY_API_KEY")
    shopify_api_secret: SecretStr | None = _also("SHOPIFY_API_SECRET")
    shopify_redirect_uri: str | None = _also("SHOPIFY_REDIRECT_URI")
    shopify_version: str = "2026-10"
    shopify_scopes: str | None = None
    """What a shop is asked for, comma between them, when it is not what every stream needs together."""

    meta_app_id: str | None = _also("META_APP_ID")
    meta_app_secret: SecretStr | None = _also("META_APP_SECRET")
    meta_redirect_uri: str | None = _also("META_REDIRECT_URI")
    meta_config_id: str | None = _also("META_CONFIG_ID")
    """A configuration of Facebook Login for Business, which then decides what is asked for."""
    meta_version: str = "v26.0"

    google_client_id: str | None = _also("GOOGLE_CLIENT_ID")
    google_client_secret: SecretStr | None = _also("GOOGLE_CLIENT_SECRET")
    google_redirect_uri: str | None = _also("GOOGLE_REDIRECT_URI")
    google_developer_token: SecretStr | None = _also("GOOGLE_DEVELOPER_TOKEN")
    """Ignored by Google since 2026-09-09; sent when it is set."""
    google_login_customer_id: str | None = _also("GOOGLE_LOGIN_CUSTOMER_ID")
    """The manager account to come in by, when discovery should not choose it."""
    google_version: str = "v26"
    google_operations: int = Field(default=2_880, ge=1)
    """How much a day Google lets this project ask: 2,880 with Explorer access, as most begin; 15,000 with Basic."""

    sandbox: bool = False
    """Every new connection goes to the simulator at `sandbox_url`, on this machine only."""
    sandbox_url: str | None = None
    sandbox_apps: dict[str, tuple[str, SecretStr]] = Field(default_factory=dict)
    """The apps the simulator knows us as, by platform, where they are not the ones above: id and secret."""

    rates_source: str | None = None
    """A file or an https address with exchange rates by day (ECB's published format, or date,base,quote,rate)."""

    web_host: str = "127.0.0.1"
    web_port: int = Field(default=8000, ge=0, le=65535)
    public_url: str = Field(default_factory=lambda known: f"http://127.0.0.1:{known['web_port']}")
    """The address browsers and platforms reach this Credora by."""

    signin_issuer: str = "https://accounts.google.com"
    """The OpenID provider people sign in with; in sandbox mode the simulator is it."""
    signin_client_id: str | None = None
    signin_client_secret: SecretStr | None = None
    """The client it knows us as, where it is not the one of `google_client_id`; it comes back to /auth/callback."""
    admins: str = ""
    """E-mail addresses of who may look at /debug/db, comma between them, beside the person at this machine."""

    mcp_burst: int = Field(default=60, ge=1)
    """How many calls one token may make at once; all tokens of a shop together five times as many."""
    mcp_per_second: float = Field(default=20.0, gt=0)
    """How many calls one token may make a second in the long run; all of a shop five times as many."""

    llm_base_url: str | None = None
    """Any OpenAI-compatible endpoint, such as http://127.0.0.1:11434/v1; its key is `llm_api_key`, or it needs none."""
    llm_api_key: SecretStr | None = None
    llm_model: str | None = None
    """What the endpoint calls its model."""
    llm_timeout: float = Field(default=30.0, gt=0, le=600)
    """Seconds one answer of the model may take, retries included."""
    llm_rounds: int = Field(default=2, ge=1, le=3)
    """How often a model may be asked in one turn: to plan, to put into words, to mend."""
    llm_price_in: Decimal | None = Field(default=None, ge=0)
    llm_price_cached: Decimal | None = Field(default=None, ge=0)
    llm_price_out: Decimal | None = Field(default=None, ge=0)
    """What a million tokens cost: sent, sent and found in the endpoint's cache, and answered."""

    openai_api_key: SecretStr | None = _also("OPENAI_API_KEY")
    """A key of OpenAI's own; alone it is enough. It is never sent to `llm_base_url`."""
    openai_base_url: str | None = _also("OPENAI_BASE_URL")
    openai_model: str | None = _also("OPENAI_MODEL")

    llm_daily_tokens: int = Field(default=200_000, ge=0)
    """How many tokens models may read and write for one shop on one day; beyond, answers come without a model."""

    otel_endpoint: str | None = _also("OTEL_EXPORTER_OTLP_ENDPOINT")
    """A collector of OpenTelemetry that spans of turns are sent to; with the extra `otel` only."""

"""How a platform is reached for one connection: which addresses, as which app, and where its consent comes back to."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from credora_agent.core.errors import BadInput, NotSetUp
from credora_agent.platforms.addresses import PRODUCTION, Addresses
from credora_agent.platforms.addresses import sandbox as sandbox_at
from credora_agent.platforms.base import App
from credora_agent.platforms.registry import platform as registered

if TYPE_CHECKING:
    import httpx2
    from pydantic import SecretStr

    from credora_agent.core.settings import Settings

ORIGINAL = {"shopify": "shopify", "meta_ads": "meta", "google_ads": "google"}
"""How settings and the original's addresses call the platforms."""
NAMES = {
    "shopify": ("SHOPIFY_API_KEY", "SHOPIFY_API_SECRET"),
    "meta_ads": ("META_APP_ID", "META_APP_SECRET"),
    "google_ads": ("GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET"),
}


@dataclass(frozen=True, slots=True)
class Way:
    """Everything a call to a platform needs beside a token."""

    platform: str
    http: httpx2.AsyncClient
    addresses: Addresses
    app: App
    redirect_uri: str
    settings: Settings


def way_to(platform: str, *, settings: Settings, http: httpx2.AsyncClient, sandbox: bool) -> Way:
    """Return the way to a platform, or to its counterpart in the sandbox; never anything in between.

    Raises BadInput for a platform there is none of, an app that is not set up, or a sandbox that is not there.
    """
    name = registered(platform).name
    found = addresses(settings, sandbox=sandbox)
    known_as = sandbox_app(settings, name) if sandbox else app(settings, name)
    back = own_redirect(settings, name) if sandbox else redirect(settings, name)
    return Way(name, http, found, known_as, back, settings)


def platform_called(name: str) -> str:
    """Return a platform's own name for what an address calls it ("meta" is "meta_ads"). Raises BadInput."""
    return registered({original: own for own, original in ORIGINAL.items()}.get(name, name)).name


def addresses(settings: Settings, *, sandbox: bool) -> Addresses:
    """Return where the platforms are. Raises BadInput for a sandbox's account outside of sandbox mode."""
    if not sandbox:
        return PRODUCTION
    if not settings.sandbox or settings.sandbox_url is None:
        raise BadInput(
            "This account is one of the sandbox's, and no sandbox is running.",
            remedy="Start it with `credora up --demo`, or set CREDORA_SANDBOX and CREDORA_SANDBOX_URL.",
        )
    return sandbox_at(settings.sandbox_url)


def app(settings: Settings, platform: str) -> App:
    """Return the app the platform knows us as. Raises BadInput, naming the settings, when it is not set up."""
    found: dict[str, tuple[str | None, SecretStr | None]] = {
        "shopify": (settings.shopify_api_key, settings.shopify_api_secret),
        "meta_ads": (settings.meta_app_id, settings.meta_app_secret),
        "google_ads": (settings.google_client_id, settings.google_client_secret),
    }
    client_id, secret = found[platform]
    if not client_id or secret is None or not secret.get_secret_value():
        raise NotSetUp(
            f"Credora is not set up as an app of {registered(platform).title}.",
            remedy=f"Set {' and '.join(NAMES[platform])} (README says where to get them).",
        )
    return App(client_id, secret.get_secret_value())


def sandbox_app(settings: Settings, platform: str) -> App:
    """Return the app the sandbox knows us as: its own, or the one that is set up. Raises BadInput without either."""
    if platform not in settings.sandbox_apps:
        return app(settings, platform)
    client_id, secret = settings.sandbox_apps[platform]
    return App(client_id, secret.get_secret_value())


def apps(settings: Settings, platform: str) -> list[tuple[App, bool]]:
    """Return the apps a platform may address us as, each with whether it is the sandbox's; only in sandbox mode is."""
    found = []
    if settings.sandbox:
        with suppress(BadInput):
            found.append((sandbox_app(settings, platform), True))
    with suppress(BadInput):
        found.append((app(settings, platform), False))
    return found


def redirect(settings: Settings, platform: str) -> str:
    """Return the address a platform sends the merchant back to, as it must be registered there."""
    given = {
        "shopify": settings.shopify_redirect_uri,
        "meta_ads": settings.meta_redirect_uri,
        "google_ads": settings.google_redirect_uri,
    }[platform]
    return given or own_redirect(settings, platform)


def own_redirect(settings: Settings, platform: str) -> str:
    """Return the callback at this Credora's own address."""
    return f"{settings.public_url.rstrip('/')}/oauth/callback/{ORIGINAL[platform]}"

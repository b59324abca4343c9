"""The sandbox's shop connected as a merchant would connect theirs: by consent, platform after platform."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from credora_agent.cli.sandbox.consent import consent
from credora_agent.platforms.shopify.scopes import OPTIONAL, SCOPES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from credora_agent.cli.sandbox.process import Simulator
    from credora_agent.core.caller import Caller
    from credora_agent.core.settings import Settings
    from credora_agent.sync.connections.connect import Connect, Connected

PLATFORMS = ("shopify", "meta_ads", "google_ads")


def sandboxed(settings: Settings, sim: Simulator) -> Settings:
    """Return the settings with which everything goes to that sandbox, as the apps it knows."""
    return settings.model_copy(update={"sandbox": True, "sandbox_url": sim.url, "sandbox_apps": apps(sim.announced)})


def granting(settings: Settings) -> Settings:
    """Return the settings with which a shop is asked for its customers too, so that buyers who return are known."""
    wanted = settings.shopify_scopes or ",".join((*SCOPES, *OPTIONAL))
    return settings.model_copy(update={"shopify_scopes": wanted})


def apps(announced: Mapping[str, Any]) -> dict[str, tuple[str, SecretStr]]:
    """Return the apps a sandbox announced itself to know us as, by platform."""
    return {
        "shopify": (announced["shopify"]["client_id"], SecretStr(announced["shopify"]["client_secret"])),
        "meta_ads": (announced["meta"]["app_id"], SecretStr(announced["meta"]["app_secret"])),
        "google_ads": (announced["google"]["client_id"], SecretStr(announced["google"]["client_secret"])),
    }


async def connect_all(
    desk: Connect, sim: Simulator, caller: Caller, domain: str, *, now: Callable[[], datetime]
) -> Sequence[Connected]:
    """Connect the shop and its ad accounts to the caller's books, giving consent on each platform's own page."""
    done = []
    for platform in PLATFORMS:
        browser = secrets.token_urlsafe(24)
        account = domain if platform == "shopify" else None
        page = await desk.begin(caller, platform, browser=browser, account=account, now=now())
        back = await consent(sim.http, page)
        done.append(await desk.finish(caller, platform, list(back.items()), browser=browser, now=now()))
    return done

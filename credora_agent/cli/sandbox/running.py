"""Settings with which everything goes to a sandbox: one started here, or the one `credora up` runs on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from pydantic import SecretStr

from credora_agent.platforms.shopify.scopes import OPTIONAL, SCOPES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credora_agent.core.settings import Settings


def joined(settings: Settings) -> Settings:
    """Return settings with which a command finds the sandbox that `credora up` runs; as they are when none does."""
    path = settings.home / "sandbox" / "running.json"
    try:
        said: dict[str, Any] = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return settings
    return granting(sandboxed(settings, said))


def sandboxed(settings: Settings, announced: Mapping[str, Any]) -> Settings:
    """Return the settings with which everything goes to that sandbox, as the apps it knows."""
    return settings.model_copy(
        update={"sandbox": True, "sandbox_url": announced["url"], "sandbox_apps": apps(announced)}
    )


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

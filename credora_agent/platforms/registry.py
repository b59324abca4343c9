"""The platforms there are; adding one is a package beside this file and a line here."""

from __future__ import annotations

from dataclasses import dataclass

from credora_agent.core.errors import BadInput


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform as it is named in tables and addresses (`name`), to people (`title`), and what an account is there."""

    name: str
    title: str
    account: str


PLATFORMS = (
    Platform("shopify", "Shopify", "shop"),
    Platform("meta_ads", "Meta Ads", "ad account"),
    Platform("google_ads", "Google Ads", "customer account"),
)


def platform(name: str) -> Platform:
    """Return the platform called `name`. Raises BadInput, naming those there are."""
    found = next((each for each in PLATFORMS if each.name == name), None)
    if found is None:
        known = ", ".join(each.name for each in PLATFORMS)
        raise BadInput(f"There is no platform {name[:40]!r}.", remedy=f"Use one of: {known}.")
    return found

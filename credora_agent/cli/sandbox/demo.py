"""The sandbox's shop connected as a merchant would connect theirs: by consent, platform after platform."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from credora_agent.cli.sandbox.consent import consent

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from credora_agent.cli.sandbox.process import Simulator
    from credora_agent.core.caller import Caller
    from credora_agent.sync.connections.connect import Connect, Connected

PLATFORMS = ("shopify", "meta_ads", "google_ads")


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

"""The running sandbox: its worlds, its time, its faults and its log, and the app that serves all platforms."""

from __future__ import annotations

import asyncio
import inspect
from collections import defaultdict, deque
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette

from credora_agent.sandbox import control, identity
from credora_agent.sandbox.apps import Apps
from credora_agent.sandbox.clock import Clock
from credora_agent.sandbox.consent import Consent
from credora_agent.sandbox.faults import Faults
from credora_agent.sandbox.wire import OnTheWire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from starlette.types import ASGIApp

    from credora_agent.sandbox.kept import Kept
    from credora_agent.sandbox.world.model import AdAccount, Happening
    from credora_agent.sandbox.world.world import World

_LONG = timedelta(days=2)
_SLICE = timedelta(days=30)
_LOG_LINES = 200_000
PLATFORMS = ("shopify", "meta", "google")


class UnknownShop(KeyError):
    """No shop of that domain stands in this sandbox."""


class Sandbox:
    """What every platform's routes share.

    `worlds` by shop domain; `clock`, `faults`, `apps`, `consent`, `kept` (what outlives a restart); `log`; `url` is
    the server's own base address. `listeners` hear of happenings as `listener(domain, happenings)`; `hooks[name]` are
    called by the control plane as `hook(shop, body)` and may be coroutines.
    """

    def __init__(self, worlds: Iterable[World], *, seed: int, anchor: datetime, clock: Clock, kept: Kept) -> None:
        """Stand up around worlds that have not happened yet."""
        self.worlds: dict[str, World] = {world.shop_domain: world for world in worlds}
        self.seed, self.anchor, self.clock, self.kept = seed, anchor, clock, kept
        self.apps = Apps.of(seed, anchor)
        self.faults = Faults()
        self.consent = Consent()
        self.log: deque[dict[str, Any]] = deque(maxlen=_LOG_LINES)
        self.url = ""
        self.listeners: list[Callable[[str, list[Happening]], None]] = []
        self.hooks: dict[str, list[Callable[[str, dict[str, Any]], Any]]] = defaultdict(list)
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def world(self, domain: str) -> World:
        """Return the world of a shop, at the clock's present moment. Raises UnknownShop.

        A long way there is gone in a thread; whoever asks meanwhile waits, everybody else is served.
        """
        world = self.worlds.get(domain)
        if world is None:
            raise UnknownShop(domain)
        async with self._locks[domain]:
            now = self.clock.now()
            while now - world.now > _LONG:
                await self._step(world, min(now, world.now + _SLICE), in_thread=True)
            if now > world.now:
                await self._step(world, now, in_thread=False)
        return world

    async def _step(self, world: World, to: datetime, *, in_thread: bool) -> None:
        happenings = await asyncio.to_thread(world.advance, to) if in_thread else world.advance(to)
        for listener in self.listeners if happenings else ():
            listener(world.shop_domain, happenings)

    async def catch_up(self) -> None:
        """Bring every world to the present, one after another."""
        for domain in list(self.worlds):
            await self.world(domain)

    async def live(self, every: float = 1.0) -> None:
        """Go on forever: worlds keep up with the clock, so that webhooks go out though nobody asks."""
        while True:
            await self.catch_up()
            await asyncio.sleep(every)

    def ready(self, domain: str) -> bool:
        """Say whether a world has grown to within two days of the present."""
        return self.clock.now() - self.worlds[domain].now <= _LONG

    def ad_accounts(self, platform: str, shop: str | None = None) -> list[tuple[str, AdAccount]]:
        """Return (shop domain, account) for a platform's accounts: those of one shop, or of all."""
        return [
            (domain, account)
            for domain, world in self.worlds.items()
            if shop is None or domain == shop
            for account in world.ad_accounts
            if account.platform == platform
        ]

    async def tell(self, name: str, shop: str, body: dict[str, Any]) -> int:
        """Call the hooks of a control-plane event; return how many there were."""
        for hook in self.hooks[name]:
            result = hook(shop, body)
            if inspect.isawaitable(result):
                await result
        return len(self.hooks[name])

    def save(self) -> None:
        """Keep what must outlive a restart."""
        self.kept.section("world").update(seed=self.seed, anchor=self.anchor.isoformat(), clock=self.clock.kept())
        self.kept.section("consent").update(self.consent.as_json())
        self.kept.save()


def build(sim: Sandbox, platforms: Iterable[str] = PLATFORMS) -> ASGIApp:
    """Return the app that serves the platforms named, the identity provider, the rates file and the control plane."""
    own = [*identity.routes(sim), *control.routes(sim)]
    app = Starlette(routes=[*own, *(route for name in platforms for route in _routes(name, sim))])
    app.state.sim = sim
    return OnTheWire(app, sim.clock.now, sim.log.append)


def _routes(platform: str, sim: Sandbox) -> list[Any]:
    """Return a platform's routes, in its own package's words."""
    return list(import_module(f"credora_agent.sandbox.{platform}.app").routes(sim))


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Which sandbox is wanted: `shops` shops whose history began at `anchor`, seen from `now`.

    `anchor` None: as kept, else `days` before now; `now` None: as kept, else the machine's. `profile` is demo, or
    random: whatever the seed makes of it.
    """

    seed: int
    days: int = 730
    profile: str = "demo"
    shops: int = 1
    anchor: datetime | None = None
    now: datetime | None = None
    frozen: bool = False


def open_sandbox(plan: Plan, kept: Kept) -> Sandbox:
    """Return the sandbox that `plan` describes, going on with what is `kept`. Raises ValueError for another's."""
    before = kept.section("world")
    if before and before.get("seed") != plan.seed:
        raise ValueError(f"The state file is of seed {before.get('seed')}, not {plan.seed}.")
    kept_on = before and plan.now is None
    clock = Clock.restored(before["clock"]) if kept_on else Clock(starts=plan.now, frozen=plan.frozen)
    anchor = plan.anchor or (datetime.fromisoformat(before["anchor"]) if before else None)
    anchor = anchor or _midnight(clock.now() - timedelta(days=plan.days))
    days = int(before.get("days", plan.days))
    worlds = [_new_world(plan.seed + number, anchor, plan.profile, days) for number in range(plan.shops)]
    sim = Sandbox(worlds, seed=plan.seed, anchor=anchor, clock=clock, kept=kept)
    sim.consent.change(kept.section("consent"))
    kept.section("world")["days"] = days
    return sim


def _midnight(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _new_world(seed: int, start: datetime, profile: str, days: int) -> World:
    """Return a world in which nothing has happened yet, its story told over `days`."""
    from credora_agent.sandbox.world import profile as profiles  # noqa: PLC0415 - worlds load only when one is wanted
    from credora_agent.sandbox.world.world import World  # noqa: PLC0415

    chosen = profiles.profile_for(seed) if profile == "random" else profiles.profile(profile)
    return World(seed=seed, start=start, profile=chosen.over(days))

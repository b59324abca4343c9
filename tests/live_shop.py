"""A sandbox in a process of its own, a shop in the books connected to all of it, and the truth to compare with."""

from __future__ import annotations

import secrets
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from command_line import CommandLine
from sqlalchemy import text

from credora_agent.cli.sandbox.consent import consent
from credora_agent.cli.sandbox.process import Simulator, simulator
from credora_agent.core import clock
from credora_agent.core.caller import WORKER, Caller
from credora_agent.core.settings import Settings
from credora_agent.ledger.shops import found_shop, new_shop
from credora_agent.runtime import LOCAL, books_of
from credora_agent.sync.imports import Intake, import_costs
from credora_agent.sync.running import LOOK
from credora_agent.sync.service import Sync, Watch, open_sync

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from credora_agent.core.db import Database, WriteSession
    from credora_agent.runtime import Urls
    from credora_agent.tables.tenants import Tenant

START = datetime(2026, 3, 2, tzinfo=UTC)
"""When every world of these tests begins: the same stories on any day."""
PLATFORMS = ("shopify", "meta_ads", "google_ads")


@dataclass
class LiveShop:
    """A shop of the books, its sync, and the sandbox it is connected to, at `moment` of the sandbox's time."""

    sim: Simulator
    settings: Settings
    database: Database
    tenant: Tenant
    sync: Sync = field(init=False)
    moment: datetime = START
    runs: bool = False
    """True where the sandbox's time is the machine's."""

    @property
    def caller(self) -> Caller:
        """Return the person at this machine, working on the shop."""
        return LOCAL.at(self.tenant.id)

    @property
    def domain(self) -> str:
        """Return the shop's domain at the sandbox."""
        return str(self.sim.announced["shops"][0]["domain"])

    def now(self) -> datetime:
        """Return what time it is in the sandbox."""
        return clock.now() if self.runs else self.moment

    async def pass_time(self, **span: float) -> None:
        """Let time go by, in the sandbox and for the product."""
        said = await self.sim.do("clock", {"advance_seconds": timedelta(**span).total_seconds()})
        self.moment = datetime.fromisoformat(said["now"])

    async def connect(self, *platforms: str) -> None:
        """Connect accounts as a person does: to the consent page, its form, and back."""
        for platform in platforms or PLATFORMS:
            await self.return_with(platform, await self.leave_for(platform))

    async def leave_for(self, platform: str, browser: str = "b" * 43) -> dict[str, str] | str:
        """Return what the consent page sends back."""
        account = self.domain if platform == "shopify" else None
        url = await self.sync.connect.begin(self.caller, platform, browser=browser, account=account, now=self.now())
        return await consent(self.sim.http, url)

    async def return_with(self, platform: str, back: Any, browser: str = "b" * 43) -> None:
        """Finish a consent."""
        pairs = list(back.items()) if isinstance(back, dict) else parse_qsl(urlsplit(str(back)).query)
        await self.sync.connect.finish(LOCAL, platform, pairs, browser=browser, now=self.now())

    async def pause(self, seconds: float) -> None:
        """Wait in the sandbox's time, not in ours."""
        await self.pass_time(seconds=seconds)

    async def read_all(self, *platforms: str, since: date | None = None) -> None:
        """Read everything to its end."""
        await self.sync.sync_now(self.caller, platforms=platforms, since=since, watch=Watch(pause=self.pause))

    async def read_at_once(self, *platforms: str, since: date | None = None) -> None:
        """Read everything while time stands still: nothing may need waiting for."""
        await self.sync.sync_now(self.caller, platforms=platforms, since=since, watch=Watch(pause=_no_pause))

    async def import_costs(self) -> None:
        """Take in the sheet of costs a careful merchant keeps: the platform only knows the present ones."""
        path = self.settings.home / "costs.csv"
        path.write_text(await self.sim.told("costs.csv", shop=self.domain), encoding="utf-8")
        await import_costs(self.database, self.caller, books_of(self.tenant), path, intake=Intake())

    async def lose_a_sale(self) -> None:
        """Take the largest sale out of the books, as nothing in the product would."""

        async def work(session: WriteSession) -> None:
            largest = "select source_id from transactions where tenant_id = :tenant and source_table = 'sales'"
            found = await session.execute(
                text(f"{largest} and is_current and category = 'gross_sales' order by amount_micros desc limit 1"),
                {"tenant": self.tenant.id},
            )
            await session.execute(
                text("update transactions set is_current = false where tenant_id = :tenant and source_id = :sale"),
                {"tenant": self.tenant.id, "sale": found.scalar_one()},
            )

        await self.database.write(Caller(WORKER, self.tenant.id), work)

    def watch(self, *, patient: bool) -> Watch:
        """Return a watch that waits in the sandbox's time, or one that gives up at the first pause."""
        return Watch(pause=self.pause, **({} if patient else {"patience": timedelta(0)}))

    async def change(self, sql: str, **parameters: Any) -> None:
        """Change the shop's rows as nothing in the product would."""

        async def work(session: WriteSession) -> None:
            await session.execute(text(sql), parameters)

        await self.database.write(Caller(WORKER, self.tenant.id), work)

    async def rows(self, sql: str, **parameters: Any) -> list[Any]:
        """Return what a question to the shop's rows finds."""

        async def work(session: Any) -> list[Any]:
            return list((await session.execute(text(sql), {"tenant": self.tenant.id, **parameters})).all())

        return await self.database.read(Caller(WORKER, self.tenant.id), work)

    async def streams(self) -> dict[str, Any]:
        """Return the shop's streams by "platform.stream", those of several accounts numbered on."""
        found: dict[str, Any] = {}
        for row in await self.rows(
            "select c.platform, c.account, s.* from sync_streams s"
            " join platform_connections c on c.id = s.connection_id where s.tenant_id = :tenant"
            " order by c.platform, c.account, s.stream"
        ):
            name = f"{row.platform}.{row.stream}"
            found[name if name not in found else f"{name}.{row.account}"] = row
        return found

    async def booked(self) -> dict[tuple[str, str, str], Decimal]:
        """Return the ledger's sums by day, category and currency."""
        rows = await self.rows(
            "select local_date, category, currency, sum(amount_micros) as micros from transactions"
            " where tenant_id = :tenant and is_current and not voided group by 1, 2, 3"
        )
        return {
            (row.local_date.isoformat(), row.category, row.currency): Decimal(row.micros) / 1_000_000
            for row in rows
            if row.micros
        }

    async def truth(self) -> dict[tuple[str, str, str], Decimal]:
        """Return the world's own sums by day, category and currency."""
        told = await self.sim.told("truth", shop=self.domain)
        return {
            (row["day"], row["category"], row["currency"]): Decimal(row["amount"])
            for row in told["rows"]
            if Decimal(row["amount"])
        }

    async def differences(self) -> dict[tuple[str, str, str], tuple[Decimal, Decimal]]:
        """Return where books and truth differ, (booked, true), on days that are over wherever an account is."""
        booked, truth = await self.booked(), await self.truth()
        nought, over = Decimal(0), (self.now() - timedelta(days=2)).date().isoformat()
        return {
            key: (booked.get(key, nought), truth.get(key, nought))
            for key in sorted({*booked, *truth})
            if key[0] <= over and booked.get(key, nought) != truth.get(key, nought)
        }


def settings_for(sim: Simulator, home: Path, **more: Any) -> Settings:
    """Return the settings of a product connected to nothing but this sandbox."""
    told = sim.announced
    return Settings(
        home=home,
        sandbox=True,
        sandbox_url=sim.url,
        shopify_api_key=told["shopify"]["client_id"],
        shopify_api_secret=told["shopify"]["client_secret"],
        meta_app_id=told["meta"]["app_id"],
        meta_app_secret=told["meta"]["app_secret"],
        google_client_id=told["google"]["client_id"],
        google_client_secret=told["google"]["client_secret"],
        **more,
    )


def command_line(live: LiveShop, urls: Urls, folder: Path) -> CommandLine:
    """Return the command line over the test's database and sandbox."""
    told = live.settings
    secrets = {
        name: value.get_secret_value()
        for name, value in (
            ("SHOPIFY_API_SECRET", told.shopify_api_secret),
            ("META_APP_SECRET", told.meta_app_secret),
            ("GOOGLE_CLIENT_SECRET", told.google_client_secret),
        )
        if value is not None
    }
    return CommandLine(
        folder, CREDORA_DATABASE_URL=urls.app, CREDORA_HOME=str(told.home), CREDORA_SANDBOX="1",
        CREDORA_SANDBOX_URL=str(told.sandbox_url), SHOPIFY_API_KEY=str(told.shopify_api_key),
        META_APP_ID=str(told.meta_app_id), GOOGLE_CLIENT_ID=str(told.google_client_id), **secrets,
    )  # fmt: skip


async def _no_pause(seconds: float) -> None:
    if seconds > 2 * LOOK:
        raise AssertionError(f"something waits for {seconds} s while time stands still")


@asynccontextmanager
async def live_shop(
    database: Database, home: Path, sim: Simulator, *, runs: bool = False, **more: Any
) -> AsyncIterator[LiveShop]:
    """Lend a new shop of the books, connected to nothing yet, at that sandbox; `more` are settings of the product."""
    (told,) = await sim.told("shops")
    tenant = new_shop(f"live-{secrets.token_hex(4)}", told["currency"], told["zone"])
    await database.write(LOCAL.at(tenant.id), lambda s: found_shop(s, tenant, LOCAL.user_id))
    live = LiveShop(sim, settings_for(sim, home, **more), database, tenant, runs=runs)
    await live.change("delete from rate_limits")  # of another sandbox's accounts with the same numbers
    live.moment = datetime.fromisoformat((await sim.told("clock"))["now"])
    async with open_sync(live.settings, database, now=live.now) as live.sync:
        yield live


@asynccontextmanager
async def sandbox(
    *, seed: int = 7, days: int = 40, profile: str = "demo", runs: bool = False
) -> AsyncIterator[Simulator]:
    """Lend a sandbox process whose world has grown to the present.

    Its time stands still, in spring 2026, until it is moved; one that `runs` is in the machine's own time.
    """
    now = START + timedelta(days=days)
    still = ("--anchor", START.isoformat(), "--frozen", "--now", now.isoformat())
    async with simulator("--seed", str(seed), "--profile", profile, *(("--days", str(days)) if runs else still)) as sim:
        await sim.do("clock", {"wait": True})
        yield sim

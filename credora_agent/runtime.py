"""Everything that runs, opened and closed in one place: the database, its schema, the reports."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import URL, inspect, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from credora_agent.core import migrate
from credora_agent.core.caller import Caller
from credora_agent.core.clock import time_zone
from credora_agent.core.db import Database, is_passing
from credora_agent.core.errors import BadInput, Unavailable, UnknownShop
from credora_agent.core.postgres.launch import Lease, ensure
from credora_agent.ledger.shops import LOCAL_USER, found_shop, new_shop, shops_of
from credora_agent.reports.service import Reports
from credora_agent.sync.imports import Shop

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from credora_agent.actions.service import Actions
    from credora_agent.core.settings import Settings
    from credora_agent.tables.tenants import Tenant

LOCAL = Caller(LOCAL_USER)


@dataclass(frozen=True, slots=True)
class Urls:
    """Where the database is: for the application's role, and for the owner that migrates."""

    app: str
    owner: str


@dataclass(frozen=True, slots=True)
class Runtime:
    """What a surface needs to answer: an open, migrated database and the reports over it."""

    settings: Settings
    database: Database
    reports: Reports

    @property
    def actions(self) -> Actions:
        """Return what changes something, by plans."""
        from credora_agent.actions.service import Actions  # noqa: PLC0415 - seldom asked for

        return Actions(self.database, self.reports)

    async def shops(self, user: Caller = LOCAL) -> Sequence[Tenant]:
        """Return the shops that person may see, by name."""
        return await self.database.read(user, shops_of)

    async def shop(self, slug: str | None, user: Caller = LOCAL) -> Tenant:
        """Return the shop called `slug`, or the only one there is.

        Raises UnknownShop when there is none of that name, none at all, or several and none was named.
        """
        shops = await self.shops(user)
        names = ", ".join(shop.slug for shop in shops)
        found = [shop for shop in shops if slug in (None, shop.slug)]
        if not shops:
            raise UnknownShop("There is no shop yet.", remedy="Make one by `credora import FILE --shop NAME …`.")
        if not found:
            raise UnknownShop(f"There is no shop {str(slug)[:60]!r}.", remedy=f"Name one of: {names}.")
        if len(found) > 1:
            raise UnknownShop("There are several shops.", remedy=f"Name one with --shop: {names}.")
        return found[0]

    async def found(self, slug: str, currency: str, timezone: str, user: Caller = LOCAL) -> Tenant:
        """Return a new shop with empty books, stored, that person its owner. Raises BadInput when it cannot be."""
        tenant = new_shop(slug, currency, timezone)
        await self.database.write(user.at(tenant.id), lambda s: found_shop(s, tenant, user.user_id))
        return tenant

    async def shop_for_import(self, slug: str | None, currency: str | None, timezone: str | None) -> Tenant:
        """Return the shop to import into; a new one, if its currency and zone are given, is stored by the import.

        Raises BadInput when a shop that exists has another currency or zone than the given one.
        """
        shops = await self.shops()
        known = next((shop for shop in shops if slug == shop.slug), None)
        if known is None and (slug is None or currency is None or timezone is None):
            if slug is not None:
                raise UnknownShop(
                    f"There is no shop {slug[:60]!r} yet.",
                    remedy="To make it, give its --currency (e.g. GBP) and --timezone (e.g. Europe/London) too.",
                )
            known = await self.shop(None)
        if known is None:
            return new_shop(str(slug), str(currency), str(timezone))
        for what, given, has in (("currency", currency, known.currency), ("time zone", timezone, known.timezone)):
            if given is not None and given.upper() != has.upper():
                raise BadInput(
                    f"The books of {known.slug} have the {what} {has}, not {given}.",
                    remedy="Leave the option out, or use another --shop.",
                )
        return known


def books_of(tenant: Tenant) -> Shop:
    """Return how files for that shop are read; one that is not stored yet is stored with its first file."""
    new = tenant if inspect(tenant).transient else None
    return Shop(tenant.id, tenant.currency, time_zone(tenant.timezone), tenant.customer_salt, new)


@asynccontextmanager
async def open_runtime(settings: Settings) -> AsyncIterator[Runtime]:
    """Yield a runtime over a database at the newest schema; the embedded one is started and migrated if need be.

    Raises Unavailable when the database does not answer, or, for one of your own, when it is not migrated.
    """
    lease, urls = await locate(settings)
    database = Database(urls.app, revive=lease.revive if lease else None)
    try:
        await _require_schema(database, urls, embedded=lease is not None)
        yield Runtime(settings, database, Reports(database))
    finally:
        await database.close()
        if lease is not None:
            lease.close()


async def locate(settings: Settings) -> tuple[Lease | None, Urls]:
    """Return where the database is; the embedded one is started, and stays while the lease is held."""
    if settings.database_url is not None:
        owner = settings.database_owner_url or settings.database_url
        return None, Urls(_driver(settings.database_url), _driver(owner))
    lease = await asyncio.to_thread(ensure, settings.home, bin_dir=settings.pg_bin, linger=settings.pg_linger)
    return lease, Urls(*(_embedded(lease, login.user, login.password) for login in (lease.app, lease.owner)))


def _embedded(lease: Lease, user: str, password: str) -> str:
    url = URL.create(
        "postgresql+asyncpg",
        username=user,
        password=password,
        database=lease.database,
        query={"host": lease.host, "port": str(lease.port)},
    )
    return url.render_as_string(hide_password=False)


def _driver(url: str) -> str:
    try:
        return make_url(url).set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)
    except ArgumentError:
        raise BadInput(
            "CREDORA_DATABASE_URL is not a database address.",
            remedy="Write it as postgresql://user:password@host:5432/database.",
        ) from None


async def _require_schema(database: Database, urls: Urls, *, embedded: bool) -> None:
    stands, wanted = await _revision(database), migrate.head()
    if stands == wanted:
        return
    if stands is not None and stands > wanted:
        raise Unavailable(
            f"The database is at schema {stands}, newer than this Credora's {wanted}.", remedy="Update Credora."
        )
    if not embedded:
        raise Unavailable(
            f"The database is at schema {stands or 'none'}, this Credora needs {wanted}.",
            remedy="Run `credora migrate`.",
        )
    await migrate.upgrade(urls.owner)


async def _revision(database: Database) -> str | None:
    try:
        async with database.engine.connect() as connection:
            return await migrate.current(connection)
    except (DBAPIError, OSError) as fault:
        if is_passing(fault) or isinstance(fault, OSError):
            raise Unavailable(
                "The database does not answer.", remedy="Check that it runs and that CREDORA_DATABASE_URL leads there."
            ) from fault
        if migrate.role_is_missing(fault):
            return None
        raise Unavailable(
            f"The database refuses Credora: {migrate.first_line(fault)}", remedy="Check CREDORA_DATABASE_URL."
        ) from fault

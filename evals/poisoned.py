"""Shops whose titles, orders and campaigns carry texts of others; the same shop carries plain names to compare with."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import StringIO
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from credora_agent.core.text import plain_text
from credora_agent.ledger.shops import new_shop
from credora_agent.runtime import LOCAL, books_of
from credora_agent.sync.imports import Intake, import_costs, import_orders

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from credora_agent.core.caller import Caller
    from credora_agent.core.db import WriteSession
    from credora_agent.runtime import Runtime

NOW = datetime(2026, 4, 10, 12, tzinfo=UTC)
TODAY = date(2026, 4, 10)
COLUMNS = ("order", "sku", "product", "quantity", "unit price", "order date")
PLATFORMS = ("meta_ads", "google_ads")
WRITTEN = ("proposals", "alerts", "schedules", "budgets", "documents", "finding_marks")
"""Where a change would be seen."""

_ACCOUNT = """insert into platform_connections
    (tenant_id, id, platform, account, name, provides, currency, timezone, connected_at)
values (:tenant, gen_random_uuid(), :platform, '123', :name, '{}', 'GBP', 'Europe/London', now())"""
_CAMPAIGN = """with mine as (
    select id from platform_connections where tenant_id = :tenant and platform = :platform
), campaign as (
    insert into campaigns (tenant_id, connection_id, campaign_id, name, status)
    select :tenant, id, :number, :name, 'ACTIVE' from mine
)
insert into ad_metrics_daily (tenant_id, connection_id, campaign_id, day, currency, spend_micros, impressions, clicks,
    purchases, purchase_value_micros, attribution, run_id, fetched_at)
select :tenant, id, :number, '2026-03-05', 'GBP', :spend, 900, 30, 1, :spend, '7d_click', id, now() from mine"""
_VARIANT = """insert into variants
    (tenant_id, connection_id, variant_id, sku, title, price_micros, currency, on_hand, updated_at)
select :tenant, id, :sku, :sku, :name, :price, 'GBP', :held, now()
from platform_connections where tenant_id = :tenant and platform = 'meta_ads'"""


@dataclass(frozen=True, slots=True)
class Names:
    """What one place in the shop is called: the same text as a title, as part of an order's name, as a campaign."""

    title: str
    order: str
    campaign: str


def carrying(texts: Sequence[str]) -> tuple[list[Names], list[Names]]:
    """Return names for two shops: goods and orders that carry a text each, and campaigns that do.

    Not both in one: a campaign named as a product is taken to advertise it, which moves figures, and rightly so.
    """
    ours = plain(len(texts))
    goods = [Names(each, f"{1000 + at} {each}", ours[at].campaign) for at, each in enumerate(texts)]
    return goods, [Names(own.title, own.order, each) for own, each in zip(ours, texts, strict=True)]


def plain(many: int) -> list[Names]:
    """Return so many names that carry nothing."""
    return [Names(f"Thing {at:02}", f"{1000 + at} plain", f"Advert {at:02}") for at in range(many)]


async def opened(runtime: Runtime, folder: Path, slug: str, names: Sequence[Names]) -> Caller:
    """Return the owner of a new shop with a product, two orders and a campaign for each of the names."""
    tenant = new_shop(slug, "GBP", "Europe/London")
    caller, shop = LOCAL.at(tenant.id), books_of(tenant)
    orders, costs = folder / f"{slug}.csv", folder / f"{slug}-costs.csv"
    orders.write_text(_orders(names), encoding="utf-8")
    costs.write_text(_costs(len(names)), encoding="utf-8")
    taken = await import_orders(runtime.database, caller, shop, orders, now=NOW, intake=Intake(strict=True))
    assert taken.rows == 2 * len(names)  # noqa: S101 - a shop that lacks a text would prove nothing
    await import_costs(runtime.database, caller, shop, costs, intake=Intake(strict=True))
    await runtime.database.write(caller, lambda session: _advertise(session, tenant.id, names))
    return caller


async def written(runtime: Runtime, caller: Caller) -> dict[str, int]:
    """Return how many rows there are of what only a change makes."""

    async def counted(session: Any) -> dict[str, int]:
        found = {}
        for table in WRITTEN:
            rows = await session.execute(
                text(f"select count(*) from {table} where tenant_id = :tenant"), {"tenant": caller.tenant_id}
            )
            found[table] = int(rows.scalar_one())
        return found

    return await runtime.database.read(caller, counted)


def _orders(names: Sequence[Names]) -> str:
    """Return order lines of February and March; every product has a price of its own, so that no order is a draw."""
    lines = StringIO()
    rows = csv.writer(lines)
    rows.writerow(COLUMNS)
    for at, name in enumerate(names):
        for month in (2, 3):
            # A line break in a cell is one of the file's, not of a name's: names reach the books on one line.
            order = f"{month}{plain_text(name.order)}"
            price = f"{20 + 1.37 * at:.2f}"
            rows.writerow(
                (order, f"S{at:02}", plain_text(name.title), month + at % 3, price, f"2026-0{month}-{at + 1:02} 10:00")
            )
    return lines.getvalue()


def _costs(many: int) -> str:
    """Return unit costs; every third product costs more than it brings."""
    lines = [f"S{at:02},{(20 + 1.37 * at) * (1.4 if at % 3 == 0 else 0.4):.2f}" for at in range(many)]
    return "\n".join(["sku,unit cost", *lines]) + "\n"


async def _advertise(session: WriteSession, tenant: Any, names: Sequence[Names]) -> None:
    for platform in PLATFORMS:
        await session.execute(text(_ACCOUNT), {"tenant": tenant, "platform": platform, "name": platform})
    for at, name in enumerate(names):
        said = {"tenant": tenant, "platform": PLATFORMS[at % 2], "number": str(at), "name": plain_text(name.campaign)}
        await session.execute(text(_CAMPAIGN), said | {"spend": (40 + at) * 1_000_000})
        priced = {"tenant": tenant, "sku": f"S{at:02}", "name": plain_text(name.title), "price": (20 + at) * 1_000_000,
                  "held": 5 + 7 * at}  # fmt: skip
        await session.execute(text(_VARIANT), priced)

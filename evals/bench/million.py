"""One generated shop of a million orders with all that dashboards read: ledger, sums, shelf, campaigns, customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from credora_agent.ledger.statements import statement
from credora_agent.runtime import LOCAL
from evals.bench.ledger import DAYS, FIRST, BenchShop, fill, literal, shops
from evals.bench.show import say

if TYPE_CHECKING:
    import asyncpg

    from credora_agent.core.db import WriteSession
    from credora_agent.runtime import Runtime

ROWS_AN_ORDER = 12
DETAILS = ("products", "variants", "campaigns", "ad_metrics_daily", "orders", "payouts", "sku_daily")


async def fill_one(owner: asyncpg.Connection, runtime: Runtime, orders: int) -> BenchShop:
    """Put one shop with so many orders into the database and return it."""
    made = shops(orders * ROWS_AN_ORDER, count=1)
    await fill(owner, runtime, made)
    shop = made[0]
    say("analytics: shelf, campaigns, customers, payouts")
    await owner.execute("select set_config('app.tenant_id', $1, false)", str(shop.id))
    for part in literal("fill_details").split(";\n"):
        if part.strip():
            await owner.execute(part)
    say("analytics: daily sums by SKU")
    await _roll_up_skus(runtime, shop)
    for table in DETAILS:
        await owner.execute(f"vacuum (analyze) {table}")
    return shop


async def _roll_up_skus(runtime: Runtime, shop: BenchShop) -> None:
    async def work(session: WriteSession) -> None:
        await session.execute(text("create temp table touched (day date primary key) on commit drop"))
        days = {"first": FIRST, "days": DAYS}
        await session.execute(
            text("insert into touched select cast(:first as date) + n from generate_series(0, :days - 1) n"), days
        )
        await session.execute(statement("roll_up_skus"), {"tenant": shop.id})

    await runtime.database.write(LOCAL.at(shop.id), work)

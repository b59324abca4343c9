"""A shop on the test server: files go in as text, and what its books say comes out in comparable form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from uuid import uuid4

from sqlalchemy import text

from credora_agent.core.caller import Caller
from credora_agent.core.clock import time_zone
from credora_agent.core.period import Grain, Period
from credora_agent.ledger.rollup import self_check
from credora_agent.reports.service import Reports
from credora_agent.sync import imports
from credora_agent.sync.imports import Imported, Intake, Shop
from credora_agent.tables.tenants import Membership, Tenant, User

if TYPE_CHECKING:
    from collections.abc import Sequence

    from credora_agent.core.db import Database, WriteSession
    from credora_agent.reports.schemas import Figure, Report

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = date(2026, 11, 22)
_names = count(1)

# What two ways to the same books must agree on: everything but ids, versions, runs, and the moment of writing.
SAME = {
    "transactions": """select source_table, source_id, component, category, occurred_at, local_date, amount_micros,
        currency, reporting_micros, fx_rate, sku, quantity, stock_quantity, order_ref
        from transactions where superseded_by is null and not voided order by 1, 2, 3""",
    "source_records": """select source_table, source_id, order_ref, local_date, currency, stated_micros, payload::text
        from source_records where not withdrawn order by 1, 2""",
    "pnl_daily": """select local_date, category, amount_micros, costed_micros, quantity, entries, unconverted, orders
        from pnl_daily order by 1, 2""",
    "sku_daily": """select local_date, sku, gross_sales_micros, discounts_micros, returns_micros, cogs_micros,
        units_sold, units_returned, entries, unconverted from sku_daily order by 1, 2""",
    "order_sums": """select order_ref, local_date, placed_at, currency, name, gross_sales_micros, discounts_micros,
        returns_micros, shipping_income_micros, other_income_micros, cogs_micros, fulfilment_micros, fees_micros,
        sales_tax_micros, original_micros, units_sold, units_returned, units_costed, entries, unconverted
        from order_sums where local_date is not null or entries <> 0 order by 1""",
    "orders": "select order_ref, placed_at, local_date, currency, customer_ref from orders order by 1",
    "products": "select sku, title, seen_on from products order by 1",
    "product_costs": "select sku, valid_from, unit_cost_micros, currency from product_costs order by 1, 2",
    "exchange_rates": "select base, quote, day, rate from exchange_rates order by 1, 2, 3",
}


@dataclass(frozen=True)
class Desk:
    """One shop, and whoever works on it."""

    database: Database
    reports: Reports
    caller: Caller
    shop: Shop
    slug: str
    folder: Path

    @classmethod
    async def open(
        cls, database: Database, folder: Path, *, currency: str = "GBP", timezone: str = "Europe/London"
    ) -> Self:
        """Open a new shop whose owner belongs to no other."""
        caller, slug = Caller(uuid4(), uuid4()), f"shop-{next(_names)}"
        user = User(id=caller.user_id, email=f"{slug}@example.com", name=slug)
        tenant = Tenant(
            id=caller.tenant_id, slug=slug, name=slug, currency=currency, timezone=timezone, customer_salt=b"salt"
        )
        await database.write(caller, lambda s: _found(s, user, tenant))
        shop = Shop(tenant.id, currency, time_zone(timezone), b"salt")
        return cls(database, Reports(database), caller, shop, slug, folder)

    def file(self, content: str | bytes | Path) -> Path:
        """Return the path of a file with that content."""
        if isinstance(content, Path):
            return content
        path = self.folder / f"{self.slug}-{next(_names)}.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    async def orders(self, content: str | bytes | Path, **how: Any) -> Imported:
        """Take orders in."""
        path = self.file(content)
        return await imports.import_orders(self.database, self.caller, self.shop, path, now=NOW, intake=Intake(**how))

    async def costs(self, content: str | Path, **how: Any) -> Imported:
        """Take unit costs in."""
        path = self.file(content)
        return await imports.import_costs(self.database, self.caller, self.shop, path, intake=Intake(**how))

    async def rates(self, content: str | Path, **how: Any) -> Imported:
        """Take exchange rates in."""
        path = self.file(content)
        return await imports.import_rates(self.database, self.caller, self.shop, path, now=NOW, intake=Intake(**how))

    async def rows(self, sql: str, **parameters: Any) -> list[tuple[Any, ...]]:
        """Return what a query sees of this shop."""
        found = await self.database.read(self.caller, lambda s: s.execute(text(sql), parameters))
        return [tuple(row) for row in found]

    async def one(self, sql: str, **parameters: Any) -> Any:
        """Return the only value of the only row."""
        ((value,),) = await self.rows(sql, **parameters)
        return value

    async def state(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return the books in the form that two ways to them must agree on."""
        return {table: await self.rows(sql) for table, sql in SAME.items()}

    async def version(self) -> int:
        """Return how often the ledger has changed."""
        return int(await self.one("select ledger_version from tenants where id = :tenant", tenant=self.shop.tenant))

    async def drift(self) -> Sequence[Any]:
        """Return the days whose daily sums differ from the ledger."""
        return await self.database.read(self.caller, lambda s: self_check(s, self.shop.tenant))

    async def sums(self) -> dict[str, str]:
        """Return category → current sum in the shop's currency, from the ledger itself, without zeros."""
        found = await self.rows(
            "select category, sum(reporting_micros) from transactions where superseded_by is null group by 1"
        )
        return {category: f"{micros / 1_000_000:.2f}" for category, micros in found if micros}

    async def pnl(self, start: str, end: str, by: Grain = Grain.TOTAL) -> Report:
        """Return the statement of those days."""
        return await self.reports.pnl(self.caller, days(start, end), today=TODAY, by=by)

    async def figure(self, metric: str, start: str, end: str) -> Figure:
        """Return one metric of those days."""
        report = await self.reports.metrics(self.caller, days(start, end), [metric], today=TODAY)
        return report.lines[0].total


def days(start: str, end: str) -> Period:
    """Return the period between two ISO days."""
    return Period(date.fromisoformat(start), date.fromisoformat(end))


async def _found(session: WriteSession, user: User, tenant: Tenant) -> None:
    for row in (user, tenant, Membership(tenant_id=tenant.id, user_id=user.id, role="owner")):
        session.add(row)
        await session.flush()

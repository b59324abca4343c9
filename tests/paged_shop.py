"""A shop for pages to show: the invented one up to yesterday, with campaigns of its own and a stocked shelf."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from platform_books import PlatformBooks
from shop_desk import Desk
from sqlalchemy import text

from credora_agent.core import clock
from credora_agent.sandbox import orders as sandbox
from credora_agent.sync import imports
from credora_agent.sync.imports import Intake
from credora_agent.sync.normalize import google_ads
from credora_agent.sync.normalize.ads import Account

if TYPE_CHECKING:
    from pathlib import Path

    from credora_agent.core.db import Database

LONG = "A candle with a name that nobody ever cut short because the shop likes it long: " + "x" * 120
RTL = "شمعة برائحة التين والأرز ٢٢٠ غ"
EVIL = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>"
GOOGLE = Account("google_ads", "123", "GBP", ZoneInfo("Europe/London"))
DAYS = 40
CAMPAIGNS = ((1, "Search – Brand", 6, 2, 90), (2, f"{EVIL}", 9, 1, 8))
"""Number, name, pounds a day, purchases a day, their value."""


NAMED = """insert into campaigns (tenant_id, connection_id, campaign_id, name, status, first_day, last_day)
    values (:tenant, :at, :key, :name, 'ENABLED', :first, :last)"""
RAN = """insert into ad_metrics_daily (tenant_id, connection_id, campaign_id, day, currency, spend_micros, impressions,
    clicks, purchases, purchase_value_micros, attribution, run_id, fetched_at)
    select :tenant, :at, :key, d, 'GBP', :spend, 10, 1, :purchases, :value, '30d_click', :at, now()
    from generate_series(cast(:first as date), cast(:last as date), '1 day') d"""


async def paged_shop(database: Database, folder: Path, *, orders: int | None = None) -> tuple[Desk, date]:
    """Return a shop of fourteen months up to yesterday, and today; with `orders` only that many, of one product."""
    desk = await Desk.open(database, folder)
    today = clock.today(desk.shop.zone)
    files = [folder / f"{desk.slug}-{name}.csv" for name in ("orders", "costs", "rates")]
    if orders is None:
        sandbox.write_orders(files[0], seed=7, today=today)
    else:
        files[0].write_text(_orders(orders, today), encoding="utf-8")
    sandbox.write_costs(files[1], today=today)
    sandbox.write_rates(files[2], seed=7, today=today)
    await imports.import_orders(database, desk.caller, desk.shop, files[0], now=clock.now(), intake=Intake())
    await desk.costs(files[1])
    await imports.import_rates(database, desk.caller, desk.shop, files[2], now=clock.now(), intake=Intake())
    return desk, today


async def advertised(desk: Desk, today: date) -> None:
    """Have two campaigns run over the last forty days, one of them called like a script."""
    google = await PlatformBooks.connect(desk, "google_ads", "123")
    first, last = today - timedelta(days=DAYS), today - timedelta(days=1)
    days = [first + timedelta(days=n) for n in range(DAYS)]
    spent = [
        {"segments": {"date": str(day)}, "campaign": {"id": str(number), "name": name},
         "metrics": {"costMicros": str(pounds * 1_000_000)}}
        for number, name, pounds, _, _ in CAMPAIGNS for day in days
    ]  # fmt: skip
    await google.post(google_ads.day_records(spent, GOOGLE, first, last).records)
    rows = [
        {"tenant": desk.shop.tenant, "at": google.connection, "key": str(number), "name": name, "first": first,
         "last": last, "spend": pounds * 1_000_000, "purchases": purchases, "value": value * 1_000_000}
        for number, name, pounds, purchases, value in CAMPAIGNS
    ]  # fmt: skip
    await desk.database.write(desk.caller, lambda s: s.execute(text(NAMED), rows))
    await desk.database.write(desk.caller, lambda s: s.execute(text(RAN), rows))


async def shelved(desk: Desk, goods: int = 3) -> None:
    """Stand goods on the shelf: SKUs the shop sells, then `goods` named long, from right to left, or like a script."""
    shop = await PlatformBooks.connect(desk, "shopify")
    sold = await desk.rows("select sku, title from products order by sku limit 12")
    odd = [(f"ODD-{n}", (LONG, RTL, EVIL)[n % 3]) for n in range(goods)]
    rows = [
        {"tenant": desk.shop.tenant, "at": shop.connection, "id": f"v{n}", "sku": sku, "title": title, "on_hand": n * 7}
        for n, (sku, title) in enumerate([*sold, *odd])
    ]
    statement = (
        "insert into variants (tenant_id, connection_id, variant_id, sku, title, currency, on_hand, updated_at)"
        " values (:tenant, :at, :id, :sku, :title, 'GBP', :on_hand, now())"
    )
    await desk.database.write(desk.caller, lambda s: s.execute(text(statement), rows))


def _orders(number: int, today: date) -> str:
    lines = "".join(f"o{n},ONE,One thing,1,10,{today - timedelta(days=1 + n % 20)} 10:00\n" for n in range(number))
    return f"order,sku,product,quantity,unit price,order date\n{lines}"

"""A real shop's 541,909 lines, or where they are not at hand a small file with the same traps, taken in once."""

from __future__ import annotations

import asyncio
import csv
import gzip
from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, NamedTuple

import pytest
from shop_desk import TODAY, Desk

from credora_agent.core.period import Grain, Period

if TYPE_CHECKING:
    from collections.abc import Iterator

    from credora_agent.core.db import Database
    from credora_agent.sync.imports import Imported

REAL = Path(__file__).parents[3] / "shared" / "data" / "online_retail_uk_2011_transactions.csv.gz"
SHIPPING, FEES, GIFTS = ("POST", "DOT", "C2"), ("AMAZONFEE", "BANK CHARGES", "CRUK"), "gift_"


class Shop(NamedTuple):
    """The books, what became of the file, and the file's own rows, for summing by hand."""

    desk: Desk
    done: Imported
    rows: list[tuple[str, str, date, Decimal]]
    real: bool

    @property
    def whole(self) -> Period:
        """Return the days of the file."""
        return Period(min(row[2] for row in self.rows), max(row[2] for row in self.rows))

    def by_hand(self, *codes: str, cancelled: bool | None = None) -> Decimal:
        """Return Σ quantity × price of the stock codes given (all without any)."""
        return sum(
            (value for invoice, code, _, value in self.rows
             if (not codes or code in codes) and cancelled in (None, invoice.startswith("C"))),
            Decimal(0),
        )  # fmt: skip


@pytest.fixture(scope="module", params=["the real file" if REAL.is_file() else "an invented file"])
async def shop(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """Take the file in, once; the test's id says which one it was."""
    folder = tmp_path_factory.mktemp("uk")
    path = REAL if REAL.is_file() else _invented(folder / "lines.csv.gz")
    desk = await Desk.open(database, folder)
    done = await desk.orders(path)
    return Shop(desk, done, list(_rows(path)), path == REAL)


def _rows(path: Path) -> Iterator[tuple[str, str, date, Decimal]]:
    days: dict[str, date] = {}
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            stamp = row["InvoiceDate"][:10]
            day = days.setdefault(stamp, date.fromisoformat(stamp))
            yield row["InvoiceNo"], row["StockCode"], day, Decimal(row["Quantity"]) * Decimal(row["UnitPrice"])


def _invented(path: Path) -> Path:
    """Write a year of lines with the real file's traps: codes, cancellations, equal lines, prices of 0 and 0.001."""
    chance = Random(2011)  # noqa: S311 - invented on purpose
    with gzip.open(path, "wt", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(
            ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"]
        )
        for n in range(900):
            moment = datetime(2010, 12, 1, 8) + timedelta(hours=10 * n)  # noqa: DTZ001 - as the file writes it
            lines = [(f"{chance.randint(10000, 10020)}", chance.randint(1, 9), f"{chance.randint(1, 900) / 100:.2f}")
                     for _ in range(chance.randint(1, 4))]  # fmt: skip
            lines += [lines[0]] if n % 9 == 0 else []
            lines += [("POST", 1, "18.00")] * (n % 7 == 0) + [("gift_0001_20", 1, "17.02")] * (n % 50 == 0)
            lines += [("10001", 3, "0.0")] * (n % 40 == 0) + [("PADS", 1, "0.001")] * (n % 90 == 0)
            for prefix, sign in (("", 1), ("C", -1)) if n % 11 == 0 else (("", 1),):
                stamp = f"{moment + timedelta(minutes=5 * (sign < 0)):%Y-%m-%d %H:%M:%S}"
                for code, quantity, price in lines:
                    if sign > 0 or Decimal(price) > 0:
                        out.writerow(
                            (f"{prefix}{536365 + n}", code, code, sign * quantity, stamp, price, "17850.0", "UK")
                        )
            if n % 60 == 0:
                out.writerow((f"C{600000 + n}", "D", "Discount", -1, f"{moment}", "27.50", "", "UK"))
                out.writerow((f"C{600000 + n}", "AMAZONFEE", "Fee", -1, f"{moment}", "13.37", "", "UK"))
                out.writerow((f"{600000 + n}", "10002", "lost", -7, f"{moment}", "0.0", "", "UK"))
    return path


async def test_every_line_is_read_and_booked(shop: Shop) -> None:
    """541,909 lines, none rejected; 9,288 of them cancellations."""
    assert (shop.done.rows, shop.done.rejected) == (len(shop.rows), 0)
    cancelled = await shop.desk.one("select count(*) from source_records where order_ref like 'C%'")
    assert cancelled == sum(row[0].startswith("C") for row in shop.rows)
    assert await shop.desk.one("select count(*) from source_records") == len(shop.rows)
    if shop.real:
        assert (shop.done.rows, cancelled) == (541_909, 9_288)


async def test_the_control_total_is_exact_in_whole(shop: Shop) -> None:
    """Σ Quantity × UnitPrice = 9,747,747.934, and the bridge from it ends at the statement's net profit."""
    found = await shop.desk.reports.reconcile(shop.desk.caller, shop.whole, today=TODAY)
    report = await shop.desk.reports.pnl(shop.desk.caller, shop.whole, today=TODAY)
    assert found.control_total == shop.by_hand()
    assert (found.agrees, found.net_profit.value) == (True, report.lines[-1].total.value)
    if shop.real:
        assert found.control_total == Decimal("9747747.934")
        assert '"control_total":"9747747.934"' in found.model_dump_json()


def partitions(whole: Period) -> dict[str, list[Period]]:
    """Return the range split by month, by week, and at 9 random days."""
    chance = Random(9)  # noqa: S311
    cuts = sorted(whole.start + timedelta(days=n) for n in chance.sample(range(1, whole.days), 9))
    starts, ends = [whole.start, *cuts], [*(cut - timedelta(days=1) for cut in cuts), whole.end]
    at_random = [Period(start, end) for start, end in zip(starts, ends, strict=True)]
    return {"month": whole.split(Grain.MONTH), "week": whole.split(Grain.WEEK), "random": at_random}


@pytest.mark.parametrize("how", ["month", "week", "random"])
async def test_the_parts_of_any_partition_add_up(shop: Shop, how: str) -> None:
    """Σ control totals = the whole's, each exactly what the file's own rows of those days make; Σ net profit too."""
    by_day: dict[date, Decimal] = defaultdict(Decimal)
    for _, _, day, value in shop.rows:
        by_day[day] += value
    parts = partitions(shop.whole)[how]
    found = await asyncio.gather(*(shop.desk.reports.reconcile(shop.desk.caller, part, today=TODAY) for part in parts))
    assert all(each.agrees for each in found)
    assert [each.control_total for each in found] == [
        sum((value for day, value in by_day.items() if day in part), Decimal(0)) for part in parts
    ]
    assert sum(each.control_total for each in found) == shop.by_hand()
    whole = await shop.desk.reports.reconcile(shop.desk.caller, shop.whole, today=TODAY)
    assert sum(each.net_profit.value or 0 for each in found) == whole.net_profit.value


async def test_what_is_no_product_stands_on_its_own_line(shop: Shop) -> None:
    """Postage 279,462.12, fees −236,629.569, discounts −5,696.22, gift cards 685.81: none of it in product sales."""
    sums = await shop.desk.sums()
    found = {held: Decimal(sums[held]) for held in ("shipping_income", "fees", "discounts", "gift_cards")}
    exact = dict(await shop.desk.rows("select category, sum(amount_micros) from pnl_daily group by 1"))
    gifts = {code for _, code, _, _ in shop.rows if code.startswith(GIFTS)}
    by_hand = {"shipping_income": SHIPPING, "fees": FEES, "discounts": ("D",), "gift_cards": tuple(gifts)}
    for category, codes in by_hand.items():
        assert Decimal(exact[category]).scaleb(-6) == shop.by_hand(*codes)
    codes_in_sales = {
        sku for (sku,) in await shop.desk.rows("select distinct sku from sku_daily where gross_sales_micros <> 0")
    }
    assert codes_in_sales.isdisjoint({*SHIPPING, *FEES, *gifts, "D", "M", "B", "S", "PADS"})
    if shop.real:
        assert {name: f"{value:.2f}" for name, value in found.items()} == {
            "shipping_income": "279462.12", "fees": "-236629.57", "discounts": "-5696.22", "gift_cards": "685.81",
        }  # fmt: skip
        assert exact["fees"] == Decimal("-236629.569") * 10**6


async def test_cancellations_are_dated_on_their_own_day(shop: Shop) -> None:
    """A return lies on the day of its C invoice; 581483 and C581484, both 9 December, leave nothing net."""
    wrong = await shop.desk.one(
        "select count(*) from transactions where category = 'returns' and order_ref not like 'C%'"
    )
    assert wrong == 0
    returned = await shop.desk.rows(
        "select local_date, sum(amount_micros) from transactions where category = 'returns' group by 1"
    )
    by_hand: dict[date, Decimal] = defaultdict(Decimal)
    codes = {*SHIPPING, *FEES, "D", "M", "B", "S", "PADS"}
    for invoice, code, day, value in shop.rows:
        if invoice.startswith("C") and code not in codes and not code.startswith(GIFTS) and value:
            by_hand[day] += value
    assert {day: Decimal(micros).scaleb(-6) for day, micros in returned} == dict(by_hand)
    if shop.real:
        for sale, back, value in (("581483", "C581484", "168469.60"), ("541431", "C541433", "77183.60")):
            sums = await shop.desk.rows(
                "select order_ref, local_date, sum(amount_micros) from transactions"
                " where order_ref in (:a, :b) group by 1, 2",
                a=sale, b=back,
            )  # fmt: skip
            assert len({day for _, day, _ in sums}) == 1
            assert sorted(Decimal(micros).scaleb(-6) for *_, micros in sums) == [-Decimal(value), Decimal(value)]


async def test_november_beside_october(shop: Shop) -> None:
    """Revenue 1,479,884.13 against 1,087,751.92."""
    november = Period(date(2011, 11, 1), date(2011, 11, 30))
    report = await shop.desk.reports.pnl(shop.desk.caller, november, today=TODAY, compare=november.previous())
    revenue = next(line for line in report.lines if line.id == "revenue")
    assert revenue.compare is not None
    assert revenue.total.value != revenue.compare.value
    if shop.real:
        assert (f"{revenue.total.value:.2f}", f"{revenue.compare.value:.2f}") == ("1479884.13", "1087751.92")


async def test_the_daily_sums_are_the_ledger_s(shop: Shop) -> None:
    assert await shop.desk.drift() == []


async def test_orders_are_the_invoices_with_goods(shop: Shop) -> None:
    """Every invoice without a C that has a priced line of goods or postage is one order, on its own day."""
    found = await shop.desk.rows("select order_ref from orders")
    assert len(found) == len(set(found))
    assert not [ref for (ref,) in found if ref.startswith("C")]
    total = await shop.desk.figure("orders", str(shop.whole.start), str(shop.whole.end))
    assert total.value == len(found)

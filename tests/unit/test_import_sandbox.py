"""The invented shop's files, read back by the importers that know nothing of it."""

from __future__ import annotations

import csv
import time
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from credora_agent.core.money import to_micros
from credora_agent.ledger.entries import Category, Record
from credora_agent.sandbox.catalogue import ITEMS
from credora_agent.sandbox.orders import CURRENCY, ZONE, black_friday, write_costs, write_orders, write_rates
from credora_agent.sync.importers.costs_csv import UnitCost, read_costs
from credora_agent.sync.importers.rates_csv import Rate, read_rates
from credora_agent.sync.importers.read import open_orders

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sandbox") / "orders.csv"
    write_orders(path, seed=7, today=TODAY)
    return path


@pytest.fixture(scope="module")
def records(shop: Path) -> list[Record]:
    found = list(open_orders(shop, zone=ZoneInfo(ZONE), currency=CURRENCY, now=NOW, mapping=None, salt=b"s"))
    assert all(isinstance(item, Record) for item in found)
    return [item for item in found if isinstance(item, Record)]


def test_the_same_seed_and_day_give_the_same_file_quickly(shop: Path, tmp_path: Path) -> None:
    started = time.perf_counter()
    count = write_orders(tmp_path / "again.csv", seed=7, today=TODAY)
    assert time.perf_counter() - started < 5
    assert (tmp_path / "again.csv").read_bytes() == shop.read_bytes()
    write_orders(tmp_path / "other.csv", seed=8, today=TODAY)
    assert (tmp_path / "other.csv").read_bytes() != shop.read_bytes()
    assert 3000 <= count <= 4000


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2026, 3, 29), date(2024, 2, 29), date(2026, 10, 26)])
def test_any_day_gives_a_shop_of_that_size(tmp_path: Path, today: date) -> None:
    assert 3000 <= write_orders(tmp_path / "orders.csv", seed=1, today=today) <= 4000


def test_every_order_adds_up(shop: Path, records: list[Record]) -> None:
    """Σ entries of each order less refunds = its Total less what went back; Σ Total as the file has it."""
    with shop.open(newline="") as file:
        totals = {row["Id"]: to_micros(row["Total"]) for row in csv.DictReader(file) if row["Total"]}
    sums: dict[str | None, int] = defaultdict(int)
    for record in records:
        if record.order_placed:
            sums[record.order_ref] += sum(e.amount for e in record.entries)
        else:
            assert sum(e.amount for e in record.entries) == record.stated
    assert sums == totals


def test_taxes_are_read_as_they_were_charged(shop: Path, records: list[Record]) -> None:
    """Prices hold tax but for orders to America; a tip is never taken for tax."""
    with shop.open(newline="") as file:
        taxed = {row["Id"]: row["Tax 1 Name"] for row in csv.DictReader(file) if row["Tax 1 Name"]}
    said = {r.order_ref: r.payload["taxes"] for r in records if r.source_table == "orders"}
    wrong = {ref for ref, tax in taxed.items() if said[ref].startswith("on top") != ("State Tax" in tax)}
    assert not wrong


def test_the_shop_is_believable(records: list[Record]) -> None:
    """All that a shop has: three currencies, every kind of entry, refunds, growth and a Black Friday."""
    assert {r.currency for r in records} == {"GBP", "EUR", "USD"}
    categories = {e.category for r in records for e in r.entries}
    assert categories == {
        Category.GROSS_SALES, Category.DISCOUNTS, Category.RETURNS, Category.SHIPPING_INCOME, Category.SALES_TAX,
        Category.TIPS, Category.GIFT_CARDS,
    }  # fmt: skip
    days = Counter(r.local_date for r in records if r.source_table == "orders")
    assert max(days) == TODAY - timedelta(days=1)
    sale = [black_friday(2025) + timedelta(days=n) for n in range(4)]
    assert sum(days[day] for day in sale) > 2 * sum(days[day - timedelta(days=21)] for day in sale)
    assert 0.03 < sum(r.source_table == "refunds" for r in records) / sum(days.values()) < 0.15
    customers = Counter(r.customer_ref for r in records if r.source_table == "orders")
    assert 0.15 < sum(n > 1 for n in customers.values()) / len(customers) < 0.6


def test_black_friday_is_the_day_after_thanksgiving() -> None:
    assert [black_friday(year) for year in (2024, 2025, 2026)] == [
        date(2024, 11, 29), date(2025, 11, 28), date(2026, 11, 27)
    ]  # fmt: skip


def test_every_product_sold_has_a_cost_in_force(tmp_path: Path, records: list[Record]) -> None:
    write_costs(tmp_path / "costs.csv", today=TODAY)
    costs = [c for c in read_costs(tmp_path / "costs.csv", currency=CURRENCY) if isinstance(c, UnitCost)]
    assert len(costs) == len(ITEMS) + 1
    sold = {e.sku for r in records for e in r.entries if e.category is Category.GROSS_SALES}
    assert sold <= {c.sku for c in costs}
    assert min(c.valid_from for c in costs) < min(r.local_date for r in records)


def test_every_foreign_order_has_a_rate_before_it(tmp_path: Path, records: list[Record]) -> None:
    write_rates(tmp_path / "rates.csv", seed=7, today=TODAY)
    rates = [r for r in read_rates(tmp_path / "rates.csv", now=NOW) if isinstance(r, Rate)]
    first = {base: min(r.day for r in rates if r.base == base) for base in ("EUR", "USD")}
    assert all(first[r.currency] < r.local_date for r in records if r.currency != CURRENCY)
    assert all(r.quote == CURRENCY for r in rates)
    assert all("0.7" < str(r.rate) < "0.95" for r in rates)
